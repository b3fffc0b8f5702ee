# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How many requests are let through: several limits side by side, each request counted by one of them."""

from __future__ import annotations

import math
from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rate:
    """At most ``count`` requests in any ``seconds``.

    With ``burst`` it is a bucket instead that holds so many and fills up evenly, by ``count`` in ``seconds``.
    """

    count: int
    seconds: float
    burst: int | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How a client stands after a request, for headers that say so.

    ``remaining`` may follow at once. ``wait`` is None if the request was let through, else the whole seconds until one
    will be. ``resets`` (Unix seconds) is when nothing will count any more.
    """

    rate: Rate
    remaining: int
    wait: int | None
    resets: float


class Limiter:
    """Counts by bucket (a name of the provider's) and client (an account, or the address of a stranger)."""

    def __init__(self, rates: Mapping[str, Rate]) -> None:
        self._rates = rates
        self._taken: defaultdict[tuple[str, str], deque[float]] = defaultdict(deque)
        self._levels: dict[tuple[str, str], tuple[float, float]] = {}

    def clear(self) -> None:
        self._taken.clear()
        self._levels.clear()

    def take(self, bucket: str | None, client: str, now: float) -> Standing | None:
        """Count a request that may pass; one that may not does not count. None where nothing is limited."""
        rate = self._rates.get(bucket) if bucket is not None else None
        if rate is None or bucket is None:
            return None
        return (self._window if rate.burst is None else self._filled)(rate, (bucket, client), now)

    def _window(self, rate: Rate, key: tuple[str, str], now: float) -> Standing:
        taken = self._taken[key]
        while taken and taken[0] <= now - rate.seconds:
            taken.popleft()
        free = len(taken) < rate.count
        wait = None if free else _whole(taken[0] + rate.seconds - now)
        if free:
            taken.append(now)
        return Standing(rate, rate.count - len(taken), wait, taken[-1] + rate.seconds)

    def _filled(self, rate: Rate, key: tuple[str, str], now: float) -> Standing:
        full, per_second = float(rate.burst or 0), rate.count / rate.seconds
        level, since = self._levels.get(key, (full, now))
        level = min(full, level + (now - since) * per_second)
        wait = None if level >= 1 else _whole((1 - level) / per_second)
        if wait is None:
            level -= 1
        self._levels[key] = (level, now)
        return Standing(rate, int(level), wait, now + (full - level) / per_second)


def _whole(seconds: float) -> int:
    return max(1, math.ceil(seconds))
