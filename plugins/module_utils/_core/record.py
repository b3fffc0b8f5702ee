# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""A plain thing as a table of fields: how it is found, created, changed and deleted follows from the table."""

from __future__ import annotations

import dataclasses
from dataclasses import MISSING, dataclass, field
from typing import Any, Callable, Dict, Generic, Mapping, TypeVar

from .client import ApiClient
from .converge import Run, Step, Steps, View, converge
from .errors import InvalidInput
from .json_values import plain_json, same_json
from .kind import Kind, Thing
from .naming import camel_case
from .options import check_options, option
from .provider import Provider
from .report import Report, report_of
from .task import TaskSpec
from .wait import Deadline
from .watch import Watch

C = TypeVar("C", bound=ApiClient)
Values = Dict[str, Any]


def _as_it_is(value: Any) -> Any:
    return value


@dataclass(frozen=True)
class Field:
    """One field of a plain thing.

    :ivar name: the option, and the key in results.
    :ivar type: annotation of the option, such as "str" or "list[str]".
    :ivar api: the API's name; camelCase of the name if not given.
    :ivar fixed: whether it is set at creation and stays.
    :ivar hidden: whether the service never shows it again; it counts at creation alone, and results do not have it.
    :ivar needed: whether a thing cannot be created without it.
    :ivar grows: whether it can become more and never less.
    :ivar unordered: whether the order of its entries, and an entry twice, mean nothing.
    :ivar same: whether a desired and an actual value are the same.
    :ivar read: what the API has, in the form of the option.
    :ivar sent: the option's value, in the form of the API.
    :ivar more: what option() takes besides: choices, least, most, unit, no_log.
    """

    name: str
    type: str = "str"
    api: str = ""
    fixed: bool = False
    hidden: bool = False
    needed: bool = False
    grows: bool = False
    unordered: bool = False
    same: Callable[[Any, Any], bool] = same_json
    read: Callable[[Any], Any] = _as_it_is
    sent: Callable[[Any], Any] = _as_it_is
    more: Mapping[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Its name at the API."""
        return self.api or camel_case(self.name)

    def as_desired(self, desired: Any, actual: Any) -> bool:
        """Whether the actual value is the desired one."""
        if self.unordered and isinstance(actual, list):
            return {plain_json(one) for one in desired} == {plain_json(one) for one in actual}
        return self.same(desired, actual)

    def to_api(self, desired: Any) -> Any:
        """The desired value as it is sent."""
        if self.unordered:
            desired = list({plain_json(one): one for one in desired}.values())
        return self.sent(desired)

    def viewed(self, actual: Any) -> Any:
        """The actual value as diff mode shows it."""
        return sorted(actual, key=plain_json) if self.unordered and isinstance(actual, list) else actual


@dataclass(frozen=True)
class Parent(Generic[C]):
    """What a thing is in.

    :ivar option: names it, by id or name.
    :ivar kind: its kind, of its own parents.
    """

    option: str
    kind: Callable[..., Kind[C]]


def _flat(thing: Thing) -> Mapping[str, Any]:
    return thing


def _merged(actual: Thing | None, values: Values) -> Thing:
    return {**(actual or {}), **values}


def _nothing(*_: Any) -> None:
    """Nothing to say against it."""


@dataclass(frozen=True)
class Record(Generic[C]):
    """A kind of plain things.

    :ivar key: what a task's result calls one.
    :ivar kind: the kind, of the parents.
    :ivar fields: its fields, those that tell one from another first.
    :ivar create: asks for a new one: takes the client, the parents, and the values; the answer is the thing.
    :ivar delete: asks for the end of one: takes the client, the parents, and the thing.
    :ivar change: asks for a change: takes the client, the parents, the thing, and the values that differ; the answer is
        the thing. None where the API has no such call.
    :ivar copy: the same for a copy with other values. The option is clone_from.
    :ivar parents: what it is in, outermost first.
    :ivar identity: the fields by which one is found.
    :ivar unique: whether the service refuses a second one with the same identity.
    :ivar id_type: annotation of the option id; a number is at least 1.
    :ivar values: where the thing has its fields.
    :ivar becomes: the thing as it will be with other values, as far as that can be known.
    :ivar broken: whether the service gave up on it, so that everything that can be changed is sent again.
    :ivar check: sees that what is desired can be, before any call; raises InvalidInput.
    :ivar refuse: the same before a change, with the actual thing or None; raises InvalidInput.
    :ivar more: what results say besides.
    """

    key: str
    kind: Callable[..., Kind[C]]
    fields: tuple[Field, ...]
    create: Callable[..., Thing]
    delete: Callable[..., None]
    change: Callable[..., Thing] | None = None
    copy: Callable[..., Thing] | None = None
    parents: tuple[Parent[C], ...] = ()
    identity: tuple[str, ...] = ("name",)
    unique: bool = True
    id_type: str = "str"
    values: Callable[[Thing], Mapping[str, Any]] = _flat
    becomes: Callable[[Thing | None, Values], Thing] = _merged
    broken: Callable[[Thing], bool] = lambda thing: False
    check: Callable[[Any], None] = _nothing
    refuse: Callable[[Any, Thing | None], None] = _nothing
    more: Callable[[Thing], Values] = lambda thing: {}

    @property
    def shown(self) -> tuple[Field, ...]:
        """The fields that the service shows."""
        return tuple(one for one in self.fields if not one.hidden)

    def read(self, thing: Thing) -> Values:
        """What the service shows of a thing, by the names of the options; without what it leaves out."""
        values = self.values(thing)
        return {one.name: one.read(values[one.key]) for one in self.shown if one.key in values}

    def result(self, kind: Kind[C], thing: Thing) -> Values:
        """The thing as results show it: every field, None where the service says nothing."""
        there = self.read(thing)
        shown = {one.name: there.get(one.name) for one in self.shown}
        return {"id": thing.get("id") and kind.id_of(thing), **shown, **self.more(thing)}


def desired_record(record: Record[Any], states: tuple[str, ...] = ("present", "absent"), timeout: int = 600) -> type:
    """The dataclass of what can be desired of a thing: its parents, its fields, id, state, wait and wait_timeout."""

    def checked(self: Any) -> None:
        check_options(self)
        record.check(self)

    entries: list[Any] = [(parent.option, "str", option(MISSING)) for parent in record.parents]
    entries += [(one.name, f"{one.type} | None", option(**one.more)) for one in record.fields]
    least = 1 if record.id_type == "int" else None
    entries.append(("id", f"{record.id_type} | None", option(least=least)))
    entries.append(("state", "str", option("present", choices=states)))
    if record.copy:
        entries.append(("clone_from", "str | None", option()))
    entries += [("wait", "bool", True), ("wait_timeout", "int", option(timeout, least=1, unit="seconds"))]
    return dataclasses.make_dataclass(
        f"Desired_{record.key}", entries, namespace={"__post_init__": checked}, frozen=True
    )


class RecordResource(Generic[C]):
    """Compares one thing with what is desired of it. The actual state is the API's object, or None if there is none.

    Every wait of the task shares one deadline, desired.wait_timeout seconds from here.
    """

    def __init__(self, client: C, record: Record[C], desired: Any) -> None:
        self.client = client
        self.record = record
        self.desired = desired
        self.deadline = Deadline(client.session.clock, desired.wait_timeout)
        self.things: list[Thing] = []
        self._parents: list[Thing] | None = None

    # What is there

    @property
    def parents(self) -> list[Thing]:
        """What the thing is in. Of a thing that is not to exist they may be missing; then they are empty.

        :raises InvalidInput: there is no such parent, or there are several.
        """
        if self._parents is None:
            found: list[Thing] = []
            for parent in self.record.parents:
                found.append(self._parent(parent, found))
            self._parents = found
        return self._parents

    def _parent(self, parent: Parent[C], parents: list[Thing]) -> Thing:
        wanted = getattr(self.desired, parent.option)
        if self.desired.state != "absent":
            return parent.kind(*parents).find(self.client, wanted, parent.option)
        missing = not all(parents)
        return {} if missing else parent.kind(*parents).find_any(self.client, wanted, parent.option) or {}

    @property
    def kind(self) -> Kind[C]:
        """Its kind, in its parents."""
        return self.record.kind(*self.parents)

    @property
    def name(self) -> str:
        """The thing in a sentence, before it is known."""
        named = [str(getattr(self.desired, name)) for name in self.record.identity if getattr(self.desired, name)]
        return " ".join(named) or str(self.desired.id)

    def observe(self) -> Thing | None:
        """The thing as it is; waits while it is in flight."""
        thing = self._find()
        if thing is not None and not self.kind.settled(thing) and (self.desired.wait or self.plan(thing).steps):
            return self._watch(thing).until(lambda seen: seen is None or self.kind.settled(seen), self.deadline)
        return thing

    def _find(self) -> Thing | None:
        kind = self.kind
        if not all(self.parents):
            return None
        if self.desired.id is not None:
            return kind.meant(self.client, self.desired.id, "")
        self.things = kind.all(self.client)
        return kind.the_one([thing for thing in self.things if self._is_meant(thing)], "name", self.name)

    def _is_meant(self, thing: Thing) -> bool:
        there = self.record.read(thing)
        fields = {one.name: one for one in self.record.fields}
        return all(
            name in there and fields[name].as_desired(getattr(self.desired, name), there[name])
            for name in self.record.identity
        )

    def _watch(self, thing: Thing) -> Watch[Thing]:
        return self.kind.watch(self.client, thing)

    # What has to be done

    def plan(self, actual: Thing | None) -> Steps[Thing | None]:
        """The way from there, at most one step.

        :raises InvalidInput: it is not allowed, or something it needs does not exist.
        """
        there = None if actual is None or self.kind.leaving(actual) else actual
        step = self._step(there)
        if step:
            self.record.refuse(self.desired, there)
        return Steps(self.view(actual), (step,) if step else ())

    def view(self, thing: Thing | None) -> View:
        """The thing as diff mode shows it."""
        if thing is None or self.kind.leaving(thing):
            named = {name: getattr(self.desired, name) for name in self.record.identity}
            identity = {"id": self.desired.id} if self.desired.id is not None else named
            return {**identity, "state": "absent"}
        return {**self._shown(thing), "state": "error"} if self.record.broken(thing) else self._shown(thing)

    def _shown(self, thing: Thing) -> View:
        """A thing that is there, or as it will be, as diff mode shows it."""
        there = self.record.read(thing)
        view = {one.name: one.viewed(there[one.name]) for one in self.record.shown if one.name in there}
        named = {name: view[name] for name in self.record.identity if name in view}
        return {**named, "state": "present", **view}

    def becomes(self, actual: Thing | None) -> Thing | None:
        """The thing as the task will leave it, as far as that can be known; None if there will be none."""
        there = None if actual is None or self.kind.leaving(actual) else actual
        if self.desired.state == "absent":
            return None
        return self.record.becomes(there, self._values(there) if there is None else self._changes(there))

    def _step(self, thing: Thing | None) -> Step[Thing | None] | None:
        if self.desired.state == "absent":
            return None if thing is None else self._deletion(thing)
        return self._creation() if thing is None else self._update(thing)

    def _differing(self, thing: Thing) -> list[Field]:
        """The fields given that are not as desired; what the service does not show cannot be compared."""
        there = self.record.read(thing)
        return [
            one
            for one in self.record.shown
            if getattr(self.desired, one.name) is not None
            and one.name in there
            and not one.as_desired(getattr(self.desired, one.name), there[one.name])
        ]

    def _changes(self, thing: Thing) -> Values:
        """What to send so that the thing becomes as desired, by the API's names.

        :raises InvalidInput: something differs that cannot be changed.
        """
        differing = self._differing(thing)
        for one in differing:
            wanted, there = getattr(self.desired, one.name), self.record.read(thing)[one.name]
            has = f"{self.kind.what} {self.kind.describe(thing)} has {there!r}"
            if one.fixed or self.record.change is None:
                advice = "Leave the option out, or delete it and create it anew"
                raise InvalidInput(one.name, wanted, f"cannot be changed: {has}", advice=advice)
            if one.grows and there is not None and wanted < there:
                raise InvalidInput(one.name, wanted, f"cannot become less: {has}", advice="Leave the option out")
        changes = {one.key: one.to_api(getattr(self.desired, one.name)) for one in differing}
        if not self.record.broken(thing):
            return changes
        there = self.record.values(thing)
        sent = (one.key for one in self.record.shown if not one.fixed and one.key in there)
        return {**{key: there[key] for key in sent}, **changes}

    def _values(self, source: Thing | None) -> Values:
        """What to send for a new thing, by the API's names: of a source what is not given."""
        there = {} if source is None else self.record.values(source)
        values = {one.key: there[one.key] for one in self.record.shown if one.key in there}
        return {**values, **self._given()}

    def _given(self) -> Values:
        return {
            one.key: one.to_api(getattr(self.desired, one.name))
            for one in self.record.fields
            if getattr(self.desired, one.name) is not None
        }

    def _source(self) -> Thing | None:
        wanted = self.desired.clone_from if self.record.copy else None
        return self.kind.pick(self.things, wanted, "clone_from") if wanted else None

    def _creation(self) -> Step[Thing | None]:
        record, kind, source = self.record, self.kind, self._source()
        if self.desired.id is not None:
            rule = f"is no {kind.what} of {kind.owner}"
            advice = f"{kind.several.capitalize()} are created without an id; the id is given by the service"
            raise InvalidInput("id", self.desired.id, rule, advice=advice)
        values = self._values(source)
        missing = [one.name for one in record.fields if one.needed and values.get(one.key) is None]
        if missing:
            also = " or clone_from" if record.copy and not source else ""
            rule = f"is no {kind.what} of {kind.owner}, and to create it the task needs {' and '.join(missing)}{also}"
            advice = f"If it should exist already: {kind.similar(self.things, self.name)}"
            raise InvalidInput(record.identity[0], self.name, rule, advice=advice)

        def create(_none: Thing | None, run: Run) -> Thing | None:
            if source is not None and record.copy is not None:
                at_rest = self._watch(source).at_rest(source, self.deadline)
                thing = record.copy(self.client, *self.parents, at_rest, self._given())
            else:
                thing = record.create(self.client, *self.parents, values)
            thing_then = self._until_as_desired(thing, run)
            return thing_then if record.unique or thing_then is None else self._only(thing_then, run)

        after = self._shown(record.becomes(None, values))
        return Step("create", f"create {kind.what} {self.name}", after, create, again_late=not record.unique)

    def _update(self, thing: Thing) -> Step[Thing | None] | None:
        changes, change = self._changes(thing), self.record.change
        if not changes or change is None:
            return None

        def update(_thing: Thing | None, run: Run) -> Thing | None:
            return self._until_as_desired(change(self.client, *self.parents, thing, changes), run)

        after = self._shown(self.record.becomes(thing, changes))
        return Step("update", f"change {self.kind.what} {self.kind.describe(thing)}", after, update)

    def _deletion(self, thing: Thing) -> Step[Thing | None]:
        def delete(_thing: Thing | None, run: Run) -> Thing | None:
            self._delete(thing, run)
            return None

        return Step("delete", f"delete {self.kind.what} {self.kind.describe(thing)}", self.view(None), delete)

    # Doing it

    def _delete(self, thing: Thing, run: Run) -> None:
        self.record.delete(self.client, *self.parents, thing)
        if run.wait:
            self._watch(thing).until_changed(thing, lambda seen: seen is None, self.deadline)

    def _until_as_desired(self, answer: Thing, run: Run) -> Thing | None:
        def reached(seen: Thing | None) -> bool:
            return (
                seen is not None
                and self.kind.settled(seen)
                and not self.record.broken(seen)
                and not self._differing(seen)
            )

        return self._watch(answer).until_changed(answer, reached, self.deadline) if run.wait else answer

    def _only(self, made: Thing, run: Run) -> Thing:
        def same(thing: Thing) -> bool:
            return self._is_meant(thing) and not self._differing(thing)

        return self.kind.only(self.client, made, same, lambda: self._delete(made, run), run.warnings)


def record_spec(
    provider: Provider[C], record: Record[C], rules: Mapping[str, Any] | None = None, timeout: int = 600
) -> TaskSpec:
    """The task "one thing of this kind as desired"."""

    def ensure(client: C, desired: Any, check_mode: bool) -> Report:
        resource = RecordResource(client, record, desired)
        outcome = converge(resource, client.session, check_mode=check_mode, wait=desired.wait)
        thing = outcome.actual
        if check_mode and outcome.actions:
            thing = resource.becomes(thing)
        elif thing is not None and resource.kind.leaving(thing):
            thing = None
        shown = None if thing is None else record.result(resource.kind, thing)
        return report_of(outcome, f"{resource.kind.what} {resource.name}", **{record.key: shown})

    identity = tuple(record.identity)
    given = {"required_one_of": [(*identity, "id")]} if len(identity) == 1 else {}
    return TaskSpec(provider, desired_record(record, timeout=timeout), ensure, rules={**given, **(rules or {})})
