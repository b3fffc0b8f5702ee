# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What there is on a panel, and in the servers that somebody uses: the table of pterodactyl_info. It only reads."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, Callable, TypeVar

from ..._core.background import side_by_side
from ..._core.client import Json
from ..._core.errors import Missing, NoUsableAnswer, Refused
from ..._core.info import Lists, info_spec
from ..._core.kind import Thing
from ..._core.options import check_options
from .. import eggs, kinds
from ..client import APPLICATION, AT_ONCE, CLIENT, Client
from ..location.record import LOCATION
from ..node.record import NODE
from ..provider import PANEL
from ..server.model import INCLUDE
from ..server.ports import place_of, ports_of
from ..server.power import power_of
from ..server.record import SERVER_RECORD
from ..states import is_usable
from ..user.record import USER

# What often is a secret, and is not told.
_SECRET = ("environment", "invocation", "related", "meta")


# What the panel says of a server that is gone, and of one that cannot be used just now.
_NOT_NOW = (404, 409)

T = TypeVar("T")


def plain(thing: Thing) -> Json:
    """A thing as the panel tells it, without what is secret."""
    return {name: value for name, value in thing.items() if name not in _SECRET}


@dataclass(frozen=True)
class InfoOptions:
    """What to ask for, and of which servers."""

    gather_subset: tuple[str, ...] = ("min",)
    server: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        check_options(self)


class Panel:
    """Asks nothing twice, and nothing that the lists asked for do not need."""

    def __init__(self, client: Client, options: InfoOptions) -> None:
        self.client = client
        self.options = options

    @cached_property
    def used(self) -> list[Thing]:
        """The servers of the client API: those that are named, or all that its user may use."""
        there = kinds.CLIENT_SERVER.all(self.client)
        wanted = self.options.server
        return [_used(there, text) for text in wanted] if wanted else there

    @cached_property
    def nodes(self) -> list[Thing]:
        """The nodes."""
        return kinds.NODE.all(self.client)

    def servers(self) -> list[Json]:
        """The servers of the application API.

        :raises Missing: one that is named is none of them.
        """
        there = self.client.get_all(APPLICATION, "servers", include=INCLUDE)
        wanted = self.options.server
        record, kind = SERVER_RECORD, SERVER_RECORD.kind()
        for text in wanted:
            if not any(text in _called(one) for one in there):
                raise Missing("server", text, f"is no server of {kind.owner}", advice=kind.similar(there, text))
        chosen = [one for one in there if set(_called(one)).intersection(wanted)]
        told = [record.result(kind, one) for one in (chosen if wanted else there)]
        return [{name: value for name, value in one.items() if name != "power"} for one in told]

    def allocations(self) -> list[Json]:
        """The ports of every node, each with the server that has it."""
        return [
            {**plain(one), "node": node["name"], "server": (kinds.related(one, "server") or {}).get("name")}
            for node in self.nodes
            for one in self.client.get_all(APPLICATION, "nodes", node["id"], "allocations", include="server")
        ]

    def in_each(self, *what: str, shown: Callable[[Thing], Json] = plain, **query: Any) -> list[Json]:
        """A list of every server that is used and can be; each thing says which it is of."""
        asked = self._of_each(lambda server: self.client.get_all(CLIENT, "servers", server, *what, **query))
        return [{**shown(thing), **whose} for whose, things in asked for thing in things]

    def resources(self) -> list[Json]:
        """Power and load of every server that can be used; power is None where its node does not answer."""

        def look(server: str) -> Json:
            try:
                load = self.client.get(CLIENT, "servers", server, "resources")
            except NoUsableAnswer:
                return {"power": None}
            return {"power": power_of(load), **(load.get("resources") or {})}

        return [{**whose, **load} for whose, load in self._of_each(look)]

    def _of_each(self, ask: Callable[[str], T]) -> list[tuple[Json, T]]:
        """What every server that is used says, and whose it is; without those that cannot be used, or by now cannot."""

        def asked(server: Thing) -> list[tuple[Json, T]]:
            whose = {"server": server["name"], "server_identifier": server["identifier"]}
            try:
                return [(whose, ask(server["identifier"]))]
            except Refused as error:
                if error.status in _NOT_NOW:
                    return []
                raise

        there = [server for server in self.used if is_usable(server)]
        return [one for told in side_by_side([partial(asked, server) for server in there], AT_ONCE) for one in told]

    def permissions(self) -> list[Json]:
        """What subusers can be allowed."""
        told = self.client.get(CLIENT, "permissions")["permissions"]
        return [
            {"name": f"{group}.{name}", "description": words}
            for group, entry in told.items()
            for name, words in (entry.get("keys") or {}).items()
        ]

    def account(self) -> list[Json]:
        """The owner of the client key."""
        return [plain(self.client.get(CLIENT, "account"))]

    def own(self, what: str) -> list[Json]:
        """A list of the owner of the client key."""
        return [plain(one) for one in self.client.get_all(CLIENT, "account", what)]


def egg_result(egg: Thing) -> Json:
    """An egg with its variables, without its scripts."""
    shown = {name: value for name, value in plain(egg).items() if name not in ("script", "config", "nest_name")}
    variables = [plain(one) for one in kinds.related(egg, "variables") or []]
    return {**shown, "nest_name": egg.get("nest_name"), "variables": variables}


def schedule_result(schedule: Thing) -> Json:
    """A schedule with its tasks."""
    return {**plain(schedule), "tasks": [plain(task) for task in kinds.related(schedule, "tasks") or []]}


def _called(server: Thing) -> tuple[Any, ...]:
    """What names a server."""
    return server["name"], server["identifier"], server.get("uuid")


def _used(there: list[Thing], text: str) -> Thing:
    """The server with this UUID, short identifier, which is how it begins, or name.

    :raises InvalidInput: there is none, or there are several with the name.
    """
    meant = (one for one in there if one.get("uuid") and text in (one["uuid"], one["uuid"][:8]))
    return next(meant, None) or kinds.CLIENT_SERVER.pick(there, text, "server")


def used_result(server: Thing) -> Json:
    """A server as those see it who use it."""
    there = kinds.related(server, "allocations") or []
    default = next((one["id"] for one in there if one.get("is_default")), None)
    return {**plain(server), "ports": [place_of(one) for one in ports_of({**server, "allocation": default})]}


LISTS = Lists(
    PANEL,
    {
        "locations": lambda panel: [
            LOCATION.result(kinds.LOCATION, one) for one in panel.client.get_all(APPLICATION, "locations")
        ],
        "nodes": lambda panel: [NODE.result(kinds.NODE, one) for one in panel.nodes],
        "allocations": lambda panel: panel.allocations(),
        "users": lambda panel: [USER.result(kinds.USER, one) for one in panel.client.get_all(APPLICATION, "users")],
        "nests": lambda panel: [plain(one) for one in panel.client.get_kept(APPLICATION, "nests")],
        "eggs": lambda panel: [egg_result(one) for one in eggs.all_eggs(panel.client)],
        "servers": lambda panel: panel.servers(),
        "account": lambda panel: panel.account(),
        "api_keys": lambda panel: panel.own("api-keys"),
        "ssh_keys": lambda panel: panel.own("ssh-keys"),
        "permissions": lambda panel: panel.permissions(),
        "used_servers": lambda panel: [used_result(one) for one in panel.used],
        "resources": lambda panel: panel.resources(),
        "databases": lambda panel: panel.in_each("databases"),
        "ports": lambda panel: panel.in_each("network", "allocations"),
        "subusers": lambda panel: panel.in_each("users"),
        "schedules": lambda panel: panel.in_each("schedules", shown=schedule_result),
        "backups": lambda panel: panel.in_each("backups"),
        "activity": lambda panel: panel.in_each("activity"),
    },
    least=("used_servers",),
    options=InfoOptions,
    begin=Panel,
)
INFO_TASK = info_spec(LISTS)
