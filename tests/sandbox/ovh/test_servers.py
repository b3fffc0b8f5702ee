# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Dedicated servers, and the tasks that work on them."""

from __future__ import annotations

from typing import Any

import pytest
from ovh_account import KEY, STEP, Sandbox


@pytest.fixture
def dedicated(sandbox: Sandbox) -> str:
    """The path of the first server, which is in sbg1."""
    return f"/dedicated/server/{sandbox.get('/dedicated/server/')[0]}"


def task(sandbox: Sandbox, dedicated: str, made: Any) -> Any:
    return sandbox.get(f"{dedicated}/task/{made['taskId']}")


def test_what_is_there_from_the_start(sandbox: Sandbox) -> None:
    names = sandbox.get("/dedicated/server")
    shown = [sandbox.get(f"/dedicated/server/{name}") for name in names]
    assert [it["datacenter"] for it in shown] == ["sbg1", "gra2"]
    assert not any(name.startswith("_") for it in shown for name in it)
    assert [sandbox.get(f"/dedicated/server/{name}/burst")["status"] for name in names] == ["inactive"] * 2
    assert sandbox.words(404, "GET", "/dedicated/server/nobody") == "This service does not exist"


def test_what_can_be_changed(sandbox: Sandbox, dedicated: str) -> None:
    assert sandbox.ok("PUT", dedicated, {"monitoring": True, "rescueMail": "a@example.com"}) is None
    assert sandbox.ok("PUT", dedicated, {"noIntervention": True, "name": "ignored"}) is None
    shown = sandbox.get(dedicated)
    assert (shown["monitoring"], shown["noIntervention"], shown["rescueMail"]) == (True, True, "a@example.com")
    assert shown["name"] == dedicated.rpartition("/")[2]
    assert sandbox.words(404, "PUT", dedicated, {"bootId": 7}) == "The requested object (bootId = 7) does not exist"
    assert sandbox.words(400, "PUT", dedicated, {"bootId": "1"}) == "Invalid signature"
    sandbox.fault("PUT", dedicated, "put_replaces")
    sandbox.ok("PUT", dedicated, {"monitoring": True})
    assert (sandbox.get(dedicated)["noIntervention"], sandbox.get(dedicated)["rescueMail"]) == (False, None)
    sandbox.fault("PUT", dedicated, "strict_bodies")
    assert sandbox.words(400, "PUT", dedicated, {"name": "x"}) == "Unknown parameter(s): name"


def test_burst(sandbox: Sandbox, dedicated: str) -> None:
    assert sandbox.ok("PUT", f"{dedicated}/burst", {"status": "active"}) is None
    assert sandbox.get(f"{dedicated}/burst") == {"status": "active", "capacity": {"unit": "Mbps", "value": 1000}}
    name = dedicated.rpartition("/")[2]
    locked = {"_burst": {"status": "inactiveLocked", "capacity": None}}
    sandbox.control("POST", "/change", type="server", id=name, values=locked)
    assert "locked" in sandbox.words(403, "PUT", f"{dedicated}/burst", {"status": "active"})
    assert sandbox.words(400, "PUT", f"{dedicated}/burst", {"status": "inactiveLocked"}).endswith(": status")


def test_a_boot_counts_at_the_next_reboot(sandbox: Sandbox, dedicated: str) -> None:
    boots = {number: sandbox.get(f"{dedicated}/boot/{number}") for number in sandbox.get(f"{dedicated}/boot")}
    [off] = sandbox.get(f"{dedicated}/boot?bootType=power")
    assert (boots[off]["kernel"], boots[1]["kernel"]) == ("poweroff", "hd")
    assert sandbox.get(f"{dedicated}/boot/{off}/option") == []
    sandbox.ok("PUT", dedicated, {"bootId": off})
    assert sandbox.get(dedicated)["powerState"] == "poweron"
    made = sandbox.ok("POST", f"{dedicated}/reboot")
    assert (made["function"], made["status"], made["doneDate"]) == ("hardReboot", "init", None)
    assert "pending" in sandbox.words(409, "POST", f"{dedicated}/reboot")
    sandbox.settle(STEP / 2)
    assert task(sandbox, dedicated, made)["status"] == "doing"
    sandbox.settle(STEP / 2)
    assert (task(sandbox, dedicated, made)["status"], sandbox.get(dedicated)["powerState"]) == ("done", "poweroff")
    assert task(sandbox, dedicated, made)["doneDate"] is not None
    assert sandbox.get(f"{dedicated}/task?function=hardReboot&status=done") == [made["taskId"]]
    assert sandbox.get(f"{dedicated}/task?status=todo") == []


@pytest.mark.parametrize(
    ("kind", "status"), [("fails", "ovhError"), ("cancelled", "cancelled"), ("customer_error", "customerError")]
)
def test_tasks_that_fail(sandbox: Sandbox, dedicated: str, kind: str, status: str) -> None:
    sandbox.fault("POST", "*/reboot", kind)
    made = sandbox.ok("POST", f"{dedicated}/reboot")
    sandbox.settle()
    assert task(sandbox, dedicated, made)["status"] == status


def test_tasks_that_are_late_or_have_no_number(sandbox: Sandbox, dedicated: str) -> None:
    sandbox.fault("POST", "*/reboot", "late")
    made = sandbox.ok("POST", f"{dedicated}/reboot")
    words = f"The requested object (taskId = {made['taskId']}) does not exist"
    assert sandbox.words(404, "GET", f"{dedicated}/task/{made['taskId']}") == words
    assert sandbox.get(f"{dedicated}/task") == []
    sandbox.settle(5 * STEP)
    assert task(sandbox, dedicated, made)["status"] == "done"
    sandbox.fault("POST", "*/reboot", "zero_id")
    zero = sandbox.ok("POST", f"{dedicated}/reboot")
    assert zero["taskId"] == 0
    assert sandbox.words(404, "GET", f"{dedicated}/task/0") == "The requested object (taskId = 0) does not exist"
    assert len(sandbox.get(f"{dedicated}/task")) == 2
    sandbox.fault("GET", "*/task/*", "status", status=500, times=2)
    response = sandbox.send("GET", f"{dedicated}/task/{made['taskId']}")
    assert (response.status_code, response.json()["class"]) == (500, "Server::InternalServerError")


def test_a_task_can_be_cancelled_before_it_begins(sandbox: Sandbox, dedicated: str) -> None:
    made = sandbox.ok("POST", f"{dedicated}/reboot")
    where = f"{dedicated}/task/{made['taskId']}"
    assert sandbox.ok("POST", f"{where}/cancel") is None
    sandbox.settle()
    assert sandbox.get(where)["status"] == "cancelled"
    assert "cannot be cancelled" in sandbox.words(400, "POST", f"{where}/cancel")


def test_reinstalling(sandbox: Sandbox, dedicated: str) -> None:
    assert sandbox.send("GET", f"{dedicated}/install/status").status_code == 404
    sandbox.ok("PUT", dedicated, {"rescueSshKey": KEY})
    made = sandbox.ok("POST", f"{dedicated}/reinstall", {"operatingSystem": "ubuntu2404-server_64"})
    assert made["function"] == "reinstallServer"
    sandbox.settle(STEP / 2)
    progress = sandbox.get(f"{dedicated}/install/status")["progress"]
    assert {it["status"] for it in progress} == {"done", "doing", "todo"}
    sandbox.settle(STEP / 2)
    shown = sandbox.get(dedicated)
    assert (shown["os"], shown["rescueSshKey"]) == ("ubuntu2404-server_64", None)
    assert sandbox.send("GET", f"{dedicated}/install/status").status_code == 404
    assert sandbox.words(400, "POST", f"{dedicated}/reinstall", {"operatingSystem": "x"}).endswith("operatingSystem")
    scheme = [{"partitioning": {"schemeName": "XX"}}]
    body = {"operatingSystem": "debian12_64", "storage": scheme}
    words = "Partition scheme XX not found for template debian12_64"
    assert sandbox.words(404, "POST", f"{dedicated}/reinstall", body) == words


def test_what_can_be_installed(sandbox: Sandbox, dedicated: str) -> None:
    """There is no other way to install it than ``reinstall``."""
    assert "debian12_64" in sandbox.get(f"{dedicated}/install/compatibleTemplates")["ovh"]
    assert "invalid" in sandbox.words(404, "POST", f"{dedicated}/install/start", {"templateName": "debian12_64"})


def test_facts(sandbox: Sandbox, dedicated: str) -> None:
    assert sandbox.get(f"{dedicated}/specifications/hardware")["diskGroups"]
    assert sandbox.get(f"{dedicated}/specifications/network")["bandwidth"]
    [mac] = sandbox.get(f"{dedicated}/networkInterfaceController")
    assert sandbox.get(f"{dedicated}/networkInterfaceController/{mac}")["mac"] == mac
    assert len(sandbox.get(f"{dedicated}/ips")) == 2
    facts = sandbox.get(f"{dedicated}/serviceInfos")
    sandbox.ok("PUT", f"{dedicated}/serviceInfos", {"renew": {"automatic": False}})
    assert sandbox.get(f"{dedicated}/serviceInfos")["renew"]["automatic"] is False
    sandbox.ok("PUT", f"/service/{facts['serviceId']}", {"resource": {"displayName": "web"}})
    assert sandbox.get(f"/service/{facts['serviceId']}")["resource"]["displayName"] == "web"
    assert sandbox.get(dedicated)["iam"]["displayName"] == "web"


def test_a_remote_console(sandbox: Sandbox, dedicated: str) -> None:
    where = f"{dedicated}/features/ipmi/access"
    assert sandbox.send("GET", f"{where}?type=kvmipJnlp").status_code == 404
    sandbox.ok("POST", where, {"type": "kvmipJnlp", "ttl": 15, "ipToAllow": "127.0.0.1"})
    sandbox.settle()
    assert sandbox.get(f"{where}?type=kvmipJnlp")["value"]


def test_a_service_that_is_over(sandbox: Sandbox, dedicated: str) -> None:
    name = dedicated.rpartition("/")[2]
    sandbox.control("POST", "/expire", type="server", id=name)
    for path in (dedicated, f"{dedicated}/burst", f"{dedicated}/task"):
        assert sandbox.words(460, "GET", path) == "This service is expired"
    assert name in sandbox.get("/dedicated/server")
    headers = {"X-Pagination-Mode": "CachedObjectList-Pages"}
    assert name in {it["name"] for it in sandbox.get("/dedicated/server", **headers)}
    sandbox.control("POST", "/expire", type="server", id=name, expired=False)
    assert sandbox.get(dedicated)["name"] == name
