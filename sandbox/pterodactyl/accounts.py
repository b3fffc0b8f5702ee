# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The account of whoever asks: address, password, API keys."""

from __future__ import annotations

import ipaddress
from typing import Any

from sandbox._core.answer import Answer
from sandbox._core.documents import Document

from . import activity, keys
from .account import IDENTIFIER
from .call import Call
from .errors import display, invalid, not_found
from .unique import unique
from .users import hashed, is_password
from .validation import Rules, check, rules
from .view import listed, nothing, thing

MOST_KEYS, MOST_ADDRESSES = 25, 50


def attributes(call: Call, user: Document) -> dict[str, Any]:
    row = user.value
    return {
        "id": row["id"],
        "admin": row["root_admin"],
        "username": row["username"],
        "email": row["email"],
        "first_name": row["first_name"],
        "last_name": row["last_name"],
        "language": row["language"],
    }


def get(call: Call) -> Answer:
    return Answer(thing(call, "account", call.user))


def check_password(call: Call, field: str = "password") -> None:
    """Raises Refused if it is not that of whoever asks."""
    if not is_password(call.user, call.input[field]):
        words = "The password provided was invalid for this account."
        raise display(words, "InvalidPasswordProvidedException")


def change_email(call: Call) -> Answer:
    table: dict[str, Rules] = {
        "email": rules("required|email|between:1,191", unique(call.store, "user", "email", call.user)),
        "password": rules("required|string"),
    }
    check(call.input, table)
    check_password(call)
    call.store.change(call.user, {"email": call.input["email"]}, call.now)
    activity.log(call, "user:account.email-changed", new=call.input["email"])
    return nothing()


def change_password(call: Call) -> Answer:
    check(call.input, {"current_password": rules("required|string"), "password": rules("required|string|min:8")})
    check_password(call, "current_password")
    if call.input["password"] != call.input.get("password_confirmation"):
        raise invalid([("password", "confirmed", "The password confirmation does not match.")])
    call.store.change(call.user, {"password": hashed(call.input["password"])}, call.now)
    activity.log(call, "user:account.password-changed")
    return nothing()


def change_username(call: Call) -> Answer:
    """Jexactyl has this. Raises Refused elsewhere."""
    if not call.form("jexactyl"):
        raise not_found()
    table: dict[str, Rules] = {
        "username": rules("required|between:1,191|p_username", unique(call.store, "user", "username", call.user)),
        "password": rules("required|string"),
    }
    check(call.input, table)
    check_password(call)
    call.store.change(call.user, {"username": str(call.input["username"]).lower()}, call.now)
    return nothing()


# API keys


def key_attributes(call: Call, key: Document) -> dict[str, Any]:
    row = key.value
    return {
        "identifier": row["identifier"],
        "description": row["memo"],
        "allowed_ips": row["allowed_ips"],
        "last_used_at": call.time(call.store.last_used.get(key.id)),
        "created_at": call.time(row["created_at"]),
    }


def _own_keys(call: Call) -> list[Document]:
    return [it for it in call.store.all("api_key", call.user) if not it.value["is_application"]]


def get_keys(call: Call) -> Answer:
    return Answer(listed(call, "api_key", _own_keys(call)))


def create_key(call: Call) -> Answer:
    """Its secret is told once, now."""
    table = {
        "description": rules("required|string|max:500"),
        "allowed_ips": rules(f"sometimes|nullable|array|max:{MOST_ADDRESSES}"),
        "allowed_ips.*": rules("string"),
    }
    check(call.input, table)
    allowed = call.input.get("allowed_ips") or []
    problems = [
        (f"allowed_ips.{index}", "", f'"{address}" is not a valid IP address or CIDR range.')
        for index, address in enumerate(allowed)
        if not _is_network(address)
    ]
    if problems:
        raise invalid(problems)
    if len(_own_keys(call)) >= MOST_KEYS:
        raise display("You have reached the account limit for number of API keys.")
    text = keys.made_up()
    key = keys.add(call.store, call.user, text, call.now, None, allowed, call.input["description"])
    activity.log(call, "user:api-key.create", identifier=key.value["identifier"])
    return Answer({**thing(call, "api_key", key), "meta": {"secret_token": text[IDENTIFIER:]}})


def _is_network(text: str) -> bool:
    try:
        ipaddress.ip_network(text, strict=False)
    except ValueError:
        return False
    return True


def delete_key(call: Call) -> Answer:
    for key in _own_keys(call):
        if key.value["identifier"] == call.parts["identifier"]:
            call.store.drop(key)
            activity.log(call, "user:api-key.delete", identifier=key.value["identifier"])
            return nothing()
    raise not_found()
