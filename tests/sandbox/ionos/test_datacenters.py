# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Data centres: alone, with everything in them, and their end; locations, images, templates."""

from __future__ import annotations

from typing import Any

import pytest
from ionos_account import Sandbox, boot_volume, last, nic

FAMILIES = {"cpuFamily", "maxCores", "maxRam", "vendor"}


def test_a_new_data_center_gets_its_values_when_it_is_provisioned(sandbox: Sandbox) -> None:
    sent = {"properties": {"name": "dc", "description": "d", "location": "us/las"}}
    made = sandbox.accepted("POST", "/datacenters", sent).json()
    properties = made["properties"]
    assert (properties["version"], properties["secAuthProtection"]) == (None, None)
    assert (properties["features"], properties["cpuArchitecture"]) == ([], [])
    sandbox.settle()
    found = sandbox.get(f"/datacenters/{made['id']}")["properties"]
    assert (found["name"], found["description"], found["location"]) == ("dc", "d", "us/las")
    assert (found["version"], found["secAuthProtection"]) == (1, False)
    assert (bool(found["features"]), set(found["cpuArchitecture"][0])) == (True, FAMILIES)
    assert found["ipv6CidrBlock"].endswith("/56")
    assert "createDefaultSecurityGroup" not in found
    entities = sandbox.get(f"/datacenters/{made['id']}")["entities"]
    assert list(entities)[:4] == ["servers", "volumes", "loadbalancers", "lans"]
    for name in entities:
        assert sandbox.get(f"/datacenters/{made['id']}/{name}")["items"] == []


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "[(root).properties.location] Attribute 'location' is required"),
        ({"location": None}, "[(root).properties.location] Attribute 'location' is required"),
        ({"location": "mars"}, "[(root).properties.location] Attribute value 'mars' not allowed."),
        ({"location": "de/fra", "name": "a/b"}, "[(root).properties.name]"),
        ({"location": "de/fra", "name": "a'b"}, "[(root).properties.name]"),
        ({"location": "de/fra", "name": ["x"]}, "[(root).properties.name]"),
        ({"location": "de/fra", "version": 7}, "read-only"),
    ],
)
def test_what_a_data_center_cannot_be(sandbox: Sandbox, sent: dict[str, Any], words: str) -> None:
    assert words in sandbox.words("POST", "/datacenters", {"properties": sent})


def test_several_can_have_one_name_or_none(sandbox: Sandbox) -> None:
    for properties in ({"name": "dc"}, {"name": "dc"}, {}):
        sandbox.made("/datacenters", {"location": "de/fra", **properties})
    names = [found["properties"]["name"] for found in sandbox.items("/datacenters")]
    assert names == ["dc", "dc", None]


def test_what_can_be_changed_and_what_stays(sandbox: Sandbox) -> None:
    path = sandbox.datacenter()
    for verb, body in (
        ("PATCH", {"name": "a", "description": None, "secAuthProtection": "true"}),
        ("PUT", {"properties": {"name": "a", "location": "de/fra"}}),
    ):
        assert sandbox.done(verb, path, body)["properties"]["name"] == "a"
    assert sandbox.get(path)["properties"]["secAuthProtection"] is True
    assert "immutable" in sandbox.words("PATCH", path, {"location": "us/las"})
    assert "unknown" in sandbox.words("PATCH", path, {"properties": {"name": "x"}})
    assert "required" in sandbox.words("PUT", path, {"properties": {"name": "x"}})


WHOLE = {
    "properties": {"name": "whole", "location": "de/fra"},
    "entities": {
        "servers": {
            "items": [
                {
                    "properties": {"name": "web", "cores": 1, "ram": 1024},
                    "entities": {"volumes": {"items": [boot_volume()]}, "nics": {"items": [nic(1), nic(2)]}},
                }
            ]
        },
        "volumes": {"items": [{"properties": {"name": "data", "size": 5, "licenceType": "OTHER"}}]},
        "lans": {"items": [{"properties": {"name": "public", "public": True}}]},
        "loadbalancers": {"items": [{"properties": {"name": "lb"}}]},
    },
}


def test_a_data_center_comes_with_everything(sandbox: Sandbox) -> None:
    response = sandbox.accepted("POST", "/datacenters", WHOLE)
    path = f"/datacenters/{response.json()['id']}"
    sandbox.settle()
    found = sandbox.get(f"{path}?depth=6")["entities"]
    names = {kind: [item["properties"]["name"] for item in found[kind]["items"]] for kind in WHOLE["entities"]}
    assert names == {
        "servers": ["web"],
        "volumes": ["data", "boot"],
        "lans": ["public", None],
        "loadbalancers": ["lb"],
    }
    [server] = found["servers"]["items"]
    assert server["properties"]["vmState"] == "RUNNING"
    public, private = server["entities"]["nics"]["items"]
    assert (public["properties"]["ips"][0][:4], private["properties"]["ips"][0][:3]) == ("198.", "10.")
    assert len(sandbox.targets(response, "volume")) == 2


def test_what_is_wrong_with_each_server_is_said(sandbox: Sandbox) -> None:
    servers = {"items": [{"properties": {"ram": 1024}}, {"properties": {"ram": 1024}}, {"properties": {"ram": "x"}}]}
    body = {"properties": {"location": "de/fra"}, "entities": {"servers": servers}}
    words = [text for _code, text in sandbox.refusal(422, "POST", "/datacenters", body)]
    for index in range(3):
        place = f"[(root).entities.servers.items.[{index}].properties"
        assert f"{place}.cores] Attribute 'cores' is required" in words
    assert len(words) == 4


def test_what_is_hidden_is_not_echoed(sandbox: Sandbox) -> None:
    sent = {"properties": {"location": "de/fra", "createDefaultSecurityGroup": True}}
    assert "createDefaultSecurityGroup" not in sandbox.accepted("POST", "/datacenters", sent).json()["properties"]


def test_it_comes_whole_or_not_at_all(sandbox: Sandbox) -> None:
    wrong = {"volumes": {"items": [{"properties": {"size": 5}}, {"properties": {"licenceType": "OTHER"}}]}, "lans": {}}
    body = {"properties": {"location": "de/fra"}, "entities": wrong}
    words = [text for _code, text in sandbox.refusal(422, "POST", "/datacenters", body)]
    assert any(text.startswith("[(root).entities.volumes.items.[0].properties.licenceType]") for text in words)
    assert any(text.startswith("[(root).entities.volumes.items.[1].properties.size]") for text in words)
    assert any(text.startswith("[(root).entities.lans]") for text in words)
    sandbox.fault("POST", "/datacenters", "fails")
    sandbox.failed(sandbox.accepted("POST", "/datacenters", WHOLE))
    assert sandbox.get("/datacenters")["items"] == []
    assert sandbox.control("GET", "/costs")["volumes"] == []


def test_a_deletion_takes_everything_inside(sandbox: Sandbox) -> None:
    path = f"/datacenters/{sandbox.done('POST', '/datacenters', WHOLE)['id']}"
    server = sandbox.items(f"{path}/servers")[0]["id"]
    sandbox.send("POST", f"{path}/servers/{server}/labels", {"properties": {"key": "a", "value": "b"}})
    sandbox.done("DELETE", path)
    costs = sandbox.control("GET", "/costs")
    assert costs == {"servers": [], "volumes": [], "addresses": [], "snapshots": []}
    assert sandbox.get("/labels")["items"] == []
    assert sandbox.refusal(404, "GET", f"{path}/servers/{server}")


def test_locations_say_what_they_have(sandbox: Sandbox) -> None:
    places = {place["id"]: place for place in sandbox.items("/locations")}
    assert {"de/fra", "de/txl", "us/las", "gb/lhr", "de/fra/2"} <= set(places)
    for number, place in places.items():
        assert (place["type"], place["href"]) == ("location", f"{sandbox.api}/locations/{number}")
        assert sandbox.get(f"/locations/{number}?depth=0") == place
        assert set(place["properties"]) == {"name", "features", "imageAliases", "cpuArchitecture", "metroRegion"}
    assert places["de/fra"]["properties"]["name"] == "frankfurt"
    parents = {number: place["properties"]["metroRegion"] for number, place in places.items()}
    assert parents.pop("de/fra/2") == "de/fra"
    assert all(number == parent for number, parent in parents.items())
    assert {place["id"] for place in sandbox.get("/locations/de")["items"]} > {"de/fra", "de/txl"}
    for path in ("/locations/xx", "/locations/xx/yy"):
        assert sandbox.refusal(404, "GET", path)


def test_every_location_has_its_own_images(sandbox: Sandbox) -> None:
    images = [image["properties"] for image in sandbox.items("/images")]
    for alias in ("debian:12", "ubuntu:22.04", "ubuntu:24.04", "ubuntu:latest", "windows:2022", "debian:12_iso"):
        places = [image["location"] for image in images if alias in image["imageAliases"]]
        assert {"de/fra", "de/txl", "us/las", "gb/lhr"} <= set(places)
        assert len(places) == len(set(places))
    kinds = {(image["imageType"], image["public"], image["cloudInit"]) for image in images}
    assert kinds == {("HDD", True, "V1"), ("HDD", True, "NONE"), ("CDROM", True, "NONE")}
    assert all(isinstance(image["size"], float) for image in images)


def test_only_private_images_change(sandbox: Sandbox) -> None:
    official = f"/images/{sandbox.image('debian:12')}"
    for verb, body in (("PATCH", {"name": "x"}), ("DELETE", None), ("PUT", {"properties": {"name": "x"}})):
        assert "public images" in sandbox.words(verb, official, body, status=403)
    number = sandbox.control("POST", "/images", name="mine", location="de/txl", licenceType="LINUX")["id"]
    own = f"/images/{number}"
    assert sandbox.get(own)["properties"]["public"] is False
    assert sandbox.done("PATCH", own, {"name": "ours", "licenceType": "OTHER"})["properties"]["name"] == "ours"
    volume = sandbox.made(f"{sandbox.datacenter('de/txl')}/volumes", {"size": 10, "image": number})
    assert sandbox.get(volume)["properties"]["licenceType"] == "OTHER"
    assert sandbox.as_other().refusal(404, "GET", own)
    sandbox.done("DELETE", own)
    assert sandbox.refusal(404, "GET", own)


def test_cubes_have_templates(sandbox: Sandbox) -> None:
    for template in sandbox.items("/templates"):
        assert set(template["properties"]) == {"name", "cores", "ram", "storageSize", "category"}
        assert sandbox.get(f"/templates/{last(template['href'])}")["id"] == template["id"]
