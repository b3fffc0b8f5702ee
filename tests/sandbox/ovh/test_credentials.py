# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Consumer keys from their request to their end, and tokens."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import requests
from ovh_account import APPLICATION, CLIENT, SECRET, Sandbox

ME = [{"method": "GET", "path": "/me"}]


def ask(sandbox: Sandbox, rules: Any, **more: Any) -> Any:
    """A new consumer key, which nobody has validated."""
    response = asking(sandbox, {"accessRules": rules, **more})
    assert response.status_code == 200, response.text
    return response.json()


def asking(sandbox: Sandbox, body: Any, application: str = APPLICATION) -> requests.Response:
    headers = {"X-Ovh-Application": application}
    return sandbox.session.post(f"{sandbox.url}/1.0/auth/credential", json=body, headers=headers)


def granted(sandbox: Sandbox, rules: Any, **more: Any) -> Sandbox:
    """The sandbox as somebody sees it with a consumer key of these rules."""
    made = ask(sandbox, rules, **more)
    assert sandbox.session.get(made["validationUrl"]).status_code == 200
    return sandbox.with_key(made["consumerKey"])


def test_the_way_of_a_consumer_key(sandbox: Sandbox) -> None:
    made = ask(sandbox, ME)
    assert made["state"] == "pendingValidation"
    assert len(made["consumerKey"]) == 32
    assert made["validationUrl"].startswith(f"{sandbox.url}/auth/?credentialToken=")
    assert len(made["validationUrl"].rpartition("=")[2]) == 64
    new = sandbox.with_key(made["consumerKey"])
    assert new.refusal(403, "GET", "/me")["errorCode"] == "INVALID_CREDENTIAL"
    assert "Validated" in sandbox.session.get(made["validationUrl"]).text
    assert new.get("/me")["firstname"] == "Sandy"
    current = new.get("/auth/currentCredential")
    assert (current["status"], current["rules"], current["expiration"]) == ("validated", ME, None)
    assert sandbox.session.get(made["validationUrl"]).status_code == 404
    assert new.ok("POST", "/auth/logout") is None
    assert new.words(403, "GET", "/me") == "This credential is not valid"
    assert made["validationUrl"].rpartition("=")[2] not in str(sandbox.log())


def test_a_term_and_a_refusal(sandbox: Sandbox) -> None:
    made = ask(sandbox, ME)
    sandbox.session.get(made["validationUrl"] + "&duration=3600")
    short = sandbox.with_key(made["consumerKey"])
    number = short.get("/auth/currentCredential")["credentialId"]
    sandbox.advance(3601)
    assert short.refusal(403, "GET", "/me")["errorCode"] == "INVALID_CREDENTIAL"
    assert sandbox.get(f"/me/api/credential/{number}")["status"] == "expired"
    refused = ask(sandbox, ME)
    sandbox.session.get(refused["validationUrl"] + "&refuse=1")
    assert sandbox.with_key(refused["consumerKey"]).refusal(403, "GET", "/me")["errorCode"] == "INVALID_CREDENTIAL"
    states = {"validated": 1, "expired": 1, "refused": 1, "pendingValidation": 0}
    for state, count in states.items():
        assert len(sandbox.get(f"/me/api/credential?status={state}")) == count


def test_who_validates_is_sent_on(sandbox: Sandbox) -> None:
    made = ask(sandbox, ME, redirection=f"{sandbox.url}/there")
    answer = sandbox.session.get(made["validationUrl"], allow_redirects=False)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{sandbox.url}/there")


@pytest.mark.parametrize(
    "rules",
    [
        None,
        [],
        {},
        "x",
        [{}],
        [{"method": "GET"}],
        [{"method": "FETCH", "path": "/me"}],
        [{"method": "GET", "path": 1}],
    ],
)
def test_rules_that_are_none(sandbox: Sandbox, rules: Any) -> None:
    response = asking(sandbox, {"accessRules": rules})
    assert response.status_code == 400
    assert response.json()["message"] == "Body parameter accessRules isn't formated correctly"


def test_an_unknown_application_asks_for_a_key(sandbox: Sandbox) -> None:
    response = asking(sandbox, {"accessRules": ME}, "nobody")
    said = {"errorCode": "INVALID_KEY", "httpCode": "403 Forbidden", "message": "Invalid application key"}
    assert (response.status_code, response.json()) == (403, said)


@pytest.mark.parametrize(
    ("rule", "path", "allowed"),
    [
        ("/*", "/me/bill", True),
        ("/me/bill/*", "/me/bill", False),
        ("/me/bill/*", "/me/bill/FR1/details", True),
        ("/me*", "/me/bill", True),
        ("/me", "/me/", False),
        ("/me ", "/me", False),
        ("/me/bill", "/me/bill?category=x", True),
        ("/cloud/project/*/instance", "/cloud/project/x/instance", True),
        ("/me.bill", "/me/bill", False),
        ("/v2/*", "/v2/iam/nothing", True),
        ("/iam/*", "/v2/iam/nothing", False),
        ("/ip/*", "/ip/192.0.2.0%2F28", True),
        ("/ip/192.0.2.0%2F28", "/ip/192.0.2.0%2F28", True),
        ("/ip/192.0.2.0/28", "/ip/192.0.2.0%2F28", False),
    ],
)
def test_which_calls_a_rule_allows(sandbox: Sandbox, rule: str, path: str, allowed: bool) -> None:
    response = granted(sandbox, [{"method": "GET", "path": rule}]).send("GET", path)
    refused = response.json()["message"] == "This call has not been granted" if response.status_code == 403 else False
    assert refused is not allowed


def test_a_rule_may_have_to_know_the_query(sandbox: Sandbox) -> None:
    reader = granted(sandbox, [{"method": "GET", "path": "/me/bill"}])
    assert reader.get("/me/bill?category=x") == []
    sandbox.fault("GET", "/me/bill", "rules_see_query")
    assert reader.refusal(403, "GET", "/me/bill?category=x")["errorCode"] == "NOT_GRANTED_CALL"


def test_rules_are_of_a_verb(sandbox: Sandbox) -> None:
    reader = granted(sandbox, [{"method": "GET", "path": "/*"}])
    said = reader.refusal(403, "POST", "/me/sshKey", {})
    assert (said["errorCode"], said["message"]) == ("NOT_GRANTED_CALL", "This call has not been granted")


def test_addresses_that_may_use_a_key(sandbox: Sandbox) -> None:
    assert granted(sandbox, ME, allowedIPs=["127.0.0.0/8"]).get("/me")
    away = granted(sandbox, ME, allowedIPs=["192.0.2.0/28"])
    assert away.refusal(403, "GET", "/me")["errorCode"] == "INVALID_CREDENTIAL"
    [mine, _near, number] = sandbox.get("/me/api/credential")
    assert mine != number
    assert sandbox.ok("PUT", f"/me/api/credential/{number}", {"allowedIPs": ["127.0.0.1/32"]}) is None
    assert away.get("/me")


def test_what_a_key_is_told_of_itself(sandbox: Sandbox) -> None:
    details = sandbox.get("/auth/details")
    nichandle = sandbox.get("/me")["nichandle"]
    assert (details["account"], details["identities"]) == (nichandle, [f"urn:v1:eu:identity:account:{nichandle}"])
    assert {rule["path"] for rule in details["allowedRoutes"]} == {"/*"}
    narrow = granted(sandbox, ME)
    assert narrow.refusal(403, "GET", "/auth/details")["errorCode"] == "NOT_GRANTED_CALL"
    assert narrow.get("/auth/currentCredential")["lastUse"]
    sandbox.fault("GET", "/auth/currentCredential", "strict_credential")
    assert narrow.refusal(403, "GET", "/auth/currentCredential")["errorCode"] == "NOT_GRANTED_CALL"


def test_an_application_goes_with_its_keys(sandbox: Sandbox) -> None:
    made = granted(sandbox, ME)
    [number] = sandbox.get("/me/api/application")
    shown = sandbox.get(f"/me/api/application/{number}")
    assert (shown["applicationKey"], shown["status"]) == (APPLICATION, "active")
    assert sandbox.ok("DELETE", f"/me/api/application/{number}") is None
    assert made.refusal(403, "GET", "/me")["errorCode"] == "NOT_CREDENTIAL"


def test_keys_survive_a_restart(started: Callable[..., Sandbox], tmp_path: Any) -> None:
    database = ("--db", str(tmp_path / "db"))
    first = started(*database)
    made = granted(first, ME)
    first.process.terminate()
    first.process.wait()
    again = started(*database).with_key(made.consumer)
    assert again.get("/me")
    assert made.consumer.encode() not in (tmp_path / "db").read_bytes()


def token(sandbox: Sandbox, auth: Any = None, **form: str) -> requests.Response:
    usual = {"grant_type": "client_credentials", "scope": "all"}
    return sandbox.session.post(f"{sandbox.url}/auth/oauth2/token", data={**usual, **form}, auth=auth)


def test_a_token_opens_the_account(sandbox: Sandbox) -> None:
    for answer in (token(sandbox, (CLIENT, SECRET)), token(sandbox, client_id=CLIENT, client_secret=SECRET)):
        given = answer.json()
        assert (given["token_type"], given["expires_in"], given["scope"]) == ("Bearer", 3599, "all")
        headers = {"Authorization": f"Bearer {given['access_token']}"}
        assert requests.get(f"{sandbox.url}/1.0/me", headers=headers).json() == sandbox.get("/me")
    bearer = sandbox.with_token()
    assert bearer.get("/auth/details")["allowedRoutes"] is None
    assert bearer.refusal(403, "GET", "/auth/currentCredential")["errorCode"] == "NOT_CREDENTIAL"
    sandbox.advance(3600)
    assert bearer.words(401, "GET", "/me") == "You must login first"


def test_tokens_that_are_not_given(sandbox: Sandbox) -> None:
    assert token(sandbox, (CLIENT, "wrong")).json()["error"] == "invalid_client"
    assert token(sandbox, ("nobody", SECRET)).status_code == 401
    assert token(sandbox, (CLIENT, SECRET), grant_type="password").json()["error"] == "unsupported_grant_type"
    sandbox.fault("POST", "/auth/oauth2/token", "html_error")
    page = token(sandbox, (CLIENT, SECRET))
    assert (page.status_code, page.headers["Content-Type"]) == (503, "text/html")


def test_service_accounts(sandbox: Sandbox) -> None:
    body = {"name": "ci", "description": "", "flow": "CLIENT_CREDENTIALS"}
    made = sandbox.ok("POST", "/me/api/oauth2/client", body)
    shown = sandbox.get(f"/me/api/oauth2/client/{made['clientId']}")
    assert (shown["name"], "clientSecret" in shown) == ("ci", False)
    bearer = sandbox.with_token(made["clientId"], made["clientSecret"])
    assert bearer.get("/me") == sandbox.get("/me")
    sandbox.ok("PUT", f"/me/api/oauth2/client/{made['clientId']}", {"name": "cd"})
    assert sandbox.get(f"/me/api/oauth2/client/{made['clientId']}")["name"] == "cd"
    sandbox.ok("DELETE", f"/me/api/oauth2/client/{made['clientId']}")
    assert bearer.words(401, "GET", "/me") == "You must login first"


def test_iam_names_the_action_that_is_missing(sandbox: Sandbox) -> None:
    path = f"{sandbox.project}/instance"
    sandbox.fault("GET", "*/instance", "iam_denied")
    said = sandbox.with_token().refusal(403, "GET", path)
    assert (said["class"], said["message"]) == ("Client::Forbidden", "User not granted for this request")
    assert said["details"] == {
        "unauthorizedActionsByAuthentication": "",
        "unauthorizedActionsByIAM": "publicCloudProject:apiovh:instance/get",
    }
