# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What stands before every call: the right sort of key, what the path names, a state that fits, permission."""

from __future__ import annotations

from base64 import b32decode
from collections.abc import Callable
from typing import Any
from uuid import UUID

from sandbox._core.answer import Answer
from sandbox._core.documents import Document

from . import keys, server_limits, states, two_factor
from .call import Call
from .errors import not_found, refused

Handler = Callable[[Call], Answer]

# What the identifiers of servers begin with, where they are of the newer sort.
SERVER = "serv_"
# Where a thing is a part of another, its path names both.
PARENTS = {"allocation": "node", "egg": "nest", "database": "server"}


def application(resource: str, handler: Handler) -> Handler:
    """A call of admins; reading and writing a resource are permissions of their own."""

    def guarded(call: Call) -> Answer:
        if not call.key.value["is_application"] and not call.is_admin:
            words = "This account does not have permission to access the API."
            raise refused(403, "AccessDeniedHttpException", words)
        two_factor.check_demand(call)
        for name, text in call.parts.items():
            call.things[name] = _named(call, name, text)
        what = keys.READ if call.core.request.verb == "GET" else keys.WRITE
        if not keys.may(call.key, resource, what):
            raise refused(403)
        return handler(call)

    return guarded


def _named(call: Call, name: str, text: str) -> Document:
    if name == "external":
        kind = "user" if call.core.request.segments[1] == "users" else "server"
        found = call.store.first(kind, "external_id", text)
    else:
        found = call.store.get(name, int(text)) if text.isascii() and text.isdigit() else None
    parent = call.things.get(PARENTS.get(name, ""))
    if found is None or (parent is not None and found.parent != parent.id):
        raise not_found()
    return found


def account(handler: Handler, always: bool = False) -> Handler:
    """A call of somebody about themselves; ``always``: also without the second factor that is demanded."""

    def guarded(call: Call) -> Answer:
        _check_client_key(call)
        if not always:
            two_factor.check_demand(call)
        return handler(call)

    return guarded


def _check_client_key(call: Call) -> None:
    if call.key.value["is_application"]:
        words = "You are attempting to use an application API key on an endpoint that requires a client API key."
        raise refused(403, "AccessDeniedHttpException", words)


def client(permission: str, handler: Handler, always: bool = False, admins_early: bool = False) -> Handler:
    """A call about a server, by whoever may use it. ``permission`` is what subusers need, empty for nothing.

    ``always``: in whatever state the server is; ``admins_early``: for admins also while something is made of it.
    """

    def guarded(call: Call) -> Answer:
        _check_client_key(call)
        two_factor.check_demand(call)
        call.things["server"] = server = _server(call, call.parts["server"])
        server_limits.check(call)
        if not always and not (admins_early and call.is_admin and not states.is_closed(call.store, server)):
            states.check(call.store, server)
        for name, text in call.parts.items():
            if name != "server":
                call.things[name] = PARTS[name](call, text)
        if permission and not may(call, server, permission):
            raise refused(403)
        return handler(call)

    return guarded


def _server(call: Call, text: str) -> Document:
    column = "uuid" if len(text) == 36 else "uuidShort"
    if text.startswith(SERVER) and call.form("server_identifiers"):
        column, text = "uuid", _uuid(text)
    found = call.store.first("server", column, text)
    if found is None:
        raise not_found()
    if not (is_owner(call, found) or call.is_admin or own_permissions(call, found)):
        raise refused(404, detail="The requested resource does not exist on this server.")
    return found


def _uuid(identifier: str) -> str:
    """The uuid in an identifier of the newer sort; empty if it is none."""
    try:
        return str(UUID(bytes=b32decode(f"{identifier.removeprefix(SERVER)}{'=' * 6}")))
    except ValueError:
        return ""


def is_owner(call: Call, server: Document) -> bool:
    return bool(server.value["owner_id"] == call.user.value["id"])


def own_permissions(call: Call, server: Document) -> list[str]:
    """What the caller may as a subuser."""
    subusers = call.store.all("subuser", server)
    return next((list(it.value["permissions"]) for it in subusers if it.value["user_id"] == call.user.value["id"]), [])


def may(call: Call, server: Document, permission: str) -> bool:
    """Whether the caller has a permission on a server; who owns it and admins have all."""
    return is_owner(call, server) or call.is_admin or permission in own_permissions(call, server)


def _part(kind: str, column: str = "id") -> Callable[[Call, str], Document]:
    """A part of the server, by a column."""

    def find(call: Call, text: str) -> Document:
        wanted: Any = text if column != "id" else int(text) if text.isascii() and text.isdigit() else -1
        for row in call.store.all(kind, call.server):
            if row.value[column] == wanted:
                return row
        raise not_found()

    return find


def _allocation(call: Call, text: str) -> Document:
    found = call.store.get("allocation", text)
    if found is None or found.value["server_id"] != call.server.value["id"]:
        raise not_found()
    return found


def _task(call: Call, text: str) -> Document:
    found = call.store.get("task", text)
    if found is None or found.parent != call.things["schedule"].id:
        raise not_found()
    return found


def _subuser(call: Call, text: str) -> Document:
    user = call.store.first("user", "uuid", text)
    for row in call.store.all("subuser", call.server):
        if user and row.value["user_id"] == user.value["id"]:
            return row
    raise not_found()


PARTS: dict[str, Callable[[Call, str], Document]] = {
    "backup": _part("backup", "uuid"),
    "database": _part("database", "hash"),
    "schedule": _part("schedule"),
    "task": _task,
    "allocation": _allocation,
    "user": _subuser,
}
