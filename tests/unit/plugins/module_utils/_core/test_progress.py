# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a user reads while a task waits."""

from __future__ import annotations

import signal
import threading

from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.progress import Progress, beating
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.wait import Clock
from ansible_collections.boxfleet.cloud.tests.unit.own_time import OwnTime

BOX, OTHER = "box web1 (10001)", "box web2 (10002)"


class Looks:
    """Looks at things on a clock of its own, and the lines that came of them with their time."""

    def __init__(self, **options: float) -> None:
        self.clock = OwnTime(100.0)
        self.lines: list = []
        self.progress = Progress(self.note, self.clock, **options)

    def note(self, line: str) -> None:
        assert self.progress._lock.locked()
        self.lines.append((self.clock.time, line))

    def look(self, pause: float, what: str, condition: str, tally: str = "") -> str:
        """Look after a pause; the line that came of it, or none."""
        self.clock.time += pause
        before = len(self.lines)
        self.progress(what, condition, self.clock.time - 100.0, tally)
        return " ".join(line for time, line in self.lines[before:])


def test_a_short_wait_says_nothing() -> None:
    looks = Looks()
    for condition in ("CREATING", "CREATING", "READY", "UPDATING"):
        assert looks.look(1.2, BOX, condition) == ""


def test_a_long_wait_says_what_it_waits_for_now_and_then_and_every_change_at_once() -> None:
    looks = Looks()
    assert looks.look(4, BOX, "CREATING") == ""
    assert looks.look(2, BOX, "CREATING") == "box web1 (10001): still CREATING (6 s)"
    assert looks.look(4, BOX, "CREATING") == ""
    assert looks.look(2, BOX, "CREATING") == "box web1 (10001): still CREATING (12 s)"
    assert looks.look(1, BOX, "READY") == "box web1 (10001): CREATING -> READY (13 s)"
    assert looks.look(1, BOX, "READY") == ""


def test_a_change_in_the_silence_of_the_beginning_is_told_after_it() -> None:
    looks = Looks()
    looks.look(1, BOX, "CREATING")
    looks.look(1, BOX, "READY")
    assert looks.look(5, BOX, "UPDATING") == "box web1 (10001): CREATING -> UPDATING (7 s)"


def test_the_seconds_of_a_box_count_on_when_its_next_step_is_waited_for() -> None:
    looks = Looks()
    looks.look(20, BOX, "CREATING")
    looks.clock.time += 10
    looks.progress(BOX, "UPDATING", 1.0)
    assert looks.lines[-1][1] == "box web1 (10001): CREATING -> UPDATING (30 s)"


def test_of_a_fleet_it_says_how_far_the_whole_is() -> None:
    looks = Looks()
    looks.look(1, BOX, "CREATING")
    looks.look(1, OTHER, "CREATING")
    line = looks.look(10, OTHER, "READY", "1 of 2 done")
    assert line == "box web2 (10002): CREATING -> READY (12 s, 1 of 2 done)"
    assert looks.look(1, BOX, "CREATING", "1 of 2 done") == ""


def test_what_is_not_looked_at_for_long_is_told_all_the_same() -> None:
    looks = Looks()
    looks.look(0, BOX, "CREATING", "0 of 2 done")
    assert looks.progress.beat() == 5
    looks.clock.time += 4
    assert looks.progress.beat() == 1
    assert looks.lines == []
    looks.clock.time += 1
    assert looks.progress.beat() == 5
    assert looks.lines == [(105, "box web1 (10001): still CREATING (5 s, 0 of 2 done)")]
    looks.look(3, BOX, "READY")
    assert looks.progress.beat() == 5
    looks.clock.time += 5
    looks.progress.beat()
    assert looks.lines[-1] == (113, "box web1 (10001): still READY (13 s)")


def test_what_changed_in_the_silence_of_the_beginning_is_told_after_it_even_if_nobody_looks() -> None:
    looks = Looks()
    looks.look(0, BOX, "CREATING")
    looks.look(1, BOX, "READY")
    assert looks.progress.under_way() == [f"{BOX}: READY"]
    looks.clock.time += 4
    looks.progress.beat()
    assert looks.lines == [(105, f"{BOX}: CREATING -> READY (5 s)")]
    looks.look(0, OTHER, "CREATING")
    looks.look(0, "the other", "CREATING")
    looks.look(0, BOX, "READY")
    assert looks.progress.under_way() == [f"{BOX}: READY", "the other: CREATING", f"{OTHER}: CREATING"]


def test_of_several_the_one_that_was_looked_at_last_is_told_and_of_none_nothing() -> None:
    looks = Looks()
    looks.clock.time += 9
    assert looks.progress.beat() == 5
    assert looks.lines == []
    looks = Looks()
    looks.look(1, BOX, "CREATING")
    looks.look(1, OTHER, "CREATING")
    looks.clock.time += 9
    looks.progress.beat()
    assert looks.lines == [(111, f"{OTHER}: still CREATING (11 s)")]


def test_what_has_just_begun_is_not_there_still() -> None:
    looks = Looks()
    looks.clock.time += 9
    looks.progress(BOX, "under way", 0.0)
    assert looks.lines == [(109, f"{BOX}: under way (0 s)")]


def test_while_something_runs_that_tells_nothing_there_is_a_line_all_the_same() -> None:
    before, said = threading.active_count(), threading.Event()
    lines: list = []
    threads: list = []

    def say(line: str) -> None:
        lines.append(line)
        threads.append((threading.current_thread().daemon, signal.pthread_sigmask(signal.SIG_BLOCK, [])))
        said.set()

    with beating(Progress(say, Clock(), patience=0.01, every=60.0), "boxfleet.cloud.box", "at work"):
        assert said.wait(60)
    assert lines == ["boxfleet.cloud.box: still at work (0 s)"]
    # signals are for the thread that can act on them, and the process does not wait for this one
    [(daemon, blocked)] = threads
    assert daemon
    assert {signal.SIGINT, signal.SIGTERM} <= set(blocked)
    assert threading.active_count() == before


@given(
    looks=st.lists(
        st.tuples(
            st.integers(0, 12), st.sampled_from([BOX, OTHER]), st.sampled_from(["CREATING", "READY", "UPDATING"])
        ),
        max_size=60,
    ),
    patience=st.integers(0, 20),
    every=st.integers(1, 20),
)
def test_every_change_is_told_and_nothing_else_more_often_than_agreed(looks: list, patience: int, every: int) -> None:
    run = Looks(patience=patience, every=every)
    known: dict = {}
    for pause, what, condition in looks:
        line = run.look(pause, what, condition)
        changed = known.setdefault(what, condition) != condition
        if run.clock.time < 100.0 + patience:
            assert not line
        elif changed:
            assert f"{what}: {known[what]} -> {condition}" in line
        if line:
            known[what] = condition
    for before, after in zip(run.lines, run.lines[1:]):
        assert "->" in after[1] or after[0] - before[0] >= every
