# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The way of a request to the API: who asks, limit, faults, the call, log, answer."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from .answer import JSON_TYPE, Answer, Refused
from .call import Call
from .delivery import RESET, Delivery
from .faults import ANSWER_KINDS, PROCESSED_KINDS, Fault
from .request import Request
from .request_log import Entry, query_without, without
from .service import Service

MAINTENANCE = Answer(
    b"<!DOCTYPE html>\n<html><head><title>Maintenance</title></head><body>Down for maintenance.</body></html>\n",
    headers={"Content-Type": "text/html; charset=utf-8"},
)


def handled(service: Service, request: Request) -> Delivery:
    """Process a request, log it, and say what the client is to get. Nothing else runs meanwhile."""
    provider = service.provider
    with provider.store.transaction():
        now = provider.now
        provider.store.settle(now)
        account = provider.identify(request)
    client = f"address {request.remote}" if account is None else f"account {account}"

    def take_fault(kinds: Collection[str]) -> Fault | None:
        return service.faults.take(request.verb, request.path, kinds)

    call: Call[Any] = Call(
        request=request,
        store=provider.store,
        account=account,
        now=now,
        step_seconds=provider.settings.step_seconds,
        take_fault=take_fault,
        standing=service.limiter.take(provider.bucket(request), client, now),
    )
    written = provider.store.written
    status: int | None = 500
    try:
        delivery = _limited(service, call) or _processed(service, call)
        status = delivery.status
    finally:
        # a mistake of the sandbox's own is in the log, too
        changed = provider.store.written > written
        path, query = without(provider.secrets, request.path), query_without(provider.secrets, request.raw_query)
        service.log.add(Entry(request.verb, path, query, status, account, changed, now))
    return delivery


def _limited(service: Service, call: Call[Any]) -> Delivery | None:
    if call.standing is None or call.standing.wait is None:
        return None
    return _delivery(service, call, service.provider.too_many(call))


def _processed(service: Service, call: Call[Any]) -> Delivery:
    provider, latency = service.provider, service.provider.settings.latency_seconds
    fault = call.take_fault(ANSWER_KINDS)
    if fault is None:
        return _delivery(service, call, _responded(service, call), latency)
    if fault.kind in PROCESSED_KINDS:
        answer = _responded(service, call)
    else:
        answer = MAINTENANCE if fault.kind == "html" else provider.failure(fault.status)
    return _faulty(fault, answer, service, call, latency)


def _responded(service: Service, call: Call[Any]) -> Answer:
    try:
        with service.provider.store.transaction():
            return service.provider.respond(call)
    except Refused as error:
        return error.answer


def _faulty(fault: Fault, answer: Answer, service: Service, call: Call[Any], latency: float) -> Delivery:
    match fault.kind:
        case "timeout":
            return replace(RESET, delay=fault.seconds)
        case "reset_before" | "reset_after":
            return RESET
        case "slow":
            return _delivery(service, call, answer, latency + fault.seconds)
        case "truncate":
            delivery = _delivery(service, call, answer, latency)
            # of nothing, half is nothing: what is missing then is the whole answer
            return replace(delivery, cut=True) if delivery.body else RESET
        case "status" | "status_after":
            more = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
            changed = replace(answer, status=fault.status, headers={**answer.headers, **more})
            return _delivery(service, call, changed, latency)
        case _:
            return _delivery(service, call, answer, latency)


def _delivery(service: Service, call: Call[Any], answer: Answer, delay: float = 0.0) -> Delivery:
    answer = service.provider.finished(call, answer)
    headers = {"Content-Type": JSON_TYPE, **answer.headers} if answer.is_json else answer.headers
    body = service.provider.encoded(call, answer)
    return Delivery(answer.status, body, headers, chunked=service.provider.chunked, delay=delay)
