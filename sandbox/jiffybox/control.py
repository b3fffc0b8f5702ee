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
from .service import SERVICE, Service

PREFIX = "/_sandbox"
SEED_PLAN = 44
SEED_DISTRIBUTION = "debian_trixie_64bit"
COUNTS = range(1, len(addresses.SLOTS) + 1)

Control = Callable[[Service, Mapping[str, Any]], Any]


def reset(service: Service, sent: Mapping[str, Any]) -> Any:
    """``POST reset``: as if just started with an empty database."""
    service.store.reset()
    service.faults.clear()
    service.log.clear()
    service.limiter.clear()
    return {"reset": True}


def get_clock(service: Service, sent: Mapping[str, Any]) -> Any:
    """``GET clock``: the sandbox's time and how far it is ahead of the real one."""
    return {"now": clock.now(service.store), "offset": clock.offset(service.store)}


def advance_clock(service: Service, sent: Mapping[str, Any]) -> Any:
    """``POST clock`` ``{"advance": seconds}``."""
    seconds = sent.get("advance")
    if isinstance(seconds, bool) or not isinstance(seconds, (int, float)) or not 0 <= seconds < 1e10:
        raise ValueError("advance must be a number of seconds, at least 0")
    clock.advance(service.store, seconds)
    return get_clock(service, {})


def get_requests(service: Service, sent: Mapping[str, Any]) -> Any:
    """``GET requests``: the log."""
    return {"requests": service.log.listed()}


def clear_requests(service: Service, sent: Mapping[str, Any]) -> Any:
    """``DELETE requests``."""
    service.log.clear()
    return {"requests": []}


def get_faults(service: Service, sent: Mapping[str, Any]) -> Any:
    """``GET faults``: those that still wait."""
    return {"faults": service.faults.listed()}


def add_fault(service: Service, sent: Mapping[str, Any]) -> Any:
    """``POST faults``: one more, see ``faults``."""
    service.faults.add(parsed(sent))
    return get_faults(service, {})


def clear_faults(service: Service, sent: Mapping[str, Any]) -> Any:
    """``DELETE faults``."""
    service.faults.clear()
    return {"faults": []}


def seed_boxes(service: Service, sent: Mapping[str, Any]) -> Any:
    """``POST boxes`` ``{"count", "prefix", "token", "running", "metadata"}``: settled boxes; answers their ids."""
    _check_fields(sent, ("count", "prefix", "token", "running", "metadata"))
    amount = _count(sent)
    account = _account(service, sent.get("token"))
    metadata = None if sent.get("metadata") is None else rules.merged_metadata(None, sent["metadata"])
    running = sent.get("running", True)
    if not isinstance(running, bool):
        raise ValueError("running must be true or false")
    names = _free_names(service, account, sent.get("prefix", "box"), amount)
    now = int(clock.now(service.store))
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


def order_ips(service: Service, sent: Mapping[str, Any]) -> Any:
    """``POST ips`` ``{"box", "count"}``: additional (floating) IPv4 addresses for a box."""
    _check_fields(sent, ("box", "count"))
    number = rules.as_integer(sent.get("box"))
    box = None if number is None else service.store.any_box(number)
    if box is None:
        raise ValueError(f"there is no box {sent.get('box')}")
    slots = service.store.new_slots(_count(sent))
    service.store.add_floating(box.id, slots)
    return {"ips": [{"id": address.id, "ip": address.ip} for address in map(service.store.ranges.ordered, slots)]}


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
        service = request.app[SERVICE]
        try:
            sent = _sent(body)
            with service.store.transaction():
                service.store.settle(clock.now(service.store))
                answer = control(service, sent)
            if service.machines:
                await (service.machines.reset() if control is reset else service.machines.finish())
            return web.json_response(answer)
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


def _account(service: Service, token: Any) -> int:
    position = 0 if token is None else service.position(token)
    if position is None:
        raise ValueError("token is not one of the tokens that the sandbox was started with")
    return service.accounts[position]


def _free_names(service: Service, account: int, prefix: Any, amount: int) -> list[str]:
    """The prefix with the lowest numbers from 1 on that no box of the account has. Raises Refused."""
    taken = service.store.box_names(account)
    names = list(islice((name for number in count(1) if (name := f"{prefix}{number}") not in taken), amount))
    return [rules.name(name) for name in names]
