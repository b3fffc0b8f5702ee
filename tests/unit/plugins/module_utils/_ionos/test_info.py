# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""No list shows what was sent with a request, nor the secret of a key, however deep it is."""

from __future__ import annotations

import json

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.info.task import request_result, thing_result


@pytest.mark.parametrize("name", ["body", "headers", "secretKey"])
def test_what_may_hold_a_secret_is_left_out(name):
    secret = {"id": "x", "properties": {name: {"Authorization": "hidden"}, "method": "POST"}}
    around = {"id": "y", "properties": {}, "entities": {"users": {"items": [secret]}}}
    for told in (thing_result(secret), request_result(secret), thing_result(around)):
        assert "hidden" not in json.dumps(told)
    assert thing_result(around)["users"] == [{"id": "x", "method": "POST"}]
