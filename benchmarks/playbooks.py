# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Running tasks with ansible-playbook, and saying what they took."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks import processes
from benchmarks.processes import Failed, Finished

CALLBACKS = Path(__file__).resolve().parent / "callbacks"
BIN = Path(sys.executable).parent
# What Ansible sees of the environment of this process; nothing that sets up Ansible or a provider is passed on.
KEPT = ("HOME", "LANG", "LC_ALL", "LC_CTYPE", "PATH", "TMPDIR", "USER")

Task = dict[str, Any]


@dataclass(frozen=True)
class Work:
    """What ansible-playbook is given.

    :ivar hosts: names for each of which the tasks are run, all being this machine; none: localhost.
    :ivar forks: on how many of them at once.
    :ivar variables: of the play.
    """

    tasks: list[Task]
    hosts: Sequence[str] = ()
    forks: int = 5
    variables: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Played:
    """A playbook that ran.

    :ivar began: when its first task began, in Unix seconds; ended: when its last task ended.
    :ivar changed: whether any task changed something.
    :ivar processor: processor seconds from the beginning of the first task to the end of ansible-playbook.
    :ivar peak: MB of the largest process.
    """

    began: float
    ended: float
    changed: bool
    processor: float
    peak: float

    @property
    def seconds(self) -> float:
        """What the tasks took, without the start of ansible-playbook, which is the same for all."""
        return self.ended - self.began


def play(work: Work, environment: Mapping[str, str]) -> Played:
    """Run tasks. Raises Failed if one fails."""
    with tempfile.TemporaryDirectory(prefix="benchmark-") as name:
        folder = Path(name)
        header = {"hosts": "all" if work.hosts else "localhost", "gather_facts": False, "vars": work.variables}
        (folder / "playbook.yml").write_text(json.dumps([{**header, "tasks": work.tasks}]), encoding="utf-8")
        (folder / "hosts.json").write_text(json.dumps(local_hosts(work.hosts)), encoding="utf-8")
        command: list[str | Path] = [BIN / "ansible-playbook", "playbook.yml"]
        command += ["--inventory", "hosts.json", "--forks", str(work.forks)] if work.hosts else []
        times = folder / "times"
        try:
            finished = processes.run(command, {**settings(folder, times), **environment}, folder)
        except Failed as error:
            problems = [entry["problem"] for entry in events(times) if entry.get("problem")]
            raise Failed("; ".join(problems) or str(error)) from None
        return played(events(times), finished)


def local_hosts(names: Sequence[str]) -> dict[str, Any]:
    """An inventory of hosts that are treated like the implicit localhost."""
    how = {"ansible_connection": "local", "ansible_python_interpreter": "{{ ansible_playbook_python }}"}
    return {"all": {"hosts": {name: {} for name in names}, "vars": how}}


def settings(folder: Path, times: Path) -> dict[str, str]:
    """The environment: Ansible's defaults, but for where it writes and what it prints."""
    own = {name: os.environ[name] for name in KEPT if name in os.environ}
    (folder / "ansible.cfg").touch()
    return {
        **own,
        "ANSIBLE_CONFIG": str(folder / "ansible.cfg"),
        "ANSIBLE_HOME": str(folder / "home"),
        "ANSIBLE_REMOTE_TMP": str(folder / "tmp"),
        "ANSIBLE_ASYNC_DIR": str(folder / "async"),
        "ANSIBLE_CALLBACK_PLUGINS": str(CALLBACKS),
        "ANSIBLE_STDOUT_CALLBACK": "benchmark_times",
        "ANSIBLE_LOCALHOST_WARNING": "false",
        "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
        "BENCHMARK_TIMES": str(times),
    }


def events(times: Path) -> list[dict[str, Any]]:
    lines = times.read_text(encoding="utf-8").splitlines() if times.exists() else []
    return [json.loads(line) for line in lines]


def played(entries: list[dict[str, Any]], finished: Finished) -> Played:
    ends = [entry for entry in entries if entry["event"] == "ended"]
    if not ends:
        raise Failed("no task ran")
    first = entries[0]
    changed = any(entry["changed"] for entry in ends)
    return Played(first["time"], ends[-1]["time"], changed, finished.processor - first["processor"], finished.peak)
