# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Addresses as the service describes them (ips): what their fields mean, and how results show them."""

from __future__ import annotations

import ipaddress
from typing import Any, Union

from ..._core.naming import snake_fields
from ..client import Json

Network = Union[ipaddress.IPv4Network, ipaddress.IPv6Network]


def address_result(address: Json, box_id: int) -> dict[str, Any]:
    """An address as modules return it: snake_case, every key always there, None where the service says nothing.

    ``reverse_lookup`` is a name or None, ``delegated_to`` the name servers that answer for a network instead.
    """
    reverse = address.get("reverseLookup") or None
    delegated = isinstance(reverse, dict)
    return {
        **snake_fields(address, ("id", "ip", "ipVersion", "type")),
        "is_subnet": is_network(address),
        "floating": is_floating(address),
        "reverse_lookup": None if delegated else reverse,
        "delegated_to": list(reverse.get("delegatedTo") or []) if isinstance(reverse, dict) else [],
        "box": box_id,
    }


def is_floating(address: Json) -> bool:
    """Whether the address was ordered additionally and can move; the service says so with a string."""
    return _flag(address.get("floating"))


def is_network(address: Json) -> bool:
    """Whether it is a network rather than one address."""
    return _flag(address.get("isSubnet"))


def parsed(text: str) -> Network:
    """An address or network in whichever spelling; one address is a network of its own.

    :raises ValueError: it is neither.
    """
    return ipaddress.ip_network(text, strict=False)


def holds(address: Json, wanted: Network) -> bool:
    """Whether this is the wanted address, or a network that it lies in, however they are spelled."""
    network = parsed(address["ip"])
    return network.version == wanted.version and network.supernet_of(wanted)  # type: ignore[arg-type]


def why_fixed(address: Json) -> str:
    """Why this address can never move, to be read between it and its box; empty if it can (ips, move)."""
    if is_network(address):
        return "is in a network of"
    if address.get("ipVersion") != 4:
        return "is an IPv6 address of"
    if address.get("type") == "private":
        return "is a private address of"
    return "" if is_floating(address) else "came with"


def _flag(value: Any) -> bool:
    """True and "true", which the service uses side by side."""
    return str(value).lower() == "true"
