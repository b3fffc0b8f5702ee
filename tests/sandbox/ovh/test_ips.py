# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Addresses that are moved, and what they are called in reverse."""

from __future__ import annotations

import pytest
from ovh_account import STEP, Sandbox, segment


@pytest.fixture
def block(sandbox: Sandbox) -> str:
    """The failover block of the account."""
    [found] = sandbox.get("/ip?type=failover")
    return str(found)


def test_blocks(sandbox: Sandbox, block: str) -> None:
    first, second = sandbox.get("/dedicated/server")
    assert len(sandbox.get("/ip")) == 3
    assert sandbox.get(f"/ip?routedTo.serviceName={second}") != sandbox.get(f"/ip?routedTo.serviceName={first}")
    assert sandbox.get(f"/ip?ip={block.partition('/')[0]}") == sandbox.get("/ip?isAdditionalIp=true") == [block]
    path = f"/ip/{segment(block)}"
    assert sandbox.get(path)["routedTo"] == {"serviceName": first}
    assert sandbox.get(f"/ip/{block.partition('/')[0]}") == sandbox.get(path)
    assert sandbox.words(404, "GET", f"/ip/{block}") == "Got an invalid (or empty) URL"
    for other in ("192.0.2.1", "x", "192.0.2.1%2F24"):
        assert sandbox.words(404, "GET", f"/ip/{other}") == "This service does not exist"
    assert sandbox.ok("PUT", path, {"description": "web"}) is None
    assert sandbox.get("/ip?description=%25E%25") == [block]


def test_moving(sandbox: Sandbox, block: str) -> None:
    _first, second = sandbox.get("/dedicated/server")
    path = f"/ip/{segment(block)}"
    places = sandbox.get(f"{path}/move")
    assert set(places) == {
        "cloudProject",
        "dedicatedCloud",
        "dedicatedServer",
        "hostingReseller",
        "ipLoadbalancing",
        "vps",
    }
    assert (len(places["dedicatedServer"]), places["ipLoadbalancing"]) == (2, [])
    assert [one["nexthop"] for one in places["dedicatedServer"]] == [None, None]
    # so it says where a value has a wrong type
    assert sandbox.words(400, "POST", f"{path}/move", {"to": second, "nexthop": 7}) == "Invalid signature"
    task = sandbox.ok("POST", f"{path}/move", {"to": second})
    assert (task["function"], task["status"], task["destination"]) == (
        "genericMoveFloatingIp",
        "init",
        {"serviceName": second},
    )
    assert "pending" in sandbox.words(409, "POST", f"{path}/park")
    where = f"/ip/{block.partition('/')[0]}/task"
    assert sandbox.get(where) == [task["taskId"]]
    sandbox.settle(STEP)
    assert sandbox.get(f"{where}/{task['taskId']}")["status"] == "done"
    assert sandbox.get(path)["routedTo"] == {"serviceName": second}
    sandbox.ok("POST", f"{path}/park")
    sandbox.settle()
    assert sandbox.get(path)["routedTo"] is None
    assert sandbox.words(400, "POST", f"{path}/move", {"to": "nobody"}).endswith(": to")
    [own, _other] = sandbox.get("/ip?type=dedicated")
    assert "cannot be moved" in sandbox.words(400, "POST", f"/ip/{segment(own)}/move", {"to": second})


def test_names_in_reverse(sandbox: Sandbox) -> None:
    [block] = sandbox.control("POST", "/ips", length=30)["blocks"]
    path, ip = f"/ip/{segment(block)}/reverse", block.partition("/")[0]
    assert sandbox.get(path) == []
    assert sandbox.words(404, "GET", f"{path}/{ip}") == f"The requested object (ipReverse = {ip}) does not exist"
    body = {"ipReverse": ip, "reverse": "web.example.com"}
    sandbox.fault("POST", "*/reverse", "unresolved")
    assert "resolves" in sandbox.words(400, "POST", path, body)
    assert sandbox.ok("POST", path, body) == {"ipReverse": ip, "reverse": "web.example.com."}
    sandbox.ok("POST", path, {**body, "reverse": "db.example.com."})
    assert sandbox.get(path) == [ip]
    assert sandbox.get(f"{path}/{ip}")["reverse"] == "db.example.com."
    sandbox.fault("POST", "*/reverse", "bare_reverse")
    assert sandbox.ok("POST", path, body)["reverse"] == "web.example.com"
    assert sandbox.words(400, "POST", path, {**body, "ipReverse": "192.0.2.1"}).endswith("ipReverse")
    assert sandbox.words(400, "POST", path, {**body, "reverse": "a b"}).endswith("reverse")
    assert sandbox.ok("DELETE", f"{path}/{ip}") is None
    assert sandbox.send("DELETE", f"{path}/{ip}").status_code == 404
