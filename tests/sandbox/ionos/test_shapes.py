# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every answer has the shape that the provider's own description gives it, as the models of ``ionoscloud`` hold it.

Those models are made of the published OpenAPI document. One rule is added: any property may be null.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import ionoscloud
import pytest
from ionos_account import Sandbox, boot_volume, last, nic

# Documented elsewhere, and not in the models: internal, or younger than they are.
FURTHER = {"placementGroupId", "vnet", "vni"}
PLAIN = {"str": str, "int": int, "bool": bool, "float": (int, float), "object": object}


def wrong(value: Any, kind: str, where: str) -> Iterator[str]:
    """Where a value is not of a type, named as the models name types."""
    if value is None or kind == "object":
        return
    if listed := re.fullmatch(r"list\[(.*)\]", kind):
        if not isinstance(value, list):
            yield f"{where} is no list"
            return
        for index, item in enumerate(value):
            yield from wrong(item, listed[1], f"{where}[{index}]")
    elif kind.startswith("dict("):
        yield from [] if isinstance(value, dict) else [f"{where} is no object"]
    elif kind == "datetime":
        datetime.fromisoformat(value)
    elif kind in PLAIN:
        fits = isinstance(value, PLAIN[kind]) and (kind == "bool" or not isinstance(value, bool))
        yield from [] if fits else [f"{where} is {value!r}, not {kind}"]
    else:
        yield from _wrong_object(value, getattr(ionoscloud, kind), where)


def _wrong_object(value: Any, model: Any, where: str) -> Iterator[str]:
    if not model.attribute_map:
        yield from [] if value in model.allowable_values else [f"{where} is {value!r}, no word of {model.__name__}"]
        return
    if not isinstance(value, dict):
        yield f"{where} is no object"
        return
    if where.endswith(".bootVolume") and "properties" in value:
        # recorded, though the description knows references only
        model = ionoscloud.Volume
    types = {model.attribute_map[name]: kind for name, kind in model.openapi_types.items()}
    for name, inner in value.items():
        if name in types:
            yield from wrong(inner, types[name], f"{where}.{name}")
        elif name not in FURTHER:
            yield f"{where}.{name} is unknown"


def test_a_wrong_shape_is_seen() -> None:
    for value in (7, {"id": 7}, {"colour": "red"}, {"items": {}}, {"items": [{"properties": {"lan": "1"}}]}):
        assert list(wrong(value, "Nics", ""))
    assert list(wrong({"items": [{"properties": {"lan": 1, "ips": None}}]}, "Nics", "")) == []


@pytest.fixture
def account(sandbox: Sandbox) -> dict[str, str]:
    """An account that has something of everything; some of it is under way."""
    datacenter = sandbox.datacenter()
    sandbox.public_lan(datacenter)
    rule = {"properties": {"name": "ssh", "protocol": "TCP", "portRangeStart": 22, "portRangeEnd": 22}}
    cdrom = {"id": sandbox.image("debian:12_iso")}
    server = sandbox.server(datacenter, volumes=[boot_volume()], nics=[nic(1, [rule]), nic(2)], cdroms=[cdrom])
    card = sandbox.get(f"{server}/nics")["items"][0]["id"]
    block = sandbox.done("POST", "/ipblocks", {"properties": {"location": "de/fra", "size": 2}})
    sandbox.done("PATCH", f"{server}/nics/{card}", {"ips": block["properties"]["ips"]})
    group = {"ip": block["properties"]["ips"][0], "nicUuid": card}
    sandbox.done("PATCH", f"{datacenter}/lans/1", {"ipFailover": [group]})
    balancer = sandbox.made(f"{datacenter}/loadbalancers", {"name": "lb"})
    volume = sandbox.volume(datacenter)
    sandbox.done("POST", f"{volume}/create-snapshot", {"properties": {"name": "s"}})
    sandbox.send("POST", f"{server}/labels", {"properties": {"key": "a", "value": "b"}})
    people = sandbox.made("/um/groups", {"name": "g"})
    person = {"firstname": "A", "lastname": "B", "email": "a@example.com", "password": "secret123"}
    user = sandbox.made("/um/users", person)
    sandbox.done("POST", f"{people}/users", {"id": last(user)})
    sandbox.done("POST", f"{people}/shares/{last(datacenter)}", {"properties": {}})
    sandbox.done("POST", f"{user}/s3keys")
    sandbox.accepted("POST", f"{datacenter}/servers", {"properties": {"cores": 1, "ram": 1024}})
    sandbox.accepted("POST", f"{server}/stop")
    request = f"/requests/{sandbox.get('/requests')['items'][0]['id']}"
    image = f"/images/{cdrom['id']}"
    return {
        "/": "Info",
        "/datacenters": "Datacenters",
        datacenter: "Datacenter",
        f"{datacenter}/servers": "Servers",
        server: "Server",
        f"{server}/volumes": "AttachedVolumes",
        f"{server}/cdroms": "Cdroms",
        f"{server}/nics": "Nics",
        f"{server}/nics/{card}": "Nic",
        f"{server}/nics/{card}/firewallrules": "FirewallRules",
        f"{server}/labels": "LabelResources",
        f"{server}/token": "Token",
        f"{server}/remoteconsole": "RemoteConsoleUrl",
        f"{datacenter}/volumes": "Volumes",
        volume: "Volume",
        f"{datacenter}/lans": "Lans",
        f"{datacenter}/lans/1/nics": "LanNics",
        f"{datacenter}/loadbalancers": "Loadbalancers",
        f"{balancer}/balancednics": "BalancedNics",
        "/ipblocks": "IpBlocks",
        "/snapshots": "Snapshots",
        "/images": "Images",
        image: "Image",
        "/locations": "Locations",
        "/locations/de/fra": "Location",
        "/templates": "Templates",
        "/labels": "Labels",
        "/contracts": "Contracts",
        "/requests": "Requests",
        request: "Request",
        f"{request}/status": "RequestStatus",
        "/um/users": "Users",
        f"{user}/groups": "ResourceGroups",
        f"{user}/owns": "ResourcesUsers",
        f"{user}/s3keys": "S3Keys",
        f"{user}/s3ssourl": "S3ObjectStorageSSO",
        "/um/groups": "Groups",
        f"{people}/users": "GroupMembers",
        f"{people}/shares": "GroupShares",
        f"{people}/resources": "ResourceGroups",
        "/um/resources": "Resources",
        "/um/resources/datacenter": "Resources",
        f"/um/resources/datacenter/{last(datacenter)}": "Resource",
    }


def test_every_answer_has_its_published_shape(sandbox: Sandbox, account: dict[str, str]) -> None:
    found = []
    for path, model in account.items():
        for depth in (0, 1, 2, 3, 5, 10):
            found += list(wrong(sandbox.get(f"{path}?depth={depth}"), model, f"{path}?depth={depth}"))
    assert found == []


def test_refusals_have_their_published_shape(sandbox: Sandbox) -> None:
    for verb, path in (("GET", "/datacenters/x"), ("POST", "/datacenters"), ("POST", "/locations")):
        assert list(wrong(sandbox.send(verb, path, {}).json(), "Error", path)) == []


def test_what_is_accepted_has_its_published_shape(sandbox: Sandbox) -> None:
    datacenter = sandbox.datacenter()
    for path, body, model in (
        ("/datacenters", {"properties": {"location": "de/fra"}}, "Datacenter"),
        (f"{datacenter}/servers", {"properties": {"cores": 1, "ram": 1024}}, "Server"),
        (f"{datacenter}/volumes", boot_volume(), "Volume"),
        (f"{datacenter}/lans", {"properties": {"name": "x"}}, "Lan"),
        (f"{datacenter}/loadbalancers", {"properties": {"name": "x"}}, "Loadbalancer"),
        ("/ipblocks", {"properties": {"location": "de/fra", "size": 1}}, "IpBlock"),
        ("/um/groups", {"properties": {"name": "x"}}, "Group"),
    ):
        assert list(wrong(sandbox.accepted("POST", path, body).json(), model, path)) == []
