# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What goes on in a project, for the calls that answer with an operation instead of a thing."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from sandbox._core.answer import Answer
from sandbox._core.documents import Document
from sandbox._core.routes import Route

from . import stages
from .call import Call, shown
from .dates import date_time
from .errors import no_object
from .projects import PROJECT


def begun(call: Call, project: Document, action: str, region: str, made: list[str]) -> Answer:
    """An operation that has made these things; of several, each has a suboperation. It fails when one of them does."""
    subs = [_sub(_operation(call, action, region, each)) for each in made] if len(made) != 1 else []
    value = _operation(call, action, region, made[0] if len(made) == 1 else None) | {"subOperations": subs or None}
    key = value["id"]
    running = stages.merge("operation", key, status="in-progress", startedAt=stages.NOW)
    over = {"completedAt": stages.NOW, "progress": 0}
    done = stages.merge(
        "operation",
        key,
        status="completed",
        **over,
        subOperations=[{**it, "status": "completed"} for it in subs] or None,
    )
    operation = call.new("operation", key, value, project.id)
    begun = call.begin(
        operation,
        [running],
        [done],
        failed=lambda failure: [stages.merge("operation", key, status="in-error", **over)],
        outcome=call.worst,
    )
    return Answer(shown(begun.value))


def _operation(call: Call, action: str, region: str, resource: str | None) -> dict[str, Any]:
    return {
        "id": str(uuid4()),
        "action": action,
        "status": "created",
        "progress": 0,
        "createdAt": date_time(call.now),
        "startedAt": None,
        "completedAt": None,
        "regions": [region],
        "resourceId": resource,
    }


def _sub(operation: dict[str, Any]) -> dict[str, Any]:
    """As a part of another one, of which is not told when it was made."""
    return {name: value for name, value in operation.items() if name != "createdAt"}


def get(call: Call) -> Answer:
    project = call.service("project")
    found = call.get("operation", call.parts["item"])
    if found is None or found.parent != project.id:
        raise no_object("operationId", call.parts["item"])
    return Answer(shown(found.value))


def get_all(call: Call) -> Answer:
    found = call.narrowed(call.listed("operation", call.service("project").id), instanceId="resourceId")
    return Answer([shown(it.value) for it in found])


ROUTES = (
    Route("GET", f"{PROJECT}/operation", get_all),
    Route("GET", f"{PROJECT}/operation/{{item}}", get),
)
