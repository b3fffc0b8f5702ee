# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Schedules: tasks that are carried out one after the other when the clock says so."""

from __future__ import annotations

from typing import Any

from sandbox._core.answer import Answer
from sandbox._core.documents import Document

from . import activity, backups, daemon, files, power, states
from .call import Call
from .cron import Cron
from .errors import crash, display, refused
from .store import Store
from .validation import Rules, check, flag, rules, whole
from .view import accepted, listed, nothing, thing

FIELDS = ("minute", "hour", "day_of_month", "month", "day_of_week")
ACTIONS = ("command", "power", "backup")
MOST_TASKS = 10


def attributes(call: Call, schedule: Document) -> dict[str, Any]:
    row = schedule.value
    return {
        "id": row["id"],
        "name": row["name"],
        "cron": {name: row[name] for name in ("day_of_week", "day_of_month", "month", "hour", "minute")},
        "is_active": row["is_active"],
        "is_processing": row["is_processing"],
        "only_when_online": row["only_when_online"],
        "last_run_at": call.time(row["last_run_at"]),
        "next_run_at": call.time(row["next_run_at"]),
        **call.times(row),
    }


def task_attributes(call: Call, task: Document) -> dict[str, Any]:
    row = task.value
    names = ("id", "sequence_id", "action", "payload", "time_offset", "is_queued", "continue_on_failure")
    return {**{name: row[name] for name in names}, **call.times(row)}


def tasks(store: Store, schedule: Document) -> list[Document]:
    """In the order in which they are carried out."""
    return sorted(store.all("task", schedule), key=lambda task: int(task.value["sequence_id"]))


def _sent(call: Call) -> dict[str, Any]:
    """A schedule as it is kept. A flag that is left out is off. Raises Refused."""
    table: dict[str, Rules] = {
        "name": rules("required|string|min:1|max:191"),
        "is_active": rules("sometimes|boolean"),
        "only_when_online": rules("sometimes|boolean"),
        **{name: rules("required|string") for name in FIELDS if name != "month"},
    }
    check(call.input, table)
    if not isinstance(call.input.get("month"), str):
        raise crash("TypeError", "Argument #4 ($month) must be of type string, null given")
    row: dict[str, Any] = {name: call.input[name] for name in ("name", *FIELDS)}
    return {
        **row,
        "is_active": flag(call.input.get("is_active")),
        "only_when_online": flag(call.input.get("only_when_online")),
        "next_run_at": _next(row, call.now),
    }


def _next(row: dict[str, Any], now: float) -> float:
    try:
        return Cron(*(row[name] for name in FIELDS)).after(now)
    except ValueError:
        raise display("The cron data provided does not evaluate to a valid expression.") from None


def _plan(store: Store, server: Document, schedule: Document, step: float) -> None:
    """The next run, if there is to be one. The other one is forgotten."""
    for job in daemon.jobs(store, server, "schedule"):
        if job.value["schedule"] == schedule.id:
            store.drop(job)
    if schedule.value["is_active"]:
        daemon.job(store, "schedule", server, schedule.value["next_run_at"], schedule=schedule.id, step=step)


def get_all(call: Call) -> Answer:
    return Answer(listed(call, "schedule", call.store.all("schedule", call.server)))


def get(call: Call) -> Answer:
    return Answer(thing(call, "schedule", call.things["schedule"]))


def create(call: Call) -> Answer:
    row = {**_sent(call), "is_processing": False, "last_run_at": None}
    schedule = call.store.add("schedule", row, call.now, parent=call.server.id)
    _plan(call.store, call.server, schedule, call.core.step_seconds)
    activity.log(call, "server:schedule.create", name=row["name"])
    return Answer(thing(call, "schedule", schedule))


def update(call: Call) -> Answer:
    changes = _sent(call)
    before = call.things["schedule"]
    # switched off, so that it can be switched on again: what hung is let go
    if before.value["is_active"] != changes["is_active"]:
        changes["is_processing"] = False
    schedule = call.store.change(before, changes, call.now)
    _plan(call.store, call.server, schedule, call.core.step_seconds)
    activity.log(call, "server:schedule.update", name=schedule.value["name"])
    return Answer(thing(call, "schedule", schedule))


def delete(call: Call) -> Answer:
    schedule = call.things["schedule"]
    remove(call.store, schedule)
    activity.log(call, "server:schedule.delete", name=schedule.value["name"])
    return nothing()


def remove(store: Store, schedule: Document) -> None:
    """The schedule is gone with its tasks, and will not be due."""
    jobs = store.documents.listed("job", parent=schedule.parent)
    for row in [*(job for job in jobs if job.value.get("schedule") == schedule.id), *store.all("task", schedule)]:
        store.drop(row)
    store.drop(schedule)


def execute(call: Call) -> Answer:
    """Now, whatever the clock says."""
    schedule = call.things["schedule"]
    if not call.store.all("task", schedule):
        raise display("Cannot process schedule for task execution: no tasks are registered.")
    _run(call.store, call.server, schedule, call.now, call.core.step_seconds)
    activity.log(call, "server:schedule.execute", name=schedule.value["name"])
    return accepted()


def finish(store: Store, job: Document) -> None:
    """The time of a schedule has come."""
    server, now = store.known("server", job.value["server_id"]), job.ends or 0.0
    schedule = store.known("schedule", job.value["schedule"])
    row = schedule.value
    schedule = store.change(schedule, {"next_run_at": Cron(*(row[name] for name in FIELDS)).after(now)})
    _plan(store, server, schedule, job.value["step"])
    may = server.value["status"] is None and not row["is_processing"] and store.all("task", schedule)
    if may and (server.value["power"] != power.OFFLINE or not row["only_when_online"]):
        _run(store, server, schedule, now, job.value["step"])


def _run(store: Store, server: Document, schedule: Document, now: float, step: float) -> None:
    """The first task is queued, and the others follow."""
    schedule = store.change(schedule, {"is_processing": True, "last_run_at": now})
    _queue(store, server, schedule, tasks(store, schedule)[0], now, step)


def _queue(store: Store, server: Document, schedule: Document, task: Document, now: float, step: float) -> None:
    store.change(task, {"is_queued": True})
    ends = now + task.value["time_offset"]
    daemon.job(store, "task", server, ends, schedule=schedule.id, task=task.id, step=step)


def finish_task(store: Store, job: Document) -> None:
    """It is a task's turn; the next one follows unless this one has failed and may not."""
    server, now = store.known("server", job.value["server_id"]), job.ends or 0.0
    schedule, task = store.known("schedule", job.value["schedule"]), store.get("task", job.value["task"])
    step = job.value["step"]
    following: list[Document] = []
    if task:
        order = [it for it in tasks(store, schedule) if it.value["sequence_id"] > task.value["sequence_id"]]
        task = store.change(task, {"is_queued": False})
        worked = _carried_out(store, server, task, now, step)
        following = order if worked or task.value["continue_on_failure"] else []
    if following:
        _queue(store, server, schedule, following[0], now, step)
    else:
        store.change(schedule, {"is_processing": False})


def _carried_out(store: Store, server: Document, task: Document, now: float, step: float) -> bool:
    """Whether it worked."""
    action, payload = task.value["action"], task.value["payload"]
    down = store.known("node", server.value["node_id"]).value["down"]
    if down or server.value["status"] not in (None, states.REINSTALL_FAILED):
        return False
    if action == "power":
        if payload in power.SIGNALS:
            power.begin(store, server, payload, now, step)
        return payload in power.SIGNALS
    if action == "command":
        if server.value["power"] == power.OFFLINE:
            return False
        files.console(store, server, f"> {payload}\n", now)
        return True
    return _backed_up(store, server, payload, now, step)


def _backed_up(store: Store, server: Document, ignored: str, now: float, step: float) -> bool:
    """A backup that is too many replaces the oldest one that is not locked, if there is one."""
    limit = server.value["backup_limit"] or 0
    there = [it for it in store.all("backup", server) if not backups.has_failed(it)]
    if not limit or backups.seconds_to_wait(store, server, now):
        return False
    if len(there) >= limit:
        old = next((it for it in there if not it.value["is_locked"]), None)
        if old is None:
            return False
        store.documents.drop("snapshot", old.value["uuid"])
        store.drop(old)
    backup = backups.new(store, server, now, None, [line for line in (ignored or "").splitlines() if line.strip()])
    daemon.job(store, "backup", server, now + step, backup=backup.id, fails=None, step=step)
    return True


# Tasks


def _task_sent(call: Call) -> dict[str, Any]:
    table: dict[str, Rules] = {
        "action": rules(f"required|in:{','.join(ACTIONS)}"),
        "payload": rules("sometimes|nullable|string")
        if call.input.get("action") == "backup"
        else rules("required|string"),
        "time_offset": rules("required|numeric|min:0|max:900"),
        "sequence_id": rules("sometimes|required|numeric|min:1"),
        "continue_on_failure": rules("sometimes|boolean"),
    }
    check(call.input, table)
    if call.input["action"] == "backup" and call.server.value["backup_limit"] == 0:
        words = "A backup task cannot be created when the server's backup limit is set to 0."
        raise refused(403, "HttpForbiddenException", words)
    return {
        "action": call.input["action"],
        "payload": call.input.get("payload") or "",
        "time_offset": whole(call.input["time_offset"]),
        "continue_on_failure": flag(call.input.get("continue_on_failure")),
    }


def create_task(call: Call) -> Answer:
    schedule, store = call.things["schedule"], call.store
    there = tasks(store, schedule)
    if len(there) >= MOST_TASKS:
        words = (
            f"Schedules may not have more than {MOST_TASKS} tasks associated with them. Creating this task would put "
            "this schedule over the limit."
        )
        raise display(words, "ServiceLimitExceededException")
    row = {**_task_sent(call), "schedule_id": schedule.value["id"], "is_queued": False, "sequence_id": 0}
    task = store.add("task", row, call.now, parent=schedule.id)
    place = whole(call.input["sequence_id"]) if "sequence_id" in call.input else len(there) + 1
    _ordered(store, there, task, place)
    activity.log(call, "server:task.create", name=schedule.value["name"])
    return Answer(thing(call, "task", store.known("task", task.id)))


def _ordered(store: Store, others: list[Document], task: Document, place: int) -> None:
    """The task at a place, the others before and behind it without gaps."""
    order = [*others]
    order.insert(min(place, len(order) + 1) - 1, task)
    for number, each in enumerate(order, 1):
        store.change(store.known("task", each.id), {"sequence_id": number})


def update_task(call: Call) -> Answer:
    schedule, task, store = call.things["schedule"], call.things["task"], call.store
    task = store.change(task, _task_sent(call), call.now)
    if "sequence_id" in call.input:
        others = [it for it in tasks(store, schedule) if it.id != task.id]
        _ordered(store, others, task, whole(call.input["sequence_id"]))
    activity.log(call, "server:task.update", name=schedule.value["name"])
    return Answer(thing(call, "task", store.known("task", task.id)))


def delete_task(call: Call) -> Answer:
    schedule, task, store = call.things["schedule"], call.things["task"], call.store
    store.drop(task)
    for number, each in enumerate(tasks(store, schedule), 1):
        store.change(each, {"sequence_id": number})
    activity.log(call, "server:task.delete", name=schedule.value["name"])
    return nothing()
