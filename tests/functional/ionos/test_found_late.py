# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A new thing that the service does not find at once, although it says that it is done, is waited for."""

from __future__ import annotations

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import Refused
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.client import LATE, Client
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.server.record import SERVER_TASK
from tests.functional.ionos.world import IonosWorld

OTHER = {"datacenter": "shop", "name": "other", "nics": [{"name": "second", "lan": "1"}]}


def test_a_nic_of_a_server_is_waited_for(world: IonosWorld) -> None:
    world.ionos.fault("GET", "*/nics/*", "found_late", times=10_000)
    wanted = SERVER_TASK.wanted({**OTHER, "allow_reboot": True})
    assert SERVER_TASK.task(world.connect(), wanted, False).actions == ["create_nic"]
    assert SERVER_TASK.task(world.connect(), wanted, False).actions == []


def made(client: Client) -> list[str]:
    """Where an IP block is that a client has asked for."""
    return ["ipblocks", client.create("ipblocks", properties={"location": "de/fra", "size": 1})["id"]]


def delete(client: Client, where: list[str], world: IonosWorld) -> None:
    world.settle()
    client.delete(*where, thing={"id": where[-1]})
    world.settle()


def test_what_never_comes_is_waited_for_no_longer_than_that(world: IonosWorld) -> None:
    client = world.connect()
    where = made(client)
    delete(world.connect(), where, world)
    assert "request" in client.get(*where)
    client.session.clock.sleep(LATE - 1)
    assert "request" in client.get(*where)
    client.session.clock.sleep(1)
    for _look in range(2):
        with pytest.raises(Refused, match="does not exist"):
            client.get(*where)


def test_what_was_deleted_is_gone_at_once(world: IonosWorld) -> None:
    client = world.connect()
    where = made(client)
    delete(client, where, world)
    with pytest.raises(Refused, match="does not exist"):
        client.get(*where)
