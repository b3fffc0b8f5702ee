# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What servers of a panel have and do, for those who use them, in the suite."""

from __future__ import annotations

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import WaitFailed
from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.backup.record import BACKUP_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.client_server.resource import (
    CLIENT_SERVER_TASK,
)
from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.file.task import FILE_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.schedule.record import SCHEDULE_TASK
from tests.functional.pterodactyl.cases import after, nothing
from tests.functional.suite.case import Case, World

NIGHTLY = {"server": "other1", "name": "nightly 1", "ignored": ["logs", "*.tmp "]}
FIRST, SECOND = {"server": "other1", "name": "before"}, {"server": "other1", "name": "first"}

MOTD = {"server": "other1", "path": "config/motd.txt", "content": "Welcome\n"}
SAY, RESTART = (
    {"action": "command", "payload": "say soon"},
    {"action": "power", "payload": "restart", "time_offset": 60},
)
EVENING = {"server": "other1", "name": "evening", "minute": "30", "hour": "21", "tasks": [SAY, RESTART]}
JAVA_8 = "ghcr.io/pterodactyl/yolks:java_8"
SAVED = {"action": "backup", "payload": "logs", "continue_on_failure": True}


def of_other(key: str) -> bool:
    """Whether a thing is the server that is used, or of it."""
    return key.startswith("servers other1#")


def backed_up(*backups: dict[str, object]) -> object:
    """The state with these backups, each of its own time."""

    def make(world: World) -> None:
        for backup in backups:
            after((BACKUP_TASK, backup))(world)
            world.settle()

    return make


def failed_backup(world: World) -> None:
    """A backup that has failed."""
    world.fault("backup_fails", 0)
    with pytest.raises(WaitFailed):
        after((BACKUP_TASK, NIGHTLY))(world)


USED = [
    Case(
        "pterodactyl_backup",
        BACKUP_TASK,
        states={
            "absent": nothing,
            "failed": failed_backup,
            "there": backed_up(FIRST, SECOND, NIGHTLY),
            "locked": backed_up(FIRST, {**SECOND, "state": "locked"}, {**NIGHTLY, "state": "locked"}),
        },
        wanted={
            "present": NIGHTLY,
            "locked": {**NIGHTLY, "state": "locked"},
            "unlocked": {**NIGHTLY, "state": "unlocked", "keep": 1},
            "restored": {**NIGHTLY, "state": "restored", "truncate": True},
            "one more": {**NIGHTLY, "name": "nightly 2", "keep": 2},
            "absent": {**NIGHTLY, "state": "absent"},
        },
        mine=of_other,
        thorough=(("there", "one more"),),
        long=(("absent", "locked"), ("there", "locked"), ("there", "restored"), ("there", "absent")),
        always=frozenset({"restored"}),
        waits=("absent", "present"),
    ),
    Case(
        "pterodactyl_file",
        FILE_TASK,
        states={
            "absent": nothing,
            "there": after((FILE_TASK, {**MOTD, "mode": "600"})),
            "a directory": after((FILE_TASK, {"server": "other1", "path": "/config/motd.txt", "state": "directory"})),
        },
        wanted={
            "present": {**MOTD, "content": "WELCOME\n", "mode": "0644"},
            "longer": {**MOTD, "content": "Welcome to this server\n"},
            "of any content": {**MOTD, "content": "else", "overwrite": False},
            "directory": {"server": "other1", "path": "config/motd.txt", "state": "directory", "mode": "700"},
            "absent": {"server": "other1", "path": "config/motd.txt", "state": "absent"},
        },
        mine=of_other,
        thorough=(("there", "present"),),
        long=(("absent", "directory"), ("there", "absent")),
        secrets=("Welcome to this server",),
    ),
    Case(
        "pterodactyl_schedule",
        SCHEDULE_TASK,
        states={
            "absent": nothing,
            "there": after((SCHEDULE_TASK, {**EVENING, "only_when_online": True, "is_active": False})),
        },
        wanted={
            "present": EVENING,
            "otherwise": {
                **EVENING,
                "hour": "*/6",
                "is_active": True,
                "tasks": [{**SAY, "payload": "say now"}, SAVED, SAY],
            },
            "without tasks": {**EVENING, "tasks": []},
            "executed": {"server": "other1", "name": "evening", "state": "executed"},
            "absent": {**EVENING, "state": "absent"},
        },
        mine=of_other,
        thorough=(("there", "otherwise"),),
        long=(("absent", "present"), ("there", "without tasks"), ("there", "executed"), ("there", "absent")),
        always=frozenset({"executed"}),
    ),
    Case(
        "pterodactyl_client_server",
        CLIENT_SERVER_TASK,
        states={"as it was": nothing},
        wanted={
            "as it is": {"server": "other1", "name": "other1", "environment": {"VANILLA_VERSION": "latest"}},
            "otherwise": {
                **{"server": "other1", "name": "arena", "description": "for all", "image": JAVA_8},
                **{"environment": {"VANILLA_VERSION": "1.20.4"}, "primary_port": "1025"},
                "port_notes": {"1025": "the game"},
            },
            "reinstalled": {"server": "other1", "state": "reinstalled"},
            "of a wrong value": {"server": "other1", "environment": {"VANILLA_VERSION": "no"}},
        },
        mine=lambda key: key.startswith(("servers other1#", "servers arena#", "nodes node1#0/127.0.0.1:1025")),
        thorough=(("as it was", "otherwise"),),
        long=(("as it was", "reinstalled"),),
        always=frozenset({"reinstalled"}),
        secrets=("1.20.4",),
        waits=("as it was", "reinstalled"),
    ),
]
