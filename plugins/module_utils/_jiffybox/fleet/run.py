# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""One run over a fleet: all boxes are looked at with one call, then planned, then brought along side by side.

Each box that takes time has a thread of its own, in which it converges just as a single one does.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Callable, TypeVar

from ..._core.background import in_background, in_place
from ..._core.converge import Outcome, converge
from ..._core.errors import BoxfleetError, InvalidInput
from ..._core.seen import Seen
from ..._core.wait import Deadline
from .. import kinds
from ..box.model import MaybeBox, describe, power, settled
from ..box.resource import BoxResource
from ..box.task import reported_box
from ..client import Client, Json
from ..offer import Offer
from .desired import DesiredFleet, Wish, refuse
from .order import Order, creates, in_order

T = TypeVar("T")

_MOST_THREADS = 500


@dataclass(frozen=True)
class BoxEnd:
    """What became of one box.

    :ivar wish: what was wanted of it.
    :ivar found: the box before, None if there was none.
    :ivar outcome: what was done, None if that failed.
    :ivar box: the box as results show it.
    :ivar error: why it failed.
    """

    wish: Wish
    found: MaybeBox
    outcome: Outcome[MaybeBox] | None = None
    box: dict[str, Any] | None = None
    error: BoxfleetError | None = None

    @property
    def name(self) -> str | None:
        """The name of the box; None if it is wanted by an id that no box has."""
        return self.found["name"] if self.found else self.wish.desired.name

    @property
    def key(self) -> str:
        """Its name, or "#4711" for an id that no box has; no name has a #."""
        return self.name or f"#{self.wish.desired.id}"

    @property
    def actions(self) -> list[str]:
        """The changes that were made."""
        done = self.outcome or self.error
        return done.actions if done else []

    @property
    def result(self) -> dict[str, Any]:
        """The entry of the box in the results."""
        box = self.box or self.found or {}
        return {
            "name": self.name,
            "id": self.wish.desired.id or box.get("id"),
            "changed": bool(self.actions),
            "failed": self.error is not None,
            "msg": None if self.error is None else str(self.error),
            "actions": self.actions,
            "box": self.box,
        }


class FleetRun:
    """One run over a fleet. A wish is named by its position."""

    def __init__(self, client: Client, fleet: DesiredFleet, check_mode: bool) -> None:
        self.client = client
        self.wishes = fleet.wishes
        self.parallel = fleet.parallel
        self.check_mode = check_mode
        self.offer = Offer(client)
        self._threads = threading.BoundedSemaphore(_MOST_THREADS)

    def ends(self) -> list[BoxEnd]:
        """What became of each box, in the order of the wishes.

        :raises InvalidInput: a box cannot be as desired; nothing was changed.
        """
        self.listing = listing = list(self.client.get_boxes().values()) if self.wishes else []
        found, errors = recognized(self.wishes, listing)
        found, lost = self._foreseeable(found)
        order = in_order(self.wishes, found, listing)
        slow: dict[int, bool] = {}
        errors = {**order.errors, **errors}
        for at, box in enumerate(found):
            try:
                slow[at] = not (at in errors or at in lost) and self._takes_time(at, box, order.boxes)
            except InvalidInput as error:
                errors[at] = error
        refuse(self.wishes[at].blame(errors[at]) for at in sorted(errors))
        ends: dict[int, Future[BoxEnd]] = {}
        with self.client.in_parallel(self.parallel, partial(_tally, ends, len(found))):
            for at in order.positions:
                end = BoxEnd(self.wishes[at], found[at], error=lost.get(at))
                job = partial(self._bring, at, end, order, ends)
                ends[at] = self._in_thread(job) if slow[at] else in_place(job)
            return [ends[at].result() for at in range(len(self.wishes))]

    def _foreseeable(self, found: Sequence[MaybeBox]) -> tuple[list[MaybeBox], dict[int, BoxfleetError]]:
        """Wait until every box shows where it is going: one that is UPDATING may come up or go down.

        :return: the boxes, and the errors of those that did not.
        """
        looks = {at: self._in_thread(partial(self._look, at, box)) for at, box in enumerate(found) if not power(box)}
        boxes, lost = list(found), {}
        for at, look in looks.items():
            try:
                boxes[at] = look.result()
            except BoxfleetError as error:
                lost[at] = error
        return boxes, lost

    def _look(self, at: int, box: MaybeBox) -> MaybeBox:
        return kinds.BOX.watch(self.client, box or {}).until(lambda seen: power(seen) is not None, self._deadline(at))

    def _deadline(self, at: int) -> Deadline:
        return Deadline(self.client.session.clock, self.wishes[at].desired.wait_timeout)

    def _takes_time(self, at: int, box: MaybeBox, boxes: list[Json]) -> bool:
        """Whether anything has to be waited for.

        :raises InvalidInput: the box cannot be as desired.
        """
        resource = self._resource(at, box, boxes)
        plan = resource.plan(None if creates(self.wishes[at], box) else box)
        return resource.must_wait(box) or (bool(plan.steps) and not self.check_mode)

    def _resource(self, at: int, box: MaybeBox, boxes: list[Json]) -> BoxResource:
        return BoxResource(self.client, self.wishes[at].desired, self.offer, Seen(box, self.listing, boxes))

    def _bring(self, at: int, end: BoxEnd, order: Order, ends: Mapping[int, Future[BoxEnd]]) -> BoxEnd:
        """Bring one box to its desired state, or find out how; what became of it."""
        if end.error:
            return end
        try:
            boxes = self._sources(at, order, ends)
        except BoxfleetError as error:
            return replace(end, error=error.during(f"create box {end.name}", now="Nothing was done for it"))
        try:
            resource = self._resource(at, end.found, boxes)
            session = self.client.session
            outcome = converge(resource, session, check_mode=self.check_mode, wait=end.wish.desired.wait)
            return replace(end, outcome=outcome, box=reported_box(resource, outcome, self.check_mode))
        except InvalidInput as error:
            return replace(end, error=end.wish.blame(error))
        except BoxfleetError as error:
            return replace(end, error=error)

    def _sources(self, at: int, order: Order, ends: Mapping[int, Future[BoxEnd]]) -> list[Json]:
        """The boxes of which this one can be a copy, its source as it is when others are done with it."""
        maker, previous = order.makers.get(at), order.previous.get(at)
        if self.check_mode or (maker is None and previous is None):
            return order.boxes
        source = order.sources[at]
        if maker is not None:
            made = ends[maker].result()
            if made.outcome is None:
                raise BoxfleetError(f"its source, {made.key}, failed")
            source = made.outcome.actual or source
        if previous is not None:
            ends[previous].result()
        fresh = kinds.BOX.by_id(self.client, source["id"])
        if fresh and not settled(fresh):
            deadline = self._deadline(at)
            fresh = kinds.BOX.watch(self.client, fresh).until(lambda box: box is None or settled(box), deadline)
        others = [box for box in order.boxes if box["name"] != source["name"]]
        return [*others, fresh] if fresh else others

    def _in_thread(self, job: Callable[[], T]) -> Future[T]:
        """Begin a job in a thread, when fewer than _MOST_THREADS are under way."""
        self._threads.acquire()

        def work() -> T:
            try:
                return job()
            finally:
                self._threads.release()

        return in_background(work)


def _tally(ends: Mapping[int, Future[BoxEnd]], total: int) -> str:
    return f"{sum(end.done() for end in list(ends.values()))} of {total} boxes done"


def recognized(wishes: Iterable[Wish], listing: Iterable[Json]) -> tuple[list[MaybeBox], dict[int, InvalidInput]]:
    """The box that each wish means, None if there is none; and what is wrong with which wish.

    Wrong are a name that several boxes have, and a name and an id of the same box.
    """
    by_id: dict[int, Json] = {}
    by_name: dict[str, list[Json]] = {}
    for one in listing:
        by_id[one["id"]] = one
        by_name.setdefault(one["name"], []).append(one)
    places: dict[int, str] = {}
    found: list[MaybeBox] = []
    errors: dict[int, InvalidInput] = {}
    for at, wish in enumerate(wishes):
        name, box_id = wish.desired.name, wish.desired.id
        box: MaybeBox = None
        try:
            box = by_id.get(box_id or 0) if name is None else kinds.BOX.by_name(by_name.get(name, []), name)
        except InvalidInput as error:
            errors[at] = error
        first = places.setdefault(box["id"], wish.place) if box else wish.place
        if box and first != wish.place:
            option, value = ("name", name) if box_id is None else ("id", box_id)
            errors[at] = InvalidInput(option, value, f"means box {describe(box)}, as {first} does already")
        found.append(box)
    return found, errors
