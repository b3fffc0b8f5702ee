# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What would do harm is refused with words, before anything is sent."""

from __future__ import annotations

import re
from typing import Any

import pytest
from running import Server

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import InvalidInput
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.task import TaskSpec
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.datacenter.record import DATACENTER_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.lan.record import LAN_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.server.record import SERVER_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.volume.record import VOLUME_TASK
from tests.functional.ionos.cases import BOOT, CDROM, SERVER, VOLUME, WHOLE, after
from tests.functional.ionos.world import IonosWorld

NEW = {"name": "new", "location": "de/fra"}
RUNNING = (SERVER_TASK, SERVER)
FULL = ((DATACENTER_TASK, NEW), (LAN_TASK, {"datacenter": "new", "name": "inner"}))
PROTECTED = (DATACENTER_TASK, {**NEW, "labels": {"boxfleet_protected": "true"}})
ATTACHED = (VOLUME_TASK, {**VOLUME, "server": "other"})
DATA = {"name": "data", "size": 10}
GONE = {"name": "new", "state": "absent"}


@pytest.mark.parametrize(
    ("there", "task", "options", "words"),
    [
        ([RUNNING], SERVER_TASK, {**SERVER, "cores": 1}, "cores: 1 means a reboot of server web"),
        (
            [RUNNING],
            SERVER_TASK,
            {**SERVER, "volumes": [{**BOOT, "size": 10}]},
            "volumes[0].size: 10 cannot become less",
        ),
        ([ATTACHED], SERVER_TASK, {**SERVER, "volumes": [DATA]}, "another server"),
        ([ATTACHED, RUNNING], SERVER_TASK, {**SERVER, "volumes": [DATA]}, "is attached to another server"),
        ([ATTACHED], VOLUME_TASK, {**VOLUME, "server": ""}, "which is on and may reboot then"),
        (FULL, DATACENTER_TASK, GONE, "cannot be absent: data centre new"),
        ([PROTECTED], DATACENTER_TASK, {**GONE, "force": True}, "is protected (boxfleet_protected in its labels)"),
        (
            [RUNNING, (VOLUME_TASK, {"datacenter": "shop", "name": "web-boot", "delete_protection": True})],
            SERVER_TASK,
            {"datacenter": "shop", "name": "web", "state": "absent"},
            "state: 'absent' would delete with server web",
        ),
        (
            [(DATACENTER_TASK, WHOLE), (SERVER_TASK, {"datacenter": "new", "name": "web", "delete_protection": True})],
            DATACENTER_TASK,
            {**GONE, "force": True},
            "what is protected (boxfleet_protected in its labels): server web (",
        ),
        (
            [RUNNING],
            SERVER_TASK,
            {**SERVER, "cdroms": [CDROM], "boot_volume": "web-boto"},
            "boot_volume: 'web-boto' is no volume of server web. Did you mean web-boot?",
        ),
        (
            [RUNNING, (SERVER_TASK, {**SERVER, "volumes": [DATA], "allow_reboot": True})],
            SERVER_TASK,
            {**SERVER, "boot_volume": "data"},
            "boot_volume: 'data' means a reboot of server web",
        ),
        ([], DATACENTER_TASK, {"name": "twice", "state": "absent"}, "is the name of several data centres"),
    ],
)
def test_what_would_do_harm_is_refused_and_nothing_is_sent(
    ionos: Server, there: Any, task: TaskSpec, options: dict[str, Any], words: str
) -> None:
    world = IonosWorld(ionos)
    world.reset()
    after(*there)(world)
    world.changes()
    with pytest.raises(InvalidInput, match=re.escape(words)):
        task.task(world.connect(), task.wanted(options), False)
    assert world.changes() == []
