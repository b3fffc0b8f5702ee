# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Signed calls: what is signed, and in which order a call is refused."""

from __future__ import annotations

from typing import Any

import pytest
from ovh_account import APPLICATION, CONSUMER, OTHER, SECRET, Sandbox

from sandbox.ovh.signature import signed

OURS = ("ASboxfleet0000000000000000000001", "CKboxfleet0000000000000000000001", "1700000000")
THEIRS = ("9ufkBmLaTQ9nz5yMUlg79taH0GNnzDjk", "5mBuy6SUQcRw2ZUxg0cG68BoDKpED4KY", "1457018875")
BHS = '{"name":"web-1","flavorId":"f1","imageId":null,"monthlyBilling":false,"region":"BHS5"}'
VECTORS = [
    (
        *OURS,
        "GET",
        "https://eu.api.ovh.com/1.0/domain/zone/example.com/record?fieldType=A&subDomain=www",
        "",
        "9518dda9a7e9147663de72b63c0a72238c1e3595",
    ),
    (
        *OURS,
        "PUT",
        "https://eu.api.ovh.com/1.0/dedicated/server/ns1.example.net/burst",
        '{"status":"active"}',
        "f3b1a0b3da40bb854dd8a1df3b1f5fff3ea0bc91",
    ),
    (
        *OURS,
        "POST",
        "https://ca.api.ovh.com/1.0/cloud/project/0123456789abcdef/instance",
        BHS,
        "30b04120eff104641a0ae6269fa64e126aa38481",
    ),
    (
        *OURS,
        "POST",
        "https://eu.api.ovh.com/1.0/domain/zone/example.com/refresh",
        "",
        "09a5b3d0fd7f5b9344e12d1177527ba07a9f6072",
    ),
    (
        *OURS,
        "DELETE",
        "https://eu.api.ovh.com/1.0/ip/192.0.2.0%2F28/reverse/192.0.2.1",
        "",
        "00be1e4c8acc3b963369d0f78eedf9b3779ab237",
    ),
    (
        *OURS,
        "POST",
        "https://eu.api.ovh.com/1.0/me/sshKey",
        '{"keyName":"k\\u00e9y","key":"ssh-ed25519 AAAA me@host"}',
        "3a90ba87f1438800ddf673c2cb907f2beb8ec987",
    ),
    (*OURS, "GET", "https://eu.api.ovh.com/v2/iam/policy", "", "d269d3ef0557f71322be58fc4c70ca4ed0691aa5"),
    (*OURS, "GET", "http://127.0.0.1:8080/1.0/me", "", "457f108966f064210b81daac6403f1f48c9278cd"),
    (*THEIRS, "GET", "https://eu.api.ovh.com/1.0/auth", "", "e9556054b6309771395efa467c22e627407461ad"),
    (
        *THEIRS,
        "POST",
        "https://eu.api.ovh.com/1.0/auth",
        '{"a":"b","c":"d"}',
        "ec2fb5c7a81f64723c77d2e5b609ae6f58a84fc1",
    ),
    (
        *THEIRS,
        "PUT",
        "https://eu.api.ovh.com/1.0/auth",
        '{"a":"b","c":"d"}',
        "8a75a9e7c8e7296c9dbeda6a2a735eb6bd58ec4b",
    ),
    (*THEIRS, "DELETE", "https://eu.api.ovh.com/1.0/auth", "", "a1eecd00b3b02b6cf5708b84b9ff42059a950d85"),
]


@pytest.mark.parametrize(("secret", "consumer", "time", "verb", "url", "body", "expected"), VECTORS)
def test_the_vectors(secret: str, consumer: str, time: str, verb: str, url: str, body: str, expected: str) -> None:
    assert signed(secret, consumer, verb, url, body.encode(), time) == f"$1${expected}"


def test_it_is_over_the_bytes_that_were_sent(sandbox: Sandbox) -> None:
    for path in ("/me", "/me/", "/me?x=%2F&y=a+b"):
        assert sandbox.send("GET", path).status_code == 200, path
    name = {"keyName": "kéy", "key": "ssh-ed25519 AAAA me@host"}
    assert sandbox.ok("POST", "/me/sshKey", name) is None
    assert sandbox.get("/me/sshKey/k%C3%A9y")["keyName"] == "kéy"


def test_a_space_that_is_encoded_after_signing_is_another_address(sandbox: Sandbox) -> None:
    assert sandbox.words(400, "GET", "/me/bill?category=a b") == "Invalid signature"


@pytest.mark.parametrize(
    ("changes", "status", "code", "words"),
    [
        ({"application": "f" * 16}, 403, "INVALID_KEY", "This application key is invalid"),
        ({"consumer": "f" * 32}, 403, "NOT_CREDENTIAL", "This credential does not exist"),
        ({"consumer": OTHER[2]}, 403, "NOT_CREDENTIAL", "This credential does not exist"),
        ({"secret": "f" * 32}, 400, "INVALID_SIGNATURE", "Invalid signature"),
    ],
)
def test_wrong_keys(sandbox: Sandbox, changes: dict[str, str], status: int, code: str, words: str) -> None:
    wrong = Sandbox(sandbox.process, sandbox.said, sandbox.session, **changes)
    said = wrong.refusal(status, "GET", "/nothing")
    assert (said["errorCode"], said["message"]) == (code, words)
    assert said["httpCode"].startswith(f"{status} ")


def test_nobody(sandbox: Sandbox) -> None:
    for headers in ({}, {"X-Ovh-Application": APPLICATION}, {"Authorization": "Bearer x"}):
        response = sandbox.session.get(f"{sandbox.url}/1.0/me", headers=headers)
        said = {"class": "Client::Unauthorized", "message": "You must login first"}
        assert (response.status_code, response.json()) == (401, said)


@pytest.mark.parametrize(("off", "status"), [(-25, 200), (25, 200), (-40, 400), (40, 400)])
def test_the_time_may_be_half_a_minute_off(sandbox: Sandbox, off: int, status: int) -> None:
    response = sandbox.send("GET", "/me", now=sandbox.now + off)
    assert response.status_code == status
    if status == 400:
        said = {"errorCode": "QUERY_TIME_OUT", "httpCode": "400 Bad Request", "message": "Query out of time"}
        assert response.json() == said


@pytest.mark.parametrize(
    ("form", "code"), [("stale_is_signature", "INVALID_SIGNATURE"), ("stale_is_key", "INVALID_KEY")]
)
def test_what_else_is_said_of_a_time_that_is_off(sandbox: Sandbox, form: str, code: str) -> None:
    sandbox.fault("GET", "/me", form)
    assert sandbox.send("GET", "/me", now=sandbox.now - 3600).json()["errorCode"] == code


def test_the_order_of_refusals(sandbox: Sandbox) -> None:
    late = sandbox.now - 3600
    unknown = Sandbox(sandbox.process, sandbox.said, sandbox.session, application="f" * 16)
    assert unknown.send("GET", "/me", now=late).json()["errorCode"] == "INVALID_KEY"
    strange = sandbox.with_key("f" * 32)
    assert strange.send("GET", "/me", now=late).json()["errorCode"] == "QUERY_TIME_OUT"
    assert strange.send("GET", "/me", signature="x").json()["errorCode"] == "NOT_CREDENTIAL"
    asked = {"X-Ovh-Application": APPLICATION}
    body = {"accessRules": [{"method": "GET", "path": "/me"}]}
    made = sandbox.session.post(f"{sandbox.url}/1.0/auth/credential", json=body, headers=asked).json()
    pending = sandbox.with_key(made["consumerKey"])
    assert pending.send("GET", "/x", signature="x").json()["errorCode"] == "INVALID_SIGNATURE"
    assert pending.send("GET", "/x").json()["errorCode"] == "INVALID_CREDENTIAL"
    sandbox.session.get(made["validationUrl"])
    assert pending.send("GET", "/x").json()["errorCode"] == "NOT_GRANTED_CALL"
    assert sandbox.words(404, "GET", "/x") == "Got an invalid (or empty) URL"


def test_the_time_is_a_number_for_everybody(sandbox: Sandbox) -> None:
    response = sandbox.session.get(f"{sandbox.url}/1.0/auth/time")
    assert response.text.isdecimal()
    sandbox.advance(1000)
    assert int(sandbox.session.get(f"{sandbox.url}/v1/auth/time").text) >= int(response.text) + 1000
    sandbox.fault("GET", "/auth/time", "wrong_time")
    assert sandbox.now - sandbox.now in range(3598, 3602)


def test_no_key_gets_into_the_log(sandbox: Sandbox) -> None:
    sandbox.get(f"/me/bill?a={SECRET}&b={CONSUMER}")
    sandbox.send("GET", f"/me/bill/{CONSUMER}")
    text = str(sandbox.log())
    assert SECRET not in text
    assert CONSUMER not in text


def test_customers_see_their_own_things_only(sandbox: Sandbox, other: Sandbox) -> None:
    assert sandbox.get("/me")["nichandle"] != other.get("/me")["nichandle"]
    ours = sandbox.project
    assert ours != other.project
    said: Any = other.refusal(404, "GET", ours)
    assert said == {"class": "Client::NotFound", "message": "This service does not exist"}
    number = sandbox.get(f"/vps/{sandbox.get('/vps')[0]}/serviceInfos")["serviceId"]
    assert other.words(404, "GET", f"/service/{number}").startswith("The requested object (serviceId = ")
    assert {entry["account"] for entry in sandbox.log() if entry["path"] == "/me"} == {1, 2}
