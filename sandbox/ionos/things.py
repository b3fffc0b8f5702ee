# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What people see on the page; what is BUSY has a request under way. Prices the API does not tell."""

from __future__ import annotations

from collections.abc import Iterable

from sandbox._core.documents import Document
from sandbox._core.thing import Thing

from .store import Store
from .view import state

KINDS = ("datacenter", "server", "volume", "lan", "loadbalancer", "ipblock", "snapshot")


def things(store: Store) -> Iterable[Thing]:
    """The things of every contract, kind by kind; the addresses of a server are those of its NICs."""
    busy = {key for request in store.pending() for key in request.value["touched"]}
    addresses: dict[str, list[str]] = {}
    for nic in store.documents.listed("nic"):
        properties = nic.value["properties"]
        held = [*(properties["ips"] or ()), *(properties.get("ipv6Ips") or ())]
        addresses.setdefault(nic.parent or "", []).extend(held)
    for kind in KINDS:
        for thing in store.documents.listed(kind):
            properties = thing.value["properties"]
            own = [address for address in (properties.get("ip"), *(properties.get("ips") or ())) if address]
            name, state = properties["name"] or thing.id, _state(thing, busy)
            yield Thing(kind, thing.id, name, state, thing.id in busy, addresses=tuple(addresses.get(thing.id, own)))


def _state(thing: Document, busy: Iterable[str]) -> str:
    """The state, and of a server whether its machine runs."""
    word = state(thing, busy)
    runs = thing.value["properties"].get("vmState") if thing.kind == "server" else None
    return f"{word} ({runs})" if runs else word
