# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Addresses, of ranges that belong to nobody; public ones of machines are from the loopback range, which leads nowhere
else either.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Network, ip_address, ip_network
from typing import TYPE_CHECKING

from sandbox._core.documents import Document

from .errors import by_platform

if TYPE_CHECKING:
    from .store import Store

IMAGINED = (IPv4Address("198.18.0.1"), IPv4Address("198.19.255.254"))
# The last 256 of them are for the network of machines.
MACHINES = (IPv4Address("127.66.0.1"), IPv4Address("127.66.254.255"))
PRIVATE = tuple(ip_network(text) for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"))
FIRST_HOST, LAST_HOST = 11, 254
SIX = int(IPv6Network("2001:db8::/32").network_address)


def publics(store: Store, count: int) -> list[str]:
    """Addresses that were never given out. Raises Refused when there are no more."""
    lowest, highest = MACHINES if store.machines else IMAGINED
    first = lowest + store.new_ids("public addresses", count, 0)
    if first + count > highest:
        raise by_platform("[VDC-5-700] There are no free IP addresses")
    return [str(first + index) for index in range(count)]


def public(store: Store) -> str:
    return publics(store, 1)[0]


def new_network(store: Store) -> str:
    """The first three numbers of the addresses in a private LAN."""
    number = store.new_ids("networks") % 2**16
    return f"10.{number // 256}.{number % 256}"


def private(store: Store, lan: Document) -> str | None:
    """The first address of a LAN that no NIC in it has; None when there is none left."""
    nics = store.joined("nic", lan.id)
    used = {address for nic in nics for address in nic.value["properties"]["ips"] or []}
    every = (f"{lan.value['net']}.{host}" for host in range(FIRST_HOST, LAST_HOST + 1))
    return next((address for address in every if address not in used), None)


def is_private(address: str) -> bool:
    found = ip_address(address)
    return any(found in network for network in PRIVATE)


def mac(store: Store) -> str:
    number = store.new_ids("mac addresses")
    return ":".join(f"{byte:02x}" for byte in (0x02, 0x01, *number.to_bytes(4, "big")))


def datacenter_block(store: Store) -> str:
    """The /56 of a data centre."""
    return f"{ip_address(SIX + (store.new_ids('six') % 2**24 << 72))}/56"


def lan_block(datacenter: str, lan: int) -> str:
    """The /64 of a LAN."""
    return f"{IPv6Network(datacenter).network_address + ((lan % 256) << 64)}/64"


def nic_block(lan: str, number: int) -> str:
    """The /80 of a NIC."""
    return f"{IPv6Network(lan).network_address + ((number % 2**16) << 48)}/80"
