# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How things are shown: envelope, metadata, depth, pages, filters and ETags."""

from __future__ import annotations

import re
from typing import Any

import pytest
from ionos_account import OTHER, USER, Json, Sandbox, boot_volume, last, nic

UUID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
REFERENCE = {"id", "type", "href"}
RULE = {"properties": {"protocol": "TCP", "portRangeStart": 22, "portRangeEnd": 22}}


@pytest.fixture
def full(sandbox: Sandbox) -> tuple[str, str]:
    """The paths of a data centre, and of a server in it with a volume, a NIC and a rule."""
    datacenter = sandbox.datacenter()
    return datacenter, sandbox.server(datacenter, volumes=[boot_volume()], nics=[nic(rules=[RULE])])


def test_a_thing_has_its_envelope_and_metadata(sandbox: Sandbox, full: tuple[str, str]) -> None:
    server = sandbox.get(full[1])
    assert set(server) == {"id", "type", "href", "metadata", "properties", "entities"}
    assert re.fullmatch(UUID, server["id"])
    assert (server["type"], server["href"]) == ("server", sandbox.api + full[1])
    metadata = server["metadata"]
    assert set(metadata) == {
        "etag",
        "createdDate",
        "createdBy",
        "createdByUserId",
        "lastModifiedDate",
        "lastModifiedBy",
        "lastModifiedByUserId",
        "state",
    }
    assert re.fullmatch("[0-9a-f]{32}", metadata["etag"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", metadata["createdDate"])
    assert (metadata["createdBy"], metadata["state"]) == (USER, "AVAILABLE")
    assert re.fullmatch(UUID, metadata["createdByUserId"])


def test_who_changes_a_thing_is_told(sandbox: Sandbox, other: Sandbox) -> None:
    made = other.get(other.datacenter())["metadata"]
    assert (made["createdBy"], made["lastModifiedBy"]) == (OTHER, OTHER)


def test_the_date_of_creation_moves_on_when_it_is_provisioned(sandbox: Sandbox) -> None:
    made = sandbox.accepted("POST", "/datacenters", {"properties": {"location": "de/fra"}}).json()
    sandbox.settle()
    now = sandbox.get(f"/datacenters/{made['id']}")["metadata"]["createdDate"]
    assert now > made["metadata"]["createdDate"]


@pytest.mark.parametrize(
    "kind",
    [("volume", "volumes"), ("firewall-rule", "firewallrules"), ("snapshot", ""), ("ipblock", ""), ("image", "")],
)
def test_what_has_no_children_has_no_entities(sandbox: Sandbox, full: tuple[str, str], kind: tuple[str, str]) -> None:
    datacenter, server = full
    volume = sandbox.items(f"{datacenter}/volumes")[0]["id"]
    sandbox.done("POST", f"{datacenter}/volumes/{volume}/create-snapshot", {"properties": {}})
    sandbox.done("POST", "/ipblocks", {"properties": {"location": "de/fra", "size": 1}})
    card = sandbox.items(f"{server}/nics")[0]["id"]
    paths = {
        "volume": f"{datacenter}/volumes",
        "firewall-rule": f"{server}/nics/{card}/firewallrules",
        "snapshot": "/snapshots",
        "ipblock": "/ipblocks",
        "image": "/images",
    }
    found = sandbox.items(paths[kind[0]])[0]
    assert (found["type"], "entities" in found) == (kind[0], False)


def test_locations_and_groups_have_no_metadata(sandbox: Sandbox) -> None:
    group = sandbox.made("/um/groups", {"name": "g"})
    for path in ("/locations/de/fra", group):
        assert "metadata" not in sandbox.get(path)


def depths(found: Any) -> Json:
    """What an answer shows, as words: a reference, the things with or without what is in them."""
    if set(found) == REFERENCE:
        return {"shown": "reference"}
    shown: Json = {"shown": "properties"}
    for name, entity in found.get("entities", {}).items():
        if name in ("volumes", "nics", "firewallrules"):
            shown[name] = [depths(item) for item in entity["items"]] if "items" in entity else "no items"
    return shown


REF = {"shown": "reference"}
BARE_NIC = {"shown": "properties", "firewallrules": "no items"}
VOLUME = {"shown": "properties"}
BY_DEPTH = {
    0: {"shown": "properties", "volumes": "no items", "nics": "no items"},
    1: {"shown": "properties", "volumes": [REF], "nics": [REF]},
    2: {"shown": "properties", "volumes": [VOLUME], "nics": [BARE_NIC]},
    3: {"shown": "properties", "volumes": [VOLUME], "nics": [{"shown": "properties", "firewallrules": [REF]}]},
    4: {"shown": "properties", "volumes": [VOLUME], "nics": [{"shown": "properties", "firewallrules": [VOLUME]}]},
}


@pytest.mark.parametrize("depth", BY_DEPTH)
def test_a_thing_at_a_depth_is_the_same_in_a_list_at_the_next(
    sandbox: Sandbox, full: tuple[str, str], depth: int
) -> None:
    datacenter, server = full
    single = sandbox.get(f"{server}?depth={depth}")
    [listed] = sandbox.get(f"{datacenter}/servers?depth={depth + 1}")["items"]
    assert depths(single) == BY_DEPTH[depth]
    assert listed == single
    if depth == 0:
        assert sandbox.get(server) == single


def test_a_list_shows_references_unless_told_otherwise(sandbox: Sandbox, full: tuple[str, str]) -> None:
    for query in ("", "?depth=0"):
        [found] = sandbox.get(f"{full[0]}/servers{query}")["items"]
        assert set(found) == REFERENCE


def test_what_a_server_boots_from_is_shown_whole_deep_down(sandbox: Sandbox, full: tuple[str, str]) -> None:
    assert set(sandbox.get(f"{full[1]}?depth=3")["properties"]["bootVolume"]) == REFERENCE
    assert "properties" in sandbox.get(f"{full[1]}?depth=4")["properties"]["bootVolume"]


@pytest.mark.parametrize("depth", ["11", "-1", "x", "²"])
def test_a_depth_that_there_is_not(sandbox: Sandbox, depth: str) -> None:
    assert "depth" in sandbox.words("GET", f"/datacenters?depth={depth}")


def test_collections_have_names_and_pages(sandbox: Sandbox, full: tuple[str, str]) -> None:
    datacenter = full[0]
    found = sandbox.get(f"{datacenter}/servers")
    assert (found["id"], found["type"]) == (f"{last(datacenter)}/servers", "collection")
    assert found["href"] == f"{sandbox.api}{datacenter}/servers"
    assert (found["offset"], found["limit"], set(found["_links"])) == (0, 1000, {"self"})
    assert (sandbox.get("/datacenters")["id"], sandbox.get("/datacenters")["limit"]) == ("datacenters", 100)


def test_pages_follow_each_other(sandbox: Sandbox) -> None:
    made = sandbox.control("POST", "/servers", count=5)
    path = f"/datacenters/{made['datacenter']}/servers?depth=1&limit=2"
    seen, pages = [], 0
    while path:
        page = sandbox.get(path)
        assert page["limit"] == 2
        assert ("prev" in page["_links"]) == (pages > 0)
        seen += [item["properties"]["name"] for item in page["items"]]
        path, pages = page["_links"].get("next"), pages + 1
    assert (seen, pages) == (["server1", "server2", "server3", "server4", "server5"], 3)
    assert sandbox.get(f"/datacenters/{made['datacenter']}/servers?offset=9")["items"] == []


@pytest.mark.parametrize("path", ["/images", "/snapshots", "/locations", "/contracts", "/um/groups"])
def test_some_lists_have_no_pages(sandbox: Sandbox, path: str) -> None:
    assert set(sandbox.get(path)) == {"id", "type", "href", "items"}


@pytest.mark.parametrize(
    ("path", "usual", "most"), [("/ipblocks", 100, 1000), ("/um/users", 100, 100), ("/requests", 1000, 10000)]
)
def test_how_much_a_page_holds(sandbox: Sandbox, path: str, usual: int, most: int) -> None:
    assert sandbox.get(path)["limit"] == usual
    assert sandbox.get(f"{path}?limit={most}")["limit"] == most
    assert f"1 to {most}" in sandbox.words("GET", f"{path}?limit={most + 1}")
    sandbox.fault("GET", path, "clamped")
    assert sandbox.get(f"{path}?limit={most + 1}")["limit"] == most
    for wrong in ("limit=0", "limit=x", "offset=-1"):
        assert sandbox.send("GET", f"{path}?{wrong}").status_code == 422


def test_users_can_be_filtered_by_address(sandbox: Sandbox) -> None:
    person = {"firstname": "A", "lastname": "B", "email": "Ann@example.com", "password": "secret123"}
    sandbox.made("/um/users", person)
    assert len(sandbox.get("/um/users")["items"]) == 2
    for text, count in (("ann@", 1), ("EXAMPLE", 2), ("nobody", 0)):
        assert len(sandbox.get(f"/um/users?filter.email={text}")["items"]) == count


def test_an_etag_says_whether_anything_has_changed(sandbox: Sandbox, full: tuple[str, str]) -> None:
    response = sandbox.send("GET", full[1])
    tag = response.headers["ETag"]
    assert tag == response.json()["metadata"]["etag"]
    assert "ETag" not in sandbox.send("GET", f"{full[1]}?depth=1").headers
    assert "ETag" not in sandbox.send("GET", f"{full[0]}/servers?depth=1").headers
    for sent in (tag, f'"{tag}"'):
        known = sandbox.send("GET", full[1], headers={"If-None-Match": sent})
        assert (known.status_code, known.content) == (304, b"")
    changed = sandbox.send("PATCH", full[1], {"name": "x"}, headers={"If-Match": tag})
    assert (changed.status_code, changed.headers["ETag"] != tag) == (202, True)
    for verb, body in (("PATCH", {"name": "y"}), ("DELETE", None), ("PUT", {"properties": {"name": "y"}})):
        assert sandbox.send(verb, full[1], body, headers={"If-Match": tag}).status_code == 412
    sandbox.settle()
    assert sandbox.get(full[1])["properties"]["name"] == "x"
    assert sandbox.send("GET", full[1], headers={"If-None-Match": tag}).status_code == 200


def test_an_id_in_another_place_is_not_found(sandbox: Sandbox, full: tuple[str, str]) -> None:
    elsewhere = sandbox.datacenter()
    for path in (f"{elsewhere}/servers/{last(full[1])}", "/datacenters/fake_id", f"{full[0]}/volumes/{last(full[1])}"):
        assert sandbox.refusal(404, "GET", path) == [("309", "Resource does not exist")]
