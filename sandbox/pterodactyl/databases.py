# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Databases of servers, in both APIs."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from sandbox._core.answer import Answer
from sandbox._core.documents import Document

from . import activity
from .account import random_text
from .call import Call
from .errors import display
from .store import Store
from .unique import exists
from .validation import Own, Rules, check, rules, whole
from .view import created, listed, nothing, thing

LONGEST = 48
TAKEN = "The database name you have selected is already in use by this server."


def attributes(call: Call, database: Document) -> dict[str, Any]:
    row = database.value
    return {
        "id": row["id"],
        "server": row["server_id"],
        "host": row["host"],
        "database": row["database"],
        "username": row["username"],
        "remote": row["remote"],
        "max_connections": row["max_connections"],
        **call.times(row),
    }


def password_attributes(call: Call, database: Document) -> dict[str, Any]:
    return {"password": database.value["password"]}


def host_attributes(call: Call, host: Document) -> dict[str, Any]:
    row = host.value
    shown = {"id": row["id"], "name": row["name"], "host": row["host"], "port": row["port"], "username": "panel"}
    return {**shown, "node": None, **call.times(row)}


def client_attributes(call: Call, database: Document) -> dict[str, Any]:
    row, host = database.value, call.once("database_host", database.value["host"]).value
    return {
        "id": row["hash"],
        "host": {"address": host["host"], "port": host["port"]},
        "name": row["database"],
        "username": row["username"],
        "connections_from": row["remote"],
        "max_connections": row["max_connections"],
    }


def _stored_name(server: Document, name: str) -> str:
    return f"s{server.id}_{name}"[:LONGEST]


def _free(call: Call, server: Document, words: str = "The :attribute has already been taken.") -> Own:
    def holds(value: Any) -> bool:
        wanted = _stored_name(server, str(value))
        return all(it.value["database"] != wanted for it in call.store.all("database", server))

    return Own("unique", holds, words)


def _new(call: Call, server: Document, host: int, name: str, remote: str) -> Document:
    """A database. Raises Refused at the limit."""
    limit = server.value["database_limit"]
    if limit is not None and len(call.store.all("database", server)) >= limit:
        words = "Cannot create additional databases on this server: limit has been reached."
        raise display(words, "TooManyDatabasesException")
    row = {
        "server_id": server.value["id"],
        "host": host,
        "database": _stored_name(server, name),
        "username": f"u{server.id}_{random_text(10)}",
        "remote": remote,
        "password": random_text(24),
        "max_connections": None,
    }
    made = call.store.add("database", row, call.now, parent=server.id)
    # the answer to its creation has no number of connections, all later ones have 0
    shown = call.store.change(made, {"hash": sha256(f"database {made.id}".encode()).hexdigest()[:10]})
    call.store.change(shown, {"max_connections": 0})
    return shown


def _reset(store: Store, database: Document, now: float) -> Document:
    return store.change(database, {"password": random_text(24)}, now)


# For admins


def get_all(call: Call) -> Answer:
    return Answer(listed(call, "database", call.store.all("database", call.things["server"])))


def get(call: Call) -> Answer:
    return Answer(thing(call, "database", call.things["database"]))


def create(call: Call) -> Answer:
    server = call.things["server"]
    table: dict[str, Rules] = {
        "database": [*rules("bail|required|string|between:1,48"), "regex:/^[A-Za-z0-9_-]+$/", _free(call, server)],
        "remote": [*rules("required|string"), "regex:/^[0-9%.]{1,15}$/"],
        "host": rules("required|integer", exists(call.store, "database_host")),
    }
    check(call.input, table)
    made = _new(call, server, whole(call.input["host"]), call.input["database"], call.input["remote"])
    where = f"{call.base}/api/application/servers/{server.id}/databases/{made.id}"
    return created(thing(call, "database", made), where)


def reset_password(call: Call) -> Answer:
    _reset(call.store, call.things["database"], call.now)
    return nothing()


def delete(call: Call) -> Answer:
    call.store.drop(call.things["database"])
    return nothing()


# For owners


def client_get_all(call: Call) -> Answer:
    return Answer(listed(call, "client_database", call.store.all("database", call.server)))


def client_create(call: Call) -> Answer:
    """The panel picks the host."""
    table: dict[str, Rules] = {
        "database": [*rules("required|alpha_dash|min:3|max:48"), _free(call, call.server, TAKEN)],
        "remote": [*rules("required|string"), "regex:/^[\\w\\-\\/.%:]+$/"],
    }
    check(call.input, table)
    hosts = call.store.all("database_host")
    if not hosts:
        words = "No database host was found that meets the requirements for this server."
        raise display(words, "NoSuitableDatabaseHostException")
    made = _new(call, call.server, hosts[0].value["id"], call.input["database"], call.input["remote"])
    activity.log(call, "server:database.create", name=made.value["database"])
    return _with_password(call, made)


def _with_password(call: Call, database: Document) -> Answer:
    return Answer(thing(call, "client_database", database, {"password": set()}))


def rotate(call: Call) -> Answer:
    database = _reset(call.store, call.things["database"], call.now)
    activity.log(call, "server:database.rotate-password", name=database.value["database"])
    return _with_password(call, database)


def client_delete(call: Call) -> Answer:
    call.store.drop(call.things["database"])
    activity.log(call, "server:database.delete", name=call.things["database"].value["database"])
    return nothing()
