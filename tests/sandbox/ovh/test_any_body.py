# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whatever is sent, the answer is one of the service, and everything can be read afterwards."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ovh_account import KEY, Sandbox, segment

from sandbox.ovh.routes import ROUTES

WRITES = sorted(
    {(route.verb, route.path) for route in ROUTES if route.verb in ("POST", "PUT")} - {("POST", "/auth/logout")}
)
READS = sorted({route.path for route in ROUTES if route.verb == "GET"})
NAMES = (
    *("name", "region", "flavorId", "imageId", "volumeId", "sshKeyId", "networks", "networkId", "ip", "instanceId"),
    *("size", "type", "rescue", "flavor", "bootFrom", "bulk", "network", "billingPeriod", "id", "private", "public"),
    *("fieldType", "target", "subDomain", "ttl", "zoneFile", "DnsRecords", "to", "ipReverse", "reverse", "bootId"),
    *("status", "operatingSystem", "storage", "partitioning", "customizations", "templateName", "details", "keyName"),
    *("key", "value", "publicKey", "description", "resource", "tags", "renew", "number", "start", "end", "vlanId"),
    *("templateId", "snapshotName", "netbootMode", "displayName", "allowedIPs", "monitoring", "regions", "dhcp"),
)
SINGLE = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 70000),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(
        ["", "GRA11", "classic", "A", "TXT", "10.0.0.1", "10.0.0.0/8", "debian12_64", "local", "hard", "²", KEY, "a.b"]
    ),
    st.text(max_size=5),
)
VALUES = st.recursive(
    SINGLE, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(NAMES), inner), max_leaves=4
)
BODIES = st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=6) | VALUES


@pytest.fixture(scope="module")
def place(server: Sandbox) -> tuple[Sandbox, dict[str, list[str]]]:
    """Who asks, and for each beginning of a path the services and things that there are."""
    server.reset()
    ours = server
    instance = ours.instance()
    project = ours.project
    volume = ours.ok("POST", f"{project}/volume", {"region": "GRA11", "size": 1, "type": "classic"})["id"]
    network = ours.ok("POST", f"{project}/network/private", {"name": "n"})["id"]
    ours.settle()
    here = {
        "/cloud/project": project.split("/")[-1],
        "/dedicated/server": ours.get("/dedicated/server")[0],
        "/vps": ours.get("/vps")[0],
        "/domain/zone": "example.com",
        "/email/domain": "example.com",
        "/ip": segment(ours.get("/ip")[0]),
    }
    inner = {
        "instance": instance.split("/")[-1],
        "volume": volume,
        "private": network,
        "failover": ours.get(f"{project}/ip/failover")[0]["id"],
        "record": str(ours.get("/domain/zone/example.com/record")[4]),
        "boot": "1",
        "resource": segment(ours.get("/v2/iam/resource")[0]["urn"]),
        "bill": ours.get("/me/bill")[0],
    }
    return ours, {
        "services": [f"{name}={value}" for name, value in here.items()],
        **{k: [v] for k, v in inner.items()},
    }


def filled(path: str, things: dict[str, list[str]]) -> str:
    """A path with what there is in it."""
    services = dict(each.split("=", 1) for each in things["services"])
    for prefix, name in services.items():
        path = path.replace(f"{prefix}/{{service}}", f"{prefix}/{name}")
    for word, [name] in ((word, found) for word, found in things.items() if word != "services"):
        path = path.replace(f"/{word}/{{item}}", f"/{word}/{name}")
    for part in ("item", "task", "subnet", "interface", "detail", "key"):
        path = path.replace(f"{{{part}}}", "1")
    return path.replace("{region}", "GRA11")


@settings(deadline=None, max_examples=250, suppress_health_check=list(HealthCheck))
@given(route=st.sampled_from(WRITES), body=BODIES)
def test_any_body_is_answered(place: tuple[Sandbox, dict[str, list[str]]], route: tuple[str, str], body: Any) -> None:
    ours, things = place
    verb, path = route
    response = ours.send(verb, filled(path, things), body)
    assert response.status_code in (200, 400, 403, 404, 409), (route, body, response.text)
    if response.status_code != 200:
        assert response.json()["message"]
    # nothing that was taken breaks what happens later
    ours.advance(60)


def test_everything_can_still_be_read(place: tuple[Sandbox, dict[str, list[str]]]) -> None:
    ours, things = place
    headers = {"X-Pagination-Mode": "CachedObjectList-Pages"}
    for path in READS:
        for more in ({}, headers):
            response = ours.send("GET", filled(path, things), headers=more)
            assert response.status_code in (200, 400, 403, 404), (path, response.text)
            assert "_" not in {name[:1] for name in response.json() if isinstance(name, str)}


@pytest.mark.parametrize("body", [b"{", b"[]", b'"x"', b"1", b"\xff", b"NaN", b"[" * 100_000])
def test_bodies_that_are_none(sandbox: Sandbox, body: bytes) -> None:
    headers = {"Authorization": f"Bearer {sandbox.with_token().token}"}
    for path in ("/me/sshKey", "/auth/credential"):
        named = {**headers, "X-Ovh-Application": sandbox.application}
        response = sandbox.session.post(f"{sandbox.url}/1.0{path}", data=body, headers=named)
        assert response.status_code == 400, response.text
        assert response.json()["message"]
