# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Nothing that ``py-dactyl`` does is out of reach of a task, and docs/pterodactyl-coverage.md tells the truth.

The client itself says which methods it has and which calls they make, and the modules are watched at theirs.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from typing import Any

import pydactyl.api
import pytest
from pydactyl import PterodactylClient
from pydactyl.api.base import PterodactylAPI
from running import Server

from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.client import CLIENT
from tests.functional.coverage import LAST, Row, calls_made, named, rows, unknown, untrue
from tests.functional.pterodactyl.cases import ALICE, HERE, MAY, NODE, PORTS, SERVER
from tests.functional.pterodactyl.used_cases import EVENING, JAVA_8, MOTD, SAVED, SAY
from tests.functional.pterodactyl.world import PanelWorld
from tests.functional.test_documentation import task_of

PARTS = ("servers", "nodes", "locations", "nests", "user", "client.account", "client.servers")
OF_SERVERS = ("backups", "databases", "files", "network", "schedules", "settings", "startup", "users")


ROWS = rows("pterodactyl-coverage.md")


# What the client does

# What its methods are given besides ids: what they need although it has a default, and what they check.
GIVEN: dict[str, Any] = {"signal": "start", "action": "command"}
BESIDES: dict[str, dict[str, Any]] = {
    "servers.create_server": {"default_allocation": 1},
    "servers.get_server_info": {"server_id": "{server}"},
    "servers.update_server_startup": {"egg_id": "{egg}"},
    "nodes.edit_node": {"use_ssl": True},
    "locations.edit_location": {"shortcode": "x"},
    "user.get_user_info": {"user_id": "{user}"},
    "user.delete_user": {"user_id": "{user}"},
}


class Anything(dict[str, Any]):
    """A part of an answer that has whatever is asked for."""

    def __missing__(self, key: str) -> Any:
        return [] if key == "data" else Anything()

    def get(self, key: str, default: Any = None) -> Any:
        return self[key]


class OfWebsocket(Anything):
    """The answer that says where a console is."""

    def __missing__(self, key: str) -> Any:
        return {"token": "x", "socket": "ws://127.0.0.1:9"} if key == "data" else Anything()


def part(name: str) -> Any:
    """What has the methods below this name."""
    found: Any = PterodactylClient("http://127.0.0.1:9", "ptlc_x")
    for each in name.split("."):
        found = getattr(found, each)
    return found


def methods_of(name: str) -> list[str]:
    functions = inspect.getmembers(type(part(name)), inspect.isfunction)
    return [f"{name}.{method}" for method, _ in functions if not method.startswith("_")]


METHODS = [method for name in (*PARTS, *(f"client.servers.{one}" for one in OF_SERVERS)) for method in methods_of(name)]


def calls_of(method: str, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a method of the client sends, with the names of ids in the place of ids."""
    sent: list[str] = []

    def send(_self: Any, endpoint: str, mode: str = "GET", **_more: Any) -> Any:
        sent.append(f"{mode} /{endpoint}")
        return OfWebsocket() if endpoint.endswith("websocket") else Anything()

    monkeypatch.setattr(PterodactylAPI, "_api_request", send)
    name, _, last = method.rpartition(".")
    function = getattr(part(name), last)
    parameters = inspect.signature(function).parameters.values()
    needed = [one.name for one in parameters if one.default is one.empty]
    given = {name: GIVEN.get(name, f"{{{name.removesuffix('_id')}}}") for name in needed}
    function(**{**given, **BESIDES.get(method, {})})
    return sent


# What the modules do: each makes, changes by its id, and deletes

OTHER = {"server": "other1"}
DONE: dict[str, list[dict[str, Any]]] = {
    "pterodactyl_location": [{"short": "fra"}, {"id": LAST, "long": "Frankfurt"}, {"short": "fra", "state": "absent"}],
    "pterodactyl_user": [ALICE, {"id": LAST, "first_name": "Alicia"}, {"username": "alice", "state": "absent"}],
    "pterodactyl_node": [
        NODE,
        {"id": LAST, "memory": 8192, "configuration": True},
        {"name": "node2", "state": "absent"},
    ],
    "pterodactyl_allocation": [{**PORTS, "ports": ["27000"]}, {**PORTS, "ports": ["27000"], "state": "absent"}],
    "pterodactyl_server": [
        {**SERVER, **HERE},
        {"id": LAST, "description": "x", "memory": 2048, "environment": {"VANILLA_VERSION": "1.20"}, "suspended": True},
        {"external_id": "lobby-1", "suspended": False},
        {"external_id": "lobby-1", "state": "reinstalled"},
        {"external_id": "lobby-1", "state": "absent"},
    ],
    "pterodactyl_power": [{**OTHER, "state": "running"}],
    "pterodactyl_command": [{**OTHER, "command": "say hello"}],
    "pterodactyl_database": [
        {**OTHER, "name": "stats"},
        {**OTHER, "name": "stats", "state": "rotated"},
        {**OTHER, "name": "stats", "state": "absent"},
    ],
    "pterodactyl_subuser": [
        {**OTHER, "email": "user@example.com", "permissions": MAY},
        {**OTHER, "id": LAST, "permissions": MAY[:1]},
        {**OTHER, "email": "user@example.com", "state": "absent"},
    ],
    "pterodactyl_api_key": [{"description": "for CI"}, {"description": "for CI", "state": "absent"}],
    "pterodactyl_client_server": [
        {
            **{**OTHER, "description": "x", "image": JAVA_8, "environment": {"VANILLA_VERSION": "1.20"}},
            **{"port_notes": {"1025": "x"}, "primary_port": "1026"},
        },
        {**OTHER, "state": "reinstalled"},
    ],
    "pterodactyl_file": [
        MOTD,
        MOTD,
        {**MOTD, "path": "more", "content": None, "state": "directory"},
        {**OTHER, "path": "more", "state": "absent"},
    ],
    "pterodactyl_backup": [
        {**OTHER, "name": "nightly"},
        {**OTHER, "id": LAST},
        {**OTHER, "name": "nightly", "state": "restored"},
        {**OTHER, "name": "nightly", "state": "absent"},
    ],
    "pterodactyl_schedule": [
        EVENING,
        {**OTHER, "id": LAST, "hour": "20", "tasks": [SAVED, SAY, SAY]},
        {**OTHER, "name": "evening", "tasks": [SAVED], "state": "executed"},
        {**OTHER, "name": "evening", "state": "absent"},
    ],
    "pterodactyl_info": [{"gather_subset": ["all"]}],
}


@pytest.fixture(scope="module")
def made(pterodactyl_sandbox: Server) -> dict[str, set[str]]:
    """The calls that each module makes."""
    world = PanelWorld(pterodactyl_sandbox)
    world.reset()
    with_two_ports(world)
    return calls_made(world.connect, DONE, "pterodactyl", "/api")


def with_two_ports(world: PanelWorld) -> None:
    """The server that is used gets another port."""
    client = world.connect()
    server = client.get_all(CLIENT)[0]
    task = task_of("pterodactyl_server")
    task.task(client, task.wanted({"external_id": server["name"], "ports": ["1025", "1026"]}), False)


def test_every_method_of_the_client_is_in_a_table_once() -> None:
    assert sorted(row.method for row in ROWS) == sorted(METHODS)
    assert len(METHODS) > 90


def test_the_parts_are_all_that_the_client_has() -> None:
    """Every class of it is one of them or its twin, but for that of a console."""
    modules = [
        importlib.import_module(one.name) for one in pkgutil.walk_packages(pydactyl.api.__path__, "pydactyl.api.")
    ]
    known = {type(part(name)).__name__ for name in (*PARTS, *(f"client.servers.{one}" for one in OF_SERVERS))}
    classes = {
        each.__name__: {name for name in vars(each) if not name.startswith("_")}
        for module in modules
        for _, each in inspect.getmembers(module, inspect.isclass)
        if each.__module__ == module.__name__
    }
    has_calls = {name for name, methods in classes.items() if methods and not name.startswith("Async")}
    assert has_calls - known - {"WebsocketClient", "ClientAPI", "PterodactylAPI", "ServersBase"} == set()
    for name in known & set(classes):
        assert classes.get(f"Async{name}", classes[name]) == classes[name]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.method)
def test_a_method_makes_the_call_that_its_row_says(row: Row, monkeypatch: pytest.MonkeyPatch) -> None:
    assert row.call in calls_of(row.method, monkeypatch)


def test_the_module_of_a_row_makes_the_call_and_what_no_task_calls_has_a_reason(made: dict[str, set[str]]) -> None:
    assert list(untrue(ROWS, made)) == []


def test_the_options_that_a_row_names_exist() -> None:
    assert [f"{row.method}: {word}" for row in ROWS for word in unknown(named(row.task))] == []
