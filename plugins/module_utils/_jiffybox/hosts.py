# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Boxes as hosts of an inventory.

A host's fields are those of box_result(), what the box costs, and the addresses that only the ips module tells.
"""

from __future__ import annotations

import ipaddress
from typing import Any, Mapping, TypeVar

from .._core.errors import NoUsableAnswer
from .._core.hosts import Extra, Fields, HostSource
from .._core.shape import Shape
from . import shapes
from .box.model import box_result
from .catalogue import box_costs
from .client import Client, Json
from .ip.model import is_floating, is_network
from .provider import JIFFYBOX

T = TypeVar("T")

# The extra with which the ips module is asked.
ADDRESSES = "addresses"


def host_fields(entry: Any, extras: Mapping[str, Any]) -> Fields:
    """What is said of a box.

    :param extras: under ADDRESSES the answer of the ips module, if it was asked.
    :return: besides box_result(): cost_per_hour, cost_cap (euro), and the lists public_ipv6 and floating_ipv4, which
        are None if they are not known.
    :raises NoUsableAnswer: the entry is no box.
    """
    box = _shaped(entry, shapes.BOX)
    fields = {**box_result(box), **box_costs(box)}
    own = [address for address in fields["ips"]["public"] if ":" in address]
    if ADDRESSES not in extras:
        return {**fields, "public_ipv6": own or None, "floating_ipv4": None}
    everywhere = _shaped(extras[ADDRESSES], shapes.ANYTHING_BY_ID)
    addresses = list(_shaped(everywhere.get(str(box["id"])) or {}, shapes.ADDRESSES).values())
    more = _public_ipv6(addresses)
    return {
        **fields,
        "public_ipv6": own + [address for address in more if address not in own],
        "floating_ipv4": [address["ip"] for address in addresses if is_floating(address)],
    }


def _shaped(value: Any, shape: Shape[T]) -> T:
    """The value in its shape, also where it comes from a cache."""
    try:
        return shape(value)
    except ValueError as error:
        raise NoUsableAnswer(str(error)) from None


def _public_ipv6(addresses: list[Json]) -> list[str]:
    """The IPv6 addresses, before the first address of each IPv6 network."""
    public = [entry for entry in addresses if entry.get("ipVersion") == 6 and entry.get("type") == "public"]
    single = [entry["ip"] for entry in public if not is_network(entry)]
    return single + [_first_address(entry["ip"]) for entry in public if is_network(entry)]


def _first_address(network: str) -> str:
    """2001:db8:0:100::/56 -> 2001:db8:0:100::1; the address before it belongs to the routers."""
    return str(ipaddress.IPv6Network(network, strict=False).network_address + 1)


BOX_HOSTS: HostSource[Client] = HostSource(
    provider=JIFFYBOX,
    what="box",
    several="boxes",
    # one that is not shaped like a box is no reason to lose all others
    listing=lambda client, options: client.get_boxes(strict=False).values(),
    read=host_fields,
    neutral={
        "id": "id",
        "name": "name",
        "state": "status",
        "public_ipv4": "public_ipv4",
        "private_ipv4": "private_ipv4",
        "public_ipv6": "public_ipv6",
        "size": "plan.name",
        "image": "distribution",
        "labels": "metadata",
        "price": "cost_per_hour",
    },
    ways=("public_ipv4", "private_ipv4", "public_ipv6", "floating_ipv4", "name"),
    names=("name", "id", "public_ipv4", "private_ipv4", "public_ipv6", "floating_ipv4"),
    chosen={"statuses": "status", "running": "running"},
    extras=(Extra(ADDRESSES, ("public_ipv6", "floating_ipv4"), lambda client: client.get_all_ips()),),
    lost="Boxes that are frozen or being created have no address. Leave them out with running: true, "
    "or add to connect_with.",
)
