# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Volumes: a table, and the instance that one is attached to."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Iterable

from ..._core.converge import Run
from ..._core.errors import InvalidInput, Refused
from ..._core.kind import Thing
from ..._core.options import option
from ..._core.record.namesakes import warns_of_namesakes
from ..._core.record.table import Change, Field, Parent, Part, Record
from .. import kinds, shapes
from ..client import Client
from ..instance.model import instance
from ..rules import NEEDS
from ..task import permitted, record_task

# Those that several instances can have at once.
_SHARED = "multiattach"


def _begun(client: Client, there: Thing, answer: Thing, doing: str, shows: Any) -> Thing:
    """The volume, as one for which something is under way until it shows it."""
    left = there["status"]
    return client.begin(there["id"], answer, doing, lambda seen: bool(seen["status"] != left or shows(seen)))


def _act(client: Client, project: Thing, there: Thing, doing: str, values: dict[str, Any], shows: Any) -> Thing:
    where = kinds.below(project, "volume", there["id"], doing)
    return _begun(client, there, client.create(*where, values=values, shape=shapes.VOLUME), doing, shows)


class AttachedTo(Part):
    """The instance that a volume is attached to, by name or id; an empty text for none."""

    name = "instance"

    def options(self) -> Iterable[tuple[str, str, Any]]:
        """The instance."""
        return (("instance", "str | None", option()),)

    def view(self, resource: Any, thing: Thing) -> Any:
        """The ids of those that have it."""
        return sorted(thing.get("attachedTo") or [])

    def result(self, thing: Thing) -> Any:
        """The id of the one that has it."""
        return next(iter(thing.get("attachedTo") or []), None)

    def changes(self, resource: Any, thing: Thing) -> Iterable[Change]:
        """Take it off those that shall not have it, and put it to the one that shall."""
        wanted, there = self._wanted(resource, thing), self.view(resource, thing)
        if wanted in there or (wanted is None and not there):
            return
        shared = wanted is not None and _SHARED in str(thing.get("type"))
        for held in [] if shared else there:
            there = [one for one in there if one != held]
            yield self._change(resource, "detach", held, there)
        if wanted is not None:
            yield self._change(resource, "attach", wanted, sorted([*there, wanted]))

    def foreseen(self, resource: Any, thing: Thing) -> Thing:
        """The volume, attached as desired."""
        wanted = self._wanted(resource, thing)
        status = {"status": "in-use" if wanted else "available"}
        there = self.view(resource, thing) if wanted in self.view(resource, thing) else []
        return {**thing, "attachedTo": there or ([wanted] if wanted else []), **status}

    @staticmethod
    def _wanted(resource: Any, thing: Thing) -> str | None:
        name = resource.desired.instance
        if not name:
            return None
        kind, region = instance(resource.parents[0]), thing.get("region")
        near = replace(kind, get_all=lambda client: [one for one in kind.get_all(client) if one["region"] == region])

        def find() -> Thing:
            """It may have a name that is one of another region, too."""
            there: Thing | None = near.find_any(resource.client, name, "instance")
            return there or kind.find(resource.client, name, "instance")

        found = resource.once("instance", find)
        if found["region"] != region:
            rule = f"is in region {found['region']}, and the volume in {region}"
            raise InvalidInput("instance", name, rule, advice="Volumes and instances go together within a region")
        return str(found["id"])

    @staticmethod
    def _change(resource: Any, doing: str, instance_id: str, after: list[str]) -> Change:
        there = doing == "attach"

        def reached(seen: Thing) -> bool:
            return (instance_id in (seen.get("attachedTo") or [])) == there

        def make(found: Thing, _run: Run) -> Thing:
            values = {"instanceId": instance_id}
            return _act(resource.client, resource.parents[0], found, doing, values, reached)

        what = f"{doing} volume {resource.name} {'to' if there else 'from'} instance {instance_id}"
        return Change(doing, what, {"instance": after}, make, reached)


def _create(client: Client, project: Thing, values: dict[str, Any]) -> Thing:
    made = client.create(*kinds.below(project, "volume"), values=values, shape=shapes.VOLUME)
    return client.begin(made["id"], made, "create", None)


def _change(client: Client, project: Thing, there: Thing, values: dict[str, Any]) -> Thing:
    """Other words at once; another size takes its time."""
    words = {name: value for name, value in values.items() if name in ("name", "description")}
    if words:
        client.change(*kinds.below(project, "volume", there["id"]), values=words)
    if "size" not in values:
        return {**there, **words}
    size = values["size"]
    try:
        return _act(client, project, there, "upsize", {"size": size}, lambda seen: seen["size"] == size)
    except Refused as error:
        if there.get("attachedTo") and not error.advice:
            error.advice = "If it has to be detached for that, do so first: instance: '', and no size"
        raise


def _delete(client: Client, project: Thing, there: Thing, desired: Any) -> None:
    client.delete(*kinds.below(project, "volume", there["id"]))
    _begun(client, there, there, "delete", lambda seen: False)


def _refuse(resource: Any, there: Thing | None) -> None:
    if there is not None and resource.desired.state == "absent" and there.get("attachedTo"):
        rule = f"cannot be: volume {resource.kind.describe(there)} is attached to {' and '.join(there['attachedTo'])}"
        raise InvalidInput("state", "absent", rule, advice="Detach it first, with instance: '' and state: present")


def _planned(resource: Any, there: Thing | None) -> Iterable[str]:
    """An update is one of words, of the size, or of both."""
    for action in resource.planned:
        if action != "update" or there is None:
            yield action
            continue
        desired = resource.desired
        if any(getattr(desired, name) not in (None, there.get(name)) for name in ("name", "description")):
            yield "update"
        if desired.size not in (None, there["size"]):
            yield "upsize"


VOLUME: Record[Client] = permitted(
    Record(
        key="volume",
        kind=kinds.volume,
        parents=(Parent("project", lambda: kinds.PROJECT),),
        fields=(
            Field("name"),
            Field("region", needed=True, fixed=True),
            Field("size", "int", needed=True, grows=True, more={"least": 1, "unit": "GiB"}),
            Field("type", needed=True, fixed=True),
            # the service may have none in place of an empty one
            Field("description", read=lambda told: told or ""),
            Field("image", api="imageId", hidden=True),
            Field("snapshot", api="snapshotId", hidden=True),
        ),
        create=_create,
        change=_change,
        delete=_delete,
        parts=(AttachedTo(),),
        identity=("name", "region"),
        unique=False,
        created_once=True,
        becomes=lambda there, values: {**(there or {"status": "available", "attachedTo": []}), **values},
        broken=kinds.broken,
        first=kinds.refuse_broken,
        refuse=_refuse,
        warn=warns_of_namesakes("region"),
        more=lambda one: {
            "status": one["status"],
            "attached_to": one.get("attachedTo") or [],
            "bootable": one.get("bootable"),
            "created": one.get("creationDate"),
        },
    ),
    NEEDS["ovh_volume"],
    _planned,
)
VOLUME_TASK = record_task(VOLUME, NEEDS["ovh_volume"])
