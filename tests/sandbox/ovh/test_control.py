# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What tests do to the sandbox itself, what it keeps, and how its answers can be otherwise."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ovh_account import OTHER, STEP, Sandbox

from sandbox.ovh.errors import CLASSES
from sandbox.ovh.forms import FORMS
from sandbox.ovh.provider import Ovh

ROOT = Path(__file__).parents[3]


def refused(sandbox: Sandbox, path: str, **sent: Any) -> str:
    response = sandbox.session.post(f"{sandbox.url}/_sandbox{path}", json=sent)
    assert response.status_code == 400, response.text
    return str(response.json()["error"])


def test_instances_are_there_at_once(sandbox: Sandbox) -> None:
    made = sandbox.control("POST", "/instances", count=50, prefix="web", region="SBG5", flavor="b2-7")
    found = sandbox.get(f"/cloud/project/{made['project']}/instance?region=SBG5")
    assert [it["id"] for it in found] == made["ids"]
    assert [it["ipAddresses"][0]["ip"] for it in found] == made["addresses"]
    assert (found[0]["name"], found[0]["status"], len(set(made["addresses"]))) == ("web1", "ACTIVE", 50)
    other = sandbox.control("POST", "/projects", description="second")["id"]
    assert sandbox.get(f"/cloud/project/{other}")["description"] == "second"
    sandbox.control("POST", "/instances", project=other, status="SHUTOFF", image="AlmaLinux 9")
    [off] = sandbox.get(f"/cloud/project/{other}/instance")
    assert off["status"] == "SHUTOFF"


def test_services_are_ordered(sandbox: Sandbox, other: Sandbox) -> None:
    [server] = sandbox.control("POST", "/servers", datacenter="bhs5")["names"]
    assert sandbox.get(f"/dedicated/server/{server}")["datacenter"] == "bhs5"
    [vps] = sandbox.control("POST", "/vps", range="old")["names"]
    assert sandbox.get(f"/vps/{vps}/templates")
    [block] = sandbox.control("POST", "/ips", length=28, routed_to=vps)["blocks"]
    assert block.endswith("/28")
    assert sandbox.get(f"/ip?routedTo.serviceName={vps}") == [block]
    sandbox.control("POST", "/zones", name="example.org", application=OTHER[0])
    assert other.get("/domain/zone") == ["example-2.com", "example.org"]
    assert sandbox.get("/domain/zone") == ["example.com"]


@pytest.mark.parametrize(
    ("path", "sent", "words"),
    [
        ("/instances", {"count": 0}, "count"),
        ("/instances", {"count": True}, "count"),
        ("/instances", {"region": "X"}, "region"),
        ("/instances", {"flavor": "X"}, "flavor"),
        ("/instances", {"project": "x"}, "no project"),
        ("/instances", {"application": "x"}, "application"),
        ("/instances", {"colour": "red"}, "unknown field"),
        ("/servers", {"datacenter": "x"}, "datacenter"),
        ("/vps", {"range": "x"}, "range"),
        ("/ips", {"length": 8}, "length"),
        ("/ips", {"routed_to": "x"}, "no service"),
        ("/zones", {"name": "example.com"}, "already"),
        ("/quota", {"cores": -1}, "cores"),
        ("/change", {"type": "vps", "id": "x"}, "no vps"),
        ("/vanish", {"type": "vps", "id": "x"}, "no vps"),
        ("/expire", {"type": "bill", "id": "x"}, "type"),
    ],
)
def test_what_makes_no_sense_is_said(sandbox: Sandbox, path: str, sent: dict[str, Any], words: str) -> None:
    assert words in refused(sandbox, path, **sent)


def test_somebody_else_changes_and_deletes(sandbox: Sandbox) -> None:
    path = sandbox.instance()
    key = path.rpartition("/")[2]
    assert "status" in refused(sandbox, "/change", type="instance", id=key, values={"colour": "red"})
    sandbox.control("POST", "/change", type="instance", id=key, values={"status": "ERROR"})
    assert sandbox.get(path)["status"] == "ERROR"
    sandbox.control("POST", "/vanish", type="instance", id=key)
    sandbox.refusal(404, "GET", path)


def test_a_file_keeps_what_there_is(started: Callable[..., Sandbox], tmp_path: Path) -> None:
    database = ("--db", str(tmp_path / "db"))
    first = started(*database)
    path = first.ok("POST", f"{first.project}/instance", first.instance_body())["id"]
    first.process.terminate()
    first.process.wait()
    again = started(*database)
    again.advance(STEP)
    assert again.get(f"{again.project}/instance/{path}")["status"] == "ACTIVE"
    assert len(again.get("/vps")) == 2


def test_a_reset_begins_anew(sandbox: Sandbox) -> None:
    sandbox.ok("PUT", sandbox.project, {"description": "x"})
    project = sandbox.project
    sandbox.reset()
    assert (sandbox.project, sandbox.get(project)["description"]) == (project, "sandbox")


def test_reading_changes_nothing(sandbox: Sandbox) -> None:
    sandbox.get("/me")
    sandbox.get("/auth/currentCredential")
    assert sandbox.changed("GET", "/me") == [False]
    sandbox.ok("PUT", sandbox.project, {"description": "x"})
    assert [it["changed"] for it in sandbox.log() if it["verb"] == "PUT"] == [True]


def test_the_limit_of_a_consumer_key(started: Callable[..., Sandbox]) -> None:
    limited = started("--rate", "2/60")
    for _ in range(2):
        limited.get("/me")
    response = limited.send("GET", "/me")
    assert (response.status_code, response.json()["class"]) == (429, CLASSES[429])
    assert 0 < int(response.headers["Retry-After"]) <= 60
    limited.fault("GET", "/me", "no_retry_after")
    assert "Retry-After" not in limited.send("GET", "/me").headers
    limited.advance(60)
    assert limited.get("/me")


def test_headers_of_every_answer(sandbox: Sandbox) -> None:
    ids = set()
    for path in ("/me", "/vps/x", "/nothing"):
        response = sandbox.send("GET", path)
        assert response.headers["Cache-Control"] == "no-cache"
        assert response.headers["Content-Type"] == "application/json; charset=utf-8"
        assert response.headers["Transfer-Encoding"] == "chunked"
        ids.add(response.headers["X-Ovh-Queryid"])
    assert len(ids) == 3


def test_both_sorts_of_errors(sandbox: Sandbox) -> None:
    path, wrong = "/vps/x", sandbox.with_key("f" * 32)
    sandbox.fault("GET", path, "old_errors")
    assert sandbox.refusal(404, "GET", path) == {
        "errorCode": "NOTFOUND",
        "httpCode": "404 Not Found",
        "message": "This service does not exist",
    }
    sandbox.fault("GET", path, "new_errors")
    said = {"class": "Client::Forbidden", "message": "This credential does not exist"}
    assert wrong.refusal(403, "GET", path) == said


def test_fields_come_and_go(sandbox: Sandbox) -> None:
    path = f"/dedicated/server/{sandbox.get('/dedicated/server')[0]}"
    whole = sandbox.get(path)
    sandbox.fault("GET", path, "sparse")
    assert set(whole) - set(sandbox.get(path)) == {name for name, value in whole.items() if value is None}
    sandbox.fault("GET", path, "news")
    assert set(sandbox.get(path)) - set(whole) == {"addedLater"}


def test_voids(sandbox: Sandbox) -> None:
    for form, status, body in (("empty_voids", 200, b""), ("no_content", 204, b"")):
        sandbox.fault("PUT", "/cloud/*", form)
        response = sandbox.send("PUT", sandbox.project, {"description": "x"})
        assert (response.status_code, response.content) == (status, body)
    assert sandbox.send("PUT", sandbox.project, {"description": "x"}).content == b"null"


def test_beyond_loopback_everything_is_made_up(tmp_path: Path) -> None:
    made = Ovh.account_option.make()
    assert Ovh.account_option.check(made) == made
    for wrong in ("", "a:b:c", "a:b:c:d:e", "a:b:c:"):
        with pytest.raises(ValueError, match="APPLICATION:SECRET"):
            Ovh.account_option.check(wrong)


def test_the_documentation_names_every_form_fault_and_control_call() -> None:
    text = (ROOT / "docs" / "sandbox-ovh.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `(\w+)` \| (.+?) \|$", text, re.MULTILINE))
    assert {name: rows.get(name) for name in FORMS} == FORMS
    named = set(re.findall(r"`(\w+)`", text))
    assert set(Ovh.fault_kinds) <= named
    for verb, path, _control in Ovh.controls:
        assert f"`{verb} /_sandbox{path}`" in text
