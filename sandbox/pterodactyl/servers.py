# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Servers, as admins see and make them."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from sandbox._core.answer import Answer, Refused
from sandbox._core.documents import Document

from . import daemon, deployment, installs, power, states, variables
from .call import Call
from .errors import crash, refused
from .paging import Listing, page
from .store import Store
from .unique import exists, unique
from .validation import Rules, check, flag, rules, whole
from .view import nothing, thing

LISTING = Listing(("uuid", "uuidShort", "name", "description", "image", "external_id"), ("id", "uuid"))
IMAGE = "regex:/^~?[\\w\\.\\/\\-:@ ]*$/"
LIMITS: dict[str, Rules] = {
    "memory": rules("required|numeric|min:0"),
    "swap": rules("required|numeric|min:-1"),
    "disk": rules("required|numeric|min:0"),
    "io": rules("required|numeric|between:10,1000"),
    "cpu": rules("required|numeric|min:0"),
}
COUNT = "present|nullable|integer|min:0"
# What a server is part of nothing without: all of it goes with it.
PARTS = ("database", "backup", "schedule", "subuser", "file", "job", "snapshot", "backup_made", "counted")


def is_free(allocation: Document) -> bool:
    return allocation.value["server_id"] is None


def attributes(call: Call, server: Document) -> dict[str, Any]:
    row = server.value
    environment: Any = variables.environment(call, server)
    return {
        "id": row["id"],
        "external_id": row["external_id"],
        "uuid": row["uuid"],
        "identifier": row["uuidShort"],
        "name": row["name"],
        "description": row["description"],
        "status": row["status"],
        "suspended": row["status"] == states.SUSPENDED,
        "limits": limits(row),
        "feature_limits": feature_limits(row),
        "user": row["owner_id"],
        "node": row["node_id"],
        "allocation": row["allocation_id"],
        "nest": row["nest_id"],
        "egg": row["egg_id"],
        "container": {
            "startup_command": row["startup"],
            "image": row["image"],
            "installed": int(not states.is_installing(server)),
            "environment": environment,
        },
        "updated_at": call.time(row["updated_at"]),
        "created_at": call.time(row["created_at"]),
    }


def limits(row: dict[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in ("memory", "swap", "disk", "io", "cpu", "threads", "oom_disabled")}


def feature_limits(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "databases": row["database_limit"],
        "allocations": row["allocation_limit"],
        "backups": row["backup_limit"],
    }


def get_all(call: Call) -> Answer:
    _refuse_transfers(call)
    return page(call, "server", call.store.all("server"), LISTING)


def get(call: Call) -> Answer:
    _refuse_transfers(call)
    server = call.things.get("server") or call.things["external"]
    return Answer(thing(call, "server", server))


def _refuse_transfers(call: Call) -> None:
    """The panel lists this among its includes, and breaks over it."""
    if "transfer" in call.includes:
        raise crash("TypeError")


def _create_rules(call: Call) -> dict[str, Rules]:
    store, free = call.store, exists(call.store, "allocation", is_free)
    return {
        "external_id": rules("sometimes|nullable|string|between:1,191", unique(store, "server", "external_id")),
        "name": rules("required|string|min:1|max:191"),
        "description": rules("sometimes|nullable|string"),
        "user": rules("required|integer", exists(store, "user")),
        "egg": rules("required", exists(store, "egg")),
        "docker_image": [*rules("required|string|max:191"), IMAGE],
        "startup": rules("required|string"),
        "environment": rules("present|array"),
        "skip_scripts": rules("sometimes|boolean"),
        "oom_disabled": rules("sometimes|boolean"),
        "limits": rules("required|array"),
        **{f"limits.{name}": wanted for name, wanted in LIMITS.items()},
        "limits.threads": ["sometimes", "nullable", "regex:/^[0-9-,]+$/"],
        "feature_limits": rules("required|array"),
        "feature_limits.databases": rules(COUNT),
        "feature_limits.allocations": rules(f"sometimes|{COUNT}"),
        "feature_limits.backups": rules(COUNT),
        "start_on_completion": rules("sometimes|boolean"),
        "deploy": rules("sometimes|required|array"),
        **(_deploy_rules() if call.input.get("deploy") else _place_rules(free)),
    }


def _deploy_rules() -> dict[str, Rules]:
    return {
        "deploy.locations": rules("present|array"),
        "deploy.locations.*": rules("integer|min:1"),
        "deploy.dedicated_ip": ["required_with:deploy"],
        "deploy.port_range": rules("present|array"),
        "deploy.port_range.*": rules("string"),
    }


def _place_rules(free: Any) -> dict[str, Rules]:
    return {
        "allocation.default": rules("required|integer", free),
        "allocation.additional": rules("sometimes|nullable|array"),
        "allocation.additional.*": rules("integer", free),
    }


def create(call: Call) -> Answer:
    """The record is there before the daemon is asked, and goes again if it does not answer."""
    sent, store = call.input, call.store
    check(sent, _create_rules(call))
    size = {name: whole(sent["limits"][name]) for name in LIMITS}
    egg = store.known("egg", whole(sent["egg"]))
    environment = sent["environment"] if isinstance(sent["environment"], dict) else {}
    if sent.get("deploy") is not None:
        chosen = [deployment.chosen(store, sent["deploy"], size["memory"], size["disk"])]
    else:
        numbers = [sent["allocation"]["default"], *(sent["allocation"].get("additional") or ())]
        chosen = [store.known("allocation", whole(number)) for number in numbers]
    kept = variables.checked(store, egg.id, environment)
    server = new(store, {**_sent(sent), **size, "variables": kept}, egg, chosen, call.now)
    server = installs.begin(call, server, again=False, start=flag(sent.get("start_on_completion")))
    return Answer(thing(call, "server", server), 201)


def _sent(sent: dict[str, Any]) -> dict[str, Any]:
    """What was sent of a server, but for its size and its place, as it is kept."""
    features = sent["feature_limits"]
    return {
        "external_id": sent.get("external_id"),
        "name": sent["name"],
        "description": sent.get("description") or "",
        "owner_id": whole(sent["user"]),
        "startup": sent["startup"],
        "image": sent["docker_image"],
        "skip_scripts": flag(sent.get("skip_scripts")),
        "threads": sent["limits"].get("threads"),
        "oom_disabled": flag(sent.get("oom_disabled", True)),
        "database_limit": whole(features["databases"]),
        "allocation_limit": whole(features.get("allocations")),
        "backup_limit": whole(features["backups"]),
    }


def new(store: Store, row: dict[str, Any], egg: Document, chosen: list[Document], now: float) -> Document:
    """A new server at its allocations, the first of which decides the node."""
    node, uuid = chosen[0].value["node_id"], str(uuid4())
    value = {
        "uuid": uuid,
        "uuidShort": uuid[:8],
        "status": states.INSTALLING,
        "node_id": node,
        "allocation_id": chosen[0].value["id"],
        "nest_id": egg.value["nest"],
        "egg_id": egg.value["id"],
        "installed_at": None,
        "transferring": False,
        "power": power.OFFLINE,
        "power_since": None,
        **row,
    }
    server = store.add("server", value, now, parent=str(node))
    for allocation in chosen:
        store.change(allocation, {"server_id": server.value["id"]}, now)
    return server


def suspend(call: Call) -> Answer:
    """A daemon that does not take it undoes it: what the status was before is forgotten then."""
    server, store = call.things["server"], call.store
    if server.value["status"] == states.SUSPENDED:
        return nothing()
    _check_no_transfer(server)
    try:
        daemon.reach_server(call, server)
    except Refused as error:
        if server.value["status"] is not None:
            store.change(server, {"status": None}, call.now)
        return error.answer
    store.change(power.stop_now(store, server), {"status": states.SUSPENDED}, call.now)
    return nothing()


def unsuspend(call: Call) -> Answer:
    server = call.things["server"]
    if server.value["status"] != states.SUSPENDED:
        return nothing()
    _check_no_transfer(server)
    daemon.reach_server(call, server)
    call.store.change(server, {"status": None}, call.now)
    return nothing()


def _check_no_transfer(server: Document) -> None:
    if server.value["transferring"]:
        words = "Cannot toggle suspension status on a server that is currently being transferred."
        raise refused(409, "ConflictHttpException", words)


def reinstall(call: Call) -> Answer:
    installs.begin(call, call.things["server"], again=True)
    return nothing()


def delete(call: Call) -> Answer:
    """Everything goes with it. Unless forced, only if the daemon lets it."""
    server = call.things["server"]
    if call.core.request.segments[-1] != "force":
        daemon.reach_server(call, server)
    remove(call.store, server)
    return nothing()


def remove(store: Store, server: Document) -> None:
    """The server is gone; its ports are free, and keep their notes."""
    for schedule in store.all("schedule", server):
        for task in store.all("task", schedule):
            store.drop(task)
    for kind in PARTS:
        for part in store.all(kind, server):
            store.drop(part)
    for allocation in store.where("allocation", "server_id", server.value["id"]):
        store.change(allocation, {"server_id": None})
    store.drop(server)
