# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which processes are watched: those of Ansible alone. That it helps is a functional test."""

from __future__ import annotations

from typing import Any, Callable

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core import parents
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import Abandoned
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.parents import Process


def process(pid: int, parent: int, *arguments: str) -> Process:
    return Process(pid, parent, "1", arguments)


def chain(*processes: Process) -> Callable[..., Any]:
    table = {one.pid: one for one in processes}
    return lambda pid, known=None: table.get(pid)


SHELL_OF_A_MODULE = ("/bin/sh", "-c", "/usr/bin/python3 /home/u/.ansible/tmp/x/AnsiballZ_box.py && sleep 0")
MODULE_ITSELF = ("/usr/bin/python3", "/home/u/.ansible/tmp/x/AnsiballZ_box.py")
PLAYBOOK = ("/usr/bin/python3", "/usr/bin/ansible-playbook", "site.yml")


@pytest.mark.parametrize(
    ("above", "watched"),
    [
        ([SHELL_OF_A_MODULE, PLAYBOOK, PLAYBOOK, ("bash",)], [3, 4]),
        ([SHELL_OF_A_MODULE, ("sudo", "/bin/sh", "-c", "echo BECOME-SUCCESS-x"), PLAYBOOK, ("-bash",)], [4]),
        ([SHELL_OF_A_MODULE, ("/usr/bin/python3", "-I", "-m", "ansible", "playbook")], [3]),
        ([SHELL_OF_A_MODULE, ("/usr/bin/python3", "-m", "ansible", "playbook"), ("init",)], [3]),
        ([SHELL_OF_A_MODULE, ("sshd: u@notty",), PLAYBOOK], []),
        ([SHELL_OF_A_MODULE, ("/bin/sh", "-c", "ansible-playbook site.yml"), PLAYBOOK], []),
        ([("/bin/bash", "nightly-ansible-playbook.sh"), PLAYBOOK], []),
        ([PLAYBOOK, ("bash", "-c", "ansible-playbook site.yml"), PLAYBOOK], [2]),
        ([PLAYBOOK, ("/usr/bin/python3", "/usr/bin/ansible-runner", "run"), PLAYBOOK], [2]),
        ([SHELL_OF_A_MODULE, ("/usr/bin/python3", "AnsiballZ_async_wrapper.py", "1"), PLAYBOOK], []),
        ([("init",)], []),
        ([], []),
    ],
)
def test_only_ansibles_own_processes_are_watched(
    monkeypatch: pytest.MonkeyPatch, above: list[tuple[str, ...]], watched: list[int]
) -> None:
    processes = [process(pid, pid + 1, *arguments) for pid, arguments in enumerate([MODULE_ITSELF, *above], 1)]
    monkeypatch.setattr(parents, "_process", chain(*processes))
    assert [one.pid for one in parents._starters.__wrapped__(1)] == watched


def test_the_program_itself_watches_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    processes = [process(1, 2, *PLAYBOOK), process(2, 3, *SHELL_OF_A_MODULE), process(3, 0, *PLAYBOOK)]
    monkeypatch.setattr(parents, "_process", chain(*processes))
    assert parents._starters.__wrapped__(1) == ()


@pytest.mark.parametrize("now", [None, Process(3, 4, "2", PLAYBOOK)])
def test_a_number_that_another_process_has_now_is_no_sign_of_life(monkeypatch: pytest.MonkeyPatch, now: Any) -> None:
    known = Process(3, 4, "1", PLAYBOOK)
    monkeypatch.setattr(parents, "_starters", lambda pid: (known,))
    monkeypatch.setattr(parents, "_process", lambda pid, before=None: known)
    parents.stay()
    monkeypatch.setattr(parents, "_process", lambda pid, before=None: now)
    with pytest.raises(Abandoned):
        parents.stay()
