# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The control plane under ``/_sandbox/``: what a test does to the sandbox itself. Answers plain JSON."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from itertools import count, islice
from typing import Any

from aiohttp import web

from . import addresses, clock, rules
from .boxes import fresh_box
from .envelope import Refused
from .faults import parsed
from .machine import MACHINE, Machine

PREFIX = "/_sandbox"
SEED_PLAN = 44
SEED_DISTRIBUTION = "debian_trixie_64bit"
COUNTS = range(1, len(addresses.SLOTS) + 1)

Control = Callable[[Machine, Mapping[str, Any]], Any]


def reset(machine: Machine, sent: Mapping[str, Any]) -> Any:
    """``POST reset``: as if just started with an empty database."""
    machine.store.reset()
    machine.faults.clear()
    machine.log.clear()
    machine.limiter.clear()
    return {"reset": True}


def get_clock(machine: Machine, sent: Mapping[str, Any]) -> Any:
    """``GET clock``: the sandbox's time and how far it is ahead of the real one."""
    return {"now": clock.now(machine.store), "offset": clock.offset(machine.store)}


def advance_clock(machine: Machine, sent: Mapping[str, Any]) -> Any:
    """``POST clock`` ``{"advance": seconds}``."""
    seconds = sent.get("advance")
    if isinstance(seconds, bool) or not isinstance(seconds, (int, float)) or not 0 <= seconds < 1e10:
        raise ValueError("advance must be a number of seconds, at least 0")
    clock.advance(machine.store, seconds)
    return get_clock(machine, {})


def get_requests(machine: Machine, sent: Mapping[str, Any]) -> Any:
    """``GET requests``: the log."""
    return {"requests": machine.log.listed()}


def clear_requests(machine: Machine, sent: Mapping[str, Any]) -> Any:
    """``DELETE requests``."""
    machine.log.clear()
    return {"requests": []}


def get_faults(machine: Machine, sent: Mapping[str, Any]) -> Any:
    """``GET faults``: those that still wait."""
    return {"faults": machine.faults.listed()}


def add_fault(machine: Machine, sent: Mapping[str, Any]) -> Any:
    """``POST faults``: one more, see ``faults``."""
    machine.faults.add(parsed(sent))
    return get_faults(machine, {})


def clear_faults(machine: Machine, sent: Mapping[str, Any]) -> Any:
    """``DELETE faults``."""
    machine.faults.clear()
    return {"faults": []}


def seed_boxes(machine: Machine, sent: Mapping[str, Any]) -> Any:
    """``POST boxes`` ``{"count", "prefix", "token", "running", "metadata"}``: settled boxes; answers their ids."""
    _check_fields(sent, ("count", "prefix", "token", "running", "metadata"))
    amount = _count(sent)
    account = _account(machine, sent.get("token"))
    metadata = None if sent.get("metadata") is None else rules.merged_metadata(None, sent["metadata"])
    running = sent.get("running", True)
    if not isinstance(running, bool):
        raise ValueError("running must be true or false")
    names = _free_names(machine, account, sent.get("prefix", "box"), amount)
    now = int(clock.now(machine.store))
    first = machine.store.new_ids("boxes", amount)
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
        for index, (name, slot) in enumerate(zip(names, machine.store.new_slots(amount), strict=True))
    ]
    machine.store.add_boxes(boxes)
    return {"ids": [box.id for box in boxes], "names": names}


def order_ips(machine: Machine, sent: Mapping[str, Any]) -> Any:
    """``POST ips`` ``{"box", "count"}``: additional (floating) IPv4 addresses for a box."""
    _check_fields(sent, ("box", "count"))
    number = rules.as_integer(sent.get("box"))
    box = None if number is None else machine.store.any_box(number)
    if box is None:
        raise ValueError(f"there is no box {sent.get('box')}")
    slots = machine.store.new_slots(_count(sent))
    machine.store.add_floating(box.id, slots)
    return {"ips": [{"id": address.id, "ip": address.ip} for address in map(addresses.ordered, slots)]}


ROUTES: tuple[tuple[str, str, Control], ...] = (
    ("POST", "/reset", reset),
    ("GET", "/clock", get_clock),
    ("POST", "/clock", advance_clock),
    ("GET", "/requests", get_requests),
    ("DELETE", "/requests", clear_requests),
    ("GET", "/faults", get_faults),
    ("POST", "/faults", add_fault),
    ("DELETE", "/faults", clear_faults),
    ("POST", "/boxes", seed_boxes),
    ("POST", "/ips", order_ips),
)


def add_routes(router: web.UrlDispatcher) -> None:
    for verb, path, control in ROUTES:
        router.add_route(verb, PREFIX + path, _served(control))
    router.add_route("*", PREFIX + "{anything:.*}", _unknown)


async def _unknown(request: web.Request) -> web.Response:
    known = [f"{verb} {PREFIX}{path}" for verb, path, handler in ROUTES]
    return web.json_response({"error": "no such control call", "known": known}, status=404)


def _served(control: Control) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def serve(request: web.Request) -> web.Response:
        body = await request.read()
        machine = request.app[MACHINE]
        try:
            sent = _sent(body)
            with machine.store.transaction():
                machine.store.settle(clock.now(machine.store))
                return web.json_response(control(machine, sent))
        except (ValueError, Refused) as error:
            return web.json_response({"error": str(error)}, status=400)

    return serve


def _sent(body: bytes) -> dict[str, Any]:
    try:
        sent = json.loads(body or b"{}")
    except ValueError:
        raise ValueError("the body must be JSON") from None
    if not isinstance(sent, dict):
        raise ValueError("the body must be a JSON object")
    return sent


def _check_fields(sent: Mapping[str, Any], known: tuple[str, ...]) -> None:
    unknown = sorted(set(sent) - set(known))
    if unknown:
        raise ValueError(f"unknown field: {', '.join(unknown)}; known are {', '.join(known)}")


def _count(sent: Mapping[str, Any]) -> int:
    amount = sent.get("count", 1)
    if isinstance(amount, bool) or not isinstance(amount, int) or amount not in COUNTS:
        raise ValueError(f"count must be a whole number from 1 to {COUNTS[-1]}")
    return amount


def _account(machine: Machine, token: Any) -> int:
    position = 0 if token is None else machine.position(token)
    if position is None:
        raise ValueError("token is not one of the tokens that the sandbox was started with")
    return machine.accounts[position]


def _free_names(machine: Machine, account: int, prefix: Any, amount: int) -> list[str]:
    """The prefix with the lowest numbers from 1 on that no box of the account has. Raises Refused."""
    taken = machine.store.box_names(account)
    names = list(islice((name for number in count(1) if (name := f"{prefix}{number}") not in taken), amount))
    return [rules.name(name) for name in names]
