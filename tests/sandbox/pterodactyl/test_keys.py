# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who may do what: two sorts of keys, permissions, addresses, forms of the envelope and of refusals."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pterodactyl_account import (
    ADMIN,
    APPLICATION_KEY,
    CLIENT_KEY,
    PEOPLE,
    SECRET,
    Sandbox,
    client,
    running,
)


def test_the_keys_that_stand_in_the_documentation() -> None:
    with running("--db", ":memory:") as sandbox:
        assert sandbox.shown("/client/account")["id"] == ADMIN
        assert len(sandbox.with_key(APPLICATION_KEY).listed("/application/users")) == 2


def test_what_a_wrong_key_gets(sandbox: Sandbox) -> None:
    for key in ("ptlc_unknown", CLIENT_KEY[:-1] + "0", SECRET):
        stranger = sandbox.with_key(key)
        assert stranger.refusal(401, "GET", "/application/users") == [("AuthenticationException", "Unauthenticated.")]
    response = sandbox.with_key("x").send("GET", "/client/account")
    assert "X-RateLimit-Limit" not in response.headers


def test_without_asking_for_json_errors_are_pages(sandbox: Sandbox) -> None:
    anything = {"Accept": "*/*"}
    response = sandbox.with_key("x").send("GET", "/client/account", headers=anything)
    assert (response.status_code, response.headers["Location"]) == (302, f"{sandbox.url}/auth/login")
    response = sandbox.send("POST", "/application/locations", {}, headers=anything)
    assert (response.status_code, response.headers["Location"]) == (302, f"{sandbox.url}/")
    response = sandbox.send("GET", "/application/users/99", headers=anything)
    assert (response.status_code, response.headers["Content-Type"]) == (404, "text/html; charset=UTF-8")
    assert sandbox.send("GET", "/client/account", headers=anything).json()["object"] == "user"
    own = {"Accept": "Application/vnd.pterodactyl.v1+json"}
    assert sandbox.send("GET", "/application/users/99", headers=own).json()["errors"]


def test_each_sort_of_key_has_its_api(sandbox: Sandbox, application: Sandbox, user: Sandbox) -> None:
    assert sandbox.listed("/application/servers") == []
    assert application.listed("/application/servers") == []
    [(code, words)] = application.refusal(403, "GET", "/client/account")
    assert (code, "requires a client API key" in words) == ("AccessDeniedHttpException", True)
    [(code, words)] = user.refusal(403, "GET", "/application/servers")
    assert words == "This account does not have permission to access the API."
    assert user.shown("/client/account")["admin"] is False


def test_an_application_key_may_what_it_was_given(sandbox: Sandbox) -> None:
    reader = sandbox.key_of("admin", application=True, permissions={"servers": 1, "locations": 2})
    assert reader.listed("/application/servers") == []
    sandbox.server()
    assert reader.refusal(403, "DELETE", "/application/servers/1") == [
        ("AccessDeniedHttpException", "This action is unauthorized.")
    ]
    assert reader.code(403, "GET", "/application/locations") == "AccessDeniedHttpException"
    assert reader.made("/application/locations", {"short": "x"})["short"] == "x"
    shown = reader.shown("/application/servers/1?include=user,variables")["relationships"]
    assert shown["user"] == {"object": "null_resource", "attributes": None}
    assert shown["variables"]["object"] == "list"


def test_keys_from_before_they_had_prefixes(sandbox: Sandbox) -> None:
    assert sandbox.key_of("user", prefix=False).shown("/client/account")["username"] == "user"
    application = sandbox.key_of("admin", prefix=False, application=True)
    assert application.code(403, "GET", "/client/account") == "AccessDeniedHttpException"
    assert application.listed("/application/servers") == []


def test_keys_for_some_addresses(sandbox: Sandbox) -> None:
    assert sandbox.key_of("admin", allowed_ips=["127.0.0.0/8"]).shown("/client/account")["admin"]
    elsewhere = sandbox.key_of("admin", allowed_ips=["192.0.2.1", "2001:db8::/32"])
    [(code, words)] = elsewhere.refusal(403, "GET", "/client/account")
    assert code == "AccessDeniedHttpException"
    assert "This IP address (127.0.0.1) does not have permission" in words


def test_what_the_command_line_says_of_keys() -> None:
    key = f"ptlc_00000000003{SECRET}@192.0.2.0/24"
    narrow = f"ptla_00000000003{SECRET}/servers=1,nodes=3"
    with running("--db", ":memory:", "--account", f"root:{key}:{narrow}", "--account", PEOPLE[1]) as sandbox:
        assert sandbox.with_key(key[:48]).code(403, "GET", "/client/account") == "AccessDeniedHttpException"
        application = sandbox.with_key(narrow[:48])
        assert len(application.listed("/application/nodes")) == 1
        assert application.code(403, "GET", "/application/users") == "AccessDeniedHttpException"
        assert sandbox.code(401, "GET", "/client/account") == "AuthenticationException"


@pytest.mark.parametrize(
    "account", ["admin", "admin:x", f"admin:{CLIENT_KEY}x", f"a b:{CLIENT_KEY}", f"admin:{APPLICATION_KEY}/cats=1"]
)
def test_an_account_that_cannot_be(account: str) -> None:
    with pytest.raises(AssertionError, match="argument --account"), running("--account", account):
        pass


def test_paths_that_are_not_there(sandbox: Sandbox) -> None:
    assert sandbox.refusal(404, "GET", "/application/bananas") == [
        ("NotFoundHttpException", "The route api/application/bananas could not be found.")
    ]
    assert sandbox.code(405, "PUT", "/application/users") == "MethodNotAllowedHttpException"
    for path in ("/application/users/x", "/application/users/99", "/client/servers/00000000"):
        assert sandbox.refusal(404, "GET", path) == [
            ("NotFoundHttpException", "The requested resource could not be found on the server.")
        ]


def test_bodies_as_php_reads_them(sandbox: Sandbox) -> None:
    broken = {"Content-Type": "application/json"}
    assert sandbox.code(400, "POST", "/application/locations", data=b"{", headers=broken) == "BadRequestHttpException"
    response = sandbox.send("POST", "/application/locations", data={"short": " a "})
    assert response.json()["attributes"]["short"] == "a"
    assert sandbox.made("/application/locations?short=b", {})["short"] == "b"
    assert sandbox.broken("POST", "/application/locations", {"short": "   "}) == {("short", "required")}


def test_limits_by_user(started: Callable[..., Sandbox]) -> None:
    panel = started("--rate", "application=3/60", "--rate", "client=100/60")
    application = panel.with_key(APPLICATION_KEY)
    assert [panel.send("GET", "/application/nests").headers["X-RateLimit-Remaining"] for _ in range(2)] == ["2", "1"]
    assert application.send("GET", "/application/nests").headers["X-RateLimit-Limit"] == "3"
    refused = application.send("GET", "/application/nests")
    assert refused.status_code == 429
    assert refused.json()["errors"][0]["code"] == "ThrottleRequestsException"
    assert 0 < int(refused.headers["Retry-After"]) <= 60
    now = panel.control("GET", "/clock")["now"]
    assert 0 < int(refused.headers["X-RateLimit-Reset"]) - now <= 61
    assert panel.send("GET", "/client").headers["X-RateLimit-Limit"] == "100"
    panel.advance(61)
    assert application.send("GET", "/application/nests").status_code == 200


def test_the_usual_limits(started: Callable[..., Sandbox]) -> None:
    panel = started()
    assert panel.send("GET", "/application/nests").headers["X-RateLimit-Limit"] == "240"
    assert panel.send("GET", "/client").headers["X-RateLimit-Limit"] == "720"
    path = client(panel.server())
    for _ in range(10):
        assert panel.send("POST", f"{path}/files/pull", {"url": "http://x.test/a", "foreground": True}).ok
    assert panel.code(429, "POST", f"{path}/files/pull", {"url": "http://x.test/a"}) == "ThrottleRequestsException"


def test_debug_errors(started: Callable[..., Sandbox]) -> None:
    panel = started("--form", "debug")
    [entry] = panel.send("GET", "/application/users/99").json()["errors"]
    assert entry["source"]["line"]
    assert entry["meta"]["trace"]


def test_a_second_factor_for_everybody(sandbox: Sandbox) -> None:
    sandbox.fault("GET", "*", "two_factor", times=2)
    assert sandbox.code(400, "GET", "/client") == "TwoFactorAuthRequiredException"
    assert sandbox.shown("/client/account")["admin"]
    assert sandbox.code(400, "GET", "/application/users") == "TwoFactorAuthRequiredException"


def test_a_file_keeps_everything_but_secrets(tmp_path: Path) -> None:
    options = ("--db", str(tmp_path / "panel.db"), "--step-seconds", "3600")
    with running(*options) as first:
        made = first.server(settle=False)
        first.user("bob", password="secretone1")
        key = first.made("/client/account/api-keys", {"description": "x"}, 200)["identifier"]
    with running(*options, "--account", PEOPLE[0], "--account", PEOPLE[1]) as second:
        assert second.shown(f"/application/servers/{made['id']}")["status"] == "installing"
        second.settle(7200)
        assert second.shown(f"/application/servers/{made['id']}")["status"] is None
        assert len(second.listed("/application/users")) == 3
        assert key in [it["identifier"] for it in second.listed("/client/account/api-keys")]
        files = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert b"bob@example.com" in files
    assert b"secretone1" not in files
    assert SECRET.encode() not in files
