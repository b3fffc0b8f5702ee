# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What pterodactyl_info and the inventory tell, how many calls that takes, and what they keep to themselves."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import InvalidInput, NoUsableAnswer, Refused
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.task import TaskSpec
from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.api_key.record import API_KEY_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.database.record import DATABASE_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.hosts import POWER, SERVER_HOSTS
from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.info.task import INFO_TASK, LISTS
from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.node.record import NODE_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.power.resource import POWER_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.server.record import SERVER_TASK
from tests.functional.pterodactyl.cases import HERE, SERVER, after
from tests.functional.pterodactyl.world import PanelWorld, client_of

SECRET = "cloudberry-4711"


@pytest.fixture
def world(world: PanelWorld) -> PanelWorld:
    after((SERVER_TASK, {**SERVER, **HERE, "environment": {"VANILLA_VERSION": SECRET}}))(world)
    return world


def told(client: Any, **options: Any) -> dict[str, Any]:
    values: dict[str, Any] = INFO_TASK.task(client, INFO_TASK.wanted(options), True).values
    return values


def run(world: PanelWorld, task: TaskSpec, options: dict[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = task.task(world.connect(), task.wanted(options), False).values
    return values


def test_a_server_that_is_none_is_told(world: PanelWorld) -> None:
    (lobby,) = told(world.connect(), gather_subset=["servers"], server=["lobby"])["servers"]
    with pytest.raises(InvalidInput, match=r"server: 'loby' is no server of this panel. Did you mean lobby\?"):
        told(world.connect(), gather_subset=["servers"], server=[lobby["uuid"], "loby"])


@pytest.mark.parametrize(("status", "ports"), [(404, 1), (409, 1), (403, None)])
def test_a_server_that_by_now_cannot_be_used_or_is_gone_is_left_out(
    world: PanelWorld, status: int, ports: int | None
) -> None:
    identifiers = {one["name"]: one["identifier"] for one in told(world.connect())["used_servers"]}
    world.panel.fault("GET", f"*/{identifiers['lobby']}/network/allocations", "status", status=status)
    if ports is None:
        with pytest.raises(Refused):
            told(world.connect(), gather_subset=["ports"])
    else:
        assert len(told(world.connect(), gather_subset=["ports"])["ports"]) == ports


def test_where_a_node_does_not_answer_no_power_is_told(world: PanelWorld) -> None:
    world.panel.fault("GET", "*/resources", "status", status=504)
    resources = told(client_of(world.panel, retries=0), gather_subset=["resources"])["resources"]
    assert sorted(str(one["power"]) for one in resources) == ["None", "offline"]


def test_every_list_is_told_and_no_secret(world: PanelWorld) -> None:
    everything = told(world.connect(), gather_subset=["all"])
    assert set(everything) == set(LISTS.lists)
    assert SECRET not in json.dumps(everything)
    counts = {name: len(everything[name]) for name in ("users", "nodes", "eggs", "servers", "used_servers")}
    assert counts == {"users": 2, "nodes": 1, "eggs": 14, "servers": 2, "used_servers": 2}
    (lobby,) = (one for one in everything["servers"] if one["name"] == "lobby")
    assert (lobby["user"]["username"], lobby["ports"]) == ("user", ["127.0.0.1:1030", "127.0.0.1:1031"])
    assert [one["power"] for one in everything["resources"]] == ["offline", "offline"]
    assert {"control.start", "file.read"} <= {one["name"] for one in everything["permissions"]}
    taken = {one["port"]: one["server"] for one in everything["allocations"] if one["server"]}
    assert taken == {1025: "other1", 1030: "lobby", 1031: "lobby"}


def test_what_the_panel_makes_up_itself_is_told_only_where_it_is_asked_for(world: PanelWorld) -> None:
    database, node = {"server": "other1", "name": "stats"}, {"name": "node1"}
    key = {"description": "for CI"}
    first = [run(world, DATABASE_TASK, database), run(world, NODE_TASK, node)]
    asked = (
        run(world, DATABASE_TASK, {**database, "show_password": True}),
        run(world, NODE_TASK, {**node, "configuration": True}),
    )
    made = run(world, API_KEY_TASK, key)
    secrets = [asked[0]["password"], asked[1]["configuration"]["token"], made["key"]]
    assert all(secrets)
    told_unasked = [*first, run(world, API_KEY_TASK, key), told(world.connect(), gather_subset=["all"])]
    assert [secret for secret in secrets if secret in json.dumps(told_unasked)] == []


def test_one_server_is_asked_about_alone(world: PanelWorld) -> None:
    client = world.connect()
    load = told(client, gather_subset=["resources"], server=["lobby"])["resources"]
    assert [one["server"] for one in load] == ["lobby"]
    assert len([call for call in client.session.calls if call.path.endswith("/resources")]) == 1
    with pytest.raises(InvalidInput, match="Did you mean lobby"):
        told(client, gather_subset=["resources"], server=["loby"])


@pytest.mark.parametrize("form", ["", "server_identifiers"])
def test_a_server_is_meant_by_its_name_its_uuid_and_its_identifiers(world: PanelWorld, form: str) -> None:
    if form:
        world.fault(form, 0, times=1000)
    client = world.connect()
    (lobby,) = told(client, server=["lobby"])["used_servers"]
    assert lobby["identifier"].startswith("serv_") == bool(form)
    for text in (lobby["uuid"], lobby["uuid"][:8], lobby["identifier"]):
        assert told(client, server=[text])["used_servers"] == [lobby]
        power = {"server": text, "state": "stopped"}
        assert POWER_TASK.task(client, POWER_TASK.wanted(power), False).values["server"]["name"] == "lobby"


def test_a_suspended_server_is_left_out_of_what_needs_a_usable_one(world: PanelWorld) -> None:
    after((SERVER_TASK, {"external_id": "lobby-1", "suspended": True}))(world)
    everything = told(world.connect(), gather_subset=["used_servers", "backups", "resources"])
    assert [one["server"] for one in everything["resources"]] == ["other1"]
    assert {one["name"]: one["status"] for one in everything["used_servers"]} == {"lobby": "suspended", "other1": None}


def test_hosts_take_one_call_and_those_of_an_ordinary_user_are_his_own(world: PanelWorld) -> None:
    client = world.connect()
    fields = [SERVER_HOSTS.read(one, {}) for one in SERVER_HOSTS.listing(client, {"view": "application"})]
    assert len(client.session.calls) == 1
    assert {(one["name"], one["owner"], one["egg"], one["location"]) for one in fields} == {
        ("other1", "admin", "Vanilla Minecraft", "local"),
        ("lobby", "user", "Vanilla Minecraft", "local"),
    }
    key = world.panel.control("POST", "/keys", user="user")["key"]
    ordinary = client_of(world.panel, keys={"client_key": key})
    own = [SERVER_HOSTS.read(one, {}) for one in SERVER_HOSTS.listing(ordinary, {"view": "client"})]
    assert [(one["name"], one["port"], one["node"], one["status"]) for one in own] == [
        ("lobby", 1030, "node1", "ready")
    ]
    assert {one["id"] for one in own} < {one["id"] for one in fields}


@pytest.mark.parametrize("view", ["application", "client"])
def test_startup_variables_are_not_in_what_a_cache_of_hosts_keeps(world: PanelWorld, view: str) -> None:
    kept = json.dumps(list(SERVER_HOSTS.listing(world.connect(), {"view": view})))
    assert "lobby" in kept
    assert SECRET not in kept


@pytest.mark.parametrize("forms", [(), ("server_identifiers",)])
@pytest.mark.parametrize("view", ["application", "client"])
def test_power_of_hosts_is_known_where_a_node_answers(world: PanelWorld, forms: tuple[str, ...], view: str) -> None:
    world.panel.control("POST", "/server", server=1, power="running")
    for form in forms:
        world.fault(form, 0, times=1000)
    (power,) = SERVER_HOSTS.extras
    extras = {POWER: power.ask(world.connect())}
    hosts = [SERVER_HOSTS.read(one, extras) for one in SERVER_HOSTS.listing(world.connect(), {"view": view})]
    assert {one["name"]: one["power"] for one in hosts} == {"lobby": "offline", "other1": "running"}
    world.heal()
    world.settle()
    world.panel.control("POST", "/node", node=1, down=True)
    assert list(power.ask(client_of(world.panel, retries=0)).values()) == [None, None]


@pytest.mark.parametrize("name", ["container", "related", "limits", "sftp_details", "name"])
def test_a_damaged_entry_of_a_cache_is_told(world: PanelWorld, name: str) -> None:
    entry = next(iter(SERVER_HOSTS.listing(world.connect(), {"view": "application"})))
    with pytest.raises(NoUsableAnswer, match=name):
        SERVER_HOSTS.read({**entry, name: 4711}, {})
