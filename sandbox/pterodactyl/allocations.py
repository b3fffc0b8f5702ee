# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Allocations: the ports of a node."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from sandbox._core.answer import Answer
from sandbox._core.documents import Document

from .call import Call
from .errors import display
from .paging import Listing, like, page
from .ports import numbers
from .store import Store
from .validation import check, rules
from .view import nothing

RULES = {
    "ip": rules("required|string"),
    "alias": rules("sometimes|nullable|string|max:191"),
    "ports": rules("required|array"),
    "ports.*": rules("string"),
}
# Names under these are known here, nobody else is asked.
KNOWN = (".example.com", ".test")


def _same(column: str) -> Any:
    return lambda call, row, wanted: str(row.value[column]) in str(wanted).split(",")


def _of_server(call: Call, row: Document, wanted: str | bool) -> bool:
    """By the number of a server; what is none means the free ones."""
    text = str(wanted)
    is_number = text.isascii() and text.isdigit() and text != "0"
    return str(row.value["server_id"]) == text if is_number else row.value["server_id"] is None


LISTING = Listing(
    extra={
        "ip": _same("ip"),
        "port": _same("port"),
        "ip_alias": lambda call, row, wanted: like(row.value["ip_alias"], wanted),
        "server_id": _of_server,
    }
)


def attributes(call: Call, allocation: Document) -> dict[str, Any]:
    row = allocation.value
    return {
        "id": row["id"],
        "ip": row["ip"],
        "alias": row["ip_alias"],
        "port": row["port"],
        "notes": row["notes"],
        "assigned": row["server_id"] is not None,
    }


def get_all(call: Call) -> Answer:
    return page(call, "allocation", call.store.all("allocation", call.things["node"]), LISTING)


def create(call: Call) -> Answer:
    """Those that are there already are left as they are."""
    check(call.input, RULES)
    wanted = call.input["ports"]
    addresses = _addresses(call.input["ip"])
    for entry in wanted.values() if isinstance(wanted, dict) else wanted:
        add(call.store, call.things["node"], addresses, numbers(entry), call.now, call.input.get("alias"))
    return nothing()


def add(
    store: Store, node: Document, addresses: Iterable[str], ports: Iterable[int], now: float, alias: str | None = None
) -> None:
    """The ports of the addresses that are not there yet."""
    there = {(row.value["ip"], row.value["port"]) for row in store.all("allocation", node)}
    for ip in addresses:
        for port in ports:
            if (ip, port) not in there:
                row = {"node_id": node.value["id"], "ip": ip, "ip_alias": alias, "port": port}
                store.add("allocation", {**row, "server_id": None, "notes": None}, now, parent=node.id)


def _addresses(text: str) -> list[str]:
    """The addresses that are meant. Raises Refused."""
    start, slash, length = text.partition("/")
    if slash:
        if not length.isdecimal() or not 25 <= int(length) <= 32 or ":" in start:
            words = "CIDR notation only allows masks between /25 and /32."
            raise display(words, "CidrOutOfRangeException")
        return [str(address) for address in ipaddress.ip_network(f"{_resolved(start)}/{length}", strict=False)]
    return [_resolved(start)]


def _resolved(name: str) -> str:
    try:
        return str(ipaddress.ip_address(name))
    except ValueError:
        pass
    if name == "localhost":
        return "127.0.0.1"
    if name.endswith(KNOWN):
        digest = sha256(name.encode()).digest()
        return f"198.18.{digest[0]}.{digest[1]}"
    raise display(f"Could not resolve provided allocation IP address of {name} to a valid IP.")


def delete(call: Call) -> Answer:
    allocation = call.things["allocation"]
    if allocation.value["server_id"] is not None:
        words = (
            "A server is currently assigned to this allocation. "
            "An allocation can only be deleted if no server is currently assigned."
        )
        raise display(words, "ServerUsingAllocationException")
    call.store.drop(allocation)
    return nothing()
