# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""A box as a resource: observed and planned."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Callable

from ..._core.converge import Step, Steps, View
from ..._core.errors import InvalidInput, Missing
from ..._core.moves import Move, shortest_way
from ..._core.protection import LIFT, refuse_deletion
from ..._core.seen import Seen
from ..._core.wait import Deadline
from .. import kinds
from ..client import Client, Json
from ..offer import Offer
from .changes import BoxChanges
from .desired import DesiredBox
from .metadata import checked_metadata, patched
from .model import (
    ABSENT,
    FROZEN,
    RUNNING,
    STOPPED,
    MaybeBox,
    busy,
    describe,
    distribution_of,
    metadata_of,
    plan_of,
    power,
    settled,
)
from .moves import BoxState, moves

_POWER_OF_STATE = {"started": RUNNING, "restarted": RUNNING, "stopped": STOPPED, "frozen": FROZEN, ABSENT: ABSENT}

# How each action reads after "Could not".
_VERBS = {
    "set_metadata": "set the metadata of",
    "create": "create",
    "start": "start",
    "shutdown": "shut down",
    "freeze": "freeze",
    "thaw": "thaw",
    "change_plan": "change the plan of",
    "delete": "delete",
}


class BoxResource:
    """Compares one box with what is desired of it. The actual state is the API's box, or None if there is none.

    Every wait of the task shares one deadline, desired.wait_timeout seconds from here.

    :param offer: plans and distributions, where several boxes share them.
    :param seen: stands for the first look, so that it is not taken again.
    """

    what = "box"

    def __init__(
        self, client: Client, desired: DesiredBox, offer: Offer | None = None, seen: Seen | None = None
    ) -> None:
        self.client = client
        self.desired = desired
        self.offer = offer or Offer(client)
        self.deadline = Deadline(client.session.clock, desired.wait_timeout)
        self._seen = seen
        self._boxes: Sequence[Json] = seen.there if seen else []
        self._sources: Sequence[Json] = seen.sources if seen else []
        self._first_seen: tuple[MaybeBox] | None = None

    # What is there

    @property
    def title(self) -> str:
        """The box, by what the task names it."""
        return f"{self.what} {self.desired.name or self.desired.id}"

    def observe(self) -> MaybeBox:
        """The box as it is; waits while it is in flight, or busy and about to be changed."""
        box = self._find()
        if box is not None and self.must_wait(box):
            box = kinds.BOX.watch(self.client, box).until(lambda seen: not self.must_wait(seen), self.deadline)
        self._first_seen = self._first_seen or (box,)
        return box

    def _find(self) -> MaybeBox:
        seen, self._seen = self._seen, None
        if seen:
            return seen.thing
        if self.desired.id is not None:
            return kinds.BOX.by_id(self.client, self.desired.id)
        self._boxes = self._sources = list(self.client.get_boxes().values())
        return kinds.BOX.by_name(self._boxes, str(self.desired.name))

    def must_wait(self, box: MaybeBox) -> bool:
        """Whether the box has to come to rest before it can be compared or changed."""
        if box is None:
            return False
        if settled(box):
            return busy(box) and bool(self.plan(box).steps)
        return self.desired.wait or power(box) is None or bool(self.plan(box).steps)

    # What has to be done

    def plan(self, actual: MaybeBox) -> Steps[MaybeBox]:
        """The steps from a box whose power is known.

        :raises InvalidInput: the way there is not allowed, or something it needs does not exist.
        """
        target = self.target_plan(actual)
        source = self._creation_source() if actual is None and self.desired.state != ABSENT else None
        state = self._state(actual)
        path = shortest_way(state, self._goal(state, target), lambda at: moves(at, target.get("id")))
        self._check_force(actual, path, target)
        if any(move.action == "delete" for move in path) and actual is not None:
            self._check_protection(actual)
        make = BoxChanges(self.client, self.desired, self.deadline, target, source).by_action()
        who = self.desired.name if actual is None else describe(actual)

        def step(action: str, after: View) -> Step[MaybeBox]:
            return Step(action, f"{_VERBS[action]} box {who}", after, make[action])

        before = view = self.view(actual)
        steps = []
        metadata = self._metadata_changes(actual)
        if metadata:
            view = {**view, "metadata": patched(view["metadata"], metadata)}
            checked_metadata("metadata, with what the box has,", view["metadata"])
            steps.append(step("set_metadata", view))
        for move in path:
            view = self._view_after(view, move, target, source)
            steps.append(step(move.action, view))
        return Steps(before, tuple(steps), tuple(self._warnings(actual)))

    def target_plan(self, actual: MaybeBox) -> Json:
        """The plan the box should have: the one asked for, else its own; empty for a box that is not to exist."""
        wanted = self.desired.plan
        if self.desired.state == ABSENT or not wanted or kinds.is_plan(plan_of(actual), wanted):
            return plan_of(actual)
        return kinds.named_plan(self.offer.plans.values(), wanted)

    def view(self, box: MaybeBox) -> View:
        """The box as diff mode shows it."""
        if box is None:
            identity = {"name": self.desired.name} if self.desired.name is not None else {"id": self.desired.id}
            return {**identity, "state": ABSENT}
        return {
            "name": box["name"],
            "state": power(box) or box["status"],
            "plan": plan_of(box).get("name"),
            "distribution": distribution_of(box),
            "metadata": metadata_of(box),
        }

    def _state(self, box: MaybeBox) -> BoxState:
        restarted = False
        if box is not None and self._first_seen:
            first = self._first_seen[0] or {}
            restarted = power(box) == RUNNING and box.get("runningSince") != first.get("runningSince")
        return BoxState(str(power(box)), plan_of(box).get("id"), restarted)

    def _goal(self, start: BoxState, target: Json) -> Callable[[BoxState], bool]:
        as_it_is = STOPPED if start.power == ABSENT else start.power
        wanted_power = _POWER_OF_STATE.get(self.desired.state, as_it_is)
        wanted_plan = None if wanted_power == ABSENT else target.get("id")
        restart = self.desired.state == "restarted"
        return lambda at: at.power == wanted_power and at.plan == wanted_plan and (at.restarted or not restart)

    def _creation_source(self) -> MaybeBox:
        """The box to clone, None for another source; what creating needs is checked on the way."""
        desired = self.desired
        if desired.name is None:
            advice = "Boxes are created by name; the id is given by the service"
            raise InvalidInput("id", desired.id, "is no box of this account", advice=advice)
        missing = desired.missing_for_creation()
        if missing:
            rule = f"is no box of this account, and to create it the task needs {' and '.join(missing)}"
            raise Missing("name", desired.name, rule, self._similar, ("box",))
        if desired.distribution:
            distribution = kinds.named_distribution(self.offer.distributions, desired.distribution)
            plan = self.target_plan(None)
            needed, there = distribution.get("minDiskSizeMB") or 0, plan.get("diskSizeInMB")
            if there is not None and needed > there:
                rule = f"has a disk of {there} MB, and {desired.distribution} needs {needed} MB"
                raise InvalidInput("plan", plan["name"], rule)
        return kinds.BOX.pick(self._sources, desired.clone_from, "clone_from") if desired.clone_from else None

    def _similar(self) -> str:
        """Advice for a name that no box has."""
        if not self._boxes:
            return ""
        return f"If it should exist already: {kinds.BOX.similar(self._boxes, str(self.desired.name))}"

    def _check_force(self, box: MaybeBox, path: list[Move[BoxState]], target: Json) -> None:
        stays_up = power(box) == RUNNING and self.desired.state in ("present", "started")
        if box is not None and stays_up and path and not self.desired.force:
            raise InvalidInput(
                "plan",
                target.get("name"),
                f"means stopping box {describe(box)}, which is running with {plan_of(box).get('name')}",
                advice="Set force: true to have it stopped, changed and started again, or use state: stopped",
            )

    def _check_protection(self, box: Json) -> None:
        if self.desired.delete_protection is not False:
            refuse_deletion(kinds.BOX, box, lift=LIFT)

    def _metadata_changes(self, box: MaybeBox) -> Json:
        if box is None or self.desired.state == ABSENT:
            return {}
        return self.desired.metadata_changes(metadata_of(box))

    def _warnings(self, box: MaybeBox) -> list[str]:
        wanted, found = self.desired.distribution, distribution_of(box)
        if box is None or self.desired.state == ABSENT or not wanted or not found or wanted == found:
            return []
        return [
            f"Box {describe(box)} has the distribution {found}, not {wanted}. A box is never rebuilt: "
            "to change its distribution, delete it and create it anew."
        ]

    def _view_after(self, view: View, move: Move[BoxState], target: Json, source: MaybeBox) -> View:
        if move.action == "create":
            return self._view_created(target, source)
        if move.action == "delete":
            return self.view(None)
        plan = target.get("name") if move.to.plan == target.get("id") else view["plan"]
        return {**view, "state": move.to.power, "plan": plan}

    def _view_created(self, target: Json, source: MaybeBox) -> View:
        """What is known beforehand of a new box: not what a backup holds, nor the metadata a copy may inherit."""
        desired = self.desired
        view = {"name": desired.name, "state": STOPPED, "plan": target["name"]}
        distribution = desired.distribution or distribution_of(source)
        if distribution:
            view["distribution"] = distribution
        metadata = desired.metadata_at_creation(inherits=source is not None)
        if desired.distribution or metadata is not None:
            view["metadata"] = metadata or {}
        return view
