# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Users and groups: what is sent of one that is changed, and which shares are as they should be."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.group.record import GROUP, Shares
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.user.record import USER

ADA = {"email": "ada@example.com", "firstname": "Ada", "administrator": False, "forceSecAuth": True}
SHOWN = {"s3CanonicalUserId": "x", "secAuthActive": True, "password": None, "groups": {"id": "g"}}


@pytest.mark.parametrize(
    ("record", "there", "sent"),
    [
        (USER, {**ADA, **SHOWN}, {**ADA, "lastname": "L"}),
        (GROUP, {"name": "operators", "reserveIp": True}, {"name": "operators", "reserveIp": True, "lastname": "L"}),
    ],
)
def test_a_change_sends_all_that_can_be_set_and_nothing_that_cannot(record, there, sent):
    calls = []
    client = SimpleNamespace(replace=lambda *where, properties: calls.append(properties))
    record.change(client, {"id": "u-1", "properties": there}, {"lastname": "L"})
    assert calls == [sent]


@pytest.mark.parametrize(("edit", "share"), [(True, True), (True, False), (False, True)])
def test_a_share_is_as_desired_when_both_privileges_are(edit, share):
    none = {"edit_privilege": False, "share_privilege": False}
    some = {"edit_privilege": edit, "share_privilege": share}
    assert Shares().as_desired(some, some)
    assert not Shares().as_desired(some, none)
    assert not Shares().as_desired(none, some)
