# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tasks of dedicated servers and addresses: numbered, below what they are for."""

from __future__ import annotations

from typing import Any

from sandbox._core.answer import Answer
from sandbox._core.documents import Document
from sandbox._core.routes import Route

from . import stages
from .call import CANCELLED, CUSTOMER_ERROR, FAILS, VOID, ZERO_ID, Call, shown
from .dates import date_time
from .errors import bad, no_object

FIRST = 160_000_001
IN_FLIGHT = ("init", "todo", "doing")
# What else the task of a server tells.
OF_SERVERS = {
    "note": None,
    "needSchedule": False,
    "plannedInterventionId": None,
    "tags": None,
    "ticketReference": None,
}
ENDS = {FAILS: "ovhError", CANCELLED: "cancelled", CUSTOMER_ERROR: "customerError"}


def pending(call: Call, owner: Document, *functions: str) -> list[Document]:
    """The tasks of a thing that are not over; of these functions, or all."""
    found = call.store.documents.listed("task", parent=owner.id)
    return [
        it for it in found if it.value["status"] in IN_FLIGHT and (not functions or it.value["function"] in functions)
    ]


def begun(
    call: Call,
    owner: Document,
    function: str,
    effects: stages.Stage,
    failed: stages.Stage | None = None,
    **more: Any,
) -> Answer:
    """The answer that is a new task: after these seconds the effects have happened, or those of its failing."""
    number = call.store.new_ids("task", first=FIRST)
    key = str(number)
    value = {
        "taskId": number,
        "function": function,
        "status": "init",
        "comment": None,
        "startDate": date_time(call.now),
        "doneDate": None,
        "lastUpdate": date_time(call.now),
        **(OF_SERVERS if owner.kind == "server" else {}),
        **more,
    }
    task = call.new("task", key, value, owner.id)

    def at(status: str, **times: str) -> stages.Effect:
        return stages.merge("task", key, status=status, lastUpdate=stages.NOW, **times)

    doing, done = [at("doing")], [*effects, at("done", doneDate=stages.NOW)]
    begun = call.begin(task, doing, done, failed=lambda failure: [*(failed or []), at(ENDS[failure])])
    return Answer(answered(call, shown(begun.value), "taskId"))


def answered(call: Call, value: dict[str, Any], name: str) -> dict[str, Any]:
    """What is answered, whose id can be 0 although it is another one."""
    return {**value, name: 0} if call.core.take_fault({ZERO_ID}) else value


def routes(kind: str, path: str) -> tuple[Route, ...]:
    """The calls about the tasks of a kind of services."""

    def get_all(call: Call) -> Answer:
        found = call.narrowed(call.listed("task", call.service(kind).id), "function", "status")
        return Answer([it.value["taskId"] for it in found])

    def own(call: Call) -> Document:
        service, number = call.service(kind), call.parts["task"]
        found = call.get("task", number)
        if found is None or found.parent != service.id:
            raise no_object("taskId", number)
        return found

    def get(call: Call) -> Answer:
        return Answer(shown(own(call).value))

    def cancel(call: Call) -> Answer:
        task = own(call)
        if task.value["status"] not in ("init", "todo"):
            raise bad(f"The task {task.id} is {task.value['status']} and cannot be cancelled")
        value = {name: it for name, it in task.value.items() if name not in (stages.STAGES, stages.SECONDS)}
        value |= {"status": "cancelled", "lastUpdate": date_time(call.now)}
        call.put(Document("task", task.id, value, account=task.account, parent=task.parent))
        return VOID

    base = f"{path}/task"
    return (
        Route("GET", base, get_all),
        Route("GET", f"{base}/{{task}}", get),
        *((Route("POST", f"{base}/{{task}}/cancel", cancel),) if kind == "server" else ()),
    )
