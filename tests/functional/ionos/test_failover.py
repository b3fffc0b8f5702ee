# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Failover groups of a LAN and the addresses of its NICs change in one task, in the order that the service takes."""

from __future__ import annotations

from typing import Any

import pytest
from running import Server

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.report import Report
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.datacenter.record import DATACENTER_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.ip_block.record import IP_BLOCK_TASK
from tests.functional.ionos.cases import BLOCK
from tests.functional.ionos.world import IonosWorld


class Pair(IonosWorld):
    """With two servers, whose NICs each have an address of an IP block, and share none."""

    def reset(self) -> None:
        super().reset()
        block = IP_BLOCK_TASK.task(self.connect(), IP_BLOCK_TASK.wanted({**BLOCK, "size": 3}), False)
        self.ips = block.values["ip_block"]["ips"]
        servers = [{"name": name, "cores": 1, "ram": 1024} for name in ("first", "second")]
        self.run(None, self.ips[:1], self.ips[1:2], servers)
        made = self.run(None, None, None).values["datacenter"]
        self.nics = [server["nics"][0]["id"] for server in made["servers"]]
        self.changes()

    def run(self, group: list[Any] | None, first: Any, second: Any, servers: Any = None, check: bool = False) -> Report:
        """The group, and the addresses of both."""
        found = servers or [{"name": "first"}, {"name": "second"}]
        both = [
            {**server, "nics": [{"name": "eth0", "lan": "outer", "ips": ips}]}
            for server, ips in zip(found, (first, second), strict=True)
        ]
        lan = {"name": "outer", "public": True, "ip_failover": group}
        options = {"name": "new", "location": "de/fra", "lans": [lan], "servers": both}
        return DATACENTER_TASK.task(self.connect(), DATACENTER_TASK.wanted(options), check)

    def changed(self) -> list[str]:
        """What was changed, in order."""
        return [path.rsplit("/", 2)[-2] for _verb, path in self.changes()]


@pytest.fixture
def pair(ionos: Server) -> Pair:
    made = Pair(ionos)
    made.reset()
    return made


def test_the_group_and_the_addresses_come_and_go_in_one_task(pair: Pair) -> None:
    shared, other, third = pair.ips
    group = [{"ip": shared, "nic_uuid": pair.nics[0]}]
    for wanted, order in (
        # the master has it, the other only gets it once there is the group
        ((group, [shared], [shared]), ["lans", "nics"]),
        # the other gives it back, and then the group goes
        (([], [shared], [other]), ["nics", "lans"]),
        # the master gets it first
        (([{"ip": third, "nic_uuid": pair.nics[0]}], [third], [other]), ["nics", "lans"]),
    ):
        dry = pair.run(*wanted, check=True)
        assert pair.changed() == []
        report = pair.run(*wanted)
        assert (pair.changed(), dry.actions) == (order, report.actions)
        assert (dry.before, dry.after, dry.values.keys()) == (report.before, report.after, report.values.keys())
        assert pair.run(*wanted).actions == []
