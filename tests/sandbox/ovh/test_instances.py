# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Instances of the Public Cloud, and what they are made of."""

from __future__ import annotations

from typing import Any

import pytest
from ovh_account import KEY, STEP, Sandbox

ACTIONS = ("start", "stop", "shelve", "unshelve", "resume")
OBJECTS = ("flavor", "image", "sshKey")
IDS = [f"{name}Id" for name in OBJECTS]


def status(sandbox: Sandbox, path: str) -> str:
    return str(sandbox.get(path)["status"])


def put_into(sandbox: Sandbox, path: str, state: str) -> None:
    sandbox.control("POST", "/change", type="instance", id=path.rpartition("/")[2], values={"status": state})


def test_projects(sandbox: Sandbox) -> None:
    project = sandbox.get(sandbox.project)
    assert (project["status"], project["access"], project["description"]) == ("ok", "full", "sandbox")
    assert sandbox.ok("PUT", sandbox.project, {"description": "new"}) is None
    assert sandbox.get(sandbox.project)["description"] == "new"
    assert sandbox.words(404, "GET", "/cloud/project/x/instance") == "This service does not exist"


def test_regions_flavors_and_images(sandbox: Sandbox) -> None:
    assert sandbox.get(f"{sandbox.project}/region") == ["GRA11", "SBG5", "BHS5"]
    assert sandbox.get(f"{sandbox.project}/region/BHS5")["continentCode"] == "NA"
    assert sandbox.ok("POST", f"{sandbox.project}/region", {"region": "SBG5"})["status"] == "UP"
    assert sandbox.words(404, "GET", f"{sandbox.project}/region/X") == (
        "The requested object (regionName = X) does not exist"
    )
    flavors = sandbox.get(f"{sandbox.project}/flavor")
    assert len(flavors) == len({it["id"] for it in flavors}) == 27
    small = next(it for it in flavors if it["name"] == "b2-7")
    assert (small["vcpus"], small["ram"], small["disk"]) == (2, 7000, 50)
    sandbox.fault("GET", "*/flavor/*", "small_ram")
    assert sandbox.get(f"{sandbox.project}/flavor/{small['id']}")["ram"] == 7
    assert len(sandbox.get(f"{sandbox.project}/flavor?region=SBG5")) == 9
    images = sandbox.get(f"{sandbox.project}/image?region=SBG5&osType=linux")
    assert {it["name"]: it["user"] for it in images} == {
        "Debian 11": "debian",
        "Debian 12": "debian",
        "Ubuntu 22.04": "ubuntu",
        "Ubuntu 24.04": "ubuntu",
        "AlmaLinux 9": "almalinux",
    }
    assert sandbox.get(f"{sandbox.project}/image/{images[0]['id']}") == images[0]


def test_the_life_of_an_instance(sandbox: Sandbox) -> None:
    key = sandbox.ok("POST", f"{sandbox.project}/sshkey", {"name": "me", "publicKey": KEY})
    body = sandbox.instance_body(sshKeyId=key["id"], userData="#cloud-config")
    made = sandbox.ok("POST", f"{sandbox.project}/instance", body)
    assert (made["status"], made["ipAddresses"], made["name"]) == ("BUILD", [], "web")
    assert (made["flavor"]["name"], made["flavor"]["ram"], made["image"]["name"]) == ("b2-7", 7, "Debian 12")
    assert made["sshKey"]["name"] == "me"
    assert [made[key] for key in IDS] == [made[name]["id"] for name in OBJECTS]
    assert "userData" not in made
    path = f"{sandbox.project}/instance/{made['id']}"
    sandbox.settle()
    running = sandbox.get(path)
    assert running["status"] == "ACTIVE"
    assert [(it["version"], it["type"]) for it in running["ipAddresses"]] == [(4, "public"), (6, "public")]
    [listed] = sandbox.get(f"{sandbox.project}/instance")
    assert (listed["flavorId"], listed["imageId"], listed["sshKeyId"]) == (
        running["flavor"]["id"],
        running["image"]["id"],
        key["id"],
    )
    assert listed["flavor"] is None
    assert sandbox.get(f"{sandbox.project}/instance?region=SBG5") == []
    assert sandbox.ok("PUT", path, {"instanceName": "db"}) is None
    assert sandbox.get(path)["name"] == "db"
    assert sandbox.ok("DELETE", path) is None
    assert status(sandbox, path) == "DELETING"
    sandbox.settle()
    assert sandbox.refusal(404, "GET", path) == {
        "message": f"The requested object (instanceId = {made['id']}) does not exist"
    }


def test_names_are_not_unique(sandbox: Sandbox) -> None:
    for _ in range(2):
        sandbox.instance()
    assert [it["name"] for it in sandbox.get(f"{sandbox.project}/instance")] == ["web", "web"]


def test_many_at_once(sandbox: Sandbox) -> None:
    made = sandbox.ok("POST", f"{sandbox.project}/instance/bulk", sandbox.instance_body(number=3))
    assert [it["name"] for it in made] == ["web-1", "web-2", "web-3"]
    sandbox.fault("POST", "*/bulk", "same_names")
    sandbox.fault("POST", "*/bulk", "building")
    made = sandbox.ok("POST", f"{sandbox.project}/instance/bulk", sandbox.instance_body(number=2))
    assert [(it["name"], it["status"]) for it in made] == [("web", "BUILDING")] * 2


@pytest.mark.parametrize(
    ("action", "start", "way", "end"),
    [
        ("stop", "ACTIVE", "ACTIVE", "SHUTOFF"),
        ("start", "SHUTOFF", "SHUTOFF", "ACTIVE"),
        ("shelve", "SHUTOFF", "SHELVING", "SHELVED_OFFLOADED"),
        ("unshelve", "SHELVED_OFFLOADED", "UNSHELVING", "ACTIVE"),
        ("resume", "PAUSED", "RESUMING", "ACTIVE"),
    ],
)
def test_power(sandbox: Sandbox, action: str, start: str, way: str, end: str) -> None:
    path = sandbox.instance()
    put_into(sandbox, path, start)
    assert sandbox.ok("POST", f"{path}/{action}") is None
    assert status(sandbox, path) == way
    said = sandbox.refusal(409, "POST", f"{path}/{action}")
    assert said["class"] == "Client::Conflict"
    sandbox.settle()
    assert status(sandbox, path) == end
    for other in ACTIONS:
        response = sandbox.send("POST", f"{path}/{other}")
        assert response.status_code in (200, 409)
        if response.status_code == 200:
            sandbox.settle()
            put_into(sandbox, path, end)
    sandbox.fault("POST", f"*/{action}", "lenient_states")
    assert sandbox.ok("POST", f"{path}/{action}") is None
    assert status(sandbox, path) == end


def test_shelving_goes_on_after_it_looks_done(sandbox: Sandbox) -> None:
    path = sandbox.instance()
    sandbox.ok("POST", f"{path}/shelve")
    sandbox.settle(STEP / 2)
    assert status(sandbox, path) == "SHELVED"
    sandbox.settle(STEP / 2)
    assert status(sandbox, path) == "SHELVED_OFFLOADED"


def test_reboots(sandbox: Sandbox) -> None:
    path = sandbox.instance()
    for kind, way in (("soft", "REBOOT"), ("hard", "HARD_REBOOT")):
        sandbox.ok("POST", f"{path}/reboot", {"type": kind})
        assert status(sandbox, path) == way
        sandbox.settle()
    put_into(sandbox, path, "SHUTOFF")
    assert "soft" not in sandbox.words(409, "POST", f"{path}/reboot", {"type": "soft"})
    assert sandbox.words(400, "POST", f"{path}/reboot", {"type": "kick"}) == "Invalid value(s) received: type"


def test_rescue_mode(sandbox: Sandbox) -> None:
    path = sandbox.instance()
    password = sandbox.ok("POST", f"{path}/rescueMode", {"rescue": True})["adminPassword"]
    assert password
    assert status(sandbox, path) == "RESCUING"
    sandbox.settle()
    assert (status(sandbox, path), sandbox.get(path)["rescuePassword"]) == ("RESCUE", password)
    assert sandbox.ok("POST", f"{path}/rescueMode", {"rescue": False}) == {"adminPassword": None}
    sandbox.settle()
    assert (status(sandbox, path), sandbox.get(path)["rescuePassword"]) == ("ACTIVE", None)


def test_another_size_and_another_system(sandbox: Sandbox) -> None:
    path = sandbox.instance()
    small, large = sandbox.flavor("d2-2"), sandbox.flavor("b2-15")
    assert "smaller" in sandbox.words(400, "POST", f"{path}/resize", {"flavorId": small})
    assert sandbox.ok("POST", f"{path}/resize", {"flavorId": large})["status"] == "RESIZE"
    sandbox.settle(STEP / 2)
    assert (status(sandbox, path), sandbox.get(path)["flavor"]["name"]) == ("VERIFY_RESIZE", "b2-7")
    sandbox.settle()
    after = sandbox.get(path)
    assert (after["status"], after["flavor"]["name"], after["planCode"]) == ("ACTIVE", "b2-15", "b2-15.consumption")
    sandbox.fault("POST", "*/resize", "lenient_resize")
    sandbox.ok("POST", f"{path}/resize", {"flavorId": small})
    sandbox.settle()
    made = sandbox.ok("POST", f"{path}/reinstall", {"imageId": sandbox.image("AlmaLinux 9")})
    assert (made["status"], made["image"]["name"]) == ("REBUILD", "AlmaLinux 9")
    sandbox.settle()
    assert status(sandbox, path) == "ACTIVE"


def test_one_instance_is_shown_with_objects_beside_ids_or_in_place_of_them(sandbox: Sandbox) -> None:
    path = sandbox.instance()
    [listed] = sandbox.get(f"{sandbox.project}/instance")
    assert (listed["image"], listed["imageId"]) == (None, sandbox.get(path)["image"]["id"])
    sandbox.fault("GET", "*/instance/*", "objects_only")
    alone = sandbox.get(path)
    assert alone["image"]["id"] == listed["imageId"]
    assert not set(IDS) & set(alone)


def test_what_a_region_tells_of_its_own(sandbox: Sandbox) -> None:
    region = f"{sandbox.project}/region/GRA11"
    path = sandbox.instance()
    sandbox.ok("POST", f"{path}/stop")
    [shown] = sandbox.get(f"{region}/instance")
    assert (shown["status"], shown["taskState"], shown["sshKey"]) == ("ACTIVE", "powering-off", "")
    body = {"flavor": {"id": shown["flavorId"]}, "bootFrom": {"imageId": shown["imageId"]}, "network": {"public": True}}
    begun = sandbox.ok("POST", f"{region}/instance", {**body, "billingPeriod": "hourly"})
    sandbox.settle()
    made = sandbox.get(f"{region}/instance/{begun['resourceId']}")
    assert (made["name"], made["status"], made["taskState"]) == (shown["flavorName"], "ACTIVE", "")
    asked = f"{sandbox.project}/operation?instanceId="
    assert [it["id"] for it in sandbox.get(f"{asked}{made['id']}")] == [begun["id"]]
    assert sandbox.get(f"{asked}{shown['id']}") == []


def test_monthly_billing_stays(sandbox: Sandbox) -> None:
    path = sandbox.instance()
    after = sandbox.ok("POST", f"{path}/activeMonthlyBilling")
    assert (after["monthlyBilling"]["status"], after["planCode"]) == ("ok", "b2-7.monthly.postpaid")
    assert "cannot be activated" in sandbox.words(400, "POST", f"{path}/activeMonthlyBilling")
    cheap = sandbox.instance_body(flavorId=sandbox.flavor("d2-2"), monthlyBilling=True)
    assert sandbox.words(400, "POST", f"{sandbox.project}/instance", cheap).endswith(": monthlyBilling")


def test_snapshots_are_images(sandbox: Sandbox) -> None:
    path = sandbox.instance()
    begun = sandbox.ok("POST", f"{path}/snapshot", {"snapshotName": "s"})
    [queued] = sandbox.get(f"{sandbox.project}/snapshot?region=GRA11")
    assert begun == {"snapshotId": queued["id"]}
    assert (queued["status"], status(sandbox, path)) == ("queued", "ACTIVE")
    sandbox.settle()
    image = sandbox.get(f"{sandbox.project}/image/{queued['id']}")
    assert (image["status"], image["visibility"], image["name"]) == ("active", "private", "s")
    copy = sandbox.instance(imageId=queued["id"])
    assert sandbox.get(copy)["image"]["name"] == "s"
    assert sandbox.ok("DELETE", f"{sandbox.project}/snapshot/{queued['id']}")["id"] == queued["id"]
    assert sandbox.get(copy)["image"] is None
    for form in ("snapshotting", "unnamed_snapshot"):
        sandbox.fault("POST", "*/snapshot", form)
    assert sandbox.ok("POST", f"{path}/snapshot", {"snapshotName": "t"}) is None
    assert status(sandbox, path) == "SNAPSHOTTING"
    sandbox.settle()
    assert status(sandbox, path) == "ACTIVE"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": None}, "Missing parameter(s): name"),
        ({"region": "X"}, "Invalid value(s) received: region"),
        ({"region": "SBG5"}, "Invalid value(s) received: flavorId"),
        ({"flavorId": "x"}, "Invalid value(s) received: flavorId"),
        ({"imageId": "x"}, "Invalid value(s) received: imageId"),
        ({"imageId": None}, "Invalid value(s) received: imageId, volumeId"),
        ({"sshKeyId": "x"}, "Invalid value(s) received: sshKeyId"),
        ({"groupId": "x"}, "Invalid value(s) received: groupId"),
        ({"networks": [{"networkId": "x"}]}, "Invalid value(s) received: networkId"),
        ({"networks": [{"ip": "10.0.0.2"}]}, "Invalid value(s) received: networks"),
        ({"monthlyBilling": "yes"}, "Invalid signature"),
        ({"name": ["web"]}, "Invalid signature"),
    ],
)
def test_bodies_that_are_refused(sandbox: Sandbox, changes: Any, words: str) -> None:
    body = {**sandbox.instance_body(), **changes}
    assert sandbox.words(400, "POST", f"{sandbox.project}/instance", body) == words
    assert sandbox.get(f"{sandbox.project}/instance") == []


def test_wrong_types_are_named_where_nothing_is_signed(sandbox: Sandbox) -> None:
    body = sandbox.instance_body(monthlyBilling="yes")
    path = f"{sandbox.project}/instance"
    assert sandbox.with_token().words(400, "POST", path, body).endswith(": monthlyBilling")
    sandbox.fault("POST", path, "polite_types")
    assert sandbox.words(400, "POST", path, body).endswith(": monthlyBilling")


def test_the_quota_of_a_region(sandbox: Sandbox) -> None:
    path = f"{sandbox.project}/instance/bulk"
    large = sandbox.flavor("b2-30")
    sandbox.ok("POST", path, sandbox.instance_body(flavorId=large, number=4))
    words = sandbox.words(403, "POST", path, sandbox.instance_body(flavorId=large, number=2))
    assert words == "Quota exceeded for cores in region GRA11: 32 of 40 are used"
    assert sandbox.words(403, "POST", path, sandbox.instance_body(number=17)).startswith("Quota exceeded for instances")
    quota = next(it for it in sandbox.get(f"{sandbox.project}/quota") if it["region"] == "GRA11")["instance"]
    assert (quota["usedInstances"], quota["maxInstances"], quota["usedCores"], quota["maxCores"]) == (4, 20, 32, 40)
    assert sandbox.ok("POST", path, sandbox.instance_body("SBG5", number=1))
    sandbox.control("POST", "/quota", cores=50)
    assert sandbox.ok("POST", path, sandbox.instance_body(flavorId=large, number=2))


def test_a_step_that_fails_is_stuck_or_late(sandbox: Sandbox) -> None:
    sandbox.fault("POST", "*/instance", "fails")
    assert status(sandbox, sandbox.instance()) == "ERROR"
    sandbox.fault("POST", "*/instance", "stuck")
    stuck = sandbox.instance()
    sandbox.settle(10**6)
    assert status(sandbox, stuck) == "BUILD"
    assert sandbox.ok("DELETE", stuck) is None
    sandbox.fault("POST", "*/instance", "late")
    late = sandbox.instance()
    assert sandbox.words(404, "GET", late).startswith("The requested object (instanceId = ")
    sandbox.settle(4 * STEP)
    assert status(sandbox, late) == "ACTIVE"


def test_addresses_can_be_early_and_the_deleted_can_stay(sandbox: Sandbox) -> None:
    sandbox.fault("POST", "*/instance", "early_addresses")
    made = sandbox.ok("POST", f"{sandbox.project}/instance", sandbox.instance_body())
    assert len(made["ipAddresses"]) == 2
    path = f"{sandbox.project}/instance/{made['id']}"
    sandbox.fault("DELETE", "*/instance/*", "soft_deleted")
    sandbox.ok("DELETE", path)
    sandbox.settle(STEP / 2)
    assert status(sandbox, path) == "SOFT_DELETED"
    sandbox.settle(STEP / 2)
    sandbox.refusal(404, "GET", path)


def test_keys_of_a_project(sandbox: Sandbox) -> None:
    path = f"{sandbox.project}/sshkey"
    made = sandbox.ok("POST", path, {"name": "me", "publicKey": KEY})
    assert made["id"] == "625755 3d".replace(" ", "")
    assert made["regions"] == ["GRA11", "SBG5", "BHS5"]
    [listed] = sandbox.get(path)
    assert "fingerPrint" not in listed
    assert sandbox.get(f"{path}/{made['id']}")["fingerPrint"]
    assert "already exists" in sandbox.words(409, "POST", path, {"name": "me", "publicKey": KEY})
    assert sandbox.words(400, "POST", path, {"name": "x", "publicKey": "none"}).endswith("publicKey")
    here = sandbox.ok("POST", path, {"name": "here", "publicKey": KEY, "region": "GRA11"})
    assert [it["name"] for it in sandbox.get(f"{path}?region=SBG5")] == ["me"]
    body = sandbox.instance_body("SBG5", sshKeyId=here["id"])
    assert sandbox.words(400, "POST", f"{sandbox.project}/instance", body).endswith("sshKeyId")
    assert sandbox.ok("DELETE", f"{path}/{made['id']}") is None
    assert sandbox.words(404, "GET", f"{path}/{made['id']}").startswith("The requested object (keyId = ")


def test_groups(sandbox: Sandbox) -> None:
    path = f"{sandbox.project}/instance/group"
    made = sandbox.ok("POST", path, {"name": "g", "region": "GRA11", "type": "anti-affinity"})
    instance = sandbox.instance(groupId=made["id"])
    assert sandbox.get(f"{path}/{made['id']}")["instance_ids"] == [instance.rpartition("/")[2]]
    assert sandbox.get(f"{path}?region=SBG5") == []
    assert sandbox.ok("DELETE", f"{path}/{made['id']}") is None


def test_the_newer_way(sandbox: Sandbox) -> None:
    sandbox.ok("POST", f"{sandbox.project}/sshkey", {"name": "me", "publicKey": KEY})
    path = f"{sandbox.project}/region/GRA11/instance"
    body = {
        "name": "web",
        "flavor": {"id": sandbox.flavor()},
        "bootFrom": {"imageId": sandbox.image()},
        "billingPeriod": "hourly",
        "bulk": 1,
        "network": {"public": True},
        "sshKey": {"name": "me"},
    }
    operation = sandbox.ok("POST", path, body)
    assert (operation["action"], operation["status"], operation["progress"]) == ("instance#create", "created", 0)
    where = f"{sandbox.project}/operation/{operation['id']}"
    sandbox.settle(STEP / 2)
    assert sandbox.get(where)["status"] == "in-progress"
    sandbox.settle(STEP / 2)
    done = sandbox.get(where)
    assert done["status"] == "completed"
    shown = sandbox.get(f"{path}/{done['resourceId']}")
    assert (shown["status"], shown["flavorName"], shown["sshKey"]) == ("ACTIVE", "b2-7", "me")
    assert [it["id"] for it in sandbox.get(path)] == [done["resourceId"]]
    for kind, end in (("fails", "in-error"), ("stuck", "created")):
        sandbox.fault("POST", path, kind)
        bad = sandbox.ok("POST", path, body)
        sandbox.settle()
        assert sandbox.get(f"{sandbox.project}/operation/{bad['id']}")["status"] == end
    many = sandbox.ok("POST", path, {**body, "bulk": 2})
    assert many["resourceId"] is None
    assert [it["action"] for it in many["subOperations"]] == ["instance#create"] * 2
    sandbox.refusal(404, "GET", f"{sandbox.project}/region/SBG5/instance/{done['resourceId']}")
