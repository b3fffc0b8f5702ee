# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The requests themselves: what was asked, how far it is, and what it concerned."""

from __future__ import annotations

import hashlib
from typing import Any

from sandbox._core.answer import Answer
from sandbox._core.documents import Document
from sandbox._core.routes import Route

from . import paging, queue
from .call import Call
from .errors import not_found
from .fields import Field
from .kind import Kind
from .view import View

REQUEST = Kind(
    "request",
    "requests",
    tuple(Field(name, own=True) for name in ("method", "headers", "body", "url")),
    has_metadata=False,
)


def _etag(call: Call, request: Document) -> str:
    seen = f"{request.id} {queue.status(request, call.now)}"
    return hashlib.md5(seen.encode(), usedforsecurity=False).hexdigest()


def _status(call: Call, view: View, request: Document) -> dict[str, Any]:
    status = queue.status(request, call.now)
    targets = [
        {
            "target": {"id": path.rsplit("/", 1)[-1], "type": kind, "href": view.href(_target(path, index))},
            "status": status,
        }
        for index, (kind, path) in enumerate(request.value["targets"])
    ]
    return {
        "id": f"{request.id}/status",
        "type": "request-status",
        "href": view.href(f"{request.value['path']}/status"),
        "metadata": {
            "status": status,
            "message": request.value["message"],
            "etag": _etag(call, request),
            "targets": targets,
        },
    }


def _target(path: str, index: int) -> str:
    """Where a target is, as recorded: of what was made along with another thing, in a wrong place."""
    parts = path.split("/")
    if index == 0 or len(parts) < 5:
        return path
    if parts[3] == "volumes":
        parts[2] = "TO_BE_INJECTED"
    elif len(parts) == 7:
        parts[2] = ""
    elif len(parts) > 7:
        parts[2] = parts[4]
    return "/".join(parts)


def _shown(call: Call, view: View, request: Document, depth: int) -> dict[str, Any]:
    status = _status(call, view, request)
    made = request.value["made"]
    metadata = {
        "createdDate": made[0],
        "createdBy": made[1],
        "etag": _etag(call, request),
        "requestStatus": status if depth > 0 else {name: status[name] for name in ("id", "type", "href")},
    }
    shown = view.thing(request)
    return {**view.reference(request), "metadata": metadata, "properties": shown["properties"]}


def _filterable(call: Call, view: View, request: Document) -> dict[str, Any]:
    """What the filters can see: with depth 0, what there is without properties."""
    made = request.value["made"]
    seen = {"status": queue.status(request, call.now), "createdDate": made[0], "createdBy": made[1]}
    return {**seen, **request.value["properties"]} if call.depth > 0 else seen


def list_requests(call: Call) -> Answer:
    """The newest first."""
    view = View(call)
    listed = [request for request in call.listed("request") if not _forgotten(call, request)]
    newest = listed if call.form("oldest_first") else listed[::-1]
    found = paging.filtered(call, newest, lambda request: _filterable(call, view, request))
    answer = paging.answered(call, "/requests", found, REQUEST.page)
    if call.depth > 0:
        by_id = {request.id: request for request in found}
        items = [_shown(call, view, by_id[item["id"]], call.depth - 1) for item in answer.data["items"]]
        return Answer({**answer.data, "items": items})
    return answer


def get_request(call: Call) -> Answer:
    return Answer(_shown(call, View(call), _known(call), call.depth), 200)


def get_status(call: Call) -> Answer:
    return Answer(_status(call, View(call), _known(call)))


def _known(call: Call) -> Document:
    request = call.own("request")
    if _forgotten(call, request):
        raise not_found()
    return request


def _forgotten(call: Call, request: Document) -> bool:
    return bool(request.value["status"]) and call.form("forgotten_requests")


ROUTES = (
    Route("GET", "/requests", list_requests),
    Route("GET", "/requests/{request}", get_request),
    Route("GET", "/requests/{request}/status", get_status),
)
