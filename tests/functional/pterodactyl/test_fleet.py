# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Many servers in one task: what it costs, what it does, and that nothing is done where one is wrong."""

from __future__ import annotations

import re
from typing import Any

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.approval.gate import Gate, NotApproved
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import InvalidInput, Missing
from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl import client as pages_of
from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.allocation.resource import ALLOCATION_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.client import APPLICATION, CLIENT, Client
from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.fleet.task import SERVERS_TASK
from tests.functional.pterodactyl.cases import HUB, SERVER
from tests.functional.pterodactyl.world import PanelWorld

ALL = [{"name": f"game{at}", "external_id": f"game{at}"} for at in range(1, 101)]


def run(client: Client, check_mode: bool = False, **options: Any) -> Any:
    return SERVERS_TASK.task(client, SERVERS_TASK.wanted(options), check_mode)


def test_a_hundred_servers_that_need_nothing_take_one_call(world: PanelWorld) -> None:
    world.panel.control("POST", "/servers", count=100, prefix="game", external_id=True)
    client = world.connect()
    report = run(client, servers=ALL, defaults={"memory": 512, "user": "admin", "egg": "Vanilla Minecraft"})
    assert (report.actions, len(client.session.calls)) == ([], 1)


def test_no_server_is_lost_between_pages_and_all_have_what_was_asked_for(
    world: PanelWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.panel.control("POST", "/servers", count=120, prefix="game", files=False)
    # in truth a page of it holds 500
    monkeypatch.setitem(pages_of._MOST, "servers", 50)
    for where, query, pages in (
        ((CLIENT,), {"type": "admin-all"}, 2),
        ((APPLICATION, "servers"), {"include": "user", "filter[name]": "game"}, 3),
    ):
        client = world.connect()
        there = client.get_all(*where, **query)
        assert len({one["identifier"] for one in there}) == len(there) >= 120
        assert len(client.session.calls) == pages
        assert all(one["related"] for one in there)


def test_servers_are_found_by_external_id_whatever_their_names(world: PanelWorld) -> None:
    world.panel.control("POST", "/servers", count=2, prefix="game", external_id=True)
    client = world.connect()
    report = run(client, servers=[{"name": "renamed", "external_id": "game1"}, {"name": "game2"}])
    assert report.actions == ["game1: update"]
    assert [entry["server"]["name"] for entry in report.values["servers"]] == ["renamed", "game2"]


def test_power_is_looked_at_before_anything_is_planned(world: PanelWorld) -> None:
    world.panel.control("POST", "/servers", count=2, prefix="game", running=True)
    servers = [{"name": "game1"}, {"name": "game2"}, {"name": "other1"}]
    client = world.connect()
    client.session.gate = Gate({})
    with pytest.raises(NotApproved, match="start server other1"):
        run(client, servers=servers, defaults={"state": "running"})
    report = run(world.connect(), servers=servers, defaults={"state": "running"})
    assert report.actions == ["other1: start"]
    assert run(world.connect(), servers=servers, defaults={"state": "running"}).actions == []


def test_servers_get_ports_of_their_own(world: PanelWorld) -> None:
    hubs = [{**HUB, "name": f"hub{at}"} for at in range(4)]
    report = run(world.connect(), servers=hubs)
    ports = [entry["server"]["ports"][0] for entry in report.values["servers"]]
    assert len(set(ports)) == 4


def test_if_one_is_wrong_nothing_is_done(world: PanelWorld) -> None:
    world.changes()
    servers = [{**SERVER, "node": "node1", "ports": ["99"]}, {**HUB, "egg": "Papier"}, HUB]
    words = "2 things are wrong, so nothing was changed. servers[0].ports[0]: '99' is no port of node node1"
    with pytest.raises(InvalidInput, match=re.escape(words)):
        run(world.connect(), servers=servers[:2])
    assert world.changes() == []
    with pytest.raises(Missing, match="'99' is no port of node node1") as caught:
        run(world.connect(), servers=servers[:1])
    made = ALLOCATION_TASK.makes({"node": "node1", "ip": "192.0.2.1", "ports": ["1099"]})
    assert {one.key for one in made} == set(caught.value.keys)
