# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What people see on the page: boxes, what they cost an hour, and what watches them."""

from __future__ import annotations

from collections.abc import Iterable

from sandbox._core.thing import Thing

from . import state
from .addresses import private_ip, subnet
from .catalogue import PLANS
from .state import Box
from .store import Store


def things(store: Store) -> Iterable[Thing]:
    """Every box and every check of every account."""
    floating: dict[int, list[int]] = {}
    for slot, number in sorted(store.every_floating().items()):
        floating.setdefault(number, []).append(slot)
    for box in store.every_box():
        addresses = _addresses(store, box, floating.get(box.id, []))
        yield Thing("box", str(box.id), box.name, _state(box), box.step is not None, _price(box), addresses)
    for check in store.every_check():
        name, busy = str(check.facts["name"]), check.step is not None
        yield Thing("check", str(check.id), name, check.status, busy, addresses=(check.ip,))


def _state(box: Box) -> str:
    """The status, and of one that is READY whether it runs."""
    status = state.status(box)
    return f"{status} (running)" if state.is_running(box) else status


def _price(box: Box) -> str:
    plan = PLANS[box.plan]
    return f"{plan['pricePerHourFrozen' if box.frozen else 'pricePerHour']:g} €/h"


def _addresses(store: Store, box: Box, floating: Iterable[int]) -> tuple[str, ...]:
    if not state.has_addresses(box):
        return ()
    public = (store.ranges.public_ip(slot) for slot in (box.slot, *floating))
    return (*public, private_ip(box.slot), subnet(box.slot))
