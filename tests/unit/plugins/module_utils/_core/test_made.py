# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is there when a task is done."""

from __future__ import annotations

from typing import Any

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.made import Made
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.datacenter.record import DATACENTER_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.fleet.task import SERVERS_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.lan.record import LAN_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.fleet.task import BOXES_TASK


def names(task: Any, **arguments: Any) -> list[str]:
    return [one.name for one in task.makes(arguments)]


def test_a_thing_is_in_what_its_task_names() -> None:
    assert LAN_TASK.makes({"name": "public", "datacenter": "shop"}) == [Made("lan", "public", {"datacenter": "shop"})]
    assert names(LAN_TASK, name="public", datacenter="shop", state="absent") == []
    assert names(LAN_TASK, id="7") == []


def test_what_is_made_in_a_thing_by_its_task_is_in_it() -> None:
    made = DATACENTER_TASK.makes({"name": "shop", "lans": [{"name": "public"}, {"id": "3"}], "servers": "{{ later }}"})
    assert made[0] == Made("datacenter", "shop")
    assert {(one.key, one.name, str(one.inside)) for one in made[1:]} == {("lan", "public", "{'datacenter': 'shop'}")}
    assert names(DATACENTER_TASK, name="shop", lans=[{"name": "public"}], state="absent") == []


def test_of_a_fleet_those_are_there_that_are_to_be() -> None:
    boxes = [{"name": "a"}, {"name": "b", "state": "started"}, {"id": 7}, {"name": "c", "state": "absent"}, "d"]
    assert names(BOXES_TASK, boxes=boxes) == ["a", "b"]
    assert names(BOXES_TASK, boxes=boxes, defaults={"state": "absent"}) == ["b"]
    assert names(BOXES_TASK, boxes="{{ nobody_knows }}", defaults=7) == []
    servers = SERVERS_TASK.makes({"servers": [{"name": "web"}], "defaults": {"datacenter": "shop"}})
    assert servers == [Made("server", "web", {"datacenter": "shop"})]
