# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""docs/new-provider-sandbox.md: what it shows works, and is as complete as it says."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import requests
from example_provider import TOKEN
from running import ROOT, Server, serving

BEARER = {"Authorization": f"Bearer {TOKEN}"}


def send(server: Server, verb: str, path: str, **how: Any) -> requests.Response:
    return server.session.request(verb, f"{server.url}{path}", **{"headers": BEARER, **how})


def create(server: Server, name: str = "web1") -> str:
    created = send(server, "POST", "/v1/servers", json={"name": name})
    assert created.status_code == 202, created.text
    return str(created.json()["id"])


def state(server: Server, number: str) -> Any:
    found = send(server, "GET", f"/v1/servers/{number}")
    return found.json()["state"] if found.status_code == 200 else found.status_code


def test_a_server_is_made_found_and_deleted_when_its_steps_have_ended(example: Server) -> None:
    created = send(example, "POST", "/v1/servers", json={"name": "web1"})
    assert created.headers["Location"] == f"{example.url}/v1/servers/1"
    assert created.json() == {"id": "1", "name": "web1", "state": "CREATING"}
    example.advance(9)
    assert state(example, "1") == "CREATING"
    example.advance(1)
    assert send(example, "GET", "/v1/servers").json() == [{"id": "1", "name": "web1", "state": "READY"}]
    deleted = send(example, "DELETE", "/v1/servers/1")
    assert (deleted.status_code, deleted.content) == (204, b"")
    assert state(example, "1") == "DELETING"
    example.advance(10)
    assert state(example, "1") == 404


def test_a_step_can_be_made_to_fail_or_never_to_end(example: Server) -> None:
    example.fault("POST", "/servers", "fails")
    example.fault("POST", "/servers", "stuck", after=1)
    failing, stuck = create(example), create(example)
    example.advance(10**9)
    assert (state(example, failing), state(example, stuck)) == ("ERROR", "CREATING")


def test_strangers_wrong_paths_wrong_verbs_and_wrong_bodies_get_their_status(example: Server) -> None:
    assert send(example, "GET", "/v1/servers", headers={}).status_code == 401
    assert send(example, "GET", "/v1/nothing").status_code == 404
    assert send(example, "PATCH", "/v1/servers").status_code == 405
    for body in (b"", b"{", b"[]", b'{"nom": 1}', b"[" * 100_000):
        assert send(example, "POST", "/v1/servers", data=body).status_code == 422
    assert send(example, "GET", "/v1/servers").json() == []


def test_control_calls_of_its_own_stand_beside_those_that_all_have(example: Server) -> None:
    assert example.control("POST", "/servers", names=["a", "b"]) == {"ids": ["1", "2"]}
    assert [server["name"] for server in send(example, "GET", "/v1/servers").json()] == ["a", "b"]
    unknown = example.session.get(f"{example.url}/_sandbox/nothing")
    assert {"POST /_sandbox/servers", "POST /_sandbox/reset"} <= set(unknown.json()["known"])


def test_accounts_are_apart_limited_apart_and_back_after_a_restart(example_folder: Path, tmp_path: Path) -> None:
    other = "another-token-0123456789"
    options = ("--db", str(tmp_path / "servers.db"), "--token", TOKEN, "--token", other, "--rate", "2/60")
    where = {"program": "example", "folder": example_folder}
    with serving(*options, **where) as server:  # type: ignore[arg-type]
        create(server)
        foreign = {"headers": {"Authorization": f"Bearer {other}"}}
        assert send(server, "GET", "/v1/servers/1", **foreign).status_code == 404
        assert send(server, "GET", "/v1/servers").status_code == 200
        limited = send(server, "GET", "/v1/servers")
        assert (limited.status_code, 1 <= int(limited.headers["Retry-After"]) <= 60) == (429, True)
        assert send(server, "GET", "/v1/servers", **foreign).status_code == 200
        assert [entry["account"] for entry in server.log()] == [1, 2, 1, 1, 2]
        assert TOKEN not in str(server.log())
        server.process.kill()
    with serving(*options[:2], "--token", other, "--token", TOKEN, **where) as server:  # type: ignore[arg-type]
        assert state(server, "1") == "CREATING"


def test_it_is_typed_as_strictly_as_the_rest(example_folder: Path) -> None:
    options = ["--strict", "--explicit-package-bases", "--namespace-packages", "--cache-dir", str(example_folder)]
    pytest.importorskip("mypy")
    done = subprocess.run(
        [sys.executable, "-m", "mypy", *options, "example"],
        cwd=example_folder,
        env={"MYPYPATH": str(ROOT), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
