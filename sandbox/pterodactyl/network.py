# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The ports of a server, for its owner."""

from __future__ import annotations

import random
from typing import Any

from sandbox._core.answer import Answer
from sandbox._core.documents import Document

from . import activity, allocations
from .call import Call
from .errors import display
from .store import Store
from .validation import check, rules
from .view import listed, nothing, thing

# Ports that are made where none is free.
MADE = range(20000, 20101)


def attributes(call: Call, allocation: Document) -> dict[str, Any]:
    row = allocation.value
    server = call.once("server", row["server_id"])
    return {
        "id": row["id"],
        "ip": row["ip"],
        "ip_alias": row["ip_alias"],
        "port": row["port"],
        "notes": row["notes"],
        "is_default": server.value["allocation_id"] == row["id"],
    }


def of_server(store: Store, server: Document) -> list[Document]:
    return store.where("allocation", "server_id", server.value["id"])


def get_all(call: Call) -> Answer:
    return Answer(listed(call, "client_allocation", of_server(call.store, call.server)))


def create(call: Call) -> Answer:
    """One by chance, at the address of the default one."""
    server, store = call.server, call.store
    limit = server.value["allocation_limit"] or 0
    if len(of_server(store, server)) >= limit:
        raise display("Cannot assign additional allocations to this server: limit has been reached.")
    if not call.form("auto_allocations"):
        words = "Server auto-allocation is not enabled for this instance."
        raise display(words, "AutoAllocationNotEnabledException")
    node, ip = store.known("node", server.value["node_id"]), _default(store, server).value["ip"]
    free = _free(store, node, ip)
    if not free:
        allocations.add(store, node, [ip], MADE, call.now)
        free = _free(store, node, ip)
    if not free:
        words = "Cannot assign additional allocation: no more space available on node."
        raise display(words, "NoAutoAllocationSpaceAvailableException")
    taken = store.change(random.choice(free), {"server_id": server.value["id"]}, call.now)
    activity.log(call, "server:allocation.create", allocation=f"{ip}:{taken.value['port']}")
    return Answer(thing(call, "client_allocation", taken))


def _default(store: Store, server: Document) -> Document:
    return store.known("allocation", server.value["allocation_id"])


def _free(store: Store, node: Document, ip: str) -> list[Document]:
    rows = store.all("allocation", node)
    return [it for it in rows if it.value["ip"] == ip and it.value["server_id"] is None]


def update(call: Call) -> Answer:
    check(call.input, {"notes": rules("present|nullable|string|max:256")})
    allocation = call.store.change(call.things["allocation"], {"notes": call.input["notes"]}, call.now)
    activity.log(call, "server:allocation.notes", new=call.input["notes"])
    return Answer(thing(call, "client_allocation", allocation))


def make_primary(call: Call) -> Answer:
    allocation = call.things["allocation"]
    call.store.change(call.server, {"allocation_id": allocation.value["id"]}, call.now)
    call.cache.clear()
    activity.log(call, "server:allocation.primary")
    return Answer(thing(call, "client_allocation", allocation))


def delete(call: Call) -> Answer:
    server, allocation = call.server, call.things["allocation"]
    if not server.value["allocation_limit"]:
        raise display("You cannot delete allocations for this server: no allocation limit is set.")
    if allocation.value["id"] == server.value["allocation_id"]:
        raise display("You cannot delete the primary allocation for this server.")
    call.store.change(allocation, {"server_id": None, "notes": None}, call.now)
    activity.log(call, "server:allocation.delete")
    return nothing()
