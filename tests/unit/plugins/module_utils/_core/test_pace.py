# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The request limit, simulated: processes are threads of events on a clock that jumps."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import json
import multiprocessing
import os
import re
import signal
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ansible_collections.boxfleet.cloud.plugins.module_utils._core import pace as pace_module
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import InvalidInput
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.pace import LONGEST_HOLD, Pace, Rate, rate_from
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.wait import Clock
from ansible_collections.boxfleet.cloud.tests.unit.own_time import OwnTime

TOKEN = "0123456789abcdef0123456789abcdef"


class FakeClock(OwnTime):
    def __init__(self, time: float = 1000.0) -> None:
        super().__init__(time)

    def sleep(self, seconds: float) -> None:
        super().sleep(seconds)
        assert self.time < 100_000, "it waits for ever"


def pace(folder: Path, clock: Clock, rate: Rate, account: str = TOKEN, **more: Any) -> Pace:
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("ANSIBLE_HOME", str(folder))
        return Pace(rate, account, clock, **more)


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


def test_a_pause_holds_who_asks_later_and_a_shorter_one_does_not_end_it(tmp_path: Path) -> None:
    clock = FakeClock()
    limit = pace(tmp_path, clock, Rate(1, 10))
    limit.take()
    limit.hold(30)
    limit.hold(5)
    limit.take()
    assert clock.now() == 1030


def test_of_the_calls_that_were_made_no_more_are_kept_than_fit_a_window(tmp_path: Path) -> None:
    clock = FakeClock()
    for _call in range(20):
        pace(tmp_path, clock, Rate(3, 1)).take()
    assert len(json.loads(state_file(tmp_path).read_text(encoding="utf-8"))["turns"]) == 3


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


@pytest.mark.parametrize(
    ("left_over", "damaged"),
    [
        (b"", False),
        (b'{"turns": [99999999.0]}', False),
        (b'{"turns": [1020.0, 1500.0], "held_until": 1301.0}', False),
        (b'{"turns": [1', True),
        (b"[]", True),
        (b"null", True),
        (b'{"turns": 1}', True),
        (b'{"turns": ["1"]}', True),
        (b'{"turns": [NaN]}', True),
        (b'{"turns": [Infinity]}', True),
        (b'{"turns": [1e400]}', True),
        (b'{"turns": [-1]}', True),
        (b'{"turns": [' + b"9" * 5000 + b"]}", True),
        (b'{"turns": ' + b"[" * 100_000, True),
        (b'{"held_until": null}', True),
        (b'{"shift": "x"}', True),
        (b'{"more": 1}', True),
        (b"\xff\xfe\0", True),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_what_a_kill_or_an_earlier_start_left_in_the_file_stops_nobody(
    tmp_path: Path, left_over: bytes, damaged: bool
) -> None:
    clock = FakeClock()
    warnings: list[str] = []
    limit = pace(tmp_path, clock, Rate(1, 10), warn=warnings.append)
    limit.take()
    path = state_file(tmp_path)
    path.write_bytes(left_over)
    limit.take()
    assert clock.now() == 1000
    assert warnings == [f"api_rate: {path} was damaged, so the queue for calls begins anew."] * damaged
    limit.take()
    assert clock.now() == pytest.approx(1010.5)


@pytest.mark.parametrize(("third", "waited"), [(1020.9, 19.5), (1021.2, 11.5)])
def test_of_the_turns_in_the_file_only_those_count_that_the_rate_explains(
    tmp_path: Path, third: float, waited: float
) -> None:
    """Of three that wait the third comes within the second window: later than that it is not believed."""
    clock = FakeClock()
    limit = pace(tmp_path, clock, Rate(2, 10))
    limit.take()
    state_file(tmp_path).write_text(json.dumps({"turns": [950.0, 900.0, 1009.0, 1001.0, third]}), encoding="utf-8")
    limit.take()
    assert clock.now() - 1000 == pytest.approx(waited)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    turns=st.lists(st.floats(0, 1e6) | st.floats(900, 1200), max_size=30),
    held_until=st.floats(0, 1e6),
    shift=st.floats(0, 1e6),
    calls=st.integers(1, 5),
    seconds=st.floats(0.5, 60),
)
def test_no_file_whatever_is_in_it_stops_anybody_for_longer_than_the_rate_explains(
    tmp_path_factory: pytest.TempPathFactory,
    turns: list[float],
    held_until: float,
    shift: float,
    calls: int,
    seconds: float,
) -> None:
    home, clock = tmp_path_factory.mktemp("home"), FakeClock()
    limit = pace(home, clock, Rate(calls, seconds))
    limit.take()
    state = {"turns": turns, "held_until": held_until, "shift": shift}
    state_file(home).write_text(json.dumps(state), encoding="utf-8")
    limit.take()
    assert clock.now() - 1000 <= LONGEST_HOLD + (len(turns) // calls + 2) * seconds * 1.05


def test_a_file_that_cannot_be_used_is_told_and_the_limit_is_kept_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(*what: Any) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    def is_a_folder(home: Path) -> None:
        name = hashlib.sha256(TOKEN.encode()).hexdigest()[:32]
        (home / "boxfleet" / f"{name}.json").mkdir(parents=True)

    def is_no_folder(home: Path) -> None:
        home.mkdir()
        (home / "boxfleet").write_text("", encoding="utf-8")

    def is_a_pipe(home: Path) -> None:
        (home / "boxfleet").mkdir(parents=True)
        os.mkfifo(home / "boxfleet" / f"{hashlib.sha256(TOKEN.encode()).hexdigest()[:32]}.json")

    obstacles: dict[str, Any] = {
        "Is a directory": is_a_folder,
        "Not a directory|File exists": is_no_folder,
        "it is no file": is_a_pipe,
        "no space left": lambda home: monkeypatch.setattr(os, "pwrite", lambda file, data, at: len(data) - 1),
        "No space left on device": lambda home: monkeypatch.setattr(os, "pwrite", no_room),
        "No locks available": lambda home: monkeypatch.setattr(
            fcntl, "flock", lambda *what: (_ for _ in ()).throw(OSError(errno.ENOLCK, "No locks available"))
        ),
    }
    for reason, obstacle in obstacles.items():
        home = tmp_path / reason.replace("|", " ")
        obstacle(home)
        clock, warnings = FakeClock(), []
        for _call in range(3):
            # each call of a session makes its own
            pace(home, clock, Rate(1, 10), warn=warnings.append).take()
        with pace(home, clock, Rate(1, 10))._state():
            assert pace_module._alone_lock.locked()
        monkeypatch.undo()
        assert clock.now() == pytest.approx(1021), reason
        assert len(warnings) == 1
        assert re.fullmatch(
            rf"api_rate: each process keeps the limit alone, since .*\.json cannot be used: ({reason})\. Make.*",
            warnings[0],
        )


def test_a_long_queue_is_told_with_how_long_it_is_and_where(tmp_path: Path) -> None:
    said: list[str] = []
    for _process in range(3):
        clock = FakeClock()
        pace(tmp_path, clock, Rate(1, 10)).take(said.append)
    queue = f"(api_rate 1/10, queue: {state_file(tmp_path)})"
    expected = [f"its turn comes {seconds} s after it asked {queue}" for seconds in ("10", "10", *["21"] * 4)]
    assert said == expected


def test_a_short_queue_is_not_worth_a_word(tmp_path: Path) -> None:
    said: list[str] = []
    clock = FakeClock()
    for _call in range(5):
        pace(tmp_path, clock, Rate(1, 4)).take(said.append)
    assert said == []


def state_file(home: Path) -> Path:
    [path] = (home / "boxfleet").iterdir()
    return path


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


@pytest.mark.parametrize(
    "text",
    [
        "",
        "30",
        "0/60",
        "30/0",
        "30/0.0",
        "a/b",
        "-1/60",
        "30/60/2",
        "30/-1",
        "inf/1",
        "1/inf",
        "nan/1",
        "1/nan",
        "1e10",
        "1e3/1",
        "1/1e3",
        "9" * 400,
        "9" * 400 + "/1",
        "1/" + "9" * 400,
        "9" * 5000 + "/1",
        "1/0." + "0" * 400 + "1",
        "\u0663/\u0666",
        "30 / 60",
        "30/60\n30/60",
    ],
    ids=lambda text: text[:12],
)
def test_a_rate_is_calls_over_seconds(text: str) -> None:
    assert rate_from("api_rate", " 30/60 ") == Rate(30, 60.0)
    with pytest.raises(InvalidInput, match="api_rate") as caught:
        rate_from("api_rate", text)
    assert len(str(caught.value)) < 150


@pytest.mark.parametrize("text", ["1/1", "99999/999999", "5/0.5"])
def test_a_rate_reads_as_it_was_written(text: str) -> None:
    rate = rate_from("api_rate", text)
    assert rate_from("api_rate", str(rate)) == rate
