# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""All that can be shown, in both APIs, and what can be included."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sandbox._core.documents import Document

from . import (
    accounts,
    activity,
    allocations,
    backups,
    client_servers,
    databases,
    files,
    guards,
    locations,
    nests,
    network,
    nodes,
    schedules,
    servers,
    ssh_keys,
    startup,
    subusers,
    users,
    variables,
)
from .call import Call
from .view import Include, Kind

Find = Callable[[Call, Document], "Document | list[Document] | None"]


def _parts(kind: str) -> Find:
    return lambda call, row: call.store.all(kind, row)


def _having(kind: str, column: str) -> Find:
    return lambda call, row: call.store.where(kind, column, row.value["id"])


def _one(kind: str, column: str) -> Find:
    return lambda call, row: None if row.value[column] is None else call.once(kind, row.value[column])


def _itself(call: Call, row: Document) -> Document:
    return row


def _nothing(call: Call, row: Document) -> None:
    return None


def _location(call: Call, server: Document) -> Document:
    return call.once("location", call.once("node", server.value["node_id"]).value["location_id"])


def _password(call: Call, database: Document) -> Document | None:
    """Who is only a subuser needs a permission of its own to see it."""
    return database if guards.may(call, call.server, "database.view_password") else None


def _ports(call: Call, server: Document) -> list[Document]:
    """Who may not see them sees the first, without what was noted on it."""
    if guards.may(call, server, "allocation.read"):
        return network.of_server(call.store, server)
    first = call.once("allocation", server.value["allocation_id"])
    return [replace(first, value={**first.value, "notes": None})]


def _allowed(permission: str, find: Find) -> Find:
    """What only those see who have a permission on the server."""
    return lambda call, server: find(call, server) if guards.may(call, server, permission) else None


APPLICATION: dict[str, Kind] = {
    "user": Kind("user", users.attributes, {"servers": Include("server", _having("server", "owner_id"), "servers")}),
    "location": Kind(
        "location",
        locations.attributes,
        {
            "nodes": Include("node", _parts("node"), "nodes"),
            "servers": Include(
                "server",
                lambda call, row: [it for node in call.store.all("node", row) for it in call.store.all("server", node)],
                "servers",
            ),
        },
    ),
    "node": Kind(
        "node",
        nodes.attributes,
        {
            "allocations": Include("allocation", _parts("allocation"), "allocations"),
            "location": Include("location", _one("location", "location_id"), "locations"),
            "servers": Include("server", _parts("server"), "servers"),
        },
    ),
    "allocation": Kind(
        "allocation",
        allocations.attributes,
        {
            "node": Include("node", _one("node", "node_id"), "nodes"),
            "server": Include("server", _one("server", "server_id"), "servers"),
        },
    ),
    "nest": Kind(
        "nest",
        nests.attributes,
        {
            "eggs": Include("egg", _parts("egg"), "eggs"),
            "servers": Include("server", _having("server", "nest_id"), "servers"),
        },
    ),
    "egg": Kind(
        "egg",
        nests.egg_attributes,
        {
            "nest": Include("nest", _one("nest", "nest"), "nests"),
            "servers": Include("server", _having("server", "egg_id"), "servers"),
            "config": Include("egg", _nothing),
            "script": Include("egg", _nothing),
            "variables": Include("egg_variable", _parts("variable"), "eggs"),
        },
    ),
    "egg_variable": Kind("egg_variable", nests.variable_attributes),
    "server": Kind(
        "server",
        servers.attributes,
        {
            "allocations": Include("allocation", _having("allocation", "server_id"), "allocations"),
            "user": Include("user", _one("user", "owner_id"), "users"),
            "subusers": Include("subuser", _parts("subuser"), "users"),
            "nest": Include("nest", _one("nest", "nest_id"), "nests"),
            "egg": Include("egg", _one("egg", "egg_id"), "eggs"),
            "variables": Include("server_variable", variables.server_variables, "servers"),
            "location": Include("location", _location, "locations"),
            "node": Include("node", _one("node", "node_id"), "nodes"),
            "databases": Include("database", _parts("database"), "server_databases"),
        },
    ),
    "subuser": Kind("subuser", subusers.admin_attributes),
    "server_variable": Kind("server_variable", variables.attributes),
    "database": Kind(
        "server_database",
        databases.attributes,
        {
            "password": Include("database_password", _itself, "server_databases"),
            "host": Include("database_host", _one("database_host", "host"), "database_hosts"),
        },
    ),
    "database_password": Kind("database_password", databases.password_attributes),
    "database_host": Kind("database_host", databases.host_attributes),
}
CLIENT: dict[str, Kind] = {
    "account": Kind("user", accounts.attributes),
    "api_key": Kind("api_key", accounts.key_attributes),
    "ssh_key": Kind("ssh_key", ssh_keys.attributes),
    "activity": Kind(
        "activity_log",
        activity.attributes,
        {"actor": Include("client_user", lambda call, row: call.store.get("user", row.value["actor_id"]))},
    ),
    "client_user": Kind("user", lambda call, row: subusers.attributes(call, _as_subuser(row))),
    "client_server": Kind(
        "server",
        client_servers.attributes,
        {
            "allocations": Include("client_allocation", _ports),
            "variables": Include("client_variable", _allowed("startup.read", startup.viewable)),
            "egg": Include("client_egg", _one("egg", "egg_id")),
            "subusers": Include("client_subuser", _allowed("user.read", _parts("subuser"))),
        },
        always=("allocations", "variables"),
    ),
    "client_allocation": Kind("allocation", network.attributes),
    "client_variable": Kind("egg_variable", variables.client_attributes),
    "client_egg": Kind("egg", client_servers.egg_attributes),
    "client_subuser": Kind("server_subuser", subusers.attributes),
    "client_database": Kind(
        "server_database",
        databases.client_attributes,
        {"password": Include("database_password", _password)},
    ),
    "backup": Kind("backup", backups.attributes),
    "file": Kind("file_object", files.attributes),
    "schedule": Kind(
        "server_schedule",
        schedules.attributes,
        {"tasks": Include("task", lambda call, row: schedules.tasks(call.store, row))},
        always=("tasks",),
    ),
    "task": Kind("schedule_task", schedules.task_attributes),
}
KINDS = {**APPLICATION, **CLIENT}


def _as_subuser(user: Document) -> Document:
    """Somebody without rights of their own, as logs show people."""
    return Document("subuser", "", {"user_id": user.value["id"], "permissions": []})
