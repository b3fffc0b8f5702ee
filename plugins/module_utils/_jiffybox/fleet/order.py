# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Which boxes of a fleet have to wait for others: copies for their sources. Pure: values in, values out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ..._core.errors import InvalidInput
from .. import kinds
from ..box.model import ABSENT, MaybeBox, distribution_of, power
from ..client import Json
from .desired import Wish


@dataclass(frozen=True)
class Order:
    """In which order the wishes can come true. A wish is named by its position among all.

    :ivar positions: all wishes, every source before its copies.
    :ivar boxes: what a copy can be made of: the boxes of the account, and those that the fleet will create.
    :ivar sources: the source of every box that will be created as a copy.
    :ivar makers: the wish for that source, where it is in the fleet.
    :ivar previous: the copy to be made before from the same source, which gives one copy at a time.
    :ivar errors: what makes a wish impossible.
    """

    positions: list[int]
    boxes: list[Json]
    sources: Mapping[int, Json]
    makers: Mapping[int, int]
    previous: Mapping[int, int]
    errors: Mapping[int, InvalidInput]


def in_order(wishes: Sequence[Wish], found: Sequence[MaybeBox], listing: Iterable[Json]) -> Order:
    """The order in which the wishes can come true.

    :param found: the box that each wish means, None if there is none.
    :param listing: all boxes of the account.
    """
    desired = [wish.desired for wish in wishes]
    named = {box["name"] if box else one.name: at for at, (box, one) in enumerate(zip(found, desired))}
    new = {at: str(one.name) for at, one in enumerate(desired) if one.name and creates(wishes[at], found[at])}
    coming = set(new.values())
    there = [box for box in listing if box["name"] not in coming]
    sources = _sources(wishes, new, [*there, *(_to_come(name, None) for name in new.values())])
    makers = {at: named[source["name"]] for at, source in sources.items() if source["name"] in named}

    def distribution(position: int) -> str | None:
        last = chain(position, makers)[-1]
        if last in sources:
            return distribution_of(sources[last])
        return desired[last].distribution if last in new else distribution_of(found[last])

    positions = sorted(range(len(wishes)), key=lambda at: len(chain(at, makers)))
    return Order(
        positions=positions,
        boxes=[*there, *(_to_come(name, distribution(at)) for at, name in new.items())],
        sources=sources,
        makers=makers,
        previous=_previous(positions, sources),
        errors={at: error for at in makers for error in _obstacle(wishes, new, makers, at)},
    )


def creates(wish: Wish, box: MaybeBox) -> bool:
    """Whether the box has to be created; one that is being deleted counts as gone."""
    return power(box) == ABSENT and wish.desired.state != ABSENT


def chain(position: int, makers: Mapping[int, int]) -> list[int]:
    """The wish, the one for its source, the one for that one's source, and so on; a loop is followed once."""
    links = [position]
    while makers.get(links[-1], position) not in links:
        links.append(makers[links[-1]])
    return links


def _sources(wishes: Sequence[Wish], new: Iterable[int], boxes: list[Json]) -> dict[int, Json]:
    """The source of each new box that is a copy; one that cannot be found is told of when the box is planned."""
    sources = {}
    for at in new:
        wanted = wishes[at].desired.clone_from
        try:
            if wanted:
                sources[at] = kinds.BOX.pick(boxes, wanted, "clone_from")
        except InvalidInput:
            continue
    return sources


def _to_come(name: str, distribution: str | None) -> Json:
    """A box that will be created, as far as planning a copy of it needs one."""
    disks = {"xvda": {"distribution": distribution}}
    return {"id": "", "name": name, "status": "READY", "activeProfile": {"rootdisk": "/dev/xvda", "disks": disks}}


def _previous(positions: Iterable[int], sources: Mapping[int, Json]) -> dict[int, int]:
    latest: dict[str, int] = {}
    previous = {}
    for at in positions:
        if at in sources:
            name = sources[at]["name"]
            if name in latest:
                previous[at] = latest[name]
            latest[name] = at
    return previous


def _obstacle(
    wishes: Sequence[Wish], new: Mapping[int, str], makers: Mapping[int, int], at: int
) -> Iterable[InvalidInput]:
    """What keeps a copy from being made after its source, if anything does."""
    wanted, maker = wishes[at].desired.clone_from, makers[at]
    links = chain(at, makers)
    if makers.get(links[-1]) == at:
        way = " from ".join(new[link] for link in [*links, at])
        yield InvalidInput("clone_from", wanted, f"leads back to the box itself: {way}")
    elif wishes[maker].desired.state == ABSENT:
        rule = f"is to be absent by the same task ({wishes[maker].place})"
        yield InvalidInput("clone_from", wanted, rule, advice="Delete the source by a later task")
