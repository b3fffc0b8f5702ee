# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Users of a panel: a table."""

from __future__ import annotations

import re
from typing import Any

from ..._core.errors import InvalidInput
from ..._core.kind import Thing
from ..._core.record.table import Record
from ..._core.record.task import record_spec
from .. import kinds, tables
from ..client import Client
from ..provider import PANEL

_NAME = re.compile(r"[a-z0-9][\w.-]+[a-z0-9]", re.ASCII)
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+")
_ALWAYS = ("email", "username", "first_name", "last_name")


def _same_in_any_case(desired: Any, actual: Any) -> bool:
    return str(desired).strip().lower() == str(actual).lower()


def _check(desired: Any) -> None:
    if desired.username is not None and not _NAME.fullmatch(desired.username.lower()):
        rule = "must be at least three letters, digits, _, . and -, with a letter or digit at both ends"
        raise InvalidInput("username", desired.username, rule)
    if desired.email is not None and not _EMAIL.fullmatch(desired.email.strip()):
        raise InvalidInput("email", desired.email, "must be an e-mail address")


def _refuse(resource: Any, user: Thing | None) -> None:
    """What no two users have, another one has."""
    desired, kind = resource.desired, resource.kind
    if desired.state == "absent":
        return
    for other in resource.things:
        if user is not None and other["id"] == user["id"]:
            continue
        for name in ("username", "email"):
            value = getattr(desired, name)
            if value is not None and _same_in_any_case(value, other.get(name)):
                rule = f"is that of user {kind.describe(other)} already"
                advice = f"If that one is meant, say so with id: {other['id']}"
                raise InvalidInput(name, value, rule, advice=advice)


USER: Record[Client] = Record(
    key="user",
    kind=lambda: kinds.USER,
    fields=(
        tables.name("external_id"),
        tables.own("username", needed=True, same=_same_in_any_case, sent=str.lower),
        tables.own("email", needed=True, same=_same_in_any_case, sent=str.strip),
        tables.name("first_name", needed=True),
        tables.name("last_name", needed=True),
        tables.own("language"),
        tables.own("root_admin", "bool"),
        tables.own("password", hidden=True, more={"no_log": True}),
    ),
    identity=("external_id", "username", "email"),
    each_identifies=True,
    create=tables.creation("users"),
    change=tables.change("users", always=_ALWAYS),
    delete=tables.deletion("users"),
    check=_check,
    refuse=_refuse,
    more=lambda user: {"two_factor": user.get("2fa"), **tables.created("uuid", "created_at", "updated_at")(user)},
)
USER_TASK = record_spec(PANEL, USER, rules={"required_one_of": [("external_id", "username", "email", "id")]})
