# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The resources of OVHcloud in the suite: how to make their states, and what can be asked for."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import WaitFailed
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.task import TaskSpec
from ansible_collections.boxfleet.cloud.plugins.module_utils._ovh.api.task import API_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ovh.credential.task import CREDENTIAL_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ovh.failover_ip.record import FAILOVER_IP_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ovh.instance.record import INSTANCE_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ovh.instance_snapshot.record import SNAPSHOT_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ovh.private_network.record import NETWORK_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ovh.ssh_key.record import SSH_KEY_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ovh.volume.record import VOLUME_TASK
from tests.functional.ovh.world import PUBLIC_KEY, REGION
from tests.functional.suite.case import Case, World

USER_DATA = "#cloud-config Geheim4711geheim"
PROJECT = {"project": "sandbox"}
SSH_KEY = {**PROJECT, "name": "ops", "public_key": PUBLIC_KEY}
HERE = {**PROJECT, "name": "web", "region": REGION}
INSTANCE = {**HERE, "flavor": "b2-7", "image": "Debian 12", "ssh_key": "other", "user_data": USER_DATA}
OTHER = {**HERE, "name": "other1"}
FAILOVER = "198.18.0.19"
SNAPSHOT = {**PROJECT, "name": "before", "instance": "other1"}
VOLUME = {**PROJECT, "name": "data", "region": REGION, "size": 10, "type": "high-speed-gen2"}
NETWORK = {**PROJECT, "name": "inner", "regions": [REGION]}
SUBNET = {"region": REGION, "network": "192.168.7.0/24"}
KEY = {"path": "/me/sshKey/ops", "create_path": "/me/sshKey", "create_body": {"keyName": "ops", "key": PUBLIC_KEY}}


def nothing(world: World) -> None:
    """Nothing is there."""


def after(*tasks: tuple[TaskSpec, dict[str, Any]]) -> Any:
    """The state that tasks make, one after the other."""

    def make(world: World) -> None:
        for task, options in tasks:
            task.task(world.connect(), task.wanted(options), False)

    return make


def broken(world: World) -> None:
    """The service gave up on the instance."""
    world.fault("fails", 0)
    with pytest.raises(WaitFailed):
        after((INSTANCE_TASK, INSTANCE))(world)


CASES = [
    Case(
        "ovh_api",
        API_TASK,
        states={"absent": nothing, "there": after((API_TASK, KEY))},
        wanted={
            "present": KEY,
            "absent": {"path": "/me/sshKey/ops", "state": "absent"},
            "not made": {"path": "/me/sshKey/ops"},
            "no such call": {"path": "/me/sshKeys/ops", "state": "absent"},
        },
        mine=lambda key: key.startswith("account key ops#"),
        thorough=(("absent", "present"),),
        long=(("there", "absent"),),
    ),
    Case(
        "ovh_credential",
        CREDENTIAL_TASK,
        states={"valid": nothing, "over": after((CREDENTIAL_TASK, {"state": "absent"}))},
        wanted={
            "enough": {"rules_for": ["ovh_info"], "wait": False},
            "absent": {"state": "absent"},
        },
        mine=lambda key: key.startswith("credential "),
        thorough=(("valid", "absent"),),
        # one that waits for a person is no key yet
        always=frozenset({"enough"}),
        forgets=frozenset({"enough"}),
    ),
    Case(
        "ovh_ssh_key",
        SSH_KEY_TASK,
        states={"absent": nothing, "there": after((SSH_KEY_TASK, SSH_KEY))},
        wanted={
            "present": SSH_KEY,
            "another key": {**SSH_KEY, "public_key": "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQ== x"},
            "absent": {**PROJECT, "name": "ops", "state": "absent"},
            "nowhere": {**SSH_KEY, "project": "shop"},
        },
        mine=lambda key: key.startswith("ssh key ops#"),
        thorough=(("absent", "present"),),
        long=(("there", "absent"),),
    ),
    Case(
        "ovh_instance",
        INSTANCE_TASK,
        states={
            "absent": nothing,
            "coming": after((INSTANCE_TASK, {**INSTANCE, "wait": False})),
            "running": after((INSTANCE_TASK, INSTANCE)),
            "stopped": after((INSTANCE_TASK, {**INSTANCE, "state": "stopped"})),
            "shelved": after((INSTANCE_TASK, {**INSTANCE, "state": "shelved"})),
            "rescue": after((INSTANCE_TASK, {**INSTANCE, "state": "rescue"})),
            "broken": broken,
        },
        wanted={
            "present": INSTANCE,
            "running": {**HERE, "state": "running"},
            "stopped": {**INSTANCE, "state": "stopped"},
            "shelved": {**INSTANCE, "state": "shelved"},
            "rescue": {**INSTANCE, "state": "rescue"},
            "larger": {**INSTANCE, "flavor": "b2-15", "resize": True},
            "larger without leave": {**INSTANCE, "flavor": "b2-15"},
            "another system": {**INSTANCE, "image": "Ubuntu 24.04", "reinstall": True, "state": "running"},
            "another system without leave": {**INSTANCE, "image": "Ubuntu 24.04"},
            "monthly": {**INSTANCE, "monthly_billing": True},
            "absent": {**HERE, "state": "absent"},
            "two of them": {**PROJECT, "name": "twice1", "state": "stopped"},
            "no such flavor": {**INSTANCE, "flavor": "b2-8"},
        },
        mine=lambda key: key.startswith("instance web#"),
        thorough=(("absent", "present"),),
        long=(
            ("absent", "stopped"),
            ("shelved", "larger"),
            ("running", "another system"),
            ("running", "stopped"),
            ("running", "absent"),
            ("coming", "present"),
        ),
        # whether it was on before
        forgets=frozenset({"larger", "present", "monthly"}),
        secrets=("Geheim4711geheim",),
        waits=("absent", "present"),
    ),
    Case(
        "ovh_instance_snapshot",
        SNAPSHOT_TASK,
        states={"absent": nothing, "there": after((SNAPSHOT_TASK, SNAPSHOT))},
        wanted={
            "present": SNAPSHOT,
            "absent": {**PROJECT, "name": "before", "state": "absent"},
            "of nothing": {**PROJECT, "name": "before"},
            "of no such instance": {**SNAPSHOT, "instance": "othr1"},
        },
        mine=lambda key: key.startswith("snapshot before#"),
        thorough=(("absent", "present"),),
        long=(("there", "absent"),),
        waits=("absent", "present"),
    ),
    Case(
        "ovh_volume",
        VOLUME_TASK,
        states={
            "absent": nothing,
            "coming": after((VOLUME_TASK, {**VOLUME, "wait": False})),
            "there": after((VOLUME_TASK, VOLUME)),
            "attached": after((VOLUME_TASK, {**VOLUME, "instance": "other1"})),
        },
        wanted={
            "present": {**VOLUME, "description": "of the shop"},
            "larger": {**VOLUME, "size": 20},
            "smaller": {**VOLUME, "size": 5},
            "another type": {**VOLUME, "type": "high-speed"},
            "attached": {**VOLUME, "instance": "other1"},
            "detached": {**VOLUME, "instance": ""},
            "elsewhere": {**VOLUME, "region": "SBG5", "instance": "other1"},
            "absent": {**PROJECT, "name": "data", "state": "absent"},
        },
        mine=lambda key: key.startswith("volume data#"),
        thorough=(("absent", "attached"),),
        long=(("there", "larger"), ("attached", "detached"), ("there", "absent")),
        waits=("absent", "present"),
    ),
    Case(
        "ovh_private_network",
        NETWORK_TASK,
        states={
            "absent": nothing,
            "there": after((NETWORK_TASK, NETWORK)),
            "with subnet": after((NETWORK_TASK, {**NETWORK, "subnets": [SUBNET]})),
        },
        wanted={
            "present": {**NETWORK, "subnets": [SUBNET]},
            "everywhere": {**NETWORK, "regions": [REGION, "SBG5"]},
            "another subnet": {**NETWORK, "subnets": [{**SUBNET, "network": "10.0.0.0/16"}], "purge_subnets": True},
            "another range": {**NETWORK, "subnets": [{**SUBNET, "start": "192.168.7.9"}]},
            "absent": {**PROJECT, "name": "inner", "state": "absent"},
        },
        mine=lambda key: key.startswith("network inner#"),
        thorough=(("absent", "present"),),
        long=(("there", "everywhere"), ("with subnet", "another subnet"), ("there", "absent")),
        waits=("absent", "present"),
    ),
    Case(
        "ovh_failover_ip",
        FAILOVER_IP_TASK,
        states={"free": nothing, "taken": after((FAILOVER_IP_TASK, {**PROJECT, "ip": FAILOVER, "instance": "other1"}))},
        wanted={
            "there": {**PROJECT, "ip": FAILOVER, "instance": "other1"},
            "as it is": {**PROJECT, "ip": FAILOVER},
            "nowhere": {**PROJECT, "ip": FAILOVER, "instance": ""},
            "none of ours": {**PROJECT, "ip": "192.0.2.1"},
        },
        mine=lambda key: key.startswith("failover address "),
        thorough=(("free", "there"),),
        waits=("free", "there"),
    ),
]
