# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Schedules: tasks that are carried out one after the other when the clock says so."""

from __future__ import annotations

from typing import Any

from sandbox._core.answer import Answer, Refused
from sandbox._core.documents import Document

from . import activity, backups, daemon, files, power
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
        raise crash("TypeError")
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
    """Now, whatever the clock says: the first task is carried out before the answer comes, whatever its delay."""
    schedule, server, store, step = call.things["schedule"], call.server, call.store, call.core.step_seconds
    order = tasks(store, schedule)
    if not order:
        raise display("Cannot process schedule for task execution: no tasks are registered.")
    problem = None
    if server.value["status"] is None and _is_wanted(store, server, schedule):
        store.change(schedule, {"is_processing": True})
        problem = _tried(store, server, order[0], call.now, step, call)
        _follow(store, server, schedule, order[0], problem, call.now, step)
    else:
        _complete(store, schedule, call.now)
    if problem and not _goes_on(order[0], problem):
        return problem.answer
    activity.log(call, "server:schedule.execute", name=schedule.value["name"])
    return accepted()


def finish(store: Store, job: Document) -> None:
    """The time of a schedule has come."""
    server, now = store.known("server", job.value["server_id"]), job.ends or 0.0
    schedule = store.known("schedule", job.value["schedule"])
    row = schedule.value
    schedule = store.change(schedule, {"next_run_at": Cron(*(row[name] for name in FIELDS)).after(now)})
    _plan(store, server, schedule, job.value["step"])
    order = tasks(store, schedule)
    if server.value["status"] is not None or row["is_processing"] or not order:
        return
    if _is_wanted(store, server, schedule):
        store.change(schedule, {"is_processing": True})
        _queue(store, server, schedule, order[0], now, job.value["step"])
    else:
        _complete(store, schedule, now)


def _is_wanted(store: Store, server: Document, schedule: Document) -> bool:
    """Whether it is to run; the panel is silent about one that is not, because the server is off."""
    down = store.known("node", server.value["node_id"]).value["down"]
    is_up = server.value["power"] in (power.STARTING, power.RUNNING) and not down
    return is_up or not schedule.value["only_when_online"]


def _complete(store: Store, schedule: Document, now: float) -> None:
    store.change(schedule, {"is_processing": False, "last_run_at": now})


def _queue(store: Store, server: Document, schedule: Document, task: Document, now: float, step: float) -> None:
    store.change(task, {"is_queued": True})
    ends = now + task.value["time_offset"]
    daemon.job(store, "task", server, ends, schedule=schedule.id, task=task.id, step=step)


def finish_task(store: Store, job: Document) -> None:
    """It is a task's turn."""
    server, now = store.known("server", job.value["server_id"]), job.ends or 0.0
    schedule, task = store.known("schedule", job.value["schedule"]), store.get("task", job.value["task"])
    step = job.value["step"]
    if task is None:
        _complete(store, schedule, now)
    elif server.value["status"] is not None:
        store.change(task, {"is_queued": False})
        _complete(store, schedule, now)
    else:
        problem = _tried(store, server, task, now, step)
        _follow(store, server, schedule, store.change(task, {"is_queued": False}), problem, now, step)


def _follow(
    store: Store, server: Document, schedule: Document, task: Document, problem: Refused | None, now: float, step: float
) -> None:
    """After a task comes the next one, unless it has failed and may not."""
    order = [it for it in tasks(store, schedule) if it.value["sequence_id"] > task.value["sequence_id"]]
    if order and _goes_on(task, problem):
        _queue(store, server, schedule, order[0], now, step)
    else:
        _complete(store, schedule, now)


def _goes_on(task: Document, problem: Refused | None) -> bool:
    """Whether others come after a task; what only the daemon has against it may be let pass."""
    return problem is None or (task.value["continue_on_failure"] and daemon.is_its(problem))


def _tried(
    store: Store, server: Document, task: Document, now: float, step: float, call: Call | None = None
) -> Refused | None:
    """Carry out a task. What was said against it, if it has failed."""
    action, payload = task.value["action"], task.value["payload"]
    try:
        if call is not None:
            daemon.reach_server(call, server)
        elif store.known("node", server.value["node_id"]).value["down"]:
            return refused(504)
        if action == "power":
            _send(store, server, payload, now, step)
        elif action == "command":
            if server.value["power"] == power.OFFLINE:
                return daemon.fails(502)
            files.console(store, server, f"> {payload}\n", now)
        else:
            _back_up(store, server, payload, now, step)
    except Refused as error:
        return error
    return None


def _send(store: Store, server: Document, signal: str, now: float, step: float) -> None:
    if signal not in power.SIGNALS:
        words = 'The power action provided was not valid, should be one of "stop", "start", "restart", "kill"'
        raise daemon.says_no(422, words)
    power.begin(store, server, signal, now, step)


def _back_up(store: Store, server: Document, ignored: str, now: float, step: float) -> None:
    """A backup that is too many replaces the oldest one that is not locked. Raises Refused."""
    backups.check_pace(store, server, now)
    there = [it for it in store.all("backup", server) if not backups.has_failed(it)]
    old = next((it for it in there if not it.value["is_locked"]), None)
    if old is None or not server.value["backup_limit"]:
        backups.check_limit(store, server)
    elif len(there) >= server.value["backup_limit"]:
        store.documents.drop("snapshot", old.value["uuid"])
        store.drop(old)
    backup = backups.new(store, server, now, None, [line for line in (ignored or "").splitlines() if line.strip()])
    daemon.job(store, "backup", server, now + step, backup=backup.id, fails=None, step=step)


# Tasks


def _task_sent(call: Call) -> dict[str, Any]:
    table: dict[str, Rules] = {
        "action": rules(f"required|in:{','.join(ACTIONS)}"),
        "payload": rules("sometimes|nullable|string")
        if call.input.get("action") == "backup"
        else rules("required_unless:action,backup|string"),
        "time_offset": rules("required|numeric|min:0|max:900"),
        "sequence_id": rules("sometimes|required|numeric|min:1"),
        "continue_on_failure": rules("sometimes|required|boolean"),
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
