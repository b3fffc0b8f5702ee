# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Parts of things that are things themselves, such as the NICs of a server: each is compared and changed on its own."""

from __future__ import annotations

from contextlib import contextmanager
from functools import partial
from typing import Any, Callable, Iterable, Iterator, Mapping, Sequence

from ..converge import Run
from ..errors import InvalidInput
from ..kind import Thing
from ..options import option
from ..seen import Seen
from .desired import desired_child
from .resource import RecordResource
from .table import Change, Part, Record, Values


def _as_values(values: Values, _inside: Mapping[str, Any]) -> Any:
    return values


class Children(Part):
    """A list of things in a thing. An entry is found by its name; one that is not there is created.

    :param name: the option, and the key in results.
    :param record: what an entry is; its parents are those of the thing, and the thing.
    :param there: those that a thing has.
    :param put: the thing with these in their place.
    :param sent: what is sent of a new one that goes along with its parent's creation: takes its values, and what of its
        own parts goes along, by name. None if they are created one by one.
    :param purge: the option that has those removed that are not listed; none if empty.
    :param remove: takes one away: takes the resource of the thing, the one, the thing, and the run; deletes it if None.
    :param removal: the name of that action, such as "detach".
    """

    def __init__(
        self,
        name: str,
        record: Record[Any],
        there: Callable[[Thing], Sequence[Thing]],
        put: Callable[[Thing, list[Thing]], Thing],
        sent: Callable[[Values, Mapping[str, Any]], Any] | None = None,
        purge: str = "",
        remove: Callable[[Any, Thing, Thing, Run], None] | None = None,
        removal: str = "delete",
    ) -> None:
        self.name = name
        self.record = record
        self.along = sent is not None
        self._there = there
        self._put = put
        self._sent = sent or _as_values
        self._purge = purge
        self._remove = remove
        self._removal = removal
        self._entry = desired_child(record)

    def options(self) -> Iterable[tuple[str, str, Any]]:
        """The list, and whether those not listed are removed."""
        yield (self.name, "list[dict] | None", option(None, of=self._entry))
        if self._purge:
            yield (self._purge, "bool", False)

    def goes_along(self, resource: Any) -> Any:
        """What is sent of them with the creation of the thing that they are in."""
        sent = []
        for place, child in self._children(resource, resource.coming):
            with _within(place):
                self.record.refuse(child, None)
                sent.append(self._sent(child.to_be_created(), child.goes_along()))
        return sent

    def view(self, resource: Any, thing: Thing) -> Any:
        """Those that are there, by their names."""
        listed = {}
        for place, child in self._children(resource, thing):
            one = self._meant(place, child)
            listed[one.get("id") if one else None] = child
        return {
            self._name(child): listed.get(child.get("id"), self._of(resource, thing)).shown(child)
            for child in self._there(thing)
        }

    def result(self, thing: Thing) -> Any:
        """Those that are there."""
        return [{"id": child.get("id"), **self.record.told(child)} for child in self._there(thing)]

    def changes(self, resource: Any, thing: Thing) -> Iterable[Change]:
        """What makes those that are listed as desired, one after the other, and takes away those that are too many."""
        view = self.view(resource, thing)
        for place, child in self._children(resource, thing):
            there = self._meant(place, child)
            with _within(place):
                steps = child.plan(there).steps
            for step in steps:
                view = {**view, child.name: step.after}
                make = partial(self._make, resource, child.desired, place, step.action)
                action = f"{step.action}_{self.record.key}"
                yield Change(action, step.what, {self.name: view}, make, again_late=step.again_late)
        for child_there in self._too_many(resource, thing):
            name = self._name(child_there)
            view = {key: value for key, value in view.items() if key != name}
            what = f"{self._removal} {self.record.kind(*resource.parents, thing).what} {name}"
            take = partial(self._take, resource, child_there)
            yield Change(f"{self._removal}_{self.record.key}", what, {self.name: view}, take)

    def foreseen(self, resource: Any, thing: Thing) -> Thing:
        """The thing with all that is listed in it."""
        gone = [child["id"] for child in self._too_many(resource, thing)]
        there = {self._name(child): child for child in self._there(thing) if child.get("id") not in gone}
        for place, child in self._children(resource, thing):
            one = self._meant(place, child)
            there[self._name(one) if one else child.name] = child.becomes(one)
        return self._put(thing, list(there.values()))

    # One of them

    def _children(self, resource: Any, thing: Thing) -> Iterator[tuple[str, Any]]:
        """For each entry, where it stands in the task, and its resource.

        :raises InvalidInput: two entries have one name.
        """
        seen: dict[str, str] = {}
        for at, entry in enumerate(getattr(resource.desired, self.name) or []):
            place, child = f"{self.name}[{at}]", self._of(resource, thing, entry)
            if seen.setdefault(child.name, place) != place:
                raise InvalidInput(f"{place}.{self.record.identity[0]}", child.name, f"is {seen[child.name]} already")
            yield place, child

    def _of(self, resource: Any, thing: Thing, desired: Any = None) -> RecordResource[Any]:
        """The resource of one of them, in the thing."""
        seen = Seen(None, tuple(self._there(thing)), parents=(*resource.parents, thing))
        return RecordResource(resource.client, self.record, desired, seen, resource.deadline)

    def _meant(self, place: str, child: RecordResource[Any]) -> Thing | None:
        with _within(place):
            return child.meant(child.things)

    def _make(self, resource: Any, desired: Any, place: str, action: str, thing: Thing, run: Run) -> None:
        """One step of one of them, from how it is by then."""
        child = self._of(resource, thing, desired)
        there = self._meant(place, child)
        for step in child.plan(there).steps:
            if step.action == action:
                step.make(there, run)

    def _take(self, resource: Any, child: Thing, thing: Thing, run: Run) -> None:
        if self._remove:
            self._remove(resource, child, thing, run)
        else:
            self._of(resource, thing).delete(child, run)

    def _too_many(self, resource: Any, thing: Thing) -> list[Thing]:
        if not self._purge or not getattr(resource.desired, self._purge):
            return []
        listed = [self._meant(place, child) for place, child in self._children(resource, thing)]
        kept = [one["id"] for one in listed if one]
        return [child for child in self._there(thing) if child.get("id") not in kept]

    def _name(self, child: Thing) -> str:
        """What one is called, by its id where it has no name."""
        return str(self.record.read(child).get(self.record.identity[0]) or child.get("id"))


@contextmanager
def _within(place: str) -> Iterator[None]:
    """Errors about an option name the place of the entry."""
    try:
        yield
    except InvalidInput as error:
        raise error.within(place) from None
