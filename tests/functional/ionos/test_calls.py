# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How much is asked of the service: as little, and as flat, as serves."""

from __future__ import annotations

from typing import Any

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.dialect import Answer, Request
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.task import TaskSpec
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.datacenter.record import DATACENTER_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.fleet.task import SERVERS_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.group.record import GROUP_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.info.task import INFO_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.load_balancer.record import LOAD_BALANCER_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.server.record import SERVER_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.snapshot.record import SNAPSHOT_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.user.record import USER_TASK
from tests.functional.ionos.cases import ADA, BALANCER, GROUP, SERVER, SNAPSHOT, WHOLE, after
from tests.functional.ionos.world import IonosWorld

NEW = {"name": "new", "location": "de/fra"}
FLEET: dict[str, Any] = {
    "defaults": {"datacenter": "fleet", "cores": 2, "ram": 4096, "state": "started"},
    "servers": [{"name": f"web{number}"} for number in range(1, 101)],
}


def asked(world: IonosWorld, task: TaskSpec, options: dict[str, Any]) -> list[str]:
    """What a task that has nothing to do asks: the last word of each path, and the depth."""
    client = world.connect()
    requests: list[Request] = []
    send = client.session.send

    def noted(request: Request) -> Answer:
        requests.append(request)
        return send(request)

    client.session.send = noted  # type: ignore[method-assign]
    assert not task.task(client, task.wanted(options), False).changed
    return [f"{one.path.rpartition('/')[2]} {dict(one.query).get('depth', '')}".strip() for one in requests]


def test_a_bare_data_centre_is_asked_for_alone_and_its_contents_only_where_they_matter(world: IonosWorld) -> None:
    DATACENTER_TASK.task(world.connect(), DATACENTER_TASK.wanted(WHOLE), False)
    (whole,) = (one for one in world.connect().get_all("datacenters") if one["properties"]["name"] == "new")
    assert asked(world, DATACENTER_TASK, NEW) == ["datacenters 1"]
    assert asked(world, DATACENTER_TASK, {**NEW, "lans": WHOLE["lans"]}) == ["datacenters 1", f"{whole['id']} 2"]
    assert asked(world, DATACENTER_TASK, WHOLE) == ["datacenters 1", f"{whole['id']} 6"]


def test_a_server_with_all_that_is_in_it_takes_one_call_and_one_for_its_data_centre(world: IonosWorld) -> None:
    SERVER_TASK.task(world.connect(), SERVER_TASK.wanted(SERVER), False)
    assert asked(world, SERVER_TASK, {**SERVER, "nics": None}) == ["datacenters 1", "servers 5"]
    # the number of a LAN has to be asked for by its name
    assert asked(world, SERVER_TASK, SERVER) == ["datacenters 1", "servers 5", "lans 1"]


def test_a_hundred_servers_that_need_nothing_take_two_calls(world: IonosWorld) -> None:
    world.ionos.control("POST", "/servers", count=100, prefix="web", cores=2, ram=4096, datacenter_name="fleet")
    assert asked(world, SERVERS_TASK, FLEET) == ["datacenters 1", "servers 5"]
    # and one for the LANs where they are named
    named = {**FLEET["defaults"], "nics": [{"name": "eth0", "lan": "public"}]}
    assert asked(world, SERVERS_TASK, {**FLEET, "defaults": named}) == ["datacenters 1", "servers 5", "lans 1"]
    # and one for the labels of all where some are asked for
    three = {"defaults": {**FLEET["defaults"], "labels": {"role": "web"}}, "servers": FLEET["servers"][:3]}
    assert SERVERS_TASK.task(world.connect(), SERVERS_TASK.wanted(three), False).changed
    assert asked(world, SERVERS_TASK, three) == ["datacenters 1", "servers 5", "labels 1"]


def test_tables_ask_for_their_list_and_for_what_the_task_names_of_its_parts(world: IonosWorld) -> None:
    after((SNAPSHOT_TASK, SNAPSHOT), (LOAD_BALANCER_TASK, BALANCER), (USER_TASK, ADA), (GROUP_TASK, GROUP))(world)
    assert asked(world, SNAPSHOT_TASK, {"name": "before"}) == ["snapshots 1"]
    assert asked(world, SNAPSHOT_TASK, SNAPSHOT) == ["snapshots 1", "datacenters 1"]
    assert asked(world, LOAD_BALANCER_TASK, {**BALANCER, "nics": None}) == ["datacenters 1", "loadbalancers 3"]
    assert asked(world, LOAD_BALANCER_TASK, BALANCER) == ["datacenters 1", "loadbalancers 3", "servers 3"]
    assert asked(world, USER_TASK, ADA) == ["users 1"]
    assert asked(world, GROUP_TASK, {"name": "operators"}) == ["groups 1"]
    assert asked(world, GROUP_TASK, {**GROUP, "shares": None}) == ["groups 1", "users 1", "users 1"]
    # what is in the group, what there is, and what can be shared
    assert asked(world, GROUP_TASK, GROUP) == ["groups 1", "users 1", "shares 1", "users 1", "datacenter 1"]


def test_every_list_can_be_asked_for(world: IonosWorld) -> None:
    SERVER_TASK.task(world.connect(), SERVER_TASK.wanted(SERVER), False)
    client = world.connect()
    values = INFO_TASK.task(client, INFO_TASK.wanted({"gather_subset": ["all"]}), False).values
    counts = {name: len(values[name]) for name in ("datacenters", "servers", "volumes", "lans", "contracts")}
    assert counts == {"datacenters": 3, "servers": 2, "volumes": 2, "lans": 2, "contracts": 1}
