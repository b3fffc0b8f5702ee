# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Requests: one after the other in each data centre, by the sandbox's clock."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from sandbox._core.documents import Document
from sandbox._core.faults import STUCK

from . import effects

if TYPE_CHECKING:
    from .store import Store
    from .work import Work

SUCCESS = "Request has been successfully executed"
GONE = "[VDC-5-309] Resource does not exist"
# What a fault makes a request end with.
FAILURES = {
    "fails": "[VDC-5-0] An unexpected error occurred",
    "fails_halfway": "[VDC-5-0] An unexpected error occurred",
    "no_capacity": "[VDC-5-601] There is no capacity left for the CPU family",
}
LENGTHY = "lengthy"
FAULTS = (STUCK, *FAILURES, LENGTHY)
# How many steps a lengthy request takes.
LENGTH = 20
SECRETS = ("imagePassword", "password", "secretKey")
HIDDEN = "********"


def enter(work: Work, main: Document, queue: str | None) -> Document:
    """Put the request of this work into its queue, or another one."""
    call = work.call
    fault = call.core.take_fault(FAULTS)
    kind = fault.kind if fault else ""
    name = queue or _queue(main)
    ends = [request.ends or 0.0 for request in work.store.pending() if request.value["queue"] == name]
    if call.form("no_queue"):
        ends = []
    starts = max([call.now, *ends])
    seconds = call.core.step_seconds * (LENGTH if kind == LENGTHY else 1)
    asked = call.core.request
    number = str(uuid4())
    value: dict[str, Any] = {
        "path": f"/requests/{number}",
        "properties": {
            "method": asked.verb,
            "headers": {"Content-Type": asked.content_type} if asked.content_type else {},
            "body": without_secrets(asked.body),
            "url": asked.url,
        },
        "made": call.who,
        "changed": call.who,
        "queue": name,
        # a value is JSON, which has no word for never
        "starts": None if starts == math.inf else starts,
        "main": [main.kind, main.id],
        "targets": [[call.kinds[target.kind].name, target.value["path"]] for target in work.targets],
        "touched": sorted(work.touched),
        "fails": FAILURES.get(kind),
        "after": work.after,
        "undo": [] if kind == "fails_halfway" else work.undo,
        "status": None,
        "message": None,
    }
    request = Document(
        "request", number, value, account=call.contract, ends=math.inf if kind == STUCK else starts + seconds
    )
    work.store.documents.put(request)
    return request


def _queue(thing: Document) -> str:
    """Data centres have a queue each; everything else of a contract has one."""
    parts = thing.value["path"].split("/")
    return str(parts[2]) if parts[1] == "datacenters" else f"contract {thing.account}"


def without_secrets(body: bytes) -> str:
    """The body as it can be read again: without passwords."""
    text = body.decode("utf-8", "replace")
    try:
        return json.dumps(_hidden(json.loads(text)))
    except (ValueError, RecursionError):
        return "" if any(name in text for name in SECRETS) else text


def _hidden(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: HIDDEN if name in SECRETS else _hidden(inner) for name, inner in value.items()}
    return [_hidden(inner) for inner in value] if isinstance(value, list) else value


def status(request: Document, now: float) -> str:
    """Where a request is."""
    ended: str | None = request.value["status"]
    starts = request.value["starts"]
    return ended or ("QUEUED" if starts is None or starts > now else "RUNNING")


def finish(store: Store, request: Document, now: float) -> None:
    """Carry out what a request is to do, or undo what it did already."""
    value = request.value
    message = value["fails"]
    if message is None and store.documents.get(*value["main"]) is None:
        message = GONE
    ended = min(now, request.ends or now)
    for effect, *arguments in value["undo"] if message else value["after"]:
        effects.EFFECTS[effect](store, ended, *arguments)
    _count(store, value["queue"])
    ending = {"status": "FAILED" if message else "DONE", "message": message or SUCCESS}
    store.documents.put(replace(request, value={**value, **ending, "after": [], "undo": []}, ends=None))


def _count(store: Store, queue: str) -> None:
    """The version of a data centre grows with every change in it."""
    datacenter = store.documents.get("datacenter", queue)
    if datacenter:
        version = datacenter.value["properties"]["version"] or 0
        effects.set_properties(store, 0, "datacenter", queue, {"version": version + 1})
