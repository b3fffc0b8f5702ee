# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Users."""

from __future__ import annotations

from hashlib import sha256
from typing import Any
from uuid import uuid4

from sandbox._core.answer import Answer
from sandbox._core.documents import Document

from . import activity
from .account import random_text
from .call import Call
from .errors import display
from .paging import Listing, page
from .store import Store
from .unique import unique
from .validation import Rules, check, flag, rules
from .view import created, nothing, thing

LISTING = Listing(("email", "uuid", "username", "external_id"), ("id", "uuid"))
LANGUAGES = ("en",)
NAMES = {"external_id": "Third Party Identifier", "root_admin": "Root Administrator Status"}


def attributes(call: Call, user: Document) -> dict[str, Any]:
    row = user.value
    more = {"discord_id": row.get("discord_id")} if call.form("jexactyl") else {}
    return {
        "id": row["id"],
        "external_id": row["external_id"],
        "uuid": row["uuid"],
        "username": row["username"],
        "email": row["email"],
        "first_name": row["first_name"],
        "last_name": row["last_name"],
        "language": row["language"],
        "root_admin": row["root_admin"],
        "2fa": row["totp"],
        **more,
        **call.times(row),
    }


def _rules(call: Call, user: Document | None = None) -> dict[str, Rules]:
    def free(column: str) -> Any:
        return unique(call.store, "user", column, user)

    table: dict[str, Rules] = {
        "external_id": rules("sometimes|nullable|string|max:191", free("external_id")),
        "email": rules("required|email|between:1,191", free("email")),
        "username": rules("required|between:1,191|p_username", free("username")),
        "first_name": rules("required|string|between:1,191"),
        "last_name": rules("required|string|between:1,191"),
        "password": rules("sometimes|nullable|string"),
        "root_admin": rules("sometimes|boolean"),
        "language": rules(f"sometimes|string|in:{','.join(LANGUAGES)}"),
    }
    if call.form("jexactyl"):
        table["discord_id"] = rules("sometimes|nullable|numeric|digits_between:17,20", free("discord_id"))
    return table


def _sent(call: Call) -> dict[str, Any]:
    """What was sent of a user, as it is kept."""
    known = ("external_id", "email", "first_name", "last_name", "language")
    row = {name: call.input[name] for name in known if name in call.input}
    row["username"] = str(call.input["username"]).lower()
    if "root_admin" in call.input:
        row["root_admin"] = flag(call.input["root_admin"])
    if call.input.get("password"):
        row["password"] = hashed(call.input["password"])
    if call.form("jexactyl") and "discord_id" in call.input:
        row["discord_id"] = call.input["discord_id"]
    return row


def new(store: Store, row: dict[str, Any], now: float) -> Document:
    """A new user, with what is usual where nothing is said."""
    usual = {
        "external_id": None,
        "uuid": str(uuid4()),
        "language": "en",
        "root_admin": False,
        "totp": False,
        "password": hashed(random_text(30)),
    }
    return store.add("user", {**usual, **row}, now)


def hashed(password: str) -> str:
    salt = random_text(8)
    return f"{salt}${sha256((salt + password).encode()).hexdigest()}"


def is_password(user: Document, password: object) -> bool:
    salt, _dollar, digest = user.value["password"].partition("$")
    return bool(sha256(f"{salt}{password}".encode()).hexdigest() == digest)


def get_all(call: Call) -> Answer:
    return page(call, "user", call.store.all("user"), LISTING)


def get(call: Call) -> Answer:
    user = call.things.get("user") or call.things["external"]
    return Answer(thing(call, "user", user))


def create(call: Call) -> Answer:
    check(call.input, _rules(call), NAMES)
    user = new(call.store, _sent(call), call.now)
    return created(thing(call, "user", user), f"{call.base}/api/application/users/{user.id}")


def update(call: Call) -> Answer:
    user = call.things["user"]
    check(call.input, _rules(call, user), NAMES)
    return Answer(thing(call, "user", call.store.change(user, _sent(call), call.now)))


def delete(call: Call) -> Answer:
    user = call.things["user"]
    if owned(call.store, user):
        raise display(
            "Cannot delete a user with active servers attached to their account. "
            "Please delete their servers before continuing."
        )
    remove(call.store, user)
    return nothing()


def owned(store: Store, user: Document) -> list[Document]:
    """The servers of a user."""
    return store.where("server", "owner_id", user.value["id"])


def remove(store: Store, user: Document) -> None:
    """The user is gone, and all that was only his."""
    for kind in ("api_key", "ssh_key", "subuser"):
        for row in store.where(kind, "user_id", user.value["id"]):
            store.drop(row)
    activity.forget(store, user)
    store.drop(user)
