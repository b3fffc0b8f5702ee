# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Private networks and their subnets, and the public network."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from sandbox._core.answer import Answer
from sandbox._core.documents import Document
from sandbox._core.routes import Route

from . import addresses, catalogue, stages
from .call import VOID, Call, shown
from .catalogue import id_of
from .errors import bad, bad_value, conflict, no_object
from .fields import Field, address, flag, list_of, network, whole, word
from .projects import PROJECT, known_region

BASE = f"{PROJECT}/network/private"
NETWORK = f"{BASE}/{{item}}"
SUBNET = f"{NETWORK}/subnet"
PUBLIC_ID = id_of("network", addresses.EXTERNAL, "")
FIRST = 1_083_000


def _in_region(region: str, status: str) -> dict[str, Any]:
    return {"region": region, "status": status, "openstackId": str(uuid4())}


def _is_in(found: Document, region: str) -> bool:
    return any(it["region"] == region for it in found.value["regions"])


def _named(call: Call, project: Document, region: str, wanted: str) -> Document | None:
    """The private network of this id, or of this id of OpenStack's in a region."""
    for found in call.listed("network", project.id):
        if found.id == wanted and _is_in(found, region):
            return found
        if any(it["openstackId"] == wanted and it["region"] == region for it in found.value["regions"]):
            return found
    return None


def addresses_for(
    call: Call, project: Document, region: str, wanted: Sequence[dict[str, Any]] | None
) -> list[dict[str, Any]]:
    """The addresses of a new instance, in the networks that were asked for or in the public one. Raises Refused."""
    given: list[dict[str, Any]] = []
    for each in wanted or [{"networkId": PUBLIC_ID, "ip": None}]:
        if each["networkId"] in (PUBLIC_ID, addresses.external(region)):
            given += addresses.of_internet(call.store, region)
        else:
            given.append(private_address(call, project, region, each["networkId"], each["ip"]))
    return given


def private_address(call: Call, project: Document, region: str, wanted: str, ip: str | None) -> dict[str, Any]:
    """An address in a private network. Raises Refused."""
    found = _named(call, project, region, wanted)
    subnet = found and next((it for it in call.listed("subnet", found.id) if it.value["_region"] == region), None)
    if found is None or subnet is None:
        raise bad_value("networkId")
    number = next(it["openstackId"] for it in found.value["regions"] if it["region"] == region)
    given = addresses.of_subnet(call.store, subnet, number, ip, _taken(call, project, number))
    if given is None:
        raise bad_value("ip")
    return given


def _taken(call: Call, project: Document, number: str) -> set[str]:
    """The addresses of a network that instances have or will have."""
    each = [it for instance in call.listed("instance", project.id) for it in instance.value["_given"]]
    return {it["ip"] for it in each if it["networkId"] == number}


def wanted_in_region(sent: dict[str, Any]) -> list[dict[str, Any]] | None:
    """The networks of the newer way to make instances. Raises Refused."""
    private = sent.get("private") or {}
    inner = private.get("network") if isinstance(private, dict) else None
    if private and not (isinstance(inner, dict) and isinstance(inner.get("id"), str)):
        raise bad_value("network")
    wanted = [{"networkId": inner["id"], "ip": private.get("ip")}] if inner else []
    return [*([{"networkId": PUBLIC_ID, "ip": None}] if sent.get("public") else []), *wanted] or None


def get_all(call: Call) -> Answer:
    return Answer([shown(it.value) for it in call.listed("network", call.service("project").id)])


def get_public(call: Call) -> Answer:
    call.service("project")
    regions = [
        {"region": region, "status": "ACTIVE", "openstackId": addresses.external(region)}
        for region in catalogue.REGIONS
    ]
    value = {"id": PUBLIC_ID, "name": addresses.EXTERNAL, "vlanId": 0, "status": "ACTIVE", "type": "public"}
    return Answer([{**value, "regions": regions}])


def post(call: Call) -> Answer:
    project = call.service("project")
    sent = call.complete(
        Field("name", word, needed=True), Field("vlanId", whole(0, 4095)), Field("regions", list_of(word))
    )
    regions = [known_region(call, region) for region in sent["regions"] or catalogue.REGIONS]
    vlan = sent["vlanId"]
    if vlan and any(it.value["vlanId"] == vlan for it in call.listed("network", project.id)):
        raise conflict(f"VLAN {vlan} is already in use")
    number = call.store.new_ids("network", first=FIRST)
    vlan = number % 4000 + 1 if vlan is None else vlan
    key = f"pn-{number}_{vlan}"
    built = [_in_region(region, "BUILDING") for region in regions]
    value = {"id": key, "name": sent["name"], "vlanId": vlan, "status": "BUILDING", "type": "private"}
    made = call.new("network", key, {**value, "regions": built}, project.id)
    return Answer(shown(_settling(call, made, built, status="ERROR").value))


def _settling(call: Call, found: Document, wanted: list[dict[str, Any]], **failed: Any) -> Document:
    """A network, on its way to be there in all these regions; ``failed`` is what it is like when that fails."""
    active = [{**it, "status": "ACTIVE"} for it in wanted]
    happens = [stages.merge("network", found.id, status="ACTIVE", regions=active)]
    return call.begin(found, happens, failed=lambda failure: [stages.merge("network", found.id, **failed)])


def own(call: Call) -> Document:
    return call.item("network", call.service("project"), field="networkId")


def get(call: Call) -> Answer:
    return Answer(shown(own(call).value))


def put(call: Call) -> Answer:
    call.change(own(call), **call.body(Field("name", word, needed=True)))
    return VOID


def post_region(call: Call) -> Answer:
    found = own(call)
    region = known_region(call, call.body(Field("region", word, needed=True))["region"])
    if _is_in(found, region):
        raise conflict(f"The network {found.id} is already in {region}")
    if found.ends is not None:
        raise conflict(f"The network {found.id} is {found.value['status']}")
    before = found.value["regions"]
    grown = [*before, _in_region(region, "BUILDING")]
    seen = found if call.form("late_regions") else call.change(found, regions=grown)
    return Answer(shown(_settling(call, seen, grown, regions=before).value))


def delete(call: Call) -> Answer:
    found, project = own(call), call.service("project")
    if any(_taken(call, project, it["openstackId"]) for it in found.value["regions"]):
        raise conflict(f"The network {found.id} is in use")
    if found.value["status"] == "DELETING":
        raise conflict(f"The network {found.id} is being deleted")
    failed = stages.merge("network", found.id, status="ACTIVE")
    call.begin(found, [stages.drop("network", found.id)], failed=lambda failure: [failed], status="DELETING")
    return VOID


def get_subnets(call: Call) -> Answer:
    return Answer([shown(it.value) for it in call.listed("subnet", own(call).id)])


def post_subnet(call: Call) -> Answer:
    found = own(call)
    sent = call.complete(
        Field("region", word, needed=True),
        Field("network", network, needed=True),
        Field("start", address, needed=True),
        Field("end", address, needed=True),
        Field("dhcp", flag, needed=True),
        Field("noGateway", flag, needed=True),
    )
    if not _is_in(found, known_region(call, sent["region"])):
        raise bad_value("region")
    block = ipaddress.ip_network(sent["network"])
    first, last = (ipaddress.ip_address(sent[name]) for name in ("start", "end"))
    if first not in block or last not in block or int(first) > int(last):
        raise bad("start and end must be inside of the network")
    if any(
        it.value["_region"] == sent["region"] and ipaddress.ip_network(it.value["cidr"]).overlaps(block)
        for it in call.listed("subnet", found.id)
    ):
        raise conflict(f"The network {found.id} has such a subnet in {sent['region']} already")
    gateway = None if sent["noGateway"] else str(block[1])
    key = str(uuid4())
    value = {
        "id": key,
        "cidr": sent["network"],
        "gatewayIp": gateway,
        "dhcpEnabled": sent["dhcp"],
        "ipPools": [{name: sent[name] for name in ("region", "network", "start", "end", "dhcp")}],
        "_region": sent["region"],
    }
    return Answer(shown(call.new("subnet", key, value, found.id).value))


def delete_subnet(call: Call) -> Answer:
    found, project = own(call), call.service("project")
    subnet = call.get("subnet", call.parts["subnet"])
    if subnet is None or subnet.parent != found.id:
        raise no_object("subnetId", call.parts["subnet"])
    number = next(it["openstackId"] for it in found.value["regions"] if it["region"] == subnet.value["_region"])
    if _taken(call, project, number):
        raise conflict(f"The subnet {subnet.id} is in use")
    return call.removed(subnet)


ROUTES = (
    Route("GET", f"{PROJECT}/network/public", get_public),
    Route("GET", BASE, get_all),
    Route("POST", BASE, post),
    Route("GET", NETWORK, get),
    Route("PUT", NETWORK, put),
    Route("DELETE", NETWORK, delete),
    Route("POST", f"{NETWORK}/region", post_region),
    Route("GET", SUBNET, get_subnets),
    Route("POST", SUBNET, post_subnet),
    Route("DELETE", f"{SUBNET}/{{subnet}}", delete_subnet),
)
