# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Whether Ansible, which started this process, is still there: else nobody waits for what it does.

A process whose parent ends gets another parent at once, even if nobody buries the dead one. So all is well as long as
every process on the way from here up to Ansible has the parent that it had. What a worker of Ansible does in its own
process, in whatever thread, has one step to look at; a module has those of the shells in between, too. Their parents
are in /proc, and where there is none, ``ps`` knows them.
"""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import time
from dataclasses import dataclass
from functools import lru_cache

from .errors import Abandoned

PROC = "/proc"
_PS = ("ps", "-ww", "-o", "ppid=", "-o", "args=", "-p")
_PS_TIMEOUT = 10.0
# ps is a program to start, so it is asked no more often than once in so many seconds.
_PS_EVERY = 1.0

_PROGRAMS = ("ansible", "ansible-playbook", "ansible-console", "ansible-inventory")
# What the command lines show of the processes that Ansible puts between its own and a module.
_BETWEEN = ("AnsiballZ_", "BECOME-SUCCESS-", "&& sleep 0")
# A job in the background outlives, by its nature, who started it.
_OUTLIVES = "async_wrapper"
# What a worker tells a module that it starts on this machine: its own number, and that of Ansible's main process.
_NAMED = "BOXFLEET_STARTED_BY"


@dataclass(frozen=True)
class Process:
    """A process, with its command line as one text."""

    parent: int
    command: str = ""

    @property
    def is_ansible(self) -> bool:
        """Whether it is one of Ansible's programs, or of their workers."""
        words = self.command.split()
        program = words[0] if words else ""
        # on macOS the program is called Python
        if os.path.basename(program).lower().startswith("python"):
            # the script, or what is behind -m
            program = next((word for word in words[1:] if not word.startswith("-")), "")
        return os.path.basename(program) in _PROGRAMS

    @property
    def is_between(self) -> bool:
        """Whether Ansible started it on the way to a module."""
        return any(sign in self.command for sign in _BETWEEN)

    @property
    def outlives(self) -> bool:
        """Whether it is on the way to a job in the background."""
        return _OUTLIVES in self.command


@dataclass(frozen=True)
class Link:
    """A process, and the parent that it had at the first look."""

    child: int
    parent: int


def stay() -> None:
    """Go on only if this process was not left behind.

    :raises Abandoned: Ansible, which started it, is gone.
    """
    worker_of = multiprocessing.parent_process()
    own = os.getpid()
    links = _way_to_ansible(own) if worker_of is None else (Link(own, worker_of.pid or 0),)
    for link in links:
        now = os.getppid() if link.child == own else _parent_now(link)
        if now != link.parent:
            raise Abandoned


def naming() -> dict[str, str]:
    """Environment variables that tell a module which this worker starts who Ansible is.

    A module that begins when Ansible is gone would else find only the worker above it, and take that for Ansible.
    """
    worker_of = multiprocessing.parent_process()
    return {} if worker_of is None else {_NAMED: f"{os.getpid()} {worker_of.pid}"}


def _named() -> tuple[Link, ...]:
    worker, _space, main = os.environ.get(_NAMED, "").partition(" ")
    return (Link(int(worker), int(main)),) if worker.isdigit() and main.isdigit() else ()


@lru_cache(maxsize=1)
def _way_to_ansible(pid: int) -> tuple[Link, ...]:
    """The way from a process up to the topmost process of the Ansible that started it; empty if none did."""
    way: list[Link] = []
    to_ansible: tuple[Link, ...] = ()
    child, process = pid, _seen(pid)
    while process is not None:
        if process.outlives:
            return ()
        above = _seen(process.parent)
        if above is None or not (above.is_ansible or (above.is_between and not to_ansible)):
            # the parent of one of Ansible's programs is whoever called it, and may leave
            return to_ansible + _named()
        if child == pid and process.is_ansible and not above.is_ansible:
            return ()
        way.append(Link(child, process.parent))
        if above.is_ansible:
            to_ansible = tuple(way)
        child, process = process.parent, above
    return to_ansible + _named()


def _parent_now(link: Link) -> int | None:
    """The parent of a process, None if that is gone; what cannot be found out is as it was."""
    try:
        process = _process(link.child)
    except OSError:
        return link.parent
    return process.parent if process else None


def _seen(pid: int) -> Process | None:
    """A process; None when it is gone or cannot be seen."""
    try:
        return _process(pid)
    except OSError:
        return None


def _process(pid: int) -> Process | None:
    """A process; None when it is gone.

    :raises OSError: it cannot be seen.
    """
    if os.path.exists(f"{PROC}/self/stat"):
        return _in_proc(pid)
    return _by_ps(pid, int(time.monotonic() / _PS_EVERY))


def _in_proc(pid: int) -> Process | None:
    try:
        with open(f"{PROC}/{pid}/stat", encoding="utf-8", errors="replace") as file:
            # the name, in parentheses, can hold anything
            fields = file.read().rpartition(")")[2].split()
        with open(f"{PROC}/{pid}/cmdline", encoding="utf-8", errors="replace") as file:
            return Process(int(fields[1]), file.read().replace("\0", " "))
    except (FileNotFoundError, ProcessLookupError):
        return None


@lru_cache(maxsize=64)
def _by_ps(pid: int, moment: int) -> Process | None:
    """What ps says in a moment, which is a number: of the same one, it is asked once."""
    try:
        # there is no AnsibleModule here to ask for run_command
        asked = subprocess.run(  # pylint: disable=ansible-bad-function
            [*_PS, str(pid)], stdin=subprocess.DEVNULL, capture_output=True, timeout=_PS_TIMEOUT, check=False
        )
    except subprocess.SubprocessError as error:
        raise OSError(str(error)) from None
    words = asked.stdout.decode("utf-8", "replace").split(None, 1)
    return Process(int(words[0]), " ".join(words[1:]).strip()) if words and words[0].isdigit() else None
