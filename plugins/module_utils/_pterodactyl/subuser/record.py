# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Subusers, who may use a server that is not theirs: a table."""

from __future__ import annotations

from typing import Any

from ..._core.client import Json
from ..._core.errors import InvalidInput
from ..._core.kind import Thing, id_like
from ..._core.record.table import Parent, Record, Values
from ..._core.record.task import record_spec
from ..._core.suggest import nearest
from .. import tables
from ..client import CLIENT, Client
from ..kinds import CLIENT_SERVER, by, of_server
from ..provider import PANEL
from ..usable import when_usable

# Everybody has it, asked for or not.
ALWAYS = "websocket.connect"
SUBUSER_KIND = of_server(
    "subuser",
    "subusers",
    "users",
    id_of=lambda user: user["uuid"],
    id_from=id_like(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
    name_of=by("email"),
)


def _same_address(desired: Any, actual: Any) -> bool:
    return str(desired).strip().lower() == str(actual).lower()


def _known(client: Client) -> set[str]:
    """All permissions that there are."""
    groups = client.get(CLIENT, "permissions")["permissions"]
    return {f"{group}.{name}" for group, told in groups.items() for name in (told.get("keys") or {})}


def _refuse(resource: Any, _subuser: Thing | None) -> None:
    """What the panel does not know it drops without a word."""
    wanted = resource.desired.permissions
    if not wanted or resource.desired.state == "absent":
        return
    known = _known(resource.client)
    for at, one in enumerate(wanted):
        if one not in known:
            advice = nearest(one, known) or f"There are {', '.join(sorted(known))}"
            raise InvalidInput(f"permissions[{at}]", one, "is no permission of this panel", advice=advice)


def _create(client: Client, server: Thing, values: Values) -> Json:
    return client.create(CLIENT, "servers", server["identifier"], "users", values=values)


def _change(client: Client, server: Thing, subuser: Thing, values: Values) -> Json:
    where = (CLIENT, "servers", server["identifier"], "users", subuser["uuid"])
    return client.change(*where, values=values, verb="POST")


def _delete(client: Client, server: Thing, subuser: Thing, _desired: Any) -> None:
    client.delete(CLIENT, "servers", server["identifier"], "users", subuser["uuid"])


def _named(permissions: Any) -> Any:
    """The permissions without that which everybody has."""
    return sorted(one for one in permissions or [] if one != ALWAYS)


SUBUSER: Record[Client] = Record(
    key="subuser",
    kind=SUBUSER_KIND,
    parents=(Parent("server", lambda: CLIENT_SERVER),),
    fields=(
        tables.own("email", fixed=True, same=_same_address, sent=lambda value: value.strip().lower()),
        tables.own(
            "permissions",
            "list[str]",
            needed=True,
            read=_named,
            same=lambda desired, actual: _named(set(desired)) == actual,
            sent=lambda value: sorted(set(value)),
            more={"least": 1},
        ),
    ),
    identity=("email",),
    create=_create,
    change=_change,
    delete=_delete,
    refuse=_refuse,
    more=lambda user: {"username": user.get("username"), "two_factor": user.get("2fa_enabled")},
)
SUBUSER_TASK = when_usable(record_spec(PANEL, SUBUSER))
