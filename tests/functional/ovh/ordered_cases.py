# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What of OVHcloud is ordered and then always there, in the suite: zones, addresses, servers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import Refused
from ansible_collections.boxfleet.cloud.plugins.module_utils._ovh.dedicated_server.task import (
    REINSTALL_TASK,
    SERVER_TASK,
)
from ansible_collections.boxfleet.cloud.plugins.module_utils._ovh.domain.task import RECORD_TASK, ZONE_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ovh.ip.task import IP_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ovh.vps.task import VPS_TASK
from tests.functional.ovh.cases import after, nothing
from tests.functional.ovh.world import OvhWorld
from tests.functional.suite.case import Case, World

Told = Iterator[tuple[str, str, dict[str, Any]]]


def zones(world: OvhWorld) -> Told:
    """The records of every zone, as they are stored and as they are served."""
    admin = world.admin()
    for zone, served in world.ovh.control("GET", "/served").items():
        stored = admin.get_details("domain", "zone", zone, "record", id_of="id")
        for how, records in (("record", stored), ("served", served)):
            for one in records:
                # its serial number counts refreshes
                if one["fieldType"] != "SOA":
                    yield f"{how} {zone}", f"{one['subDomain']} {one['fieldType']} {one['target']}", one


def addresses(world: OvhWorld) -> Told:
    """The addresses, with their names."""
    admin = world.admin()
    for one in admin.get_details("ip", id_of="ip"):
        names = admin.get_details("ip", one["ip"], "reverse", id_of="ipReverse")
        yield "ip", one["ip"], {**one, "reverse": names}


def servers(world: OvhWorld) -> Told:
    """The dedicated servers, with their burst, and how often they were rebooted and installed."""
    admin = world.admin()
    for one in admin.get_details("dedicated", "server", id_of="name"):
        burst = admin.get("dedicated", "server", one["name"], "burst")
        tasks = admin.get_details("dedicated", "server", one["name"], "task", id_of="taskId")
        done = sorted(task["function"] for task in tasks if task["status"] == "done")
        yield "server", one["name"], {**one, "burst": burst, "done": done}


def virtual(world: OvhWorld) -> Told:
    """The VPS, with what is installed on them, and their snapshots."""
    admin = world.admin()
    for one in admin.get_details("vps", id_of="name"):
        new = one["model"]["version"] == "2019v1"
        installed = admin.get("vps", one["name"], *(("images", "current") if new else ("distribution",)))
        try:
            snapshot = admin.get("vps", one["name"], "snapshot")["description"]
        except Refused:
            snapshot = None
        yield "vps", one["name"], {**one, "installed": installed, "snapshot": snapshot}


def looked_at(look: Callable[[OvhWorld], Told], make: Callable[[World], None] = nothing) -> Any:
    """A state in which something besides is looked at."""

    def begin(world: Any) -> None:
        world.looks.append(look)
        make(world)

    return begin


def of_record(*names: str) -> Any:
    """Whether a thing is a record of one of these names and types, stored or served."""
    return lambda key: any(
        key.startswith(f"{how} example.com {name} ") for how in ("record", "served") for name in names
    )


def unserved(*records: tuple[str, str, str]) -> Any:
    """Somebody stored records that nobody serves."""

    def make(world: World) -> None:
        client: Any = world.connect()
        for name, kind, target in records:
            values = {"subDomain": name, "fieldType": kind, "target": target}
            client.act("domain", "zone", "example.com", "record", values=values)

    return make


API = {"zone": "example.com", "name": "api", "type": "A", "values": ["192.0.2.1", "192.0.2.2"]}
MAIL = {"name": "mail", "type": "MX", "values": ["10 mx1.example.net."]}
TEXT = {"name": "api", "type": "TXT", "values": ['v=1 "quoted"', "two"], "ttl": 600}
ALIAS = {"name": "api", "type": "CNAME", "values": ["www"]}

# What the sandbox has from the start.
SERVER, OTHER_SERVER = "ns1000001.ip-198-18-0.eu", "ns1000002.ip-198-18-0.eu"
VPS, OLD_VPS = "vps-1a2b3c4d.vps.ovh.net", "vps-1a2b3c4e.vps.ovh.net"
IP = {"ip": "198.18.0.18"}
MOVED = {**IP, "routed_to": OTHER_SERVER}
BOX = {"server": SERVER}
SETTINGS = {
    "boot": "rescue",
    "monitoring": True,
    "no_intervention": True,
    "rescue_mail": "a@example.com",
    "name": "shop",
}
SYSTEM = {**BOX, "operating_system": "ubuntu2404-server_64", "hostname": "shop", "user_data": "#Geheim4711geheim"}

CASES = [
    Case(
        "ovh_domain_record",
        RECORD_TASK,
        states={
            "absent": looked_at(zones),
            "there": looked_at(zones, after((RECORD_TASK, API))),
            "other": looked_at(
                zones, after((RECORD_TASK, {**API, "values": ["192.0.2.2", "192.0.2.9", "192.0.2.8"], "ttl": 300}))
            ),
            "not served": looked_at(zones, unserved(("api", "A", "192.0.2.1"), ("api", "A", "192.0.2.2"))),
            "alias": looked_at(zones, after((RECORD_TASK, {"zone": "example.com", **ALIAS}))),
        },
        wanted={
            "present": API,
            "added": {**API, "values": ["192.0.2.3"], "append": True, "ttl": 60},
            "without one": {**API, "values": ["192.0.2.2"], "state": "absent"},
            "absent": {**API, "values": None, "state": "absent"},
        },
        mine=of_record("api A", "api CNAME"),
        thorough=(("other", "present"),),
        long=(("absent", "present"), ("there", "absent"), ("not served", "present")),
        waits=("absent", "present"),
    ),
    Case(
        "ovh_domain_zone",
        ZONE_TASK,
        states={
            "plain": looked_at(zones),
            "there": looked_at(zones, after((ZONE_TASK, {"zone": "example.com", "record_sets": [MAIL, TEXT]}))),
            "alias": looked_at(zones, after((RECORD_TASK, {"zone": "example.com", **ALIAS}))),
        },
        wanted={
            "sets": {"zone": "example.com", "record_sets": [MAIL, TEXT]},
            "from an alias": {
                "zone": "example.com",
                "record_sets": [{"name": "api", "type": "CNAME", "state": "absent"}, TEXT, MAIL],
            },
            "these texts alone": {
                "zone": "example.com",
                "record_sets": [TEXT],
                "purge": True,
                "purge_types": ["TXT", "MX"],
            },
        },
        mine=of_record("api TXT", "api CNAME", "mail MX", " TXT", " MX"),
        thorough=(("alias", "from an alias"),),
        long=(("there", "these texts alone"),),
        waits=("plain", "sets"),
    ),
    Case(
        "ovh_ip",
        IP_TASK,
        states={
            "first": looked_at(addresses),
            "moving": looked_at(addresses, after((IP_TASK, {**MOVED, "wait": False}))),
            "parked": looked_at(addresses, after((IP_TASK, {**IP, "routed_to": "parked", "reverse": "a.example.com"}))),
        },
        wanted={
            "moved": {**MOVED, "reverse": "shop.example.com.", "description": "the shop"},
            "there": {**IP, "routed_to": SERVER, "reverse": ""},
            "parked": {**IP, "routed_to": "parked"},
            "described": {**IP, "description": "the shop"},
        },
        mine=lambda key: key.startswith("ip 198.18.0.18/32#"),
        thorough=(("first", "moved"),),
        long=(("parked", "there"), ("first", "parked")),
        waits=("first", "moved"),
    ),
    Case(
        "ovh_dedicated_server",
        SERVER_TASK,
        states={
            "first": looked_at(servers),
            "changed": looked_at(servers, after((SERVER_TASK, {**BOX, **SETTINGS, "burst": "active"}))),
        },
        wanted={
            "settings": {**BOX, **SETTINGS, "burst": "active"},
            "back": {**BOX, "boot": "1", "rescue_mail": "", "monitoring": False, "burst": "inactive"},
            "rescue": {**BOX, "boot": "rescue", "state": "rebooted"},
            "rebooted": {**BOX, "state": "rebooted"},
        },
        mine=lambda key: key.startswith(f"server {SERVER}#"),
        thorough=(("first", "rescue"),),
        long=(("first", "settings"), ("changed", "back"), ("first", "rebooted")),
        always=frozenset({"rescue", "rebooted"}),
        forgets=frozenset({"rescue", "rebooted"}),
        waits=("first", "rebooted"),
    ),
    Case(
        "ovh_dedicated_reinstall",
        REINSTALL_TASK,
        states={
            "first": looked_at(servers),
            "installing": looked_at(servers, after((REINSTALL_TASK, {**SYSTEM, "wait": False}))),
        },
        wanted={
            "another": SYSTEM,
            "the same": {**BOX, "operating_system": "debian12_64"},
            "the same anew": {**BOX, "operating_system": "debian12_64", "force": True},
        },
        mine=lambda key: key.startswith(f"server {SERVER}#"),
        thorough=(("first", "another"),),
        long=(("first", "the same anew"), ("installing", "another")),
        always=frozenset({"the same anew"}),
        forgets=frozenset({"the same anew"}),
        secrets=("Geheim4711geheim",),
        waits=("first", "another"),
    ),
    Case(
        "ovh_vps",
        VPS_TASK,
        states={
            "running": looked_at(virtual),
            "stopped": looked_at(virtual, after((VPS_TASK, {"vps": VPS, "state": "stopped"}))),
            "stopping": looked_at(virtual, after((VPS_TASK, {"vps": VPS, "state": "stopped", "wait": False}))),
            "rescue": looked_at(virtual, after((VPS_TASK, {"vps": VPS, "netboot": "rescue"}))),
        },
        wanted={
            "running": {"vps": VPS, "state": "running", "netboot": "local", "name": "shop"},
            "stopped": {"vps": VPS, "state": "stopped"},
            "rebooted": {"vps": VPS, "state": "rebooted"},
            "rescue": {"vps": VPS, "netboot": "rescue"},
        },
        mine=lambda key: key.startswith(f"vps {VPS}#"),
        thorough=(("running", "rescue"),),
        long=(("rescue", "running"), ("stopping", "running"), ("running", "rebooted")),
        always=frozenset({"rebooted"}),
        forgets=frozenset({"rebooted"}),
        waits=("running", "stopped"),
    ),
    Case(
        "ovh_vps_and_its_disk",
        VPS_TASK,
        states={
            "plain": looked_at(virtual),
            "snapshot": looked_at(virtual, after((VPS_TASK, {"vps": VPS, "snapshot": "present"}))),
        },
        wanted={
            "snapshot": {"vps": VPS, "snapshot": "present", "snapshot_description": "before"},
            "no snapshot": {"vps": VPS, "snapshot": "absent"},
            "reverted": {"vps": VPS, "snapshot": "reverted"},
            "another system": {"vps": VPS, "image": "Debian 12", "reinstall": True},
        },
        mine=lambda key: key.startswith(f"vps {VPS}#"),
        thorough=(("plain", "another system"),),
        long=(("plain", "snapshot"), ("snapshot", "no snapshot"), ("snapshot", "reverted")),
        always=frozenset({"reverted"}),
        forgets=frozenset({"reverted"}),
    ),
]
