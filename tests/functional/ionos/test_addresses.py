# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Addresses that nobody names are the service's choice, and stay."""

from __future__ import annotations

from typing import Any

import pytest
from running import Server

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.task import TaskSpec
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.datacenter.record import DATACENTER_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.nic.record import NIC_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.server.record import SERVER_TASK
from tests.functional.ionos.world import IonosWorld

# The public LAN of the data centre, which has no IPv6.
CARD = {"name": "card", "lan": "1", "ips": [], "ipv6_ips": []}
NEW = {"name": "new", "cores": 1, "ram": 1024, "nics": [CARD]}


@pytest.mark.parametrize(
    ("task", "options"),
    [
        (NIC_TASK, {"datacenter": "shop", "server": "other", **CARD}),
        (SERVER_TASK, {"datacenter": "shop", **NEW}),
        (DATACENTER_TASK, {"name": "shop", "servers": [NEW]}),
    ],
)
def test_an_empty_list_asks_for_no_other_addresses(ionos: Server, task: TaskSpec, options: dict[str, Any]) -> None:
    world = IonosWorld(ionos)
    world.reset()
    assert task.task(world.connect(), task.wanted(options), False).changed
    world.changes()
    for check_mode in (True, False):
        assert task.task(world.connect(), task.wanted(options), check_mode).actions == []
    assert world.changes() == []
