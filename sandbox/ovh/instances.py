# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Instances: creation, reading, renaming, deletion. What else is done to them is in ``instance_actions``.

What an instance keeps beside what the API shows: ``_group`` (its group), ``_password`` (while it is in rescue mode).
Its ``ipAddresses`` come when it is ACTIVE. What a machine is made of says ``hardware``.
"""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from sandbox._core.answer import Answer
from sandbox._core.documents import Document
from sandbox._core.routes import Route

from . import catalogue, networks, operations, sshkeys, stages
from .call import VOID, Call, shown
from .dates import zulu
from .errors import bad_value, conflict, no_object
from .fields import Field, address, flag, list_of, mapping, one_of, record, text, whole, word
from .projects import PROJECT, check_quota, in_path, known_region
from .store import Store

BASE = f"{PROJECT}/instance"
INSTANCE = f"{BASE}/{{item}}"
IN_REGION = f"{PROJECT}/region/{{region}}/instance"
NETWORK = record(Field("networkId", word, needed=True), Field("ip", address))
FIELDS = (
    Field("name", word, needed=True),
    Field("flavorId", word, needed=True),
    Field("region", word, needed=True),
    Field("imageId", word),
    Field("volumeId", word),
    Field("sshKeyId", word),
    Field("userData", text),
    Field("monthlyBilling", flag, default=False),
    Field("groupId", word),
    Field("networks", list_of(NETWORK)),
    Field("autobackup", mapping),
    Field("availabilityZone", text),
)
NUMBER = Field("number", whole(1, 50), needed=True)
GONE = ("DELETED", "SOFT_DELETED")


def flavor_in(call: Call, region: str, wanted: str) -> dict[str, Any]:
    """A flavor, which must be one of the region. Raises Refused."""
    found = catalogue.FLAVORS.get(wanted)
    if found is None or found["region"] != region:
        raise call.misplaced("flavorId", wanted)
    return found


def image_in(call: Call, project: Document, region: str, wanted: str) -> dict[str, Any]:
    """An image or a snapshot, which must be one of the region. Raises Refused."""
    found = image(call, project.id, wanted)
    if found is None or found["region"] != region:
        raise call.misplaced("imageId", wanted)
    return found


def image(call: Call, project: str, wanted: str | None) -> dict[str, Any] | None:
    snapshot = call.get("snapshot", wanted or "")
    if snapshot and snapshot.parent == project:
        return shown(snapshot.value)
    return catalogue.IMAGES.get(wanted or "")


def error(instance: str) -> stages.Stage:
    """How a step of an instance fails."""
    return [stages.merge("instance", instance, status="ERROR")]


def created(call: Call, project: Document, sent: dict[str, Any], names: list[str]) -> list[Document]:
    """New instances of these names, all alike. Raises Refused."""
    region = known_region(call, sent["region"])
    flavor = flavor_in(call, region, sent["flavorId"])
    disk = _boot_volume(call, project, region, sent)
    system = None if disk else image_in(call, project, region, sent["imageId"] or "")
    key = sshkeys.chosen(call, project, sent["sshKeyId"], region) if sent["sshKeyId"] else None
    if sent["groupId"]:
        group = call.get("group", sent["groupId"])
        if group is None or group.parent != project.id or group.value["region"] != region:
            raise bad_value("groupId")
    if sent["monthlyBilling"] and not flavor["planCodes"]["monthly"]:
        raise bad_value("monthlyBilling")
    check_quota(call, project, region, len(names), len(names) * flavor["vcpus"])
    public_key = key.value["publicKey"] if key else None
    return [_made(call, project, sent, name, flavor, system, disk, public_key) for name in names]


def _boot_volume(call: Call, project: Document, region: str, sent: dict[str, Any]) -> Document | None:
    """The volume that is booted from. Raises Refused if it cannot be, or neither it nor an image is named."""
    if not sent["volumeId"]:
        if not sent["imageId"]:
            raise bad_value("imageId", "volumeId")
        return None
    found = call.get("volume", sent["volumeId"])
    if found is None or found.parent != project.id or found.value["region"] != region or not found.value["bootable"]:
        raise bad_value("volumeId")
    if found.value["status"] != "available":
        raise conflict(f"Volume {found.id} is {found.value['status']}")
    return found


def hardware(store: Store, keys: list[str]) -> dict[str, Any]:
    """What an instance keeps to be a machine: ``_disk``, the number of its disk, None for an instance in which nothing
    runs; ``_keys``, with which root logs in; ``_boots``, how often it was made to boot anew, and ``_hard``, whether
    without asking what ran on it.
    """
    return {"_disk": store.new_ids("disks") if keys else None, "_keys": keys, "_boots": 0, "_hard": False}


def _made(
    call: Call,
    project: Document,
    sent: dict[str, Any],
    name: str,
    flavor: dict[str, Any],
    system: dict[str, Any] | None,
    disk: Document | None,
    public_key: str | None,
) -> Document:
    key, region = str(uuid4()), sent["region"]
    given = networks.addresses_for(call, project, region, sent["networks"])
    monthly = {"since": zulu(call.now), "status": "ok"} if sent["monthlyBilling"] else None
    plan = flavor["planCodes"]["monthly" if monthly else "hourly"]
    value = {
        "id": key,
        "name": name,
        "status": "BUILDING" if call.form("building") else "BUILD",
        "region": region,
        "flavorId": flavor["id"],
        "imageId": system["id"] if system else "",
        "sshKeyId": sent["sshKeyId"],
        "ipAddresses": given if call.form("early_addresses") else [],
        "created": zulu(call.now),
        "monthlyBilling": monthly,
        "planCode": plan,
        "operationIds": [],
        "currentMonthOutgoingTraffic": None,
        "availabilityZone": sent.get("availabilityZone"),
        "_group": sent["groupId"],
        "_password": None,
        "_given": given,
        **hardware(call.store, [public_key] if public_key and system else []),
    }
    instance = call.new("instance", key, value, project.id)
    addressed = stages.merge("instance", key, ipAddresses=given)
    effects = [stages.merge("instance", key, status="ACTIVE")]
    later = [[addressed]] if call.form("late_addresses") else []
    if not later:
        effects.append(addressed)
    if disk:
        effects.append(stages.merge("volume", disk.id, status="in-use", attachedTo=[key]))
        call.change(disk, status="attaching", attachedTo=[key])
    return call.begin(instance, effects, *later, failed=lambda failure: error(key))


# Reading

IDS = ("flavorId", "imageId", "sshKeyId")
DETAILS = ("flavor", "image", "sshKey", "rescuePassword")


def listed(instance: Document) -> dict[str, Any]:
    """As a list shows it: with ids alone."""
    return {**shown(instance.value), **dict.fromkeys(DETAILS)}


def detailed(call: Call, instance: Document) -> dict[str, Any]:
    """As a call for it alone shows it: with what the ids stand for."""
    value, project = instance.value, instance.parent or ""
    found = shown(value)
    if call.form("objects_only"):
        found = {name: each for name, each in found.items() if name not in IDS}
    return {
        **found,
        "flavor": catalogue.FLAVORS[value["flavorId"]],
        "image": image(call, project, value["imageId"]),
        "sshKey": sshkeys.shown_key(call, project, value["sshKeyId"]),
        "rescuePassword": value["_password"],
    }


def own(call: Call) -> Document:
    """The instance that the path names. Raises Refused."""
    return call.item("instance", call.service("project"), field="instanceId")


def get_all(call: Call) -> Answer:
    found = call.narrowed(call.listed("instance", call.service("project").id), "region")
    return Answer([listed(instance) for instance in found])


def get(call: Call) -> Answer:
    return Answer(detailed(call, own(call)))


def post(call: Call) -> Answer:
    project = call.service("project")
    sent = call.complete(*FIELDS)
    [instance] = created(call, project, sent, [sent["name"]])
    return Answer(detailed(call, instance))


def _names(call: Call, name: str, count: int) -> list[str]:
    """What many instances are called that are made at once."""
    return [name if call.form("same_names") else f"{name}-{number}" for number in range(1, count + 1)]


def post_bulk(call: Call) -> Answer:
    project = call.service("project")
    sent = call.complete(*FIELDS, NUMBER)
    names = _names(call, sent["name"], sent["number"])
    return Answer([listed(instance) for instance in created(call, project, sent, names)])


def application_access(call: Call) -> Answer:
    """For images with an application in them, of which there are none."""
    own(call)
    return Answer({"status": "ok", "accesses": []})


def put(call: Call) -> Answer:
    instance = own(call)
    call.change(instance, name=call.body(Field("instanceName", word, needed=True))["instanceName"])
    return VOID


def delete(call: Call) -> Answer:
    """It can be seen for a while, and its volumes are free when it is gone."""
    instance = own(call)
    if instance.value["status"] in (*GONE, "DELETING"):
        raise conflict(f"Instance {instance.id} is being deleted")
    freed = [
        stages.merge("volume", volume.id, status="available", attachedTo=[])
        for volume in call.listed("volume", instance.parent)
        if instance.id in volume.value["attachedTo"]
    ]
    gone = [*freed, stages.drop("instance", instance.id)]
    happens = [gone]
    if call.form("soft_deleted"):
        happens = [[stages.merge("instance", instance.id, status="SOFT_DELETED")], gone]
    call.begin(instance, *happens, failed=lambda failure: error(instance.id), status="DELETING")
    return VOID


# The newer way, in a region

OBJECT = record(Field("id", word, needed=True))
BOOT = record(Field("imageId", word), Field("imageRegionName", word), Field("volumeId", word))
REGION_FIELDS = (
    Field("name", word),
    Field("flavor", OBJECT, needed=True),
    Field("bootFrom", BOOT, needed=True),
    Field("billingPeriod", one_of("hourly", "monthly"), needed=True),
    Field("bulk", whole(1, 50), default=1),
    Field("network", mapping, needed=True),
    Field("sshKey", record(Field("name", word, needed=True))),
    Field("sshKeyCreate", mapping),
    Field("group", OBJECT),
    Field("userData", text),
    Field("autobackup", mapping),
    Field("availabilityZone", text),
)


def post_in_region(call: Call) -> Answer:
    region = in_path(call)
    project = call.service("project")
    sent = call.complete(*REGION_FIELDS)
    key = sent["sshKey"]
    wanted = {
        **{field.name: field.default for field in FIELDS},
        "imageId": sent["bootFrom"]["imageId"],
        "volumeId": sent["bootFrom"]["volumeId"],
        "region": region,
        "flavorId": sent["flavor"]["id"],
        "monthlyBilling": sent["billingPeriod"] == "monthly",
        "groupId": sent["group"] and sent["group"]["id"],
        "sshKeyId": key and sshkeys.key_id(key["name"]),
        "networks": networks.wanted_in_region(sent["network"]),
        "availabilityZone": sent["availabilityZone"],
    }
    name = sent["name"] or flavor_in(call, region, sent["flavor"]["id"])["name"]
    names = [name] if sent["bulk"] == 1 else _names(call, name, sent["bulk"])
    made = created(call, project, wanted, names)
    return operations.begun(call, project, "instance#create", region, [instance.id for instance in made])


TASKS = {
    "BUILD": "spawning",
    "BUILDING": "spawning",
    "DELETING": "deleting",
    "HARD_REBOOT": "rebooting_hard",
    "REBOOT": "rebooting",
    "REBUILD": "rebuilding",
    "RESCUING": "rescuing",
    "RESIZE": "resize_migrating",
    "RESUMING": "resuming",
    "SHELVED": "shelving_offloading",
    "SHELVING": "shelving_image_uploading",
    "SOFT_DELETED": "deleting",
    "UNRESCUING": "unrescuing",
    "UNSHELVING": "unshelving",
    "VERIFY_RESIZE": "resize_confirming",
    # what shows where it was, until it is where it goes
    "ACTIVE": "powering-off",
    "SHUTOFF": "powering-on",
    "STOPPED": "powering-on",
}


def in_region(call: Call, instance: Document) -> dict[str, Any]:
    value = instance.value
    volumes = [it.id for it in call.listed("volume", instance.parent) if instance.id in it.value["attachedTo"]]
    key = sshkeys.shown_key(call, instance.parent or "", value["sshKeyId"])
    return {
        "id": instance.id,
        "name": value["name"],
        "status": value["status"],
        "taskState": "" if instance.ends is None else TASKS.get(value["status"], "unknown"),
        "region": value["region"],
        "regionType": "region",
        "availabilityZone": value["availabilityZone"],
        "flavorId": value["flavorId"],
        "flavorName": catalogue.FLAVORS[value["flavorId"]]["name"],
        "imageId": value["imageId"] or None,
        "sshKey": key["name"] if key else "",
        "addresses": [{name: it[name] for name in ("ip", "version", "type")} for it in value["ipAddresses"]],
        "attachedVolumes": [{"id": volume} for volume in volumes],
    }


def get_all_in_region(call: Call) -> Answer:
    region = in_path(call)
    found = call.listed("instance", call.service("project").id)
    return Answer([in_region(call, it) for it in found if it.value["region"] == region])


def get_in_region(call: Call) -> Answer:
    region, instance = in_path(call), own(call)
    if instance.value["region"] != region:
        raise no_object("instanceId", instance.id)
    return Answer(in_region(call, instance))


# Groups

GROUP = f"{BASE}/group/{{item}}"


def get_groups(call: Call) -> Answer:
    found = call.narrowed(call.listed("group", call.service("project").id), "region")
    return Answer([_group(call, group) for group in found])


def _group(call: Call, group: Document) -> dict[str, Any]:
    inside = [it.id for it in call.listed("instance", group.parent) if it.value["_group"] == group.id]
    return {**shown(group.value), "instance_ids": inside}


def post_group(call: Call) -> Answer:
    project = call.service("project")
    kinds = one_of("affinity", "anti-affinity")
    value = call.complete(
        Field("name", word, needed=True), Field("region", word, needed=True), Field("type", kinds, needed=True)
    )
    known_region(call, value["region"])
    key = str(uuid4())
    return Answer(_group(call, call.new("group", key, {"id": key, **value}, project.id)))


def _own_group(call: Call) -> Document:
    return call.item("group", call.service("project"), field="groupId")


def get_group(call: Call) -> Answer:
    return Answer(_group(call, _own_group(call)))


def delete_group(call: Call) -> Answer:
    return call.removed(_own_group(call))


ROUTES = (
    Route("GET", BASE, get_all),
    Route("POST", BASE, post),
    Route("POST", f"{BASE}/bulk", post_bulk),
    Route("GET", f"{BASE}/group", get_groups),
    Route("POST", f"{BASE}/group", post_group),
    Route("GET", GROUP, get_group),
    Route("DELETE", GROUP, delete_group),
    Route("GET", INSTANCE, get),
    Route("PUT", INSTANCE, put),
    Route("DELETE", INSTANCE, delete),
    Route("POST", f"{INSTANCE}/applicationAccess", application_access),
    Route("GET", IN_REGION, get_all_in_region),
    Route("POST", IN_REGION, post_in_region),
    Route("GET", f"{IN_REGION}/{{item}}", get_in_region),
)
