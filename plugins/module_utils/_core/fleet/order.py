# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Which things of a fleet have to wait for others: those made from others for these. Pure: values in, values out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Tuple

from ..errors import InvalidInput
from ..kind import Thing
from .kind import ABSENT, FleetKind, Source
from .recognition import Found, Group
from .refusal import SHOWN

_Found = Found[Any, Any]
_Group = Group[Any]
_Key = Tuple[Any, ...]


@dataclass(frozen=True)
class Order:
    """In which order a fleet can come true. An entry is named by its position among those found.

    :ivar positions: all of them, every source before what is made from it.
    :ivar offered: what things of a group can be made from: those that are there, and those that the fleet will create.
    :ivar sources: the source of every thing that will be made from another.
    :ivar makers: the entry of that source, where it is in the fleet.
    :ivar previous: what is to be made before from the same source, where that is possible one at a time only.
    :ivar errors: what makes an entry impossible.
    """

    positions: list[int]
    offered: Mapping[_Group, list[Thing]]
    sources: Mapping[int, Thing]
    makers: Mapping[int, int]
    previous: Mapping[int, int]
    errors: Mapping[int, InvalidInput]


def in_order(fleet: FleetKind[Any, Any, Any], found: Sequence[_Found]) -> Order:
    """The order in which these entries can come true."""
    source = fleet.source
    if source is None:
        offered = {one.group: one.group.things for one in found}
        return Order(list(range(len(found))), offered, {}, {}, {}, {})
    new = [at for at, one in enumerate(found) if one.creates and one.entry.desired.name is not None]
    coming: dict[int, Thing] = {at: source.to_come(found[at].entry.desired, None) for at in new}
    sources = _sources(source, found, coming, _offered(found, coming))
    keys = {_key(one.group, coming.get(at, one.thing)): at for at, one in enumerate(found)}
    origins = {at: _key(found[at].group, thing) for at, thing in sources.items()}
    makers = {at: keys[origin] for at, origin in origins.items() if origin in keys}
    depths = _depths(makers, len(found))
    positions = sorted(range(len(found)), key=depths.__getitem__)
    for at in positions:
        if at in sources:
            sources[at] = coming.get(makers.get(at, -1), sources[at])
            coming[at] = source.to_come(found[at].entry.desired, sources[at])
    return Order(
        positions=positions,
        offered=_offered(found, coming),
        sources=sources,
        makers=makers,
        previous=_previous(positions, origins) if source.one_at_a_time else {},
        errors={at: error for at in makers for error in _obstacle(fleet.what, source, found, makers, at)},
    )


def chain(position: int, makers: Mapping[int, int]) -> list[int]:
    """The entry, the one for its source, the one for that one's source, and so on; a loop is followed once."""
    links = {position: None}
    while position in makers and makers[position] not in links:
        position = makers[position]
        links[position] = None
    return list(links)


def _key(group: _Group, thing: Thing | None) -> _Key:
    """Tells a thing from all others; those that are yet to come have no id, so no two of them one name."""
    return (group, *((group.kind.id_of(thing), group.kind.name_of(thing)) if thing else ()))


def _offered(found: Sequence[_Found], coming: Mapping[int, Thing]) -> dict[_Group, list[Thing]]:
    """What is there, by groups, and what will be; that stands in place of what it will replace."""
    new: dict[_Group, dict[str, Thing]] = {one.group: {} for one in found}
    for at, thing in coming.items():
        group = found[at].group
        new[group][group.kind.name_of(thing)] = thing
    return {
        group: [*(thing for thing in group.things if group.kind.name_of(thing) not in things), *things.values()]
        for group, things in new.items()
    }


def _sources(
    source: Source[Any], found: Sequence[_Found], new: Iterable[int], offered: Mapping[_Group, list[Thing]]
) -> dict[int, Thing]:
    """The source of each new thing that has one; one that cannot be found is told of when the thing is planned."""
    known: dict[tuple[_Group, str], Thing | None] = {}
    sources = {}
    for at in new:
        group, wanted = found[at].group, getattr(found[at].entry.desired, source.option)
        if not wanted:
            continue
        if (group, wanted) not in known:
            known[group, wanted] = _picked(group, offered[group], wanted, source.option)
        thing = known[group, wanted]
        if thing is not None:
            sources[at] = thing
    return sources


def _picked(group: _Group, things: list[Thing], wanted: str, option: str) -> Thing | None:
    try:
        return group.kind.pick(things, wanted, option)
    except InvalidInput:
        return None


def _depths(makers: Mapping[int, int], count: int) -> dict[int, int]:
    """How many things have to be made before each, one from the other; in a loop that is any number."""
    depths: dict[int, int] = {}
    for first in range(count):
        at, links = first, []
        while at not in depths:
            depths[at] = 0
            links.append(at)
            at = makers.get(at, at)
        for link in reversed(links):
            depths[link] = depths[makers[link]] + 1 if link in makers else 0
    return depths


def _previous(positions: Iterable[int], origins: Mapping[int, _Key]) -> dict[int, int]:
    latest: dict[_Key, int] = {}
    previous = {}
    for at in positions:
        if at in origins:
            if origins[at] in latest:
                previous[at] = latest[origins[at]]
            latest[origins[at]] = at
    return previous


def _obstacle(
    what: str, source: Source[Any], found: Sequence[_Found], makers: Mapping[int, int], at: int
) -> Iterator[InvalidInput]:
    """What keeps a thing from being made after its source, if anything does."""
    wanted, maker = getattr(found[at].entry.desired, source.option), makers[at]
    links = chain(at, makers)
    if makers.get(links[-1]) == at:
        way = [found[link].entry.desired.name for link in [*links, at]]
        if len(way) > SHOWN:
            way[SHOWN // 2 : -SHOWN // 2] = ["…"]
        yield InvalidInput(source.option, wanted, f"leads back to the {what} itself: {' from '.join(way)}")
    elif found[maker].entry.desired.state == ABSENT:
        rule = f"is to be absent by the same task ({found[maker].entry.place})"
        yield InvalidInput(source.option, wanted, rule, advice="Delete the source by a later task")
