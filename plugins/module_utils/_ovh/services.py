# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Services: what is ordered elsewhere and then always there. Their settings are compared and changed one by one."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import Any, Callable, Dict, Iterable

from .._core.converge import Run, Step, Steps, View
from .._core.errors import OutcomeUnknown, WaitFailed
from .._core.kind import Kind, Thing
from .._core.naming import beginning
from .._core.wait import Deadline
from .._core.watch import Watch
from .client import Client
from .rights import Needs
from .tasks import Tasks, TaskWords

Values = Dict[str, Any]


@dataclass(frozen=True)
class Change:
    """One change.

    :ivar action: its name in results.
    :ivar what: what it does, in a sentence that the service's name follows.
    :ivar after: the values that are different afterwards.
    :ivar make: asks for it; the answer is the task, if there is one.
    :ivar function: what that task does.
    :ivar reached: whether values show that it is done, where they do so later than the task or without one.
    """

    action: str
    what: str
    after: Values
    make: Callable[[], Any]
    function: str = ""
    reached: Callable[[Values], bool] | None = None


@dataclass(frozen=True)
class Actual:
    """A service as it is.

    :ivar thing: the API's object.
    :ivar values: what is compared, under the names that results have.
    """

    thing: Thing
    values: Values = field(default_factory=dict)


class ServiceResource:
    """See Resource. A provider's service says how its values are read and which changes make them as desired.

    :ivar kind: its kind.
    :ivar option: the option that names it.
    :ivar words: what its tasks are called.
    :ivar functions: the tasks that change it.
    :ivar done: what was done by tasks, ours or some that were under way already, for changes that leave no trace.
    """

    kind: Kind[Client]
    option: str
    words: TaskWords
    functions: tuple[str, ...] = ()
    path: tuple[str, ...]

    def __init__(self, client: Client, desired: Any, needs: Needs) -> None:
        self.client = client
        self.desired = desired
        self.needs = needs
        self.deadline = Deadline(client.session.clock, desired.wait_timeout)
        self.id = ""
        self.done: set[str] = set()
        self._asked: set[str] = set()
        self._adopted: list[str] = []
        self._tasks: Tasks | None = None

    @property
    def what(self) -> str:
        """The sort of service."""
        return self.kind.what

    @property
    def title(self) -> str:
        """The service."""
        return f"{self.kind.what} {self.id}"

    # What a service says

    def read(self, thing: Thing) -> Values:
        """What is compared, with what only further calls show and is asked for."""
        raise NotImplementedError

    def changes(self, values: Values) -> Iterable[Change]:
        """What makes it as desired."""
        raise NotImplementedError

    def settled(self, values: Values) -> bool:
        """Whether it is in no transition."""
        return True

    def watches_tasks(self) -> bool:
        """Whether tasks can have to do with what is desired."""
        return bool(self.functions)

    def warn(self, values: Values, changes: Iterable[Change]) -> Iterable[str]:
        """What the reader should know."""
        return ()

    def asked(self, function: str) -> bool:
        """Whether this run asked for such a task."""
        return function in self._asked

    # What is there

    @property
    def where(self) -> tuple[str, ...]:
        """Its path."""
        return (*self.path, self.id)

    @property
    def tasks(self) -> Tasks:
        """Its tasks."""
        if self._tasks is None:
            self._tasks = Tasks(self.client, self.words, self.where, self.functions)
        return self._tasks

    def observe(self) -> Actual:
        """As it is; waits for tasks that are under way."""
        actual = self._look()
        if not self.watches_tasks():
            return actual
        pending = self._pending()
        if (pending or not self.settled(actual.values)) and (self.desired.wait or self.plan(actual).steps):
            for task in pending:
                self._adopt(task)
            actual = self._until(self.settled)
        return actual

    def _look(self) -> Actual:
        if self.id:
            thing = self.kind.get(self.client, self.id)
        else:
            thing = self.find()
            self.id = str(self.kind.id_of(thing))
        return Actual(thing, self.read(thing))

    def find(self) -> Thing:
        """The service that the task names.

        :raises InvalidInput: the account has none of that name.
        """
        return self.kind.find(self.client, getattr(self.desired, self.option), self.option)

    def _pending(self) -> list[Thing]:
        recent = self.tasks.recent()
        for task in self.tasks.new() if self._asked else ():
            if self.tasks.does(task) in self._asked and not self.tasks.has_failed(task):
                self.done.add(self.tasks.does(task))
        return [task for task in recent if self.tasks.is_in_flight(task)]

    def _adopt(self, task: Thing) -> None:
        """Wait for a task that was under way; what it does need not be asked for again, if it comes to a good end."""
        function = self.tasks.does(task)
        try:
            self.tasks.follow(task, function, self.deadline)
        except WaitFailed:
            return
        if function not in self.done:
            self.done.add(function)
            self._adopted.append(
                f"{beginning(self.title)}: a task {function} was under way already, and was waited for."
            )

    def _until(self, reached: Callable[[Values], bool]) -> Actual:
        actual = self._look()
        if reached(actual.values):
            return actual
        watch = Watch(
            self.title,
            self._look,
            lambda seen: self.settled(seen.values),
            lambda seen: str(seen.thing.get("state", "changing")),
            self.client.tell,
        )
        return watch.until(lambda seen: seen is not None and reached(seen.values), self.deadline) or actual

    def view(self, actual: Actual) -> View:
        """What is compared."""
        return {self.option: self.id, **actual.values}

    # What has to be done

    def plan(self, actual: Actual) -> Steps[Actual]:
        """The changes.

        :raises InvalidInput: one cannot be made.
        """
        changes = list(self.changes(actual.values))
        view, steps = self.view(actual), []
        for change in changes:
            view = {**view, **change.after}
            what = f"{change.what} {self.title}"
            # a task of a call that was lost may show late
            late = bool(change.function)
            steps.append(Step(change.action, what, view, partial(self._make, change), again_late=late))
        self.client.rights.need(self.needs.of([step.action for step in steps], self.client.names))
        return Steps(self.view(actual), tuple(steps), (*self._adopted, *self.warn(actual.values, changes)))

    def _make(self, change: Change, actual: Actual, run: Run) -> Actual:
        functions = {change.function} if change.function else set()
        try:
            task = change.make()
        except OutcomeUnknown:
            self._asked |= functions
            raise
        self._asked |= functions
        then = Actual(actual.thing, {**actual.values, **change.after})
        if not run.wait:
            self.done |= functions
            return then
        if change.function:
            self.tasks.follow(task if isinstance(task, dict) else {}, change.function, self.deadline)
            self.done |= functions
        reached = change.reached or (lambda values: True)
        return self._until(lambda values: self.settled(values) and reached(values))


def differing(desired: Any, values: Values, names: Iterable[str]) -> list[str]:
    """The options that are given and whose values are others."""
    given = [name for name in names if getattr(desired, name) is not None]
    return [name for name in given if getattr(desired, name) != values.get(name)]
