# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What tests do to the sandbox itself, and what it keeps."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ionos_account import PASSWORD, PEOPLE, TOKEN, Sandbox, boot_volume, last, running


def refused(sandbox: Sandbox, path: str, **sent: Any) -> str:
    response = sandbox.session.post(f"{sandbox.url}/_sandbox{path}", json=sent)
    assert response.status_code == 400, response.text
    return str(response.json()["error"])


def test_servers_are_there_at_once(sandbox: Sandbox) -> None:
    made = sandbox.control("POST", "/servers", count=3, prefix="web", cores=4, ram=1024)
    path = f"/datacenters/{made['datacenter']}"
    found = sandbox.get(f"{path}/servers?depth=3")["items"]
    assert [server["id"] for server in found] == made["ids"]
    assert [server["properties"]["name"] for server in found] == made["names"] == ["web1", "web2", "web3"]
    addresses = set()
    for server in found:
        assert (server["metadata"]["state"], server["properties"]["vmState"]) == ("AVAILABLE", "RUNNING")
        [disk], [card] = (server["entities"][name]["items"] for name in ("volumes", "nics"))
        assert server["properties"]["bootVolume"]["id"] == disk["id"]
        assert card["properties"]["lan"] == int(made["lan"])
        addresses |= set(card["properties"]["ips"])
    assert len(addresses) == 3
    more = sandbox.control("POST", "/servers", datacenter=made["datacenter"], prefix="db", running=False)
    off = sandbox.get(f"{path}/servers/{more['ids'][0]}")
    assert (off["metadata"]["state"], off["properties"]["vmState"]) == ("INACTIVE", "SHUTOFF")
    assert len(sandbox.get(f"{path}/lans")["items"]) == 1
    assert len(sandbox.control("GET", "/costs")["servers"]) == 3
    sandbox.done("POST", f"{path}/servers/{more['ids'][0]}/start")
    sandbox.done("DELETE", f"{path}/servers/{more['ids'][0]}?deleteVolumes=true")


def test_a_large_fleet_is_listed_in_one_call(sandbox: Sandbox) -> None:
    made = sandbox.control("POST", "/servers", count=2000)
    found = sandbox.get(f"/datacenters/{made['datacenter']}/servers?depth=3&limit=10000")
    assert len(found["items"]) == 2000


def test_seeds_go_to_the_contract_that_is_named(sandbox: Sandbox, other: Sandbox) -> None:
    sandbox.control("POST", "/servers", contract=other.contract, location="us/las", datacenter_name="theirs")
    assert sandbox.get("/datacenters")["items"] == []
    [found] = other.items("/datacenters")
    assert (found["properties"]["name"], found["properties"]["location"]) == ("theirs", "us/las")


@pytest.mark.parametrize(
    ("path", "sent", "words"),
    [
        ("/servers", {"count": 0}, "count"),
        ("/servers", {"count": "x"}, "count"),
        ("/servers", {"running": "x"}, "running"),
        ("/servers", {"location": "mars"}, "location"),
        ("/servers", {"datacenter": "x"}, "no data center"),
        ("/servers", {"contract": 7}, "contract"),
        ("/servers", {"colour": "red"}, "unknown field"),
        ("/images", {"location": "mars"}, "location"),
        ("/shutdown", {"server": "x"}, "no server"),
        ("/vanish", {"type": "server", "id": "x"}, "no server"),
        ("/limits", {"coresPerContract": -1}, "coresPerContract"),
        ("/limits", {"bananas": 1}, "unknown field"),
    ],
)
def test_what_makes_no_sense_is_said(sandbox: Sandbox, path: str, sent: dict[str, Any], words: str) -> None:
    assert words in refused(sandbox, path, **sent)


def test_somebody_else_deletes_a_thing(sandbox: Sandbox) -> None:
    datacenter = sandbox.datacenter()
    server = sandbox.server(datacenter)
    volume = sandbox.volume(datacenter)
    sandbox.done("POST", f"{server}/volumes", {"id": last(volume)})
    late = sandbox.accepted("PATCH", server, {"name": "x"})
    sandbox.control("POST", "/vanish", type="server", id=last(server))
    assert sandbox.refusal(404, "GET", server)
    assert "does not exist" in sandbox.failed(late)
    assert sandbox.get(volume)["properties"]["deviceNumber"] is None


def test_a_reset_leaves_the_people(sandbox: Sandbox) -> None:
    sandbox.datacenter()
    sandbox.control("POST", "/limits", coresPerContract=1)
    sandbox.control("POST", "/reset")
    assert sandbox.get("/datacenters")["items"] == []
    assert len(sandbox.get("/um/users")["items"]) == 1
    assert sandbox.items("/contracts")[0]["properties"]["resourceLimits"]["coresPerContract"] > 1


def test_a_file_keeps_everything(tmp_path: Path) -> None:
    options = ("--db", str(tmp_path / "ionos.db"), "--step-seconds", "5", "--account", PEOPLE[0])
    with running(*options) as first:
        datacenter = first.datacenter()
        response = first.accepted("POST", f"{datacenter}/lans", {"properties": {}})
        location = response.headers["Location"].removeprefix(first.api)
    with running(*options, "--account", PEOPLE[1]) as second:
        assert second.get(datacenter)["properties"]["name"] == "dc"
        second.settle()
        assert second.get(location)["metadata"]["status"] == "DONE"
        assert len(second.get("/um/users")["items"]) == 1
        assert len(second.as_other().get("/um/users")["items"]) == 1


def test_a_file_keeps_no_password(tmp_path: Path) -> None:
    options = ("--db", str(tmp_path / "ionos.db"), "--step-seconds", "5")
    with running(*options) as sandbox:
        sandbox.made(f"{sandbox.datacenter()}/volumes", boot_volume(imagePassword="secretone1")["properties"])
        person = {"firstname": "A", "lastname": "B", "email": "a@example.com"}
        user = sandbox.made("/um/users", {**person, "password": "secrettwo2"})
        sandbox.done("PUT", user, {"properties": {**person, "password": "secretthree3"}})
        sandbox.accepted("PUT", user, {"properties": {**person, "password": "secretfour4"}})
        files = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert b"a@example.com" in files
    assert [word for word in (b"secretone1", b"secrettwo2", b"secretthree3", b"secretfour4") if word in files] == []
    assert [word for word in (PASSWORD, TOKEN) if word.encode() in files] == []


@pytest.mark.parametrize("account", ["x", "a:b", "a:b:c:d", "::", "a:b:c:1,x"])
def test_an_account_that_cannot_be(account: str) -> None:
    with pytest.raises(AssertionError, match="USER:PASSWORD:TOKEN"), running("--account", account):
        pass
