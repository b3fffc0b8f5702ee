# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Servers: what they are made of, what can be changed, what they boot from, CD-ROMs, Cubes, power."""

from __future__ import annotations

from typing import Any

import pytest
from ionos_account import KEY, Sandbox, boot_volume, last, nic

CUBE_FAMILY = ("200", "[VDC-5-1921] The attribute 'cpuFamily' must not be provided for Cube servers.")


@pytest.fixture
def datacenter(sandbox: Sandbox) -> str:
    path = sandbox.datacenter()
    sandbox.public_lan(path)
    return path


def properties(sandbox: Sandbox, path: str) -> Any:
    return sandbox.get(path)["properties"]


def test_a_new_server_starts_by_itself(sandbox: Sandbox, datacenter: str) -> None:
    response = sandbox.accepted(
        "POST", f"{datacenter}/servers", {"properties": {"name": "Web 1", "cores": 2, "ram": 1024}}
    )
    made = response.json()
    assert (made["properties"]["vmState"], made["properties"]["availabilityZone"]) == (None, "AUTO")
    assert (made["properties"]["type"], made["properties"]["cpuFamily"]) == ("ENTERPRISE", "INTEL_SKYLAKE")
    assert all("items" not in entity for entity in made["entities"].values())
    assert list(made["entities"]) == ["cdroms", "volumes", "nics"]
    sandbox.settle()
    found = sandbox.get(f"{datacenter}/servers/{made['id']}")
    assert (found["metadata"]["state"], found["properties"]["vmState"]) == ("AVAILABLE", "RUNNING")
    assert (found["properties"]["hostname"], found["properties"]["bootVolume"]) == ("web-1", None)


def test_everything_that_is_wrong_is_said_at_once(sandbox: Sandbox, datacenter: str) -> None:
    body = {
        "properties": {"ram": 300, "hostname": "-x"},
        "entities": {"volumes": {"items": [{"properties": {"size": 10, "bus": "", "sshKeys": [KEY]}}]}},
    }
    found = sandbox.refusal(422, "POST", f"{datacenter}/servers", body)
    assert ("100", "[(root).properties.cores] Attribute 'cores' is required") in found
    assert ("100", "[(root).properties.ram] RAM of requested server is not a multiple of 256") in found
    volume = "(root).entities.volumes.items.[0].properties"
    assert ("109", f"[{volume}.bus] Attribute value '' not allowed. Expected one of [IDE, VIRTIO]") in found
    assert ("100", f"[{volume}.sshKeys] An image template not found to use SSH keys.") in found
    assert any("hostname" in text for _code, text in found)
    assert sandbox.get(f"{datacenter}/servers")["items"] == []


@pytest.mark.parametrize(
    ("sent", "name"),
    [
        ({"cores": 0}, "cores"),
        ({"cores": "x"}, "cores"),
        ({"cores": 1.5}, "cores"),
        ({"cores": True}, "cores"),
        ({"ram": 128}, "ram"),
        ({"ram": 1000}, "ram"),
        ({"availabilityZone": "ZONE_3"}, "availabilityZone"),
        ({"cpuFamily": "AMD_EPYC"}, "cpuFamily"),
        ({"cpuFamily": "Z80"}, "cpuFamily"),
        ({"type": "ABACUS"}, "type"),
        ({"type": "VCPU", "cpuFamily": "INTEL_SKYLAKE"}, "cpuFamily"),
        ({"hostname": "Upper"}, "hostname"),
        ({"hostname": "a" * 64}, "hostname"),
        ({"bootVolume": {"id": "x"}}, "bootVolume"),
        ({"bootVolume": {"id": "x"}, "bootCdrom": {"id": "x"}}, "bootCdrom"),
        ({"nicMultiQueue": 7}, "nicMultiQueue"),
        ({"vmState": "RUNNING"}, "vmState"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_what_a_server_cannot_be(sandbox: Sandbox, datacenter: str, sent: dict[str, Any], name: str) -> None:
    body = {"properties": {"cores": 1, "ram": 1024, **sent}}
    assert f"(root).properties.{name}]" in sandbox.words("POST", f"{datacenter}/servers", body)


def test_texts_become_what_they_should_be(sandbox: Sandbox, datacenter: str) -> None:
    server = sandbox.server(
        datacenter, {"cores": "2", "ram": "2048", "nicMultiQueue": "true"}, nics=[nic("1", dhcp="false")]
    )
    found = properties(sandbox, server)
    assert (found["cores"], found["ram"], found["nicMultiQueue"]) == (2, 2048, True)
    card = sandbox.items(f"{server}/nics")[0]["properties"]
    assert (card["lan"], card["dhcp"]) == (1, False)


def test_a_server_comes_with_volumes_cards_rules_and_cd_roms(sandbox: Sandbox, datacenter: str) -> None:
    there = sandbox.volume(datacenter)
    cdrom = sandbox.image("debian:12_iso")
    rule = {"properties": {"name": "ssh", "protocol": "TCP", "portRangeStart": "22", "portRangeEnd": 22}}
    server = sandbox.server(
        datacenter,
        volumes=[boot_volume(), {"properties": {"size": 5, "licenceType": "OTHER"}}, {"id": last(there)}],
        nics=[nic(1, [rule]), nic(2)],
        cdroms=[{"id": cdrom}],
    )
    found = sandbox.get(f"{server}?depth=4")
    disks, cards = found["entities"]["volumes"]["items"], found["entities"]["nics"]["items"]
    numbers = sorted((disk["properties"]["deviceNumber"], disk["properties"]["pciSlot"]) for disk in disks)
    assert numbers == [(1, 5), (2, 6), (3, 7)]
    assert [(card["properties"]["deviceNumber"], card["properties"]["pciSlot"]) for card in cards] == [
        (None, 8),
        (None, 9),
    ]
    assert cards[0]["properties"]["ips"][0].startswith("198.")
    assert cards[1]["properties"]["ips"][0].startswith("10.")
    assert cards[0]["entities"]["firewallrules"]["items"][0]["properties"]["portRangeStart"] == 22
    assert [item["id"] for item in found["entities"]["cdroms"]["items"]] == [cdrom]
    boots = next(disk for disk in disks if disk["properties"]["name"] == "boot")
    assert found["properties"]["bootVolume"]["id"] == boots["id"]
    assert boots["properties"]["bootServer"] == last(server)
    assert [lan["id"] for lan in sandbox.items(f"{datacenter}/lans")] == ["1", "2"]


def test_empty_lists_of_parts_are_fine(sandbox: Sandbox, datacenter: str) -> None:
    server = sandbox.server(datacenter, volumes=[], nics=[], cdroms=[])
    assert sandbox.get(f"{server}/volumes")["items"] == []


def test_volumes_without_an_image_boot_nothing(sandbox: Sandbox, datacenter: str) -> None:
    server = sandbox.server(datacenter, volumes=[{"properties": {"size": 5, "licenceType": "OTHER"}}])
    assert properties(sandbox, server)["bootVolume"] is None
    empty = sandbox.server(datacenter)
    volume = sandbox.volume(datacenter)
    sandbox.done("POST", f"{empty}/volumes", {"id": last(volume)})
    assert properties(sandbox, empty)["bootVolume"]["id"] == last(volume)


def test_how_many_parts_a_server_can_have(sandbox: Sandbox, datacenter: str) -> None:
    body = {"properties": {"cores": 1, "ram": 1024}, "entities": {"nics": {"items": [nic(2) for _ in range(25)]}}}
    assert "at most 24" in sandbox.words("POST", f"{datacenter}/servers", body)
    server = sandbox.server(datacenter, nics=[nic(2) for _ in range(24)])
    assert "at most 24" in sandbox.words("POST", f"{server}/nics", nic(2))
    assert "at most 24" in sandbox.words("POST", f"{server}/volumes", boot_volume())


def test_what_can_be_changed(sandbox: Sandbox, datacenter: str) -> None:
    server = sandbox.server(datacenter)
    changes = {
        "name": "db",
        "hostname": "db",
        "cores": 4,
        "ram": 4096,
        "cpuFamily": "AMD_OPTERON",
        "availabilityZone": "ZONE_2",
        "nicMultiQueue": True,
    }
    made = sandbox.done("PATCH", server, changes)
    assert {name: made["properties"][name] for name in changes} == changes
    assert {name: properties(sandbox, server)[name] for name in changes} == changes
    sandbox.done("PUT", server, {"properties": {"name": "web", "cores": 1, "ram": 1024}})
    assert (properties(sandbox, server)["cores"], properties(sandbox, server)["hostname"]) == (1, "db")


@pytest.mark.parametrize(
    ("sent", "name"), [({"type": "VCPU"}, "type"), ({"cores": None}, "cores"), ({"properties": {}}, "properties")]
)
def test_what_cannot_be_changed(sandbox: Sandbox, datacenter: str, sent: dict[str, Any], name: str) -> None:
    server = sandbox.server(datacenter)
    assert f"[(root).{name}]" in sandbox.words("PATCH", server, sent)


def test_what_a_server_boots_from_can_be_changed(sandbox: Sandbox, datacenter: str) -> None:
    server = sandbox.server(datacenter, volumes=[boot_volume()])
    other, cdrom = sandbox.volume(datacenter), sandbox.image("ubuntu:latest_iso")
    assert "not attached" in sandbox.words("PATCH", server, {"bootVolume": {"id": last(other)}})
    sandbox.done("POST", f"{server}/volumes", {"id": last(other)})
    sandbox.done("PATCH", server, {"bootVolume": {"id": last(other)}})
    assert properties(sandbox, server)["bootVolume"]["id"] == last(other)
    sandbox.done("POST", f"{server}/cdroms", {"id": cdrom})
    sandbox.done("PATCH", server, {"bootCdrom": {"id": cdrom}})
    found = properties(sandbox, server)
    assert (found["bootVolume"], found["bootCdrom"]["id"], found["bootCdrom"]["type"]) == (None, cdrom, "image")
    sandbox.done("DELETE", f"{server}/cdroms/{cdrom}")
    assert properties(sandbox, server)["bootCdrom"] is None
    sandbox.done("PATCH", other, {"bootOrder": "PRIMARY"})
    assert properties(sandbox, server)["bootVolume"]["id"] == last(other)
    orders = sorted(disk["properties"]["bootOrder"] for disk in sandbox.items(f"{server}/volumes"))
    assert orders == ["NONE", "PRIMARY"]
    sandbox.done("DELETE", f"{server}/volumes/{last(other)}")
    assert properties(sandbox, server)["bootVolume"] is None


def test_cd_roms_come_and_go(sandbox: Sandbox, datacenter: str) -> None:
    server, cdrom = sandbox.server(datacenter), sandbox.image("debian:12_iso")
    made = sandbox.done("POST", f"{server}/cdroms", {"id": cdrom})
    assert (made["id"], made["type"], made["properties"]["imageType"]) == (cdrom, "image", "CDROM")
    assert sandbox.get(f"{server}/cdroms/{cdrom}")["href"] == f"{sandbox.api}{server}/cdroms/{cdrom}"
    assert "not a CD-ROM" in sandbox.words("POST", f"{server}/cdroms", {"id": sandbox.image("debian:12")})
    assert sandbox.words("POST", f"{server}/cdroms", {"id": cdrom})
    sandbox.done("POST", f"{server}/cdroms", {"id": sandbox.image("ubuntu:latest_iso")})
    third = {"id": sandbox.image("debian:12_iso", "de/txl")}
    assert "at most 2" in sandbox.words("POST", f"{server}/cdroms", third)
    sandbox.done("DELETE", f"{server}/cdroms/{cdrom}")
    assert sandbox.refusal(404, "GET", f"{server}/cdroms/{cdrom}")
    assert sandbox.get(f"/images/{cdrom}")["id"] == cdrom
    assert sandbox.refusal(404, "POST", f"{server}/cdroms", {"id": "x"})


@pytest.mark.parametrize("query", ["", "?deleteVolumes=false"])
def test_a_server_leaves_its_volumes(sandbox: Sandbox, datacenter: str, query: str) -> None:
    server = sandbox.server(datacenter, volumes=[boot_volume()], nics=[nic()])
    sandbox.done("DELETE", server + query)
    [left] = sandbox.items(f"{datacenter}/volumes")
    assert (left["properties"]["name"], left["properties"]["deviceNumber"]) == ("boot", None)
    assert sandbox.get(f"{datacenter}/lans/1/nics")["items"] == []
    assert [volume["id"] for volume in sandbox.control("GET", "/costs")["volumes"]] == [left["id"]]


@pytest.mark.parametrize("word", ["true", "True", "TRUE", "1"])
def test_or_takes_them_along(sandbox: Sandbox, datacenter: str, word: str) -> None:
    server = sandbox.server(datacenter, volumes=[boot_volume()])
    sandbox.done("DELETE", f"{server}?deleteVolumes={word}")
    assert sandbox.get(f"{datacenter}/volumes")["items"] == []


def test_a_stopped_server_is_inactive_and_gives_its_address_back(sandbox: Sandbox, datacenter: str) -> None:
    block = sandbox.done("POST", "/ipblocks", {"properties": {"location": "de/fra", "size": 1}})
    reserved = block["properties"]["ips"]
    server = sandbox.server(datacenter, nics=[nic(1), nic(1, ips=reserved), nic(2)])

    def addresses() -> list[list[str]]:
        return [card["properties"]["ips"] for card in sandbox.items(f"{server}/nics")]

    public, kept, private = addresses()
    stopped = sandbox.accepted("POST", f"{server}/stop")
    assert (stopped.content, "Location" in stopped.headers) == (b"", True)
    busy = sandbox.get(server)
    assert (busy["metadata"]["state"], busy["properties"]["vmState"]) == ("BUSY", "RUNNING")
    sandbox.settle()
    off = sandbox.get(server)
    assert (off["metadata"]["state"], off["properties"]["vmState"]) == ("INACTIVE", "SHUTOFF")
    assert addresses() == [[], reserved, private]
    sandbox.done("POST", f"{server}/stop")
    assert sandbox.get(server)["metadata"]["state"] == "INACTIVE"
    sandbox.done("POST", f"{server}/start")
    on = sandbox.get(server)
    assert (on["metadata"]["state"], on["properties"]["vmState"]) == ("AVAILABLE", "RUNNING")
    new, *others = addresses()
    assert (others, len(new), new != public) == ([kept, private], 1, True)
    sandbox.done("POST", f"{server}/start")
    assert addresses() == [new, kept, private]


def test_a_card_for_a_server_that_is_off_gets_its_public_address_later(sandbox: Sandbox, datacenter: str) -> None:
    server = sandbox.server(datacenter)
    sandbox.done("POST", f"{server}/stop")
    card = sandbox.made(f"{server}/nics", {"lan": 1})
    seen = [properties(sandbox, card)["ips"]]
    sandbox.done("POST", f"{server}/start")
    seen.append(properties(sandbox, card)["ips"])
    assert [len(addresses) for addresses in seen] == [0, 1]


def test_reboot_starts_what_is_off(sandbox: Sandbox, datacenter: str) -> None:
    server = sandbox.server(datacenter)
    sandbox.done("POST", f"{server}/stop")
    sandbox.done("POST", f"{server}/reboot")
    assert sandbox.get(server)["metadata"]["state"] == "AVAILABLE"


def test_a_guest_that_shuts_itself_down_still_costs(sandbox: Sandbox, datacenter: str) -> None:
    server = sandbox.server(datacenter, nics=[nic()])
    sandbox.control("POST", "/shutdown", server=last(server))
    found = sandbox.get(server)
    assert (found["metadata"]["state"], found["properties"]["vmState"]) == ("AVAILABLE", "SHUTOFF")
    assert sandbox.items(f"{server}/nics")[0]["properties"]["ips"]
    assert [it["id"] for it in sandbox.control("GET", "/costs")["servers"]] == [last(server)]
    sandbox.done("POST", f"{server}/stop")
    assert sandbox.get(server)["metadata"]["state"] == "INACTIVE"
    assert sandbox.control("GET", "/costs")["servers"] == []


@pytest.fixture
def template(sandbox: Sandbox) -> Any:
    return sandbox.items("/templates")[0]


def das(**more: Any) -> dict[str, Any]:
    return {"properties": {"name": "das", "type": "DAS", "imageAlias": "debian:12", "sshKeys": [KEY], **more}}


def test_a_cube_has_what_its_template_says(sandbox: Sandbox, datacenter: str, template: Any) -> None:
    body = {
        "properties": {"name": "cube", "type": "CUBE", "templateUuid": template["id"]},
        "entities": {"volumes": {"items": [das()]}},
    }
    server = f"{datacenter}/servers/{sandbox.done('POST', f'{datacenter}/servers', body)['id']}"
    found = properties(sandbox, server)
    assert (found["cores"], found["ram"]) == (template["properties"]["cores"], template["properties"]["ram"])
    [disk] = sandbox.items(f"{server}/volumes")
    assert (disk["properties"]["type"], disk["properties"]["size"]) == ("DAS", template["properties"]["storageSize"])
    sandbox.done("POST", f"{server}/suspend")
    suspended = sandbox.get(server)
    assert (suspended["metadata"]["state"], suspended["properties"]["vmState"]) == ("AVAILABLE", "SUSPENDED")
    sandbox.done("POST", f"{server}/resume")
    assert properties(sandbox, server)["vmState"] == "RUNNING"
    for action in ("start", "stop"):
        assert sandbox.refusal(422, "POST", f"{server}/{action}")[0][0] == "200"
    assert "cores" in sandbox.words("PATCH", server, {"cores": 8})


def test_what_a_cube_cannot_be(sandbox: Sandbox, datacenter: str, template: Any) -> None:
    sent = {
        "type": "CUBE",
        "templateUuid": template["id"],
        "cpuFamily": "INTEL_SKYLAKE",
        "cores": 2,
        "nicMultiQueue": True,
    }
    body = {"properties": sent, "entities": {"volumes": {"items": [das(availabilityZone="ZONE_1")]}}}
    found = sandbox.refusal(422, "POST", f"{datacenter}/servers", body)
    assert CUBE_FAMILY in found
    for name in ("cores", "nicMultiQueue", "availabilityZone"):
        assert any(f"properties.{name}]" in text for _code, text in found)
    without = {"properties": {"type": "CUBE"}, "entities": {"volumes": {"items": [das(size=60)]}}}
    assert any("templateUuid" in text for _code, text in sandbox.refusal(422, "POST", f"{datacenter}/servers", without))
    alone = {"properties": {"type": "CUBE", "templateUuid": template["id"]}}
    assert "DAS" in sandbox.words("POST", f"{datacenter}/servers", alone)
    assert "DAS" in sandbox.words("POST", f"{datacenter}/volumes", das(size=10))


@pytest.mark.parametrize("action", ["suspend", "resume"])
def test_only_cubes_can_be_suspended(sandbox: Sandbox, datacenter: str, action: str) -> None:
    server = sandbox.server(datacenter)
    [(code, text)] = sandbox.refusal(422, "POST", f"{server}/{action}")
    assert (code, action in text) == ("200", True)


def test_screens_and_tokens_are_secrets_of_a_server(sandbox: Sandbox, datacenter: str) -> None:
    first, second = sandbox.server(datacenter), sandbox.server(datacenter)
    for what, name in (("token", "token"), ("remoteconsole", "url")):
        found = [sandbox.get(f"{server}/{what}")[name] for server in (first, first, second)]
        assert (found[0] == found[1], found[0] == found[2]) == (True, False)


def test_an_upgrade_is_accepted(sandbox: Sandbox, datacenter: str) -> None:
    server = sandbox.server(datacenter)
    sandbox.done("POST", f"{server}/upgrade")
    assert properties(sandbox, server)["vmState"] == "RUNNING"
