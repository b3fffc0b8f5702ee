# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Addresses, credentials, bodies, headers and limits: what holds for every call."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable

import pytest
import requests
from ionos_account import OTHER_CONTRACT, PASSWORD, TOKEN, USER, Sandbox


def basic(user: str, password: str) -> dict[str, str]:
    return {"Authorization": "Basic " + b64encode(f"{user}:{password}".encode()).decode()}


@pytest.mark.parametrize(("version", "number"), [("v4", "4.0"), ("v5", "5.0"), ("v6", "6.0")])
def test_each_version_says_what_it_is(sandbox: Sandbox, version: str, number: str) -> None:
    for path in ("", "/"):
        info = sandbox.in_version(version).get(path)
        assert info == {"href": f"{sandbox.url}/cloudapi/{version}", "name": "CLOUD API", "version": number}


@pytest.mark.parametrize("path", ["/", "/cloudapi", "/cloudapi/v7/datacenters", "/datacenters", "/cloudapi/v6/nothing"])
def test_there_is_nothing_elsewhere(sandbox: Sandbox, path: str) -> None:
    response = sandbox.send("GET", sandbox.url + path)
    assert response.status_code == 404
    assert response.json() == {
        "httpStatus": 404,
        "messages": [{"errorCode": "309", "message": "Resource does not exist"}],
    }


def test_a_verb_that_is_not_offered(sandbox: Sandbox) -> None:
    assert sandbox.refusal(405, "POST", "/locations")[0][0] == "305"


def test_password_and_token_open_the_same_account(sandbox: Sandbox) -> None:
    sandbox.datacenter()
    for headers in (basic(USER, PASSWORD), {"Authorization": f"Bearer {TOKEN}"}, {"Authorization": f"bearer {TOKEN}"}):
        response = requests.get(f"{sandbox.api}/datacenters", headers=headers)
        assert (response.status_code, len(response.json()["items"])) == (200, 1)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        basic(USER, "wrong"),
        basic("wrong", PASSWORD),
        {"Authorization": "Bearer wrong"},
        {"Authorization": f"Bearer {PASSWORD}"},
        {"Authorization": "Basic !!!"},
        {"Authorization": "Digest x"},
        {"Authorization": ""},
    ],
)
def test_whoever_is_not_known_gets_401(sandbox: Sandbox, headers: dict[str, str]) -> None:
    for path in ("/datacenters", "/nothing", ""):
        response = requests.get(sandbox.api + path, headers=headers)
        assert response.status_code == 401
        said = response.json()
        assert (said["httpStatus"], said["messages"][0]["errorCode"]) == (401, "315")
    assert {entry["account"] for entry in sandbox.log()} == {None}


def test_contracts_are_kept_apart(sandbox: Sandbox, other: Sandbox) -> None:
    path = sandbox.datacenter()
    assert other.get("/datacenters")["items"] == []
    assert other.refusal(404, "GET", path)[0][0] == "309"
    second = sandbox.as_other(contract=31000003)
    mine = other.datacenter()
    assert second.get("/datacenters")["items"] == []
    assert other.get(mine)["type"] == "datacenter"


def test_who_has_several_contracts_names_one(sandbox: Sandbox) -> None:
    for contract, words in ((None, "Name one of your contracts"), (31000001, "none of yours")):
        [(code, said)] = sandbox.as_other(contract=contract).refusal(403, "GET", "/datacenters")
        assert (code, words in said) == ("314", True)
    response = sandbox.send("GET", "/contracts?depth=1", headers={"X-Contract-Number": str(OTHER_CONTRACT)})
    assert response.json()["items"][0]["properties"]["contractNumber"] == 31000001


def test_bodies_without_a_type_and_with_another_one(sandbox: Sandbox) -> None:
    body = json.dumps({"properties": {"location": "de/fra"}})
    headers = {"Authorization": f"Bearer {TOKEN}"}
    url = f"{sandbox.api}/datacenters"
    assert requests.post(url, data=body, headers=headers).status_code == 202
    form = "application/x-www-form-urlencoded"
    for kind, status in (
        ("application/json", 202),
        ("application/json; charset=utf-8", 202),
        (form, 202),
        ("image/png", 415),
    ):
        assert requests.post(url, data=body, headers={**headers, "Content-Type": kind}).status_code == status


@pytest.mark.parametrize("body", ["{", "[]", "7", '"x"', "NaN", "[" * 100_000])
def test_what_is_no_object_cannot_be_read(sandbox: Sandbox, body: str) -> None:
    response = sandbox.send("POST", "/datacenters", data=body)
    assert response.status_code == 400
    assert response.json()["httpStatus"] == 400


def test_answers_are_indented_unless_that_is_not_wanted(sandbox: Sandbox) -> None:
    path = sandbox.datacenter()
    for query, indented in (("", True), ("?pretty=true", True), ("?pretty=false", False), ("?pretty=False", False)):
        assert ("\n" in sandbox.send("GET", path + query).text) == indented


def test_every_answer_has_the_recorded_headers(sandbox: Sandbox) -> None:
    path = sandbox.datacenter()
    found, gone = sandbox.send("GET", path), sandbox.send("GET", "/datacenters/x")
    stranger = requests.get(sandbox.api)
    for response in (found, gone, stranger):
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert response.headers["X-Frame-Options"] == "SAMEORIGIN"
        assert response.headers["Content-Type"].startswith("application/json")


def test_deletions_are_accepted_without_a_body(sandbox: Sandbox) -> None:
    response = sandbox.accepted("DELETE", sandbox.datacenter())
    assert (response.content, response.headers["Content-Length"]) == (b"", "0")
    assert len(response.headers["ETag"]) == 32


def test_reads_and_writes_have_limits_of_their_own(started: Callable[..., Sandbox]) -> None:
    sandbox = started()
    read = sandbox.send("GET", "/datacenters")
    write = sandbox.send("DELETE", "/datacenters/x")
    names = ("X-RateLimit-Limit", "X-RateLimit-Burst", "X-RateLimit-Remaining")
    assert [read.headers[name] for name in names] == ["1150", "900", "899"]
    assert [write.headers[name] for name in names] == ["120", "50", "49"]


def test_what_is_over_a_limit_is_told_when_to_come_back(started: Callable[..., Sandbox]) -> None:
    sandbox = started("--rate", "writes=1/600/2")
    assert [sandbox.send("DELETE", "/datacenters/x").status_code for _ in range(3)] == [404, 404, 429]
    response = sandbox.send("DELETE", "/datacenters/x")
    assert 590 <= int(response.headers["Retry-After"]) <= 600
    assert (response.json()["httpStatus"], response.headers["X-RateLimit-Remaining"]) == (429, "0")
    assert sandbox.send("GET", "/datacenters").status_code == 200
    sandbox.fault("DELETE", "*", "no_retry_after")
    assert "Retry-After" not in sandbox.send("DELETE", "/datacenters/x").headers
    sandbox.advance(600)
    assert sandbox.send("DELETE", "/datacenters/x").status_code == 404


def test_faults_speak_as_the_service_does(sandbox: Sandbox) -> None:
    for status in (429, 500, 502, 503, 504):
        sandbox.fault("GET", "/datacenters", "status", status=status, retry_after=3)
        response = sandbox.send("GET", "/datacenters")
        assert (response.status_code, response.json()["httpStatus"]) == (status, status)
        assert response.headers["Retry-After"] == "3"


def test_secrets_do_not_get_into_the_log(sandbox: Sandbox) -> None:
    sandbox.send("GET", f"/datacenters/{TOKEN}?x={PASSWORD}")
    log = json.dumps(sandbox.log())
    assert TOKEN not in log
    assert PASSWORD not in log
