# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What every resource of every provider must hold; see test_suite.py. A resource joins with a Case."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.approval.gate import Gate
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.client import ApiClient
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.dialect import Answer, Failure, Request
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import BoxfleetError, Fault, Refused
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.report import Report
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.task import TaskSpec
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.watch import Tell, silent

Options = Mapping[str, Any]

# About so many pairs of a resource are tried by make test; make long tries all.
MANY = 6
# What a service that is broken might send in the place of anything.
ODD_VALUES: tuple[Any, ...] = (None, True, -1, 2.5, "", "x", [], {}, [[]], [None], {"x": None}, "9" * 400)


class World(Protocol):
    """An account at a sandbox, as the suite needs it."""

    secrets: tuple[str, ...]

    def reset(self) -> None:
        """Begin anew, with some things that no task is about."""

    def connect(self, tell: Tell = silent) -> ApiClient:
        """A new client, whose clock is the sandbox's."""

    def settle(self) -> None:
        """Let everything that is in flight come to its end."""

    def fault(self, kind: str, after: int, **more: Any) -> None:
        """Make one request fail, after so many others."""

    def heal(self) -> None:
        """Take away all faults."""

    def changes(self) -> list[Any]:
        """The requests that could have changed something, since the last call of this or of reset()."""

    def everything(self) -> dict[str, Any]:
        """All things of the account by kind and name, without what is another with every try: ids and times."""


@dataclass(frozen=True)
class Case:
    """A task that takes the suite.

    :ivar name: of the case.
    :ivar spec: the task.
    :ivar states: what can be there before it: name -> what makes it so.
    :ivar wanted: what can be asked for: name -> options.
    :ivar mine: whether a key of World.everything() is of a thing that the task is about.
    :ivar thorough: the pairs of both that are tried with everything that can go wrong: each way to change something
        once, the first of them in make test; all pairs if none is given.
    :ivar long: further such pairs.
    :ivar always: what asks for a change in every run.
    :ivar waits: a state and what is asked for, where something takes its time.
    :ivar forgets: what asks for something that only the run itself can know, such as that a box was on before: the
        run after one that was interrupted ends well, but maybe elsewhere.
    :ivar secrets: values among the options that must never be shown.
    """

    name: str
    spec: TaskSpec
    states: Mapping[str, Callable[[World], None]]
    wanted: Mapping[str, Options]
    mine: Callable[[str], bool]
    thorough: tuple[tuple[str, str], ...] = ()
    long: tuple[tuple[str, str], ...] = ()
    always: frozenset[str] = frozenset()
    forgets: frozenset[str] = frozenset()
    secrets: tuple[str, ...] = ()
    waits: tuple[str, str] | tuple[()] = ()

    def pairs(self) -> Iterator[tuple[str, str]]:
        """Every state with everything that can be asked for."""
        for state in self.states:
            for wanted in self.wanted:
                yield state, wanted

    def sample(self) -> list[tuple[str, str]]:
        """Of many pairs some: every state and all that can be asked for, but not each with each."""
        every = min(1 + len(list(self.pairs())) // MANY, len(self.states))
        wanted = list(self.wanted)
        return [
            (state, name)
            for at, state in enumerate(self.states)
            for number, name in enumerate(wanted)
            if (at + number) % every == 0
        ]

    def roughly(self) -> list[tuple[str, str]]:
        """The pairs that are tried with everything that can go wrong."""
        return [*self.thorough, *self.long] or list(self.pairs())


@dataclass
class Ran:
    """What became of a run.

    :ivar calls: what it asked, in order.
    :ivar waits: what was told of its waits.
    """

    report: Report | None
    error: BoxfleetError | None
    calls: list[str]
    waits: list[str] = field(default_factory=list)

    @property
    def actions(self) -> list[str]:
        """The changes it tells of."""
        done = self.report or self.error
        return list(done.actions) if done else []

    @property
    def places(self) -> list[int]:
        """The numbers of its calls, but of a look that is taken again and again only the first and the last."""
        calls = ["", *self.calls, ""]
        return [at for at in range(len(self.calls)) if not calls[at] == calls[at + 1] == calls[at + 2]]

    @property
    def told(self) -> str:
        """All that it says."""
        report = self.report
        parts = [str(self.error), self.error.details if self.error else "", self.error.warnings if self.error else ""]
        parts += [report.values, report.before, report.after, report.actions, report.warnings] if report else []
        return json.dumps(parts, default=repr)


class Killed(BaseException):
    """Ansible was killed."""


@dataclass
class Meddler:
    """Sits between a client and its session, and meddles with the call of one number.

    :ivar at: number of the call, from 0 on.
    :ivar how: "kill" after it, "refuse" it unsent, "damage" its answer before it is judged; "" for nothing.
    """

    client: ApiClient
    at: int = -1
    how: str = ""
    dice: random.Random = field(default_factory=random.Random)
    calls: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._send = self.client.session.send
        self._judged = self.client.session._judged
        self.client.session.send = self.send  # type: ignore[method-assign]
        self.client.session._judged = self.judged  # type: ignore[method-assign]

    def send(self, request: Request) -> Answer:
        """Stands for Session.send()."""
        number = len(self.calls)
        self.calls.append(str(request))
        if number != self.at or not self.how:
            return self._send(request)
        if self.how == "refuse":
            raise Refused(f"the service refused {request}: not now", 403, ("not now",))
        answer = self._send(request)
        if self.how == "kill":
            raise Killed
        return answer

    def judged(self, request: Request, answer: Answer) -> Answer | Failure:
        """Stands for what Session asks of each answer that has come in."""
        if self.how == "damage" and len(self.calls) == self.at + 1:
            answer = Answer(answer.status, answer.headers, damaged(answer.data, self.dice))
        return self._judged(request, answer)


def damaged(data: Any, dice: random.Random) -> Any:
    """The value with something odd in one place, or with something missing.

    Nothing is hidden in a shape that is right: a thing by another name, or a list without it, is a true answer for all
    that anybody can see.
    """
    copy = json.loads(json.dumps(data))
    places = list(_places(copy))
    if not places:
        return dice.choice(ODD_VALUES)
    holder, key = dice.choice(places)
    there = holder[key]
    if key == "name" or isinstance(holder, list) or (isinstance(there, (dict, list)) and there):
        holder[key] = dice.choice(("x", [[]]) if isinstance(there, (bool, int, float)) else (True, -1, 2.5))
    elif dice.random() < 0.3:
        del holder[key]
    else:
        holder[key] = dice.choice(ODD_VALUES)
    return copy


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, entry in list(entries):
        yield value, key
        yield from _places(entry)


def run(
    world: World,
    case: Case,
    wanted: str,
    check_mode: bool = False,
    at: int = -1,
    how: str = "",
    seed: int = 0,
    gate: Gate | None = None,
) -> Ran:
    """Run the task once; whatever leaves it must be a report or an error that was foreseen.

    :param gate: what its changes pass.
    """
    waits: list[str] = []
    client = world.connect(lambda what, condition, seconds, tally="": waits.append(f"{what}: {condition}"))
    client.session.gate = gate or client.session.gate
    meddler = Meddler(client, at, how, random.Random(seed))
    try:
        desired = case.spec.wanted(case.wanted[wanted])
        ran = Ran(case.spec.task(client, desired, check_mode), None, meddler.calls, waits)
    except BoxfleetError as error:
        if isinstance(error, Fault):
            pytest.fail(error.trace)
        ran = Ran(None, error, meddler.calls)
    except Killed:
        ran = Ran(None, None, meddler.calls)
    for secret in (*world.secrets, *case.secrets):
        assert secret not in ran.told
        assert secret not in str(waits)
        assert secret not in repr(client.session.calls)
    return ran
