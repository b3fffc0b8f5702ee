# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""When a thing is at rest, and when there is none."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import Refused
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
