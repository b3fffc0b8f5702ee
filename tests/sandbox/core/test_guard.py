# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who is let in: on loopback programs and no web pages, beyond it who knows what was made up or chosen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from running import Server, next_line, serving, start
from tiny_account import FOLDER, TOKEN

from sandbox._core.guard import is_local

OWN_TOKEN = "own-token-0123456789"
KEY = "own-key-0123456789"
PATHS = ("/v1/servers", "/_sandbox/clock", "/_sandbox")


def asked(server: Server, path: str, verb: str = "GET", **headers: str | bytes) -> requests.Response:
    """A request with these headers, as the account of the documentation unless they name another."""
    named = {"Authorization": f"Bearer {TOKEN}", **{name.replace("_", "-"): value for name, value in headers.items()}}
    return requests.request(verb, f"{server.url}{path}", headers=named)


@pytest.mark.parametrize(
    "name", ["localhost", "LOCALHOST:8765", "127.0.0.1:80", "a.localhost", "[::1]:99", "192.0.2.1", "[2001:db8::1]"]
)
def test_on_loopback_it_is_called_by_the_name_of_this_computer_or_an_address(tiny: Server, name: str) -> None:
    assert [asked(tiny, path, Host=name).status_code for path in PATHS] == [200, 200, 200]


@pytest.mark.parametrize(
    "name",
    ["evil.example", "evil.example:8765", "localhost.evil.example", "notlocalhost", "127.0.0.1.evil.example", "["],
)
def test_a_name_that_some_name_server_could_have_made_up_is_refused(tiny: Server, name: str) -> None:
    for path in PATHS:
        refused = asked(tiny, path, Host=name)
        assert (refused.status_code, name in refused.json()["error"]) == (403, True)


def test_a_name_that_it_listens_by_is_its_own() -> None:
    with serving("--host", "localhost", program="tiny", folder=FOLDER) as server:
        assert asked(server, "/v1/servers", Host="localhost:1").status_code == 200
        assert asked(server, "/v1/servers", Host="evil.example").status_code == 403


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "https://evil.example:8765", "null", "http://localhost:1", "file://", "http://["]
)
def test_pages_from_elsewhere_are_refused_before_anything_happens(tiny: Server, origin: str) -> None:
    tiny.fault("*", "*", "status")
    for verb, path in (("POST", "/v1/servers"), ("POST", "/_sandbox/reset"), ("DELETE", "/_sandbox/faults")):
        refused = asked(tiny, path, verb, Origin=origin)
        assert (refused.status_code, "web pages from elsewhere" in refused.json()["error"]) == (403, True)
        assert "Access-Control-Allow-Origin" not in refused.headers
    assert asked(tiny, "/v1/servers", "OPTIONS", Origin=origin).status_code == 403
    assert tiny.log() == []
    assert len(tiny.control("GET", "/faults")["faults"]) == 1


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_pictures_in_pages_from_elsewhere_are_refused(tiny: Server, site: str) -> None:
    assert [asked(tiny, path, Sec_Fetch_Site=site).status_code for path in PATHS] == [403, 403, 403]
    assert tiny.log() == []


@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_who_types_its_address_into_a_browser_may(tiny: Server, site: str) -> None:
    assert [asked(tiny, path, Sec_Fetch_Site=site).status_code for path in PATHS] == [200, 200, 200]


def test_its_own_pages_may(tiny: Server) -> None:
    assert asked(tiny, "/v1/servers", Origin=tiny.url).status_code == 200
    assert asked(tiny, "/v1/servers", Origin="https://localhost:7", Host="localhost:7").status_code == 200


def test_on_loopback_a_key_is_needed_only_if_one_was_named() -> None:
    with serving("--control-key", KEY, program="tiny", folder=FOLDER) as server:
        refused = asked(server, "/_sandbox/clock")
        assert (refused.status_code, "X-Sandbox-Key" in refused.json()["error"]) == (401, True)
        assert asked(server, "/_sandbox/reset", "POST", X_Sandbox_Key=KEY[:-1]).status_code == 401
        assert asked(server, "/_sandbox/nothing", X_Sandbox_Key="").status_code == 401
        assert asked(server, "/_sandbox/clock", X_Sandbox_Key=b"\xff").status_code == 401
        assert asked(server, "/_sandbox/clock", X_Sandbox_Key=KEY).status_code == 200
        assert asked(server, "/_sandbox").json() == {"sandbox": "tiny"}
        assert asked(server, "/v1/servers").status_code == 200


@pytest.fixture
def public() -> Iterator[tuple[Server, str, str]]:
    """A sandbox that the network reaches, and what it made up: a token and a key."""
    with serving("--host", "0.0.0.0", program="tiny", folder=FOLDER) as server:
        server.said = server.said.replace("0.0.0.0", "127.0.0.1")
        token, key = (next_line(server.process) for _line in range(2))
        yield server, token.removeprefix("token: "), key.removeprefix("control key: ")


def test_beyond_loopback_everybody_needs_what_was_made_up(public: tuple[Server, str, str]) -> None:
    server, token, key = public
    assert len(token) == len(key) == 32
    assert token not in (TOKEN, key)
    assert asked(server, "/v1/servers").status_code == 401
    assert asked(server, "/v1/servers", Authorization=f"Bearer {token}").status_code == 200
    assert asked(server, "/_sandbox/requests").status_code == 401
    log = asked(server, "/_sandbox/requests", X_Sandbox_Key=key)
    assert [entry["status"] for entry in log.json()["requests"]] == [401, 200]
    assert asked(server, "/_sandbox").json() == {"sandbox": "tiny"}


def test_beyond_loopback_any_name_will_do_but_no_foreign_page(public: tuple[Server, str, str]) -> None:
    server, token, _key = public
    authorized = {"Authorization": f"Bearer {token}", "Host": "sandbox.example"}
    assert asked(server, "/v1/servers", **authorized).status_code == 200
    assert asked(server, "/v1/servers", **authorized, Origin="http://evil.example").status_code == 403


def test_what_is_made_up_is_made_up_anew_each_time() -> None:
    said = []
    for _time in range(2):
        with serving("--host", "0.0.0.0", program="tiny", folder=FOLDER) as server:
            said += [next_line(server.process) for _line in range(2)]
    assert len(set(said)) == 4


def test_beyond_loopback_ones_own_token_and_key_hold_and_are_not_told() -> None:
    options = ("--host", "0.0.0.0", "--token", OWN_TOKEN, "--control-key", KEY)
    with serving(*options, program="tiny", folder=FOLDER) as server:
        server.said = server.said.replace("0.0.0.0", "127.0.0.1")
        assert asked(server, "/v1/servers", Authorization=f"Bearer {OWN_TOKEN}").status_code == 200
        assert asked(server, "/_sandbox/clock", X_Sandbox_Key=KEY).status_code == 200
        server.process.terminate()
        assert server.process.communicate() == ("", "")


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (("--host", "0.0.0.0", "--token", TOKEN), "--token: everybody knows this one; beyond loopback choose"),
        (("--host", "0.0.0.0", "--token", OWN_TOKEN, "--token", TOKEN), "--token: everybody knows this one"),
        (("--control-key", "short"), "--control-key: must be 16 or more letters, digits, _ and -"),
        (("--control-key", "with spaces in between"), "--control-key: must be 16 or more"),
    ],
)
def test_a_token_or_key_that_keeps_nobody_out_is_told_in_one_line(options: tuple[str, ...], complaint: str) -> None:
    process = start(*options, program="tiny", folder=FOLDER)
    try:
        output, errors = process.communicate(timeout=120)
    finally:
        process.kill()
    assert (process.returncode, output) == (2, "")
    assert complaint in errors.splitlines()[-1]


@pytest.mark.parametrize(
    ("host", "local"),
    [
        ("127.0.0.1", True),
        ("127.66.0.1", True),
        ("localhost", True),
        ("::1", True),
        ("0.0.0.0", False),
        ("::", False),
        ("", False),
        ("192.0.2.1", False),
        ("no-such-host.invalid", True),
    ],
)
def test_only_loopback_is_taken_for_this_computer(host: str, local: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("socket.getaddrinfo", resolved)
    assert is_local(host) is local


def test_a_name_with_one_address_outside_is_not_local(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("socket.getaddrinfo", lambda *_: [(0, 0, 0, "", (ip, 0)) for ip in ("127.0.0.1", "192.0.2.1")])
    assert not is_local("sandbox.example")


def resolved(host: str, _port: Any) -> list[Any]:
    """What the resolver says, without asking any: these names lead where they say."""
    if host.endswith(".invalid"):
        raise OSError("unknown")
    return [(0, 0, 0, "", ("127.0.0.1" if host == "localhost" else host, 0))]


def test_no_file_is_left_that_holds_what_was_made_up(tmp_path: Path) -> None:
    options = ("--host", "0.0.0.0", "--db", str(tmp_path / "servers.db"))
    with serving(*options, program="tiny", folder=FOLDER) as server:
        token, key = (next_line(server.process).split()[-1] for _line in range(2))
    for file in tmp_path.iterdir():
        assert token.encode() not in file.read_bytes()
        assert key.encode() not in file.read_bytes()
