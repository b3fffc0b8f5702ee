# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is there when a task is done."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import Missing
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.made import Made
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos import kinds as ionos
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.datacenter.record import DATACENTER_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.fleet.task import SERVERS_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.group.record import GROUP_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.image.record import IMAGE_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.ip_block.record import IP_BLOCK_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.lan.record import LAN_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.snapshot.record import SNAPSHOT_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.user.record import USER_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox import kinds as jiffybox
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.check.task import CHECK_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.contact_group.record import CONTACT_GROUP_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.fleet.task import BOXES_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ovh import kinds as ovh
from ansible_collections.boxfleet.cloud.plugins.module_utils._ovh.dedicated_server.resource import (
    KIND as DEDICATED_SERVER,
)
from ansible_collections.boxfleet.cloud.plugins.module_utils._ovh.dedicated_server.task import SERVER_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ovh.instance.record import INSTANCE_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ovh.private_network.record import NETWORK_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ovh.volume.record import VOLUME_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl import kinds as pterodactyl
from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.allocation.resource import ALLOCATION_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.client_server.resource import (
    CLIENT_SERVER_TASK,
)
from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.location.record import LOCATION_TASK


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
    in_one_by_id = DATACENTER_TASK.makes({"id": "7", "lans": [{"name": "inner"}]})
    assert {(one.key, one.name, str(one.inside)) for one in in_one_by_id} == {("lan", "inner", "{'datacenter': '7'}")}


def test_what_narrows_a_name_down_is_none() -> None:
    assert names(INSTANCE_TASK, project="shop", name="web", region="GRA11") == ["web"]


def test_ports_are_named_by_their_numbers_or_behind_their_address() -> None:
    made = ALLOCATION_TASK.makes({"node": "n1", "ip": "192.0.2.1", "ports": [27015, "27020-27021"]})
    assert {(one.key, str(one.inside)) for one in made} == {
        ("port", "{'node': 'n1'}"),
        ("port_there", "{'node': 'n1'}"),
    }
    at = "192.0.2.1"
    assert [one.name for one in made] == ["27015", "27020", "27021", f"{at}:27015", f"{at}:27020", f"{at}:27021"]
    assert names(ALLOCATION_TASK, node="n1", ip="192.0.2.0/31", ports="27015,27016") == ["27015", "27016"]
    assert names(ALLOCATION_TASK, node="n1", ip=at, ports=["27015"], state="absent") == []
    for wrong in ({"ip": at, "ports": ["http"]}, {"ip": "here", "ports": ["27015"]}, {}):
        assert names(ALLOCATION_TASK, node="n1", **wrong) == []


@pytest.mark.parametrize(
    ("kind", "option", "task", "arguments"),
    [
        (ionos.GROUP, "groups[0]", GROUP_TASK, {"name": "x"}),
        (ionos.USER, "users[0]", USER_TASK, {"email": "x"}),
        (ionos.RESOURCE, "shares[0].resource", DATACENTER_TASK, {"name": "x"}),
        (ionos.RESOURCE, "shares[0].resource", SNAPSHOT_TASK, {"name": "x"}),
        (ionos.RESOURCE, "shares[0].resource", IP_BLOCK_TASK, {"name": "x", "location": "de/fra"}),
        (ionos.RESOURCE, "shares[0].resource", IMAGE_TASK, {"name": "x"}),
        (ionos.server({}), "nics[0].server", SERVERS_TASK, {"servers": [{"name": "x"}]}),
        (jiffybox.BOX, "clone_from", BOXES_TASK, {"boxes": [{"name": "x"}]}),
        (jiffybox.CHECK, "clone_from", CHECK_TASK, {"name": "x"}),
        (jiffybox.CONTACT_GROUP, "contact_groups", CONTACT_GROUP_TASK, {"name": "x"}),
        (ovh.private_network({}), "networks[0].network", NETWORK_TASK, {"name": "x"}),
        (ovh.volume({}), "boot_volume", VOLUME_TASK, {"name": "x"}),
        (DEDICATED_SERVER, "server", SERVER_TASK, {"server": "ns1.example.com", "name": "x"}),
        (pterodactyl.LOCATION, "deploy.locations", LOCATION_TASK, {"short": "x"}),
        (pterodactyl.CLIENT_SERVER, "server", CLIENT_SERVER_TASK, {"server": "y", "name": "x"}),
    ],
)
def test_what_a_task_makes_is_called_so_where_it_is_missing(kind: Any, option: str, task: Any, arguments: Any) -> None:
    with pytest.raises(Missing) as caught:
        kind.pick([], "x", option)
    assert [one.name for one in task.makes(arguments) if one.key in caught.value.keys] == ["x"]


def test_of_a_fleet_those_are_there_that_are_to_be() -> None:
    boxes = [{"name": "a"}, {"name": "b", "state": "started"}, {"id": 7}, {"name": "c", "state": "absent"}, "d"]
    assert names(BOXES_TASK, boxes=boxes) == ["a", "b"]
    assert names(BOXES_TASK, boxes=boxes, defaults={"state": "absent"}) == ["b"]
    assert names(BOXES_TASK, boxes="{{ nobody_knows }}", defaults=7) == []
    servers = SERVERS_TASK.makes({"servers": [{"name": "web"}], "defaults": {"datacenter": "shop"}})
    assert servers == [Made("server", "web", {"datacenter": "shop"})]
