# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which processes are watched: those of Ansible alone. That it helps is a functional test."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from types import SimpleNamespace
from typing import Dict

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core import parents
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import Abandoned
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.parents import Link, Process

Table = Dict[int, Process]


def looking_at(monkeypatch: pytest.MonkeyPatch, *commands: tuple[str, ...]) -> Table:
    """The processes 1, 2 … with these command lines, each the child of the next."""
    table = {pid: Process(pid + 1, " ".join(words)) for pid, words in enumerate(commands, 1)}
    monkeypatch.setattr(parents, "_process", table.get)
    return table


SHELL_OF_A_MODULE = ("/bin/sh", "-c", "/usr/bin/python3 /home/u/.ansible/tmp/x/AnsiballZ_box.py && sleep 0")
MODULE_ITSELF = ("/usr/bin/python3", "/home/u/.ansible/tmp/x/AnsiballZ_box.py")
PLAYBOOK = ("/usr/bin/python3", "/usr/bin/ansible-playbook", "site.yml")


@pytest.mark.parametrize(
    ("above", "top"),
    [
        ([SHELL_OF_A_MODULE, PLAYBOOK, PLAYBOOK, ("bash",)], 4),
        ([SHELL_OF_A_MODULE, ("sudo", "/bin/sh", "-c", "echo BECOME-SUCCESS-x"), PLAYBOOK, ("-bash",)], 4),
        ([SHELL_OF_A_MODULE, ("/usr/bin/python3", "-I", "-m", "ansible", "playbook")], 3),
        ([SHELL_OF_A_MODULE, ("/usr/bin/python3", "-m", "ansible", "playbook"), ("init",)], 3),
        ([SHELL_OF_A_MODULE, ("sshd: u@notty",), PLAYBOOK], 1),
        ([SHELL_OF_A_MODULE, ("/bin/sh", "-c", "ansible-playbook site.yml"), PLAYBOOK], 1),
        ([("/bin/bash", "nightly-ansible-playbook.sh"), PLAYBOOK], 1),
        ([PLAYBOOK, ("bash", "-c", "ansible-playbook site.yml"), PLAYBOOK], 2),
        ([PLAYBOOK, ("/usr/bin/python3", "/usr/bin/ansible-runner", "run"), PLAYBOOK], 2),
        ([SHELL_OF_A_MODULE, ("/usr/bin/python3", "AnsiballZ_async_wrapper.py", "1"), PLAYBOOK], 1),
        ([("init",)], 1),
        ([], 1),
    ],
)
def test_only_ansibles_own_processes_are_watched(
    monkeypatch: pytest.MonkeyPatch, above: list[tuple[str, ...]], top: int
) -> None:
    looking_at(monkeypatch, MODULE_ITSELF, *above)
    assert parents._way_to_ansible.__wrapped__(1) == tuple(Link(pid, pid + 1) for pid in range(1, top))


def test_the_program_itself_watches_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    looking_at(monkeypatch, PLAYBOOK, SHELL_OF_A_MODULE, PLAYBOOK)
    assert parents._way_to_ansible.__wrapped__(1) == ()


def test_on_macos_python_is_called_python_too() -> None:
    program = "/Library/Frameworks/Python.framework/Versions/3.13/Resources/Python.app/Contents/MacOS/Python"
    assert Process(1, f"{program} /opt/venv/bin/ansible-playbook site.yml").is_ansible


@pytest.mark.parametrize("end", ["of the shell", "of the worker", "of the main process"])
def test_another_parent_anywhere_on_the_way_is_the_end(monkeypatch: pytest.MonkeyPatch, end: str) -> None:
    table = looking_at(monkeypatch, MODULE_ITSELF, SHELL_OF_A_MODULE, PLAYBOOK, PLAYBOOK, ("bash",))
    way = parents._way_to_ansible.__wrapped__(1)
    monkeypatch.setattr(parents, "_way_to_ansible", lambda pid: way)
    monkeypatch.setattr("os.getpid", lambda: 1)
    monkeypatch.setattr("os.getppid", lambda: table[1].parent)
    parents.stay()
    orphan = {"of the shell": 1, "of the worker": 2, "of the main process": 3}[end]
    table[orphan] = Process(0, table[orphan].command)
    with pytest.raises(Abandoned):
        parents.stay()


def test_a_process_on_the_way_that_is_gone_is_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parents, "_way_to_ansible", lambda pid: (Link(2, 3),))
    looking_at(monkeypatch)
    with pytest.raises(Abandoned):
        parents.stay()


def test_what_cannot_be_found_out_is_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(pid: int) -> None:
        raise PermissionError

    monkeypatch.setattr(parents, "_way_to_ansible", lambda pid: (Link(2, 3),))
    monkeypatch.setattr(parents, "_process", fails)
    parents.stay()


def test_without_proc_and_ps_nobody_is_watched(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(parents, "PROC", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    parents._by_ps.cache_clear()
    assert parents._way_to_ansible.__wrapped__(os.getpid()) == ()


def test_ps_is_asked_once_in_a_moment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    ps = tmp_path / "ps"
    ps.write_text(f"#!/bin/sh\necho asked >> {tmp_path}/log\necho '  7 /usr/bin/python3 ansible  x '\n")
    ps.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    parents._by_ps.cache_clear()
    for moment in (1, 1, 2):
        assert parents._by_ps(5, moment) == Process(7, "/usr/bin/python3 ansible  x")
    assert (tmp_path / "log").read_text() == "asked\nasked\n"


def test_a_worker_has_one_step_to_look_at_and_asks_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(pid: int) -> None:
        raise AssertionError

    monkeypatch.setattr("multiprocessing.parent_process", lambda: SimpleNamespace(pid=7))
    monkeypatch.setattr(parents, "_way_to_ansible", nobody)
    monkeypatch.setattr(parents, "_process", nobody)
    monkeypatch.setattr("os.getppid", lambda: 7)
    parents.stay()
    monkeypatch.setattr("os.getppid", lambda: 1)
    with pytest.raises(Abandoned):
        parents.stay()


def test_a_worker_names_itself_and_ansible_to_a_module_that_may_begin_too_late(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("multiprocessing.parent_process", lambda: None)
    assert parents.naming() == {}
    monkeypatch.setattr("multiprocessing.parent_process", lambda: SimpleNamespace(pid=7))
    for name, value in parents.naming().items():
        monkeypatch.setenv(name, value)
    named = Link(os.getpid(), 7)
    looking_at(monkeypatch, MODULE_ITSELF, ("init",))
    assert parents._way_to_ansible.__wrapped__(1) == (named,)
    looking_at(monkeypatch, MODULE_ITSELF, SHELL_OF_A_MODULE, PLAYBOOK)
    assert parents._way_to_ansible.__wrapped__(1) == (Link(1, 2), Link(2, 3), named)
    for value in ("", "7", "x 7", "7 x"):
        monkeypatch.setenv("BOXFLEET_STARTED_BY", value)
        assert parents._named() == ()


def test_in_proc_a_process_can_have_any_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for pid, stat in (("self", ""), ("7", "7 (a) R 9 (b)) S 3 4 5 6")):
        (tmp_path / pid).mkdir()
        (tmp_path / pid / "stat").write_text(stat)
    (tmp_path / "7" / "cmdline").write_bytes(b"/usr/bin/python3\0/usr/bin/ansible-playbook\0x\xff.yml\0")
    monkeypatch.setattr(parents, "PROC", str(tmp_path))
    process = parents._process(7)
    assert process is not None
    assert (process.parent, process.is_ansible) == (3, True)
    assert parents._process(8) is None


def test_ps_that_says_nothing_or_does_not_end_is_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    told = [b"", b"PPID ARGS\n"]

    def run(*args: object, **more: object) -> object:
        if told:
            return SimpleNamespace(stdout=told.pop())
        raise subprocess.TimeoutExpired("ps", 10)

    monkeypatch.setattr("subprocess.run", run)
    parents._by_ps.cache_clear()
    assert [parents._by_ps(5, moment) for moment in (1, 2)] == [None, None]
    with pytest.raises(OSError, match="timed out"):
        parents._by_ps(5, 3)
