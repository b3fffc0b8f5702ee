# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The calls that change a box, each followed until the change is complete."""

from __future__ import annotations

from typing import Any, Callable

from ..._core.converge import Run
from ..._core.errors import WaitFailed, WaitTimeout
from ..._core.wait import Deadline
from .. import kinds
from ..client import Client, Json
from .desired import DesiredBox
from .metadata import patch
from .model import (
    FROZEN,
    RUNNING,
    STOPPED,
    MaybeBox,
    describe,
    metadata_of,
    plan_of,
    power,
    rests,
    settled,
    takes_changes,
)
from .turn import in_turn


class BoxChanges:
    """One method for every action of a plan; each takes the box as it is and returns it as it is afterwards.

    :param target: the plan a created, thawed or changed box gets.
    :param source: the box to clone, if a new one is a clone.
    """

    def __init__(
        self, client: Client, desired: DesiredBox, deadline: Deadline, target: Json, source: MaybeBox = None
    ) -> None:
        self.client = client
        self.desired = desired
        self.deadline = deadline
        self.target = target
        self.source = source

    def by_action(self) -> dict[str, Callable[[Any, Run], MaybeBox]]:
        """Action -> the method that makes it."""
        return {
            "create": self.create,
            "set_metadata": self.set_metadata,
            "start": self.start,
            "shutdown": self.shutdown,
            "freeze": self.freeze,
            "thaw": self.thaw,
            "change_plan": self.change_plan,
            "delete": self.delete,
        }

    def create(self, _none: MaybeBox, run: Run) -> MaybeBox:
        """Create the box, from whichever source was given, and give the service its moment to settle."""
        desired = self.desired
        name, planid = str(desired.name), self.target["id"]
        metadata = desired.metadata_at_creation(inherits=self.source is not None)
        if self.source is not None:
            source = self._source_at_rest(self.source)
            with in_turn(self.client, source):
                box = self.client.duplicate_box(source["id"], name, planid, metadata)
        else:
            box = self.client.create_box(
                name,
                planid,
                distribution=desired.distribution,
                backupid=desired.backup_id,
                password=desired.password,
                use_sshkey=desired.use_sshkey,
                metadata=metadata,
            )
        if not run.wait:
            return box
        created = kinds.BOX.watch(self.client, box).until_changed(
            box, lambda seen: seen is not None and settled(seen), self.deadline
        )
        self.deadline.clock.sleep(desired.settle)
        inherited = desired.metadata_changes(metadata_of(created))
        if created is None or not inherited:
            return created
        return self._change(created, run, STOPPED, metadata=inherited)

    def set_metadata(self, box: Json, run: Run) -> MaybeBox:
        """Set and remove keys of the metadata."""
        changes = self.desired.metadata_changes(metadata_of(box))
        return self._change(box, run, str(power(box)), metadata=changes)

    def start(self, box: Json, run: Run) -> MaybeBox:
        """Start a stopped box."""
        return self._change(box, run, RUNNING, status="START")

    def shutdown(self, box: Json, run: Run) -> MaybeBox:
        """Shut a running box down; with force_stop pull its plug if it is still up after stop_timeout."""
        force = self.desired.force_stop
        deadline = self.deadline.within(self.desired.stop_timeout)
        try:
            return self._change(box, Run(wait=run.wait or force), STOPPED, deadline=deadline, status="SHUTDOWN")
        except (WaitFailed, WaitTimeout) as error:
            if not force:
                error.advice = "Look why the system in the box does not shut down, or set force_stop: true"
                raise
            run.warnings.append(f"{describe(box)} did not shut down, so its plug was pulled: {error.reason}.")
        run.actions.append("pull_plug")
        return self._change(box, run, STOPPED, status="PULLPLUG")

    def freeze(self, box: Json, run: Run) -> MaybeBox:
        """Freeze a stopped box."""
        return self._change(box, run, FROZEN, status="FREEZE")

    def thaw(self, box: Json, run: Run) -> MaybeBox:
        """Thaw a frozen box with the plan it should have."""
        return self._change(box, run, STOPPED, status="THAW", planid=self.target["id"])

    def change_plan(self, box: Json, run: Run) -> MaybeBox:
        """Give a stopped box the plan it should have."""
        return self._change(box, run, STOPPED, status="PLAN", planid=self.target["id"])

    def delete(self, box: Json, run: Run) -> MaybeBox:
        """Delete a box that is not running."""
        with in_turn(self.client, box):
            self.client.delete_box(box["id"])
        if not run.wait:
            return None
        return kinds.BOX.watch(self.client, box).until_changed(box, lambda seen: seen is None, self.deadline)

    def _change(
        self,
        box: Json,
        run: Run,
        to: str,
        *,
        deadline: Deadline | None = None,
        status: str | None = None,
        planid: int | None = None,
        metadata: Json | None = None,
    ) -> MaybeBox:
        """Send one change; it is complete when the box rests at the power ``to`` with the plan and metadata sent."""

        def reached(seen: MaybeBox) -> bool:
            return (
                rests(seen, to)
                and (planid is None or plan_of(seen).get("id") == planid)
                and not patch(metadata_of(seen), metadata or {}, purge=False)
            )

        with in_turn(self.client, box):
            changed = self.client.change_box(box["id"], status=status, planid=planid, metadata=metadata)
        if not run.wait:
            return changed
        return kinds.BOX.watch(self.client, changed).until_changed(changed, reached, deadline or self.deadline)

    def _source_at_rest(self, source: Json) -> Json:
        """The source when it can be copied: at rest, and not being copied or backed up already."""

        def free(box: MaybeBox) -> bool:
            return box is None or takes_changes(box)

        box = source if free(source) else kinds.BOX.watch(self.client, source).until(free, self.deadline)
        if box is None:
            raise WaitFailed(f"the box to clone, {describe(source)}, is gone")
        return box
