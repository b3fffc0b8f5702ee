# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The way of a request to the API: limit, faults, token, call, log, answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from aiohttp import web

from . import backups, bodies, boxes, catalogue, clock, contact_groups, doc, ips, monitoring
from .call import Call, Order
from .delivery import HTML, Delivery, deliver
from .envelope import Answer, Refused, encoded, refusal
from .faults import ANSWER_KINDS, PROCESSED_KINDS, Fault
from .request_log import Request
from .service import SERVICE, Service

VERSION = "v1.0"
WRONG_TOKEN = "Der von Ihnen uebergebene API-Token ist ungueltig."
TOO_MANY = "Die maximale Anzahl an Anfragen wurde ueberschritten."
BROKEN = "Es ist ein interner Fehler aufgetreten."
MAINTENANCE = (
    b"<!DOCTYPE html>\n<html><head><title>Wartungsarbeiten</title></head><body>Wartungsarbeiten</body></html>\n"
)
WITH_BODY = ("POST", "PUT")

Handler = Callable[[Call], Answer]

ROUTES: tuple[tuple[str, str, Handler], ...] = (
    ("GET", "/jiffyBoxes", boxes.list_boxes),
    ("POST", "/jiffyBoxes", boxes.create_box),
    ("GET", "/jiffyBoxes/{id}", boxes.get_box),
    ("POST", "/jiffyBoxes/{id}", boxes.copy_box),
    ("PUT", "/jiffyBoxes/{id}", boxes.change_box),
    ("DELETE", "/jiffyBoxes/{id}", boxes.delete_box),
    ("GET", "/backups", backups.list_backups),
    ("GET", "/backups/{id}", backups.get_backups),
    ("POST", "/backups/{id}", backups.switch_on),
    ("PUT", "/backups/{id}", backups.change_schedule),
    ("DELETE", "/backups/{id}", backups.switch_off),
    ("POST", "/backups/{id}/manual", backups.make_manual),
    ("POST", "/backups/{id}/{type}/{backup}", backups.restore),
    ("DELETE", "/backups/{id}/{type}/{backup}", backups.delete_backup),
    ("GET", "/plans", catalogue.list_plans),
    ("GET", "/plans/{plan}", catalogue.get_plan),
    ("GET", "/distributions", catalogue.list_distributions),
    ("GET", "/distributions/{key}", catalogue.get_distribution),
    ("GET", "/ips", ips.list_ips),
    ("GET", "/ips/{id}", ips.get_ips),
    ("PUT", "/ips/{id}/{ip}/move", ips.move_ip),
    ("GET", "/monitoring", monitoring.list_checks),
    ("POST", "/monitoring", monitoring.create_check),
    ("GET", "/monitoring/{id}", monitoring.get_check),
    ("POST", "/monitoring/{id}", monitoring.copy_check),
    ("DELETE", "/monitoring/{id}", monitoring.delete_check),
    ("GET", "/monitoring/{id}/status", monitoring.get_status),
    ("GET", "/contactGroups", contact_groups.list_groups),
    ("POST", "/contactGroups", contact_groups.create_group),
    ("GET", "/contactGroups/{id}", contact_groups.get_group),
    ("POST", "/contactGroups/{id}", contact_groups.copy_group),
    ("PUT", "/contactGroups/{id}", contact_groups.change_group),
    ("DELETE", "/contactGroups/{id}", contact_groups.delete_group),
    ("GET", "/doc", doc.list_modules),
    ("GET", "/doc/{module}", doc.get_module),
)


def add_routes(router: web.UrlDispatcher) -> None:
    """Every call of the API, and an answer in its own terms for everything else."""
    for verb, path, handler in ROUTES:
        # one of the known clients ends every path with a slash
        router.add_route(verb, f"/{{token}}/{VERSION}{path}{{slash:/?}}", _served(handler))
    router.add_route("*", "/{anything:.*}", _served(_unknown_call))


def _unknown_call(call: Call) -> Answer:
    raise Refused("Der aufgerufene Pfad oder die verwendete Methode existiert nicht.")


def _served(handler: Handler) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def serve(request: web.Request) -> web.StreamResponse:
        asked, service = await _asked(request), request.app[SERVICE]
        delivery = handled(service, asked, handler)
        if service.machines:
            await service.machines.follow()
        return await deliver(request, delivery)

    return serve


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it came in. ``path`` is without token and version, ``parts`` are its variable parts."""

    verb: str
    token: str
    path: str
    parts: Mapping[str, str]
    content_type: str
    body: bytes
    query: str
    remote: str


async def _asked(request: web.Request) -> Asked:
    token, path = split_path(request.rel_url.raw_path)
    return Asked(
        verb=request.method,
        token=token,
        path=path,
        parts=dict(request.match_info),
        content_type=request.content_type,
        body=await request.read(),
        query=request.rel_url.raw_query_string,
        remote=request.remote or "",
    )


def split_path(raw_path: str) -> tuple[str, str]:
    """The token and the rest of a path; the rest is decoded and without the version."""
    token, *rest = map(unquote, raw_path.strip("/").split("/"))
    if rest[:1] == [VERSION]:
        rest = rest[1:]
    return token, "/" + "/".join(rest)


def handled(service: Service, asked: Asked, handler: Handler) -> Delivery:
    """Process a request, log it, and say what the client is to get. Nothing else runs meanwhile."""
    position = service.position(asked.token)
    with service.store.transaction():
        now = clock.now(service.store)
        service.store.settle(now)
    delivery = _limited(service, asked, position, now) or _processed(service, asked, position, now, handler)
    path = _without(service.settings.tokens, asked.path)
    service.log.add(Request(asked.verb, path, delivery.status, position, now))
    return delivery


def _without(tokens: Iterable[str], path: str) -> str:
    for token in tokens:
        path = path.replace(token, "<token>")
    return path


def _limited(service: Service, asked: Asked, position: int | None, now: float) -> Delivery | None:
    key = f"address {asked.remote}" if position is None else f"account {position}"
    wait = service.limiter.wait(key, now)
    if wait is None:
        return None
    return Delivery(429, encoded(refusal(TOO_MANY)), headers={"Retry-After": str(wait)})


def _processed(service: Service, asked: Asked, position: int | None, now: float, handler: Handler) -> Delivery:
    latency = service.settings.latency_seconds
    fault = service.faults.take(asked.verb, asked.path, ANSWER_KINDS)
    if fault and fault.kind not in PROCESSED_KINDS:
        return _delivery(refusal(BROKEN), fault, latency)
    if position is None:
        return _delivery(refusal(WRONG_TOKEN), fault, latency)
    return _delivery(_answer(service, asked, position, now, handler), fault, latency)


def _answer(service: Service, asked: Asked, position: int, now: float, handler: Handler) -> Answer:
    def take_fault(kinds: Collection[str]) -> str | None:
        fault = service.faults.take(asked.verb, asked.path, kinds)
        return fault.kind if fault else None

    try:
        call = Call(
            store=service.store,
            account=service.accounts[position],
            parts=asked.parts,
            fields=bodies.fields(asked.content_type, asked.body, asked.query) if asked.verb in WITH_BODY else {},
            now=now,
            boot_seconds=service.settings.boot_seconds,
            take_fault=take_fault,
            order=service.machines.order if service.machines else _no_order,
        )
        with service.store.transaction():
            return handler(call)
    except Refused as error:
        return refusal(str(error))


def _no_order(box: int, order: Order) -> None:
    """Boxes that are no machines need none."""


def _delivery(answer: Answer, fault: Fault | None, latency: float) -> Delivery:
    body = encoded(answer)
    if fault is None:
        return Delivery(200, body, delay=latency)
    headers = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
    match fault.kind:
        case "status" | "status_after":
            return Delivery(fault.status, body, headers=headers, delay=latency)
        case "truncate":
            return Delivery(200, body, delay=latency, cut=True)
        case "html":
            return Delivery(200, MAINTENANCE, HTML, delay=latency)
        case "slow":
            return Delivery(200, body, delay=latency + fault.seconds)
        case "timeout":
            return Delivery(None, delay=fault.seconds)
        case _:
            return Delivery(None)
