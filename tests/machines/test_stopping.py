# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is left of machines when their sandbox stops, however it stops, and what the next one makes of it."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from running import start

from tests.conftest import Sandbox, start_sandbox
from tests.machines.conftest import Box, create

SCRATCH = Path("/var/tmp/boxfleet-machines")


class Started:
    """A sandbox with machines that a test may end in any way."""

    def __init__(self, options: list[str]) -> None:
        self.process = start(*options)
        assert self.process.stdout
        line = self.process.stdout.readline()
        assert line, self.process.communicate()[1]
        self.sandbox = Sandbox(line.removeprefix("listening on ").strip())

    def end(self, number: signal.Signals) -> None:
        self.process.send_signal(number)
        self.process.communicate()


@pytest.fixture
def begin(options: list[str]) -> Iterator[Callable[..., Started]]:
    started: list[Started] = []

    def begin(*more: str) -> Started:
        started.append(Started([*options, *more]))
        return started[-1]

    yield begin
    for one in started:
        if one.process.poll() is None:
            one.end(signal.SIGTERM)


def processes() -> list[str]:
    """The processes of machines."""
    listed = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout.splitlines()
    return [line for line in listed if "sandbox.machines" in line or line.startswith("sshd: /usr/sbin/sshd -D -e")]


def namespaces() -> set[str]:
    """The network namespaces of all processes."""
    found = set()
    for entry in Path("/proc").glob("[0-9]*/ns/net"):
        try:
            found.add(str(entry.readlink()))
        except OSError:
            continue
    return found


def links() -> str:
    return subprocess.run(["ip", "-o", "link"], capture_output=True, text=True, check=True).stdout


def routes() -> str:
    command = ["ip", "route", "show", "table", "all"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def loops() -> list[str]:
    """The files behind loop devices that belong to machines."""
    files = [file.read_text() for file in Path("/sys/block").glob("loop*/loop/backing_file")]
    return [file for file in files if "disk.img" in file]


def state_of_the_host() -> dict[str, Any]:
    return {
        "processes": processes(),
        "namespaces": namespaces(),
        "links": links(),
        "routes": routes(),
        "loops": loops(),
        "mounts": Path("/proc/self/mounts").read_text(),
    }


def eventually_as_before(before: dict[str, Any]) -> None:
    """The kernel takes namespaces away a moment after the last process in them."""
    deadline = time.monotonic() + 300
    while state_of_the_host() != before and time.monotonic() < deadline:
        time.sleep(0.1)
    assert state_of_the_host() == before


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_stopped_sandbox_leaves_nothing_behind(
    begin: Callable[..., Started], key: Path, number: signal.Signals
) -> None:
    before = state_of_the_host()
    started = begin()
    create(started.sandbox, key, "web").run("setsid sleep 600 >/dev/null 2>&1 &")
    assert state_of_the_host() != before
    started.end(number)
    assert started.process.returncode == 0
    eventually_as_before(before)
    assert not SCRATCH.exists()


def test_a_killed_sandbox_leaves_only_files_and_the_next_one_removes_them(
    begin: Callable[..., Started], key: Path
) -> None:
    before = state_of_the_host()
    started = begin()
    create(started.sandbox, key, "web").run("setsid sleep 600 >/dev/null 2>&1 &")
    started.end(signal.SIGKILL)
    eventually_as_before(before)
    assert list(SCRATCH.rglob("disk.img"))
    following = begin()
    assert not list(SCRATCH.rglob("disk.img"))
    assert create(following.sandbox, key, "web").run("hostname") == "web"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_boxes_in_a_database_are_back_as_they_were(
    begin: Callable[..., Started], key: Path, tmp_path: Path, number: signal.Signals
) -> None:
    database = ("--db", str(tmp_path / "boxes.db"))
    started = begin(*database)
    running, off = create(started.sandbox, key, "running"), create(started.sandbox, key, "off")
    for box in (running, off):
        box.run(f"echo {box.id} > /srv/file; sync")
    off.change(status="SHUTDOWN")
    started.end(number)
    following = begin(*database)
    for box in (running, off):
        box.sandbox = following.sandbox
    assert running.run("cat /srv/file") == str(running.id)
    assert not off.facts["running"]
    off.change(status="START")
    assert off.run("cat /srv/file") == str(off.id)


def test_a_box_that_was_being_created_when_the_sandbox_was_killed_vanishes(
    begin: Callable[..., Started], tmp_path: Path
) -> None:
    database = ("--db", str(tmp_path / "boxes.db"), "--boot-seconds", "60")
    started = begin(*database)
    wanted = {"name": "web", "planid": 44, "distribution": "debian_trixie_64bit"}
    for name in ("one", "two"):
        started.sandbox.api("POST", "jiffyBoxes", {**wanted, "name": name})
    pending = 2 - len([box for box in started.sandbox.api("GET", "jiffyBoxes").values() if box["status"] == "READY"])
    started.end(signal.SIGKILL)
    assert pending == 2
    left = begin(*database).sandbox.api("GET", "jiffyBoxes")
    assert all(box["status"] == "CREATING" for box in (left or {}).values()), "none is READY without having been made"


def test_steps_take_as_long_as_the_sandbox_says_and_what_they_ended_stays_ended(
    begin: Callable[..., Started], key: Path
) -> None:
    sandbox = begin("--boot-seconds", "3600").sandbox
    box = Box(sandbox, 10001, key)
    wanted = {"name": "web", "planid": 44, "distribution": "debian_trixie_64bit", "use_sshkey": True}
    sandbox.api("POST", "jiffyBoxes", wanted)
    for status, running in (("START", True), ("SHUTDOWN", False), ("START", True)):
        sandbox.advance(3500)
        assert box.facts["status"] != "READY"
        sandbox.advance(200)
        assert box.facts["status"] == "READY"
        sandbox.api("PUT", "jiffyBoxes/10001", {"status": status})
        sandbox.advance(1)
        assert len(processes()) > 0 if running else len(processes()) == 0


def test_there_is_room_for_one_sandbox_with_machines_and_the_second_says_so_and_harms_nothing(
    begin: Callable[..., Started], options: list[str], key: Path
) -> None:
    first = begin().sandbox
    box = create(first, key, "web", start=False)
    second = start(*options)
    assert "room for one sandbox with machines on this computer, and another one is running" in second.communicate()[1]
    assert second.returncode == 1
    box.change(status="START")
    assert box.run("hostname") == "web"


def test_a_database_stays_with_or_without_machines(
    begin: Callable[..., Started], options: list[str], tmp_path: Path
) -> None:
    database = ("--db", str(tmp_path / "boxes.db"))
    begin(*database).end(signal.SIGTERM)
    without = start(*database)
    assert "it was made by sandbox.jiffybox --machines" in without.communicate()[1]
    assert without.returncode == 1


def test_without_a_stored_key_none_can_be_asked_for() -> None:
    wanted = {"name": "web", "planid": 44, "distribution": "debian_trixie_64bit", "use_sshkey": True}
    with start_sandbox("--machines") as sandbox:
        with pytest.raises(AssertionError, match="kein SSH-Key"):
            sandbox.api("POST", "jiffyBoxes", wanted)
        assert sandbox.api("GET", "jiffyBoxes") == {}


def test_a_reset_takes_every_machine_with_it(begin: Callable[..., Started], key: Path) -> None:
    sandbox = begin().sandbox
    box = create(sandbox, key, "web")
    address = box.address
    sandbox.reset()
    assert len(processes()) == 0
    assert Box(sandbox, box.id, key).try_run("true", address).returncode == 255
    assert create(sandbox, key, "web").run("hostname") == "web"
