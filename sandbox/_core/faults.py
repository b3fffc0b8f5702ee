# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Making chosen requests fail. Plain data: nothing here knows HTTP or a provider.

Some kinds say what becomes of the request (``ANSWER_KINDS``). The others are the provider's and say what becomes of
what the request starts, or how the answer is written.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, replace
from fnmatch import fnmatchcase
from typing import Any

PROCESSED_KINDS = ("status_after", "reset_after", "truncate", "slow")
ANSWER_KINDS = ("status", "reset_before", "timeout", "html", *PROCESSED_KINDS)
# A step that begins never ends: every provider has it, beside the kinds of its own.
STUCK = "stuck"
SECONDS = {"timeout": 3600.0, "slow": 5.0}


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault that waits for ``times`` requests, after letting ``after`` matching ones pass.

    ``path`` is a shell pattern for the path as the request log has it. ``status`` and ``retry_after``
    belong to the status kinds, ``seconds`` to ``timeout`` and ``slow``.
    """

    method: str
    path: str
    kind: str
    times: int = 1
    after: int = 0
    status: int = 500
    retry_after: int | str | None = None
    seconds: float = 0.0

    def matches(self, verb: str, path: str) -> bool:
        return self.method in ("*", verb) and fnmatchcase(path, self.path)


def parsed(sent: Mapping[str, Any], methods: Collection[str], kinds: Collection[str]) -> Fault:
    """The fault that a control request describes. Raises ValueError that says what is wrong."""
    unknown = sorted(set(sent) - set(Fault.__slots__))
    if unknown:
        raise ValueError(f"unknown field: {', '.join(unknown)}; a fault has {', '.join(Fault.__slots__)}")
    for key, allowed in (("method", (*methods, "*")), ("kind", (*ANSWER_KINDS, *kinds))):
        if sent.get(key) not in allowed:
            raise ValueError(f"{key} must be one of {', '.join(allowed)}")
    if not isinstance(sent.get("path"), str) or not sent["path"].startswith(("/", "*")):
        raise ValueError("path must be a string such as /things/*, as GET /_sandbox/requests shows paths")
    fault = Fault(**{"seconds": SECONDS.get(sent["kind"], 0.0), **sent})
    for key, least in (("times", 1), ("after", 0)):
        if not _is_number(getattr(fault, key), int) or getattr(fault, key) < least:
            raise ValueError(f"{key} must be a whole number of at least {least}")
    if not _is_number(fault.status, int) or not 200 <= fault.status <= 599:
        raise ValueError("status must be an HTTP status from 200 to 599")
    if not _is_number(fault.seconds, int, float) or fault.seconds < 0:
        raise ValueError("seconds must be a number of at least 0")
    if fault.retry_after is not None and not _is_number(fault.retry_after, int, str):
        raise ValueError("retry_after must be a number of seconds or an HTTP date")
    return fault


def _is_number(value: Any, *kinds: type) -> bool:
    return isinstance(value, kinds) and not isinstance(value, bool)


class Faults:
    """The faults that still wait."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []

    def add(self, fault: Fault) -> None:
        self._waiting.append(fault)

    def clear(self) -> None:
        self._waiting.clear()

    def listed(self) -> list[dict[str, Any]]:
        """The waiting faults; ``times`` and ``after`` are what is left of them."""
        return [asdict(fault) for fault in self._waiting]

    def take(self, verb: str, path: str, kinds: Collection[str]) -> Fault | None:
        """The first fault of these kinds that hits this request, used once; every matching one has seen it."""
        taken: Fault | None = None
        left: list[Fault] = []
        for fault in self._waiting:
            if fault.kind not in kinds or not fault.matches(verb, path):
                left.append(fault)
            elif fault.after > 0:
                left.append(replace(fault, after=fault.after - 1))
            elif taken:
                left.append(fault)
            else:
                taken = fault
                left.append(replace(fault, times=fault.times - 1))
        self._waiting = [fault for fault in left if fault.times > 0]
        return taken
