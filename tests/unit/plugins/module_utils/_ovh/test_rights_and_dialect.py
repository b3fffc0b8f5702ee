# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a rule covers, and what the service's noes mean."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.dialect import Answer, Request
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import BoxfleetError, NoUsableAnswer, Refused
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.wait import Clock
from ansible_collections.boxfleet.cloud.plugins.module_utils._ovh.api.desired import DesiredPath
from ansible_collections.boxfleet.cloud.plugins.module_utils._ovh.api.resource import PathResource
from ansible_collections.boxfleet.cloud.plugins.module_utils._ovh.credential.task import CredentialResource
from ansible_collections.boxfleet.cloud.plugins.module_utils._ovh.dialect import NoSuchCall, OvhDialect
from ansible_collections.boxfleet.cloud.plugins.module_utils._ovh.rights import Needs, Rights, Rule, rules_from

BILLS = Request("GET", "/1.0/me/bill")
QUERY = {"x-ovh-queryid": "EU.ws-3.5b30ae87.26037.1707"}


def no(status, data, request=BILLS):
    return OvhDialect().failure(request, Answer(status, QUERY, data))


@pytest.mark.parametrize(
    ("granted", "wanted", "covers", "may"),
    [
        ("/*", "/me", True, True),
        ("/me/bill/*", "/me/bill", False, False),
        ("/me/bill/*", "/me/bill/FR1", True, True),
        ("/cloud/project/p/*", "/cloud/project/p/instance/i/start", True, True),
        ("/cloud/project/p/*", "/cloud/project/*/instance", False, True),
        ("/cloud/project/p/instance/i1/start", "/cloud/project/*/instance/*/start", False, True),
        ("/cloud/project/p/instance/i1/stop", "/cloud/project/*/instance/*/start", False, False),
        ("/me ", "/me", False, False),
        ("*a*b", "/x*y", False, False),
        ("*a*b*", "/x*y", False, True),
        ("", "", True, True),
        ("**", "", True, True),
    ],
)
def test_a_rule_covers_what_its_stars_stand_for(granted, wanted, covers, may):
    assert Rule("GET", granted).covers(Rule("GET", wanted)) is covers
    assert Rule("GET", granted).may_cover(Rule("GET", wanted)) is may
    assert not Rule("POST", granted).covers(Rule("GET", wanted))
    assert not Rule("POST", granted).may_cover(Rule("GET", wanted))


def test_what_a_task_needs_has_names_where_they_are_known():
    needs = Needs(("GET /cloud/project/{project}",), {"start": ("POST /cloud/project/{project}/instance/{id}/start",)})
    assert needs.of(["start", "wait"], {"project": "p"}) == [Rule("POST", "/cloud/project/p/instance/*/start")]
    assert [str(rule) for rule in needs.all()] == ["GET /cloud/project/*", "POST /cloud/project/*/instance/*/start"]


def test_what_is_missing_is_told_and_asked_for_once():
    asked = []

    def granted():
        asked.append(1)
        return rules_from([{"method": "GET", "path": "/*"}, {"method": "POST", "path": "/me/*"}, 7])

    rights = Rights(granted)
    rights.need([Rule("POST", "/me/sshKey")])
    with pytest.raises(BoxfleetError, match=r"lacks the rule DELETE /me/sshKey/x\. Nothing was changed") as told:
        rights.need([Rule("POST", "/me/sshKey"), Rule("DELETE", "/me/sshKey/x")])
    assert told.value.details == {"required_rules": [{"method": "DELETE", "path": "/me/sshKey/x"}]}
    assert (asked, len(rights.needed)) == ([1], 2)


def test_who_may_not_know_the_rules_goes_on():
    rights = Rights(lambda: None)
    rights.need([Rule("POST", "/me")])
    assert [rule.told for rule in rights.needed] == [{"method": "POST", "path": "/me"}]


@pytest.mark.parametrize(
    ("status", "data", "words"),
    [
        (
            403,
            {"errorCode": "NOT_GRANTED_CALL", "message": "This call has not been granted"},
            "lacks the rule GET /me/bill",
        ),
        (403, {"message": "This call has not been granted"}, "lacks the rule GET /me/bill"),
        (403, {"class": "Client::Forbidden", "message": "This application key is invalid"}, "Check application_key"),
        (403, {"errorCode": "INVALID_CREDENTIAL", "message": "This credential is not valid"}, "waits to be validated"),
        (403, {"errorCode": "NOT_CREDENTIAL", "message": "This credential does not exist"}, "Check consumer_key"),
        (400, {"errorCode": "INVALID_SIGNATURE", "message": "Invalid signature"}, "a value of a wrong type"),
        (
            403,
            {
                "class": "Client::Forbidden",
                "message": "User not granted for this request",
                "details": {"unauthorizedActionsByIAM": "b:put, a:get", "unauthorizedActionsByAuthentication": None},
            },
            "have to allow a:get, b:put",
        ),
        (460, {"message": "This service is expired"}, "renew it"),
        (404, {"message": "This service does not exist"}, "Check its name or id"),
        (403, {"class": "Client::Forbidden", "message": "Quota exceeded for cores"}, "Have a higher quota granted"),
        (401, {"class": "Client::Unauthorized", "message": "You must login first"}, "Check the account's options"),
    ],
)
def test_a_no_says_what_to_do_and_what_to_ask_support_about(status, data, words):
    failure = no(status, data)
    assert isinstance(failure.problem, Refused)
    assert words in str(failure.problem)
    assert "(query EU.ws-3.5b30ae87.26037.1707)" in str(failure.problem)
    assert (failure.problem.query_id, failure.unchanged) == (QUERY["x-ovh-queryid"], True)


def test_an_address_that_leads_nowhere_says_nothing_of_any_thing():
    failure = no(404, {"class": "Client::NotFound", "message": "Got an invalid (or empty) URL"})
    assert isinstance(failure.problem, NoSuchCall)
    assert not isinstance(failure.problem, Refused)
    for words in ("This service does not exist", "The requested object (id = 1) does not exist"):
        assert no(404, {"message": words}).problem.status == 404


def test_nobody_knows_what_became_of_a_call_that_took_too_long():
    failure = no(408, None)
    assert isinstance(failure.problem, NoUsableAnswer)
    assert (failure.unchanged, failure.again) == (False, True)


def test_a_failure_of_the_service_can_be_asked_about_too():
    assert "(query EU.ws-3" in no(503, {"message": "Service is temporarily unavailable"}).problem.reason
    assert no(200, None) is None


@pytest.mark.parametrize("data", [None, [], "x", {"message": 7}, {"details": 7, "class": []}, {"errorCode": {}}])
def test_any_body_of_a_no_is_read(data):
    assert no(403, data).problem.status == 403


def test_a_key_for_one_thing_may_do_what_any_of_them_would_need():
    narrow = Rights(lambda: [Rule("POST", "/cloud/project/p/instance/i/stop")])
    narrow.need([Rule("POST", "/cloud/project/p/instance/*/stop")])
    with pytest.raises(BoxfleetError, match=r"lacks the rule POST /cloud/project/p/instance/\*/start"):
        narrow.need([Rule("POST", "/cloud/project/p/instance/*/start")])


@pytest.mark.parametrize(("status", "valid"), [("validated", True), ("refused", False), ("expired", False)])
def test_a_key_that_is_over_is_none(status, valid):
    told = {"status": status, "rules": []}
    seen = CredentialResource._seen(SimpleNamespace(credential=lambda: told))
    assert seen == (told if valid else None)


def test_a_map_that_is_changed_in_part_is_sent_whole_and_what_is_right_is_not_sent():
    sent = []
    client = SimpleNamespace(
        session=SimpleNamespace(clock=Clock()), change=lambda path, values: sent.append((path, values))
    )
    resource = PathResource(client, DesiredPath("/me/x", body={"iam": {"name": "b"}, "kept": 1}))
    there = {"iam": {"name": "a", "tags": {"t": "1"}}, "kept": 1}
    resource._update(there, SimpleNamespace(wait=False))
    assert sent == [("/me/x", {"iam": {"name": "b", "tags": {"t": "1"}}})]
