# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The resources of a panel in the suite: how to make their states, and what can be asked for."""

from __future__ import annotations

from typing import Any

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.task import TaskSpec
from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.location.record import LOCATION_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.node.record import NODE_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.user.record import USER_TASK
from tests.functional.suite.case import Case, World

PASSWORD = "Geheim4711geheim"
ALICE = {"username": "alice", "email": "alice@example.com", "first_name": "Alice", "last_name": "Archer"}
NODE = {"name": "node2", "location": "local", "fqdn": "node2.example.com", "memory": 4096, "disk": 8192}


def nothing(world: World) -> None:
    """Nothing is there."""


def after(*tasks: tuple[TaskSpec, dict[str, Any]]) -> Any:
    """The state that tasks make, one after the other."""

    def make(world: World) -> None:
        for task, options in tasks:
            task.task(world.connect(), task.wanted(options), False)

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
]
