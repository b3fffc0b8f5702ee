# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The calls of the ips module. API reference: ips."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sandbox._core.answer import Answer

from . import rules, state
from .addresses import Address, Ranges
from .call import Call
from .envelope import Refused, map_of, result
from .state import Box


def list_ips(call: Call) -> Answer:
    """``GET /ips``: map of box id to map of address id to address."""
    floating = call.store.floating(call.account)
    boxes = call.store.boxes(call.account)
    ranges = call.store.ranges
    return result(map_of({box.id: _shown(of_box(ranges, box, floating.get(box.id, ()))) for box in boxes}))


def get_ips(call: Call) -> Answer:
    """``GET /ips/{boxid}``: map of address id to address."""
    box = call.box(call.parts["id"])
    return result(_shown(of_box(call.store.ranges, box, call.store.floating_of(box.id))))


def move_ip(call: Call) -> Answer:
    """``PUT /ips/{boxid}/{ipid}/move``: route an additionally ordered address to the box ``targetid``.

    The box that has it may be in any state, since moving away from a broken one is what it is for.
    """
    box = call.box(call.parts["id"])
    address = _own_address(call, box)
    if not address.floating:
        raise Refused(f"Die IP-Adresse {address.ip} kann nicht verschoben werden.")
    target = call.box(rules.required(call.fields, "targetid"))
    if target.id == box.id:
        raise Refused(f"Die IP-Adresse {address.ip} gehoert bereits zur JiffyBox Nr. {box.id}.")
    if state.status(target) != "READY":
        raise Refused(f"Die JiffyBox Nr. {target.id} hat den Status {state.status(target)}, benoetigt wird READY.")
    call.store.move_floating(address.slot, target.id)
    return result(True)


def of_box(ranges: Ranges, box: Box, floating: Iterable[int]) -> list[Address]:
    """The addresses in use by a box. ``floating`` are the slots of its additionally ordered ones."""
    if not state.has_addresses(box):
        return []
    return [*ranges.of_box(box.slot), *map(ranges.ordered, floating)]


def _own_address(call: Call, box: Box) -> Address:
    number = rules.as_integer(call.parts["ip"])
    for address in of_box(call.store.ranges, box, call.store.floating_of(box.id)):
        if address.id == number:
            return address
    raise Refused(f"Die JiffyBox Nr. {box.id} hat keine IP-Adresse Nr. {call.parts['ip']}.")


def _shown(entries: Iterable[Address]) -> dict[str, Any]:
    return map_of({address.id: _entry(address) for address in entries})


def _entry(address: Address) -> dict[str, Any]:
    name = f"{address.ip.replace('.', '-')}.static.sandbox.invalid"
    return {
        "id": address.id,
        "ip": address.ip,
        "ipVersion": address.version,
        "isSubnet": address.subnet,
        "reverseLookup": {"delegatedTo": ["ns1.sandbox.invalid", "ns2.sandbox.invalid"]} if address.subnet else name,
        "type": "public" if address.public else "private",
        # The service sends these two as strings.
        "floating": "true" if address.floating else "false",
    }
