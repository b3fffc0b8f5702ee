# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Data centres, which can be made with everything in them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sandbox._core.answer import Answer
from sandbox._core.documents import Document
from sandbox._core.routes import Route

from . import addresses, catalogue, lans, limits, loadbalancers, paging, servers, volumes
from .call import Call
from .calls import change, delete, enclosed, get, properties_of
from .fields import Field, flag, listed, matching, one_of, text
from .kind import Entity, Kind, Page, parts
from .work import Work

DATACENTER = Kind(
    "datacenter",
    "datacenters",
    (
        Field("name", matching(r"[^@/\\|\"']*", "Attribute 'name' must not contain any of @ / \\ | \" '")),
        Field("description"),
        Field("location", one_of(*catalogue.LOCATIONS), needed=True, fixed=True),
        Field("version", own=True),
        Field("features", listed(text), own=True),
        Field("secAuthProtection", flag, default=False),
        Field("cpuArchitecture", own=True, since=6),
        Field("ipv6CidrBlock", own=True, since=6),
        Field("defaultSecurityGroupId", own=True, since=6),
        Field("createDefaultSecurityGroup", flag, fixed=True, secret=True, hidden=True, since=6),
    ),
    entities=(
        Entity("servers", parts("server")),
        Entity("volumes", parts("volume")),
        Entity("loadbalancers", parts("loadbalancer")),
        Entity("lans", parts("lan")),
        Entity("networkloadbalancers", since=6),
        Entity("natgateways", since=6),
    ),
    page=Page(100, 1000),
)


def make(work: Work, sent: Any, where: str) -> Document:
    """A data centre, and what was sent along: LANs first, since servers name them."""
    values = work.validated(DATACENTER, properties_of(sent), f"{where}.properties")
    work.problems.check()
    values |= {"features": [], "cpuArchitecture": []}
    datacenter = work.new(DATACENTER, "", values, later=_provisioned(work, values))
    for item, place in enclosed(work, sent, "lans", where):
        lans.make(work, datacenter, item, place)
    for item, place in enclosed(work, sent, "volumes", where):
        volumes.make(work, datacenter, item, place)
    for item, place in enclosed(work, sent, "servers", where):
        servers.make(work, datacenter, item, place)
    for item, place in enclosed(work, sent, "loadbalancers", where):
        loadbalancers.make(work, datacenter, item, place)
    return datacenter


def _provisioned(work: Work, values: Mapping[str, Any]) -> dict[str, Any]:
    location = values["location"]
    return {
        "features": catalogue.PLACES[location].value["properties"]["features"],
        "cpuArchitecture": catalogue.architecture(location),
        "ipv6CidrBlock": addresses.datacenter_block(work.store),
    }


def list_datacenters(call: Call) -> Answer:
    return paging.answered(call, "/datacenters", call.listed("datacenter"), DATACENTER.page)


def create_datacenter(call: Call) -> Answer:
    work, guard = Work(call), limits.Guard(call)
    datacenter = make(work, call.body(), "(root)")
    work.problems.check()
    guard.check()
    return work.accepted(datacenter, shown=datacenter)


PATH = "/datacenters/{datacenter}"
ROUTES = (
    Route("GET", "/datacenters", list_datacenters),
    Route("POST", "/datacenters", create_datacenter),
    Route("GET", PATH, get("datacenter")),
    Route("PATCH", PATH, change(DATACENTER)),
    Route("PUT", PATH, change(DATACENTER)),
    Route("DELETE", PATH, delete("datacenter")),
)
