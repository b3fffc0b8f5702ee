# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What a server is to the application API: its fields, and the calls that take them, whole."""

from __future__ import annotations

from typing import Any, Callable, Mapping, NamedTuple, Sequence

from ..._core.client import Json
from ..._core.errors import OutcomeUnknown
from ..._core.kind import Kind, Thing
from ..._core.record.table import Values
from ..client import APPLICATION, Client
from ..eggs import images, the_egg, usual_values
from ..eggs import named as named_egg
from ..kinds import kind, related
from ..rules import as_text
from ..states import SUSPENDED, condition, is_at_rest

INCLUDE = "allocations,user,egg,nest,node"
# What the panel adds to the variables.
_ADDED = ("STARTUP", "P_SERVER_LOCATION", "P_SERVER_UUID", "P_SERVER_ALLOCATION_LIMIT")
LIMITS = ("memory", "swap", "disk", "io", "cpu", "threads")
FEATURES = ("databases", "allocations", "backups")
_DETAILS = ("name", "user", "description", "external_id")
_STARTUP = ("startup", "egg", "image", "environment")
# What the panel wants to be told of a new one, and people seldom do.
USUAL = {"swap": 0, "io": 500, "cpu": 0, "database_limit": 0, "allocation_limit": 0, "backup_limit": 0}

SERVER: Kind[Client] = kind(
    "server",
    "servers",
    APPLICATION,
    "servers",
    include=INCLUDE,
    settled=is_at_rest,
    condition=condition,
)


def is_suspended(server: Thing) -> bool:
    """Whether nobody may use it."""
    return server.get("status") == SUSPENDED


def values(server: Thing) -> Mapping[str, Any]:
    """The fields, with the names of what it belongs to; of one that is yet to come, those that are known."""
    if server.get("id") is None:
        return dict(server.get("planned") or {})
    limits, features = server.get("limits") or {}, server.get("feature_limits") or {}
    container = server.get("container") or {}
    told = {
        **{name: server.get(name) for name in ("external_id", "name", "description")},
        "user": _user(server),
        "egg": _egg(server),
        "node": _node(server),
        **{name: limits.get(name) for name in (*LIMITS, "oom_disabled")},
        **{f"{name[:-1]}_limit": features.get(name) for name in FEATURES},
        "image": container.get("image"),
        "startup": container.get("startup_command"),
        "environment": variables_of(server),
    }
    return {**told, **(server.get("planned") or {})}


def variables_of(server: Thing) -> dict[str, str]:
    """The egg's variables, each as a text."""
    there = (server.get("container") or {}).get("environment") or {}
    return {name: as_text(value) for name, value in there.items() if name not in _ADDED}


def user_named(user: Thing) -> Json:
    """A user as results show whose a server is."""
    return {name: user.get(name) for name in ("id", "username", "email", "external_id")}


def _user(server: Thing) -> Json:
    user = related(server, "user")
    return user_named(user or {"id": server.get("user")})


def _egg(server: Thing) -> Json:
    egg, nest = related(server, "egg"), related(server, "nest")
    return named_egg({"id": server.get("egg"), "name": None, **(egg or {}), "nest_name": (nest or {}).get("name")})


def _node(server: Thing) -> Json:
    return {"id": server.get("node"), "name": (related(server, "node") or {}).get("name")}


def becomes(server: Thing | None, changed: Values) -> Thing:
    """The server with other values; of a new one more is not known."""
    if server is None:
        return {"status": None, "planned": {**USUAL, **changed}}
    environment = {**values(server)["environment"], **changed.get("environment", {})}
    return {**server, "planned": {**(server.get("planned") or {}), **changed, "environment": environment}}


# Another egg


class Own(NamedTuple):
    """What a server has of its egg, unless somebody gave it one of its own.

    :ivar of: those of an egg, the usual one first; the panel trims what it is sent.
    """

    name: str
    words: str
    of: Callable[[Json], Sequence[str]]


_OF_EGGS = (
    Own("startup", "startup command", lambda egg: [text for text in [(egg.get("startup") or "").strip()] if text]),
    Own("image", "image", images),
)


def brought(client: Client, server: Thing, changed: Values) -> Values:
    """Command and image of another egg, for those of the old one: its variables would mean nothing to that."""
    if "egg" not in changed:
        return {}
    egg, there = the_egg(client, changed["egg"]["id"]), values(server)
    kept = own(client, server, egg)
    return {one.name: one.of(egg)[0] for one in _OF_EGGS if one not in kept and there[one.name] not in one.of(egg)}


def own(client: Client, server: Thing, egg: Json) -> list[Own]:
    """What stays with another egg although it is of neither; or since the other one has none."""
    there = values(server)
    old = the_egg(client, there["egg"]["id"])
    return [one for one in _OF_EGGS if not one.of(egg) or there[one.name] not in (*one.of(egg), *one.of(old))]


# Calls


def create(client: Client, wanted: Values, ports: Any = None) -> Json:
    """A new server, which is being installed then."""
    told: dict[str, Any] = {**USUAL, **wanted}
    egg = the_egg(client, told["egg"]["id"])
    body: dict[str, Any] = {
        **{name: told[name] for name in ("name", "external_id", "description") if name in told},
        **{name: told[name] for name in ("skip_scripts", "oom_disabled", "start_on_completion") if name in told},
        "user": told["user"]["id"],
        "egg": egg["id"],
        "docker_image": told.get("image") or egg.get("docker_image"),
        "startup": told.get("startup") or egg.get("startup"),
        "environment": {**usual_values(egg), **told.get("environment", {})},
        "limits": {name: told[name] for name in LIMITS if name in told},
        "feature_limits": {name: told[f"{name[:-1]}_limit"] for name in FEATURES},
        **({"deploy": told["deploy"]} if ports is None else {"allocation": ports}),
    }
    try:
        return client.create(APPLICATION, "servers", values=body, include=INCLUDE)
    except OutcomeUnknown:
        client.noted["lost", told["name"]] = True
        raise


def change(client: Client, server: Thing, changed: Values) -> Thing:
    """The server with other values, by those of the three calls that have any of them: each wants all of its own."""
    there = {**values(server), **changed}
    if any(name in changed for name in _DETAILS):
        details = {name: there[name] for name in ("name", "description", "external_id")}
        server = patch(client, server, "details", {**details, "user": there["user"]["id"]})
    if any(name in changed for name in (*LIMITS, "oom_disabled", *(f"{name[:-1]}_limit" for name in FEATURES))):
        server = patch(client, server, "build", build(server, changed))
    if any(name in changed for name in _STARTUP):
        server = patch(client, server, "startup", _startup(client, server, there, changed))
    return server


def build(server: Thing, changed: Values) -> Json:
    """All that the call for limits and ports wants."""
    there = {**values(server), **changed}
    # a limit of nothing is stored as it is, but for backups
    features = {name: there[f"{name[:-1]}_limit"] for name in FEATURES}
    return {
        "allocation": server.get("allocation"),
        "limits": {name: there[name] for name in LIMITS},
        "feature_limits": {**features, "backups": features["backups"] or 0},
        **({} if there["oom_disabled"] is None else {"oom_disabled": there["oom_disabled"]}),
    }


def _startup(client: Client, server: Thing, there: Mapping[str, Any], changed: Values) -> Json:
    """All that the call for command, egg, image and variables wants.

    No variables leave them as they are; some set all others to nothing. With another egg come its own.
    """
    environment: dict[str, Any] = {}
    if "egg" in changed:
        usual = usual_values(the_egg(client, there["egg"]["id"]))
        kept = {name: value for name, value in variables_of(server).items() if name in usual}
        environment = {**usual, **kept, **changed.get("environment", {})}
    elif "environment" in changed:
        environment = {**variables_of(server), **changed["environment"]}
    return {
        "startup": there["startup"],
        "egg": there["egg"]["id"],
        "image": there["image"],
        "environment": environment,
        "skip_scripts": False,
    }


def patch(client: Client, server: Thing, part: str, body: Json) -> Thing:
    """The server after one of its three parts was sent."""
    return client.change(APPLICATION, "servers", server["id"], part, values=body, include=INCLUDE)
