# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Users of a contract, and their keys for object storage."""

from __future__ import annotations

import hashlib
from typing import Any

from sandbox._core.answer import Answer
from sandbox._core.documents import Document
from sandbox._core.routes import Route

from . import paging
from .call import Call
from .calls import change, delete, get, properties_of, shown
from .errors import Message, not_found, refused
from .fields import Field, flag, matching
from .kind import Entity, Kind, Page
from .store import Store
from .view import View
from .work import Work

EMAIL = matching(r"[^@\s]+@[^@\s]+", "Attribute 'email' is not a valid e-mail address")
PASSWORD = matching(r"\S{5,}", "Attribute 'password' is too short")


def groups_of(store: Store, user: Document) -> list[Document]:
    """The groups that a user is in."""
    groups = store.documents.listed("group", account=user.account)
    return [group for group in groups if user.id in group.value["users"]]


def owned(store: Store, user: Document) -> list[Document]:
    """What a user has made."""
    kinds = ("datacenter", "image", "snapshot", "ipblock")
    things = [thing for kind in kinds for thing in store.documents.listed(kind, account=user.account)]
    return [thing for thing in things if thing.value["made"][2] == user.id]


USER = Kind(
    "user",
    "users",
    (
        Field("firstname", needed=True),
        Field("lastname", needed=True),
        Field("email", EMAIL, needed=True),
        Field("administrator", flag, default=False, at_once=True),
        Field("forceSecAuth", flag, default=False, at_once=True),
        Field("secAuthActive", flag, default=False, at_once=True),
        Field("s3CanonicalUserId", own=True, since=5),
        Field("password", PASSWORD, secret=True, hidden=True),
        Field("active", flag, default=True, at_once=True, since=5),
    ),
    entities=(Entity("owns", owned, as_resources=True), Entity("groups", groups_of)),
    page=Page(100, 100),
    has_state=False,
)
S3KEY = Kind(
    "s3key",
    "s3keys",
    (Field("secretKey", own=True), Field("active", flag, default=True, at_once=True)),
    page=None,
    has_state=False,
)


def _check_email(work: Work, values: dict[str, Any], where: str, user: Document | None = None) -> None:
    """An address belongs to one user only."""
    for other in work.store.documents.listed("user"):
        if (user is None or other.id != user.id) and other.value["properties"]["email"] == values.get("email"):
            work.problems.add(f"{where}.email", f"The e-mail address '{values['email']}' is in use already")


def check(work: Work, user: Document, values: dict[str, Any], where: str) -> None:
    _check_email(work, values, where, user)


def deletable(work: Work, user: Document) -> None:
    if user.value.get("owner"):
        raise refused(403, Message("313", "Access denied: the owner of the contract cannot be deleted"))


def list_users(call: Call) -> Answer:
    view = View(call)
    found = paging.filtered(call, call.listed("user"), view.properties)
    return paging.answered(call, "/um/users", found, USER.page)


def create_user(call: Call) -> Answer:
    work = Work(call)
    sent = properties_of(call.body())
    values = work.validated(USER, sent, "(root).properties")
    if isinstance(sent, dict) and sent.get("password") is None:
        work.problems.add("(root).properties.password", "Attribute 'password' is required")
    if "secAuthActive" in values:
        work.problems.add("(root).properties.secAuthActive", "Attribute is not allowed in create requests")
    _check_email(work, values, "(root).properties")
    user = work.new(USER, "/um", values)
    work.later("set", "user", user.id, {"s3CanonicalUserId": hashlib.md5(user.id.encode()).hexdigest()})
    return work.accepted(user, shown=user)


def list_groups_of(call: Call) -> Answer:
    user = call.own("user")
    return paging.answered(call, f"{user.value['path']}/groups", groups_of(call.store, user), None, as_resources=True)


def list_owned(call: Call) -> Answer:
    user = call.own("user")
    return paging.answered(call, f"{user.value['path']}/owns", owned(call.store, user), None, as_resources=True)


def list_keys(call: Call) -> Answer:
    user = call.own("user")
    return paging.answered(call, f"{user.value['path']}/s3keys", call.listed("s3key", user.id), S3KEY.page)


def create_key(call: Call) -> Answer:
    work, user = Work(call), call.own("user")
    number = hashlib.sha1(f"{user.id} {call.store.new_ids('s3keys')}".encode()).hexdigest()[:20]
    values = {"secretKey": hashlib.sha256(number.encode()).hexdigest()[:40]}
    key = work.new(S3KEY, user.value["path"], values, user, number)
    return work.accepted(key, shown=key)


def _own_key(call: Call) -> Document:
    user, key = call.own("user"), call.thing("s3key", call.parts["s3key"])
    if key is None or key.parent != user.id:
        raise not_found()
    return key


def get_key(call: Call) -> Answer:
    return shown(call, _own_key(call))


def change_key(call: Call) -> Answer:
    _own_key(call)
    return change(S3KEY)(call)


def delete_key(call: Call) -> Answer:
    _own_key(call)
    return delete("s3key")(call)


def sso_url(call: Call) -> Answer:
    return Answer({"ssoUrl": f"https://s3.example/sso?user={call.own('user').id}"})


PATH = "/um/users/{user}"
KEYS = f"{PATH}/s3keys"
ROUTES = (
    Route("GET", "/um/users", list_users),
    Route("POST", "/um/users", create_user),
    Route("GET", PATH, get("user")),
    Route("PUT", PATH, change(USER, check)),
    Route("DELETE", PATH, delete("user", deletable)),
    Route("GET", f"{PATH}/groups", list_groups_of),
    Route("GET", f"{PATH}/owns", list_owned),
    Route("GET", f"{PATH}/s3ssourl", sso_url),
    Route("GET", KEYS, list_keys),
    Route("POST", KEYS, create_key),
    Route("GET", f"{KEYS}/{{s3key}}", get_key),
    Route("PUT", f"{KEYS}/{{s3key}}", change_key),
    Route("DELETE", f"{KEYS}/{{s3key}}", delete_key),
)
