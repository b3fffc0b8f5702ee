# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Tasks: what the service does by itself for a server, an address or a VPS after it was asked to."""

from __future__ import annotations

from dataclasses import dataclass

from .._core.errors import NoUsableAnswer, Refused, WaitFailed
from .._core.kind import Thing
from .._core.shape import Shape, listing, record, text, whole
from .._core.wait import Deadline
from .._core.watch import Watch
from .client import GONE, Client

# Seconds for which a task that was just made may be unknown.
_LATE = 300.0
# Those in flight are among the newest.
_NEWEST = 20
_UNKNOWN = "not known yet"


@dataclass(frozen=True)
class TaskWords:
    """What tasks of a sort of service are called.

    :ivar path: their list, below the service.
    :ivar id: the field with the id.
    :ivar function: the field that says what a task does.
    :ivar state: the field that says how far it is.
    :ivar in_flight: what is there while it is not over.
    """

    path: str
    id: str
    function: str
    state: str
    in_flight: tuple[str, ...]

    @property
    def shape(self) -> Shape[Thing]:
        """What a task looks like."""
        return record({self.id: whole, self.state: text}, {self.function: text})


# Of dedicated servers and addresses.
NUMBERED = TaskWords("task", "taskId", "function", "status", ("init", "todo", "doing"))
OF_VPS = TaskWords("tasks", "id", "type", "state", ("todo", "doing", "paused", "blocked", "waitingAck"))
_DONE = "done"


class Tasks:
    """The tasks of one service.

    :param where: the path of the service.
    :param functions: what the tasks do that matter.
    """

    def __init__(self, client: Client, words: TaskWords, where: tuple[str, ...], functions: tuple[str, ...]) -> None:
        self.client = client
        self.words = words
        self.where = (*where, words.path)
        self.functions = functions
        self._first: set[int] | None = None

    def recent(self) -> list[Thing]:
        """The newest tasks that matter, the oldest of them first."""
        ids = sorted(self.client.get(*self.where, shape=listing(whole)))
        if self._first is None:
            self._first = set(ids)
        found = self.client.get_each(*self.where, ids=ids[-_NEWEST:], shape=self.words.shape)
        return [task for _id, task in found if self.does(task) in self.functions]

    def new(self) -> list[Thing]:
        """Those of them that were not there when one looked first."""
        return [task for task in self.recent() if task[self.words.id] not in (self._first or ())]

    def does(self, task: Thing) -> str:
        """What a task does."""
        return str(task.get(self.words.function))

    def is_in_flight(self, task: Thing) -> bool:
        """Whether it is not over yet."""
        return task[self.words.state] in self.words.in_flight

    def has_failed(self, task: Thing) -> bool:
        """Whether it is over, and what it should do is not done."""
        return not self.is_in_flight(task) and task[self.words.state] != _DONE

    def follow(self, task: Thing, function: str, deadline: Deadline) -> None:
        """Look at a task until it is done.

        A new one can be unknown for minutes, or its id can be missing in the answer that tells of it.

        :raises WaitFailed: the service gave up on it.
        :raises WaitTimeout: the deadline passed first.
        """
        number, began, was_seen = task.get(self.words.id), deadline.clock.now(), False

        def look() -> Thing:
            nonlocal number, was_seen
            try:
                if not number:
                    same = [one for one in self.new() if self.does(one) == function]
                    number = same[-1][self.words.id] if same else None
                if number:
                    seen: Thing = self.client.get(*self.where, number, shape=self.words.shape)
                    was_seen = True
                    return seen
            except Refused as error:
                if error.status not in GONE:
                    raise
                if was_seen:
                    # it is over, and forgotten
                    return {self.words.state: _DONE}
            except NoUsableAnswer:
                pass
            return {self.words.state: _UNKNOWN}

        def over(seen: Thing | None) -> bool:
            state = (seen or {}).get(self.words.state)
            if state == _UNKNOWN:
                if not was_seen and deadline.clock.now() - began > _LATE:
                    raise WaitFailed(
                        f"the service took the call, and shows no task {function} for it",
                        advice="Look into the manager, then run the task again",
                    )
                return False
            if seen is not None and self.has_failed(seen):
                comment = f": {seen['comment']}" if isinstance(seen.get("comment"), str) else ""
                raise WaitFailed(f"the service gave up: task {function} ({number}) is {state}{comment}")
            return state == _DONE

        def condition(seen: Thing) -> str:
            return str(seen[self.words.state])

        what = f"task {function}{f' ({number})' if number else ''}"
        Watch(what, look, lambda _seen: True, condition, self.client.tell).until(over, deadline)
