# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Boxes as hosts of an inventory: which of them, what they are called, where they are reached, what is said of them.

A host's fields are those of box_result() and a few more, see host_fields(). Their names get the prefix and the suffix
that the user chose only when they become host variables.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Collection, Iterable, Mapping
from typing import Any, Callable, Tuple, Union

from ..._core.errors import InvalidInput
from ..._core.suggest import did_you_mean
from ..box.model import box_result
from ..catalogue import box_costs
from ..client import Json, as_map

# Where a host can be reached, and which field of it says so.
WAYS = ("public_ipv4", "private_ipv4", "public_ipv6", "floating_ipv4", "name")
# What a host can be called by, apart from templates.
NAMES = ("name", "id", "public_ipv4", "private_ipv4", "public_ipv6", "floating_ipv4")
# The fields that only the ips module tells.
_FROM_IPS = ("public_ipv6", "floating_ipv4")

Filter = Tuple[bool, Union[str, bool]]


def selected(boxes: Iterable[Json], statuses: Collection[str], running: bool | None) -> list[Json]:
    """The boxes with one of the statuses (none given: any), switched on or off as asked (None: both)."""
    return [
        box
        for box in boxes
        if (not statuses or box["status"] in statuses) and (running is None or bool(box.get("running")) is running)
    ]


def host_fields(box: Json, addresses: Mapping[str, Json] | None) -> dict[str, Any]:
    """What is said of a box: box_result() with its cost and the addresses that only the ips module tells.

    :param addresses: the box's entry in the answer of the ips module, None if that was not asked.
    :return: besides box_result(): cost_per_hour, cost_cap (euro), and the lists public_ipv6 and floating_ipv4, which
        are None if they are not known.
    """
    fields = box_result(box)
    fields.update(box_costs(box))
    own = [address for address in fields["ips"]["public"] if ":" in address]
    if addresses is None:
        fields["public_ipv6"] = own or None
        fields["floating_ipv4"] = None
    else:
        more = _public_ipv6(list(addresses.values()))
        fields["public_ipv6"] = own + [address for address in more if address not in own]
        fields["floating_ipv4"] = _floating_ipv4(list(addresses.values()))
    return fields


# The names of all fields: every host has each of them.
FIELDS = tuple(host_fields({"status": ""}, None))


def _public_ipv6(addresses: list[Json]) -> list[str]:
    """The IPv6 addresses, before the first address of each IPv6 network."""
    public = [entry for entry in addresses if entry.get("ipVersion") == 6 and entry.get("type") == "public"]
    single = [entry["ip"] for entry in public if not entry.get("isSubnet")]
    return single + [_first_address(entry["ip"]) for entry in public if entry.get("isSubnet")]


def _first_address(network: str) -> str:
    """2001:db8:0:100::/56 -> 2001:db8:0:100::1; the address before it belongs to the routers."""
    return str(ipaddress.IPv6Network(network, strict=False).network_address + 1)


def _floating_ipv4(addresses: list[Json]) -> list[str]:
    # "floating" is a string in the answers of the service.
    return [entry["ip"] for entry in addresses if str(entry.get("floating")).lower() == "true"]


def reached_at(fields: Mapping[str, Any], ways: Iterable[str]) -> str | None:
    """The address (or name) of the first of the WAYS that the host has; None if it has none of them."""
    return next((found for found in (_first(fields, way) for way in ways) if found), None)


def called(fields: Mapping[str, Any], word: str) -> str:
    """What one of NAMES calls the host; empty if the host does not have it."""
    return _first(fields, word)


def _first(fields: Mapping[str, Any], name: str) -> str:
    value = fields[name]
    if isinstance(value, list):
        value = value[0] if value else None
    return "" if value is None else str(value)


def needs_ips(boxes: Iterable[Json], ways: Collection[str], names: Iterable[str]) -> bool:
    """Whether the ips module has to be asked to call and reach these boxes as wished.

    :param ways: connect_with, as reached_at() takes it.
    :param names: the preferences for host names, of which only the plain words of NAMES count.
    """
    if any(name in _FROM_IPS for name in names):
        return True
    return any(way in _FROM_IPS for way in ways) and any(_unsure(host_fields(box, None), ways) for box in boxes)


def _unsure(fields: Mapping[str, Any], ways: Iterable[str]) -> bool:
    """Whether something that is not known comes before the first way to reach the host."""
    for way in ways:
        if fields[way] is None:
            return True
        if fields[way]:
            return False
    return False


def ips_of(box: Json, ips: Mapping[str, Any] | None) -> dict[str, Json] | None:
    """The box's part of the answer of the ips module, None if that was not asked."""
    return None if ips is None else as_map(ips.get(str(box["id"])) or {})


def checked_preferences(option: str, value: Any) -> list[str]:
    """The preferences for host names, from one or a list of them: words out of NAMES, and templates.

    :raises InvalidInput: one is neither.
    """
    preferences = value if isinstance(value, list) else [value]
    for preference in preferences:
        if not isinstance(preference, str) or not (is_template(preference) or preference in NAMES):
            advice = (
                f"{did_you_mean(str(preference), NAMES).rstrip('?.')}, or a template such as {{{{ jiffybox_name }}}}"
            )
            raise InvalidInput(option, preference, "is no preference for host names", advice=advice)
    return preferences


def is_template(text: str) -> bool:
    return "{{" in text or "{%" in text


def checked_filters(option: str, value: Iterable[Any]) -> list[Filter]:
    """The filters as (whether it includes, condition), in their order.

    :raises InvalidInput: an entry is not a map with exactly one of include and exclude, a condition in it.
    """
    filters: list[Filter] = []
    for index, entry in enumerate(value):
        where = f"{option}[{index}]"
        if not isinstance(entry, Mapping) or len(entry) != 1 or not set(entry) <= {"include", "exclude"}:
            raise InvalidInput(where, entry, "must be a map with one key, include or exclude")
        ((kind, condition),) = entry.items()
        if not isinstance(condition, (str, bool)):
            raise InvalidInput(f"{where}.{kind}", condition, "must be a Jinja condition")
        filters.append((kind == "include", condition))
    return filters


def passes(filters: Iterable[Filter], holds: Callable[[str | bool], bool]) -> bool:
    """Whether the first filter whose condition holds includes; without one, the host is in."""
    return next((includes for includes, condition in filters if holds(condition)), True)


def checked_affixes(prefix: str | None, suffix: str | None) -> tuple[str, str]:
    """What stands before and after a field's name in the name of its host variable.

    :raises InvalidInput: no variable can be called so.
    """
    before, after = prefix or "", suffix or ""
    for option, value, sample in (("hostvars_prefix", before, f"{before}id"), ("hostvars_suffix", after, f"id{after}")):
        if not (sample.isidentifier() and sample.isascii()):
            raise InvalidInput(
                option, value, "may only hold letters, digits and _, and no digit at the start of a name"
            )
    return before, after


def free_name(name: str, box_id: int, taken: Callable[[str, int], bool]) -> str:
    """The name, with the id of the box behind it if something else has it: web1 -> web1_10002."""
    while taken(name, box_id):
        name = f"{name}_{box_id}"
    return name


def some_of(names: list[str], most: int = 5) -> str:
    """The first few of them in a sentence: "a, b and 3 more"."""
    shown = ", ".join(names[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most} more"
