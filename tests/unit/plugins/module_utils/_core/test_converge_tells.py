# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a run says of itself, and when it pauses."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.approval.gate import Gate
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.converge import Outcome, Run, Step, Steps, converge
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import OutcomeUnknown
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.http import HttpOptions
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.wait import Clock


class NotingClock(Clock):
    def __init__(self) -> None:
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


@dataclass
class Service:
    """What converge() asks of a session."""

    options: HttpOptions
    clock: NotingClock = field(default_factory=NotingClock)
    accepted: int = 0
    unknown: int = 0
    gate: Gate = field(default_factory=Gate)
    told: list[str] = field(default_factory=list)

    def tell(self, what: str, condition: str, seconds: float, tally: str = "") -> None:
        self.told.append(f"{what}: {condition}")


class Disk:
    """A disk that the service makes larger in its own units, so that the end is not quite as predicted."""

    what = "disk"
    title = "disk 7"

    def __init__(self, lost_answers: int = 0) -> None:
        self.gigabytes = 10
        self.lost_answers = lost_answers
        self.looks = 0

    def observe(self) -> int:
        self.looks += 1
        return self.gigabytes

    def view(self, actual: int) -> dict[str, Any]:
        return {"size": actual, "id": 7}

    def plan(self, actual: int) -> Steps[int]:
        warnings = ("A larger disk costs more.",)
        if actual >= 25:
            return Steps(self.view(actual), (), warnings)
        return Steps(self.view(actual), (Step("grow", "grow the disk", {"size": 25}, self.grow),), warnings)

    def grow(self, actual: int, run: Run) -> int:
        if self.lost_answers:
            self.lost_answers -= 1
            raise OutcomeUnknown("no answer")
        self.gigabytes = 32
        run.warnings.append("The service rounded up.")
        return self.gigabytes


def run(disk: Disk, service: Service | None = None, **how: Any) -> Outcome[int]:
    return converge(disk, service or Service(HttpOptions()), **{"check_mode": False, **how})


def test_a_real_run_tells_what_is_there_and_not_what_was_predicted() -> None:
    assert run(Disk(), check_mode=True).after == {"size": 25}
    assert run(Disk()).after == {"size": 32}


def test_a_run_that_fails_warns_of_what_it_would_have_warned_of() -> None:
    with pytest.raises(OutcomeUnknown) as caught:
        run(Disk(lost_answers=9), Service(HttpOptions(retries=1)))
    assert caught.value.warnings == ["A larger disk costs more."]


def test_what_a_step_returns_is_not_looked_at_again() -> None:
    disk = Disk()
    run(disk)
    assert disk.looks == 1


def test_a_run_that_does_not_wait_tells_what_will_be() -> None:
    assert run(Disk(), wait=False).after == {"size": 25}


def test_a_dry_run_warns_of_what_a_real_run_warns_of() -> None:
    assert run(Disk(), check_mode=True).warnings == ["A larger disk costs more."]
    assert run(Disk()).warnings == ["A larger disk costs more.", "The service rounded up."]


def test_after_each_lost_answer_there_is_a_pause_and_each_is_longer() -> None:
    service = Service(HttpOptions(retries=3, backoff_factor=8.0))
    run(Disk(lost_answers=3), service)
    assert service.clock.slept == pytest.approx([8, 16, 32], rel=0.11)
    lost = ["grow the disk: under way", "grow the disk: unknown whether it was done, so it is looked for"]
    assert service.told == [*lost * 3, "grow the disk: under way"]


def test_without_a_lost_answer_there_is_no_pause() -> None:
    service = Service(HttpOptions(backoff_factor=8.0))
    run(Disk(), service)
    assert service.clock.slept == []
