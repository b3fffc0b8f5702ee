# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Disks and their snapshots."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import pytest
from ionos_account import KEY, Sandbox, boot_volume, last

SECRETS = ("imagePassword", "sshKeys", "userData", "imageAlias")
FLAGS = ("cpuHotPlug", "ramHotPlug", "nicHotPlug", "nicHotUnplug", "discVirtioHotPlug", "discVirtioHotUnplug")
FURTHER = ("cpuHotUnplug", "ramHotUnplug", "discScsiHotPlug", "discScsiHotUnplug")


@pytest.fixture
def datacenter(sandbox: Sandbox) -> str:
    return sandbox.datacenter()


def properties(sandbox: Sandbox, path: str) -> Any:
    return sandbox.get(path)["properties"]


def test_a_volume_is_made_and_what_is_secret_not_shown_again(sandbox: Sandbox, datacenter: str) -> None:
    data = b64encode(b"#cloud-config").decode()
    sent = boot_volume(imagePassword="secret123", userData=data)
    response = sandbox.accepted("POST", f"{datacenter}/volumes", sent)
    made = response.json()["properties"]
    assert (made["sshKeys"], made["imagePassword"], made["userData"]) == ([KEY], None, None)
    assert (made["availabilityZone"], made["bus"]) == (None, None)
    sandbox.settle()
    found = properties(sandbox, f"{datacenter}/volumes/{response.json()['id']}")
    assert {name: found[name] for name in SECRETS} == dict.fromkeys(SECRETS)
    assert (found["availabilityZone"], found["bus"], found["bootOrder"]) == ("AUTO", None, "AUTO")
    assert (found["image"], found["licenceType"], found["type"]) == (sandbox.image("debian:12"), "LINUX", "HDD")
    assert {found[name] for name in FLAGS} == {True}
    assert (found["deviceNumber"], found["pciSlot"], found["bootServer"]) == (None, None, None)
    everything = sandbox.send("GET", f"{datacenter}?depth=10").text + sandbox.send("GET", "/requests?depth=10").text
    assert "secret123" not in everything


def test_the_202_can_echo_the_password_too(sandbox: Sandbox, datacenter: str) -> None:
    sandbox.fault("POST", "*/volumes", "password_echoed")
    response = sandbox.accepted("POST", f"{datacenter}/volumes", boot_volume(imagePassword="secret123"))
    assert response.json()["properties"]["imagePassword"] == "secret123"
    assert properties(sandbox, f"{datacenter}/volumes/{response.json()['id']}")["imagePassword"] is None


def test_a_volume_without_an_image_has_no_flags(sandbox: Sandbox, datacenter: str) -> None:
    found = properties(sandbox, sandbox.volume(datacenter, ramHotPlug="true"))
    assert {name: found[name] for name in FLAGS} == {name: name == "ramHotPlug" for name in FLAGS}


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "[(root).properties.size] Attribute 'size' is required"),
        ({"size": 10}, "[(root).properties.licenceType]"),
        ({"size": 0, "licenceType": "OTHER"}, "[(root).properties.size]"),
        ({"size": "big", "licenceType": "OTHER"}, "[(root).properties.size]"),
        ({"size": "1e400", "licenceType": "OTHER"}, "[(root).properties.size]"),
        (
            {"size": 10, "licenceType": "OTHER", "imagePassword": "secret123"},
            "[(root).properties.imagePassword] Attribute 'image' or 'imageAlias' must be set for password",
        ),
        (
            {"size": 10, "imageAlias": "debian:12", "imagePassword": "short"},
            "[(root).properties.imagePassword] Password syntax error. Password invalid, valid characters are: "
            "a-zA-Z0-9. Length between 8 and 50.",
        ),
        ({"size": 10, "licenceType": "OTHER", "sshKeys": [KEY]}, "An image template not found to use SSH keys."),
        ({"size": 10, "imageAlias": "windows:2022", "sshKeys": [KEY]}, "[(root).properties.s"),
        ({"size": 10, "imageAlias": "debian:12"}, "needs 'imagePassword' or 'sshKeys'"),
        ({"size": 1, "imageAlias": "debian:12", "sshKeys": [KEY]}, "at least that of the image"),
        ({"size": 10, "imageAlias": "minix:1", "sshKeys": [KEY]}, "[(root).properties.imageAlias]"),
        ({"size": 10, "imageAlias": "debian:12_iso", "sshKeys": [KEY]}, "[(root).properties.imageAlias]"),
        ({"size": 10, "image": "x", "licenceType": "OTHER"}, "[(root).properties.image]"),
        ({"size": 10, "licenceType": "OTHER", "type": "TAPE"}, "[(root).properties.type]"),
        ({"size": 10, "licenceType": "BSD"}, "[(root).properties.licenceType]"),
        ({"size": 10, "licenceType": "OTHER", "availabilityZone": "ZONE_4"}, "[(root).properties.availabilityZone]"),
        ({"size": 10, "licenceType": "OTHER", "userData": "eA=="}, "[(root).properties.userData]"),
        ({"size": 10, "imageAlias": "debian:12", "sshKeys": [KEY], "userData": "not base64"}, "Base64"),
        ({"size": 10, "licenceType": "OTHER", "pciSlot": 7}, "read-only"),
    ],
)
def test_what_a_volume_cannot_be(sandbox: Sandbox, datacenter: str, sent: dict[str, Any], words: str) -> None:
    found = sandbox.refusal(422, "POST", f"{datacenter}/volumes", {"properties": sent})
    assert [text for _code, text in found if words in text]


def test_images_are_those_of_the_location(sandbox: Sandbox, datacenter: str) -> None:
    here, there = sandbox.image("debian:12"), sandbox.image("debian:12", "us/las")
    assert here != there
    sent = {"size": 10, "sshKeys": [KEY]}
    assert properties(sandbox, sandbox.made(f"{datacenter}/volumes", {**sent, "image": here}))["image"] == here
    found = sandbox.refusal(422, "POST", f"{datacenter}/volumes", {"properties": {**sent, "image": there}})
    assert "does not exist in location" in found[0][1]
    both = {**sent, "image": here, "imageAlias": "debian:12"}
    assert [
        text
        for _code, text in sandbox.refusal(422, "POST", f"{datacenter}/volumes", {"properties": both})
        if "exclude" in text
    ]
    child = sandbox.datacenter("de/fra/2")
    assert properties(sandbox, sandbox.made(f"{child}/volumes", {**sent, "imageAlias": "debian:12"}))["image"] == here


def test_volumes_only_grow(sandbox: Sandbox, datacenter: str) -> None:
    volume = sandbox.volume(datacenter)
    assert sandbox.done("PATCH", volume, {"size": 20, "name": "big", "bus": "IDE"})["properties"]["size"] == 20
    assert "[(root).size]" in sandbox.words("PATCH", volume, {"size": 19})
    assert properties(sandbox, volume)["size"] == 20


@pytest.mark.parametrize(
    "sent",
    [
        {"type": "SSD"},
        {"availabilityZone": "ZONE_1"},
        {"image": "00000000-0000-0000-0000-000000000000"},
        {"imageAlias": "debian:12"},
        {"imagePassword": "secret123"},
        {"sshKeys": [KEY]},
        {"userData": "eA=="},
    ],
)
def test_what_stays(sandbox: Sandbox, datacenter: str, sent: dict[str, Any]) -> None:
    [name] = sent
    assert (
        sandbox.words("PATCH", sandbox.volume(datacenter), sent) == f"[(root).{name}] Attribute '{name}' is immutable"
    )


def test_a_licence_that_is_named_counts_more_than_that_of_the_image(sandbox: Sandbox, datacenter: str) -> None:
    named = sandbox.volume(datacenter, imageAlias="debian:12", sshKeys=[KEY], licenceType="UNKNOWN")
    assert sandbox.get(named)["properties"]["licenceType"] == "UNKNOWN"


def test_the_licence_of_an_official_image_stays(sandbox: Sandbox, datacenter: str) -> None:
    own, official = sandbox.volume(datacenter), sandbox.made(f"{datacenter}/volumes", boot_volume()["properties"])
    assert sandbox.done("PATCH", own, {"licenceType": "LINUX"})["properties"]["licenceType"] == "LINUX"
    assert "official" in sandbox.words("PATCH", official, {"licenceType": "OTHER"})


def test_what_is_attached_is_named_by_its_id_alone(sandbox: Sandbox, datacenter: str) -> None:
    server, volume = sandbox.server(datacenter), sandbox.volume(datacenter)
    assert sandbox.refusal(422, "POST", f"{server}/volumes", sandbox.get(volume)) == [
        ("105", "[(root).href] Attribute is read-only"),
        ("105", "[(root).type] Attribute is read-only"),
        ("105", "[(root).metadata] Attribute is read-only"),
        ("107", "[(root).properties] Attribute not allowed in resource reference"),
        ("107", "[(root).metadata] Attribute not allowed in resource reference"),
    ]


def test_attaching_and_detaching(sandbox: Sandbox, datacenter: str) -> None:
    first, second = sandbox.server(datacenter), sandbox.server(datacenter)
    volume = sandbox.volume(datacenter, bus="IDE")
    made = sandbox.accepted("POST", f"{first}/volumes", {"id": last(volume)}).json()
    assert (made["id"], made["metadata"]["state"], made["properties"]["bus"]) == (last(volume), "BUSY", None)
    sandbox.settle()
    assert properties(sandbox, f"{first}/volumes/{last(volume)}")["bus"] == "IDE"
    assert "attached to another server" in sandbox.words("POST", f"{second}/volumes", {"id": last(volume)})
    assert sandbox.refusal(404, "GET", f"{second}/volumes/{last(volume)}")
    gone = sandbox.accepted("DELETE", f"{first}/volumes/{last(volume)}")
    assert gone.content == b""
    sandbox.settle()
    assert sandbox.refusal(404, "DELETE", f"{first}/volumes/{last(volume)}")
    found = properties(sandbox, volume)
    assert (found["deviceNumber"], found["pciSlot"], found["bootServer"]) == (None, None, None)
    sandbox.done("POST", f"{second}/volumes", {"id": last(volume)})
    assert sandbox.refusal(404, "POST", f"{second}/volumes", {"id": "x"})


def test_making_and_attaching_in_one_step(sandbox: Sandbox, datacenter: str) -> None:
    server = sandbox.server(datacenter)
    made = sandbox.done("POST", f"{server}/volumes", boot_volume())
    assert [volume["id"] for volume in sandbox.items(f"{server}/volumes")] == [made["id"]]


def test_a_volume_of_another_data_center_cannot_be_attached(sandbox: Sandbox, datacenter: str) -> None:
    elsewhere = sandbox.volume(sandbox.datacenter())
    assert "does not exist in this data center" in sandbox.words(
        "POST", f"{sandbox.server(datacenter)}/volumes", {"id": last(elsewhere)}
    )


def test_an_attached_volume_can_be_deleted(sandbox: Sandbox, datacenter: str) -> None:
    server = sandbox.server(datacenter, volumes=[boot_volume()])
    [volume] = sandbox.items(f"{server}/volumes")
    sandbox.done("DELETE", f"{datacenter}/volumes/{volume['id']}")
    assert sandbox.get(f"{server}/volumes")["items"] == []
    assert properties(sandbox, server)["bootVolume"] is None


def test_a_snapshot_is_made_of_a_volume(sandbox: Sandbox, datacenter: str) -> None:
    volume = sandbox.made(f"{datacenter}/volumes", boot_volume()["properties"])
    sent = {"properties": {"name": "s", "description": "d", "secAuthProtection": True}}
    response = sandbox.accepted("POST", f"{volume}/create-snapshot", sent)
    made = response.json()
    assert (made["type"], made["metadata"]["state"]) == ("snapshot", "BUSY")
    assert (made["properties"]["size"], made["properties"]["location"]) == (10, "de/fra")
    sandbox.settle()
    found = properties(sandbox, f"/snapshots/{made['id']}")
    assert (found["name"], found["description"], found["secAuthProtection"]) == ("s", "d", True)
    assert (found["licenceType"], {found[name] for name in FLAGS}) == ("LINUX", {True})
    assert {found[name] for name in FURTHER} == {False}


def test_the_service_describes_a_snapshot_itself(sandbox: Sandbox, datacenter: str) -> None:
    volume = sandbox.volume(datacenter)
    made = sandbox.done("POST", f"{volume}/create-snapshot", {"properties": {}})
    assert made["properties"]["description"] == 'Created from "data" in Data Center "dc"'


def test_forms_do_too(sandbox: Sandbox, datacenter: str) -> None:
    volume = sandbox.volume(datacenter)
    response = sandbox.send("POST", f"{volume}/create-snapshot", data={"name": "s", "description": "d"})
    assert (response.status_code, response.json()["properties"]["name"]) == (202, "s")
    sandbox.settle()
    number = response.json()["id"]
    restored = sandbox.send("POST", f"{volume}/restore-snapshot", data={"snapshotId": number})
    assert (restored.status_code, restored.content) == (202, b"")


def test_a_snapshot_is_restored_where_it_fits(sandbox: Sandbox, datacenter: str) -> None:
    volume = sandbox.volume(datacenter)
    number = sandbox.done("POST", f"{volume}/create-snapshot", {"properties": {"name": "s"}})["id"]

    def sent(snapshot: str) -> dict[str, Any]:
        return {"properties": {"snapshotId": snapshot}}

    sandbox.done("POST", f"{volume}/restore-snapshot", sent(number))
    small, elsewhere = sandbox.volume(datacenter, size=5), sandbox.volume(sandbox.datacenter("us/las"))
    for place, words in ((small, "larger"), (elsewhere, "another location")):
        assert words in sandbox.words("POST", f"{place}/restore-snapshot", sent(number))
    assert "snapshotId" in sandbox.words("POST", f"{volume}/restore-snapshot", {"properties": {}})
    assert sandbox.refusal(404, "POST", f"{volume}/restore-snapshot", sent("x"))
    copy = sandbox.made(f"{datacenter}/volumes", {"size": 10, "image": number})
    assert properties(sandbox, copy)["image"] == number


def test_snapshots_survive_their_data_center(sandbox: Sandbox, datacenter: str) -> None:
    volume = sandbox.volume(datacenter)
    number = sandbox.done("POST", f"{volume}/create-snapshot", {"properties": {"name": "s"}})["id"]
    sandbox.done("DELETE", datacenter)
    path = f"/snapshots/{number}"
    assert sandbox.done("PATCH", path, {"name": "t"})["properties"]["name"] == "t"
    assert "read-only" in sandbox.words("PATCH", path, {"size": 99})
    sandbox.done("DELETE", path)
    assert sandbox.refusal(404, "GET", path)
