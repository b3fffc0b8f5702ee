# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Ways to have things as declared: a module, and how a playbook uses it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import inf
from typing import Any, ClassVar

from benchmarks.playbooks import Task, Work
from benchmarks.services import PREFIX, Program

FORKS = 50
ASYNC_SECONDS = 600
NAMES = "{{ names }}"


@dataclass(frozen=True)
class Module:
    """A module, and how it is told about things.

    :ivar address: the environment variable that takes the address of the API; path: what the address ends in.
    :ivar options: of every task, with which things are declared to run; creating: further ones when they are created.
    """

    name: str
    program: Program
    address: str
    path: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)
    creating: Mapping[str, Any] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)

    def task(self, name: str, creating: bool, **more: Any) -> Task:
        """A task that declares the thing of this name."""
        return {self.name: {**self.options, **(self.creating if creating else {}), **more, "name": name}}


@dataclass(frozen=True)
class Contender:
    """A module, used in one way. Each subclass is a way; this one is a task for a single thing.

    :ivar own: whether it is of this collection.
    :cvar whole_up_to: how many things it deals with at once, in reasonable time; of more, or where it takes them one by
        one, only some are measured.
    """

    name: str
    module: Module
    own: bool = False
    whole_up_to: ClassVar[float] = 0

    def environment(self, url: str) -> dict[str, str]:
        """What points it at a service."""
        return {self.module.address: url + self.module.path, **self.module.environment}

    def idle(self, names: Sequence[str]) -> Work:
        """Find things of these names as they should be."""
        raise NotImplementedError

    def create(self, names: Sequence[str]) -> Work:
        """Have things of these names created and started, all at once, and wait for all."""
        raise NotImplementedError

    def one(self, name: str) -> Work:
        """Have one thing created and started, and wait for it."""
        return Work([self.module.task(name, creating=True)])


class Loop(Contender):
    """A loop. Things are created by asynchronous tasks, whose ends a second loop waits for."""

    def idle(self, names: Sequence[str]) -> Work:
        return over(names, [self._loop(creating=False)])

    def create(self, names: Sequence[str]) -> Work:
        start = {**self._loop(creating=True), "async": ASYNC_SECONDS, "poll": 0, "register": "jobs"}
        wait = {
            "ansible.builtin.async_status": {"jid": "{{ item.ansible_job_id }}"},
            "loop": "{{ jobs.results }}",
            "loop_control": {"label": "{{ item.item }}"},
            "register": "job",
            "until": "job is finished",
            "retries": ASYNC_SECONDS,
            "delay": 1,
        }
        return over(names, [start, wait])

    def _loop(self, creating: bool, **more: Any) -> Task:
        return {**self.module.task("{{ item }}", creating, **more), "loop": NAMES}


@dataclass(frozen=True)
class Rounds(Loop):
    """A loop. Things are created by loops that do not wait, and a last one that does.

    :ivar rounds: the options that each loop has in addition.
    """

    rounds: tuple[Mapping[str, Any], ...] = ()

    def create(self, names: Sequence[str]) -> Work:
        return over(names, [self._loop(creating=True, **more) for more in self.rounds])


class Hosts(Contender):
    """A host for each thing, and forks that are at work on many of them at once."""

    def idle(self, names: Sequence[str]) -> Work:
        return self._work(names, creating=False)

    def create(self, names: Sequence[str]) -> Work:
        return self._work(names, creating=True)

    def _work(self, names: Sequence[str], creating: bool) -> Work:
        return Work([self.module.task("{{ inventory_hostname }}", creating)], list(names), FORKS)


@dataclass(frozen=True)
class Fleet(Contender):
    """All things in one task.

    :ivar option: the one that takes the list of things.
    """

    whole_up_to: ClassVar[float] = inf
    option: str = ""

    def idle(self, names: Sequence[str]) -> Work:
        return self._work(names, self.module.options)

    def create(self, names: Sequence[str]) -> Work:
        return self._work(names, {**self.module.options, **self.module.creating})

    def one(self, name: str) -> Work:
        return self.create([name])

    def _work(self, names: Sequence[str], defaults: Mapping[str, Any]) -> Work:
        things = [{"name": name} for name in names]
        return Work([{self.module.name: {self.option: things, "defaults": dict(defaults)}}])


@dataclass(frozen=True)
class AskFirst(Contender):
    """One task that asks for all things, and a loop that passes over those that are as they should be.

    :ivar info: the module that asks.
    :ivar fine: an expression over its result ``found``: the names to pass over.
    """

    whole_up_to: ClassVar[float] = 1000
    info: str = ""
    fine: str = ""

    def idle(self, names: Sequence[str]) -> Work:
        ask = {self.info: {}, "register": "found"}
        remember = {"ansible.builtin.set_fact": {"fine": "{{ " + self.fine + " }}"}}
        return over(names, [ask, remember, {**self.module.task("{{ item }}", creating=False), **self._rest()}])

    def _rest(self) -> Task:
        return {"loop": NAMES, "when": "item not in fine"}


class AskFirstAndSubtract(AskFirst):
    """The same with a loop that has only the rest to begin with."""

    whole_up_to: ClassVar[float] = inf

    def _rest(self) -> Task:
        return {"loop": "{{ names | difference(fine) }}"}


class NoTask(Contender):
    """A loop over what hardly does anything: what a loop costs anyhow."""

    def idle(self, names: Sequence[str]) -> Work:
        return over(names, [{self.module.name: {"msg": "{{ item }}"}, "loop": NAMES}])


def over(names: Sequence[str], tasks: list[Task]) -> Work:
    """Tasks with loops. The names are a variable of the play: in a task, all would be copied for every item."""
    return Work(tasks, variables={"names": list(names)})


def names(count: int) -> list[str]:
    """The names of the things that fill() of a service makes."""
    return [f"{PREFIX}{number}" for number in range(1, count + 1)]
