# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Subusers: others who may use a server."""

from __future__ import annotations

import re
from hashlib import md5
from typing import Any

from sandbox._core.answer import Answer
from sandbox._core.documents import Document

from . import activity, guards, permissions, users
from .account import random_text
from .call import Call
from .errors import display, refused
from .validation import check, rules
from .view import listed, nothing, thing

PERMISSIONS = {"permissions": rules("required|array"), "permissions.*": rules("string")}


def attributes(call: Call, subuser: Document) -> dict[str, Any]:
    """As owners see one: by the user."""
    row = call.once("user", subuser.value["user_id"]).value
    picture = md5(row["email"].lower().encode(), usedforsecurity=False).hexdigest()
    return {
        "uuid": row["uuid"],
        "username": row["username"],
        "email": row["email"],
        "image": f"https://gravatar.com/avatar/{picture}",
        "2fa_enabled": row["totp"],
        "created_at": call.time(row["created_at"]),
        "permissions": subuser.value["permissions"],
    }


def admin_attributes(call: Call, subuser: Document) -> dict[str, Any]:
    row = subuser.value
    shown = {name: row[name] for name in ("id", "user_id", "server_id", "permissions")}
    return {**shown, **call.times(row)}


def get_all(call: Call) -> Answer:
    return Answer(listed(call, "client_subuser", call.store.all("subuser", call.server)))


def get(call: Call) -> Answer:
    return Answer(thing(call, "client_subuser", call.things["user"]))


def _permissions(call: Call) -> list[str]:
    """Those that are known, and one that all have. Raises Refused for more than one has oneself."""
    known = permissions.every(call)
    wanted = list(dict.fromkeys([*(it for it in _sent(call) if it in known), permissions.ALWAYS]))
    if not (guards.is_owner(call, call.server) or call.is_admin):
        own = guards.own_permissions(call, call.server)
        if not set(_sent(call)) <= set(own):
            words = "Cannot assign permissions to a subuser that your account does not actively possess."
            raise refused(403, "HttpForbiddenException", words)
    return wanted


def _sent(call: Call) -> list[str]:
    sent = call.input["permissions"]
    return [str(it) for it in (sent.values() if isinstance(sent, dict) else sent)]


def create(call: Call) -> Answer:
    """An e-mail address that nobody has makes a new user of the panel."""
    check(call.input, {"email": rules("required|email|between:1,191"), **PERMISSIONS})
    allowed, store, email = _permissions(call), call.store, str(call.input["email"])
    user = next((it for it in store.all("user") if it.value["email"].lower() == email.lower()), None)
    if user is None:
        name = re.sub(r"[^a-z0-9_.-]", "", email.partition("@")[0].lower())[:64] or "user"
        row = {"email": email, "username": f"{name}{random_text(3).lower()}", "first_name": "Server"}
        user = users.new(store, {**row, "last_name": "Subuser"}, call.now)
    if user.value["id"] == call.server.value["owner_id"]:
        words = "You cannot add the server owner as a subuser for this server."
        raise display(words, "UserIsServerOwnerException")
    if any(it.value["user_id"] == user.value["id"] for it in store.all("subuser", call.server)):
        words = "A user with that email address is already assigned as a subuser for this server."
        raise display(words, "ServerSubuserExistsException")
    kept = {"user_id": user.value["id"], "server_id": call.server.value["id"], "permissions": allowed}
    subuser = store.add("subuser", kept, call.now, parent=call.server.id)
    activity.log(call, "server:subuser.create", email=email, permissions=allowed)
    return Answer(thing(call, "client_subuser", subuser))


def _check_not_oneself(call: Call) -> None:
    if call.things["user"].value["user_id"] == call.user.value["id"]:
        raise refused(403)


def update(call: Call) -> Answer:
    _check_not_oneself(call)
    check(call.input, PERMISSIONS)
    allowed = _permissions(call)
    subuser = call.store.change(call.things["user"], {"permissions": allowed}, call.now)
    activity.log(call, "server:subuser.update", permissions=allowed)
    return Answer(thing(call, "client_subuser", subuser))


def delete(call: Call) -> Answer:
    _check_not_oneself(call)
    call.store.drop(call.things["user"])
    activity.log(call, "server:subuser.delete")
    return nothing()
