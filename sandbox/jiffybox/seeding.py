# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the control plane has of its own here: boxes and addresses that are there at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import count, islice
from typing import TYPE_CHECKING, Any

from sandbox._core.control import check_fields
from sandbox._core.provider import ControlRoute

from . import addresses, rules
from .boxes import fresh_box
from .store import Store

if TYPE_CHECKING:
    from .provider import JiffyBox

SEED_PLAN = 44
SEED_DISTRIBUTION = "debian_trixie_64bit"
COUNTS = range(1, len(addresses.SLOTS) + 1)


def seed_boxes(service: JiffyBox, sent: Mapping[str, Any]) -> Any:
    """``POST boxes`` ``{"count", "prefix", "token", "running", "metadata"}``: settled boxes; answers their ids."""
    check_fields(sent, ("count", "prefix", "token", "running", "metadata"))
    amount = _count(sent)
    account = _account(service, sent.get("token"))
    metadata = None if sent.get("metadata") is None else rules.merged_metadata(None, sent["metadata"])
    running = sent.get("running", True)
    if not isinstance(running, bool):
        raise ValueError("running must be true or false")
    names = _free_names(service.store, account, sent.get("prefix", "box"), amount)
    now = int(service.now)
    first = service.store.new_ids("boxes", amount)
    boxes = [
        replace(
            fresh_box(
                number=first + index,
                account=account,
                name=name,
                created=now,
                slot=slot,
                plan=SEED_PLAN,
                distribution=SEED_DISTRIBUTION,
                metadata=metadata,
            ),
            running_since=now if running else None,
        )
        for index, (name, slot) in enumerate(zip(names, service.store.new_slots(amount), strict=True))
    ]
    service.store.add_boxes(boxes)
    return {"ids": [box.id for box in boxes], "names": names}


def order_ips(service: JiffyBox, sent: Mapping[str, Any]) -> Any:
    """``POST ips`` ``{"box", "count"}``: additional (floating) IPv4 addresses for a box."""
    check_fields(sent, ("box", "count"))
    number = rules.as_integer(sent.get("box"))
    box = None if number is None else service.store.any_box(number)
    if box is None:
        raise ValueError(f"there is no box {sent.get('box')}")
    slots = service.store.new_slots(_count(sent))
    service.store.add_floating(box.id, slots)
    return {"ips": [{"id": address.id, "ip": address.ip} for address in map(service.store.ranges.ordered, slots)]}


CONTROLS = (ControlRoute("POST", "/boxes", seed_boxes), ControlRoute("POST", "/ips", order_ips))


def _count(sent: Mapping[str, Any]) -> int:
    amount = sent.get("count", 1)
    if isinstance(amount, bool) or not isinstance(amount, int) or amount not in COUNTS:
        raise ValueError(f"count must be a whole number from 1 to {COUNTS[-1]}")
    return amount


def _account(service: JiffyBox, token: Any) -> int:
    position = 0 if token is None else service.position(token)
    if position is None:
        raise ValueError("token is not one of the tokens that the sandbox was started with")
    return service.customers[position]


def _free_names(store: Store, account: int, prefix: Any, amount: int) -> list[str]:
    """The prefix with the lowest numbers from 1 on that no box of the account has. Raises Refused."""
    taken = store.box_names(account)
    names = list(islice((name for number in count(1) if (name := f"{prefix}{number}") not in taken), amount))
    return [rules.name(name) for name in names]
