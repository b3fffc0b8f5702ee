# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Snapshots of instances: a table."""

from __future__ import annotations

from typing import Any

from ..._core.errors import WaitFailed, WaitTimeout
from ..._core.kind import Thing
from ..._core.record.table import Field, Parent, Record
from ..._core.wait import Deadline
from ..._core.watch import Watch
from .. import kinds
from ..client import Client
from ..instance.model import instance
from ..rules import NEEDS
from ..task import permitted, record_task

# Seconds until the list shows one that was asked for.
_APPEARS = 120.0


def _source(client: Client, parents: list[Thing], wanted: str) -> str:
    return str(instance(parents[0]).find(client, wanted, "instance")["id"])


def _create(client: Client, project: Thing, values: dict[str, Any]) -> Thing:
    """Ask for one. Where the service does not say which it becomes, it is the one of the name that was not there."""
    kind, name = kinds.snapshot(project), values["name"]
    before = {one["id"] for one in kind.all(client)}
    told = client.act(*kinds.below(project, "instance", values["instance"], "snapshot"), values={"snapshotName": name})
    its_id = told.get("snapshotId") if isinstance(told, dict) else None

    def look() -> Thing | None:
        new = [one for one in kind.all(client) if one["name"] == name and one["id"] not in before]
        mine = [one for one in new if one["id"] == its_id] if its_id else new
        return min(mine, key=kind.age) if mine else None

    made = look()
    if made is not None:
        return made
    watch: Watch[Thing] = Watch(f"snapshot {name}", look, kind.settled, kind.condition, client.tell)
    try:
        made = watch.until(lambda seen: seen is not None, Deadline(client.session.clock, _APPEARS))
    except WaitTimeout:
        made = None
    if made is None:
        raise WaitFailed("the service said yes, and lists no such snapshot", advice="Run the task again later")
    return made


def _delete(client: Client, project: Thing, there: Thing, desired: Any) -> None:
    client.delete(*kinds.below(project, "snapshot", there["id"]))
    client.begin(there["id"], there, "delete", lambda seen: bool(seen["status"] != there["status"]))


SNAPSHOT: Record[Client] = permitted(
    Record(
        key="snapshot",
        kind=kinds.snapshot,
        parents=(Parent("project", lambda: kinds.PROJECT),),
        fields=(
            Field("name"),
            Field("region", fixed=True),
            Field("instance", needed=True, hidden=True, found=_source),
        ),
        create=_create,
        delete=_delete,
        broken=kinds.broken,
        first=kinds.refuse_broken,
        identity=("name", "region"),
        unique=False,
        created_once=True,
        becomes=lambda there, values: {"status": "active", **(there or {}), **values},
        more=lambda one: {
            "status": one["status"],
            "size": one.get("size"),
            "min_disk": one.get("minDisk"),
            "created": one.get("creationDate"),
        },
    ),
    NEEDS["ovh_instance_snapshot"],
)
SNAPSHOT_TASK = record_task(SNAPSHOT, NEEDS["ovh_instance_snapshot"], timeout=3600)
