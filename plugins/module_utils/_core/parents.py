# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Whether Ansible, which started this process, is still there: else nobody waits for what it does."""

from __future__ import annotations

import multiprocessing
import os
from dataclasses import dataclass
from functools import lru_cache
from typing import Sequence

from .errors import Abandoned

_PROGRAMS = ("ansible", "ansible-playbook", "ansible-console", "ansible-inventory")
# What the command lines show of the processes that Ansible puts between its own and a module.
_BETWEEN = ("AnsiballZ_", "BECOME-SUCCESS-", "&& sleep 0")
# A job in the background outlives, by its nature, who started it.
_OUTLIVES = "async_wrapper"


@dataclass(frozen=True)
class Process:
    """A process as /proc shows it.

    :ivar began: when it was started; tells it from a later one of its number.
    """

    pid: int
    parent: int
    began: str
    arguments: tuple[str, ...] = ()

    @property
    def is_ansible(self) -> bool:
        """Whether it is one of Ansible's programs, or of their workers."""
        words = self.arguments
        program = words[0] if words else ""
        if os.path.basename(program).startswith("python"):
            # the script, or what is behind -m
            program = next((word for word in words[1:] if not word.startswith("-")), "")
        return os.path.basename(program) in _PROGRAMS

    @property
    def is_between(self) -> bool:
        """Whether Ansible started it on the way to a module."""
        return any(sign in word for sign in _BETWEEN for word in self.arguments)

    @property
    def outlives(self) -> bool:
        """Whether it is on the way to a job in the background."""
        return any(_OUTLIVES in word for word in self.arguments)


def stay() -> None:
    """Go on only if this process was not left behind.

    :raises Abandoned: Ansible, which started it, is gone.
    """
    worker_of = multiprocessing.parent_process()
    if worker_of is not None:
        if os.getppid() != worker_of.pid:
            raise Abandoned
        return
    for process in _starters(os.getpid()):
        now = _process(process.pid, process)
        if now is None or now.began != process.began:
            raise Abandoned


@lru_cache(maxsize=1)
def _starters(pid: int) -> tuple[Process, ...]:
    """Ansible's processes above a process at the first call, as far as there is a /proc."""
    found: list[Process] = []
    process = _process(pid)
    while process is not None:
        if process.outlives:
            return ()
        above = _process(process.parent)
        if above is None or not (above.is_ansible or (above.is_between and not found)):
            # the parent of one of Ansible's programs is whoever called it, and may leave
            return tuple(found)
        if process.pid == pid and process.is_ansible and not above.is_ansible:
            return ()
        if above.is_ansible:
            found.append(above)
        process = above
    return tuple(found)


def _process(pid: int, known: Process | None = None) -> Process | None:
    """A process; None when it is gone, or merely waits to be buried. One that cannot be seen any more is as known."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:
            # the name, in parentheses, can hold anything
            fields: Sequence[str] = file.read().rpartition(")")[2].split()
        if fields[0] in "ZX":
            return None
        if known is not None:
            return Process(pid, int(fields[1]), fields[19])
        with open(f"/proc/{pid}/cmdline", encoding="utf-8", errors="replace") as file:
            return Process(pid, int(fields[1]), fields[19], tuple(file.read().split("\0")))
    except (FileNotFoundError, ProcessLookupError):
        return None
    except (OSError, ValueError, IndexError):
        return known
