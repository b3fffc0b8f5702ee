# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""One run over a fleet: all things are looked at with one call, then planned, then brought along side by side.

Each thing that takes time has a thread of its own, in which it converges just as a single one does.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import replace
from functools import partial
from typing import Any, Callable, Generic, TypeVar

from ..approval.gate import NotApproved
from ..background import in_background, in_place
from ..converge import Resource, converge
from ..errors import BoxfleetError, Fault, InvalidInput
from ..kind import Thing
from ..seen import Seen
from ..wait import Deadline
from .desired import DesiredFleet
from .end import End, keys
from .kind import C, D, FleetKind, S
from .order import Order, in_order
from .recognition import Found, recognized
from .refusal import refuse, refuse_unapproved

T = TypeVar("T")

_MOST_THREADS = 500


class FleetRun(Generic[C, D, S]):
    """One run over a fleet."""

    def __init__(self, fleet: FleetKind[C, D, S], client: C, desired: DesiredFleet[D], check_mode: bool) -> None:
        self.fleet = fleet
        self.client = client
        self.desired = desired
        self.check_mode = check_mode
        self.shared = fleet.share(client)
        self._threads = threading.BoundedSemaphore(_MOST_THREADS)
        self._done: list[str] = []

    def ends(self) -> list[End[C, D]]:
        """What became of each thing, in the order of the entries.

        :raises InvalidInput: something cannot be as desired; nothing was changed.
        :raises NotApproved: something needs a change that was not approved; nothing was changed.
        """
        found, wrong = recognized(self.fleet, self.client, self.desired.entries)
        found, lost = self._foreseeable(found)
        found, lost = self._whole(found, lost)
        order = in_order(self.fleet, found)
        slow: dict[int, bool] = {}
        unapproved: list[NotApproved] = []
        for at, one in enumerate(found):
            try:
                if at in order.errors:
                    raise order.errors[at]
                slow[at] = at not in lost and self._takes_time(one, self._seen(one, order.sources.get(at), order))
            except InvalidInput as error:
                wrong[one.entry.place] = error
            except NotApproved as error:
                unapproved.append(error)
        places = (entry for entry in self.desired.entries if entry.place in wrong)
        refuse(self.fleet.several, [entry.within(wrong[entry.place]) for entry in places])
        refuse_unapproved(unapproved)
        ends: dict[int, Future[End[C, D]]] = {}
        named = keys(self.fleet, found)
        with self.client.in_parallel(self.desired.parallel, self._so_far):
            for at in order.positions:
                end = End(found[at], named[at], error=lost.get(at))
                job = partial(self._bring, at, end, order, ends)
                ends[at] = self._in_thread(job) if slow[at] else in_place(job)
            return [ends[at].result() for at in range(len(found))]

    def _so_far(self) -> str:
        return f"{len(self._done)} of {len(self.desired.entries)} {self.fleet.whats} done"

    def _foreseeable(self, found: Sequence[Found[C, D]]) -> tuple[list[Found[C, D]], dict[int, BoxfleetError]]:
        """Wait until every thing shows where it is going, so that it can be planned for.

        :return: what is there then, and the errors of those that did not show it.
        """
        looks = {
            at: self._in_thread(partial(self._look, one, one.thing))
            for at, one in enumerate(found)
            if one.thing and not self._shows(one, one.thing)
        }
        seen, lost = list(found), {}
        for at, look in looks.items():
            try:
                seen[at] = replace(found[at], thing=look.result())
            except Exception as error:
                lost[at] = _told(error)
        return seen, lost

    def _whole(
        self, found: Sequence[Found[C, D]], lost: dict[int, BoxfleetError]
    ) -> tuple[list[Found[C, D]], dict[int, BoxfleetError]]:
        """Look, side by side, at what the listing does not show of the things, and is asked for.

        :return: the same as they are then, and the errors of those that could not be looked at.
        """
        looks: dict[int, Future[Any]] = {}
        for at, one in enumerate(found):
            resource = self._resource(one, Seen(one.thing, one.group.things, parents=one.group.parents))
            if one.thing and at not in lost and getattr(resource, "looks", False):
                looks[at] = self._in_thread(resource.observe)
        seen, errors = list(found), dict(lost)
        for at, look in looks.items():
            try:
                seen[at] = replace(found[at], thing=look.result())
            except Exception as error:
                errors[at] = _told(error)
        return seen, errors

    def _shows(self, one: Found[C, D], thing: Thing) -> bool:
        return (self.fleet.foreseeable or one.group.kind.settled)(thing)

    def _look(self, one: Found[C, D], thing: Thing) -> Thing | None:
        watch = one.group.kind.watch(self.client, thing)
        return watch.until(lambda seen: seen is None or self._shows(one, seen), self._deadline(one))

    def _deadline(self, one: Found[C, D]) -> Deadline:
        return Deadline(self.client.session.clock, one.entry.desired.wait_timeout)

    def _takes_time(self, one: Found[C, D], seen: Seen) -> bool:
        """Whether anything may have to be waited for.

        :raises InvalidInput: the thing cannot be as desired.
        :raises NotApproved: it needs a change that was not approved.
        """
        resource = self._resource(one, seen)
        planned = resource.plan(None if one.creates else one.thing)
        self.client.session.gate.check(resource.title, planned)
        return bool(planned.steps) or not (one.thing is None or one.group.kind.settled(one.thing))

    def _resource(self, one: Found[C, D], seen: Seen) -> Resource[Any]:
        return self.fleet.resource(self.client, one.entry.desired, self.shared, seen)

    def _seen(self, one: Found[C, D], source: Thing | None, order: Order) -> Seen:
        sources = order.offered[one.group] if source is None else [source]
        return Seen(one.thing, one.group.things, sources, one.group.parents)

    def _bring(self, at: int, end: End[C, D], order: Order, ends: Mapping[int, Future[End[C, D]]]) -> End[C, D]:
        """Bring one thing to its desired state, or find out how; what became of it."""
        try:
            return end if end.error else self._converged(end, lambda: self._seen_then(at, end.found, order, ends))
        finally:
            self._done.append(end.key)

    def _converged(self, end: End[C, D], look: Callable[[], Seen]) -> End[C, D]:
        one = end.found
        try:
            seen = look()
        except Exception as error:
            task = f"create {self.fleet.what} {end.name}"
            return replace(end, error=_told(error).during(task, now="Nothing was done for it"))
        try:
            resource = self._resource(one, seen)
            wait = one.entry.desired.wait
            outcome = converge(resource, self.client.session, check_mode=self.check_mode, wait=wait)
            end = replace(end, outcome=outcome)
            return replace(end, result=self.fleet.result(resource, outcome, self.check_mode))
        except InvalidInput as error:
            return replace(end, error=one.entry.within(error))
        except Exception as error:
            return replace(end, error=_told(error))

    def _seen_then(self, at: int, one: Found[C, D], order: Order, ends: Mapping[int, Future[End[C, D]]]) -> Seen:
        """What is seen of a thing when its turn has come: its source as it is when others are done with that."""
        source, maker, previous = order.sources.get(at), order.makers.get(at), order.previous.get(at)
        seen = self._seen(one, source, order)
        if self.check_mode or source is None or (maker is None and previous is None):
            return seen
        if maker is not None:
            made = ends[maker].result()
            if made.error:
                raise BoxfleetError(f"its source, {made.key}, failed")
            source = (made.outcome and made.outcome.actual) or source
        if previous is not None:
            ends[previous].result()
        kind = one.group.kind
        fresh = kind.by_id(self.client, kind.id_of(source))
        if fresh and not kind.settled(fresh):
            watch = kind.watch(self.client, fresh)
            fresh = watch.until(lambda thing: thing is None or kind.settled(thing), self._deadline(one))
        others = (thing for thing in order.offered[one.group] if kind.name_of(thing) != kind.name_of(source))
        return replace(seen, sources=[fresh] if fresh else list(others))

    def _in_thread(self, job: Callable[[], T]) -> Future[T]:
        """Begin a job in a thread, when fewer than _MOST_THREADS are under way."""
        self._threads.acquire()

        def work() -> T:
            try:
                return job()
            finally:
                self._threads.release()

        return in_background(work)


def _told(error: Exception) -> BoxfleetError:
    return error if isinstance(error, BoxfleetError) else Fault.from_exception(error)
