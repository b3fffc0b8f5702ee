# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Addresses that belong to nobody, each given out once; those of machines are from the loopback range, which leads
nowhere else either.
"""

from __future__ import annotations

import ipaddress
from typing import Any

from sandbox._core.documents import Document

from .catalogue import id_of
from .store import Store

IMAGINED = ipaddress.IPv4Network("198.18.0.0/15")
# The last 256 of them are for the network of machines.
MACHINES = ipaddress.IPv4Network("127.66.0.0/16")
V6 = int(ipaddress.ip_address("2001:db8::"))
FIRST = 16
EXTERNAL = "Ext-Net"


def _range(store: Store) -> ipaddress.IPv4Network:
    return MACHINES if store.machines else IMAGINED


def public(store: Store, count: int = 1) -> list[str]:
    """So many public IPv4 addresses."""
    number = store.new_ids("address", count, FIRST)
    return [str(_range(store)[number + index]) for index in range(count)]


def block(store: Store, length: int) -> str:
    """A block of public IPv4 addresses."""
    size = 2 ** (32 - length)
    # the next place where such a block can begin
    next_one = int(store.number("address", FIRST))
    start = -(-next_one // size) * size
    store.set_number("address", start + size)
    return f"{_range(store)[start]}/{length}"


def shown(address: str, network: str, is_public: bool, gateway: str | None = None) -> dict[str, Any]:
    """An address as an instance has it."""
    version = ipaddress.ip_address(address).version
    kind = "public" if is_public else "private"
    return {"ip": address, "version": version, "type": kind, "networkId": network, "gatewayIp": gateway}


def external(region: str) -> str:
    """The id of the public network in a region."""
    return id_of("network", EXTERNAL, region)


def of_internet(store: Store, region: str) -> list[dict[str, Any]]:
    """A public address of each version."""
    [four] = public(store)
    gateway = str(ipaddress.ip_network(f"{four}/24", strict=False)[1])
    six = V6 + (store.new_ids("address6", first=1) << 16)
    network = external(region)
    return [
        shown(four, network, True, gateway),
        shown(str(ipaddress.ip_address(six + 1)), network, True, str(ipaddress.ip_address(six + 0xFF))),
    ]


def of_subnet(
    store: Store, subnet: Document, network: str, wanted: str | None, taken: set[str]
) -> dict[str, Any] | None:
    """An address in a subnet: the one that is wanted, else the next free one; None if it cannot be had."""
    pool = subnet.value["ipPools"][0]
    block = ipaddress.ip_network(subnet.value["cidr"])
    if wanted is None:
        first, last = (int(ipaddress.ip_address(pool[name])) for name in ("start", "end"))
        free = (str(ipaddress.ip_address(number)) for number in range(first, last + 1))
        wanted = next((address for address in free if address not in taken), None)
    if wanted is None or wanted in taken or ipaddress.ip_address(wanted) not in block:
        return None
    return shown(wanted, network, False, subnet.value["gatewayIp"])
