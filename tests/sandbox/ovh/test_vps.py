# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Virtual private servers of both ranges."""

from __future__ import annotations

import pytest
from ovh_account import KEY, STEP, Sandbox


@pytest.fixture
def vps(sandbox: Sandbox) -> str:
    """The path of one of the newer range."""
    return f"/vps/{sandbox.get('/vps')[0]}"


@pytest.fixture
def old(sandbox: Sandbox) -> str:
    return f"/vps/{sandbox.get('/vps')[1]}"


def test_what_can_be_changed(sandbox: Sandbox, vps: str) -> None:
    assert sandbox.ok("PUT", vps, {"displayName": "web", "slaMonitoring": True}) is None
    shown = sandbox.get(vps)
    assert (shown["displayName"], shown["slaMonitoring"], shown["state"]) == ("web", True, "running")
    assert sandbox.words(400, "PUT", vps, {"displayName": "x" * 51}).endswith("displayName")


def test_power(sandbox: Sandbox, vps: str) -> None:
    task = sandbox.ok("POST", f"{vps}/stop")
    assert (task["type"], task["state"], sandbox.get(vps)["state"]) == ("stopVm", "todo", "stopping")
    assert "Another task" in sandbox.words(409, "POST", f"{vps}/reboot")
    sandbox.settle(STEP / 2)
    assert sandbox.get(f"{vps}/tasks/{task['id']}")["state"] == "doing"
    assert sandbox.get(f"{vps}/tasks?state=doing&type=stopVm") == [task["id"]]
    sandbox.settle(STEP / 2)
    assert (sandbox.get(vps)["state"], sandbox.get(f"{vps}/tasks/{task['id']}")["state"]) == ("stopped", "done")
    assert sandbox.get(f"{vps}/status")["ping"] == "down"
    sandbox.refusal(400, "POST", f"{vps}/stop")
    for call, way in (("start", "stopped"), ("reboot", "rebooting")):
        sandbox.ok("POST", f"{vps}/{call}")
        assert sandbox.get(vps)["state"] == way
        sandbox.settle()
        assert sandbox.get(vps)["state"] == "running"
    sandbox.fault("POST", "*/stop", "fails")
    failed = sandbox.ok("POST", f"{vps}/stop")
    sandbox.settle()
    assert (sandbox.get(vps)["state"], sandbox.get(f"{vps}/tasks/{failed['id']}")["state"]) == ("running", "error")


def test_netboot_changes_later(sandbox: Sandbox, vps: str) -> None:
    assert sandbox.ok("PUT", vps, {"netbootMode": "rescue"}) is None
    assert sandbox.get(vps)["netbootMode"] == "local"
    sandbox.settle()
    assert (sandbox.get(vps)["netbootMode"], sandbox.get(vps)["state"]) == ("rescue", "rescued")


def test_rebuilding_a_newer_one(sandbox: Sandbox, vps: str) -> None:
    images = {sandbox.get(f"{vps}/images/available/{it}")["name"]: it for it in sandbox.get(f"{vps}/images/available")}
    body = {"imageId": images["Ubuntu 24.04"], "sshKey": "me"}
    assert sandbox.words(400, "POST", f"{vps}/rebuild", body).endswith("sshKey")
    sandbox.ok("POST", "/me/sshKey", {"keyName": "me", "key": KEY})
    assert sandbox.ok("POST", f"{vps}/rebuild", body)["type"] == "reinstallVm"
    assert sandbox.get(vps)["state"] == "installing"
    sandbox.settle()
    assert (sandbox.get(vps)["state"], sandbox.get(f"{vps}/images/current")["name"]) == ("running", "Ubuntu 24.04")
    for verb, call in (("POST", "reinstall"), ("GET", "templates"), ("GET", "distribution")):
        assert sandbox.words(404, verb, f"{vps}/{call}", {}) == "Got an invalid (or empty) URL"


def test_reinstalling_an_older_one(sandbox: Sandbox, old: str) -> None:
    number = sandbox.get(f"{old}/templates")[1]
    assert sandbox.get(f"{old}/templates/{number}")["bitFormat"] == 64
    assert sandbox.ok("POST", f"{old}/reinstall", {"templateId": number, "publicSshKey": KEY})["type"] == "reinstallVm"
    sandbox.settle()
    assert sandbox.get(f"{old}/distribution")["id"] == number
    assert sandbox.words(404, "GET", f"{old}/images/available") == "Got an invalid (or empty) URL"


def test_the_one_snapshot(sandbox: Sandbox, vps: str) -> None:
    assert sandbox.send("GET", f"{vps}/snapshot").status_code == 404
    sandbox.fault("GET", "*/snapshot", "no_snapshot_null")
    assert sandbox.get(f"{vps}/snapshot") is None
    sandbox.ok("POST", f"{vps}/createSnapshot", {"description": "before"})
    assert sandbox.send("GET", f"{vps}/snapshot").status_code == 404
    assert sandbox.get(vps)["state"] == "backuping"
    sandbox.settle()
    assert (sandbox.get(f"{vps}/snapshot")["description"], sandbox.get(vps)["state"]) == ("before", "running")
    sandbox.refusal(409, "POST", f"{vps}/createSnapshot")
    assert sandbox.ok("PUT", f"{vps}/snapshot", {"description": "after"}) is None
    assert sandbox.get(f"{vps}/snapshot")["description"] == "after"
    sandbox.ok("POST", f"{vps}/snapshot/revert")
    sandbox.settle()
    assert sandbox.ok("DELETE", f"{vps}/snapshot")["type"] == "deleteSnapshot"
    sandbox.settle()
    assert sandbox.send("GET", f"{vps}/snapshot").status_code == 404
    sandbox.fault("POST", "*/createSnapshot", "fails")
    sandbox.ok("POST", f"{vps}/createSnapshot")
    sandbox.settle()
    sandbox.ok("POST", f"{vps}/createSnapshot")


def test_addresses_and_facts(sandbox: Sandbox, vps: str) -> None:
    four, six = sandbox.get(f"{vps}/ips")
    assert sandbox.ok("PUT", f"{vps}/ips/{four}", {"reverse": "web.example.com"}) is None
    assert sandbox.get(f"{vps}/ips/{four}")["reverse"] == "web.example.com."
    assert sandbox.get(f"{vps}/ips/{six}")["version"] == "v6"
    assert sandbox.get(f"{vps}/option") == ["snapshot"]
    [disk] = sandbox.get(f"{vps}/disks")
    assert sandbox.get(f"{vps}/disks/{disk}")["size"] == 80
    assert sandbox.get(f"{vps}/datacenter")["country"] == "fr"
    assert sandbox.get(f"{vps}/serviceInfos")["status"] == "ok"
    assert sandbox.ok("POST", f"{vps}/setPassword")["type"] == "changeRootPassword"
