# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Disks."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import Any

from sandbox._core.answer import Answer
from sandbox._core.documents import Document
from sandbox._core.routes import Route

from . import catalogue, limits, snapshots
from .call import Call
from .calls import change, delete, get, get_all, properties_of
from .errors import PLATFORM
from .fields import Field, Wrong, flag, listed, matching, numbers, one_of, text, uuid
from .hot import FURTHER, HOT, hot
from .kind import Kind
from .view import View
from .work import Work

LICENCES = ("LINUX", "RHEL", "WINDOWS", "WINDOWS2016", "WINDOWS2019", "WINDOWS2022", "WINDOWS2025", "OTHER", "UNKNOWN")
PASSWORD = "Password syntax error. Password invalid, valid characters are: a-zA-Z0-9. Length between 8 and 50."


def base64_text(value: Any) -> str:
    try:
        base64.b64decode(text(value), validate=True)
    except binascii.Error:
        raise Wrong("Attribute value is not Base64") from None
    return str(value)


def computed(view: View, volume: Document, depth: int) -> Mapping[str, Any]:
    """Which server it boots; and the answers' other forms."""
    properties = volume.value["properties"]
    found: dict[str, Any] = {}
    if view.call.version >= 6:
        server = view.found("server", volume.value.get("joined"))
        boots = server is not None and server.value["properties"]["bootVolume"] == volume.id
        found["bootServer"] = server.id if server and boots else None
    if properties["deviceNumber"] is None and view.call.form("zero_numbers"):
        found["deviceNumber"] = 0
    if properties["size"] is not None and view.call.form("float_sizes"):
        found["size"] = float(properties["size"])
    if properties["type"] == "SSD" and view.call.form("ssd_premium"):
        found["type"] = "SSD Premium"
    return found


VOLUME = Kind(
    "volume",
    "volumes",
    (
        Field("name"),
        Field(
            "type", one_of("HDD", "SSD", "SSD Standard", "SSD Premium", "DAS"), fixed=True, default="HDD", at_once=True
        ),
        Field("size", numbers(1), needed=True),
        Field("availabilityZone", one_of("AUTO", "ZONE_1", "ZONE_2", "ZONE_3"), fixed=True, default="AUTO"),
        Field("image", uuid, fixed=True),
        Field("imageAlias", text, fixed=True, secret=True),
        Field("imagePassword", matching("[a-zA-Z0-9]{8,50}", PASSWORD), fixed=True, secret=True),
        Field("sshKeys", listed(text), fixed=True, secret=True),
        Field("userData", base64_text, fixed=True, secret=True, since=5),
        Field("backupunitId", uuid, fixed=True, since=5),
        Field("bus", one_of("IDE", "VIRTIO"), echoed=True),
        Field("licenceType", one_of(*LICENCES)),
        *hot(further_until=4),
        Field("applicationType", text, own=True, since=6),
        Field("exposeSerial", flag, default=False, since=6),
        Field("requireLegacyBios", flag, default=True, since=6),
        Field("deviceNumber", own=True),
        Field("pciSlot", own=True, since=6),
        Field("bootServer", own=True, since=6),
        Field("bootOrder", one_of("AUTO", "NONE", "PRIMARY"), default="AUTO", at_once=True, since=6),
    ),
    computed=computed,
)
FROM_IMAGE = (*HOT, *FURTHER)
COLLECTION = "/datacenters/{datacenter}/volumes"
PATH = f"{COLLECTION}/{{volume}}"


def make(
    work: Work,
    datacenter: Document,
    sent: Any,
    where: str,
    server: Document | None = None,
    cube: Document | None = None,
) -> Document:
    """A volume; with a server it comes attached, and one of type DAS only with the server that is a Cube."""
    place = f"{where}.properties"
    properties = properties_of(sent)
    if cube and isinstance(properties, dict) and properties.get("type") == "DAS":
        properties = {"size": cube.value["properties"]["storageSize"], **properties}
    elif isinstance(properties, dict) and properties.get("type") == "DAS":
        work.problems.add(f"{place}.type", "A volume of type DAS is only made together with a Cube", PLATFORM)
    values = work.validated(VOLUME, properties, place)
    if values.get("type") == "DAS" and "availabilityZone" in values:
        work.problems.add(f"{place}.availabilityZone", "A volume of type DAS is where its server is", PLATFORM)
    values = _from_image(work, datacenter, values, place)
    values["applicationType"] = "UNKNOWN"
    bus = values.get("bus") or "VIRTIO"
    joined = server.id if server else None
    more = {"wants_bus": bus, "joined": joined, **_disk(work, values)}
    volume = work.new(VOLUME, datacenter.value["path"], values, datacenter, **more)
    if server:
        work.later("plug", volume.id, server.id, True)
    return volume


def _disk(work: Work, values: Mapping[str, Any]) -> dict[str, Any]:
    """What makes a volume one that a machine can boot: the number of its disk and, until that has been made, who may
    log in.
    """
    password, keys = values.get("imagePassword"), values.get("sshKeys") or []
    if not work.store.machines or not (password or keys):
        return {}
    return {"disk": work.store.new_ids("disks"), "login": {"password": password, "keys": keys}}


def _from_image(work: Work, datacenter: Document, values: dict[str, Any], where: str) -> dict[str, Any]:
    """What the image says of the volume."""
    location = datacenter.value["properties"]["location"]
    image, found = None, bool(values.get("image") or values.get("imageAlias"))
    if values.get("image") and values.get("imageAlias"):
        work.problems.add(f"{where}.imageAlias", "Attributes 'image' and 'imageAlias' exclude each other")
    elif values.get("image"):
        image = work.store.image_or_snapshot(work.call.contract, values["image"])
        if image is None or not _fits(image, location):
            work.problems.add(f"{where}.image", f"Image '{values['image']}' does not exist in location '{location}'")
    elif values.get("imageAlias"):
        image = catalogue.aliased(values["imageAlias"], location)
        if image is None or image.value["properties"]["imageType"] != "HDD":
            text = f"Image alias '{values['imageAlias']}' does not exist in location '{location}'"
            work.problems.add(f"{where}.imageAlias", text)
    _check_secrets(work, values, image, found, where)
    if image is None:
        if not found and not values.get("licenceType"):
            work.problems.add(f"{where}.licenceType", "Attribute 'licenceType' is required without an image")
        return values
    taken = image.value["properties"]
    if values.get("size") is not None and values["size"] < taken["size"]:
        work.problems.add(f"{where}.size", f"The size must be at least that of the image, {taken['size']} GB")
    flags = {name: taken[name] for name in FROM_IMAGE}
    return {**flags, "licenceType": taken["licenceType"], **values, "image": image.id}


def _fits(image: Document, location: str) -> bool:
    properties = image.value["properties"]
    there = properties["location"] in (catalogue.parent_of(location), location)
    return there and properties.get("imageType", "HDD") == "HDD"


def _check_secrets(work: Work, values: dict[str, Any], image: Document | None, found: bool, where: str) -> None:
    """Who may log in is for official images, and there it must be said."""
    problems = work.problems
    official = image is not None and image.value["properties"].get("public") is True
    if values.get("imagePassword") and not found:
        problems.add(f"{where}.imagePassword", "Attribute 'image' or 'imageAlias' must be set for password")
    if values.get("sshKeys") and not (official and image and image.value["properties"]["licenceType"] == "LINUX"):
        problems.add(f"{where}.sshKeys", "An image template not found to use SSH keys.")
    if values.get("userData") and not (image and image.value["properties"].get("cloudInit") == "V1"):
        problems.add(f"{where}.userData", "The image does not support cloud-init user data")
    sent = {message.text for message in problems.found}
    complained = any(f"[{where}.{name}]" in text for name in ("imagePassword", "sshKeys") for text in sent)
    if official and not (values.get("imagePassword") or values.get("sshKeys") or complained):
        problems.add(f"{where}.imagePassword", "An official image needs 'imagePassword' or 'sshKeys'")


def check(work: Work, volume: Document, values: dict[str, Any], where: str) -> dict[str, Any]:
    """Volumes only grow, and the licence of an official image stays."""
    properties = volume.value["properties"]
    if "size" in values and (values["size"] is None or values["size"] < properties["size"]):
        work.problems.add(f"{where}.size", f"The size cannot be decreased from {properties['size']} GB")
    image = catalogue.IMAGES.get(properties["image"] or "")
    if image and "licenceType" in values and values["licenceType"] != properties["licenceType"]:
        work.problems.add(f"{where}.licenceType", "The licence type of an official image cannot be changed")
    server = volume.value.get("joined")
    if values.get("bootOrder") == "PRIMARY" and server:
        for other in work.store.joined("volume", server):
            if other.id != volume.id:
                work.change(other, {"bootOrder": "NONE"})
        work.later("set", "server", server, {"bootVolume": volume.id, "bootCdrom": None})
    return {"wants_bus": values["bus"]} if values.get("bus") else {}


def leaving(work: Work, volume: Document) -> None:
    """A volume that is attached is detached on the way."""
    server = work.store.documents.get("server", volume.value.get("joined") or "")
    if server:
        work.touch(server)


def create_volume(call: Call) -> Answer:
    work, guard = Work(call), limits.Guard(call)
    volume = make(work, call.own("datacenter"), call.body(), "(root)")
    work.problems.check()
    guard.check()
    return work.accepted(volume, shown=volume)


def change_volume(call: Call) -> Answer:
    guard = limits.Guard(call)
    answer = change(VOLUME, check)(call)
    guard.check()
    return answer


ROUTES = (
    Route("GET", COLLECTION, get_all("datacenter", "volumes", VOLUME)),
    Route("POST", COLLECTION, create_volume),
    Route("GET", PATH, get("volume")),
    Route("PATCH", PATH, change_volume),
    Route("PUT", PATH, change_volume),
    Route("DELETE", PATH, delete("volume", leaving)),
    Route("POST", f"{PATH}/create-snapshot", snapshots.create_snapshot),
    Route("POST", f"{PATH}/restore-snapshot", snapshots.restore_snapshot),
)
