# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Databases of a server: a table. The panel chooses the host, the user and the password."""

from __future__ import annotations

import re
from typing import Any, Iterable, Mapping

from ..._core.client import Json
from ..._core.converge import Run
from ..._core.errors import InvalidInput
from ..._core.kind import Kind, Thing
from ..._core.options import option
from ..._core.record.table import Change, Parent, Record, Values
from ..._core.record.task import record_spec
from .. import tables
from ..client import CLIENT, Client
from ..kinds import CLIENT_SERVER, found_in_list, of_server, related
from ..provider import PANEL
from ..usable import when_usable

ANYWHERE = "%"
ROTATED = "rotated"
_NAME = re.compile(r"[A-Za-z0-9_-]{3,48}")
# The panel puts the number of the server before the name, and cuts off what is longer then.
_LONGEST = 48
_STORED = re.compile(r"s[0-9]+_(.*)", re.DOTALL)


def bare_name(stored: str) -> str:
    """The name that was asked for."""
    found = _STORED.fullmatch(stored)
    return found[1] if found else stored


def database_kind(server: Thing) -> Kind[Client]:
    """The databases of a server."""
    where = (CLIENT, "servers", str(server.get("identifier")), "databases")
    return of_server(
        "database",
        "databases",
        "databases",
        get=found_in_list(*where, by="id"),
        id_from=lambda text: text,
        name_of=lambda database: bare_name(database["name"]),
    )(server)


def _check(desired: Any) -> None:
    if desired.name is not None and not _NAME.fullmatch(desired.name):
        raise InvalidInput("name", desired.name, "must be 3 to 48 letters, digits, - and _")


def _seek(resource: Any) -> list[Thing]:
    """All of the server. One whose name the panel has cut off can be taken away by the name it was asked for with.

    :raises InvalidInput: the panel would cut off the name.
    """
    server, name = resource.parents[0], resource.desired.name
    there: list[Thing] = resource.kind.all(resource.client)
    before = "" if server.get("internal_id") is None else f"s{server['internal_id']}_"
    stored = f"{before}{name}"
    if len(stored) <= _LONGEST:
        return there
    if resource.desired.state != "absent":
        most = _LONGEST - len(before)
        rule = f"must have at most {most} characters: the panel puts {before} before it, and cuts off what is longer"
        raise InvalidInput("name", name, rule, advice="Give it a shorter name")
    return [{**one, "name": stored} if one["name"] == stored[:_LONGEST] else one for one in there]


def _values(database: Thing) -> Mapping[str, Any]:
    return {
        "database": bare_name(database.get("name") or database.get("database") or ""),
        "remote": database.get("connections_from") or database.get("remote"),
    }


def _create(client: Client, server: Thing, values: Values) -> Json:
    where = (CLIENT, "servers", server["identifier"], "databases")
    return client.create(*where, values={"remote": ANYWHERE, **values})


def _delete(client: Client, server: Thing, database: Thing, _desired: Any) -> None:
    client.delete(CLIENT, "servers", server["identifier"], "databases", database["id"])


def _last(resource: Any, database: Thing, _view: Values) -> Iterable[Change]:
    """Another password; a new one has one."""
    if resource.desired.state != ROTATED or {"create", "rotate"}.intersection(resource.made) or not database.get("id"):
        return

    def make(there: Thing, _run: Run) -> None:
        where = (CLIENT, "servers", resource.parents[0]["identifier"], "databases", there["id"])
        resource.client.act(*where, "rotate-password")

    yield Change("rotate", f"set another password for database {resource.name}", {}, make)


def _besides(resource: Any, database: Thing | None) -> Values:
    """The password, where it was asked for."""
    if not resource.desired.show_password or database is None or not database.get("id"):
        return {"password": None}
    where = (CLIENT, "servers", resource.parents[0]["identifier"], "databases")
    shown = resource.client.get_all(*where, include="password")
    found: Thing = next((one for one in shown if one["id"] == database["id"]), {})
    return {"password": (related(found, "password") or {}).get("password")}


def _more(database: Thing) -> Values:
    host = database.get("host") or {}
    return {
        **{name: database.get(name) for name in ("username", "max_connections")},
        "stored_name": database.get("name") if database.get("id") else None,
        "host": host.get("address"),
        "port": host.get("port"),
    }


DATABASE: Record[Client] = Record(
    key="database",
    kind=database_kind,
    parents=(Parent("server", lambda: CLIENT_SERVER),),
    fields=(tables.own("name", api="database"), tables.own("remote", fixed=True)),
    seek=_seek,
    create=_create,
    delete=_delete,
    options=(("show_password", "bool", option(False)),),
    states=("present", ROTATED, "absent"),
    last=_last,
    values=_values,
    becomes=lambda database, values: {"remote": ANYWHERE, **(database or {}), **values},
    check=_check,
    besides=_besides,
    more=_more,
)
DATABASE_TASK = when_usable(record_spec(PANEL, DATABASE))
