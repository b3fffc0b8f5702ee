# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What a schedule does when its time has come: a list that is compared whole, in its order."""

from __future__ import annotations

from dataclasses import MISSING, dataclass
from typing import Any, Iterable, Mapping

from ..._core.converge import Run
from ..._core.errors import InvalidInput, WaitFailed
from ..._core.kind import Thing
from ..._core.options import check_options, option
from ..._core.record.table import Change, Part
from ..client import CLIENT
from ..kinds import related

COMMAND, POWER, BACKUP = "command", "power", "backup"
SIGNALS = ("start", "stop", "restart", "kill")
MOST = 10
_FIELDS = ("action", "payload", "time_offset", "continue_on_failure")


@dataclass(frozen=True)
class ScheduleTask:
    """One of them."""

    action: str = option(MISSING, choices=(COMMAND, POWER, BACKUP))
    payload: str = ""
    time_offset: int = option(0, least=0, most=900, unit="seconds")
    continue_on_failure: bool = False

    def __post_init__(self) -> None:
        check_options(self)
        if self.action == POWER and self.payload not in SIGNALS:
            raise InvalidInput("payload", self.payload, f"must be one of {', '.join(SIGNALS)} where action is power")
        if self.action == COMMAND and not self.payload.strip():
            raise InvalidInput("payload", self.payload, "must be what is typed at the console where action is command")

    @property
    def values(self) -> dict[str, Any]:
        """It as the panel keeps it: trimmed."""
        return {**{name: getattr(self, name) for name in _FIELDS}, "payload": self.payload.strip()}


def tasks_of(schedule: Mapping[str, Any]) -> list[Thing]:
    """Those that are there, in their order; of a schedule that is yet to come, those that it will have."""
    if "planned_tasks" in schedule:
        planned: list[Thing] = schedule["planned_tasks"]
        return planned
    return sorted(related(dict(schedule), "tasks") or [], key=lambda task: task.get("sequence_id") or 0)


def told(task: Mapping[str, Any]) -> dict[str, Any]:
    """One of them as results show it."""
    return {**{name: task.get(name) for name in _FIELDS}, "payload": task.get("payload") or ""}


class Tasks(Part):
    """Those at the same place become as desired, missing ones are added behind, and those that are too many go."""

    name = "tasks"

    def options(self) -> Iterable[tuple[str, str, Any]]:
        """All of them."""
        yield ("tasks", "list[dict] | None", option(None, most=MOST, of=ScheduleTask))

    def view(self, resource: Any, thing: Thing) -> Any:
        """Those that are there."""
        return [told(task) for task in tasks_of(thing)]

    def result(self, thing: Thing) -> Any:
        """Those that are there, with their ids."""
        return [{"id": task.get("id"), **told(task)} for task in tasks_of(thing)]

    def foreseen(self, resource: Any, thing: Thing) -> Thing:
        """The schedule with those that are desired."""
        there = tasks_of(thing)
        ids = [there[at].get("id") if at < len(there) else None for at in range(len(resource.desired.tasks))]
        wanted = [{"id": at, **task.values} for at, task in zip(ids, resource.desired.tasks)]
        return {**thing, "planned_tasks": wanted}

    def changes(self, resource: Any, thing: Thing) -> Iterable[Change]:
        """One call for each that differs, is missing, or is too many."""
        there, wanted = self.view(resource, thing), [task.values for task in resource.desired.tasks]
        for at, values in enumerate(wanted):
            if at < len(there) and there[at] == values:
                continue
            verb = "update" if at < len(there) else "create"
            there = [*there[:at], values, *there[at + 1 :]]
            yield _change(resource, f"{verb}_task", at, there, values)
        while len(there) > len(wanted):
            there = there[:-1]
            yield _change(resource, "delete_task", len(there), there)


def _change(resource: Any, action: str, at: int, then: list[Any], values: dict[str, Any] | None = None) -> Change:
    def make(schedule: Thing, _run: Run) -> None:
        where = (CLIENT, "servers", resource.parents[0]["identifier"], "schedules", schedule["id"], "tasks")
        client, there = resource.client, tasks_of(schedule)
        if action == "create_task":
            client.create(*where, values=values)
        elif at >= len(there):
            raise WaitFailed(f"task {at + 1} of schedule {resource.name} is gone")
        elif values is None:
            client.delete(*where, there[at]["id"])
        else:
            client.change(*where, there[at]["id"], values=values, verb="POST")

    what = f"{action.replace('_', ' ')} {at + 1} of schedule {resource.name}"
    return Change(action, what, {"tasks": then}, make, again_late=action == "create_task")
