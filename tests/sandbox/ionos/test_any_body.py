# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whatever is sent, the sandbox answers as the service would, and never breaks."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ionos_account import Sandbox, boot_volume, nic

from sandbox.ionos.routes import KINDS, ROUTES

NAMES = sorted({field.name for kind in KINDS.values() for field in kind.fields} | {"id", "ip", "nicUuid", "snapshotId"})
SINGLE = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 70000),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(
        ["", "de/fra", "LINUX", "TCP", "HDD", "CUBE", "AUTO", "debian:12", "10.0.0.1", "x" * 9, "²", "1e400"]
    ),
    st.text(max_size=5),
)
VALUES = st.recursive(
    SINGLE, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(NAMES), inner), max_leaves=4
)
PROPERTIES = st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=5)
ENTITIES = ("servers", "volumes", "lans", "nics", "cdroms", "firewallrules", "balancednics", "loadbalancers")


def envelopes(items: Any) -> Any:
    entities = st.dictionaries(
        st.sampled_from(ENTITIES), st.fixed_dictionaries({"items": st.lists(items, max_size=2)}) | VALUES
    )
    return st.fixed_dictionaries({}, optional={"properties": PROPERTIES, "entities": entities, "id": VALUES})


BODIES = st.one_of(PROPERTIES, st.recursive(envelopes(st.none()), envelopes, max_leaves=3))
WRITES = sorted({(route.verb, route.path) for route in ROUTES if route.verb != "GET"})


@pytest.fixture(scope="module")
def place(server: Sandbox) -> dict[str, str]:
    """A thing of every kind that paths name."""
    server.control("POST", "/reset")
    datacenter = server.datacenter()
    web = server.server(datacenter, volumes=[boot_volume()], nics=[nic(rules=[{"properties": {"protocol": "TCP"}}])])
    inside = {name: server.items(f"{web}/{name}")[0]["id"] for name in ("volumes", "nics")}
    snapshot = server.done("POST", f"{datacenter}/volumes/{inside['volumes']}/create-snapshot", {"properties": {}})
    card = f"{web}/nics/{inside['nics']}"
    return {
        "datacenter": datacenter.split("/")[-1],
        "server": web.split("/")[-1],
        "volume": inside["volumes"],
        "nic": inside["nics"],
        "firewall-rule": server.items(f"{card}/firewallrules")[0]["id"],
        "lan": "1",
        "loadbalancer": server.made(f"{datacenter}/loadbalancers", {}).split("/")[-1],
        "ipblock": server.made("/ipblocks", {"location": "de/fra", "size": 1}).split("/")[-1],
        "snapshot": snapshot["id"],
        "image": server.image("debian:12_iso"),
        "group": server.made("/um/groups", {"name": "g"}).split("/")[-1],
        "user": server.items("/um/users")[0]["id"],
        "resource": datacenter.split("/")[-1],
        "s3key": "x",
        "key": "x",
    }


@settings(deadline=None, max_examples=300, suppress_health_check=list(HealthCheck))
@given(route=st.sampled_from([route for route in WRITES if route[0] != "DELETE"]), body=BODIES)
def test_any_body_is_answered(server: Sandbox, place: dict[str, str], route: tuple[str, str], body: Any) -> None:
    verb, path = route
    response = server.send(verb, path.format(**place), body)
    assert response.status_code in (200, 201, 202, 403, 404, 422), response.text
    if response.status_code >= 400:
        said = response.json()
        assert said["httpStatus"] == response.status_code
        assert all(message["errorCode"] and message["message"] for message in said["messages"])
    server.settle()
    assert server.send("GET", f"/datacenters/{place['datacenter']}?depth=10").status_code == 200
