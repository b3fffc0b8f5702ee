# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which addresses a slot number stands for, and back. API reference: ips.

A box holds one slot: a public and a private IPv4 address and an IPv6 network. An additionally ordered
(floating) address holds a slot of its own and uses only the public address of it. The ranges are the
ones set aside for tests, documentation and private networks, so no address can be anybody's; public
addresses of boxes that are machines are from the loopback range, which leads nowhere else either.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, ip_address, ip_network

PRIVATE = ip_network("10.0.0.0/8")
SUBNETS = ip_network("2001:db8::/32")
SUBNET_SHIFT = 128 - 56
# As many as the smaller range of public addresses has, less the last 256, which the network of machines may use.
SLOTS = range(1, 2**16 - 256)


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


@dataclass(frozen=True, slots=True)
class Ranges:
    """The addresses of one sandbox; boxes in different ones may share what is not public."""

    public: IPv4Network

    def public_ip(self, slot: int) -> str:
        return str(self.public[slot])

    def of_box(self, slot: int) -> list[Address]:
        """The three addresses that every box has."""
        return [
            Address(4 * slot + 1, slot, self.public_ip(slot), 4, subnet=False, public=True, floating=False),
            Address(4 * slot + 2, slot, private_ip(slot), 4, subnet=False, public=False, floating=False),
            Address(4 * slot + 3, slot, subnet(slot), 6, subnet=True, public=True, floating=False),
        ]

    def ordered(self, slot: int) -> Address:
        """The address of a slot that was ordered in addition."""
        return Address(4 * slot + 1, slot, self.public_ip(slot), 4, subnet=False, public=True, floating=True)

    def slot_of(self, text: str) -> int | None:
        """The slot that an address, or a network as ``ips`` shows it, would come from; None for any other text."""
        try:
            ip = ip_address(text.removesuffix("/56"))
        except ValueError:
            return None
        if ip in self.public:
            return int(ip) - int(self.public.network_address)
        if ip in PRIVATE:
            return int(ip) - int(PRIVATE.network_address)
        if ip in SUBNETS:
            return (int(ip) - int(SUBNETS.network_address)) >> SUBNET_SHIFT
        return None

    def covers(self, address: Address, text: str) -> bool:
        """Whether ``text`` is this address, or lies inside it when it is a network."""
        return address.ip == text or (address.subnet and ":" in text and self.slot_of(text) == address.slot)


IMAGINED = Ranges(IPv4Network("198.18.0.0/15"))
MACHINES = Ranges(IPv4Network("127.66.0.0/16"))


def private_ip(slot: int) -> str:
    return str(IPv4Address(int(PRIVATE.network_address) + slot))


def subnet(slot: int) -> str:
    return f"{IPv6Address(int(SUBNETS.network_address) + (slot << SUBNET_SHIFT))}/56"


def free_slots(used: Collection[int]) -> Iterator[int]:
    """The slots not in ``used``, lowest first."""
    return (slot for slot in SLOTS if slot not in used)
