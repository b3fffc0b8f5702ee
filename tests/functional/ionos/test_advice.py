# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a task says to do next when the service says no, or gives up."""

from __future__ import annotations

from typing import Any

import pytest
from running import Server

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import BoxfleetError
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.task import TaskSpec
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.lan.record import LAN_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.server.record import SERVER_TASK
from tests.functional.ionos.world import IonosWorld

NEW = {"datacenter": "shop", "name": "new", "cores": 1, "ram": 1024}
INNER = {"datacenter": "shop", "name": "inner", "state": "absent"}


@pytest.mark.parametrize(
    ("verb", "fault", "task", "options", "advice"),
    [
        ("DELETE", "protected", LAN_TASK, INNER, "A managed service still holds it"),
        ("POST", "no_capacity", SERVER_TASK, NEW, "leave cpu_family out"),
        ("POST", "no_capacity", SERVER_TASK, {**NEW, "type": "VCPU"}, "or create it with type: ENTERPRISE"),
    ],
)
def test_a_refusal_says_what_to_do_next(
    ionos: Server, verb: str, fault: str, task: TaskSpec, options: dict[str, Any], advice: str
) -> None:
    world = IonosWorld(ionos)
    world.reset()
    ionos.fault(verb, "*", fault)
    with pytest.raises(BoxfleetError) as failed:
        task.task(world.connect(), task.wanted(options), False)
    assert advice in failed.value.advice
