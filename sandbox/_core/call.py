# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What answers a call is given to work with."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from .faults import STUCK, Fault
from .limiter import Standing
from .request import Request
from .store import Store

StoreT = TypeVar("StoreT", bound=Store)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of a step that begins: when it ends (infinite: never), and the failure it ends in, if any."""

    ends: float
    failure: str | None = None


@dataclass(frozen=True, slots=True)
class Call(Generic[StoreT]):
    """One call. ``parts`` are the variable parts of its path, ``account`` is whoever makes it, as ``identify`` says.

    ``now`` is the sandbox's time. ``take_fault`` takes a waiting fault of one of the given kinds that hits this call.
    ``standing`` is how the caller stands with the limit that counted the call, if one did.
    """

    request: Request
    store: StoreT
    account: Any
    now: float
    step_seconds: float
    take_fault: Callable[[Collection[str]], Fault | None]
    standing: Standing | None = None
    parts: Mapping[str, str] = field(default_factory=dict)

    def outcome(self, *failures: str) -> Outcome:
        """What becomes of a step that begins now, and can fail in these ways if a fault says so."""
        fault = self.take_fault({STUCK, *failures})
        if fault and fault.kind == STUCK:
            return Outcome(math.inf)
        return Outcome(self.now + self.step_seconds, fault.kind if fault else None)
