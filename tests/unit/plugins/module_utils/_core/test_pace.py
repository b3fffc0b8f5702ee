# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The request limit, simulated: processes are threads of events on a clock that jumps."""

from __future__ import annotations

import fcntl
import multiprocessing
import os
import signal
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ansible_collections.boxfleet.cloud.plugins.module_utils._core import pace as pace_module
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import InvalidInput
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.pace import Pace, Rate, rate_from
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.wait import Clock

TOKEN = "0123456789abcdef0123456789abcdef"


class FakeClock(Clock):
    def __init__(self, time: float = 1000.0) -> None:
        self.time = time

    def now(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.time += seconds


def pace(folder: Path, clock: Clock, rate: Rate, account: str = TOKEN) -> Pace:
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("ANSIBLE_HOME", str(folder))
        return Pace(rate, account, clock)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    calls=st.integers(1, 5),
    seconds=st.floats(0.5, 10),
    pauses=st.lists(st.floats(0, 3), min_size=1, max_size=30),
)
def test_no_window_ever_holds_more_calls_than_allowed(
    tmp_path_factory: pytest.TempPathFactory, calls: int, seconds: float, pauses: list
) -> None:
    clock = FakeClock()
    limit = pace(tmp_path_factory.mktemp("home"), clock, Rate(calls, seconds))
    made = []
    for pause in pauses:
        clock.sleep(pause)
        limit.take()
        made.append(clock.now())
    for first, beyond in zip(made, made[calls:]):
        assert beyond - first >= seconds


def test_a_busy_account_uses_more_than_nine_tenths_of_its_limit(tmp_path: Path) -> None:
    clock = FakeClock()
    limit = pace(tmp_path, clock, Rate(10, 5))
    for _call in range(101):
        limit.take()
    assert 100 / (clock.now() - 1000) > 0.9 * 10 / 5


def test_the_first_calls_do_not_wait(tmp_path: Path) -> None:
    clock = FakeClock()
    limit = pace(tmp_path, clock, Rate(3, 60))
    for _call in range(3):
        limit.take()
    assert clock.now() == 1000


def test_processes_get_their_turns_in_the_order_of_asking(tmp_path: Path) -> None:
    times = []
    for _process in range(4):
        # each process asks at the same moment, and is alone with its clock while it waits
        clock = FakeClock()
        pace(tmp_path, clock, Rate(1, 10)).take()
        times.append(clock.now() - 1000)
    assert times == pytest.approx([0, 10.5, 21, 31.5])


def test_processes_that_ask_at_the_same_moment_get_different_turns(tmp_path: Path) -> None:
    """Each dawdles between reading what is shared and writing it, so that without the lock they meet there."""
    processes, takes = 4, 10
    context = multiprocessing.get_context("fork")
    barrier, taken = context.Barrier(processes), context.SimpleQueue()

    def ask() -> None:
        read = pace_module._parsed
        pace_module._parsed = lambda *state: [read(*state), time.sleep(0.002)][0]  # type: ignore[assignment]
        barrier.wait()
        for _take in range(takes):
            clock = FakeClock()
            pace(tmp_path, clock, Rate(1, 10)).take()
            taken.put(round(clock.now() - 1000, 3))

    workers = [context.Process(target=ask, daemon=True) for _process in range(processes)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0] * processes
    turns = [taken.get() for _turn in range(processes * takes)]
    assert sorted(turns) == pytest.approx([10.5 * turn for turn in range(processes * takes)])


def test_a_pause_the_service_asks_one_process_for_holds_all_and_keeps_their_order(tmp_path: Path) -> None:
    rate = Rate(1, 10)
    clock = FakeClock()
    told = pace(tmp_path, clock, rate)
    told.take()

    class HeldMeanwhile(FakeClock):
        def sleep(self, seconds: float) -> None:
            super().sleep(seconds)
            told.hold(30)  # the clock of the one that was told still stands at its call

    waiting = HeldMeanwhile()
    pace(tmp_path, waiting, rate).take()
    assert waiting.now() - 1000 == pytest.approx(40.5)
    told.hold(30)
    later = FakeClock()
    pace(tmp_path, later, rate).take()
    assert later.now() - 1000 == pytest.approx(51)


def test_the_account_is_nowhere_in_clear_and_the_file_is_private(tmp_path: Path) -> None:
    pace(tmp_path, FakeClock(), Rate(1, 1)).take()
    [path] = (tmp_path / "boxfleet").iterdir()
    assert TOKEN not in str(path) + path.read_text(encoding="utf-8")
    assert path.stat().st_mode & 0o077 == 0


def test_accounts_do_not_wait_for_each_other(tmp_path: Path) -> None:
    clock = FakeClock()
    pace(tmp_path, clock, Rate(1, 10)).take()
    pace(tmp_path, clock, Rate(1, 10), "another").take()
    assert clock.now() == 1000


@pytest.mark.parametrize("left_over", ["", '{"turns": [1', "[]", '{"turns": [99999999.0]}'])
def test_what_a_kill_or_an_earlier_start_left_in_the_file_stops_nobody(tmp_path: Path, left_over: str) -> None:
    clock = FakeClock()
    limit = pace(tmp_path, clock, Rate(1, 10))
    limit.take()
    [path] = (tmp_path / "boxfleet").iterdir()
    path.write_text(left_over, encoding="utf-8")
    limit.take()
    assert clock.now() == 1000


def test_the_lock_of_a_killed_process_is_free_again_and_its_turn_is_not_lost(tmp_path: Path) -> None:
    clock = FakeClock()
    limit = pace(tmp_path, clock, Rate(1, 10))
    limit.take()
    [path] = (tmp_path / "boxfleet").iterdir()
    entered, enter = os.pipe()
    child = os.fork()
    if not child:
        with limit._state():
            os.write(enter, b"x")
            signal.pause()
    assert os.read(entered, 1) == b"x"
    assert not is_free(path)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    assert is_free(path)
    limit.take()
    assert clock.now() == pytest.approx(1010.5)


def is_free(path: Path) -> bool:
    """Whether nobody holds the lock of a file."""
    with path.open("r+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


@pytest.mark.parametrize("text", ["", "30", "0/60", "30/0", "a/b", "-1/60", "30/60/2"])
def test_a_rate_is_calls_over_seconds(text: str) -> None:
    assert rate_from("api_rate", " 30/60 ") == Rate(30, 60.0)
    with pytest.raises(InvalidInput, match="api_rate"):
        rate_from("api_rate", text)
