# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Whatever a path of the API leads to, as a resource: read, compared in the fields that are given, and changed."""

from __future__ import annotations

from typing import Any

from ..._core.converge import Run, Step, Steps, View
from ..._core.dialect import json_request
from ..._core.errors import BoxfleetError, InvalidInput, OutcomeUnknown, Refused, WaitFailed, WaitTimeout
from ..._core.suggest import did_you_mean
from ..._core.url import path_of
from ..._core.wait import Deadline
from ..._core.watch import Watch
from ..client import GONE, Client
from ..client import path as full_path
from .desired import DesiredPath, Json, includes, merged

# A thing, or whatever else stands there; None if nothing does.
Found = Any


class PathResource:
    """Compares what a path leads to with what is desired of it.

    :ivar answer: what the service said to the creation or the action.
    """

    what = "path"

    def __init__(self, client: Client, desired: DesiredPath) -> None:
        self.client = client
        self.desired = desired
        self.deadline = Deadline(client.session.clock, desired.wait_timeout)
        self.answer: Any = None
        self._place = desired.path
        self._acted = ""

    # What is there

    @property
    def title(self) -> str:
        """The path, and what of its list is meant."""
        match = ", ".join(f"{name}={value}" for name, value in (self.desired.match or {}).items())
        return f"path {self.desired.path}" + (f" with {match}" if match else "")

    def observe(self) -> Found:
        """What the path leads to, or the entry of its list that matches."""
        listed = self._read(self.desired.path, self.desired.query)
        if listed is None or self.desired.match is None:
            return listed
        if not isinstance(listed, list):
            raise InvalidInput("match", None, f"is for lists, and {self.desired.path} is none", "Leave match out")
        named = [one for one in self._entries(listed) if includes(one[1], self.desired.match)]
        if len(named) > 1:
            ids = " and ".join(str(thing_id) for thing_id, _thing in named)
            raise InvalidInput("match", self.desired.match, f"is true of several: {ids}", "Match more of their fields")
        if not named:
            return None
        self._place = f"{self.desired.path.rstrip('/')}{path_of(named[0][0])}"
        # a list can say less of a thing than the thing itself
        return self._read(self._place)

    def _entries(self, listed: list[Any]) -> list[tuple[Any, Any]]:
        """The things of a list, each with its id."""
        if not all(isinstance(one, dict) for one in listed):
            ids = [one for one in listed if isinstance(one, (str, int))]
            return self.client.get_each(self.desired.path.rstrip("/"), ids=ids)
        field = self.desired.id_field
        for one in listed:
            if not isinstance(one.get(field), (str, int)):
                names = [name for name, value in one.items() if isinstance(value, (str, int))]
                raise InvalidInput("id_field", field, "is no id of what is listed", advice=did_you_mean(field, names))
        return [(one[field], one) for one in listed]

    def _read(self, path: str, query: Json | None = None) -> Found:
        try:
            # the names of the query are the API's, whatever they are
            return self.client.send(json_request("GET", full_path(path), None, query)).data
        except Refused as error:
            if error.status in GONE:
                return None
            raise

    # What has to be done

    def plan(self, actual: Found) -> Steps[Found]:
        """The steps from there.

        :raises InvalidInput: they cannot be made.
        """
        steps = list(self._steps(actual))
        self.client.rights.need(self.desired.needs.of([step.action for step in steps], {}))
        return Steps(self.view(actual), tuple(steps))

    def _steps(self, actual: Found) -> list[Step[Found]]:
        desired = self.desired
        if desired.state == "absent":
            return [] if actual is None else [Step("delete", f"delete {self._place}", self.view(None), self._delete)]
        if actual is None:
            if desired.create_path is None:
                option = "match" if desired.match else "path"
                rule = f"leads to nothing at {desired.path}" if desired.match else "leads to nothing"
                advice = "Correct it, or say with create_path where such a thing is made"
                raise InvalidInput(option, getattr(desired, option), rule, advice=advice)
            made = {**(desired.match or {}), **(desired.body or {})}
            what = f"create {self._name} at {desired.create_path}"
            create = Step("create", what, self.view(made), self._create, again_late=True, once=True)
            return [create, *self._action(made)]
        if desired.body and not isinstance(actual, dict):
            raise InvalidInput("body", None, f"is for things, and {self._place} is none", "Say which one with match")
        if not desired.body or includes(actual, desired.body):
            return self._action(actual)
        then = merged(actual, desired.body)
        return [Step("update", f"change {self._place}", self.view(then), self._update), *self._action(then)]

    def _action(self, then: Found) -> list[Step[Found]]:
        desired = self.desired
        if desired.action is None or self._acted == "done" or (desired.unless and includes(then, desired.unless)):
            return []
        if self._acted == "lost" and not desired.unless:
            advice = "Look whether it was, or say with unless what it leads to"
            raise BoxfleetError("whether the action was done cannot be seen", advice=advice)
        after = self.view(merged(then, desired.unless) if desired.unless else then)
        return [Step("action", f"do {desired.action}", after, self._act)]

    @property
    def _name(self) -> str:
        match = self.desired.match
        return f"one with {', '.join(f'{key} {value!r}' for key, value in match.items())}" if match else self._place

    def view(self, actual: Found) -> View:
        """What the task is about, as diff mode shows it."""
        where = {"path": self.desired.path, **({"match": self.desired.match} if self.desired.match else {})}
        if actual is None:
            return {**where, "state": "absent"}
        told = {**(self.desired.body or {}), **(self.desired.unless or {})}
        fields = {name: actual.get(name) for name in told} if isinstance(actual, dict) else {}
        return {**where, "state": "present", **fields}

    def becomes(self, actual: Found) -> Found:
        """What the path will lead to, as far as that can be known."""
        desired = self.desired
        if desired.state == "absent":
            return None
        there = actual if actual is not None else desired.match or {}
        then = merged(there, desired.body) if desired.body else there
        return merged(then, desired.unless) if desired.unless else then

    # Doing it

    def _create(self, _actual: Found, run: Run) -> Found:
        desired = self.desired
        values = {**(desired.match or {}), **(desired.body or {}), **(desired.create_body or {})}
        self.answer = self.client.act(str(desired.create_path), values=values)
        if not run.wait:
            return self.answer if self.answer is not None else values
        return self._until(lambda seen: seen is not None, "it was made and cannot be seen")

    def _update(self, actual: Found, run: Run) -> Found:
        body = self.desired.body or {}
        changes = {key: merged(actual.get(key), value) for key, value in body.items() if not _has(actual, key, value)}
        self.client.change(self._place, values=changes)
        if not run.wait:
            return merged(actual, body)
        return self._until(lambda seen: includes(seen, body), "", body)

    def _delete(self, _actual: Found, run: Run) -> Found:
        self.client.delete(self._place)
        return self._until(lambda seen: seen is None, "it was deleted and is still there") if run.wait else None

    def _act(self, actual: Found, run: Run) -> Found:
        desired = self.desired
        try:
            self.answer = self.client.act(str(desired.action), values=desired.action_body)
        except OutcomeUnknown:
            self._acted = "lost"
            raise
        self._acted = "done"
        if not run.wait or not desired.unless:
            return merged(actual, desired.unless) if desired.unless else self.observe()
        return self._until(lambda seen: includes(seen, desired.unless), "", desired.unless)

    def _until(self, reached: Any, words: str, wanted: Json | None = None) -> Found:
        """Look until it is so; what is not so by the end of the time never will be."""
        last: list[Found] = []

        def look() -> Found:
            last[:] = [self.observe()]
            return last[0]

        seen = look()
        if reached(seen):
            return seen
        watch: Watch[Found] = Watch(self._name, look, lambda _seen: True, self._condition, self.client.tell)
        try:
            return watch.until(reached, self.deadline)
        except WaitTimeout:
            there = last[0] if isinstance(last[0], dict) else {}
            ignored = sorted(key for key, value in (wanted or {}).items() if not _has(there, key, value))
            reason = words or f"the service said yes, and {' and '.join(ignored)} did not change"
            read_only = "A field that it ignores can only be read, or is called otherwise: see the API's schema. "
            advice = ("" if words else read_only) + "If it takes longer, raise wait_timeout"
            raise WaitFailed(f"{reason} ({self.desired.wait_timeout} s)", advice=advice) from None

    def _condition(self, seen: Found) -> str:
        if not isinstance(seen, dict):
            return "there"
        told = {**(self.desired.body or {}), **(self.desired.unless or {})}
        return ", ".join(f"{name} {seen.get(name)!r}" for name in told) or "there"


def _has(there: Any, key: str, value: Any) -> bool:
    return isinstance(there, dict) and key in there and includes(there[key], value)
