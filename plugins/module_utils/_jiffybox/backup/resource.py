# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The backups of a box as a resource: observed and planned."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Callable

from ..._core.converge import Step, Steps, View
from ..._core.errors import InvalidInput
from ..._core.protection import refuse_deletion
from ..._core.wait import Deadline
from .. import kinds
from ..box.model import FROZEN, RUNNING, STOPPED, describe, power, takes_changes
from ..client import Client, Json
from .changes import BackupChanges, BoxBackups, existing
from .desired import PRESENT, RESTORED, SCHEDULED, UNSCHEDULED, DesiredBackups
from .model import MANUAL, find_backup, listed, schedule_of, told, unscheduled, with_new_manual, without

# How each action reads after "Could not", before the box; {} is the type of the backup to restore or delete.
_VERBS = {
    "schedule": "switch on the automatic backups of",
    "reschedule": "change the schedule of the automatic backups of",
    "unschedule": "switch off the automatic backups of",
    "create_backup": "take the manual backup of",
    "delete_backup": "delete the {} backup of",
    "shutdown": "shut down",
    "restore_backup": "restore the {} backup of",
    "start": "start",
}


class BackupResource:
    """Compares the backups of one box with what is desired of them.

    Every wait of the task shares one deadline, desired.wait_timeout seconds from here.

    :param unix_time: the time of day in seconds since 1970, to tell the age of a backup.
    """

    what = "backups of box"

    def __init__(self, client: Client, desired: DesiredBackups, unix_time: Callable[[], float]) -> None:
        self.client = client
        self.desired = desired
        self.deadline = Deadline(client.session.clock, desired.wait_timeout)
        self.changes = BackupChanges(client, desired, self.deadline)
        self._unix_time = unix_time
        self._first: BoxBackups | None = None

    # What is there

    @property
    def title(self) -> str:
        """The backups, by the box as the task names it."""
        return f"{self.what} {self.desired.box}"

    def observe(self) -> BoxBackups:
        """The box and its backups as they are; waits while the box is in flight or busy, if it is to be changed."""
        actual = self._look()
        if not takes_changes(actual.box) and self._must_wait(actual):
            box = kinds.BOX.watch(self.client, actual.box).until(
                lambda seen: takes_changes(existing(seen)), self.deadline
            )
            actual = replace(actual, box=existing(box), backups=self.client.get_backups(actual.box["id"]))
        self._first = self._first or actual
        return actual

    def _look(self) -> BoxBackups:
        if self._first is None:
            box = kinds.BOX.find(self.client, self.desired.box, "box")
        else:
            box = existing(kinds.BOX.by_id(self.client, self._first.box["id"]))
        return BoxBackups(box, self.client.get_backups(box["id"]), self.changes.restored_on(box))

    def _must_wait(self, actual: BoxBackups) -> bool:
        if self.desired.state == RESTORED:
            return True
        unfinished = self.desired.state == PRESENT and bool(actual.box.get("manualBackupRunning"))
        return (unfinished and self.desired.wait) or bool(self.plan(actual).steps)

    # What has to be done

    def plan(self, actual: BoxBackups) -> Steps[BoxBackups]:
        """The steps from there.

        :raises InvalidInput: the way there is not allowed, or something it needs does not exist.
        """
        wanted = self.changes.wanted(actual.backups) or {}
        make = self.changes.by_action()

        def step(action: str, after: BoxBackups) -> Step[BoxBackups]:
            what = f"{_VERBS[action].format(wanted.get('type'))} box {describe(actual.box)}"
            return Step(action, what, self.view(after), make[action])

        return Steps(self.view(actual), tuple(step(action, after) for action, after in self._path(actual)))

    def foreseen(self, actual: BoxBackups) -> BoxBackups:
        """The box and its backups as they will be, as far as it can be known."""
        return [actual, *(after for _action, after in self._path(actual))][-1]

    def view(self, actual: BoxBackups) -> View:
        """The backups as diff mode shows them."""
        schedule = schedule_of(actual.backups)
        view: dict[str, Any] = {
            "box": actual.box["name"],
            "schedule": schedule and f"{schedule['day']} {schedule['window'] or schedule['time_id']}",
            "backups": {backup["type"]: self._shown(backup) for backup in listed(actual.backups)},
        }
        if self.desired.state == RESTORED:
            restored = find_backup(actual.backups, backup_id=actual.restored) if actual.restored else None
            view.update(state=power(actual.box), restored=restored and told(restored))
        return view

    def _shown(self, backup: dict[str, Any]) -> str:
        return "new" if self._is_new(backup) else f"{told(backup)}, {backup['id']}"

    def _is_new(self, backup: dict[str, Any]) -> bool:
        """Whether it is a manual backup taken since the task began."""
        if self._first is None or backup["type"] != MANUAL:
            return False
        return backup != find_backup(self._first.backups, MANUAL)

    def _path(self, actual: BoxBackups) -> list[tuple[str, BoxBackups]]:
        """The actions in their order, each with what is true after it."""
        if self.desired.state == RESTORED:
            return self._restore(actual)
        action, after = self._change(actual)
        return [] if after == actual.backups else [(action, replace(actual, backups=after))]

    def _change(self, actual: BoxBackups) -> tuple[str, Json]:
        """The action that makes the backups as desired, and the backups then; the same if there is nothing to do."""
        backups, state = actual.backups, self.desired.state
        if state == SCHEDULED:
            is_on = schedule_of(backups) is not None
            if not is_on:
                self._check_schedule(actual.box)
            return "reschedule" if is_on else "schedule", self.changes.scheduled(backups)
        if state == UNSCHEDULED:
            return "unschedule", backups if schedule_of(backups) is None else unscheduled(backups)
        if state == PRESENT:
            enough = self._is_enough(actual)
            if not enough:
                self._check_not_frozen(actual.box, "cannot be backed up")
            return "create_backup", backups if enough else with_new_manual(backups)
        unwanted = self.changes.wanted(backups)
        if unwanted:
            lift = "lift its protection first, with jiffybox_box and delete_protection: false"
            refuse_deletion(kinds.BOX, actual.box, "delete a backup", lift)
        return "delete_backup", without(backups, unwanted["type"]) if unwanted else backups

    def _is_enough(self, actual: BoxBackups) -> bool:
        """Whether there is a manual backup, young enough, or made or being made while the task runs."""
        if actual.box.get("manualBackupRunning"):
            return True
        manual, max_age = find_backup(actual.backups, MANUAL), self.desired.max_age
        if manual is None or max_age is None:
            return manual is not None
        # With max_age 0 every backup is too old, also one that the service's clock puts into the future.
        age = max(0, self._unix_time() - (manual["created"] or 0))
        return self._is_new(manual) or age < max_age

    def _restore(self, actual: BoxBackups) -> list[tuple[str, BoxBackups]]:
        """Off, restored, and on again if the box was on when the task began."""
        path = []
        then = actual
        if not actual.restored:
            backup = self._backup_to_restore(actual)
            if power(actual.box) == RUNNING:
                self._check_force(actual.box)
                then = _powered(then, STOPPED)
                path.append(("shutdown", then))
            then = replace(then, restored=backup["id"])
            path.append(("restore_backup", then))
        was_on = power((self._first or actual).box) == RUNNING
        if was_on and power(then.box) != RUNNING:
            path.append(("start", _powered(then, RUNNING)))
        return path

    # What is refused

    def _backup_to_restore(self, actual: BoxBackups) -> dict[str, Any]:
        self._check_not_frozen(actual.box, "takes no backup back")
        backup = self.changes.wanted(actual.backups)
        if backup is None:
            option = "type" if self.desired.type else "backup_id"
            there = [f"{told(backup)} ({backup['id']})" for backup in listed(actual.backups)]
            raise InvalidInput(
                option,
                getattr(self.desired, option),
                f"is no backup that box {describe(actual.box)} has",
                advice=f"It has: {', '.join(there)}" if there else "It has none",
            )
        return backup

    def _check_schedule(self, box: Json) -> None:
        missing = [option for option in ("day", "window") if getattr(self.desired, option) is None]
        if missing:
            rule = f"has no automatic backups, and to switch them on the task needs {' and '.join(missing)}"
            raise InvalidInput("box", describe(box), rule)

    def _check_not_frozen(self, box: Json, rule: str) -> None:
        if power(box) == FROZEN:
            advice = "Thaw it first, with jiffybox_box and state: stopped"
            raise InvalidInput("box", describe(box), f"is frozen and {rule}", advice=advice)

    def _check_force(self, box: Json) -> None:
        if not self.desired.force:
            raise InvalidInput(
                "state",
                RESTORED,
                f"means stopping box {describe(box)}, which is running, and replacing all its data",
                advice="Set force: true to have it stopped, restored and started again",
            )


def _powered(actual: BoxBackups, to: str) -> BoxBackups:
    """The same with the box running or stopped."""
    return replace(actual, box={**actual.box, "status": "READY", "running": to == RUNNING})
