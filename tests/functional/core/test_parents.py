# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who is left behind by Ansible ends, and nobody else: with real processes that are really killed."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

# How a process finds out about others: on Linux in /proc, elsewhere from ps.
BY = {
    "proc": pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="there is no /proc"),
    "ps": pytest.mark.skipif(not shutil.which("ps"), reason="there is no ps"),
}

# Waits as a task does, and writes how that ended into the file "ended" of its folder.
WAITS = """
import os, sys, threading
from ansible_collections.boxfleet.cloud.plugins.module_utils._core import parents
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import BoxfleetError
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.parents import stay
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.wait import Clock

parents.PROC = os.environ["PROC"]

def wait():
    stay()
    note("began", str(os.getpid()))
    try:
        for _second in range(1200):
            Clock().sleep(0.5)
            if os.path.exists("enough"):
                break
        note("ended", "in peace")
    except BoxfleetError as error:
        note("ended", type(error).__name__ + ": " + str(error))

def in_a_thread():
    thread = threading.Thread(target=wait)
    thread.start()
    thread.join()

def note(name, text):
    with open(name + ".new", "w") as file:
        file.write(text)
    os.rename(name + ".new", name)
"""
MODULE = f"{WAITS}\nwait()\n"
# What a worker of Ansible is: a fork of its main process. A fleet's calls are made in threads of it.
FORKS = f"""{WAITS}
import multiprocessing
worker = multiprocessing.get_context("fork").Process(target=wait)
worker.start()
worker.join()
"""
# Runs a command in a worker, as Ansible does with a module.
RUNS = """
import multiprocessing, subprocess, sys

def run():
    subprocess.run(COMMAND, check=False)

worker = multiprocessing.get_context("fork").Process(target=run)
worker.start()
open("worker", "w").write(str(worker.pid))
worker.join()
"""

# The same, but the module begins when the main process is gone.
RUNS_LATE = """
import multiprocessing, os, subprocess, time
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.parents import naming

def run():
    environment = {**os.environ, **naming()}
    main = os.getppid()
    open("worker", "w").write(str(os.getpid()))
    while os.getppid() == main:
        time.sleep(0.05)
    subprocess.run(COMMAND, env=environment, check=False)

worker = multiprocessing.get_context("fork").Process(target=run)
worker.start()
worker.join()
"""


class Place:
    """A folder with scripts that are run from there, and what they note in it."""

    def __init__(self, folder: Path, by: str) -> None:
        self.folder = folder
        self.environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
            "PROC": "/proc" if by == "proc" else "/nowhere",
        }

    def script(self, name: str, text: str) -> str:
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return str(path)

    def start(self, *command: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(command, cwd=self.folder, env=self.environment, start_new_session=True)

    def noted(self, name: str) -> str:
        """What a script noted, as soon as it did."""
        for _look in range(2400):
            if (self.folder / name).exists():
                return (self.folder / name).read_text(encoding="utf-8")
            time.sleep(0.05)
        raise AssertionError(f"nobody noted {name}")

    def enough(self) -> None:
        (self.folder / "enough").touch()


@pytest.fixture(params=[pytest.param(by, marks=mark) for by, mark in BY.items()])
def place(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Place]:
    place = Place(tmp_path, request.param)
    yield place
    place.enough()


def kill(process: int) -> None:
    os.kill(process, signal.SIGKILL)


@pytest.mark.parametrize("waits", ["wait", "in_a_thread"])
def test_a_worker_ends_when_ansible_is_killed(place: Place, waits: str) -> None:
    ansible = place.start(
        sys.executable,
        place.script("ansible-playbook", FORKS.replace("Process(target=wait", f"Process(target={waits}")),
    )
    place.noted("began")
    ansible.kill()
    # not buried yet: that somebody should still do that is no sign of life
    assert place.noted("ended").startswith("Abandoned: Ansible, which started this task, is gone")
    ansible.wait()


@pytest.mark.parametrize("how", ["file", "pipelining", "become"])
@pytest.mark.parametrize("killed", ["main process", "worker"])
def test_a_module_on_this_machine_ends_when_ansible_is_killed(place: Place, how: str, killed: str) -> None:
    module = place.script("AnsiballZ_box.py", MODULE)
    commands = {
        "file": f"{sys.executable} {module} && sleep 0",
        "pipelining": f"{sys.executable} < {module} && sleep 0",
        "become": f"/bin/sh -c 'echo BECOME-SUCCESS-abc ; {sys.executable} < {module}' && sleep 0",
    }
    shell = ["/bin/sh", "-c", commands[how]]
    ansible = place.start(sys.executable, place.script("ansible-playbook", RUNS.replace("COMMAND", json.dumps(shell))))
    place.noted("began")
    kill(ansible.pid if killed == "main process" else int(place.noted("worker")))
    assert place.noted("ended").startswith("Abandoned")
    ansible.kill()
    ansible.wait()


def test_a_module_that_begins_when_ansible_is_gone_calls_nobody(place: Place) -> None:
    module = place.script("AnsiballZ_box.py", WAITS.replace("    stay()\n", "") + "\nwait()\n")
    shell = ["/bin/sh", "-c", f"{sys.executable} {module} && sleep 0"]
    runs = RUNS_LATE.replace("COMMAND", json.dumps(shell))
    ansible = place.start(sys.executable, place.script("ansible-playbook", runs))
    place.noted("worker")
    ansible.kill()
    ansible.wait()
    assert place.noted("ended").startswith("Abandoned")


@pytest.mark.parametrize(
    "started_by",
    [
        "{python} {folder}/ansible-playbook",
        "nohup {python} {folder}/ansible-playbook",
        "cd {folder} && {python} ansible-playbook ; true",
    ],
)
def test_a_worker_goes_on_when_the_shell_has_gone_that_started_ansible(place: Place, started_by: str) -> None:
    place.script("ansible-playbook", FORKS)
    command = started_by.format(python=sys.executable, folder=place.folder)
    shell = place.start("/bin/sh", "-c", f"{command} ; true")
    goes_on_without(place, shell)


@pytest.mark.parametrize(
    "started_by",
    [
        # over ssh: the chain ends at the shell of the connection
        "{python} {folder}/AnsiballZ_box.py && sleep 0",
        # a job in the background, whose first processes leave at once
        "{python} {folder}/AnsiballZ_async_wrapper.py && sleep 0",
        "{python} {folder}/tool.py ; true",
    ],
)
def test_a_module_goes_on_when_a_connection_or_a_wrapper_has_gone(place: Place, started_by: str) -> None:
    place.script("AnsiballZ_box.py", MODULE)
    place.script("tool.py", MODULE)
    place.script(
        "AnsiballZ_async_wrapper.py", "import subprocess, sys\nsubprocess.run([sys.executable, 'AnsiballZ_box.py'])"
    )
    goes_on_without(place, place.start("/bin/sh", "-c", started_by.format(python=sys.executable, folder=place.folder)))


def test_a_job_in_the_background_outlives_ansible(place: Place) -> None:
    place.script("AnsiballZ_box.py", MODULE)
    wrapper = place.script(
        "AnsiballZ_async_wrapper.py", "import subprocess, sys\nsubprocess.run([sys.executable, 'AnsiballZ_box.py'])"
    )
    shell = ["/bin/sh", "-c", f"{sys.executable} {wrapper} && sleep 0"]
    ansible = place.start(sys.executable, place.script("ansible-playbook", RUNS.replace("COMMAND", json.dumps(shell))))
    goes_on_without(place, ansible)


def test_a_playbook_that_a_playbook_started_is_its_own_master(place: Place) -> None:
    """As with any command that a task runs: it is not ended with who started it."""
    (place.folder / "inner").mkdir()
    place.script("inner/ansible-playbook", FORKS)
    command = [sys.executable, place.script("AnsiballZ_command.py", "")]
    place.script(
        "AnsiballZ_command.py", f"import subprocess\nsubprocess.run([{sys.executable!r}, 'inner/ansible-playbook'])"
    )
    goes_on_without(
        place,
        place.start(sys.executable, place.script("ansible-playbook", RUNS.replace("COMMAND", json.dumps(command)))),
    )


def goes_on_without(place: Place, starter: subprocess.Popen[bytes]) -> None:
    waiting = int(place.noted("began"))
    starter.kill()
    starter.wait()
    # two looks around at least
    time.sleep(2.5)
    os.kill(waiting, 0)
    place.enough()
    assert place.noted("ended") == "in peace"
