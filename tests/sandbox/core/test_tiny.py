# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The sandbox of the small provider: it works as docs/new-provider.md says, and so does what all sandboxes share."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import requests
from running import Server, serving
from tiny_account import FOLDER, TOKEN

BEARER = {"Authorization": f"Bearer {TOKEN}"}


def send(server: Server, verb: str, path: str, **how: Any) -> requests.Response:
    return server.session.request(verb, f"{server.url}{path}", **{"headers": BEARER, **how})


def create(server: Server, name: str = "web1") -> str:
    """The path of a new server."""
    created = send(server, "POST", "/v1/servers", json={"name": name, "size": "small"})
    assert (created.status_code, created.content) == (202, b""), created.text
    return created.headers["Location"]


def state(server: Server, path: str) -> Any:
    found = send(server, "GET", path)
    return found.json()["state"] if found.status_code == 200 else found.status_code


def test_a_server_is_made_started_stopped_and_deleted_when_its_steps_have_ended(tiny: Server) -> None:
    path = create(tiny)
    assert path == "/v1/servers/ser-1"
    for action, begun, then in (("", "CREATING", "OFF"), ("/start", "STARTING", "ON"), ("/stop", "STOPPING", "OFF")):
        if action:
            assert send(tiny, "POST", path + action).status_code == 202
        tiny.advance(9)
        assert state(tiny, path) == begun
        tiny.advance(1)
        assert state(tiny, path) == then
    deleted = send(tiny, "DELETE", path)
    assert (deleted.status_code, deleted.content) == (204, b"")
    assert state(tiny, path) == "DELETING"
    tiny.advance(10)
    assert state(tiny, path) == 404


def test_what_does_not_fit_the_state_is_refused(tiny: Server) -> None:
    path = create(tiny)
    tiny.advance(10)
    assert send(tiny, "POST", f"{path}/stop").status_code == 409
    assert send(tiny, "POST", f"{path}/explode").status_code == 409
    send(tiny, "POST", f"{path}/start")
    tiny.advance(10)
    assert send(tiny, "DELETE", path).status_code == 409


def test_a_volume_grows_keeps_its_secret_and_goes_with_its_server(tiny: Server) -> None:
    path = create(tiny)
    tiny.advance(10)
    values = {"name": "data", "gigabytes": 5, "passphrase": "very secret indeed"}
    volume = send(tiny, "POST", f"{path}/volumes", json=values).headers["Location"]
    assert volume == f"{path}/volumes/vol-1"
    assert state(tiny, volume) == "CHANGING"
    tiny.advance(10)
    assert send(tiny, "PATCH", volume, json={"gigabytes": 4}).status_code == 409
    assert send(tiny, "PATCH", volume, json={"gigabytes": 6, "labels": ["a"]}).status_code == 202
    tiny.advance(10)
    shown = send(tiny, "GET", volume).json()
    del shown["created"]
    assert shown == {
        **{"id": "vol-1", "name": "data", "gigabytes": 6, "diskType": "hdd", "labels": ["a"], "state": "READY"},
    }
    send(tiny, "DELETE", path)
    tiny.advance(10)
    assert state(tiny, volume) == 404


def test_lists_come_in_pages_in_the_order_of_making(tiny: Server) -> None:
    tiny.control("POST", "/servers", names=list("abcdefg"))
    pages = [send(tiny, "GET", "/v1/servers", params={"page": number}).json() for number in (1, 2, 3)]
    assert ["".join(server["name"] for server in page["items"]) for page in pages] == ["abc", "def", "g"]
    assert [page["next"] for page in pages] == [2, 3, None]


def test_a_step_can_be_made_to_fail_or_never_to_end(tiny: Server) -> None:
    tiny.fault("POST", "/servers", "fails")
    tiny.fault("POST", "/servers", "stuck", after=1)
    failing, stuck = create(tiny), create(tiny)
    tiny.advance(10**9)
    assert (state(tiny, failing), state(tiny, stuck)) == ("ERROR", "CREATING")


def test_strangers_wrong_paths_wrong_verbs_and_wrong_bodies_get_their_status(tiny: Server) -> None:
    assert send(tiny, "GET", "/v1/servers", headers={}).status_code == 401
    assert send(tiny, "GET", "/v1/nothing").status_code == 404
    assert send(tiny, "PATCH", "/v1/servers").status_code == 405
    for body in (b"", b"{", b"[]", b'{"nom": 1}', b'{"name": "x"}', b'{"name": 1, "size": "small"}', b"[" * 100_000):
        assert send(tiny, "POST", "/v1/servers", data=body).status_code == 422
    assert send(tiny, "GET", "/v1/servers").json() == {"items": [], "next": None}


def test_control_calls_of_its_own_stand_beside_those_that_all_have(tiny: Server) -> None:
    assert tiny.control("POST", "/servers", names=["a", "b"]) == {"ids": ["ser-1", "ser-2"]}
    assert [server["name"] for server in send(tiny, "GET", "/v1/servers").json()["items"]] == ["a", "b"]
    unknown = tiny.session.get(f"{tiny.url}/_sandbox/nothing")
    assert {"POST /_sandbox/servers", "POST /_sandbox/reset"} <= set(unknown.json()["known"])


def test_reads_and_writes_are_counted_apart_and_every_answer_says_how_one_stands() -> None:
    with serving("--rate", "writes=2/60", program="tiny", folder=FOLDER) as server:
        left = [send(server, "POST", "/v1/servers").headers["X-Rate-Remaining"] for _call in range(2)]
        assert left == ["1", "0"]
        limited = send(server, "POST", "/v1/servers")
        assert (limited.status_code, 1 <= int(limited.headers["Retry-After"]) <= 60) == (429, True)
        read = send(server, "GET", "/v1/servers")
        assert (read.status_code, float(read.headers["X-Rate-Reset"]) <= 60) == (200, True)


def test_accounts_are_apart_limited_apart_and_back_after_a_restart(tmp_path: Path) -> None:
    other = "another-token-0123456789"
    options = ("--db", str(tmp_path / "servers.db"), "--token", TOKEN, "--token", other, "--rate", "reads=1/60")
    with serving(*options, program="tiny", folder=FOLDER) as server:
        path = create(server)
        foreign = {"headers": {"Authorization": f"Bearer {other}"}}
        assert send(server, "GET", path, **foreign).status_code == 404
        assert send(server, "GET", path).status_code == 200
        assert send(server, "GET", path).status_code == 429
        assert [entry["account"] for entry in server.log()] == [1, 2, 1, 1]
        assert TOKEN not in str(server.log())
        server.process.kill()
    with serving(*options[:2], "--token", other, "--token", TOKEN, program="tiny", folder=FOLDER) as server:
        assert state(server, path) in ("CREATING", "OFF")
