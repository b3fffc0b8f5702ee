# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which accounts are none, and what to do about a no of the service."""

from __future__ import annotations

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.auth import Attempt
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.dialect import Answer, Request
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import InvalidInput
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.provider import HTTP_OPTIONS
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.provider import IONOS, IonosDialect

HELD = {"errorCode": "451", "message": "Access Denied: Lan 1 is delete-protected by 'DBaaS'."}
SLAVE = {"errorCode": "184", "message": "[(root).properties.ipFailover] Failover IP '192.0.2.1' found in NIC 'n'."}
NOTHING = {**dict.fromkeys(IONOS.options), **{name: told.get("default") for name, told in HTTP_OPTIONS.items()}}
WITHOUT_KEY = "entities.volumes.items.[0].properties.sshKeys"


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
        (422, [{"message": f"[(root).{WITHOUT_KEY}] must be set"}], "The options it is about: volumes[0].ssh_keys"),
        (422, [{"message": "[(root).properties.password] is too short"}], "The options it is about: user_password"),
        (404, [{**HELD, "errorCode": "309"}], ""),
    ],
)
def test_the_advice_is_about_what_was_refused(status, messages, begins):
    failure = IonosDialect().failure(Request("DELETE", "/x"), Answer(status, {}, {"messages": messages}))
    assert failure.problem.advice.startswith(begins)
    assert bool(failure.problem.advice) == bool(begins)
    assert not failure.problem.advice.endswith("]")
    assert ("api_token" in failure.problem.advice) == (status == 401)


@pytest.mark.parametrize(
    ("given", "option", "words"),
    [
        ({}, "api_token", "is not set"),
        ({"username": "ada"}, "password", "is not set"),
        ({"api_token": " "}, "api_token", "is empty"),
        ({"api_token": "secret\n"}, "api_token", "must not hold line breaks"),
        ({"username": "ada\n", "password": "secret"}, "username", "must not hold line breaks"),
        ({"api_token": '"secret"'}, "api_token", "must be the token alone"),
        ({"api_token": "Bearer secret"}, "api_token", "must be the token alone"),
        ({"api_token": " secret"}, "api_token", "must be the token alone"),
    ],
)
def test_an_account_that_cannot_be_right_is_refused_before_any_call(given, option, words):
    with pytest.raises(InvalidInput, match=f"^{option}: {words}") as refused:
        IONOS.account({**NOTHING, **given})
    assert "secret" not in str(refused.value)


def test_a_password_may_hold_blanks_and_quotes():
    account = IONOS.account({**NOTHING, "username": "ada", "password": 'a "good" one'})
    assert account.url == "https://api.ionos.com"


def test_a_token_wins_over_a_password_and_a_contract_is_named_on_every_call():
    both = {**NOTHING, "api_token": "secret", "username": "ada", "password": "hidden"}
    plain = IONOS.account(both).auth
    first, second = (IONOS.account({**both, "contract_number": number}).auth for number in (31, 32))
    headers = first.sign(Attempt("GET", "https://api.ionos.com", "/x", {})).headers
    assert headers == {"Authorization": "Bearer secret", "X-Contract-Number": "31"}
    assert first.secrets == plain.secrets == ("secret",)
    # limits and caches of one contract are not those of another
    assert len({plain.identity, first.identity, second.identity}) == 3


def test_reads_and_writes_are_limited_apart():
    buckets = {verb: IonosDialect().bucket(Request(verb, "/x")) for verb in ("GET", "POST", "PUT", "PATCH", "DELETE")}
    assert buckets.pop("GET") not in buckets.values()
    assert len(set(buckets.values())) == 1


@pytest.mark.parametrize(
    ("remaining", "limit", "seconds"),
    [("0", "30", 2.0), ("1", "30", 0.0), ("0", "0", 0.0), ("0", "many", 0.0), ("0", None, 0.0), (None, "30", 0.0)],
)
def test_where_no_call_is_left_one_is_waited_for(remaining, limit, seconds):
    told = {"x-ratelimit-remaining": remaining, "x-ratelimit-limit": limit}
    headers = {name: value for name, value in told.items() if value is not None}
    assert IonosDialect().pause(Answer(200, headers, {})) == seconds
