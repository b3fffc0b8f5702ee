# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Volumes, private networks and failover addresses of a project."""

from __future__ import annotations

from typing import Any

from ovh_account import STEP, Sandbox


def volume(sandbox: Sandbox, **more: Any) -> str:
    """The path of a new volume."""
    body = {"region": "GRA11", "size": 10, "type": "classic", "name": "data", **more}
    made = sandbox.ok("POST", f"{sandbox.project}/volume", body)
    assert made["status"] == "creating"
    sandbox.settle()
    return f"{sandbox.project}/volume/{made['id']}"


def state(sandbox: Sandbox, path: str) -> Any:
    shown = sandbox.get(path)
    return shown["status"], shown["attachedTo"]


def test_the_life_of_a_volume(sandbox: Sandbox) -> None:
    path = volume(sandbox)
    instance = sandbox.instance().rpartition("/")[2]
    here = {"instanceId": instance}
    assert sandbox.ok("POST", f"{path}/attach", here)["status"] == "attaching"
    sandbox.refusal(409, "POST", f"{path}/attach", here)
    sandbox.settle()
    assert state(sandbox, path) == ("in-use", [instance])
    sandbox.refusal(409, "DELETE", path)
    sandbox.refusal(409, "POST", f"{path}/upsize", {"size": 20})
    sandbox.fault("POST", "*/upsize", "online_upsize")
    assert sandbox.ok("POST", f"{path}/upsize", {"size": 20})["status"] == "extending"
    sandbox.settle()
    assert (sandbox.get(path)["size"], state(sandbox, path)) == (20, ("in-use", [instance]))
    assert sandbox.ok("POST", f"{path}/detach", here)["status"] == "detaching"
    sandbox.settle()
    assert state(sandbox, path) == ("available", [])
    sandbox.refusal(409, "POST", f"{path}/detach", here)
    assert sandbox.words(400, "POST", f"{path}/upsize", {"size": 20}).startswith("The new size")
    assert sandbox.ok("PUT", path, {"description": "d"})["description"] == "d"
    assert sandbox.get(path)["name"] == "data"
    assert sandbox.ok("DELETE", path) is None
    assert state(sandbox, path)[0] == "deleting"
    sandbox.settle()
    assert sandbox.words(404, "GET", path).startswith("The requested object (volumeId = ")


def test_volumes_are_free_when_their_instance_is_gone(sandbox: Sandbox) -> None:
    path, instance = volume(sandbox), sandbox.instance()
    sandbox.ok("POST", f"{path}/attach", {"instanceId": instance.rpartition("/")[2]})
    sandbox.settle()
    sandbox.ok("DELETE", instance)
    sandbox.settle()
    assert state(sandbox, path) == ("available", [])


def test_snapshots_of_volumes(sandbox: Sandbox) -> None:
    path = volume(sandbox)
    made = sandbox.ok("POST", f"{path}/snapshot", {"name": "s"})
    assert (made["status"], made["volumeId"]) == ("creating", path.rpartition("/")[2])
    sandbox.settle()
    where = f"{sandbox.project}/volume/snapshot/{made['id']}"
    assert sandbox.get(where)["status"] == "available"
    assert [it["id"] for it in sandbox.get(f"{sandbox.project}/volume/snapshot?region=GRA11")] == [made["id"]]
    sandbox.refusal(409, "DELETE", path)
    copy = volume(sandbox, snapshotId=made["id"], size=20)
    assert sandbox.get(copy)["size"] == 20
    assert sandbox.ok("DELETE", where) is None
    sandbox.settle()
    sandbox.refusal(404, "GET", where)


def test_an_instance_boots_from_a_volume(sandbox: Sandbox) -> None:
    path = volume(sandbox, imageId=sandbox.image())
    key = path.rpartition("/")[2]
    body = sandbox.instance_body(volumeId=key, imageId=None)
    made = sandbox.ok("POST", f"{sandbox.project}/instance", body)
    assert made["image"] is None
    sandbox.settle()
    assert state(sandbox, path) == ("in-use", [made["id"]])
    plain = volume(sandbox).rpartition("/")[2]
    words = sandbox.words(400, "POST", f"{sandbox.project}/instance", {**body, "volumeId": plain})
    assert words.endswith(": volumeId")


def test_volumes_in_the_newer_way(sandbox: Sandbox) -> None:
    path = f"{sandbox.project}/region/GRA11/volume"
    operation = sandbox.ok("POST", path, {"size": 10, "type": "high-speed", "name": "new"})
    assert operation["action"] == "volume#create"
    sandbox.settle()
    assert [it["id"] for it in sandbox.get(path)] == [operation["resourceId"]]
    for body in ({"size": 0, "type": "classic"}, {"size": 1, "type": "x"}, {"size": 10, "type": "classic"}):
        response = sandbox.send("POST", f"{sandbox.project}/volume", body)
        assert response.status_code == 400
    sandbox.fault("POST", "*/volume", "fails")
    assert state(sandbox, volume(sandbox))[0] == "error"


def network(sandbox: Sandbox, **more: Any) -> str:
    """The path of a new private network with a subnet in GRA11."""
    made = sandbox.ok("POST", f"{sandbox.project}/network/private", {"name": "net", **more})
    assert made["status"] == "BUILDING"
    sandbox.settle()
    path = f"{sandbox.project}/network/private/{made['id']}"
    subnet = {
        "region": "GRA11",
        "network": "10.0.0.0/24",
        "start": "10.0.0.10",
        "end": "10.0.0.11",
        "dhcp": True,
        "noGateway": False,
    }
    shown = sandbox.ok("POST", f"{path}/subnet", subnet)
    assert (shown["cidr"], shown["gatewayIp"], shown["dhcpEnabled"]) == ("10.0.0.0/24", "10.0.0.1", True)
    sandbox.refusal(409, "POST", f"{path}/subnet", subnet)
    assert "inside" in sandbox.words(400, "POST", f"{path}/subnet", {**subnet, "end": "10.0.1.1"})
    return path


def test_private_networks(sandbox: Sandbox) -> None:
    path = network(sandbox, vlanId=7, regions=["GRA11"])
    shown = sandbox.get(path)
    assert (shown["vlanId"], shown["status"], shown["type"]) == (7, "ACTIVE", "private")
    assert [(it["region"], it["status"]) for it in shown["regions"]] == [("GRA11", "ACTIVE")]
    words = sandbox.words(409, "POST", f"{sandbox.project}/network/private", {"name": "other", "vlanId": 7})
    assert "VLAN 7" in words
    grown = sandbox.ok("POST", f"{path}/region", {"region": "SBG5"})
    assert [it["status"] for it in grown["regions"]] == ["ACTIVE", "BUILDING"]
    sandbox.settle()
    assert {it["status"] for it in sandbox.get(path)["regions"]} == {"ACTIVE"}
    assert sandbox.ok("PUT", path, {"name": "renamed"}) is None
    assert [it["name"] for it in sandbox.get(f"{sandbox.project}/network/private")] == ["renamed"]
    [subnet] = sandbox.get(f"{path}/subnet")
    assert sandbox.ok("DELETE", f"{path}/subnet/{subnet['id']}") is None
    assert sandbox.ok("DELETE", path) is None
    sandbox.settle()
    sandbox.refusal(404, "GET", path)


def test_a_region_can_show_late(sandbox: Sandbox) -> None:
    path = network(sandbox, regions=["GRA11"])
    sandbox.fault("POST", f"{path}/region", "late_regions")
    assert [it["region"] for it in sandbox.ok("POST", f"{path}/region", {"region": "SBG5"})["regions"]] == ["GRA11"]
    sandbox.settle()
    assert [it["region"] for it in sandbox.get(path)["regions"]] == ["GRA11", "SBG5"]


def test_instances_in_networks(sandbox: Sandbox) -> None:
    path = network(sandbox)
    key = path.rpartition("/")[2]
    [public] = sandbox.get(f"{sandbox.project}/network/public")
    first = sandbox.instance(networks=[{"networkId": public["id"]}, {"networkId": key, "ip": "10.0.0.50"}])
    given = [(it["type"], it["ip"]) for it in sandbox.get(first)["ipAddresses"] if it["version"] == 4]
    assert given[1] == ("private", "10.0.0.50")
    here = next(it["openstackId"] for it in sandbox.get(path)["regions"] if it["region"] == "GRA11")
    second = sandbox.instance(networks=[{"networkId": here}])
    assert [it["ip"] for it in sandbox.get(second)["ipAddresses"]] == ["10.0.0.10"]
    taken = sandbox.instance_body(networks=[{"networkId": key, "ip": "10.0.0.50"}])
    assert sandbox.words(400, "POST", f"{sandbox.project}/instance", taken).endswith(": ip")
    sandbox.refusal(409, "DELETE", path)
    third = sandbox.instance()
    joined = sandbox.ok("POST", f"{third}/interface", {"networkId": key})
    assert joined["fixedIps"][0]["ip"] == "10.0.0.11"
    assert [it["type"] for it in sandbox.get(f"{third}/interface")] == ["public", "private"]
    assert sandbox.get(f"{third}/interface/{joined['id']}") == joined
    sandbox.refusal(400, "POST", f"{first}/interface", {"networkId": key})
    assert sandbox.ok("DELETE", f"{third}/interface/{joined['id']}") is None
    assert len(sandbox.get(third)["ipAddresses"]) == 2
    sandbox.refusal(404, "GET", f"{third}/interface/{joined['id']}")


def test_failover_addresses_move(sandbox: Sandbox) -> None:
    [found] = sandbox.get(f"{sandbox.project}/ip/failover")
    assert (found["routedTo"], found["status"]) == ("", "ok")
    sandbox.fault("GET", "*/ip/failover", "unrouted_null")
    assert sandbox.get(f"{sandbox.project}/ip/failover")[0]["routedTo"] is None
    path, instance = f"{sandbox.project}/ip/failover/{found['id']}", sandbox.instance().rpartition("/")[2]
    assert sandbox.ok("POST", f"{path}/attach", {"instanceId": instance})["status"] == "operationPending"
    sandbox.refusal(409, "POST", f"{path}/attach", {"instanceId": instance})
    sandbox.settle(STEP / 2)
    assert sandbox.get(path)["progress"] == 50
    sandbox.settle(STEP / 2)
    assert (sandbox.get(path)["routedTo"], sandbox.get(path)["status"]) == (instance, "ok")
    assert sandbox.words(400, "POST", f"{path}/attach", {"instanceId": "x"}).endswith(": instanceId")
    assert len(sandbox.control("POST", "/failover_ips", count=2, instance=instance)["ids"]) == 2


def test_a_failover_address_wants_a_public_one_first(sandbox: Sandbox) -> None:
    [found] = sandbox.get(f"{sandbox.project}/ip/failover")
    path = f"{sandbox.project}/ip/failover/{found['id']}/attach"
    sandbox.fault("POST", "*/instance", "late_addresses")
    made = sandbox.ok("POST", f"{sandbox.project}/instance", sandbox.instance_body())
    wanted, words = {"instanceId": made["id"]}, f"Instance {made['id']} has no public address"
    sandbox.settle(STEP / 2)
    there = sandbox.get(f"{sandbox.project}/instance/{made['id']}")
    assert (there["status"], there["ipAddresses"]) == ("ACTIVE", [])
    assert sandbox.words(400, "POST", path, wanted) == words
    sandbox.settle(STEP / 2)
    sandbox.fault("POST", path, "unaddressed")
    assert sandbox.words(400, "POST", path, wanted) == words
    assert sandbox.ok("POST", path, wanted)["status"] == "operationPending"
