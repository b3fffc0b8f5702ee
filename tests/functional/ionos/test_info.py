# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What ionos_info tells: every list, each entry with what its documentation says, and nothing that is secret."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from running import Server

from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.group.record import GROUP_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.info.task import INFO_TASK, LISTS
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.ip_block.record import IP_BLOCK_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.load_balancer.record import LOAD_BALANCER_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.server.record import SERVER_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.snapshot.record import SNAPSHOT_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.user.record import USER_TASK
from ansible_collections.boxfleet.cloud.plugins.modules import ionos_info
from tests.functional.ionos.cases import ADA, BALANCER, BLOCK, GROUP, PASSWORD, SERVER, SNAPSHOT, after
from tests.functional.ionos.world import IonosWorld

RETURNED = yaml.safe_load(ionos_info.RETURN)


def gathered(world: IonosWorld, *subsets: str, **options: Any) -> dict[str, Any]:
    """What the module returns."""
    desired = INFO_TASK.wanted({"gather_subset": list(subsets), **options})
    return INFO_TASK.task(world.connect(), desired, False).values


@pytest.fixture(scope="module")
def everything(ionos_sandbox: Server) -> dict[str, Any]:
    """All lists of an account that has one thing of each sort at least."""
    world = IonosWorld(ionos_sandbox)
    world.reset()
    after(
        (SERVER_TASK, {**SERVER, "labels": {"role": "web"}}),
        (IP_BLOCK_TASK, BLOCK),
        (SNAPSHOT_TASK, SNAPSHOT),
        (LOAD_BALANCER_TASK, BALANCER),
        (USER_TASK, ADA),
        (GROUP_TASK, GROUP),
    )(world)
    client = world.connect()
    (ada,) = (one for one in client.get_all("um", "users") if one["properties"]["email"] == ADA["email"])
    client.act("um", "users", ada["id"], "s3keys", thing=ada)
    world.settle()
    (key,) = client.get_all("um", "users", ada["id"], "s3keys")
    return {**gathered(world, "all"), "secret": key["properties"]["secretKey"]}


@pytest.mark.parametrize("name", LISTS.lists)
def test_an_entry_of_a_list_has_what_the_documentation_says(everything: dict[str, Any], name: str) -> None:
    entries = everything[name]
    assert entries
    missing = set(RETURNED[name]["contains"]).difference(*entries)
    assert not missing


def test_the_documentation_names_every_list() -> None:
    said = yaml.safe_load(ionos_info.DOCUMENTATION)["options"]["gather_subset"]["description"][0]
    assert [name for name in LISTS.lists if f"V({name})" not in said] == []


def test_nothing_secret_is_told(everything: dict[str, Any]) -> None:
    told = json.dumps({name: value for name, value in everything.items() if name != "secret"})
    assert PASSWORD not in told
    assert everything["secret"] not in told
    assert "imagePassword" not in told


def test_a_request_tells_how_far_it_is_and_what_it_concerns(everything: dict[str, Any]) -> None:
    (made,) = (one for one in everything["requests"] if one["method"] == "POST" and one["url"].endswith("/servers"))
    assert (made["status"], made["message"]) == ("DONE", "Request has been successfully executed")
    types = [target["type"] for target in made["targets"]]
    assert types[0] == "server"
    assert {"volume", "nic", "firewall-rule"} <= set(types)


def test_groups_tell_their_users_and_what_is_shared_with_them(everything: dict[str, Any]) -> None:
    (group,) = everything["groups"]
    assert [user["email"] for user in group["users"]] == [ADA["email"]]
    assert [resource["name"] for resource in group["resources"]] == ["shop"]
    (share,) = everything["shares"]
    assert (share["group"], share["edit_privilege"]) == ("operators", False)


def test_limits_of_the_contract_and_processors_of_locations_are_told_in_one_spelling(
    everything: dict[str, Any],
) -> None:
    (contract,) = everything["contracts"]
    assert contract["resource_limits"]["cores_provisioned"] == 3
    families = [one["cpu_family"] for place in everything["locations"] for one in place["cpu_architecture"]]
    assert "INTEL_SKYLAKE" in families


def test_data_centres_that_are_named_are_the_only_ones_looked_at(ionos: Server) -> None:
    world = IonosWorld(ionos)
    world.reset()
    found = gathered(world, "datacenters", "lans", datacenter=["shop"])
    assert [one["name"] for one in found["datacenters"]] == ["shop"]
    assert len({lan["datacenter_id"] for lan in found["lans"]}) == 1
