# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The small provider's resources in the suite: how to make their states, and what can be asked for."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import WaitFailed
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.task import TaskSpec
from ansible_collections.example.tiny.plugins.module_utils._tiny.server import SERVER_TASK
from ansible_collections.example.tiny.plugins.module_utils._tiny.volume import VOLUME_TASK
from tests.functional.suite.case import Case, World

PASSPHRASE = "Geheim-4711-geheim"
SERVER = {"name": "web", "size": "small"}
VOLUME = {"server": "db", "name": "data", "gigabytes": 10, "disk_type": "ssd", "labels": ["a", "b"]}


def nothing(world: World) -> None:
    """Nothing is there."""


def after(task: TaskSpec, **options: Any) -> Any:
    """The state that a task makes."""

    def make(world: World) -> None:
        task.task(world.connect(), task.wanted(options), False)

    return make


def broken(task: TaskSpec, **options: Any) -> Any:
    """The state in which the service has given up."""

    def make(world: World) -> None:
        world.fault("fails", 0)
        with pytest.raises(WaitFailed):
            task.task(world.connect(), task.wanted(options), False)

    return make


CASES = [
    Case(
        "tiny_server",
        SERVER_TASK,
        states={
            "absent": nothing,
            "coming": after(SERVER_TASK, **SERVER, wait=False),
            "off": after(SERVER_TASK, **SERVER),
            "starting": after(SERVER_TASK, **SERVER, state="started", wait=False),
            "on": after(SERVER_TASK, **SERVER, state="started"),
            "broken": broken(SERVER_TASK, **SERVER),
        },
        wanted={
            "present": SERVER,
            "started": {**SERVER, "state": "started"},
            "stopped": {**SERVER, "state": "stopped"},
            "absent": {"name": "web", "state": "absent"},
            "large": {**SERVER, "size": "large"},
            "nothing to make it of": {"name": "web"},
            "unknown": {"id": "ser-99", "state": "started"},
            "no id": {"id": "../volumes"},
        },
        mine=lambda key: key.startswith("server web#"),
        thorough=(("absent", "started"), ("starting", "stopped"), ("on", "absent"), ("broken", "absent")),
        waits=("absent", "started"),
    ),
    Case(
        "tiny_volume",
        VOLUME_TASK,
        states={
            "absent": nothing,
            "coming": after(VOLUME_TASK, **VOLUME, wait=False),
            "there": after(VOLUME_TASK, **VOLUME, passphrase=PASSPHRASE),
            "small": after(VOLUME_TASK, **{**VOLUME, "gigabytes": 1, "labels": ["c"]}),
            "broken": broken(VOLUME_TASK, **VOLUME),
        },
        wanted={
            "present": {**VOLUME, "labels": ["b", "a", "b"], "passphrase": PASSPHRASE},
            "larger": {**VOLUME, "gigabytes": 20},
            "smaller": {**VOLUME, "gigabytes": 5},
            "other disk": {**VOLUME, "disk_type": "hdd"},
            "absent": {"server": "db", "name": "data", "state": "absent"},
            "absent with its server": {"server": "gone", "name": "data", "state": "absent"},
            "nowhere": {**VOLUME, "server": "gone"},
            "nobody knows where": {**VOLUME, "server": "other"},
            "nothing to make it of": {"server": "db", "name": "data"},
            "renamed": {"server": "db", "id": "vol-2", "name": "logs"},
        },
        mine=lambda key: key.startswith(("volume data#", "volume logs#")),
        thorough=(
            ("absent", "present"),
            ("coming", "larger"),
            ("small", "present"),
            ("there", "absent"),
            ("broken", "present"),
            ("there", "renamed"),
        ),
        secrets=(PASSPHRASE,),
        waits=("absent", "present"),
    ),
]
