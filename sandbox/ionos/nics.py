# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Network interfaces."""

from __future__ import annotations

from typing import Any

from sandbox._core.answer import Answer
from sandbox._core.documents import Document
from sandbox._core.routes import Route

from . import addresses, firewall, ipblocks, lans
from .call import Call
from .calls import change, delete, enclosed, get, get_all, properties_of
from .errors import by_platform
from .fields import Field, address, flag, listed, mac, network, one_of, whole
from .kind import Entity, Kind, parts
from .work import Work

NIC = Kind(
    "nic",
    "nics",
    (
        Field("name"),
        Field("mac", mac, fixed=True),
        Field("ips", listed(address)),
        Field("dhcp", flag, default=True, at_once=True),
        Field("lan", whole(1, 2**31), needed=True),
        Field("firewallActive", flag, default=False, at_once=True),
        Field("firewallType", one_of("INGRESS", "EGRESS", "BIDIRECTIONAL"), default="INGRESS", since=6),
        Field("ipv6Ips", listed(address), since=6),
        Field("ipv6CidrBlock", network, since=6),
        Field("dhcpv6", flag, since=6),
        Field("nat", flag, default=False, until=5),
        # null, unless somebody has been at it with the console
        Field("deviceNumber", own=True, since=6),
        Field("pciSlot", own=True, since=6),
        Field("vnet", own=True, since=6),
    ),
    entities=(Entity("firewallrules", parts("firewall-rule")), Entity("flowlogs", since=6)),
)
SIX = ("ipv6Ips", "ipv6CidrBlock", "dhcpv6")
MOST_DEVICES = 24
PATH = f"{'/datacenters/{datacenter}/servers/{server}'}/nics/{{nic}}"


def make(work: Work, datacenter: Document, server: Document, sent: Any, where: str) -> Document | None:
    """A NIC of a server with its rules; the LAN that it names is made if there is none."""
    found = len(work.problems.found)
    values = work.validated(NIC, properties_of(sent), f"{where}.properties")
    if len(work.problems.found) > found:
        return None
    lan = work.store.documents.get("lan", lans.ensure(work, datacenter, values["lan"]))
    if lan is None:
        return None
    _check_addresses(work, datacenter, lan, values, f"{where}.properties", None)
    values.setdefault("ips", [])
    _check_six(work, lan, values, f"{where}.properties")
    # the address is chosen when the request is done; until then reads show what was sent
    nic = work.new(NIC, server.value["path"], values, server, joined=lan.id, given=not values["ips"])
    work.later("connect", nic.id)
    for item, place in enclosed(work, sent, "firewallrules", where):
        firewall.make(work, nic, item, place)
    return nic


def _check_addresses(
    work: Work, datacenter: Document, lan: Document, values: dict[str, Any], where: str, nic: Document | None
) -> None:
    """Public addresses are from blocks of the contract, in the location; two NICs share one only for failover."""
    for ip in values.get("ips") or []:
        if addresses.is_private(ip):
            continue
        block = ipblocks.holding(work.call, ip)
        location = datacenter.value["properties"]["location"]
        if block is None or block.value["properties"]["location"] != location:
            work.problems.add(f"{where}.ips", f"IP '{ip}' is not in one of your IP blocks of the location '{location}'")
            continue
        groups = lan.value["properties"]["ipFailover"] or []
        shared = any(group["ip"] == ip for group in groups)
        users = [other for other in work.call.listed("nic") if ip in (other.value["properties"]["ips"] or [])]
        if not shared and any(nic is None or user.id != nic.id for user in users):
            work.problems.add(f"{where}.ips", f"IP '{ip}' is in use by another NIC")


def _check_six(work: Work, lan: Document, values: dict[str, Any], where: str) -> None:
    """IPv6 is only where the LAN has it; there a NIC has it too."""
    block = lan.value["properties"]["ipv6CidrBlock"]
    if block is None:
        for name in SIX:
            if values.get(name) is not None:
                work.problems.add(f"{where}.{name}", f"Attribute '{name}' is not allowed: the LAN has no IPv6")
        return
    six = addresses.nic_block(block, work.store.new_ids(f"six {lan.id}"))
    values.setdefault("ipv6CidrBlock", six)
    values.setdefault("ipv6Ips", [six.removesuffix("/80") + "2"])
    values.setdefault("dhcpv6", True)


def check(work: Work, nic: Document, values: dict[str, Any], where: str) -> dict[str, Any]:
    """A change; with another LAN the NIC moves, and an empty list of addresses asks for a new one."""
    datacenter = work.store.documents.get("datacenter", nic.value["path"].split("/")[2])
    if datacenter is None:
        return {}
    if "ips" in values and any(nic.id in balancer.value["nics"] for balancer in work.call.listed("loadbalancer")):
        work.problems.add(f"{where}.ips", "The IP of a balanced NIC can only be changed at its load balancer")
    kept: dict[str, Any] = {}
    number = values.get("lan") or nic.value["properties"]["lan"]
    lan = work.store.documents.get("lan", lans.ensure(work, datacenter, number))
    moved = lan is not None and lan.id != nic.value["joined"]
    if lan and moved:
        kept["joined"] = lan.id
        if nic.value.get("given"):
            values.setdefault("ips", [])
    values["lan"] = number
    if "ips" in values:
        values["ips"] = values["ips"] or []
        kept["given"] = not values["ips"]
        work.later("address", nic.id)
    if lan:
        _check_addresses(work, datacenter, lan, values, where, nic)
        if set(values) & set(SIX):
            _check_six(work, lan, values, where)
    return kept


def check_devices(work: Work, server: Document) -> None:
    """Raises Refused when a server has more volumes and NICs than it can."""
    count = len(work.store.joined("volume", server.id)) + len(work.store.documents.listed("nic", parent=server.id))
    if count > MOST_DEVICES:
        raise by_platform(f"[VDC-5-502] A server can have at most {MOST_DEVICES} volumes and NICs")


def create_nic(call: Call) -> Answer:
    work = Work(call)
    server = call.own("server")
    nic = make(work, call.own("datacenter"), server, call.body(), "(root)")
    work.problems.check()
    check_devices(work, server)
    return work.accepted(nic or server, shown=nic)


COLLECTION = PATH.removesuffix("/{nic}")
ROUTES = (
    Route("GET", COLLECTION, get_all("server", "nics", NIC)),
    Route("POST", COLLECTION, create_nic),
    Route("GET", PATH, get("nic")),
    Route("PATCH", PATH, change(NIC, check)),
    Route("PUT", PATH, change(NIC, check)),
    Route("DELETE", PATH, delete("nic")),
    Route("GET", f"{PATH}/flowlogs", get_all("nic", "flowlogs", NIC)),
)
