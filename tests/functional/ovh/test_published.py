# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the published types of the service allow, though it seldom happens."""

from __future__ import annotations

from typing import Any

import pytest
from running import Server

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import BoxfleetError, InvalidInput
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.task import TaskSpec
from ansible_collections.boxfleet.cloud.plugins.module_utils._ovh import kinds
from ansible_collections.boxfleet.cloud.plugins.module_utils._ovh.client import Client
from ansible_collections.boxfleet.cloud.plugins.module_utils._ovh.instance.record import INSTANCE_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ovh.private_network.record import NETWORK_TASK
from tests.functional.ovh.cases import INSTANCE
from tests.functional.ovh.world import PROJECT_ID, OvhWorld, client_of

HERE = ("cloud", "project", PROJECT_ID)
PROJECT = {"project_id": PROJECT_ID}


@pytest.fixture
def world(ovh: Server) -> OvhWorld:
    made = OvhWorld(ovh)
    made.reset()
    return made


def done(client: Client, task: TaskSpec, **options: Any) -> Any:
    return task.task(client, task.wanted(options), False)


def test_a_list_that_tells_no_image_is_no_reason_to_reinstall(world: OvhWorld) -> None:
    """There are two images of one name, and the instance has the one that a task would not choose."""
    source = done(world.connect(), INSTANCE_TASK, **INSTANCE).values["instance"]["id"]
    images = []
    for _time in range(2):
        made = world.admin().create(*HERE, "instance", source, "snapshot", values={"snapshotName": "golden"})
        images.append(made["snapshotId"])
        world.settle()
    done(world.connect(), INSTANCE_TASK, **{**INSTANCE, "name": "copy", "image": images[1]})
    again = {**INSTANCE, "name": "copy", "image": "golden", "reinstall": True}
    assert done(world.connect(), INSTANCE_TASK, **again).actions == []
    assert done(world.connect(), INSTANCE_TASK, **{**again, "image": "Debian 11"}).actions == ["reinstall"]


@pytest.mark.parametrize("form", [None, "objects_only"])
def test_an_instance_without_an_image_has_none(world: OvhWorld, form: str | None) -> None:
    admin = world.admin()
    [image] = [one["id"] for one in admin.get_all(*HERE, "image", region="GRA11") if one["name"] == "Debian 12"]
    disk = {"name": "disk", "region": "GRA11", "size": 10, "type": "high-speed-gen2-luks", "imageId": image}
    admin.create(*HERE, "volume", values=disk)
    world.settle()
    if form:
        world.ovh.fault("*", "*/instance*", form)
    wanted = {**INSTANCE, "image": None, "boot_volume": "disk"}
    made = done(world.connect(), INSTANCE_TASK, **wanted).values["instance"]
    assert (made["image"], made["power"]) == (None, "running")
    assert done(world.connect(), INSTANCE_TASK, **wanted).actions == []


@pytest.mark.parametrize(
    ("status", "settled"),
    [("snapshotting", False), ("backing-up", False), ("available", True), ("in-use", True), ("error_restoring", True)],
)
def test_a_volume_that_is_busy_is_waited_for(status: str, settled: bool) -> None:
    assert kinds.volume(PROJECT).settled({"id": "x", "status": status}) == settled


def test_a_volume_that_was_deleted_is_none() -> None:
    assert kinds.volume(PROJECT).gone({"id": "x", "status": "deleted"})


def test_a_network_that_the_service_gave_up_on_is_none(world: OvhWorld) -> None:
    wanted = {"project": PROJECT_ID, "name": "inner", "vlan_id": 4090, "regions": ["GRA11"]}
    world.ovh.fault("POST", "*/network/private", "fails")
    with pytest.raises(BoxfleetError, match="the service gave up"):
        done(world.connect(), NETWORK_TASK, **wanted)
    with pytest.raises(InvalidInput, match=r"is ERROR\. Delete it with state: absent, and create it anew"):
        done(client_of(world.ovh), NETWORK_TASK, **{**wanted, "regions": ["GRA11", "SBG5"]})
    gone = {"project": PROJECT_ID, "name": "inner", "state": "absent"}
    assert done(world.connect(), NETWORK_TASK, **gone).actions == ["delete"]
    assert done(world.connect(), NETWORK_TASK, **wanted).values["private_network"]["vlan_id"] == 4090


def test_a_region_that_a_network_shows_late_is_waited_for(world: OvhWorld) -> None:
    wanted = {"project": PROJECT_ID, "name": "inner", "regions": ["GRA11"]}
    done(world.connect(), NETWORK_TASK, **wanted)
    world.ovh.fault("POST", "*/region", "late_regions", times=2)
    everywhere = {**wanted, "regions": ["GRA11", "SBG5", "BHS5"]}
    assert done(world.connect(), NETWORK_TASK, **everywhere).actions == ["update"]
    assert done(world.connect(), NETWORK_TASK, **everywhere).actions == []
