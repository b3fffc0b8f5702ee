# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Schedules of a server: a table, with what each does when its time has come."""

from __future__ import annotations

from typing import Any, Iterable, Mapping

from ..._core.client import Json
from ..._core.converge import Run
from ..._core.errors import InvalidInput, OutcomeUnknown
from ..._core.kind import Thing
from ..._core.record.table import Change, Parent, Record, Values
from ..._core.record.task import record_spec
from .. import tables
from ..client import CLIENT, Client
from ..kinds import CLIENT_SERVER, of_server
from ..provider import PANEL
from ..usable import when_usable
from .cron import CRON, check_cron
from .tasks import BACKUP, Tasks, tasks_of

EXECUTED = "executed"
FLAGS = ("is_active", "only_when_online")
_USUAL = {**dict.fromkeys(CRON, "*"), "is_active": True, "only_when_online": False}
SCHEDULE_KIND = of_server("schedule", "schedules", "schedules")


def _values(schedule: Thing) -> Mapping[str, Any]:
    """The fields; those of the time stand beside the others where they are sent, and in a map where they are shown."""
    named = {name: schedule[name] for name in ("name", *FLAGS, *CRON) if name in schedule}
    return {**(schedule.get("cron") or {}), **named}


def _create(client: Client, server: Thing, values: Values) -> Json:
    where = (CLIENT, "servers", server["identifier"], "schedules")
    return client.create(*where, values={**_USUAL, **values})


def _change(client: Client, server: Thing, schedule: Thing, values: Values) -> Json:
    """The panel wants all of it; what is left out is off."""
    where = (CLIENT, "servers", server["identifier"], "schedules", schedule["id"])
    return client.change(*where, values={**_values(schedule), **values}, verb="POST")


def _delete(client: Client, server: Thing, schedule: Thing, _desired: Any) -> None:
    client.delete(CLIENT, "servers", server["identifier"], "schedules", schedule["id"])


def _refuse(resource: Any, schedule: Thing | None) -> None:
    desired, server = resource.desired, resource.parents[0] if resource.parents else {}
    if desired.state == "absent":
        return
    if desired.state == EXECUTED and not (desired.tasks if desired.tasks is not None else tasks_of(schedule or {})):
        rule = f"cannot be: schedule {resource.name} has no tasks"
        raise InvalidInput("state", EXECUTED, rule, advice="Say what it does, with tasks")
    limit = (server.get("feature_limits") or {}).get("backups")
    for at, task in enumerate(desired.tasks or ()):
        if task.action == BACKUP and limit == 0:
            rule = f"cannot be: server {server.get('name')} may have no backups"
            advice = "An admin allows some, with backup_limit of pterodactyl_server"
            raise InvalidInput(f"tasks[{at}].action", BACKUP, rule, advice=advice)


def _has_run(now: Thing, before: Thing) -> bool:
    """Whether a schedule was run since: the panel notes when its last task has ended."""
    begun = bool(now.get("is_processing")) and not before.get("is_processing")
    return begun or now.get("last_run_at") != before.get("last_run_at")


def _last(resource: Any, schedule: Thing, _view: Values) -> Iterable[Change]:
    """Running it once leaves it as it is, so it is done once in every run."""
    if resource.desired.state != EXECUTED or "execute" in resource.made:
        return

    def make(there: Thing, _run: Run) -> None:
        client, server = resource.client, resource.parents[0]
        try:
            client.act(CLIENT, "servers", server["identifier"], "schedules", there["id"], "execute")
        except OutcomeUnknown:
            seen = resource.kind.by_id(client, there["id"])
            if seen is None or not _has_run(seen, there):
                raise

    yield Change("execute", f"execute schedule {resource.name}", {}, make, again_late=True)


SCHEDULE: Record[Client] = Record(
    key="schedule",
    kind=SCHEDULE_KIND,
    parents=(Parent("server", lambda: CLIENT_SERVER),),
    fields=(
        tables.name("name", needed=True),
        *(tables.name(name) for name in CRON),
        *(tables.own(name, "bool") for name in FLAGS),
    ),
    parts=(Tasks(),),
    unique=False,
    id_type="int",
    create=_create,
    change=_change,
    delete=_delete,
    states=("present", EXECUTED, "absent"),
    last=_last,
    values=_values,
    becomes=lambda schedule, values: {**(_USUAL if schedule is None else schedule), **values},
    check=check_cron,
    refuse=_refuse,
    more=tables.created("is_processing", "last_run_at", "next_run_at", "created_at", "updated_at"),
)
SCHEDULE_TASK = when_usable(record_spec(PANEL, SCHEDULE))
