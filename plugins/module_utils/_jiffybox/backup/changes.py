# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The calls that change the backups of a box, each followed until the change is complete."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Callable

from ..._core.converge import Run
from ..._core.errors import BoxfleetError, OutcomeUnknown, WaitFailed, WaitTimeout
from ..._core.wait import Deadline
from ..._core.watch import Watch
from .. import kinds
from ..box.changes import BoxChanges
from ..box.desired import DesiredBox
from ..box.model import MaybeBox, condition, describe, plan_of, settled, takes_changes
from ..box.turn import in_turn
from ..client import Client, Json, as_map
from .desired import DesiredBackups
from .model import MANUAL, find_backup, schedule_of, scheduled, told

# So often a box may look idle after a change was accepted that does not show; then it is over.
_PATIENCE = 3


@dataclass(frozen=True)
class BoxBackups:
    """A box and its backups, as the service describes them.

    :ivar restored: id of the backup that the task has put back; None before that.
    """

    box: Json
    backups: Json
    restored: str | None = None


def existing(box: MaybeBox) -> Json:
    """The box.

    :raises WaitFailed: it is gone.
    """
    if box is None:
        raise WaitFailed("the box is gone, and its backups with it")
    return box


class BackupChanges:
    """One method for every action of a plan; each takes a box with its backups and returns both as they are then."""

    def __init__(self, client: Client, desired: DesiredBackups, deadline: Deadline) -> None:
        self.client = client
        self.desired = desired
        self.deadline = deadline
        self._unanswered: tuple[str, Any] | None = None
        self._restored: str | None = None

    def by_action(self) -> dict[str, Callable[[BoxBackups, Run], BoxBackups]]:
        """Action -> the method that makes it."""
        return {
            "schedule": self.schedule,
            "reschedule": self.reschedule,
            "unschedule": self.unschedule,
            "create_backup": self.create_backup,
            "delete_backup": self.delete_backup,
            "shutdown": self.shutdown,
            "restore_backup": self.restore_backup,
            "start": self.start,
        }

    def schedule(self, actual: BoxBackups, run: Run) -> BoxBackups:
        """Switch automatic backups on."""
        after = self.scheduled(actual.backups)
        with in_turn(self.client, actual.box):
            answer = self.client.schedule_backups(actual.box["id"], after["day"], after["time"])
        return self._follow_schedule(actual, answer, run)

    def reschedule(self, actual: BoxBackups, run: Run) -> BoxBackups:
        """Change day or window of automatic backups, sending only what differs."""
        before, after = actual.backups, self.scheduled(actual.backups)
        day_id, time_id = (after[key] if after.get(key) != before.get(key) else None for key in ("day", "time"))
        with in_turn(self.client, actual.box):
            answer = self.client.reschedule_backups(actual.box["id"], day_id, time_id)
        return self._follow_schedule(actual, answer, run)

    def unschedule(self, actual: BoxBackups, run: Run) -> BoxBackups:
        """Switch automatic backups off."""
        with in_turn(self.client, actual.box):
            self.client.unschedule_backups(actual.box["id"])
        backups = self.client.get_backups(actual.box["id"])
        watch = self._watch_backups(actual.box, "the backup schedule", "on")
        return self._follow(actual, backups, lambda seen: schedule_of(seen) is None, watch, run)

    def create_backup(self, actual: BoxBackups, run: Run) -> BoxBackups:
        """Take the manual backup, which is finished when another one than before is listed."""
        box_id, backups = actual.box["id"], actual.backups
        former = find_backup(backups, MANUAL)

        def is_listed(_box: Json) -> bool:
            nonlocal backups
            backups = self.client.get_backups(box_id)
            return find_backup(backups, MANUAL) != former

        with in_turn(self.client, actual.box):
            self.client.create_manual_backup(box_id)
        box = self._follow_box(actual.box, is_listed, run)
        if run.wait and find_backup(backups, MANUAL) == former:
            raise WaitFailed(
                f"the service gave up: box {describe(box)} is {condition(box)}, and no new backup is listed",
                now=f"Its {told(former)} is still there" if former else "It has no manual backup",
            )
        return replace(actual, box=box, backups=backups)

    def delete_backup(self, actual: BoxBackups, run: Run) -> BoxBackups:
        """Delete one backup."""
        backup = self._wanted(actual.backups)
        with in_turn(self.client, actual.box):
            self.client.delete_backup(actual.box["id"], backup["type"], backup["id"])
        backups = self.client.get_backups(actual.box["id"])
        watch = self._watch_backups(actual.box, f"the {told(backup)}", "there")
        return self._follow(actual, backups, lambda seen: find_backup(seen, backup_id=backup["id"]) is None, watch, run)

    def restore_backup(self, actual: BoxBackups, run: Run) -> BoxBackups:
        """Put a backup back, which replaces all that is on the box. The box must be off."""
        backup, content = self._wanted(actual.backups), _content(actual.box)
        try:
            with in_turn(self.client, actual.box):
                self.client.restore_backup(actual.box["id"], backup["type"], backup["id"])
            box = self._follow_box(actual.box, lambda seen: _content(seen) != content, run)
        except BoxfleetError as error:
            if isinstance(error, OutcomeUnknown):
                self._unanswered = (backup["id"], content)
            if isinstance(error, WaitTimeout):
                error.advice = "Wait until the box is READY; running the task again restores the backup once more"
            if "shutdown" in run.actions:
                error.now = "The box was running before the task, which has shut it down"
            raise
        self._restored = backup["id"]
        return replace(actual, box=box, restored=self._restored)

    def shutdown(self, actual: BoxBackups, run: Run) -> BoxBackups:
        """Shut the box down."""
        return replace(actual, box=existing(self._of_box(actual.box).shutdown(actual.box, run)))

    def start(self, actual: BoxBackups, run: Run) -> BoxBackups:
        """Start the box."""
        return replace(actual, box=existing(self._of_box(actual.box).start(actual.box, run)))

    def scheduled(self, backups: Json) -> Json:
        """The backups with the schedule that is desired."""
        return scheduled(backups, self.desired.day_id, self.desired.time_id)

    def wanted(self, backups: Json) -> dict[str, Any] | None:
        """The backup to restore or to delete, as listed() has it; None if there is none."""
        return find_backup(backups, self.desired.type, self.desired.backup_id)

    def restored_on(self, box: Json) -> str | None:
        """Id of the backup that the task has put back, also where the answer was lost and only the box shows it.

        It shows by a transition, or by disks that are newer than before. Where neither shows, the restore can be sent
        again without loss: the box is off, so nothing has been written to it since.
        """
        if self._restored is None and self._unanswered is not None:
            backup_id, content = self._unanswered
            if not settled(box) or _content(box) != content:
                self._restored = backup_id
        return self._restored

    def _wanted(self, backups: Json) -> dict[str, Any]:
        backup = self.wanted(backups)
        if backup is None:
            raise WaitFailed("the backup is gone")
        return backup

    def _of_box(self, box: Json) -> BoxChanges:
        desired = self.desired
        same_box = DesiredBox(id=box["id"], force_stop=desired.force_stop, stop_timeout=desired.stop_timeout)
        return BoxChanges(self.client, same_box, self.deadline, plan_of(box))

    def _follow_schedule(self, actual: BoxBackups, answer: Json, run: Run) -> BoxBackups:
        # The answer calls dayid and timeid what the backups call day and time.
        backups = {**actual.backups, "day": answer.get("dayid"), "time": answer.get("timeid")}
        watch = self._watch_backups(actual.box, "the backup schedule", "another one")
        return self._follow(actual, backups, lambda seen: self.scheduled(seen) == seen, watch, run)

    def _watch_backups(self, box: Json, what: str, condition: str) -> Watch[Json]:
        return Watch(
            f"{what} of box {describe(box)}",
            lambda: self.client.get_backups(box["id"]),
            settled=lambda _backups: True,
            condition=lambda _backups: condition,
            tell=self.client.tell,
        )

    def _follow(
        self, actual: BoxBackups, backups: Json, reached: Callable[[Json], bool], watch: Watch[Json], run: Run
    ) -> BoxBackups:
        """With the backups when they are as asked, which they usually are at once."""
        if run.wait and not reached(backups):
            backups = watch.until(lambda seen: reached(seen or {}), self.deadline) or {}
        return replace(actual, backups=backups)

    def _follow_box(self, box: Json, shows: Callable[[Json], bool], run: Run) -> Json:
        """The box when it rests after a change and the change shows, or after a few looks although it does not.

        Nothing else tells a change that is over from one that the service has accepted and not begun.
        """
        if not run.wait:
            return existing(kinds.BOX.by_id(self.client, box["id"]))
        looks = 0

        def done(seen: MaybeBox) -> bool:
            nonlocal looks
            looks = looks + 1 if takes_changes(existing(seen)) else 0
            return looks > 0 and (shows(existing(seen)) or looks >= _PATIENCE)

        return existing(kinds.BOX.watch(self.client, box).until(done, self.deadline))


def _content(box: Json) -> Any:
    """When the disks of a box got what is on them, as far as the service tells."""
    profile = box.get("activeProfile") or {}
    disks = as_map(profile.get("disks") or {})
    return profile.get("created"), {device: disk.get("created") for device, disk in disks.items()}
