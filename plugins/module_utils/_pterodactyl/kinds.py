# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The kinds of things: where each is, how one is found, and how it is."""

from __future__ import annotations

from typing import Any, Callable

from .._core.errors import Missing, Refused
from .._core.kind import Kind, Thing, id_like
from .._core.suggest import did_you_mean
from . import states
from .client import APPLICATION, CLIENT, Client

OWNER = "this panel"
# The short identifier of a server in the client API, the one that panels may have instead, or its whole uuid.
IDENTIFIER = id_like(r"serv_[0-9A-Za-z]+|[0-9a-f]{8}(-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})?")


def related(thing: Thing, name: str) -> Any:
    """What was included with a thing; None where the key may not read it."""
    return (thing.get("related") or {}).get(name)


def by(field: str) -> Callable[[Thing], str]:
    """For Kind.name_of: the name is in this field."""
    return lambda thing: str(thing.get(field) or "")


def kind(what: str, several: str, *where: Any, include: str = "", **more: Any) -> Kind[Client]:
    """A kind of thing that has the path ``where`` and its id.

    :param include: what comes with each.
    """
    query = {"include": include} if include else {}
    told: dict[str, Any] = {
        "get": lambda client, thing_id: client.get(*where, thing_id, **query),
        "get_all": lambda client: client.get_all(*where, **query),
        "owner": OWNER,
        "unknown_codes": (404,),
    }
    return Kind(what, several, **{**told, **more})


LOCATION = kind("location", "locations", APPLICATION, "locations", name_of=by("short"))
USER = kind("user", "users", APPLICATION, "users", name_of=by("username"))
NODE = kind("node", "nodes", APPLICATION, "nodes", include="location")
NEST = kind("nest", "nests", APPLICATION, "nests")


def find_user(client: Client, wanted: str, option: str) -> Thing:
    """The user with this id, name, e-mail address or external id.

    :raises Missing: there is none.
    """
    if wanted.isascii() and wanted.isdigit():
        found = USER.by_id(client, int(wanted))
        if found is not None:
            return found
    there = client.get_once(APPLICATION, "users")
    meant = [user for user in there if names_user(wanted, user)]
    if not meant:
        advice = did_you_mean(wanted, [USER.name_of(user) for user in there], has="The panel has")
        raise Missing(option, wanted, f"is no user of {OWNER}", advice=advice)
    return meant[0]


def names_user(wanted: str, user: Thing) -> bool:
    """Whether a text is the id, name, e-mail address or external id of a user."""
    told = [str(user.get(name) or "").lower() for name in ("id", "username", "email")]
    return wanted.lower() in told or wanted == user.get("external_id")


def _servers(client: Client) -> list[Thing]:
    """The servers that the owner of the key has or shares; for an admin those of all others, too."""
    own = client.get_all(CLIENT)
    seen = {server["identifier"] for server in own}
    return [*own, *(server for server in client.get_all(CLIENT, type="admin-all") if server["identifier"] not in seen)]


# A server as those see it who use it.
CLIENT_SERVER: Kind[Client] = kind(
    "server",
    "servers",
    CLIENT,
    "servers",
    get_all=_servers,
    id_of=lambda server: server["identifier"],
    id_from=IDENTIFIER,
    settled=states.is_at_rest,
    condition=states.condition,
    owner="the owner of client_key",
)


def of_server(what: str, several: str, *where: str, **more: Any) -> Callable[[Thing], Kind[Client]]:
    """A kind of things that a server has, in the client API, of the server."""

    def of(server: Thing) -> Kind[Client]:
        path = (CLIENT, "servers", str(server.get("identifier")), *where)
        return kind(what, several, *path, **{"owner": f"server {server.get('name')}", **more})

    return of


def found_in_list(*where: Any, by: str, **query: Any) -> Callable[[Client, Any], Thing]:
    """For Kind.get, where the API shows no single one: the one of a list.

    :param by: the attribute that tells them apart.
    """

    def get(client: Client, thing_id: Any) -> Thing:
        for thing in client.get_all(*where, **query):
            if thing[by] == thing_id:
                return thing
        raise Refused(f"the list has none with {by} {thing_id}", 404)

    return get
