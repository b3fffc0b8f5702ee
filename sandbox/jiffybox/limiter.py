# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The limit on requests. API reference: Transport."""

from __future__ import annotations

import math
from collections import defaultdict, deque
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rate:
    """At most ``count`` requests in any ``seconds``."""

    count: int
    seconds: float


class Limiter:
    """A sliding window for each key (an account, or the address that wrong tokens come from)."""

    def __init__(self, rate: Rate | None) -> None:
        self._rate = rate
        self._taken: defaultdict[str, deque[float]] = defaultdict(deque)

    def clear(self) -> None:
        self._taken.clear()

    def wait(self, key: str, now: float) -> int | None:
        """None when the request may pass, and counts it; else the whole seconds to wait, and does not."""
        if self._rate is None:
            return None
        taken = self._taken[key]
        while taken and taken[0] <= now - self._rate.seconds:
            taken.popleft()
        if len(taken) < self._rate.count:
            taken.append(now)
            return None
        return max(1, math.ceil(taken[0] + self._rate.seconds - now))
