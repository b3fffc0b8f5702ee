# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Volumes of a project, and their snapshots."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from sandbox._core.answer import Answer
from sandbox._core.documents import Document
from sandbox._core.routes import Route

from . import operations, stages
from .call import VOID, Call, shown
from .dates import zulu
from .errors import bad, bad_value, conflict
from .fields import Field, one_of, text, whole, word
from .instances import image_in
from .projects import PROJECT, in_path, known_region

BASE = f"{PROJECT}/volume"
VOLUME = f"{BASE}/{{item}}"
SNAPSHOT = f"{BASE}/snapshot/{{item}}"
NEW_TYPES = ("high-speed-gen2", "high-speed-gen2-luks")
# Those that cannot grow while they are attached.
OLD_TYPES = ("classic", "classic-luks", "classic-multiattach", "high-speed", "high-speed-luks")
FIELDS = (
    Field("size", whole(1, 12_000), needed=True),
    Field("type", one_of(*NEW_TYPES, *OLD_TYPES), needed=True),
    Field("name", text),
    Field("description", text),
    Field("imageId", word),
    Field("snapshotId", word),
)
ZONE = Field("availabilityZone", text)
REGION = Field("region", word, needed=True)
INSTANCE = Field("instanceId", word, needed=True)
NAMES = (Field("name", text), Field("description", text))


def _failed(volume: Document, status: str) -> stages.Stage:
    return [stages.merge("volume", volume.id, status=status)]


def _made(call: Call, region: str, sent: dict[str, object]) -> Document:
    """A new volume. Raises Refused."""
    project = call.service("project")
    image, snapshot = sent["imageId"], sent["snapshotId"]
    if image:
        system = image_in(call, project, region, str(image))
        if int(str(sent["size"])) < system["minDisk"]:
            raise bad_value("size")
    if snapshot:
        source = call.get("volume-snapshot", str(snapshot))
        if source is None or source.parent != project.id or source.value["region"] != region:
            raise bad_value("snapshotId")
        if int(str(sent["size"])) < source.value["size"]:
            raise bad_value("size")
    key = str(uuid4())
    value = {
        "id": key,
        "name": sent["name"] or "",
        "description": sent["description"] or "",
        "region": region,
        "size": sent["size"],
        "type": sent["type"],
        "bootable": bool(image),
        "attachedTo": [],
        "creationDate": zulu(call.now),
        "planCode": f"volume.{sent['type']}.consumption",
        "status": "creating",
        "availabilityZone": sent.get("availabilityZone"),
    }
    volume = call.new("volume", key, value, project.id)
    available = [stages.merge("volume", key, status="available")]
    return call.begin(volume, available, failed=lambda failure: _failed(volume, "error"))


def own(call: Call) -> Document:
    return call.item("volume", call.service("project"), field="volumeId")


def get_all(call: Call) -> Answer:
    found = call.narrowed(call.listed("volume", call.service("project").id), "region")
    return Answer([shown(it.value) for it in found])


def post(call: Call) -> Answer:
    call.service("project")
    sent = call.complete(REGION, *FIELDS)
    return Answer(shown(_made(call, known_region(call, sent["region"]), sent).value))


def get_all_in_region(call: Call) -> Answer:
    region = in_path(call)
    found = call.listed("volume", call.service("project").id)
    return Answer([_in_region(it.value) for it in found if it.value["region"] == region])


def _in_region(volume: Mapping[str, Any]) -> dict[str, Any]:
    """As a region shows it."""
    told = {name: volume[name] for name in ("id", "name", "size", "status", "type", "availabilityZone")}
    return {**told, "attachedTo": [{"id": each} for each in volume["attachedTo"]]}


def post_in_region(call: Call) -> Answer:
    region = in_path(call)
    project = call.service("project")
    volume = _made(call, region, call.complete(*FIELDS, ZONE))
    return operations.begun(call, project, "volume#create", region, [volume.id])


def get(call: Call) -> Answer:
    return Answer(shown(own(call).value))


def put(call: Call) -> Answer:
    volume = own(call)
    changes = {name: value or "" for name, value in call.changes(*NAMES).items()}
    return Answer(shown(call.change(volume, **changes).value))


def _must_be(call: Call, volume: Document, *possible: str) -> None:
    """Raises Refused unless the volume is at rest in one of these."""
    if volume.ends is not None or volume.value["status"] not in possible:
        raise call.unfit(f"Volume {volume.id} is {volume.value['status']}, not {' or '.join(possible)}")


def delete(call: Call) -> Answer:
    volume = own(call)
    _must_be(call, volume, "available", "error", "error_deleting", "error_extending")
    if any(it.value["volumeId"] == volume.id for it in call.listed("volume-snapshot", volume.parent)):
        raise conflict(f"Volume {volume.id} has snapshots")
    gone = [stages.drop("volume", volume.id)]
    call.begin(volume, gone, failed=lambda failure: _failed(volume, "error_deleting"), status="deleting")
    return VOID


def _instance(call: Call, volume: Document) -> Document:
    """The instance that a body names. Raises Refused."""
    wanted = call.body(INSTANCE)["instanceId"]
    found = call.get("instance", wanted)
    if found is None or found.parent != volume.parent or found.value["region"] != volume.value["region"]:
        raise bad_value("instanceId")
    return found


def attach(call: Call) -> Answer:
    volume = own(call)
    instance = _instance(call, volume)
    several = volume.value["type"] == "classic-multiattach"
    _must_be(call, volume, "available", *(("in-use",) if several else ()))
    if instance.id in volume.value["attachedTo"]:
        raise conflict(f"Volume {volume.id} is attached to {instance.id} already")
    if instance.value["status"] not in ("ACTIVE", "SHUTOFF", "RESCUE", "SHELVED_OFFLOADED"):
        raise conflict(f"Instance {instance.id} is {instance.value['status']}")
    holders = [*volume.value["attachedTo"], instance.id]
    used = [stages.merge("volume", volume.id, status="in-use")]
    before = stages.merge("volume", volume.id, status=volume.value["status"], attachedTo=volume.value["attachedTo"])
    way: dict[str, Any] = {"status": "attaching", "attachedTo": holders}
    return Answer(shown(call.begin(volume, used, failed=lambda failure: [before], **way).value))


def detach(call: Call) -> Answer:
    volume = own(call)
    instance = _instance(call, volume)
    _must_be(call, volume, "in-use")
    if instance.id not in volume.value["attachedTo"]:
        raise bad(f"Volume {volume.id} is not attached to {instance.id}")
    left = [holder for holder in volume.value["attachedTo"] if holder != instance.id]
    free = [stages.merge("volume", volume.id, status="in-use" if left else "available", attachedTo=left)]
    begun = call.begin(volume, free, failed=lambda failure: _failed(volume, "in-use"), status="detaching")
    return Answer(shown(begun.value))


def upsize(call: Call) -> Answer:
    volume = own(call)
    size = call.body(Field("size", whole(1, 12_000), needed=True))["size"]
    if size <= volume.value["size"]:
        raise bad(f"The new size must be larger than {volume.value['size']}")
    online = volume.value["type"] not in OLD_TYPES or call.form("online_upsize")
    _must_be(call, volume, "available", *(("in-use",) if online else ()))
    before = volume.value["status"]
    grown = [stages.merge("volume", volume.id, status=before, size=size)]
    begun = call.begin(volume, grown, failed=lambda failure: _failed(volume, "error_extending"), status="extending")
    return Answer(shown(begun.value))


def snapshot(call: Call) -> Answer:
    volume = own(call)
    sent = call.complete(*NAMES)
    _must_be(call, volume, "available", "in-use")
    key = str(uuid4())
    value = {
        "id": key,
        "volumeId": volume.id,
        "name": sent["name"] or "",
        "description": sent["description"] or "",
        "size": volume.value["size"],
        "region": volume.value["region"],
        "status": "creating",
        "creationDate": zulu(call.now),
        "planCode": "volume.snapshot.consumption",
    }
    made = call.new("volume-snapshot", key, value, volume.parent)
    happens, fails = ([stages.merge("volume-snapshot", key, status=status)] for status in ("available", "error"))
    return Answer(shown(call.begin(made, happens, failed=lambda failure: fails).value))


def get_snapshots(call: Call) -> Answer:
    found = call.narrowed(call.listed("volume-snapshot", call.service("project").id), "region")
    return Answer([shown(it.value) for it in found])


def _own_snapshot(call: Call) -> Document:
    return call.item("volume-snapshot", call.service("project"), field="snapshotId")


def get_snapshot(call: Call) -> Answer:
    return Answer(shown(_own_snapshot(call).value))


def delete_snapshot(call: Call) -> Answer:
    found = _own_snapshot(call)
    if found.ends is not None:
        raise conflict(f"Snapshot {found.id} is {found.value['status']}")
    fails = [stages.merge("volume-snapshot", found.id, status="error_deleting")]
    gone = [stages.drop("volume-snapshot", found.id)]
    call.begin(found, gone, failed=lambda failure: fails, status="deleting")
    return VOID


ROUTES = (
    Route("GET", BASE, get_all),
    Route("POST", BASE, post),
    Route("GET", f"{BASE}/snapshot", get_snapshots),
    Route("GET", SNAPSHOT, get_snapshot),
    Route("DELETE", SNAPSHOT, delete_snapshot),
    Route("GET", VOLUME, get),
    Route("PUT", VOLUME, put),
    Route("DELETE", VOLUME, delete),
    Route("POST", f"{VOLUME}/attach", attach),
    Route("POST", f"{VOLUME}/detach", detach),
    Route("POST", f"{VOLUME}/upsize", upsize),
    Route("POST", f"{VOLUME}/snapshot", snapshot),
    Route("GET", f"{PROJECT}/region/{{region}}/volume", get_all_in_region),
    Route("POST", f"{PROJECT}/region/{{region}}/volume", post_in_region),
)
