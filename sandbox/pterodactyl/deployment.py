# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where the panel puts servers by itself."""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sandbox._core.answer import Answer
from sandbox._core.documents import Document

from .call import Call
from .errors import display
from .paging import page
from .ports import numbers
from .store import Store
from .validation import check, rules, whole
from .view import listed

RULES = {
    "page": rules("sometimes|integer"),
    "memory": rules("required|integer|min:0"),
    "disk": rules("required|integer|min:0"),
    "location_ids": rules("sometimes|array"),
    "location_ids.*": rules("integer"),
}


def _fits(node: Document, name: str, taken: int, asked: int) -> bool:
    total: int = node.value[name]
    return bool(taken + asked <= total * (1 + node.value[f"{name}_overallocate"] / 100))


def viable(store: Store, memory: int, disk: int, locations: Collection[int]) -> list[Document]:
    """The public nodes with so much left. Raises Refused if there is none."""
    found = [
        node
        for node in store.all("node")
        if node.value["public"]
        and (not locations or node.value["location_id"] in locations)
        and _fits(node, "memory", store.total("server", node, "memory"), memory)
        and _fits(node, "disk", store.total("server", node, "disk"), disk)
    ]
    if not found:
        words = "No nodes satisfying the requirements specified for automatic deployment could be found."
        raise display(words, "NoViableNodeException")
    return found


def chosen(store: Store, sent: Mapping[str, Any], memory: int, disk: int) -> Document:
    """One of the free allocations that would do, by chance. Raises Refused."""
    nodes = viable(store, memory, disk, [whole(number) for number in _items(sent["locations"])])
    ports = {port for entry in _items(sent["port_range"]) for port in numbers(str(entry))}
    dedicated = sent["dedicated_ip"] in (True, 1, "1")
    free = [row for node in nodes for row in _free(store, node, dedicated) if not ports or row.value["port"] in ports]
    if not free:
        words = "No allocations satisfying the requirements for automatic deployment were found."
        raise display(words, "NoViableAllocationException")
    return random.choice(free)


def _items(sent: Any) -> Sequence[Any]:
    return sent if isinstance(sent, list) else []


def _free(store: Store, node: Document, dedicated: bool) -> list[Document]:
    rows = store.all("allocation", node)
    used = {row.value["ip"] for row in rows if row.value["server_id"] is not None} if dedicated else set()
    return [row for row in rows if row.value["server_id"] is None and row.value["ip"] not in used]


def deployable(call: Call) -> Answer:
    """The nodes with so much left; in pages only if one is asked for."""
    check(call.input, RULES)
    locations = [whole(number) for number in _items(call.input.get("location_ids"))]
    nodes = viable(call.store, whole(call.input["memory"]), whole(call.input["disk"]), locations)
    answer = page(call, "node", nodes) if "page" in call.query else Answer(listed(call, "node", nodes))
    for shown in answer.data["data"]:
        taken = shown["attributes"]["allocated_resources"]
        shown["attributes"] |= {"sum_memory": str(taken["memory"]), "sum_disk": str(taken["disk"])}
    return answer
