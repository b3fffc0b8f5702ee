# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Boxes as hosts of an inventory.

A host's fields are those of box_result(), what the box costs, and the addresses that only the ips module tells.
"""

from __future__ import annotations

import ipaddress
from typing import Any, Mapping

from .._core.errors import NoUsableAnswer
from .._core.hosts import Extra, Fields, HostSource, Options
from .box.model import box_result
from .catalogue import box_costs
from .client import Client, Json, as_map
from .ip.model import is_floating, is_network
from .provider import JIFFYBOX

# The extra with which the ips module is asked.
ADDRESSES = "addresses"


def host_fields(entry: Any, extras: Mapping[str, Any]) -> Fields:
    """What is said of a box.

    :param extras: under ADDRESSES the answer of the ips module, if it was asked.
    :return: besides box_result(): cost_per_hour, cost_cap (euro), and the lists public_ipv6 and floating_ipv4, which
        are None if they are not known.
    :raises NoUsableAnswer: the entry is no box, or its addresses are none.
    """
    box = _box(entry)
    fields = {**box_result(box), **box_costs(box)}
    own = [address for address in fields["ips"]["public"] if ":" in address]
    if ADDRESSES not in extras:
        return {**fields, "public_ipv6": own or None, "floating_ipv4": None}
    ips = as_map(extras[ADDRESSES])
    addresses = [_address(address) for address in as_map(ips.get(str(box["id"])) or {}).values()]
    more = _public_ipv6(addresses)
    return {
        **fields,
        "public_ipv6": own + [address for address in more if address not in own],
        "floating_ipv4": [address["ip"] for address in addresses if is_floating(address)],
    }


def chosen(fields: Fields, options: Options) -> bool:
    """Whether the box has one of the statuses (none given: any), and is switched on or off as asked (None: both)."""
    statuses, running = options["statuses"], options["running"]
    return (not statuses or fields["status"] in statuses) and (running is None or bool(fields["running"]) is running)


def _box(entry: Any) -> Json:
    """The box in the shape that the API describes, whatever PHP made of its maps, lists, numbers and flags."""
    if not isinstance(entry, dict):
        raise NoUsableAnswer(f"{_kind(entry)} where a box belongs")
    name, status = entry.get("name"), entry.get("status")
    if not isinstance(name, str) or not isinstance(status, str):
        raise NoUsableAnswer("no name or no status")
    ips = _map(entry, "ips")
    profile = _map(entry, "activeProfile")
    if profile:
        disks = _map(profile, "disks")
        profile = {**profile, "disks": {device: _map(disks, device) for device in disks}}
    return {
        **entry,
        "id": _number(entry.get("id")),
        "running": _flag(entry.get("running")),
        "ips": {kind: _texts(ips, kind) for kind in ("public", "private")},
        "plan": _map(entry, "plan"),
        "metadata": _map(entry, "metadata"),
        "activeProfile": profile,
    }


def _address(entry: Any) -> Json:
    if not isinstance(entry, dict) or not isinstance(entry.get("ip"), str):
        raise NoUsableAnswer("an address without ip")
    return entry


def _public_ipv6(addresses: list[Json]) -> list[str]:
    """The IPv6 addresses, before the first address of each IPv6 network."""
    public = [entry for entry in addresses if str(entry.get("ipVersion")) == "6" and entry.get("type") == "public"]
    single = [entry["ip"] for entry in public if not is_network(entry)]
    return single + [_first_address(entry["ip"]) for entry in public if is_network(entry)]


def _first_address(network: str) -> str:
    """2001:db8:0:100::/56 -> 2001:db8:0:100::1; the address before it belongs to the routers."""
    try:
        return str(ipaddress.IPv6Network(network, strict=False).network_address + 1)
    except ValueError:
        raise NoUsableAnswer(f"{network} is no IPv6 network") from None


# What a value should be


def _number(value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 19:
        return int(value)
    raise NoUsableAnswer(f"{_kind(value)} where its id belongs")


def _flag(value: Any) -> bool | None:
    return None if value is None else str(value).lower() in ("true", "1")


def _map(outer: Json, name: str) -> Json:
    value = outer.get(name)
    if isinstance(value, (dict, list)):
        return as_map(value)
    if not value:
        return {}
    raise NoUsableAnswer(f"{_kind(value)} where its {name} belongs")


def _texts(outer: Json, name: str) -> list[str]:
    values = list(_map(outer, name).values())
    if not all(isinstance(value, str) for value in values):
        raise NoUsableAnswer(f"something else among its {name} addresses")
    return values


def _kind(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, (dict, list)):
        return "a map" if isinstance(value, dict) else "a list"
    return "a text" if isinstance(value, str) else f"{value!r}"[:20]


BOX_HOSTS: HostSource[Client] = HostSource(
    provider=JIFFYBOX,
    what="box",
    several="boxes",
    listing=lambda client, options: client.get_boxes().values(),
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
    chosen=chosen,
    extras=(Extra(ADDRESSES, ("public_ipv6", "floating_ipv4"), lambda client: client.get_all_ips()),),
    lost="Boxes that are frozen or being created have no address. Leave them out with running: true, "
    "or add to connect_with.",
)
