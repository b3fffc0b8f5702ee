# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Cubes: their disk has the size of the template and goes with them, and they are suspended, not stopped."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.server.record import SERVER_TASK
from tests.functional.ionos.cases import BOOT, the_server
from tests.functional.ionos.world import IonosWorld

DISK = {**{name: value for name, value in BOOT.items() if name != "size"}, "type": "DAS"}
CUBE = {"datacenter": "shop", "name": "web", "type": "CUBE", "volumes": [DISK]}


@pytest.fixture
def world(world: IonosWorld) -> IonosWorld:
    """With a Cube."""
    template = world.connect().get_all("templates")[0]["id"]
    assert run(world, **CUBE, template_uuid=template)[0] == ["create"]
    assert run(world, **CUBE, template_uuid=template)[0] == []
    world.changes()
    return world


def run(world: IonosWorld, check: bool = False, **options: Any) -> tuple[list[str], Any, list[str]]:
    """What a task does, what it tells, and what it warns of."""
    report = SERVER_TASK.task(world.connect(), SERVER_TASK.wanted(options), check)
    return report.actions, report.values, report.warnings


def test_it_is_suspended_and_resumed(world: IonosWorld) -> None:
    named = {"datacenter": "shop", "name": "web"}
    for state, action, power in (
        ("stopped", "suspend", "suspended"),
        ("started", "resume", "running"),
        ("restarted", "reboot", "running"),
    ):
        for check in (True, False):
            actions, told, warnings = run(world, check, **named, state=state)
            assert (actions, told["server"]["power"]) == ([action], power)
            assert [text for text in warnings if "goes on to cost" in text] == warnings
            assert bool(warnings) == (state == "stopped")
        assert [path.rsplit("/", 1)[-1] for _verb, path in world.changes()] == [action]
        if state != "restarted":
            assert run(world, **named, state=state)[0] == []


def test_one_that_is_suspended_is_resumed_before_it_is_changed(world: IonosWorld) -> None:
    named = {"datacenter": "shop", "name": "web", "hostname": "other"}
    assert run(world, **{**named, "hostname": "first"}, state="stopped")[0] == ["update", "suspend"]
    assert run(world, True, **named, state="started")[0] == ["resume", "update"]
    assert run(world, **named, state="restarted")[0] == ["resume", "update", "reboot"]


def test_one_that_was_shut_down_from_inside_is_off_and_starts_by_a_reboot(world: IonosWorld) -> None:
    world.ionos.control("POST", "/shutdown", server=the_server(world))
    named = {"datacenter": "shop", "name": "web"}
    actions, told, _warnings = run(world, **named, state="stopped")
    assert (actions, told["server"]["power"]) == ([], "shutoff")
    assert run(world, **named, state="started")[0] == ["reboot"]


def test_its_disk_goes_with_it(world: IonosWorld) -> None:
    spare = {"name": "spare", "size": 5}
    run(world, datacenter="shop", name="web", volumes=[spare], allow_reboot=True)
    world.changes()
    actions, told, warnings = run(world, datacenter="shop", name="web", state="absent")
    assert (actions, [one["name"] for one in told["left_volumes"]]) == (["delete"], ["spare"])
    assert "spare" in warnings[0]
    assert [verb for verb, _path in world.changes()] == ["DELETE"]
    world.settle()
    client = world.connect()
    shop = next(one["id"] for one in client.get_all("datacenters") if one["properties"]["name"] == "shop")
    left = [one["properties"]["name"] for one in client.get_all("datacenters", shop, "volumes")]
    assert sorted(left) == ["other-disk", "spare"]
