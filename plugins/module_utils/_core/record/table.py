# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""A plain thing as a table of fields: how it is found, created, changed and deleted follows from the table."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Callable, Dict, Generic, Iterable, Mapping, Sequence, TypeVar

from ..client import ApiClient
from ..converge import Run
from ..json_values import plain_json, same_json
from ..kind import Kind, Thing
from ..naming import camel_case

C = TypeVar("C", bound=ApiClient)
Values = Dict[str, Any]

# What diff mode shows of a secret.
AS_DESIRED, ANOTHER = "as desired", "another value"


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
    :ivar later: whether it cannot go along with a creation; then it is changed right after.
    :ivar grows: whether it can become more and never less.
    :ivar loose: whether the service changes it by itself along with other things, so that it cannot be foreseen; diff
        mode shows it only where it is asked for.
    :ivar masked: whether it is a map of secrets: diff mode tells only which of those asked for are as desired, and
        results only their names.
    :ivar unordered: whether the order of its entries, and an entry twice, mean nothing.
    :ivar same: whether a desired and an actual value are the same.
    :ivar read: what the API has, in the form of the option.
    :ivar sent: the option's value, in the form of the API.
    :ivar found: what the option means, where the service has to be asked for that, such as the id of another thing by
        its name: takes the client, the parents, and the value; raises InvalidInput. Asked before anything is compared.
    :ivar named: whether the option, as it stands, means the actual value, so that ``found`` need not be asked.
    :ivar more: what option() takes besides: choices, least, most, unit, no_log.
    """

    name: str
    type: str = "str"
    api: str = ""
    fixed: bool = False
    hidden: bool = False
    needed: bool = False
    later: bool = False
    grows: bool = False
    loose: bool = False
    masked: bool = False
    unordered: bool = False
    same: Callable[[Any, Any], bool] = same_json
    read: Callable[[Any], Any] = _as_it_is
    sent: Callable[[Any], Any] = _as_it_is
    found: Callable[..., Any] | None = None
    named: Callable[[Any, Any], bool] = lambda desired, actual: False
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

    def viewed(self, actual: Any, desired: Any = None) -> Any:
        """The actual value as diff mode shows it."""
        if self.masked:
            same = {name: self.as_desired({name: value}, actual) for name, value in (desired or {}).items()}
            return {name: AS_DESIRED if same[name] else ANOTHER for name in same}
        return sorted(actual, key=plain_json) if self.unordered and isinstance(actual, list) else actual


@dataclass(frozen=True)
class Change:
    """A change of a thing that is no change of its fields.

    :ivar action: its name in results, such as "start".
    :ivar what: the same for error messages; follows "Could not".
    :ivar after: what diff mode shows of it afterwards, by name.
    :ivar make: asks for it: takes the thing and the run; the answer is the thing, None if it is to be looked at again.
    :ivar reached: whether the thing is as the change makes it; when it is settled, if None.
    :ivar again_late: as a step has it.
    """

    action: str
    what: str
    after: Values
    make: Callable[[Thing, Run], Thing | None]
    reached: Callable[[Thing], bool] | None = None
    again_late: bool = False


class Part:
    """What belongs to a thing and is changed by calls of its own, such as its labels.

    :ivar name: the option, and the key in results.
    :ivar along: whether it is sent with the creation of the thing.
    :ivar guards: whether it can protect the thing from being deleted, so that it is looked at then, too.
    """

    name: str
    along: bool = False
    guards: bool = False

    def options(self) -> Iterable[tuple[str, str, Any]]:
        """The options it takes, as entries of dataclasses.make_dataclass()."""
        raise NotImplementedError

    def asked(self, desired: Any) -> bool:
        """Whether what is desired says anything of it."""
        return getattr(desired, self.name, None) is not None

    def goes_along(self, resource: Any) -> Any:
        """What of it is sent with the creation of the thing.

        :param resource: that of the thing, with what is desired, the client and the parents; ``coming`` is the thing as
            it will be with the parts before this one.
        :raises InvalidInput: something is missing.
        """
        return None

    def look(self, resource: Any, thing: Thing) -> Thing:
        """The thing with what of its part only a further call shows."""
        return thing

    def view(self, resource: Any, thing: Thing) -> Any:
        """What of it diff mode shows."""
        raise NotImplementedError

    def result(self, thing: Thing) -> Any:
        """What of it results show."""
        return None

    def changes(self, resource: Any, thing: Thing) -> Iterable[Change]:
        """What makes it as desired; nothing if it is not asked for. ``thing`` may be one that is yet to come."""
        raise NotImplementedError

    def foreseen(self, resource: Any, thing: Thing) -> Thing:
        """The thing as it will be with its part as desired, as far as results show it."""
        return thing


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


def _none(*_: Any) -> tuple[Any, ...]:
    return ()


@dataclass(frozen=True)
class Record(Generic[C]):
    """A kind of plain things.

    :ivar key: what a task's result calls one.
    :ivar kind: the kind, of the parents.
    :ivar fields: its fields, those that tell one from another first.
    :ivar create: asks for a new one: takes the client, the parents, the values, and by name what of its parts goes
        along; the answer is the thing. None where the API has no such call.
    :ivar delete: asks for the end of one: takes the client, the parents, the thing, and what is desired.
    :ivar change: asks for a change: takes the client, the parents, the thing, and the values that differ; the answer is
        the thing. None where the API has no such call.
    :ivar brings: the values that come along with a change, such as what belongs to another recipe: takes the resource,
        the thing, and the values that differ, by the API's names; what is asked for wins.
    :ivar copy: the same for a copy with other values. The option is clone_from.
    :ivar parents: what it is in, outermost first.
    :ivar parts: what belongs to it and is changed by calls of its own.
    :ivar identity: the fields by which one is found; those that are not given do not count.
    :ivar each_identifies: whether each of them tells one from all others, so that the first that is given counts alone.
    :ivar among: whether one that has them can be the one that is meant, such as one in the right place: takes the
        resource and the thing.
    :ivar seek: asks for those alone that may be meant, where the service can look for them: takes the resource; all of
        the kind if None.
    :ivar unique: whether the service refuses a second one with the same identity.
    :ivar created_once: whether a creation whose answer was lost is never sent again by the same run.
    :ivar id_type: annotation of the option id; a number is at least 1.
    :ivar options: what can be said besides, as entries of dataclasses.make_dataclass().
    :ivar states: the states that it can be asked for.
    :ivar before: the changes that a creation needs first, such as the end of another thing where there is no room:
        takes the resource.
    :ivar after: the changes that the end of one leads to when it is gone, such as the end of what would go on to cost:
        takes the resource, the thing as it was, and whether it is gone by now. Each is told as long as it is to do.
    :ivar first: the changes that a state means before those of the fields: takes the resource, the thing, and the
        values that differ.
    :ivar last: the same after the fields and the parts: takes the resource, the thing, which may be one that is yet
        to come, and what diff mode shows of it by then.
    :ivar ends: the thing as those leave it, as far as results show it: takes what is desired, and the thing.
    :ivar no_creation: what to do where there is none and none can be made, a sentence.
    :ivar values: where the thing has its fields.
    :ivar becomes: the thing as it will be with other values, as far as that can be known.
    :ivar broken: whether the service gave up on it, so that everything that can be changed is sent again.
    :ivar mends: whether that helps; where it does not, a broken one stays broken.
    :ivar check: sees that what is desired can be, before any call; raises InvalidInput.
    :ivar refuse: the same before a change: takes the resource, with what is desired and the client, and the actual
        thing or None; raises InvalidInput.
    :ivar warn: what the reader should know although it changes nothing; takes the same.
    :ivar besides: values that a task returns besides the thing; takes the same, for a thing that is gone as it was.
    :ivar cuts_short: whether what is desired need not wait until the thing is settled, such as the end of one that is
        being made; takes what is desired and the thing.
    :ivar arrives: waits for creations of one that the service has accepted and does not show yet, and says whether to
        look for it again; takes the resource. Asked after a creation whose answer was lost, so that it is not sent
        again.
    :ivar seen: what diff mode shows besides the fields.
    :ivar more: what results say besides.
    """

    key: str
    kind: Callable[..., Kind[C]]
    fields: tuple[Field, ...]
    create: Callable[..., Thing] | None
    delete: Callable[..., None]
    change: Callable[..., Thing] | None = None
    brings: Callable[[Any, Thing, Values], Values] = lambda resource, thing, changes: {}
    copy: Callable[..., Thing] | None = None
    parents: tuple[Parent[C], ...] = ()
    parts: tuple[Part, ...] = ()
    identity: tuple[str, ...] = ("name",)
    each_identifies: bool = False
    among: Callable[[Any, Thing], bool] = lambda resource, thing: True
    seek: Callable[[Any], Sequence[Thing]] | None = None
    unique: bool = True
    created_once: bool = False
    id_type: str = "str"
    options: tuple[tuple[str, str, Any], ...] = ()
    states: tuple[str, ...] = ("present", "absent")
    before: Callable[[Any], Iterable[Change]] = _none
    after: Callable[[Any, Thing, bool], Iterable[Change]] = _none
    first: Callable[[Any, Thing, Values], Iterable[Change]] = _none
    last: Callable[[Any, Thing, Values], Iterable[Change]] = _none
    ends: Callable[[Any, Thing], Thing] = lambda desired, thing: thing
    no_creation: str = ""
    values: Callable[[Thing], Mapping[str, Any]] = _flat
    becomes: Callable[[Thing | None, Values], Thing] = _merged
    broken: Callable[[Thing], bool] = lambda thing: False
    mends: bool = True
    check: Callable[[Any], None] = _nothing
    refuse: Callable[[Any, Thing | None], None] = _nothing
    warn: Callable[[Any, Thing | None], Iterable[str]] = _none
    besides: Callable[[Any, Thing | None], Values] = lambda resource, thing: {}
    cuts_short: Callable[[Any, Thing], bool] = lambda desired, thing: False
    arrives: Callable[[Any], bool] = lambda resource: False
    seen: Callable[[Thing], Values] = lambda thing: {}
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
        return {"id": thing.get("id") and kind.id_of(thing), **self.told(thing)}

    def told(self, thing: Thing) -> Values:
        """The same without its id."""
        there = self.read(thing)
        shown = {one.name: there.get(one.name) for one in self.shown}
        shown.update({one.name: sorted(shown[one.name] or {}) for one in self.shown if one.masked})
        parts = {part.name: part.result(thing) for part in self.parts}
        return {**shown, **parts, **self.more(thing)}
