# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Nodes, the machines that servers run on: a table."""

from __future__ import annotations

import re
from typing import Any, Iterator, Mapping

from ..._core.client import Json
from ..._core.errors import InvalidInput
from ..._core.kind import Thing
from ..._core.record.table import Record, Values
from ..._core.record.task import record_spec
from .. import kinds, shapes, tables
from ..client import APPLICATION, Client
from ..provider import PANEL

_NAME = re.compile(r"[\w .-]{1,100}")
_MORE_THAN_A_NAME = re.compile(r"[/\s]|^[^:]*:[0-9]+$")
# What the panel wants to be told, and people seldom do.
USUAL = {
    "scheme": "https",
    "memory_overallocate": 0,
    "disk_overallocate": 0,
    "daemon_listen": 8080,
    "daemon_sftp": 2022,
}
# No server fits into so few MiB: whoever asks for less thinks of GiB.
_FEW = 512
# What it wants with every change, or sets back to its defaults.
_ALWAYS = ("name", "fqdn", "memory", "disk", "daemon_base", *USUAL)


def _find_location(client: Client, _parents: Any, wanted: str) -> Thing:
    return _named(kinds.LOCATION.find(client, wanted, "location"))


def _named(location: Thing) -> Thing:
    return {"id": location["id"], "short": location["short"]}


def is_location(desired: str, location: Mapping[str, Any]) -> bool:
    """Whether a text is the id or the short name of a location."""
    return desired in (str(location.get("id")), location.get("short"))


def _values(node: Thing) -> Mapping[str, Any]:
    """The fields, with the location it is in."""
    location = kinds.related(node, "location")
    told = _named(location) if location else {"id": node.get("location_id"), "short": None}
    return {"location": told, **node}


def _sent(values: Values) -> Values:
    """The values as the panel takes them: a location by its id."""
    there = {name: value for name, value in values.items() if name != "location"}
    return {**there, **({"location_id": values["location"]["id"]} if "location" in values else {})}


def _create(client: Client, values: Values) -> Json:
    return client.create(APPLICATION, "nodes", values={**USUAL, **_sent(values)}, include="location")


def _change(client: Client, node: Thing, values: Values) -> Json:
    kept = {name: node.get(name) for name in (*_ALWAYS, "location_id")}
    return client.change(APPLICATION, "nodes", node["id"], values={**kept, **_sent(values)}, include="location")


def _check(desired: Any) -> None:
    if desired.name is not None and not _NAME.fullmatch(desired.name):
        raise InvalidInput("name", desired.name, "must be 1 to 100 letters, digits, blanks, _, . and -")
    if desired.fqdn is not None and _MORE_THAN_A_NAME.search(desired.fqdn):
        rule = "must be the name or address of the machine alone, without https:// before it and a port behind it"
        raise InvalidInput("fqdn", desired.fqdn, rule, advice="For those there are scheme and daemon_listen")


def _warn(resource: Any, node: Thing | None) -> Iterator[str]:
    if resource.desired.state != "absent":
        yield from tables.small(resource.desired, node or {}, _FEW)


def _becomes(node: Thing | None, values: Values) -> Thing:
    there = {**USUAL, "public": True, "behind_proxy": False, "maintenance_mode": False} if node is None else node
    return {**there, **({"location": _values(there)["location"]} if node is not None else {}), **values}


def _besides(resource: Any, node: Thing | None) -> Values:
    """What the daemon on the node has to know, where it was asked for."""
    if not resource.desired.configuration or node is None or resource.desired.state == "absent":
        return {"configuration": None}
    told = resource.client.get(APPLICATION, "nodes", node["id"], "configuration", shape=shapes.CONFIGURATION)
    return {"configuration": told}


NODE: Record[Client] = Record(
    key="node",
    kind=lambda: kinds.NODE,
    fields=(
        tables.name("name"),
        tables.own("location", needed=True, found=_find_location, named=is_location, same=tables.same_id),
        tables.own("fqdn", needed=True),
        tables.own("scheme", more={"choices": ("https", "http")}),
        tables.own("memory", "int", needed=True, more={"least": 1, "unit": "MiB"}),
        tables.own("memory_overallocate", "int", more={"least": -1, "unit": "percent"}),
        tables.own("disk", "int", needed=True, more={"least": 1, "unit": "MiB"}),
        tables.own("disk_overallocate", "int", more={"least": -1, "unit": "percent"}),
        tables.own("daemon_listen", "int", more={"least": 1, "most": 65535}),
        tables.own("daemon_sftp", "int", more={"least": 1, "most": 65535}),
        tables.own("daemon_base"),
        tables.own("upload_size", "int", more={"least": 1, "unit": "MiB"}),
        tables.own("public", "bool"),
        tables.own("behind_proxy", "bool"),
        tables.own("maintenance_mode", "bool"),
    ),
    unique=False,
    create=_create,
    change=_change,
    delete=tables.deletion("nodes"),
    options=(("configuration", "bool", False),),
    values=_values,
    becomes=_becomes,
    check=_check,
    warn=_warn,
    besides=_besides,
    more=tables.created("uuid", "description", "allocated_resources", "created_at", "updated_at"),
)
NODE_TASK = record_spec(PANEL, NODE)
