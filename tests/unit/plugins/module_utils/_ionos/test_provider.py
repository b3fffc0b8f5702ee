# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What to do about a no of the service."""

from __future__ import annotations

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.dialect import Answer, Request
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.provider import IonosDialect

HELD = {"errorCode": "451", "message": "Access Denied: Lan 1 is delete-protected by 'DBaaS'."}
SLAVE = {"errorCode": "184", "message": "[(root).properties.ipFailover] Failover IP '192.0.2.1' found in NIC 'n'."}


@pytest.mark.parametrize(
    ("status", "messages", "begins"),
    [
        (401, [{"errorCode": "315", "message": "Unauthorized"}], "Check api_token"),
        (403, [HELD], "A managed service still holds it"),
        (403, [{"errorCode": 451, "message": "Access Denied"}], "A managed service still holds it"),
        (403, [{"errorCode": "313", "message": "Access denied"}], "The user may not do this"),
        (403, None, "The user may not do this"),
        (422, [SLAVE], "Give the other NICs"),
        (422, [{**SLAVE, "errorCode": "100"}], "The options it is about: ip_failover"),
        (404, [{**HELD, "errorCode": "309"}], ""),
    ],
)
def test_the_advice_is_about_what_was_refused(status, messages, begins):
    failure = IonosDialect().failure(Request("DELETE", "/x"), Answer(status, {}, {"messages": messages}))
    assert failure.problem.advice.startswith(begins)
    assert bool(failure.problem.advice) == bool(begins)
    assert ("api_token" in failure.problem.advice) == (status == 401)
