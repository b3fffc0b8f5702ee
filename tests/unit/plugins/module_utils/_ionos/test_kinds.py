# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""When a thing is at rest, and when there is none, or none that is meant."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import InvalidInput, Refused
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.record.resource import RecordResource
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.wait import Clock
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.datacenter import record as datacenter
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.image import record as image
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.ip_block import record as ip_block
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.kinds import DATACENTER, settled

ID = "11111111-2222-3333-4444-555555555abc"


@pytest.mark.parametrize(
    ("state", "rests"),
    [("AVAILABLE", True), ("INACTIVE", True), (None, True), ("BUSY", False), ("DEPLOYING", False), ("UNKNOWN", False)],
)
def test_only_what_is_known_to_be_at_rest_is(state, rests):
    assert settled({"id": ID, "metadata": {"state": state}}) is rests
    assert not settled({"id": ID, "metadata": {"state": state}, "request": "r-1"})


def test_what_may_not_be_looked_at_is_not_taken_for_gone():
    asked = []

    def client(status):
        def refuse(*where, depth):
            asked.append(where[-1])
            raise Refused("no", status)

        return SimpleNamespace(get=refuse, get_all=lambda *where, depth: [{"id": ID}], forget=lambda: None)

    assert DATACENTER.by_id(client(404), ID) is None
    with pytest.raises(Refused):
        DATACENTER.by_id(client(403), ID)
    assert DATACENTER.by_id(client(404), ID.upper()) is None
    assert asked == [ID] * 3


@pytest.mark.parametrize(
    ("record", "task"),
    [
        (datacenter.DATACENTER, datacenter.DATACENTER_TASK),
        (ip_block.IP_BLOCK, ip_block.IP_BLOCK_TASK),
        (image.IMAGE, image.IMAGE_TASK),
    ],
)
def test_one_of_the_name_in_another_location_is_not_meant(record, task):
    client = SimpleNamespace(session=SimpleNamespace(clock=Clock()))
    there = [{"id": place, "properties": {"name": "shop", "location": place}} for place in ("de/fra", "de/txl")]

    def meant(things, **more):
        found = RecordResource(client, record, task.wanted({"name": "shop", "state": "absent", **more})).meant(things)
        return found and found["id"]

    assert meant(there, location="de/txl") == "de/txl"
    assert meant(there[:1], location="de/txl") is None
    assert meant(there[:1]) == "de/fra"
    with pytest.raises(InvalidInput, match="is the name of several"):
        meant(there)
