# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who is in a group, what is shared with it, and what is behind a load balancer: what is listed, and the rest."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.task import TaskSpec
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.group.record import GROUP_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.ip_block.record import IP_BLOCK_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.load_balancer.record import LOAD_BALANCER_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.nic.record import NIC_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.tables import whole
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.user.record import USER_TASK
from tests.functional.ionos.cases import ADA, BALANCER, BLOCK, after
from tests.functional.ionos.world import IonosWorld

OWNER = "user@example.com"
TEAM = {"name": "operators", "reserve_ip": True, "users": [OWNER]}


@pytest.fixture
def world(world: IonosWorld) -> IonosWorld:
    """An account with a user, a group, and an IP block."""
    after((USER_TASK, ADA), (IP_BLOCK_TASK, BLOCK), (GROUP_TASK, TEAM))(world)
    return world


def done(world: IonosWorld, task: TaskSpec, **options: Any) -> tuple[list[str], dict[str, Any]]:
    """The actions of a task, and the thing as its result has it."""
    report = task.task(world.connect(), task.wanted(options), False)
    (thing,) = report.values.values()
    return report.actions, thing


@pytest.mark.parametrize(
    ("purge", "actions", "left"),
    [(False, ["add_user"], {OWNER, ADA["email"]}), (True, ["remove_user", "add_user"], {ADA["email"]})],
)
def test_users_that_are_not_listed_stay_unless_they_are_purged(
    world: IonosWorld, purge: bool, actions: list[str], left: set[str]
) -> None:
    made, group = done(world, GROUP_TASK, name="operators", users=[ADA["email"]], purge_users=purge)
    assert (made, {user["email"] for user in group["users"]}) == (actions, left)
    assert set(world.everything()["/group operators#0"]["users"]) == left


def test_a_user_is_in_the_groups_that_are_listed(world: IonosWorld) -> None:
    after((GROUP_TASK, {"name": "guests", "users": [ADA["email"]]}))(world)
    made, user = done(world, USER_TASK, email=ADA["email"], groups=["operators"], purge_groups=True)
    assert (made, [group["name"] for group in user["groups"]]) == (["remove_group", "add_group"], ["operators"])
    assert world.everything()["/group guests#0"]["users"] == []


def test_what_is_shared_is_shared_as_told_and_no_longer_when_purged(world: IonosWorld) -> None:
    both = [{"resource": "shop", "edit_privilege": True}, {"resource": "fixed", "type": "ipblock"}]
    made, group = done(world, GROUP_TASK, name="operators", shares=both)
    assert made == ["add_share", "add_share"]
    told = [(one["edit_privilege"], one["share_privilege"]) for one in group["shares"]]
    assert told == [(True, False), (False, False)]
    one = [{"resource": "shop", "share_privilege": True}]
    assert done(world, GROUP_TASK, name="operators", shares=one)[0] == ["update_share"]
    made, group = done(world, GROUP_TASK, name="operators", shares=one, purge_shares=True)
    assert (made, len(group["shares"])) == (["remove_share"], 1)
    (share,) = world.everything()["/group operators#0"]["shares"]
    assert share == str({"editPrivilege": False, "sharePrivilege": True})


def test_rights_that_are_not_named_are_sent_along_and_kept(world: IonosWorld) -> None:
    client = world.connect()
    desired = GROUP_TASK.wanted({"name": "operators", "create_snapshot": True})
    assert GROUP_TASK.task(client, desired, False).actions == ["update"]
    (request,) = (one for one in client.get_all("requests") if one["properties"]["method"] == "PUT")
    sent = json.loads(request["properties"]["body"])["properties"]
    assert (sent["name"], sent["reserveIp"], sent["createSnapshot"]) == ("operators", True, True)


def test_nics_behind_a_load_balancer_share_its_address_until_they_are_taken_out(world: IonosWorld) -> None:
    nic = {"datacenter": "shop", "server": "other", "name": "eth1", "lan": "public"}
    after((NIC_TASK, nic), (LOAD_BALANCER_TASK, BALANCER))(world)
    made, balancer = done(world, LOAD_BALANCER_TASK, **{**BALANCER, "nics": [{"nic": "eth1"}]})
    assert (made, {one["name"] for one in balancer["nics"]}) == (["add_nic"], {"other-nic", "eth1"})
    assert done(world, NIC_TASK, **nic)[1]["ips"] == [balancer["ip"]]
    made, balancer = done(world, LOAD_BALANCER_TASK, **BALANCER, purge_nics=True)
    assert (made, [one["name"] for one in balancer["nics"]]) == (["remove_nic"], ["other-nic"])
    assert done(world, NIC_TASK, **nic)[1]["ips"] != [balancer["ip"]]


def test_what_the_service_knows_and_no_option_names_is_sent_along_too() -> None:
    group = {"properties": {"name": "operators", "reserveIp": True, "addedLater": True, "unknown": None}}
    assert whole(group, {"reserveIp": False}) == {"name": "operators", "reserveIp": False, "addedLater": True}
    user = {"properties": {"email": "a@example.com", "s3CanonicalUserId": "x"}}
    assert whole(user, {}, but=("s3CanonicalUserId",)) == {"email": "a@example.com"}
