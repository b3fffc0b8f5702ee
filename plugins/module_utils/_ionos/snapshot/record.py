# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Snapshots of volumes: a table, and the way back from one."""

from __future__ import annotations

from typing import Any, Iterable

from ..._core.converge import Run
from ..._core.errors import InvalidInput
from ..._core.kind import Thing
from ..._core.record.table import Change, Field, Record
from ..._core.record.task import record_spec
from .. import kinds, tables
from ..arriving import arriving
from ..client import Client
from ..image.record import HOT
from ..kinds import properties
from ..labels import Labels, check_labels
from ..provider import IONOS
from ..server.record import RUNNING, power
from ..volume.record import server_of


def _check(desired: Any) -> None:
    if desired.state == "restored":
        for name in ("datacenter", "volume"):
            if getattr(desired, name) is None:
                raise InvalidInput(name, None, "is missing: state: restored says which volume is to be overwritten")
    if desired.volume is not None and desired.datacenter is None:
        raise InvalidInput("datacenter", None, "is missing: the volume is in one")
    check_labels(desired.labels)


def _datacenter(resource: Any) -> Thing | None:
    """The data centre that is named; it may be gone where the snapshot is to go, too."""
    desired, kind = resource.desired, kinds.DATACENTER
    find = kind.find_any if desired.state == "absent" else kind.find
    found: Thing | None = resource.once(
        "datacenter", lambda: desired.datacenter and find(resource.client, desired.datacenter, "datacenter")
    )
    return found or None


def _volume(resource: Any) -> Thing:
    """The volume that is named."""
    kind, wanted = kinds.volume(_datacenter(resource) or {}), resource.desired.volume
    found: Thing = resource.once("volume", lambda: kind.find(resource.client, wanted, "volume"))
    return found


def _in_place(resource: Any, snapshot: Thing) -> bool:
    """Whether it is where the data centre is."""
    datacenter = _datacenter(resource)
    return datacenter is None or properties(datacenter).get("location") == properties(snapshot).get("location")


def _create(client: Client, values: dict[str, Any]) -> Thing:
    """A snapshot of a volume in a data centre."""
    told = dict(values)
    datacenter = kinds.DATACENTER.find(client, told.pop("datacenter"), "datacenter")
    volume = kinds.volume(datacenter).find(client, told.pop("volume"), "volume")
    return client.create("datacenters", datacenter["id"], "volumes", volume["id"], "create-snapshot", properties=told)


def _refuse(resource: Any, snapshot: Thing | None) -> None:
    """See that the volume exists, and that nothing is overwritten which is in use or does not fit."""
    desired, kind = resource.desired, resource.kind
    if desired.state == "present" and snapshot is None:
        _volume(resource)
    if desired.state != "restored":
        return
    if snapshot is None:
        rule, advice = f"is no {kind.what} of {kind.owner}", kind.similar(resource.things, resource.name)
        raise InvalidInput("name", desired.name, rule, advice=advice)
    volume, datacenter = _volume(resource), _datacenter(resource) or {}
    onto = f"volume {kinds.volume(datacenter).describe(volume)}"
    size, room = properties(snapshot).get("size") or 0, properties(volume).get("size") or 0
    if not _in_place(resource, snapshot):
        rule = f"is in {properties(datacenter).get('location')}, and {kind.what} {kind.describe(snapshot)} is not"
        raise InvalidInput("datacenter", desired.datacenter, rule, advice="A snapshot stays in its location")
    if size > room:
        rule = f"has {room:g} GB, and {kind.what} {kind.describe(snapshot)} needs {size:g}"
        raise InvalidInput("volume", desired.volume, rule, advice="Let the volume grow first, with ionos_volume")
    server = _running_server(resource, datacenter, volume)
    if server and not desired.force:
        rule = f"would overwrite {onto} while server {kinds.server(datacenter).describe(server)} is running"
        advice = "Stop the server first, with ionos_server and state: stopped, or set force: true"
        raise InvalidInput("state", "restored", rule, advice=advice)


def _running_server(resource: Any, datacenter: Thing, volume: Thing) -> Thing | None:
    attached_to = server_of(resource.client, datacenter, volume)
    server = kinds.server(datacenter).by_id(resource.client, attached_to) if attached_to else None
    return server if server and power(server) == RUNNING else None


def _last(resource: Any, snapshot: Thing, view: dict[str, Any]) -> Iterable[Change]:
    """A restoration leaves no trace, so it is made once in every run."""
    if resource.desired.state != "restored" or "restore" in resource.made:
        return
    where = ("datacenters", (_datacenter(resource) or {})["id"], "volumes", _volume(resource)["id"])

    def make(thing: Thing, _run: Run) -> Thing:
        # its end is looked for with the snapshot
        sent = {"snapshotId": thing["id"]}
        noted: Thing = resource.client.act(*where, "restore-snapshot", thing=thing, properties=sent)
        return noted

    yield Change("restore", f"restore volume {resource.desired.volume} from snapshot {resource.name}", {}, make)


SNAPSHOT: Record[Client] = Record(
    key="snapshot",
    kind=lambda: kinds.SNAPSHOT,
    fields=(
        Field("name"),
        Field("datacenter", hidden=True, needed=True),
        Field("volume", hidden=True, needed=True),
        Field("description"),
        Field("licence_type"),
        Field("sec_auth_protection", "bool"),
        # a new one has those of the volume
        *(Field(name, "bool", later=True) for name in (*HOT, "expose_serial", "require_legacy_bios")),
    ),
    create=_create,
    change=lambda client, it, values: client.change("snapshots", it["id"], properties=values),
    delete=lambda client, it, desired: client.delete("snapshots", it["id"], thing=it),
    parts=(Labels(lambda it: ("snapshots", it["id"])),),
    among=_in_place,
    unique=False,
    # of whatever volume
    arrives=arriving(lambda: ("create-snapshot",)),
    options=(("force", "bool", False),),
    states=("present", "restored", "absent"),
    last=_last,
    values=properties,
    becomes=tables.becomes,
    check=_check,
    refuse=_refuse,
    more=tables.more("location", "size"),
)
# the service copies whole disks
SNAPSHOT_TASK = record_spec(IONOS, SNAPSHOT, timeout=3600)
