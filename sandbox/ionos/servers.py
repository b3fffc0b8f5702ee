# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Servers, which can be made with their volumes, NICs and CD-ROMs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sandbox._core.answer import Answer
from sandbox._core.documents import Document
from sandbox._core.routes import Route

from . import attaching, catalogue, limits, nics, volumes
from .call import Call
from .calls import change, enclosed, get, get_all, named_id, properties_of, unchanged
from .errors import NOT_ALLOWED, PLATFORM, Message
from .fields import Field, flag, matching, one_of, reference, uuid, whole
from .kind import Entity, Kind, joined, parts
from .view import View
from .work import Work

FAMILIES = sorted({family for _name, families in catalogue.LOCATIONS.values() for family in families})
HOSTNAME = r"[a-z0-9][a-z0-9-]{0,62}"
CUBE_FAMILY = "[VDC-5-1921] The attribute 'cpuFamily' must not be provided for Cube servers."


def computed(view: View, server: Document, depth: int) -> Mapping[str, Any]:
    """What it boots from is shown as a thing."""
    properties, datacenter = server.value["properties"], server.value["path"].rsplit("/", 2)[0]
    return {
        "bootVolume": view.pointer("volume", properties["bootVolume"], f"{datacenter}/volumes", depth),
        "bootCdrom": view.pointer("image", properties["bootCdrom"], "/images", depth),
    }


SERVER = Kind(
    "server",
    "servers",
    (
        Field("templateUuid", uuid, fixed=True, since=6),
        Field("name"),
        Field("hostname", matching(HOSTNAME, "Attribute 'hostname' is not a valid host name"), since=6),
        Field("cores", whole(1)),
        Field("ram", whole(256, step=256, words="RAM of requested server is not a multiple of 256")),
        Field("availabilityZone", one_of("AUTO", "ZONE_1", "ZONE_2"), default="AUTO", at_once=True),
        Field("vmState", own=True),
        Field("bootCdrom", reference),
        Field("bootVolume", reference),
        Field("cpuFamily", one_of(*FAMILIES)),
        Field("type", one_of("ENTERPRISE", "CUBE", "VCPU"), fixed=True, default="ENTERPRISE", at_once=True, since=5),
        Field("nicMultiQueue", flag, default=False, since=6),
        Field("placementGroupId", own=True, since=6),
        # asked for before changes that reboot, and forgotten
        Field("allowReboot", flag, secret=True, hidden=True, until=4),
    ),
    entities=(
        Entity("cdroms", attaching.cdroms, under_it=True),
        Entity("volumes", joined("volume")),
        Entity("nics", parts("nic")),
    ),
    computed=computed,
)
COLLECTION = "/datacenters/{datacenter}/servers"
PATH = f"{COLLECTION}/{{server}}"


def make(work: Work, datacenter: Document, sent: Any, where: str) -> Document:
    """A server with everything that was sent along; it starts by itself."""
    place = f"{where}.properties"
    values = work.validated(SERVER, properties_of(sent), place)
    cube = _check_type(work, datacenter, values, place)
    boots: dict[str, Any] = {name: values.pop(name) for name in ("bootVolume", "bootCdrom") if name in values}
    if values.get("name") and not values.get("hostname"):
        values["hostname"] = host_name(values["name"])
    later = {"vmState": "RUNNING"}
    server = work.new(SERVER, datacenter.value["path"], values, datacenter, later=later, cdroms=[])
    for item, spot in enclosed(work, sent, "volumes", where):
        if named_id(item):
            attaching.join(work, server, named_id(item), spot, with_server=True)
        else:
            volumes.make(work, datacenter, item, spot, server, cube)
    for item, spot in enclosed(work, sent, "cdroms", where):
        server = attaching.insert(work, server, named_id(item), spot)
    for item, spot in enclosed(work, sent, "nics", where):
        nics.make(work, datacenter, server, item, spot)
    _boot_from(work, server, boots, place)
    _check_whole(work, server, cube, values, sent, where)
    return server


def _boot_from(work: Work, server: Document, boots: Mapping[str, Any], where: str) -> None:
    """What it is told to boot from is attached too."""
    if boots.get("bootVolume") and boots.get("bootCdrom"):
        work.problems.add(f"{where}.bootCdrom", "Attributes 'bootVolume' and 'bootCdrom' exclude each other")
    elif boots.get("bootVolume"):
        if boots["bootVolume"] not in {volume.id for volume in work.store.joined("volume", server.id)}:
            attaching.join(work, server, boots["bootVolume"], f"{where}.bootVolume", with_server=True)
        work.later("set", "server", server.id, boots)
    elif boots.get("bootCdrom"):
        if boots["bootCdrom"] not in server.value["cdroms"]:
            attaching.insert(work, server, boots["bootCdrom"], f"{where}.bootCdrom")
        work.later("set", "server", server.id, boots)


def host_name(name: str) -> str | None:
    """A host name made from a name."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:63] or None


def _check_type(work: Work, datacenter: Document, values: dict[str, Any], where: str) -> Document | None:
    """Each type has its own rules of what must and must not be said. The template, if it is a Cube."""
    kind, problems = values.get("type", "ENTERPRISE"), work.problems
    cube = catalogue.TEMPLATES.get(values.get("templateUuid") or "")
    if kind == "CUBE":
        if cube is None:
            problems.add(f"{where}.templateUuid", "Attribute 'templateUuid' is required")
        for name in ("cores", "ram"):
            if name in values:
                problems.add(f"{where}.{name}", f"Attribute '{name}' is not allowed for Cube servers", PLATFORM)
        if "cpuFamily" in values:
            problems.found.append(Message(PLATFORM, CUBE_FAMILY))
        if "nicMultiQueue" in values:
            problems.add(
                f"{where}.nicMultiQueue", "Attribute 'nicMultiQueue' is not allowed for Cube servers", PLATFORM
            )
        if values.get("availabilityZone", "AUTO") != "AUTO":
            problems.add(f"{where}.availabilityZone", "Cube servers have only the availability zone AUTO", PLATFORM)
        if cube:
            values |= {name: int(cube.value["properties"][name]) for name in ("cores", "ram")}
    else:
        for name in ("cores", "ram"):
            if values.get(name) is None and not any(it.text.startswith(f"[{where}.{name}]") for it in problems.found):
                problems.add(f"{where}.{name}", f"Attribute '{name}' is required")
        if values.get("templateUuid"):
            problems.add(f"{where}.templateUuid", "Attribute 'templateUuid' is only allowed for Cube servers", PLATFORM)
        if kind == "VCPU" and "cpuFamily" in values:
            problems.add(f"{where}.cpuFamily", "Attribute 'cpuFamily' is not allowed for VCPU servers", PLATFORM)
    offered = catalogue.families(datacenter.value["properties"]["location"])
    _check_family(work, values, offered, where)
    values.setdefault("cpuFamily", offered[0])
    return cube


def _check_family(work: Work, values: Mapping[str, Any], offered: tuple[str, ...], where: str) -> None:
    family = values.get("cpuFamily")
    if family is not None and family not in offered:
        text = f"Attribute value '{family}' not allowed. Expected one of [{', '.join(offered)}]"
        work.problems.add(f"{where}.cpuFamily", text, NOT_ALLOWED)


def _check_whole(
    work: Work, server: Document, cube: Document | None, values: dict[str, Any], sent: Any, where: str
) -> None:
    """What only the server and its parts together can be right or wrong in."""
    inside = work.store.joined("volume", server.id)
    if cube and not any(volume.value["properties"]["type"] == "DAS" for volume in inside):
        work.problems.add(f"{where}.entities.volumes", "A Cube server is made together with a volume of type DAS")
    for item, spot in enclosed(work, sent, "volumes", where):
        properties = properties_of(item)
        if isinstance(properties, dict) and properties.get("ramHotPlug") is True and values.get("ram", 1024) < 1024:
            work.problems.add(f"{spot}.properties.ramHotPlug", "RAM hot plug needs a server with at least 1024 MB")
    if not work.problems.found:
        nics.check_devices(work, server)


def check(work: Work, server: Document, values: dict[str, Any], where: str) -> None:
    """What can be changed of a server that is there."""
    properties = server.value["properties"]
    if properties["type"] == "CUBE":
        for name in ("cores", "ram", "cpuFamily"):
            if values.get(name) is not None and values[name] != properties[name]:
                work.problems.add(f"{where}.{name}", f"Attribute '{name}' is not allowed for Cube servers", PLATFORM)
    for name in ("cores", "ram"):
        if name in values and values[name] is None:
            work.problems.add(f"{where}.{name}", f"Attribute '{name}' is required")
    datacenter = work.store.documents.get("datacenter", server.parent or "")
    if datacenter:
        _check_family(work, values, catalogue.families(datacenter.value["properties"]["location"]), where)
    _check_boot(work, server, values, where)


def _check_boot(work: Work, server: Document, values: dict[str, Any], where: str) -> None:
    """It boots from one of what is attached, and then not from the other."""
    attached = {
        "bootVolume": {volume.id for volume in work.store.joined("volume", server.id)},
        "bootCdrom": set(server.value["cdroms"]),
    }
    if values.get("bootVolume") and values.get("bootCdrom"):
        work.problems.add(f"{where}.bootCdrom", "Attributes 'bootVolume' and 'bootCdrom' exclude each other")
    for name, other in (("bootVolume", "bootCdrom"), ("bootCdrom", "bootVolume")):
        if values.get(name) and values[name] not in attached[name]:
            work.problems.add(f"{where}.{name}", f"'{values[name]}' is not attached to this server")
        elif values.get(name):
            values[other] = None


def create_server(call: Call) -> Answer:
    work, guard = Work(call), limits.Guard(call)
    server = make(work, call.own("datacenter"), call.body(), "(root)")
    work.problems.check()
    guard.check()
    return work.accepted(server, shown=server)


def change_server(call: Call) -> Answer:
    guard = limits.Guard(call)
    answer = change(SERVER, check)(call)
    guard.check()
    return answer


def delete_server(call: Call) -> Answer:
    """Its NICs go with it, and the disk of a Cube; other volumes stay, unless they are to be deleted too."""
    work, server = Work(call), call.own("server")
    unchanged(call, server)
    them_too = call.version > 4 and call.query.get("deleteVolumes", "").lower() in ("true", "1")
    for volume in work.store.joined("volume", server.id):
        if them_too or volume.value["properties"]["type"] == "DAS":
            work.drop(volume)
            work.targets.append(volume)
    work.drop(server)
    return work.accepted(server)


ROUTES = (
    Route("GET", COLLECTION, get_all("datacenter", "servers", SERVER)),
    Route("POST", COLLECTION, create_server),
    Route("GET", PATH, get("server")),
    Route("PATCH", PATH, change_server),
    Route("PUT", PATH, change_server),
    Route("DELETE", PATH, delete_server),
)
