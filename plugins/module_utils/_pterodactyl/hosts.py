# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Servers as hosts of an inventory."""

from __future__ import annotations

from functools import partial
from typing import Any, Iterable, Mapping

from .._core.background import side_by_side
from .._core.client import Json
from .._core.errors import NoUsableAnswer, Refused
from .._core.hosts import Extra, Fields, HostSource, Options
from .._core.shape import anything, listing, mapping, record, text, whole
from . import kinds
from .client import APPLICATION, AT_ONCE, Client
from .provider import PANEL
from .server.model import INCLUDE
from .server.ports import place_of, ports_of
from .server.power import load_of
from .states import is_usable

POWER = "power"
# What is kept of a server, in a cache that may be a file: its startup variables hold passwords by custom.
_KEPT = ("id", "internal_id", "identifier", "uuid", "external_id", "name", "description", "status", "node")
_KEPT_TOO = ("allocation", "limits", "feature_limits", "docker_image", "sftp_details")
# What something that belongs to a server is called.
_CALLED = {"user": "username", "egg": "name", "nest": "name", "node": "name", "location": "short"}
# An entry may come out of a cache, where anybody can have changed it.
_SERVER = record(
    {"identifier": text, "name": text},
    {
        **dict.fromkeys(("uuid", "status", "external_id", "description", "docker_image"), text),
        **dict.fromkeys(("limits", "feature_limits", "container", "sftp_details", "related"), mapping(anything)),
    },
)


def servers(client: Client, options: Options) -> Iterable[Json]:
    """All servers of the panel, or with ``view: client`` those that the owner of the client key may use."""
    if options["view"] == "client":
        return map(_kept, kinds.CLIENT_SERVER.all(client))
    return map(_kept, client.get_all(APPLICATION, "servers", include=f"{INCLUDE},location"))


def _kept(server: Json) -> Json:
    """What hosts are made of."""
    image = (server.get("container") or {}).get("image")
    named = ((name, kinds.related(server, name), key) for name, key in _CALLED.items())
    related = {name: {key: there.get(key)} for name, there, key in named if isinstance(there, dict)}
    return {
        **{name: server[name] for name in (*_KEPT, *_KEPT_TOO) if name in server},
        **({"container": {"image": image}} if image else {}),
        "related": {**related, "allocations": kinds.related(server, "allocations") or []},
    }


def powers(client: Client) -> dict[str, Any]:
    """The power state of every server that can run: a call for each, side by side."""
    there = [server for server in kinds.CLIENT_SERVER.all(client) if is_usable(server)]
    asked = [partial(_power, client, server["identifier"]) for server in there]
    return dict(zip(map(_key, there), side_by_side(asked, AT_ONCE)))


def _key(server: Json) -> str:
    """What both APIs call a server alike: the identifiers may be two."""
    return str(server.get("uuid") or server["identifier"])


def _power(client: Client, identifier: str) -> str | None:
    try:
        return str(load_of(client, identifier)["power"])
    except (Refused, NoUsableAnswer):
        # its node does not answer, or it has just been suspended
        return None


def host_fields(entry: Any, extras: Mapping[str, Any]) -> Fields:
    """What is said of a server.

    :param extras: under POWER the power state of all servers, if they were asked for.
    :raises NoUsableAnswer: the entry is no server.
    """
    try:
        server = _SERVER(entry)
        limits, features = (server.get(name) or {} for name in ("limits", "feature_limits"))
        there = listing(record({"ip": text, "port": whole, "id": whole}))(kinds.related(server, "allocations") or [])
    except ValueError as error:
        raise NoUsableAnswer(str(error)) from None
    default = next((one["id"] for one in there if one.get("is_default")), server.get("allocation"))
    ports = ports_of({"allocation": default, "related": {"allocations": there}})
    known = extras.get(POWER)
    egg, node, user = (_named(server, name) for name in ("egg", "node", "user"))
    return {
        "id": server["identifier"],
        "number": server.get("internal_id") or server.get("id"),
        "external_id": server.get("external_id"),
        "uuid": server.get("uuid"),
        "name": server["name"],
        "description": server.get("description"),
        "status": server.get("status") or "ready",
        "power": known.get(_key(server)) if isinstance(known, dict) else None,
        "node": node or (server["node"] if isinstance(server.get("node"), str) else None),
        "location": _named(server, "location"),
        "egg": egg,
        "nest": _named(server, "nest"),
        "owner": user,
        "image": (server.get("container") or {}).get("image") or server.get("docker_image"),
        "memory": limits.get("memory"),
        "disk": limits.get("disk"),
        "cpu": limits.get("cpu"),
        "size": f"{limits.get('memory')} MiB memory, {limits.get('disk')} MiB disk",
        "backup_limit": features.get("backups"),
        "address": ports[0].get("alias") or ports[0].get("ip_alias") or ports[0]["ip"] if ports else None,
        "ip": ports[0]["ip"] if ports else None,
        "port": ports[0]["port"] if ports else None,
        "ports": [place_of(one) for one in ports],
        "sftp_host": (server.get("sftp_details") or {}).get("ip"),
    }


def _named(server: Json, name: str) -> Any:
    """What something included is called."""
    found = kinds.related(server, name)
    return found.get(_CALLED[name]) if isinstance(found, dict) else None


SERVER_HOSTS: HostSource[Client] = HostSource(
    provider=PANEL,
    what="server",
    several="servers",
    listing=servers,
    read=host_fields,
    neutral={"id": "id", "name": "name", "state": "status", "size": "size", "image": "image", "region": "location"},
    ways=("address", "ip", "name"),
    names=("name", "id", "external_id", "uuid"),
    chosen={"statuses": "status"},
    extras=(Extra(POWER, ("power",), powers),),
    scope=("view",),
)
