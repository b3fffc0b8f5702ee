# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Addresses that are services of their own: where they are routed, and what they are called in reverse.

What a block keeps beside what the API shows: ``_reverse``, a name for each address that has one.
"""

from __future__ import annotations

import ipaddress
from typing import Any

from sandbox._core.answer import Answer
from sandbox._core.documents import Document
from sandbox._core.routes import Route

from . import services, stages, tasks
from .call import VOID, Call, shown
from .errors import bad, bad_value, conflict, no_object, no_service
from .fields import Field, address, matching, text, word
from .store import Store

BASE = "/ip"
BLOCK = f"{BASE}/{{service}}"
FAMILIES = ("cloudProject", "dedicatedCloud", "dedicatedServer", "hostingReseller", "ipLoadbalancing", "vps")
HOLDERS = {"project": "cloudProject", "server": "dedicatedServer", "vps": "vps"}
MOVE = "genericMoveFloatingIp"
HOST_NAME = matching(r"(?=.{1,254}$)([A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?\.)+[A-Za-z]{2,63}\.?")
# A forward record that does not resolve, so that the reverse cannot be set yet.
UNRESOLVED = "unresolved"


def plant(store: Store, account: int, now: float, block: str, kind: str, routed_to: str | None) -> Document:
    """A new block, which the API cannot order."""
    version = ipaddress.ip_network(block).version
    value = {
        "ip": block,
        "type": kind,
        "routedTo": {"serviceName": routed_to} if routed_to else None,
        "description": None,
        "country": "fr",
        "canBeTerminated": kind == "failover",
        "isAdditionalIp": kind == "failover",
        "version": version,
        "regions": None,
        "campus": None,
        "organisationId": None,
        "bringYourOwnIp": False,
        "rir": None,
        "_reverse": {},
    }
    return services.plant(store, "ip", "ip", block, account, value, now)


def own(call: Call) -> Document:
    """The block that the path names; a single address may stand without its length. Raises Refused."""
    try:
        return call.service("ip", str(ipaddress.ip_network(call.parts["service"])))
    except ValueError:
        raise no_service() from None


def get_all(call: Call) -> Answer:
    found = call.narrowed(call.listed("ip"), "type", "version")
    asked = call.query
    if asked.get("ip"):
        found = [it for it in found if _holds(it, asked["ip"])]
    if asked.get("routedTo.serviceName"):
        found = [it for it in found if services.like(holder(it) or "", asked["routedTo.serviceName"])]
    if asked.get("description"):
        found = [it for it in found if services.like(it.value["description"] or "", asked["description"])]
    if asked.get("isAdditionalIp") in ("true", "false"):
        found = [it for it in found if it.value["isAdditionalIp"] == (asked["isAdditionalIp"] == "true")]
    return Answer([it.id for it in services.tagged(call, found)])


def _holds(block: Document, wanted: str) -> bool:
    """Whether a block is or contains an address or a block. Raises Refused."""
    try:
        inner = ipaddress.ip_network(wanted, strict=False)
    except ValueError:
        raise bad_value("ip") from None
    outer = ipaddress.ip_network(block.id)
    return inner.version == outer.version and inner.subnet_of(outer)  # type: ignore[arg-type]


def holder(block: Document) -> str | None:
    """The service that a block is routed to; None while it is parked."""
    return (block.value["routedTo"] or {}).get("serviceName")


def get(call: Call) -> Answer:
    return Answer(shown(own(call).value))


def put(call: Call) -> Answer:
    call.change(own(call), **call.changes(Field("description", text)))
    return VOID


# Routing


def _families(call: Call) -> dict[str, list[dict[str, Any]]]:
    """Where an address can go; families without a service are empty lists."""
    found: dict[str, list[dict[str, Any]]] = {family: [] for family in FAMILIES}
    for kind, family in HOLDERS.items():
        found[family] = [{"service": it.id, "nexthop": None} for it in call.listed(kind)]
    return found


def get_move(call: Call) -> Answer:
    own(call)
    return Answer(_families(call))


def _begun(call: Call, block: Document, to: str | None) -> Answer:
    if tasks.pending(call, block):
        raise conflict("A task is already pending on this address")
    routed = {"serviceName": to} if to else None
    return tasks.begun(call, block, MOVE, [stages.merge("ip", block.id, routedTo=routed)], destination=routed)


def move(call: Call) -> Answer:
    block = own(call)
    sent = call.complete(Field("to", word, needed=True), Field("nexthop", text))
    if block.value["type"] != "failover":
        raise bad(f"The address {block.id} cannot be moved")
    if not any(it["service"] == sent["to"] for family in _families(call).values() for it in family):
        raise bad_value("to")
    return _begun(call, block, sent["to"])


def park(call: Call) -> Answer:
    block = own(call)
    if block.value["type"] != "failover":
        raise bad(f"The address {block.id} cannot be parked")
    return _begun(call, block, None)


# Names in reverse


def _is_inside(block: Document, ip: str) -> bool:
    return ipaddress.ip_address(ip) in ipaddress.ip_network(block.id)


def get_reverses(call: Call) -> Answer:
    return Answer(list(own(call).value["_reverse"]))


def post_reverse(call: Call) -> Answer:
    """It overwrites."""
    block = own(call)
    sent = call.body(Field("ipReverse", address, needed=True), Field("reverse", HOST_NAME, needed=True))
    ip, name = sent["ipReverse"], sent["reverse"]
    if not _is_inside(block, ip):
        raise bad_value("ipReverse")
    if call.core.take_fault({UNRESOLVED}):
        raise bad(f"Cannot check if {name} resolves to {ip}")
    shown_name = name if call.form("bare_reverse") else f"{name.rstrip('.')}."
    call.change(block, _reverse={**block.value["_reverse"], ip: shown_name})
    return Answer({"ipReverse": ip, "reverse": shown_name})


def _reverse(call: Call) -> tuple[Document, str]:
    block, ip = own(call), call.parts["item"]
    if ip not in block.value["_reverse"]:
        raise no_object("ipReverse", ip)
    return block, ip


def get_reverse(call: Call) -> Answer:
    block, ip = _reverse(call)
    return Answer({"ipReverse": ip, "reverse": block.value["_reverse"][ip]})


def delete_reverse(call: Call) -> Answer:
    block, ip = _reverse(call)
    call.change(block, _reverse={name: it for name, it in block.value["_reverse"].items() if name != ip})
    return VOID


def _tasks(route: Route) -> Route:
    """A call about tasks, for a block in either of its ways to be written."""

    def handler(call: Call) -> Answer:
        answer: Answer = route.handler(call.at(service=own(call).id))
        return answer

    return route._replace(handler=handler)


ROUTES = (
    Route("GET", BASE, get_all),
    Route("GET", BLOCK, get),
    Route("PUT", BLOCK, put),
    Route("GET", f"{BLOCK}/move", get_move),
    Route("POST", f"{BLOCK}/move", move),
    Route("POST", f"{BLOCK}/park", park),
    Route("GET", f"{BLOCK}/reverse", get_reverses),
    Route("POST", f"{BLOCK}/reverse", post_reverse),
    Route("GET", f"{BLOCK}/reverse/{{item}}", get_reverse),
    Route("DELETE", f"{BLOCK}/reverse/{{item}}", delete_reverse),
    *map(_tasks, tasks.routes("ip", BLOCK)),
)
