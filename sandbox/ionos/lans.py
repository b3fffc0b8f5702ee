# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""LANs, with their failover groups."""

from __future__ import annotations

from itertools import count
from typing import Any

from sandbox._core.answer import Answer
from sandbox._core.documents import Document
from sandbox._core.routes import Route

from . import addresses, ipblocks, paging
from .call import Call
from .calls import change, delete, enclosed, get, get_all, named_id, properties_of, shown
from .errors import Message, by_platform, not_found, refused
from .fields import Field, Wrong, address, flag, listed, network, text, uuid
from .kind import Entity, Kind, joined
from .work import Work

AUTO = "AUTO"
PROTECTED = "protected"
SLAVE = "184"


def failover(value: Any) -> dict[str, str]:
    """A group: the address, and the NIC that is its master."""
    if not isinstance(value, dict) or set(value) - {"ip", "nicUuid"}:
        raise Wrong("Attribute value must be an object with ip and nicUuid")
    return {"ip": address(value.get("ip")), "nicUuid": uuid(value.get("nicUuid"))}


def _block(value: Any) -> str:
    return AUTO if value == AUTO else network(value)


LAN = Kind(
    "lan",
    "lans",
    (
        Field("name"),
        Field("ipFailover", listed(failover)),
        Field("ipv4CidrBlock", own=True, since=6),
        Field("ipv6CidrBlock", _block, since=6),
        Field("pcc", text, since=5),
        Field("public", flag, default=False, at_once=True),
        Field("vni", own=True, since=6),
    ),
    entities=(Entity("nics", joined("nic")),),
    once_lower_case=True,
)
PATH = "/datacenters/{datacenter}/lans/{lan}"


def make(work: Work, datacenter: Document, sent: Any, where: str) -> Document:
    """A LAN under the next number, and the NICs that move there."""
    values = work.validated(LAN, properties_of(sent), f"{where}.properties")
    number = next(str(number) for number in count(_next(work, datacenter)) if _free(work, datacenter, str(number)))
    lan = add(work, datacenter, number, values)
    if values.get("ipFailover"):
        work.problems.add(f"{where}.properties.ipFailover", "A new LAN has no NICs that can be in a failover group")
    for item, place in enclosed(work, sent, "nics", where):
        if _member(work, lan, item) is None:
            work.problems.add(place, "There is no such NIC in this data center")
    return lan


def add(work: Work, datacenter: Document, number: str, values: dict[str, Any]) -> Document:
    """A LAN under a number. Its failover groups are null in the 202 and then empty."""
    net = addresses.new_network(work.store)
    later: dict[str, Any] = {"ipFailover": []}
    if not values.get("public"):
        later["ipv4CidrBlock"] = f"{net}.0/24"
    if values.get("ipv6CidrBlock") == AUTO:
        values["ipv6CidrBlock"] = _six(datacenter, number)
    values = {**values, "ipFailover": None}
    return work.new(LAN, datacenter.value["path"], values, datacenter, number, later, net=net)


def ensure(work: Work, datacenter: Document, number: int) -> str:
    """The id of the LAN that a NIC names, which it makes if it has to."""
    key = f"{datacenter.id}/{number}"
    return key if work.store.documents.get("lan", key) else add(work, datacenter, str(number), {}).id


def _next(work: Work, datacenter: Document) -> int:
    return work.store.new_ids(f"lan {datacenter.id}")


def _free(work: Work, datacenter: Document, number: str) -> bool:
    return work.store.documents.get("lan", f"{datacenter.id}/{number}") is None


def _six(datacenter: Document, number: str) -> str | None:
    block = datacenter.value["properties"]["ipv6CidrBlock"]
    return addresses.lan_block(block, int(number)) if block else None


def _member(work: Work, lan: Document, sent: Any) -> Document | None:
    """The NIC that was named, now in this LAN."""
    nic = work.call.thing("nic", named_id(sent) or "")
    if nic is None or nic.value["path"].split("/")[2] != lan.value["path"].split("/")[2]:
        return None
    return move(work, nic, lan)


def move(work: Work, nic: Document, lan: Document, **values: Any) -> Document:
    """The NIC in another LAN; an address that the service gave it is given anew."""
    number = int(lan.value["path"].rsplit("/", 1)[-1])
    if nic.value.get("given") and not values.get("ips"):
        values["ips"] = []
        work.later("address", nic.id)
    return work.change(nic, {**values, "lan": number}, joined=lan.id)


def check(work: Work, lan: Document, values: dict[str, Any], where: str) -> None:
    if values.get("ipv6CidrBlock") == AUTO:
        datacenter = work.store.documents.get("datacenter", lan.parent or "")
        values["ipv6CidrBlock"] = datacenter and _six(datacenter, lan.value["path"].rsplit("/", 1)[-1])
    public = values.get("public", lan.value["properties"]["public"])
    if bool(public) != bool(lan.value["properties"]["public"]):
        block = None if public else f"{lan.value['net']}.0/24"
        work.later("set", "lan", lan.id, {"ipv4CidrBlock": block})
        work.later("readdress", lan.id)
    if "ipFailover" in values:
        values["ipFailover"] = values["ipFailover"] or []
        _check_left(work, lan, values["ipFailover"], where)
    for index, group in enumerate(values.get("ipFailover") or []):
        reason = _no_group(work, lan, group, bool(public))
        if reason:
            work.problems.add(f"{where}.ipFailover.[{index}]", reason)


def _check_left(work: Work, lan: Document, groups: list[dict[str, str]], where: str) -> None:
    """A group stays as long as a NIC that is not its master has the address."""
    kept = {group["ip"] for group in groups}
    for group in lan.value["properties"]["ipFailover"] or []:
        others = [nic for nic in work.store.joined("nic", lan.id) if nic.id != group["nicUuid"]]
        slave = next((nic for nic in others if group["ip"] in (nic.value["properties"]["ips"] or [])), None)
        if slave and group["ip"] not in kept:
            text = f"Failover IP '{group['ip']}' found in Slave NIC '{slave.id}'."
            work.problems.add(f"{where}.ipFailover", f"{text} IP failover settings cannot be deleted.", SLAVE)


def _no_group(work: Work, lan: Document, group: dict[str, str], public: bool) -> str | None:
    """Why a failover group cannot be."""
    nic = work.store.documents.get("nic", group["nicUuid"])
    if not public:
        return "IP failover needs a public LAN"
    if nic is None or nic.value["joined"] != lan.id:
        return f"NIC '{group['nicUuid']}' is not in this LAN"
    if group["ip"] not in (nic.value["properties"]["ips"] or []):
        return f"NIC '{nic.id}' does not have the IP '{group['ip']}'"
    if ipblocks.holding(work.call, group["ip"]) is None:
        return f"IP '{group['ip']}' is not reserved"
    return None


def deletable(work: Work, lan: Document) -> None:
    number = lan.value["path"].rsplit("/", 1)[-1]
    if work.call.core.take_fault({PROTECTED}):
        raise refused(403, Message("451", f"Access Denied: Lan {number} is delete-protected by 'DBaaS'."))
    if work.store.joined("nic", lan.id):
        raise by_platform(f"[VDC-5-500] Lan {number} has NICs and cannot be deleted")


def create_lan(call: Call) -> Answer:
    work = Work(call)
    lan = make(work, call.own("datacenter"), call.body(), "(root)")
    return work.accepted(lan, shown=lan)


def get_member(call: Call) -> Answer:
    return shown(call, _own_member(call))


def _own_member(call: Call) -> Document:
    lan, nic = call.own("lan"), call.thing("nic", call.parts["nic"])
    if nic is None or nic.value["joined"] != lan.id:
        raise not_found()
    return nic


def add_member(call: Call) -> Answer:
    work, lan = Work(call), call.own("lan")
    nic = _member(work, lan, call.body())
    if nic is None:
        raise not_found()
    return work.accepted(nic, shown=nic)


def list_members(call: Call) -> Answer:
    lan = call.own("lan")
    return paging.answered(call, f"{lan.value['path']}/nics", call.store.joined("nic", lan.id), LAN.page)


ROUTES = (
    Route("GET", "/datacenters/{datacenter}/lans", get_all("datacenter", "lans", LAN)),
    Route("POST", "/datacenters/{datacenter}/lans", create_lan),
    Route("GET", PATH, get("lan")),
    Route("PATCH", PATH, change(LAN, check)),
    Route("PUT", PATH, change(LAN, check)),
    Route("DELETE", PATH, delete("lan", deletable)),
    Route("GET", f"{PATH}/nics", list_members),
    Route("POST", f"{PATH}/nics", add_member),
    Route("GET", f"{PATH}/nics/{{nic}}", get_member),
)
