# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Labels, contracts and their limits, users, groups, shares, keys, resources."""

from __future__ import annotations

from typing import Any

import pytest
from ionos_account import OTHER_CONTRACT, USER, Sandbox, boot_volume, last

PERSON = {"firstname": "A", "lastname": "B", "email": "a@example.com", "password": "secret123"}
LABEL = {"properties": {"key": "role", "value": "web"}}


def label_places(sandbox: Sandbox) -> dict[str, str]:
    """A thing of every kind that can have labels."""
    datacenter = sandbox.datacenter()
    server, volume = sandbox.server(datacenter), sandbox.volume(datacenter)
    snapshot = sandbox.done("POST", f"{volume}/create-snapshot", {"properties": {}})["id"]
    return {
        "datacenter": datacenter,
        "server": server,
        "volume": volume,
        "snapshot": f"/snapshots/{snapshot}",
        "ipblock": sandbox.made("/ipblocks", {"location": "de/fra", "size": 1}),
        "image": f"/images/{sandbox.image('debian:12')}",
    }


def test_labels_answer_at_once_everywhere(sandbox: Sandbox) -> None:
    places = label_places(sandbox)
    requests = len(sandbox.get("/requests")["items"])
    for kind, path in places.items():
        labels = f"{path}/labels"
        made = sandbox.send("POST", labels, LABEL)
        assert (made.status_code, "Location" in made.headers, made.json()["id"]) == (201, False, "role")
        assert "exists already" in sandbox.words("POST", labels, LABEL)
        changed = sandbox.send("PUT", f"{labels}/role", {"properties": {"key": "role", "value": "db"}})
        assert (changed.status_code, changed.json()["properties"]) == (200, {"key": "role", "value": "db"})
        assert [item["properties"]["value"] for item in sandbox.items(labels)] == ["db"]
        assert sandbox.get(f"{labels}/role")["type"] == "label"
        urn = f"urn:label:{kind}:{last(path)}:role"
        found = sandbox.get(f"/labels/{urn}")["properties"]
        assert (found["resourceId"], found["resourceType"]) == (last(path), kind)
        assert found["resourceHref"] == sandbox.api + path
        assert "label" not in str(sandbox.get(path)).replace("labels", "")
    assert len(sandbox.items("/labels")) == len(places)
    assert len(sandbox.get("/requests")["items"]) == requests
    for path in places.values():
        assert sandbox.send("DELETE", f"{path}/labels/role").status_code == 200
        assert sandbox.refusal(404, "DELETE", f"{path}/labels/role")
    assert sandbox.get("/labels")["items"] == []


@pytest.mark.parametrize(
    "sent",
    [
        {"value": "x"},
        {"key": "a"},
        {"key": "a b", "value": "x"},
        {"key": "-", "value": "x"},
        {"key": "a", "value": "ö"},
    ],
)
def test_what_a_label_cannot_be(sandbox: Sandbox, sent: dict[str, Any]) -> None:
    assert sandbox.words("POST", f"{sandbox.datacenter()}/labels", {"properties": sent}).startswith(
        "[(root).properties."
    )


def limits(sandbox: Sandbox) -> Any:
    [contract] = sandbox.items("/contracts")
    assert contract["type"] == "contract"
    return contract["properties"]["resourceLimits"]


def test_a_contract_says_what_is_taken(sandbox: Sandbox) -> None:
    datacenter = sandbox.datacenter()
    server = sandbox.server(datacenter, {"cores": 3}, volumes=[boot_volume(), boot_volume(type="SSD")])
    sandbox.done("POST", "/ipblocks", {"properties": {"location": "de/fra", "size": 2}})
    found = limits(sandbox)
    assert (found["coresProvisioned"], found["ramProvisioned"]) == (3, 2048)
    assert (found["hddVolumeProvisioned"], found["ssdVolumeProvisioned"]) == (10240, 10240)
    assert (found["reservedIpsOnContract"], found["reservedIpsInUse"]) == (2, 0)
    sandbox.done("POST", f"{server}/stop")
    assert (limits(sandbox)["coresProvisioned"], limits(sandbox)["hddVolumeProvisioned"]) == (0, 10240)
    [contract] = sandbox.items("/contracts")
    assert (contract["properties"]["contractNumber"], contract["properties"]["owner"]) == (31000001, USER)


def test_limits_hold(sandbox: Sandbox) -> None:
    datacenter = sandbox.datacenter()
    servers, volumes = f"{datacenter}/servers", f"{datacenter}/volumes"
    server, volume = sandbox.server(datacenter), sandbox.volume(datacenter)
    sandbox.control(
        "POST",
        "/limits",
        coresPerContract=4,
        ramPerContract=4096,
        hddLimitPerContract=20480,
        ssdLimitPerVolume=10240,
        reservableIps=2,
        coresPerServer=3,
    )
    for verb, path, body, limit in (
        ("POST", servers, {"properties": {"cores": 3, "ram": 1024}}, "coresPerContract"),
        ("POST", servers, {"properties": {"cores": 1, "ram": 4096}}, "ramPerContract"),
        ("PATCH", server, {"cores": 4}, "coresPerServer"),
        ("POST", volumes, {"properties": {"size": 11, "licenceType": "OTHER"}}, "hddLimitPerContract"),
        ("POST", volumes, {"properties": {"size": 11, "licenceType": "OTHER", "type": "SSD"}}, "ssdLimitPerVolume"),
        ("PATCH", volume, {"size": 21}, "hddLimitPerContract"),
        ("POST", f"{server}/volumes", boot_volume(size=11), "hddLimitPerContract"),
        ("POST", "/ipblocks", {"properties": {"location": "de/fra", "size": 3}}, "reservableIps"),
    ):
        [(code, text)] = sandbox.refusal(422, verb, path, body)
        assert (code, f"'{limit}'" in text) == ("200", True), text
    sandbox.done("POST", f"{server}/stop")
    other = sandbox.server(datacenter, {"cores": 3})
    assert "coresPerContract" in sandbox.words("POST", f"{server}/start")
    sandbox.done("PATCH", other, {"cores": 2})
    sandbox.done("POST", f"{server}/start")
    sandbox.control("POST", "/limits", coresPerContract=1)
    sandbox.done("PATCH", other, {"cores": 1, "name": "smaller"})
    assert sandbox.as_other().items("/contracts")[0]["properties"]["resourceLimits"]["coresPerContract"] > 4


def test_users_are_made_changed_and_deleted(sandbox: Sandbox) -> None:
    response = sandbox.accepted("POST", "/um/users", {"properties": PERSON})
    assert "password" not in response.json()["properties"]
    sandbox.settle()
    path = f"/um/users/{response.json()['id']}"
    found = sandbox.get(path)
    assert (found["type"], "state" in found["metadata"], set(found["entities"])) == ("user", False, {"owns", "groups"})
    expected = {
        "firstname": "A",
        "email": "a@example.com",
        "administrator": False,
        "forceSecAuth": False,
        "active": True,
    }
    assert {name: found["properties"][name] for name in expected} == expected
    assert found["properties"]["s3CanonicalUserId"]
    for wrong, words in (
        (PERSON, "in use already"),
        ({**PERSON, "email": "x"}, "valid e-mail"),
        ({name: PERSON[name] for name in ("firstname", "lastname", "password")}, "'email' is required"),
        ({**PERSON, "email": "b@example.com", "password": None}, "'password' is required"),
        (
            {**PERSON, "email": "b@example.com", "secAuthActive": True},
            "[(root).properties.secAuthActive] Attribute is not allowed",
        ),
    ):
        assert words in sandbox.words("POST", "/um/users", {"properties": wrong})
    changed = {
        "firstname": "C",
        "lastname": "D",
        "email": "a@example.com",
        "administrator": "true",
        "forceSecAuth": False,
    }
    assert sandbox.done("PUT", path, {"properties": changed})["properties"]["administrator"] is True
    assert sandbox.refusal(405, "PATCH", path, {"firstname": "x"})
    assert "required" in sandbox.words("PUT", path, {"properties": {"firstname": "x", "email": "a@example.com"}})
    assert sandbox.get(f"{path}/s3ssourl")["ssoUrl"]
    sandbox.done("DELETE", path)
    [owner] = sandbox.items("/um/users")
    assert sandbox.refusal(403, "DELETE", f"/um/users/{owner['id']}")


def test_what_a_user_has_made(sandbox: Sandbox) -> None:
    datacenter = sandbox.datacenter()
    [owner] = sandbox.items("/um/users")
    assert owner["properties"]["email"] == USER
    assert [it["id"] for it in sandbox.items(f"/um/users/{owner['id']}/owns")] == [last(datacenter)]


def test_groups_have_users_and_shares(sandbox: Sandbox) -> None:
    group = sandbox.made("/um/groups", {"name": "g", "createDataCenter": "true"})
    user, datacenter = sandbox.made("/um/users", PERSON), sandbox.datacenter()
    found = sandbox.get(group)["properties"]
    assert (found["createDataCenter"], found["reserveIp"]) == (True, False)
    assert sandbox.done("PUT", group, {"properties": {"name": "h", "reserveIp": True}})["properties"]["name"] == "h"
    assert "'name' is required" in sandbox.words("POST", "/um/groups", {"properties": {}})
    sandbox.done("POST", f"{group}/users", {"id": last(user)})
    assert [it["id"] for it in sandbox.items(f"{group}/users")] == [last(user)]
    assert [it["id"] for it in sandbox.items(f"{user}/groups")] == [last(group)]
    share = f"{group}/shares/{last(datacenter)}"
    assert sandbox.done("POST", share, {"properties": {"editPrivilege": "true"}})["type"] == "resource"
    assert sandbox.refusal(422, "POST", share, {"properties": {}})
    shown = sandbox.get(share)
    assert (shown["id"], shown["properties"]) == (last(datacenter), {"editPrivilege": True, "sharePrivilege": False})
    sandbox.done("PUT", share, {"properties": {"editPrivilege": False, "sharePrivilege": True}})
    assert sandbox.items(f"{group}/shares")[0]["properties"]["sharePrivilege"] is True
    assert [it["id"] for it in sandbox.items(f"{group}/resources")] == [last(datacenter)]
    assert sandbox.refusal(404, "POST", f"{group}/shares/x", {"properties": {}})
    assert sandbox.refusal(404, "POST", f"{group}/users", {"id": "x"})
    sandbox.done("DELETE", share)
    sandbox.done("DELETE", f"{group}/users/{last(user)}")
    assert sandbox.refusal(404, "DELETE", f"{group}/users/{last(user)}")
    sandbox.done("POST", share, {"properties": {}})
    sandbox.done("DELETE", group)
    assert sandbox.get("/um/groups")["items"] == []


def test_keys_are_secrets_that_can_be_read(sandbox: Sandbox) -> None:
    user = sandbox.made("/um/users", PERSON)
    key = sandbox.done("POST", f"{user}/s3keys")
    path = f"{user}/s3keys/{key['id']}"
    assert int(key["id"], 16)
    assert sandbox.items(f"{user}/s3keys")[0]["properties"] == {
        "secretKey": key["properties"]["secretKey"],
        "active": True,
    }
    assert sandbox.done("PUT", path, {"properties": {"active": False}})["properties"]["active"] is False
    assert sandbox.get(path)["type"] == "s3key"
    [owner] = [it for it in sandbox.items("/um/users") if it["properties"]["email"] == USER]
    assert sandbox.refusal(404, "GET", f"/um/users/{owner['id']}/s3keys/{key['id']}")
    sandbox.done("DELETE", path)
    assert sandbox.get(f"{user}/s3keys")["items"] == []


def test_resources_are_listed_by_kind(sandbox: Sandbox) -> None:
    places = label_places(sandbox)
    assert {it["type"] for it in sandbox.items("/um/resources")} == {"datacenter", "snapshot", "ipblock"}
    for kind in ("datacenter", "snapshot", "ipblock"):
        [found] = sandbox.get(f"/um/resources/{kind}")["items"]
        assert found["id"] == last(places[kind])
        assert sandbox.get(f"/um/resources/{kind}/{found['id']}")["type"] == kind
    assert sandbox.refusal(404, "GET", "/um/resources/teapot")
    assert sandbox.refusal(404, "GET", "/um/resources/datacenter/x")


def test_people_of_one_contract_see_the_same(sandbox: Sandbox) -> None:
    assert sandbox.as_other(contract=OTHER_CONTRACT).items("/um/users")[0]["properties"]["email"] == "other@example.com"
