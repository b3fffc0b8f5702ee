# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Images in a location that is in another one: its own, and those of that one."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import Missing
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.datacenter.record import DATACENTER_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.server.record import SERVER_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.snapshot.record import SNAPSHOT_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.volume.record import VOLUME_TASK
from tests.functional.ionos.cases import BOOT, CDROM, after
from tests.functional.ionos.world import IonosWorld

SERVER = {"datacenter": "west", "name": "web", "cores": 1, "ram": 1024, "volumes": [BOOT], "cdroms": [CDROM]}


@pytest.fixture
def world(world: IonosWorld) -> IonosWorld:
    """With a data centre in such a location."""
    after((DATACENTER_TASK, {"name": "west", "location": "de/fra/2"}))(world)
    return world


def ids(world: IonosWorld, alias: str) -> dict[str, str]:
    """The ids of the images of an alias or name, by their locations."""
    there = [(one["id"], one["properties"]) for one in world.connect().get_all("images")]
    return {told["location"]: number for number, told in there if alias in (*told["imageAliases"], told["name"])}


def made_of(world: IonosWorld, image: str) -> Any:
    """The image that a new volume is made of."""
    options = {"datacenter": "west", "name": image, "size": 10, "image": image}
    report = VOLUME_TASK.task(world.connect(), VOLUME_TASK.wanted(options), False)
    return report.values["volume"]["image"]


def test_aliases_and_cdroms_of_the_parent_do(world: IonosWorld) -> None:
    for actions in (["create"], []):
        report = SERVER_TASK.task(world.connect(), SERVER_TASK.wanted(SERVER), False)
        assert report.actions == actions
        assert [one["image"] for one in report.values["server"]["volumes"]] == [ids(world, "debian:12")["de/fra"]]
        assert [one["id"] for one in report.values["server"]["cdroms"]] == [ids(world, CDROM)["de/fra"]]


def test_an_image_of_its_own_comes_first(world: IonosWorld) -> None:
    for name, locations in (("golden", ("de/fra", "de/fra/2", "us/las")), ("silver", ("de/fra", "us/las"))):
        for location in locations:
            world.ionos.control("POST", "/images", name=name, location=location)
    assert made_of(world, "golden") == ids(world, "golden")["de/fra/2"]
    assert made_of(world, "silver") == ids(world, "silver")["de/fra"]
    with pytest.raises(Missing, match="is no image or snapshot in de/fra/2") as caught:
        made_of(world, "bronze")
    assert {one.key for one in SNAPSHOT_TASK.makes({"name": "bronze"})} < set(caught.value.keys)
