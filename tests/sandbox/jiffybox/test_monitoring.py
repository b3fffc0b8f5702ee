# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The monitoring module, over HTTP."""

from __future__ import annotations

from typing import Any

import pytest
from jiffybox_account import Sandbox

LOGIN = {"username": "me", "password": "secret"}
OF_TYPE: dict[str, dict[str, Any]] = {
    "ping": {},
    "portTcp": {"port": 22},
    "portUdp": {"port": 53, "sendMsg": "a", "expectMsg": "b"},
    "http": {"port": 80, "domainname": "example.com", "path": "/"},
    "https": {"port": 443, "domainname": "example.com", "path": "/", **LOGIN},
    "smtp": {"port": 25, **LOGIN},
    "mysql": {"port": 3306, **LOGIN},
    "pop3": {"port": 110, **LOGIN, "ssl": False},
    "imap": {"port": 993, **LOGIN, "ssl": True},
    "ftp": {"port": 21},
    "dns": {"port": 53, "dnsType": "A", "zone": "example.com", "expectedAnswer": "192.0.2.1"},
    "ssh": {"port": 22},
}
OPTIONAL = {("https", "username"), ("https", "password")}
RECORDED = {
    "id",
    "name",
    "jiffyBox",
    "ip",
    "checkType",
    "checkInterval",
    "reminderInterval",
    "retryTolerance",
    "status",
    "port",
    "path",
    "domainname",
    "contactgroups",
}


@pytest.fixture
def target(sandbox: Sandbox) -> dict[str, Any]:
    """What every check needs, for a running box."""
    ip = sandbox.box(sandbox.running())["ips"]["public"][0]
    group = int(next(iter(sandbox.get("/contactGroups"))))
    return {"name": "web up", "ip": ip, "contactgroups": [group]}


@pytest.mark.parametrize("kind", OF_TYPE)
def test_a_check_of_every_type_can_be_made_and_read_back(sandbox: Sandbox, target: dict[str, Any], kind: str) -> None:
    created = sandbox.call("POST", "/monitoring", **target, checkType=kind, **OF_TYPE[kind])
    assert created["status"] == "STATUS_CREATING"
    assert set(created) == RECORDED | set(OF_TYPE[kind])
    sandbox.settle()
    check = sandbox.get(f"/monitoring/{created['id']}")
    assert check == {"username": "", "password": "", **created, "status": "STATUS_READY"}
    assert {key: check[key] for key in OF_TYPE[kind]} == OF_TYPE[kind]
    assert (check["checkInterval"], check["reminderInterval"], check["retryTolerance"]) == (300, 3600, 3)
    assert check["contactgroups"] == [{"id": target["contactgroups"][0], "name": "Stammdaten-E-Mail-Adresse"}]
    assert sandbox.get("/monitoring") == {str(check["id"]): check}


NEEDED = [(kind, key) for kind, own in OF_TYPE.items() for key in own if (kind, key) not in OPTIONAL]


@pytest.mark.parametrize(("kind", "key"), NEEDED)
def test_a_check_without_a_parameter_of_its_type_is_refused(
    sandbox: Sandbox, target: dict[str, Any], kind: str, key: str
) -> None:
    own = {name: value for name, value in OF_TYPE[kind].items() if name != key}
    assert key in sandbox.refusal("POST", "/monitoring", **target, checkType=kind, **own)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"checkType": "ping", "port": 80}, "port"),
        ({"checkType": "ssh", "port": 22, "path": "/"}, "path"),
        ({"checkType": "gopher"}, "Check-Typ gopher ist ungueltig"),
        ({"checkType": ["ping"]}, "Check-Typ"),
        ({"checkType": "ssh", "port": 0}, "port"),
        ({"checkType": "ssh", "port": 65536}, "port"),
        ({"checkType": "ping", "name": None}, "name"),
        ({"checkType": "ping", "ip": None}, "ip"),
        ({"checkType": "ping", "ip": "192.0.2.1"}, "192.0.2.1"),
        ({"checkType": "ping", "ip": "198.19.0.1"}, "198.19.0.1"),
        ({"checkType": "ping", "ip": "nonsense"}, "nonsense"),
        ({"checkType": None}, "checkType"),
        ({"checkType": "ping", "contactgroups": [9]}, "Kontaktgruppe Nr. 9"),
        ({"checkType": "ping", "checkInterval": 0}, "checkInterval"),
        ({"checkType": "ping", "retryTolerance": "often"}, "retryTolerance"),
        ({"checkType": "ping", "active": "maybe"}, "active"),
    ],
)
def test_a_check_with_a_bad_parameter_is_refused(
    sandbox: Sandbox, target: dict[str, Any], change: dict[str, Any], complaint: str
) -> None:
    assert complaint in sandbox.refusal("POST", "/monitoring", **{**target, **change})
    assert sandbox.get("/monitoring") == {}


def test_a_check_sent_as_form_fields_is_understood(sandbox: Sandbox, target: dict[str, Any]) -> None:
    form = {**target, "contactgroups": None, "contactgroups[]": target["contactgroups"], "checkType": "imap"}
    own = {"port": "993", **LOGIN, "ssl": "true", "active": "0"}
    check = sandbox.send("POST", "/monitoring", data={**form, **own}).json()["result"]
    assert (check["port"], check["ssl"]) == (993, True)
    assert [group["id"] for group in check["contactgroups"]] == target["contactgroups"]
    sandbox.settle()
    assert sandbox.get(f"/monitoring/{check['id']}")["status"] == "STATUS_DEACTIVATED"


@pytest.mark.parametrize("groups", [{}, {"contactgroups": None}, {"contactgroups": []}])
def test_a_check_needs_no_contact_group(sandbox: Sandbox, target: dict[str, Any], groups: dict[str, Any]) -> None:
    created = sandbox.call("POST", "/monitoring", name="up", ip=target["ip"], checkType="ping", **groups)
    assert created["contactgroups"] == []
    copy = sandbox.call("POST", f"/monitoring/{created['id']}", name="also up")
    assert (copy["name"], copy["contactgroups"]) == ("also up", [])
    assert sandbox.get(f"/monitoring/{created['id']}")["contactgroups"] == []


def test_an_inactive_check_is_deactivated_once_created(sandbox: Sandbox, target: dict[str, Any]) -> None:
    number = sandbox.call("POST", "/monitoring", **target, checkType="ping", active=False)["id"]
    sandbox.settle()
    assert sandbox.get(f"/monitoring/{number}")["status"] == "STATUS_DEACTIVATED"


def test_private_addresses_and_those_in_the_network_of_a_box_can_be_checked(
    sandbox: Sandbox, target: dict[str, Any]
) -> None:
    number = next(iter(sandbox.get("/jiffyBoxes")))
    _public, private, network = [entry["ip"] for entry in sandbox.get(f"/ips/{number}").values()]
    inside = network.removesuffix("/56") + "1"
    for ip in (private, inside, network):
        check = sandbox.call("POST", "/monitoring", **{**target, "ip": ip}, checkType="ping")
        assert (check["ip"], str(check["jiffyBox"])) == (ip, number)


def test_the_address_of_a_frozen_box_cannot_be_checked(sandbox: Sandbox, target: dict[str, Any]) -> None:
    number = sandbox.ready("cold")
    ip = sandbox.box(number)["ips"]["public"][0]
    sandbox.change(number, status="FREEZE")
    sandbox.settle()
    assert ip in sandbox.refusal("POST", "/monitoring", **{**target, "ip": ip}, checkType="ping")


def test_a_deleted_check_says_so_with_a_success_message_and_then_is_gone(
    sandbox: Sandbox, target: dict[str, Any]
) -> None:
    number = sandbox.call("POST", "/monitoring", **target, checkType="ping")["id"]
    sandbox.settle()
    assert sandbox.send("DELETE", f"/monitoring/{number}").json() == {
        "messages": [{"type": "success", "message": f"Der Monitoring-Check web up(M{number}) wird geloescht"}],
        "result": True,
    }
    assert sandbox.get(f"/monitoring/{number}")["status"] == "STATUS_DELETING"
    assert "bereits geloescht" in sandbox.refusal("DELETE", f"/monitoring/{number}")
    sandbox.settle()
    assert f"keinen Monitoring-Check Nr. {number}" in sandbox.refusal("GET", f"/monitoring/{number}")
    assert sandbox.get("/monitoring") == {}


def test_a_duplicate_takes_over_what_is_not_changed(sandbox: Sandbox, target: dict[str, Any]) -> None:
    first = sandbox.call("POST", "/monitoring", **target, checkType="http", **OF_TYPE["http"], checkInterval=60)
    second = sandbox.call("POST", f"/monitoring/{first['id']}", path="/health")
    assert second == {**first, "id": second["id"], "path": "/health"}
    assert second["id"] != first["id"]


def test_a_duplicate_of_another_type_drops_what_that_type_does_not_take(
    sandbox: Sandbox, target: dict[str, Any]
) -> None:
    first = sandbox.call("POST", "/monitoring", **target, checkType="http", **OF_TYPE["http"])
    second = sandbox.call("POST", f"/monitoring/{first['id']}", checkType="portTcp")
    assert (second["checkType"], second["port"], second["path"]) == ("portTcp", 80, None)


@pytest.mark.parametrize("same", [{}, {"name": "web up"}, {"checkType": "ping", "checkInterval": "300"}])
def test_a_duplicate_that_changes_nothing_is_refused(
    sandbox: Sandbox, target: dict[str, Any], same: dict[str, Any]
) -> None:
    number = sandbox.call("POST", "/monitoring", **target, checkType="ping")["id"]
    assert "mindestens ein Parameter" in sandbox.refusal("POST", f"/monitoring/{number}", **same)


def test_there_is_no_update_of_a_check(sandbox: Sandbox, target: dict[str, Any]) -> None:
    number = sandbox.call("POST", "/monitoring", **target, checkType="ping")["id"]
    assert "existiert nicht" in sandbox.refusal("PUT", f"/monitoring/{number}", name="new")


def test_the_status_by_id_and_by_address_follows_the_power_of_the_box(sandbox: Sandbox, target: dict[str, Any]) -> None:
    check = sandbox.call("POST", "/monitoring", **target, checkType="ping")
    for asked in (check["id"], check["ip"]):
        status = sandbox.get(f"/monitoring/{asked}/status")
        response = f"OK - {check['ip']}: rta 0.313ms, lost 0%"
        assert status == {str(check["id"]): {"code": 0, "response": response}}
    sandbox.change(check["jiffyBox"], status="PULLPLUG")
    sandbox.settle()
    for asked in (check["id"], check["ip"]):
        assert sandbox.get(f"/monitoring/{asked}/status")[str(check["id"])]["code"] == 2


def test_what_a_check_says_is_escaped_for_html_as_recorded(sandbox: Sandbox, target: dict[str, Any]) -> None:
    number = sandbox.call("POST", "/monitoring", **target, checkType="http", **OF_TYPE["http"])["id"]
    said = sandbox.get(f"/monitoring/{number}/status")[str(number)]["response"]
    assert said == "HTTP OK: Status line output matched &quot;200&quot; -3827 bytes in 0.003 second response time"


def test_the_status_of_a_network_can_be_asked_for(sandbox: Sandbox, target: dict[str, Any]) -> None:
    number = next(iter(sandbox.get("/jiffyBoxes")))
    network = list(sandbox.get(f"/ips/{number}").values())[2]["ip"]
    assert sandbox.get(f"/monitoring/{network.replace('/', '%2F')}/status") == {}
    check = sandbox.call("POST", "/monitoring", **{**target, "ip": network}, checkType="ping")
    assert list(sandbox.get(f"/monitoring/{network.replace('/', '%2F')}/status")) == [str(check["id"])]


@pytest.mark.parametrize("asked", ["9", "192.0.2.1", "nonsense"])
def test_the_status_of_an_unknown_check_or_address_is_refused(sandbox: Sandbox, asked: str) -> None:
    assert asked in sandbox.refusal("GET", f"/monitoring/{asked}/status")


def test_a_check_of_a_floating_address_moves_along_with_it(sandbox: Sandbox, target: dict[str, Any]) -> None:
    source = int(next(iter(sandbox.get("/jiffyBoxes"))))
    standby = sandbox.ready("standby")
    address = sandbox.control("POST", "/ips", box=source)["ips"][0]
    check = sandbox.call("POST", "/monitoring", **{**target, "ip": address["ip"]}, checkType="ping")
    sandbox.call("PUT", f"/ips/{source}/{address['id']}/move", targetid=standby)
    assert sandbox.get(f"/monitoring/{check['id']}")["jiffyBox"] == standby
    assert sandbox.get(f"/monitoring/{check['id']}/status")[str(check["id"])]["code"] == 2


def test_the_checks_of_a_box_go_with_it(sandbox: Sandbox, target: dict[str, Any]) -> None:
    number = sandbox.call("POST", "/monitoring", **target, checkType="ping")["jiffyBox"]
    sandbox.change(number, status="SHUTDOWN")
    sandbox.settle()
    sandbox.call("DELETE", f"/jiffyBoxes/{number}")
    sandbox.settle()
    assert sandbox.get("/monitoring") == {}
