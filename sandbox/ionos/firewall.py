# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rules of what a NIC lets through."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sandbox._core.answer import Answer
from sandbox._core.documents import Document
from sandbox._core.routes import Route

from .call import Call
from .calls import change, delete, get, get_all, properties_of
from .fields import Field, address, mac, network, one_of, whole
from .kind import Kind
from .view import View
from .work import Work

PORTS = ("portRangeStart", "portRangeEnd")
ICMP = ("icmpType", "icmpCode")


def ports_as_text(view: View, rule: Document, depth: int) -> Mapping[str, Any]:
    """In v4 ports were strings."""
    stored = rule.value["properties"]
    return {name: str(stored[name]) for name in PORTS if stored[name] is not None} if view.call.version == 4 else {}


RULE = Kind(
    "firewall-rule",
    "firewallrules",
    (
        Field("name"),
        Field(
            "protocol",
            one_of("TCP", "UDP", "ICMP", "ICMPv6", "GRE", "VRRP", "ESP", "AH", "ANY"),
            needed=True,
            fixed=True,
        ),
        Field("sourceMac", mac),
        Field("ipVersion", one_of("IPv4", "IPv6"), since=6),
        Field("sourceIp", network),
        Field("targetIp", address),
        Field("icmpCode", whole(0, 254)),
        Field("icmpType", whole(0, 254)),
        Field("portRangeStart", whole(1, 65535)),
        Field("portRangeEnd", whole(1, 65535)),
        Field("type", one_of("INGRESS", "EGRESS"), default="INGRESS", since=5),
    ),
    computed=ports_as_text,
)
COLLECTION = "/datacenters/{datacenter}/servers/{server}/nics/{nic}/firewallrules"
PATH = f"{COLLECTION}/{{firewall-rule}}"


def make(work: Work, nic: Document, sent: Any, where: str) -> Document:
    values = work.validated(RULE, properties_of(sent), f"{where}.properties")
    _check(work, values, values, f"{where}.properties")
    version = "IPv6" if values.get("protocol") == "ICMPv6" or ":" in str(values.get("sourceIp")) else "IPv4"
    later = {} if values.get("ipVersion") else {"ipVersion": version}
    return work.new(RULE, nic.value["path"], values, nic, later=later)


def check(work: Work, rule: Document, values: dict[str, Any], where: str) -> None:
    _check(work, {**rule.value["properties"], **values}, values, where)


def _check(work: Work, rule: Mapping[str, Any], values: dict[str, Any], where: str) -> None:
    """What a protocol does not have, a rule for it does not name; a range of ports has two ends."""
    protocol = rule.get("protocol")
    for names, protocols in ((PORTS, ("TCP", "UDP")), (ICMP, ("ICMP", "ICMPv6"))):
        for name in names:
            if rule.get(name) is not None and protocol is not None and protocol not in protocols:
                text = f"Attribute '{name}' is not allowed for protocol {protocol}"
                work.problems.add(f"{where}.{name}", text)
    first, last = (rule.get(name) for name in PORTS)
    if first is not None and last is None and work.call.form("open_ranges"):
        values["portRangeEnd"] = last = first
    if (first is None) != (last is None):
        missing = PORTS[0] if first is None else PORTS[1]
        work.problems.add(f"{where}.{missing}", f"Attribute '{missing}' is required")
    elif first is not None and last is not None and first > last:
        work.problems.add(f"{where}.{PORTS[1]}", "The range of ports ends before it starts")


def create_rule(call: Call) -> Answer:
    work = Work(call)
    rule = make(work, call.own("nic"), call.body(), "(root)")
    return work.accepted(rule, shown=rule)


ROUTES = (
    Route("GET", COLLECTION, get_all("nic", "firewallrules", RULE)),
    Route("POST", COLLECTION, create_rule),
    Route("GET", PATH, get("firewall-rule")),
    Route("PATCH", PATH, change(RULE, check)),
    Route("PUT", PATH, change(RULE, check)),
    Route("DELETE", PATH, delete("firewall-rule")),
)
