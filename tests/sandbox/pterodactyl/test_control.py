# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What tests do to the sandbox itself, and the forms that answers can have."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
import requests
from pterodactyl_account import Sandbox, client

from sandbox.pterodactyl.forms import FORMS


def refused(sandbox: Sandbox, path: str, **sent: Any) -> str:
    response = sandbox.session.post(f"{sandbox.url}/_sandbox{path}", json=sent)
    assert response.status_code == 400, response.text
    return str(response.json()["error"])


def test_servers_are_there_at_once(sandbox: Sandbox) -> None:
    made = sandbox.control("POST", "/servers", count=400, prefix="web", running=True, external_id=True)
    found = sandbox.get("/application/servers?per_page=1000&include=allocations,variables")["data"]
    assert [it["attributes"]["id"] for it in found] == made["ids"]
    assert [it["attributes"]["external_id"] for it in found] == made["names"]
    last = found[-1]["attributes"]
    [port] = last["relationships"]["allocations"]["data"]
    assert (last["status"], port["attributes"]["port"]) == (None, 1424)
    path = f"/client/servers/{made['identifiers'][0]}"
    assert sandbox.shown(f"{path}/resources")["current_state"] == "running"
    assert "server.jar" in {it["name"] for it in sandbox.listed(f"{path}/files/list")}


@pytest.mark.parametrize(
    ("path", "sent", "words"),
    [
        ("/servers", {"count": 0}, "count"),
        ("/servers", {"egg": 99}, "no egg"),
        ("/servers", {"running": 1}, "running"),
        ("/servers", {"colour": "red"}, "unknown field"),
        ("/keys", {"permissions": {"cats": 1}}, "permissions"),
        ("/keys", {"allowed_ips": "x"}, "allowed_ips"),
        ("/password", {"user": "nobody"}, "no user"),
        ("/server", {"server": 9}, "no server"),
        ("/node", {"node": 9}, "no node"),
        ("/eggs", {"nest": 9}, "no nest"),
        ("/eggs", {"variables": [{"env": "A", "default": "", "rules": "required|dance:1"}]}, "dance"),
        ("/files", {"server": 9}, "no server"),
        ("/vanish", {"type": "cat", "id": 1}, "type"),
        ("/vanish", {"type": "node", "id": 9}, "no node"),
    ],
)
def test_what_makes_no_sense_is_said(sandbox: Sandbox, path: str, sent: dict[str, Any], words: str) -> None:
    assert words in refused(sandbox, path, **sent)


def test_what_happens_elsewhere(sandbox: Sandbox) -> None:
    made = sandbox.server()
    sandbox.control("POST", "/files", server=made["id"], path="/a", content="game")
    assert sandbox.read(client(made), "/a") == "game"
    egg = sandbox.control("POST", "/eggs", nest=4, name="Own", startup="./own")
    assert sandbox.shown(f"/application/nests/4/eggs/{egg['egg']}")["startup"] == "./own"
    sandbox.control("POST", "/server", server=made["id"], power="running", transferring=True)
    assert sandbox.shown(client(made))["is_transferring"] is True
    assert sandbox.code(409, "GET", f"{client(made)}/files/list") == "ServerStateConflictException"
    sandbox.control("POST", "/vanish", type="server", id=made["id"])
    assert sandbox.code(404, "GET", client(made)) == "NotFoundHttpException"
    sandbox.advance(1000)
    sandbox.server()


@pytest.mark.parametrize("kind", ["user", "location", "node", "schedule", "backup", "database", "subuser"])
def test_what_vanishes_takes_with_it_what_cannot_be_without(sandbox: Sandbox, kind: str) -> None:
    made = sandbox.server()
    path = client(made)
    cron = {"minute": "*", "hour": "*", "day_of_month": "*", "month": "*", "day_of_week": "*"}
    schedule = sandbox.made(f"{path}/schedules", {"name": "x", "is_active": True, **cron}, 200)["id"]
    task = {"action": "power", "payload": "start", "time_offset": 60}
    sandbox.made(f"{path}/schedules/{schedule}/tasks", task, 200)
    sandbox.ok("POST", f"{path}/schedules/{schedule}/execute", status=202)
    sandbox.made(f"{path}/databases", {"database": "data", "remote": "%"}, 200)
    sandbox.made(f"{path}/users", {"email": "admin@example.com", "permissions": ["file.read"]}, 200)
    sandbox.made(f"{path}/backups", {}, 200)
    sandbox.control("POST", "/vanish", type=kind, id=made["user"] if kind == "user" else 1)
    sandbox.advance(600)
    gone = kind in ("user", "location", "node")
    assert len(sandbox.listed("/application/servers?include=databases,subusers,node,user")) == (0 if gone else 1)
    assert refused(sandbox, "/vanish", type=kind, id=made["user"] if kind == "user" else 1).startswith("there is no")


def test_what_only_looks_changes_nothing(sandbox: Sandbox) -> None:
    path = client(sandbox.server())
    sandbox.control("DELETE", "/requests")
    for where in ("", "/resources", "/files/list", "/files/contents?file=/server.jar", "/files/upload", "/backups"):
        sandbox.get(f"{path}{where}") if "contents" not in where else sandbox.read(path, "/server.jar")
    sandbox.get("/client/account/api-keys")
    assert {(entry["account"], entry["changed"]) for entry in sandbox.log()} == {(1, False)}


def test_forms_that_one_answer_has(sandbox: Sandbox) -> None:
    sandbox.control("POST", "/servers", count=3)
    sandbox.fault("GET", "*", "unordered")
    assert [it["id"] for it in sandbox.listed("/application/servers")] == [3, 2, 1]
    assert [it["id"] for it in sandbox.listed("/application/servers")] == [1, 2, 3]
    sandbox.fault("GET", "*", "empty_lists")
    assert sandbox.get("/application/servers")["meta"]["pagination"]["links"] == []
    sandbox.fault("GET", "*", "news")
    assert sandbox.shown("/application/servers/1")["colour_scheme"] == "dark"
    sandbox.fault("GET", "*", "local_times", times=2)
    assert sandbox.listed("/client/account/api-keys")[0]["created_at"].endswith("+02:00")
    assert sandbox.shown("/application/servers/1")["created_at"].endswith("+00:00")


def test_jexactyl(started: Callable[..., Sandbox]) -> None:
    panel = started("--form", "jexactyl", "--rate", "none")
    made = panel.user("bob", discord_id="123456789012345678")
    assert made["discord_id"] == "123456789012345678"
    row = panel.shown("/application/nodes/1")
    assert (row["deployable"], row["deploy_fee"]) == (True, 0)
    assert panel.ok("PATCH", "/application/nodes/1", {**row, "deploy_fee": 5})["attributes"]["deploy_fee"] == 5
    path = client(panel.server())
    shown = panel.shown(f"{path}?include=egg")
    assert (shown["renewable"], shown["renewal"], shown["bg"]) == (False, 7, None)
    assert shown["relationships"]["egg"]["attributes"] == {"name": "Vanilla Minecraft"}
    assert "plugin" in panel.shown("/client/permissions")["permissions"]
    panel.control("POST", "/password", user="admin", password="secret")
    panel.done("PUT", "/client/account/username", {"username": "Root", "password": "secret"})
    assert panel.shown("/client/account")["username"] == "root"
    panel.done("DELETE", "/client/account/two-factor", {"password": "secret"})
    backup = panel.made(f"{path}/backups", {}, 200)
    panel.settle()
    panel.done("POST", f"{path}/backups/{backup['uuid']}/restore", {})


def test_lost_answers(sandbox: Sandbox) -> None:
    sandbox.fault("POST", "/application/locations", "status_after", status=502)
    assert sandbox.send("POST", "/application/locations", {"short": "x"}).status_code == 502
    assert len(sandbox.listed("/application/locations")) == 2
    sandbox.fault("GET", "*", "status", status=503)
    assert sandbox.code(503, "GET", "/application/locations") == "HttpException"


@pytest.mark.parametrize("form", FORMS)
def test_forms_and_faults_come_together(sandbox: Sandbox, form: str) -> None:
    for kind, more in (("status_after", {"status": 502}), ("status", {"status": 503}), ("html", {}), ("truncate", {})):
        sandbox.fault("GET", "*", form)
        sandbox.fault("GET", "*", kind, **more)
        with suppress(requests.RequestException):
            sandbox.send("GET", "/application/locations")
    # 500 is a mistake of the sandbox
    assert {entry["status"] for entry in sandbox.log()} <= {200, 400, 502, 503}
