# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The machines that every stub shows, each in the words of its API."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

# HTTP status, and what becomes the body: JSON made beforehand, or what to make it of.
Answer = tuple[int, Any]
Query = Mapping[str, str]


@dataclass(frozen=True)
class Machine:
    """``ready_at`` is in Unix seconds."""

    number: int
    name: str
    ready_at: float


class Machines:
    """All machines of one account. A new one is ready ``step_seconds`` after its creation."""

    now = staticmethod(time.time)

    def __init__(self, step_seconds: float) -> None:
        self.step_seconds = step_seconds
        self._machines: dict[int, Machine] = {}

    def __getitem__(self, number: int) -> Machine:
        return self._machines[number]

    def all(self) -> list[Machine]:
        return list(self._machines.values())

    def create(self, name: str, step_seconds: float | None = None) -> Machine:
        number = len(self._machines) + 1
        wait = self.step_seconds if step_seconds is None else step_seconds
        self._machines[number] = Machine(number, name, self.now() + wait)
        return self._machines[number]

    def reset(self) -> None:
        self._machines.clear()
