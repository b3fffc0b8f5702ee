# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Which things the entries of a fleet mean, known by one listing for all that are in the same parents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic

from ..background import in_background, in_place
from ..errors import InvalidInput
from ..kind import Kind, Thing
from .desired import Entry, said_besides
from .kind import ABSENT, C, D, FleetKind


class Group(Generic[C]):
    """All things that are in the same parents.

    :ivar kind: their kind.
    :ivar parents: what they are in, outermost first, empty where it is missing; nothing if that is the account.
    :ivar things: all that are there.
    :param key: what tells one from all others besides its name, as FleetKind has it.
    :param besides: what goes with the name, as FleetKind has it.
    """

    def __init__(self, kind: Kind[C], parents: tuple[Thing, ...], key: str = "", besides: tuple[str, ...] = ()) -> None:
        self.kind = kind
        self._key = key
        self._besides = besides
        self._by_key: dict[str, Thing] = {}
        self.parents = parents
        self.things: list[Thing] = []
        self._by_id: dict[str, Thing] = {}
        self._by_name: dict[str, list[Thing]] = {}

    def look(self, client: C) -> None:
        """See what is there."""
        self.things = self.kind.all(client)
        for thing in self.things:
            self._by_id[str(self.kind.id_of(thing))] = thing
            self._by_name.setdefault(self.kind.name_of(thing), []).append(thing)
            if self._key and thing.get(self._key) is not None:
                self._by_key[str(thing[self._key])] = thing

    def meant(self, desired: Any) -> Thing | None:
        """The thing that is meant, None if there is none.

        :raises InvalidInput: several have the name.
        """
        if desired.name is None:
            return self._by_id.get(str(desired.id))
        if self._key and getattr(desired, self._key) is not None:
            return self._by_key.get(str(getattr(desired, self._key)))
        named = [thing for thing in self._by_name.get(desired.name, []) if self._fits(desired, thing)]
        return self.kind.the_one(named, "name", desired.name)

    def _fits(self, desired: Any, thing: Thing) -> bool:
        return all(getattr(desired, one) in (None, thing.get(one)) for one in self._besides)


@dataclass(frozen=True)
class Found(Generic[C, D]):
    """An entry, and what there is of it.

    :ivar group: where its thing is, or will be.
    :ivar thing: the thing it means, None if there is none.
    """

    entry: Entry[D]
    group: Group[C]
    thing: Thing | None

    @property
    def creates(self) -> bool:
        """Whether the thing has to be created; one that is being deleted counts as gone."""
        gone = self.thing is None or self.group.kind.leaving(self.thing)
        return gone and self.entry.desired.state != ABSENT


class _Groups(Generic[C, D]):
    """The groups that the entries of a fleet need; parents of a kind are listed once."""

    def __init__(self, fleet: FleetKind[C, D, Any], client: C) -> None:
        self._fleet = fleet
        self._client = client
        self._parents: dict[tuple[str, ...], list[Thing]] = {}
        self._groups: dict[tuple[str, ...], Group[C]] = {}

    def of(self, desired: D) -> Group[C]:
        """The group of a thing. The parents of one that is not to exist may be missing; then they are empty.

        :raises InvalidInput: there is no such parent, or there are several.
        """
        ids: tuple[str, ...] = ()
        found: tuple[Thing, ...] = ()
        for parent in self._fleet.parents:
            thing: Thing = {}
            if all(found):
                kind, wanted = parent.kind(*found), str(getattr(desired, parent.option))
                thing = kind.without_a_look(wanted) or self._picked(ids, kind, wanted, desired, parent.option) or {}
            ids, found = (*ids, str(kind.id_of(thing)) if thing else ""), (*found, thing)
        if ids not in self._groups:
            self._groups[ids] = Group(self._fleet.kind(*found), found, self._fleet.key, self._fleet.besides)
        return self._groups[ids]

    def _picked(self, ids: tuple[str, ...], kind: Kind[C], wanted: str, desired: D, option: str) -> Thing | None:
        if ids not in self._parents:
            self._parents[ids] = kind.all(self._client)
        pick = kind.pick_any if desired.state == ABSENT else kind.pick
        return pick(self._parents[ids], wanted, option)

    def look(self) -> None:
        """See what is there, side by side if there are several groups."""
        groups = [group for group in self._groups.values() if all(group.parents)]
        begin = in_place if len(groups) == 1 else in_background
        for look in [begin(partial(group.look, self._client)) for group in groups]:
            look.result()


def recognized(
    fleet: FleetKind[C, D, Any], client: C, entries: Sequence[Entry[D]]
) -> tuple[list[Found[C, D]], dict[str, InvalidInput]]:
    """What there is of each entry; without those with which something is wrong, and what that is, by their places.

    Wrong are a parent that does not exist, a name that several things have, and two entries that mean the same thing.
    """
    errors: dict[str, InvalidInput] = {}
    groups = _Groups(fleet, client)
    grouped: list[tuple[Entry[D], Group[C]]] = []
    for entry in entries:
        try:
            grouped.append((entry, groups.of(entry.desired)))
        except InvalidInput as error:
            errors[entry.place] = error
    groups.look()
    found: list[Found[C, D]] = []
    places: dict[tuple[Group[C], Any], str] = {}
    for entry, group in grouped:
        try:
            thing = group.meant(entry.desired)
        except InvalidInput as error:
            errors[entry.place] = error
            continue
        name, thing_id = entry.desired.name, entry.desired.id
        new = (name, thing_id, said_besides(fleet, entry.desired))
        meant = new if thing is None else group.kind.id_of(thing)
        first = places.setdefault((group, meant), entry.place)
        if first != entry.place:
            already = f"is {first}"
            if thing is not None:
                already = f"means {group.kind.what} {group.kind.describe(thing)}, as {first} does"
            option, value = ("id", thing_id) if name is None else ("name", name)
            errors[entry.place] = InvalidInput(option, value, f"{already} already")
        else:
            found.append(Found(entry, group, thing))
    return found, errors
