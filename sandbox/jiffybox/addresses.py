# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which addresses a slot number stands for, and back. API reference: ips.

A box holds one slot: a public and a private IPv4 address and an IPv6 network. An additionally ordered
(floating) address holds a slot of its own and uses only the public address of it. The ranges are the
ones set aside for tests, documentation and private networks, so no address can be anybody's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

PUBLIC = ip_network("198.18.0.0/15")
PRIVATE = ip_network("10.0.0.0/8")
SUBNETS = ip_network("2001:db8::/32")
SUBNET_SHIFT = 128 - 56
SLOTS = range(1, PUBLIC.num_addresses - 1)


@dataclass(frozen=True, slots=True)
class Address:
    """One entry of the ips module. ``slot`` is the slot that it came from."""

    id: int
    slot: int
    ip: str
    version: int
    subnet: bool
    public: bool
    floating: bool


def public_ip(slot: int) -> str:
    return str(IPv4Address(int(PUBLIC.network_address) + slot))


def private_ip(slot: int) -> str:
    return str(IPv4Address(int(PRIVATE.network_address) + slot))


def subnet(slot: int) -> str:
    return f"{IPv6Address(int(SUBNETS.network_address) + (slot << SUBNET_SHIFT))}/56"


def of_box(slot: int) -> list[Address]:
    """The three addresses that every box has."""
    return [
        Address(4 * slot + 1, slot, public_ip(slot), 4, subnet=False, public=True, floating=False),
        Address(4 * slot + 2, slot, private_ip(slot), 4, subnet=False, public=False, floating=False),
        Address(4 * slot + 3, slot, subnet(slot), 6, subnet=True, public=True, floating=False),
    ]


def ordered(slot: int) -> Address:
    """The address of a slot that was ordered in addition."""
    return Address(4 * slot + 1, slot, public_ip(slot), 4, subnet=False, public=True, floating=True)


def free_slots(used: Collection[int]) -> Iterator[int]:
    """The slots not in ``used``, lowest first."""
    return (slot for slot in SLOTS if slot not in used)


def slot_of(text: str) -> int | None:
    """The slot that an address, or a network as ``ips`` shows it, would come from; None for any other text."""
    try:
        ip = ip_address(text.removesuffix("/56"))
    except ValueError:
        return None
    if ip in PUBLIC:
        return int(ip) - int(PUBLIC.network_address)
    if ip in PRIVATE:
        return int(ip) - int(PRIVATE.network_address)
    if ip in SUBNETS:
        return (int(ip) - int(SUBNETS.network_address)) >> SUBNET_SHIFT
    return None


def covers(address: Address, text: str) -> bool:
    """Whether ``text`` is this address, or lies inside it when it is a network."""
    return address.ip == text or (address.subnet and ":" in text and slot_of(text) == address.slot)
