# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reserved addresses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sandbox._core.answer import Answer
from sandbox._core.documents import Document
from sandbox._core.routes import Route

from . import addresses, catalogue, limits, paging
from .call import Call, date
from .calls import change, delete, get, properties_of
from .errors import by_platform
from .fields import Field, address, listed, one_of, whole
from .kind import Kind, Page
from .view import View
from .work import Work


def consumers(view: View, block: Document, depth: int) -> Mapping[str, Any]:
    """Who uses the addresses."""
    if view.call.version == 4:
        return {}
    used = _used(view)
    found = [_consumer(view, ip, nic) for ip in block.value["properties"]["ips"] for nic in used.get(ip, [])]
    return {"ipConsumers": found}


def _used(view: View) -> dict[str, list[Document]]:
    """All NICs of the contract by their addresses."""
    if view.nics_by_address is None:
        view.nics_by_address = {}
        for nic in view.call.listed("nic"):
            for ip in nic.value["properties"]["ips"] or []:
                view.nics_by_address.setdefault(ip, []).append(nic)
    return view.nics_by_address


def _consumer(view: View, ip: str, nic: Document) -> dict[str, Any]:
    server = view.found("server", nic.parent)
    datacenter = view.found("datacenter", server.parent) if server else None
    return {
        "ip": ip,
        "mac": nic.value["properties"]["mac"],
        "nicId": nic.id,
        "serverId": server and server.id,
        "serverName": server and server.value["properties"]["name"],
        "datacenterId": datacenter and datacenter.id,
        "datacenterName": datacenter and datacenter.value["properties"]["name"],
        "k8sNodePoolUuid": None,
        "k8sClusterUuid": None,
    }


IPBLOCK = Kind(
    "ipblock",
    "ipblocks",
    (
        Field("ips", listed(address), own=True),
        Field("location", one_of(*catalogue.LOCATIONS), needed=True, fixed=True),
        Field("size", whole(1), needed=True, fixed=True),
        Field("name"),
        Field("ipConsumers", own=True, since=5),
    ),
    page=Page(100, 1000),
    computed=consumers,
    once_lower_case=True,
)


def holding(call: Call, ip: str) -> Document | None:
    """The block of the contract that an address is from."""
    return next((block for block in call.listed("ipblock") if ip in block.value["properties"]["ips"]), None)


def list_ipblocks(call: Call) -> Answer:
    return paging.answered(call, "/ipblocks", call.listed("ipblock"), IPBLOCK.page)


def create_ipblock(call: Call) -> Answer:
    work, guard = Work(call), limits.Guard(call)
    values = work.validated(IPBLOCK, properties_of(call.body()), "(root).properties")
    work.problems.check()
    guard.check(reservableIps=values["size"])
    values["ips"] = addresses.publics(work.store, values["size"])
    values.setdefault("name", f"IP_BLOCK_{date(call.now)}")
    block = work.new(IPBLOCK, "", values)
    return work.accepted(block, shown=block)


def unused(work: Work, block: Document) -> None:
    if consumers(View(work.call), block, 0).get("ipConsumers"):
        raise by_platform("[VDC-5-501] The IP block is in use and cannot be deleted")


PATH = "/ipblocks/{ipblock}"
ROUTES = (
    Route("GET", "/ipblocks", list_ipblocks),
    Route("POST", "/ipblocks", create_ipblock),
    Route("GET", PATH, get("ipblock")),
    Route("PATCH", PATH, change(IPBLOCK)),
    Route("PUT", PATH, change(IPBLOCK)),
    Route("DELETE", PATH, delete("ipblock", unused)),
)
