# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""v4 and v5, which have the same things, and the first client, which speaks v4."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import profitbricks.client
import pytest
from ionos_account import KEY, PASSWORD, USER, Sandbox, boot_volume, last, nic
from profitbricks.errors import PBFailedRequest, PBNotAuthorizedError, PBNotFoundError, PBValidationError

FLAGS = {"cpuHotUnplug", "ramHotUnplug", "discScsiHotPlug", "discScsiHotUnplug"}


@pytest.fixture
def old(sandbox: Sandbox) -> Sandbox:
    """The sandbox through v4."""
    return sandbox.in_version("v4")


def test_things_are_the_same_under_every_version(sandbox: Sandbox) -> None:
    path = sandbox.datacenter()
    for version in ("v4", "v5", "v6"):
        seen = sandbox.in_version(version)
        assert seen.get(path)["href"] == f"{sandbox.url}/cloudapi/{version}{path}"
        assert seen.get("/datacenters?depth=1")["items"][0]["properties"]["name"] == "dc"


def test_a_contract_was_one_thing(sandbox: Sandbox, old: Sandbox) -> None:
    contract = old.get("/contracts")
    assert (contract["type"], contract["properties"]["contractNumber"]) == ("contract", 31000001)
    assert sandbox.get("/contracts")["type"] == "collection"


def test_v4_has_neither_labels_nor_templates(sandbox: Sandbox, old: Sandbox) -> None:
    path = sandbox.datacenter()
    for missing in ("/labels", f"{path}/labels", "/templates"):
        assert old.refusal(404, "GET", missing)
    assert sandbox.in_version("v5").get("/labels")["items"] == []


def test_properties_that_came_later_are_not_in_v4(sandbox: Sandbox, old: Sandbox) -> None:
    path = sandbox.datacenter()
    server = sandbox.server(path, volumes=[boot_volume()], nics=[nic()])
    assert not {"hostname", "type", "templateUuid", "nicMultiQueue"} & set(old.get(server)["properties"])
    [volume] = old.get(f"{path}/volumes?depth=1")["items"]
    assert set(volume["properties"]) > FLAGS | {"imageAlias"}
    assert not {"bootServer", "bootOrder", "userData"} & set(volume["properties"])
    assert not set(sandbox.items(f"{path}/volumes")[0]["properties"]) & FLAGS
    assert "unknown" in old.words("PATCH", server, {"hostname": "x"})
    assert old.accepted("PATCH", server, {"cores": 4, "allowReboot": True})
    assert "unknown" in sandbox.in_version("v5").words("PATCH", server, {"allowReboot": True})


def test_v4_leaves_volumes_whatever_is_said(sandbox: Sandbox, old: Sandbox) -> None:
    path = sandbox.datacenter()
    server = sandbox.server(path, volumes=[boot_volume()])
    old.done("DELETE", f"{server}?deleteVolumes=true")
    assert len(sandbox.get(f"{path}/volumes")["items"]) == 1


def test_cards_had_nat_and_rules_ports_as_texts(sandbox: Sandbox, old: Sandbox) -> None:
    server = sandbox.server(sandbox.datacenter())
    card = old.accepted("POST", f"{server}/nics", nic()).json()
    assert card["properties"]["nat"] is None
    old.settle()
    path = f"{server}/nics/{card['id']}"
    assert old.get(path)["properties"]["nat"] is False
    rule = old.made(f"{path}/firewallrules", {"protocol": "TCP", "portRangeStart": 22, "portRangeEnd": 23})
    assert old.get(rule)["properties"]["portRangeStart"] == "22"
    assert sandbox.get(rule)["properties"]["portRangeStart"] == 22


def test_the_size_of_a_snapshot_came_later_in_v4(sandbox: Sandbox, old: Sandbox) -> None:
    volume = sandbox.volume(sandbox.datacenter())
    made = old.accepted("POST", f"{volume}/create-snapshot", {"properties": {"name": "s"}}).json()
    assert (made["properties"]["size"], made["properties"]["licenceType"]) == (None, None)
    old.settle()
    found = old.get(f"/snapshots/{made['id']}")["properties"]
    assert (found["size"], found["licenceType"]) == (10, "OTHER")


def test_some_names_came_back_in_lower_case(sandbox: Sandbox, old: Sandbox) -> None:
    path = sandbox.datacenter()
    things = [sandbox.made(f"{path}/{kind}", {"name": "My Name"}) for kind in ("lans", "loadbalancers")]
    things.append(sandbox.made("/ipblocks", {"name": "My Name", "location": "de/fra", "size": 1}))
    for thing in things:
        seen = [it.get(thing)["properties"]["name"] for it in (old, sandbox.in_version("v5"), sandbox)]
        assert seen == ["my name", "my name", "My Name"]


def test_depth_ended_at_five_which_was_everything(sandbox: Sandbox, old: Sandbox) -> None:
    path = sandbox.datacenter()
    sandbox.server(path, nics=[nic(rules=[{"properties": {"protocol": "TCP"}}])])
    found = old.get(f"{path}?depth=5")
    [card] = found["entities"]["servers"]["items"][0]["entities"]["nics"]["items"]
    assert card["entities"]["firewallrules"]["items"][0]["properties"]["protocol"] == "TCP"
    assert old.refusal(422, "GET", f"{path}?depth=6")


@pytest.fixture
def connect(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Makes clients of the package ``profitbricks``, whose pauses move the sandbox's clock."""
    monkeypatch.setattr(profitbricks.client.time, "sleep", sandbox.advance)

    def make(password: str = PASSWORD) -> Any:
        return profitbricks.client.ProfitBricksService(
            username=USER, password=password, host_base=f"{sandbox.url}/cloudapi/v4", use_config=False
        )

    return make


def test_the_first_client_makes_a_whole_data_center(connect: Callable[..., Any]) -> None:
    client, kinds = connect(), profitbricks.client
    rule = kinds.FirewallRule(name="ssh", protocol="TCP", port_range_start=22, port_range_end=22)
    card = kinds.NIC(name="public", lan=1, dhcp=True, firewall_active=True, firewall_rules=[rule])
    disk = kinds.Volume(name="boot", size=10, image_alias="ubuntu:latest", ssh_keys=[KEY], disk_type="SSD")
    server = kinds.Server(name="web", cores=1, ram=1024, nics=[card], create_volumes=[disk])
    lan = kinds.LAN(name="public", public=True)
    balancer = kinds.LoadBalancer(name="lb")
    wanted = kinds.Datacenter(name="dc", location="gb/lhr", servers=[server], lans=[lan], loadbalancers=[balancer])
    made = client.create_datacenter(wanted)
    client.wait_for_completion(made)
    deep = client.get_datacenter(made["id"], depth=5)["entities"]
    [web] = deep["servers"]["items"]
    assert web["properties"]["vmState"] == "RUNNING"
    assert web["entities"]["nics"]["items"][0]["properties"]["ips"][0].startswith("198.")
    assert client.get_datacenter_by_name("dc")["id"] == made["id"]
    snapshot = client.create_snapshot(made["id"], deep["volumes"]["items"][0]["id"], "s")
    client.wait_for_completion(snapshot)
    assert client.restore_snapshot(made["id"], deep["volumes"]["items"][0]["id"], snapshot["id"]) is True
    assert client.get_snapshot(snapshot["id"])["properties"]["name"] == "s"
    assert client.stop_server(made["id"], web["id"]) is True
    client.wait_for_completion(client.update_server(made["id"], web["id"], name="db", cores=2))
    assert client.get_server(made["id"], web["id"])["metadata"]["state"] == "INACTIVE"
    assert client.delete_server(made["id"], web["id"]) is True
    assert client.delete_datacenter(made["id"]) is True


def test_the_first_client_understands_refusals(connect: Callable[..., Any], sandbox: Sandbox) -> None:
    client, kinds = connect(), profitbricks.client
    with pytest.raises(PBNotAuthorizedError):
        connect("wrong").list_datacenters()
    with pytest.raises(PBNotFoundError) as missing:
        client.get_datacenter("fake_id")
    assert "Resource does not exist" in missing.value.content[0]["message"]
    with pytest.raises(PBValidationError) as invalid:
        client.create_datacenter(kinds.Datacenter(name="dc"))
    assert "Attribute 'location' is required" in invalid.value.content[0]["message"]
    datacenter = last(sandbox.datacenter())
    with pytest.raises(PBValidationError) as invalid:
        client.create_volume(datacenter, kinds.Volume(name="x", licence_type="OTHER"))
    assert "Attribute 'size' is required" in invalid.value.content[0]["message"]
    sandbox.fault("POST", "*", "fails")
    with pytest.raises(PBFailedRequest):
        client.wait_for_completion(client.create_lan(datacenter, kinds.LAN(name="x")))
