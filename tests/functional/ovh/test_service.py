# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What only this service does: its clock, its tokens, its lists of ids, its keys that a person has to allow."""

from __future__ import annotations

import json
from typing import Any

import pytest
import requests
from running import Server

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import BoxfleetError, InvalidInput, Refused
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.task import TaskSpec, run_task
from ansible_collections.boxfleet.cloud.plugins.module_utils._ovh.api.task import API_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ovh.client import Client
from ansible_collections.boxfleet.cloud.plugins.module_utils._ovh.credential.task import CREDENTIAL_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ovh.info.task import INFO_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ovh.rights import rules_from
from tests.functional.ovh.cases import KEY
from tests.functional.ovh.world import CLIENT, CONSUMER, KEYS, SECRET, client_of

READ_ME = {"method": "GET", "path": "/me"}
PROJECTS = {"path": "/cloud/project", "match": {"description": "sandbox"}}


def calls(ovh: Server) -> list[str]:
    """What was asked since the last call of this."""
    told = [f"{entry['verb']} {entry['path']}" for entry in ovh.log()]
    ovh.control("DELETE", "/requests")
    return told


def done(client: Client, task: TaskSpec, check_mode: bool = False, **options: Any) -> Any:
    return task.task(client, task.wanted(options), check_mode)


def test_a_clock_that_was_moved_is_set_again(ovh: Server) -> None:
    client = client_of(ovh)
    client.get("me")
    ovh.advance(3600)
    calls(ovh)
    assert client.get("me")["firstname"]
    assert calls(ovh) == ["GET /me", "GET /auth/time", "GET /me"]


@pytest.mark.parametrize("form", ["stale_is_signature", "stale_is_key"])
def test_so_is_one_of_which_the_service_says_something_else(ovh: Server, form: str) -> None:
    client = client_of(ovh)
    client.get("me")
    ovh.advance(3600)
    ovh.fault("*", "*", form)
    assert client.get("me")["firstname"]


def test_a_secret_that_is_wrong_is_told_after_one_more_attempt(ovh: Server) -> None:
    client = client_of(ovh, who={**KEYS, "application_secret": "f" * 32})
    with pytest.raises(Refused, match="Check application_secret and consumer_key"):
        client.get("me")
    assert calls(ovh) == ["GET /auth/time", "GET /me", "GET /auth/time", "GET /me"]


def test_a_token_is_had_once_and_again_when_it_is_old(ovh: Server) -> None:
    client = client_of(ovh, who=CLIENT)
    client.get("me")
    client.get("me")
    assert calls(ovh) == ["POST /auth/oauth2/token", "GET /me", "GET /me"]
    client.session.clock.sleep(3600)
    client.get("me")
    assert calls(ovh) == ["POST /auth/oauth2/token", "GET /me"]
    # one that the service took back
    ovh.advance(3600)
    client.get("me")
    assert calls(ovh) == ["GET /me", "POST /auth/oauth2/token", "GET /me"]


def test_a_client_that_is_unknown_is_told(ovh: Server) -> None:
    with pytest.raises(Refused, match=r"Could not get a token: .*Check client_id and client_secret"):
        client_of(ovh, who={**CLIENT, "client_secret": "wrong-secret"}).get("me")


def test_a_token_is_never_shown(ovh: Server) -> None:
    client = client_of(ovh, who=CLIENT)
    client.get("me")
    token = client.account.auth.sign(_attempt()).headers["Authorization"].partition(" ")[2]
    assert len(token) > 30
    assert client.session.redact(f"so {token}") == "so ********"


def _attempt() -> Any:
    from ansible_collections.boxfleet.cloud.plugins.module_utils._core.auth import Attempt

    return Attempt("GET", "http://127.0.0.1", "/1.0/me", {})


# Lists of ids


@pytest.mark.parametrize(
    ("forms", "expected"),
    [
        ((), ["GET /me/bill"]),
        (("no_expanding",), ["GET /me/bill", "GET /me/bill/*"]),
        (("no_expanding", "no_batches"), ["GET /me/bill", *["GET /me/bill/*"] * 4]),
    ],
)
def test_things_of_a_list_of_ids_are_had_in_as_few_calls_as_can_be(
    ovh: Server, forms: tuple[str, ...], expected: list[str]
) -> None:
    client = client_of(ovh)
    client.get("me")
    calls(ovh)
    for form in forms:
        ovh.fault("*", "*", form, times=9)
    bills = client.get_details("me", "bill", id_of="billId")
    assert len({bill["billId"] for bill in bills}) == len(bills) == 3
    assert all(bill["priceWithTax"]["text"] for bill in bills)
    assert sorted(call[:13] for call in calls(ovh)) == sorted(one.rstrip("*")[:13] for one in expected)


def test_one_that_vanished_in_between_is_left_out(ovh: Server) -> None:
    client = client_of(ovh)
    [first, *_others] = client.get_all("me", "bill", shape=str)
    assert [one for one, _bill in client.get_each("me", "bill", ids=[first, "FR1"])] == [first]
    assert client.get_each("me", "bill", ids=["FR1"]) == []


# Any path


def test_an_entry_of_a_list_is_changed_and_read_again(ovh: Server) -> None:
    wanted = {"path": "/cloud/project", "match": {"planCode": "project.2018"}, "body": {"description": "shop"}}
    for changed in (["update"], []):
        report = done(client_of(ovh), API_TASK, **wanted)
        assert (report.actions, report.values["value"]["description"]) == (changed, "shop")


def test_a_field_that_can_only_be_read_is_an_error(ovh: Server) -> None:
    with pytest.raises(BoxfleetError, match="the service said yes, and planCode did not change") as told:
        done(client_of(ovh), API_TASK, **PROJECTS, body={"planCode": "another"}, wait_timeout=20)
    assert told.value.actions == ["update"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"path": "me"}, "must begin with /"),
        ({"path": "/me?x=1"}, "Say what is behind it with query"),
        ({"path": "/auth/credential"}, "That is what ovh_credential does"),
        ({"path": "/me", "state": "absent", "body": {"a": 1}}, "body: is for what should be there"),
        ({"path": "/me", "unless": {"a": 1}}, "unless: goes with action"),
        ({"path": "/me", "match": {}}, "match: has no field"),
        ({"path": "/me", "match": {"a": 1}, "body": {"a": 2}}, "body: says otherwise than match of a"),
        (
            {"path": "/me", "match": {"a": {"b": 1}}, "create_path": "/me", "create_body": {"a": {"b": 2}}},
            "create_body: says otherwise than match of a",
        ),
        ({"path": "/me", "match": {"a": {"b": 1}, "c": 1}, "body": {"a": {"d": 2}, "c": 1.0}}, "is for lists"),
        ({"path": "/me", "match": {"a": 1}}, "match: is for lists, and /me is none"),
        ({"path": "/me/bill", "match": {"category": "autorenew"}}, "is true of several: FR"),
        ({"path": "/me/bill", "match": {"category": "none"}}, "leads to nothing at /me/bill"),
        ({"path": "/me/bill", "body": {"a": 1}}, "Say which one with match"),
        ({"path": "/cloud/project/{p}/flavor", "match": {"name": "b2-7"}, "id_field": "ids"}, "Did you mean id?"),
    ],
)
def test_a_mistake_in_a_task_of_any_path_is_told_and_nothing_is_sent(
    ovh: Server, options: dict[str, Any], words: str
) -> None:
    [project] = client_of(ovh).get_all("cloud", "project", shape=str)
    with pytest.raises(InvalidInput) as told:
        done(client_of(ovh), API_TASK, **{**options, "path": options["path"].replace("{p}", project)})
    assert words in str(told.value)
    assert all(call.startswith("GET ") for call in calls(ovh))


def test_a_list_is_narrowed_by_a_query_under_whatever_name(ovh: Server) -> None:
    names = done(client_of(ovh), API_TASK, path="/me/bill").values["value"]
    query = {"date.from": "2999-01-01T00:00:00Z", "path": "x", "shape": "y", "body": "z"}
    assert names != []
    client = client_of(ovh)
    assert done(client, API_TASK, path="/me/bill", query=query).values["value"] == []
    assert client.session.calls[-1].path.endswith("&path=x&shape=y&body=z")


def test_what_was_deleted_and_stays_is_no_matter_of_fields(ovh: Server) -> None:
    client = client_of(ovh)
    done(client, API_TASK, **KEY)
    client.delete = lambda *where: None  # type: ignore[method-assign]
    with pytest.raises(BoxfleetError, match=r"it was deleted and is still there \(30 s\)\. If it takes longer, raise"):
        done(client, API_TASK, path="/me/sshKey/ops", state="absent")


def test_what_any_path_is_to_make_is_not_sent_again_without_an_answer(ovh: Server) -> None:
    ovh.fault("POST", "*sshKey", "reset_before")
    with pytest.raises(BoxfleetError, match="is not sent again, since two could come of it") as told:
        done(client_of(ovh), API_TASK, **KEY)
    assert told.value.actions == []
    assert calls(ovh).count("POST /me/sshKey") == 1
    assert done(client_of(ovh), API_TASK, **KEY).actions == ["create"]


def test_an_action_is_done_unless_what_it_leads_to_is_there(ovh: Server) -> None:
    [project] = client_of(ovh).get_all("cloud", "project", shape=str)
    key = f"/cloud/project/{project}/sshkey"
    wanted = {
        **PROJECTS,
        "action": key,
        "action_body": {"name": "ops", "publicKey": KEY["create_body"]["key"]},  # type: ignore[index]
    }
    unless = {**wanted, "unless": {"description": "sandbox"}}
    assert done(client_of(ovh), API_TASK, **unless).actions == []
    report = done(client_of(ovh), API_TASK, **wanted)
    assert (report.actions, report.values["answer"]["name"]) == (["action"], "ops")


def test_an_action_whose_answer_was_lost_is_not_done_again(ovh: Server) -> None:
    wanted = {"path": "/me", "action": "/me/sshKey", "action_body": {"keyName": "ops", "key": "ssh-rsa AAAA x"}}
    ovh.fault("POST", "*sshKey", "reset_after")
    with pytest.raises(BoxfleetError, match="whether the action was done cannot be seen") as told:
        done(client_of(ovh), API_TASK, **wanted)
    assert told.value.actions == ["action"]
    assert calls(ovh).count("POST /me/sshKey") == 1


def test_what_is_named_like_a_secret_is_not_shown(ovh: Server) -> None:
    spec = API_TASK.argument_spec
    http = {name: one["default"] for name, one in spec.items() if "default" in one}
    body = {"password": "Geheim4711geheim", "description": "sandbox"}
    told = {**dict.fromkeys(spec), **http, **KEYS, "endpoint": ovh.url, **PROJECTS, "body": body, "wait_timeout": 1}
    ending = run_task(API_TASK, told, False, 3)
    assert "password did not change" in ending.values["msg"]
    assert "Geheim4711geheim" not in json.dumps([ending.values, API_TASK.shown(told)])


# Consumer keys


def test_a_key_is_asked_for_allowed_by_a_person_and_used(ovh: Server) -> None:
    application = {name: value for name, value in KEYS.items() if name != "consumer_key"}
    asked = done(client_of(ovh, who=application), CREDENTIAL_TASK, access_rules=[READ_ME], wait=False)
    assert (asked.actions, asked.values["status"]) == (["request"], "pendingValidation")
    key = {**KEYS, "consumer_key": asked.values["consumer_key"]}
    with pytest.raises(Refused, match="waits to be validated, was refused or has expired"):
        client_of(ovh, who=key).get("me")
    with pytest.raises(BoxfleetError, match="waits to be validated after 20 s"):
        done(client_of(ovh, who=key), CREDENTIAL_TASK, state="validated", wait_timeout=20)
    assert requests.get(asked.values["validation_url"], timeout=60).status_code == 200
    valid = done(client_of(ovh, who=key), CREDENTIAL_TASK, state="validated")
    assert (valid.actions, valid.values["status"], valid.values["rules"]) == ([], "validated", [READ_ME])
    again = done(client_of(ovh, who=key), CREDENTIAL_TASK, access_rules=[READ_ME])
    assert (again.actions, again.values["consumer_key"]) == ([], None)


def test_a_key_that_nobody_allows_in_time_is_not_lost(ovh: Server) -> None:
    told: list[str] = []
    client = client_of(ovh, lambda what, condition, seconds, tally="": told.append(condition))
    with pytest.raises(BoxfleetError) as error:
        done(client, CREDENTIAL_TASK, access_rules=[READ_ME], allowed_ips=["127.0.0.1/32"], wait_timeout=20)
    assert error.value.actions == ["request"]
    assert error.value.details["validation_url"] in "".join(told)
    assert error.value.details["consumer_key"] not in "".join(told)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({}, "say nothing that the key shall allow"),
        ({"access_rules": [{"method": "GET", "path": "me"}]}, "access_rules[0].path: 'me' must begin with /"),
        ({"access_rules": [{"method": "GET", "path": "/me "}]}, "they match nothing"),
        ({"state": "validated"}, "Ask for one first, with state: present"),
    ],
)
def test_a_mistake_in_asking_for_a_key_is_told(ovh: Server, options: dict[str, Any], words: str) -> None:
    application = {name: value for name, value in KEYS.items() if name != "consumer_key"}
    with pytest.raises(InvalidInput) as told:
        done(client_of(ovh, who=application), CREDENTIAL_TASK, **options)
    assert words in str(told.value)
    assert calls(ovh) == []


# Rights


def limited(ovh: Server, *rules: dict[str, str]) -> dict[str, str]:
    """The keys of an application that may do just that."""
    asked = done(client_of(ovh), CREDENTIAL_TASK, access_rules=list(rules), redirection=None, wait=False)
    key = asked.values["consumer_key"]
    if key is None:
        answer = client_of(ovh).create("auth", "credential", values={"accessRules": list(rules)})
        key, url = answer["consumerKey"], answer["validationUrl"]
    else:
        url = asked.values["validation_url"]
    assert requests.get(url, timeout=60).status_code == 200
    return {**KEYS, "consumer_key": key}


def test_rights_are_looked_at_before_the_first_change_in_a_dry_run_too(ovh: Server) -> None:
    who = limited(ovh, {"method": "GET", "path": "/me/sshKey/*"})
    for check_mode in (True, False):
        calls(ovh)
        with pytest.raises(BoxfleetError, match="lacks the rule POST /me/sshKey") as told:
            done(client_of(ovh, who=who), API_TASK, check_mode, **KEY)
        assert told.value.details == {"required_rules": [{"method": "POST", "path": "/me/sshKey"}]}
        assert all(call.startswith("GET ") for call in calls(ovh))


def test_a_call_that_is_refused_names_the_rule(ovh: Server) -> None:
    with pytest.raises(Refused, match=r"lacks the rule GET /me/bill\. Ask for one that has it with ovh_credential"):
        client_of(ovh, who=limited(ovh, READ_ME)).get_all("me", "bill", shape=str)


def test_the_rules_of_a_dry_run_are_enough(ovh: Server) -> None:
    dry = done(client_of(ovh), API_TASK, True, **KEY)
    who = limited(ovh, *dry.values["required_rules"])
    assert [str(rule) for rule in rules_from(dry.values["required_rules"])] == [
        "GET /me/sshKey/ops",
        "POST /me/sshKey",
    ]
    assert done(client_of(ovh, who=who), API_TASK, **KEY).actions == ["create"]


@pytest.mark.parametrize("subset", ["all", "min", "records", "instances"])
def test_the_rules_of_a_list_are_enough(ovh: Server, subset: str) -> None:
    options = {"gather_subset": [subset], "zone": ["example.com"] if subset == "records" else []}
    report = done(client_of(ovh), INFO_TASK, **options)
    again = done(client_of(ovh, who=limited(ovh, *report.values["required_rules"])), INFO_TASK, **options)
    assert again.values.keys() == report.values.keys()


def test_no_secret_leaves_a_task_whatever_it_meets(ovh: Server) -> None:
    params = {**dict.fromkeys(API_TASK.argument_spec), **KEYS, "endpoint": ovh.url, "path": "/me/bill"}
    http = {name: spec["default"] for name, spec in API_TASK.argument_spec.items() if "default" in spec}
    ending = run_task(API_TASK, {**params, **http}, False, 3)
    assert not ending.failed, ending.values
    told = json.dumps(ending.values)
    assert SECRET not in told
    assert CONSUMER not in told
    assert "/1.0/me/bill" in [call["path"] for call in ending.values["api_calls"]]
