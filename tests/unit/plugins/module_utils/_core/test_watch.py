# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Looking at one thing, look by look, on a clock that nobody waits for."""

from __future__ import annotations

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import WaitFailed, WaitTimeout
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.wait import Deadline
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.watch import Watch
from ansible_collections.boxfleet.cloud.tests.unit.own_time import OwnTime

GONE = None


class Looks:
    """A disk that is in one state after the other, look by look, and stays in the last."""

    def __init__(self, *states: str | None) -> None:
        self.states = states
        self.taken = 0
        self.deadline = Deadline(OwnTime(1000.0), 60)
        self.told: list[float] = []
        self.watch = Watch("disk a", self._look, lambda state: state != "BUSY", str, self._tell)

    def _look(self) -> str | None:
        self.taken += 1
        return self.states[min(self.taken, len(self.states)) - 1]

    def _tell(self, what: str, condition: str, seconds: float, tally: str = "") -> None:
        self.told.append(seconds)


@pytest.mark.parametrize(
    ("answer", "states", "looks"),
    [
        ("DONE", [], 0),
        ("BUSY", ["DONE"], 1),
        ("BUSY", [*["BUSY"] * 4, "DONE"], 5),
        ("READY", ["READY", "READY", *["BUSY"] * 4, "DONE"], 7),
    ],
)
def test_a_change_is_followed_until_it_is_complete(answer: str, states: list[str], looks: int) -> None:
    seen = Looks(*states)
    assert seen.watch.until_changed(answer, lambda state: state == "DONE", seen.deadline) == "DONE"
    assert seen.taken == looks


@pytest.mark.parametrize(
    ("answer", "states", "problem"),
    [
        ("BUSY", ["READY"], "the service gave up: disk a is READY"),
        ("READY", ["BUSY", "READY"], "the service gave up: disk a is READY"),
        ("READY", ["BUSY", "BUSY", "READY"], "the service gave up: disk a is READY"),
        ("READY", ["READY", "READY", "READY"], "the service gave up: disk a is READY"),
        ("BUSY", ["BUSY", GONE], "the service dropped disk a"),
    ],
)
def test_a_change_that_cannot_come_true_fails_as_soon_as_that_is_seen(
    answer: str, states: list[str | None], problem: str
) -> None:
    seen = Looks(*states)
    with pytest.raises(WaitFailed, match=problem):
        seen.watch.until_changed(answer, lambda state: state == "DONE", seen.deadline)
    assert seen.taken == len(states)


def test_what_is_to_go_is_followed_until_it_is_gone() -> None:
    seen = Looks("BUSY", GONE)
    assert seen.watch.until_changed("BUSY", lambda state: state is GONE, seen.deadline) is GONE


def test_what_is_at_rest_is_not_looked_at_and_what_is_not_until_it_is() -> None:
    seen = Looks("BUSY", "READY")
    assert seen.watch.at_rest("READY", seen.deadline) == "READY"
    assert seen.taken == 0
    assert seen.watch.at_rest("BUSY", seen.deadline) == "READY"
    assert seen.taken == 2
    gone = Looks("BUSY", GONE)
    with pytest.raises(WaitFailed, match="disk a is gone"):
        gone.watch.at_rest("BUSY", gone.deadline)
    assert gone.taken == 2


def test_a_wait_that_takes_too_long_tells_how_long_it_was_and_how_the_thing_is() -> None:
    seen = Looks("BUSY")
    with pytest.raises(WaitTimeout, match=r"disk a was still BUSY after 60 s\. Run the task again"):
        seen.watch.at_rest("BUSY", seen.deadline)
    assert 0 < seen.told[0] < 1.2
    assert seen.told[-1] == pytest.approx(60)
