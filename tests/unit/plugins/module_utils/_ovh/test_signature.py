# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Signatures, with vectors that the official clients made, and when a call is signed anew."""

from __future__ import annotations

import json

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.auth import Attempt
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.dialect import Answer, Request, json_request
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import BoxfleetError, NoUsableAnswer, Refused
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.wait import Clock
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.watch import silent
from ansible_collections.boxfleet.cloud.plugins.module_utils._ovh.auth import Signed

KEY, SECRET = "AKboxfleet000001", "ASboxfleet0000000000000000000001"
CONSUMER = "CKboxfleet0000000000000000000001"
NOW = 1700000000
EU, CA = "https://eu.api.ovh.com", "https://ca.api.ovh.com"
INSTANCE = {"name": "web-1", "flavorId": "f1", "imageId": None, "monthlyBilling": False, "region": "BHS5"}
VECTORS = [
    (
        *("GET", EU, "/1.0/domain/zone/example.com/record?fieldType=A&subDomain=www", None),
        "9518dda9a7e9147663de72b63c0a72238c1e3595",
    ),
    (
        *("PUT", EU, "/1.0/dedicated/server/ns1.example.net/burst", {"status": "active"}),
        "f3b1a0b3da40bb854dd8a1df3b1f5fff3ea0bc91",
    ),
    (
        *("POST", CA, "/1.0/cloud/project/0123456789abcdef/instance", INSTANCE),
        "30b04120eff104641a0ae6269fa64e126aa38481",
    ),
    ("POST", EU, "/1.0/domain/zone/example.com/refresh", None, "09a5b3d0fd7f5b9344e12d1177527ba07a9f6072"),
    ("DELETE", EU, "/1.0/ip/192.0.2.0%2F28/reverse/192.0.2.1", None, "00be1e4c8acc3b963369d0f78eedf9b3779ab237"),
    (
        *("POST", EU, "/1.0/me/sshKey", {"keyName": "k\u00e9y", "key": "ssh-ed25519 AAAA me@host"}),
        "3a90ba87f1438800ddf673c2cb907f2beb8ec987",
    ),
    ("GET", EU, "/v2/iam/policy", None, "d269d3ef0557f71322be58fc4c70ca4ed0691aa5"),
    ("GET", "http://127.0.0.1:8080", "/1.0/me", None, "457f108966f064210b81daac6403f1f48c9278cd"),
]
# Made with other keys, at another time.
OFFICIAL = ("TDPKJdwZwAQPwKX2", "9ufkBmLaTQ9nz5yMUlg79taH0GNnzDjk", "5mBuy6SUQcRw2ZUxg0cG68BoDKpED4KY", 1457018875)
OFFICIAL_VECTORS = [
    ("GET", None, "e9556054b6309771395efa467c22e627407461ad"),
    ("POST", {"a": "b", "c": "d"}, "ec2fb5c7a81f64723c77d2e5b609ae6f58a84fc1"),
    ("PUT", {"a": "b", "c": "d"}, "8a75a9e7c8e7296c9dbeda6a2a735eb6bd58ec4b"),
    ("DELETE", None, "a1eecd00b3b02b6cf5708b84b9ff42059a950d85"),
]


class Service:
    """Stands for a session: a service that tells its time, at a moment of a clock of its own."""

    def __init__(self, url, time, now=0.0):
        self.url = url
        self.clock = Clock()
        self.clock.origin = self
        self.clock.now = lambda: now
        self.tell = silent
        self.time = time
        self.asked = []

    def send(self, request):
        self.asked.append(str(request))
        return Answer(200, {}, self.time)


def signed(auth, service, verb, path, body=None):
    request = json_request(verb, path.partition("?")[0], body)
    auth.prepare(service, request)
    return auth.sign(Attempt(verb, service.url, path, request.headers, request.body)).headers


@pytest.mark.parametrize(("verb", "url", "path", "body", "expected"), VECTORS)
def test_the_signature_is_that_of_the_official_client(verb, url, path, body, expected):
    service = Service(url, NOW)
    headers = signed(Signed(KEY, SECRET, CONSUMER), service, verb, path, body)
    assert headers["X-Ovh-Signature"] == f"$1${expected}"
    assert (headers["X-Ovh-Application"], headers["X-Ovh-Consumer"]) == (KEY, CONSUMER)
    assert headers["X-Ovh-Timestamp"] == str(NOW)


@pytest.mark.parametrize(("verb", "body", "expected"), OFFICIAL_VECTORS)
def test_the_signature_is_that_of_the_official_clients_own_tests(verb, body, expected):
    *keys, moment = OFFICIAL
    headers = signed(Signed(*keys), Service(EU, moment), verb, "/1.0/auth", body)
    assert headers["X-Ovh-Signature"] == f"$1${expected}"


def test_the_body_is_signed_as_it_is_sent():
    request = json_request("POST", "/1.0/me/sshKey", {"keyName": "k\u00e9y"})
    assert json.loads(request.body) == {"keyName": "k\u00e9y"}
    assert b"\\u00e9" in request.body


def test_the_time_is_asked_for_once_and_counts_on_with_the_clock():
    service = Service(EU, NOW, now=500.0)
    auth, other = Signed(KEY, SECRET, CONSUMER), Signed(KEY, SECRET, "another")
    assert signed(auth, service, "GET", "/1.0/me")["X-Ovh-Timestamp"] == str(NOW)
    service.clock.now = lambda: 600.0
    assert signed(auth, service, "GET", "/1.0/me")["X-Ovh-Timestamp"] == str(NOW + 100)
    assert signed(other, service, "GET", "/1.0/me")["X-Ovh-Timestamp"] == str(NOW + 100)
    assert service.asked == ["GET 1.0/auth/time"]


@pytest.mark.parametrize(
    ("problem", "asks"),
    [
        (Refused("no", 400, ("Query out of time",)), True),
        (Refused("no", 400, ("Invalid signature",)), True),
        (Refused("no", 403, ("This application key is invalid",)), True),
        (Refused("no", 403, ("This call has not been granted",)), False),
        (Refused("no", 400, ("Invalid value(s) received",)), False),
        (Refused("no", 404, ("This service does not exist",)), False),
    ],
)
def test_the_time_is_asked_for_again_when_the_clock_may_be_wrong(problem, asks):
    service, auth = Service(EU, NOW), Signed(KEY, SECRET, CONSUMER)
    signed(auth, service, "GET", "/1.0/me")
    service.time = NOW + 3600
    assert auth.renew(problem) is asks
    assert signed(auth, service, "GET", "/1.0/me")["X-Ovh-Timestamp"] == str(NOW + 3600 * asks)


def test_a_time_that_cannot_be_had_leaves_the_first_error():
    service, auth = Service(EU, NOW), Signed(KEY, SECRET, CONSUMER)
    signed(auth, service, "GET", "/1.0/me")
    service.time = "noon"
    assert auth.renew(Refused("no", 400, ("Query out of time",))) is False


def test_a_time_that_is_none_is_told():
    with pytest.raises(NoUsableAnswer):
        signed(Signed(KEY, SECRET, CONSUMER), Service(EU, {"time": 1}), "GET", "/1.0/me")


def test_without_a_consumer_key_only_one_can_be_asked_for():
    service, auth = Service(EU, NOW), Signed(KEY, SECRET, None)
    assert signed(auth, service, "POST", "/1.0/auth/credential", {}) == {
        "Content-Type": "application/json",
        "X-Ovh-Application": KEY,
    }
    assert signed(auth, service, "GET", "/1.0/auth/time") == {}
    with pytest.raises(BoxfleetError, match=r"consumer_key: is not set\. Ask for one with ovh_credential"):
        auth.prepare(service, Request("GET", "/1.0/me"))
    assert service.asked == []
    assert auth.with_consumer_key(CONSUMER).secrets == (SECRET, CONSUMER)
