# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The resources of a panel in the suite: how to make their states, and what can be asked for."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import WaitFailed
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.task import TaskSpec
from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.allocation.resource import ALLOCATION_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.api_key.record import API_KEY_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.command.resource import COMMAND_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.database.record import DATABASE_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.location.record import LOCATION_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.node.record import NODE_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.power.resource import POWER_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.server.record import SERVER_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.ssh_key.record import SSH_KEY_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.subuser.record import SUBUSER_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.user.record import USER_TASK
from tests.functional.suite.case import Case, World

PASSWORD = "Geheim4711geheim"
ALICE = {"username": "alice", "email": "alice@example.com", "first_name": "Alice", "last_name": "Archer"}
NODE = {"name": "node2", "location": "local", "fqdn": "node2.example.com", "memory": 4096, "disk": 8192}

SIZE = {"memory": 1024, "disk": 2048}
SERVER = {"name": "lobby", "external_id": "lobby-1", "user": "user", "egg": "Vanilla Minecraft", **SIZE}
PORTS = {"node": "node1", "ip": "198.51.100.7"}
HERE = {"node": "node1", "ports": ["1030", "1031"]}
ED25519 = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl ops"
MAY = ["control.start", "control.stop", "file.read"]
HUB = {"name": "hub", "user": "user", "egg": "Minecraft/Paper", "node": "node1", **SIZE}
GONE = {"state": "absent"}
STEAM = "0123456789abcdef0123456789ABCDEF"


def nothing(world: World) -> None:
    """Nothing is there."""


def after(*tasks: tuple[TaskSpec, dict[str, Any]]) -> Any:
    """The state that tasks make, one after the other."""

    def make(world: World) -> None:
        for task, options in tasks:
            task.task(world.connect(), task.wanted(options), False)

    return make


def failed_installation(world: World) -> None:
    """A server whose installation has failed."""
    world.fault("install_fails", 0)
    with pytest.raises(WaitFailed):
        after((SERVER_TASK, {**SERVER, **HERE}))(world)


def power(state: str) -> Any:
    """The other server is in this power state."""

    def make(world: World) -> None:
        world.panel.control("POST", "/server", server=1, power=state)  # type: ignore[attr-defined]

    return make


CASES = [
    Case(
        "pterodactyl_location",
        LOCATION_TASK,
        states={"absent": nothing, "there": after((LOCATION_TASK, {"short": "fra", "long": "Frankfurt"}))},
        wanted={
            "present": {"short": "fra", "long": "Frankfurt am Main "},
            "without words": {"short": "fra", "long": ""},
            "absent": {"short": "fra", "state": "absent"},
        },
        mine=lambda key: key.startswith("locations fra#"),
        thorough=(("there", "present"),),
        long=(("absent", "present"), ("there", "absent")),
    ),
    Case(
        "pterodactyl_user",
        USER_TASK,
        states={"absent": nothing, "there": after((USER_TASK, {**ALICE, "external_id": "4711"}))},
        wanted={
            "present": {**ALICE, "username": "Alice", "password": PASSWORD},
            "renamed": {**ALICE, "external_id": "4711", "username": "alicia", "root_admin": True},
            "not enough": {"username": "alice"},
            "absent": {"email": "alice@example.com", "state": "absent"},
        },
        mine=lambda key: key.startswith(("users alice#", "users alicia#")),
        thorough=(("there", "renamed"),),
        long=(("absent", "present"), ("there", "absent")),
        secrets=(PASSWORD,),
    ),
    Case(
        "pterodactyl_node",
        NODE_TASK,
        states={
            "absent": nothing,
            "there": after((NODE_TASK, {**NODE, "daemon_base": "/srv/games", "daemon_listen": 9090})),
        },
        wanted={
            "present": NODE,
            "larger": {**NODE, "location": "1", "memory": 65536, "maintenance_mode": True},
            "nowhere": {**NODE, "location": "loca"},
            "absent": {"name": "node2", "state": "absent"},
        },
        mine=lambda key: key.startswith("nodes node2#"),
        thorough=(("there", "larger"),),
        long=(("absent", "present"), ("there", "absent")),
    ),
    Case(
        "pterodactyl_server",
        SERVER_TASK,
        states={
            "absent": nothing,
            "installing": after((SERVER_TASK, {**SERVER, **HERE, "wait": False})),
            "offline": after((SERVER_TASK, {**SERVER, **HERE, "description": "for all", "allocation_limit": 3})),
            "running": after((SERVER_TASK, {**SERVER, **HERE, "state": "running"})),
            "suspended": after((SERVER_TASK, {**SERVER, **HERE, "suspended": True})),
            "failed": failed_installation,
        },
        wanted={
            "present": {**SERVER, **HERE},
            "running": {**SERVER, **HERE, "state": "running"},
            "stopped": {**SERVER, **HERE, "state": "stopped", "suspended": False},
            "restarted": {**SERVER, **HERE, "state": "restarted"},
            "reinstalled": {**SERVER, **HERE, "state": "reinstalled", "wait_timeout": 900},
            "suspended": {**SERVER, **HERE, "suspended": True},
            "another game": {
                **{**SERVER, "egg": "Source Engine/Team Fortress 2", "name": "arena", "user": "admin"},
                **{"node": "node1", "ports": ["1040"], "purge_ports": True, "memory": 2048, "backup_limit": 4},
                "environment": {"STEAM_ACC": STEAM, "SRCDS_MAP": "cp_badlands"},
            },
            "of no such egg": {**SERVER, **HERE, "egg": "Vanila"},
            "of a wrong value": {**SERVER, **HERE, "environment": {"VANILLA_VERSION": "no"}},
            "absent": {"external_id": "lobby-1", "state": "absent"},
        },
        mine=lambda key: key.startswith(("servers lobby#", "servers arena#")),
        thorough=(("offline", "another game"),),
        long=(
            ("absent", "running"),
            ("running", "stopped"),
            ("running", "reinstalled"),
            ("suspended", "stopped"),
            ("running", "absent"),
        ),
        always=frozenset({"restarted", "reinstalled"}),
        secrets=(STEAM,),
        waits=("absent", "running"),
    ),
    Case(
        "pterodactyl_subuser",
        SUBUSER_TASK,
        states={
            "absent": nothing,
            "there": after((SUBUSER_TASK, {"server": "other1", "email": "user@example.com", "permissions": MAY})),
        },
        wanted={
            "present": {"server": "other1", "email": "User@example.com", "permissions": [*MAY, "websocket.connect"]},
            "less": {"server": "other1", "email": "user@example.com", "permissions": MAY[:1]},
            "unknown": {"server": "other1", "email": "user@example.com", "permissions": ["control.begin"]},
            "nowhere": {"server": "others1", "email": "user@example.com", "permissions": MAY},
            "absent": {"server": "other1", "email": "user@example.com", "state": "absent"},
        },
        mine=lambda key: "/users user@example.com" in key,
        thorough=(("there", "less"),),
        long=(("absent", "present"), ("there", "absent")),
    ),
    Case(
        "pterodactyl_ssh_key",
        SSH_KEY_TASK,
        states={"absent": nothing, "there": after((SSH_KEY_TASK, {"name": "ops", "public_key": ED25519}))},
        wanted={
            "present": {"name": "ops", "public_key": ED25519.rpartition(" ")[0]},
            "under another name": {"name": "oops", "public_key": ED25519},
            "absent": {"name": "ops", "state": "absent"},
            "no key": {"name": "ops", "public_key": "ssh-rsa"},
        },
        mine=lambda key: key.startswith("ssh-keys "),
        thorough=(("absent", "present"),),
        long=(("there", "absent"),),
    ),
    Case(
        "pterodactyl_api_key",
        API_KEY_TASK,
        states={"absent": nothing, "there": after((API_KEY_TASK, {"description": "for CI"}))},
        wanted={
            "present": {"description": "for CI"},
            "from here": {"description": "for CI", "allowed_ips": ["127.0.0.1"]},
            "absent": {"description": "for CI", "state": "absent"},
        },
        mine=lambda key: key.startswith("api-keys for CI#"),
        thorough=(("absent", "present"),),
        long=(("there", "absent"),),
    ),
    Case(
        "pterodactyl_database",
        DATABASE_TASK,
        states={"absent": nothing, "there": after((DATABASE_TASK, {"server": "other1", "name": "stats"}))},
        wanted={
            "present": {"server": "other1", "name": "stats", "show_password": True},
            "rotated": {"server": "other1", "name": "stats", "state": "rotated"},
            "from one address": {"server": "other1", "name": "stats", "remote": "192.0.2.1"},
            "absent": {"server": "other1", "name": "stats", "state": "absent"},
        },
        mine=lambda key: "/databases " in key,
        thorough=(("absent", "present"),),
        long=(("there", "absent"), ("there", "rotated")),
        always=frozenset({"rotated"}),
    ),
    Case(
        "pterodactyl_allocation",
        ALLOCATION_TASK,
        states={
            "absent": nothing,
            "there": after(
                (ALLOCATION_TASK, {**PORTS, "ports": ["27000-27004", "28000"], "alias": "play.example.com"})
            ),
        },
        wanted={
            "present": {**PORTS, "ports": ["27000-27002", "27010"]},
            "only": {**PORTS, "ports": ["27001-27003"], "purge": True, "alias": ""},
            "a network": {**PORTS, "ip": "198.51.100.6/31", "ports": ["27000"]},
            "no port": {**PORTS, "ports": ["27000-26999"]},
            "in use": {**PORTS, "ip": "127.0.0.1", "ports": ["1025"], "state": "absent"},
            "absent": {**PORTS, "ports": ["27000-28000"], "state": "absent"},
        },
        mine=lambda key: "/198.51.100." in key,
        thorough=(("there", "only"),),
        long=(("absent", "present"), ("there", "absent")),
    ),
    Case(
        "pterodactyl_power",
        POWER_TASK,
        states={one: power(one) for one in ("offline", "running", "starting")},
        wanted={
            state: {"server": "other1", "state": state, "wait_timeout": 300}
            for state in ("running", "stopped", "restarted", "killed")
        },
        mine=lambda key: key.startswith("servers other1#"),
        thorough=(("offline", "running"),),
        long=(("running", "restarted"), ("running", "killed")),
        always=frozenset({"restarted"}),
        waits=("offline", "running"),
    ),
    Case(
        "pterodactyl_command",
        COMMAND_TASK,
        states={one: power(one) for one in ("offline", "running")},
        wanted={
            "said": {"server": "other1", "command": "say hello"},
            "said if it is on": {"server": "other1", "command": "say hello", "skip_offline": True},
        },
        mine=lambda key: key.startswith("servers other1#"),
        thorough=(("running", "said"),),
        always=frozenset({"said", "said if it is on"}),
        forgets=frozenset({"said", "said if it is on"}),
    ),
]
