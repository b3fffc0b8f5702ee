# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What would do harm is refused with words, before anything is sent."""

from __future__ import annotations

import re
from typing import Any

import pytest
from running import Server

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import InvalidInput, Missing
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.task import TaskSpec
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.datacenter.record import DATACENTER_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.group.record import GROUP_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.image.record import IMAGE_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.ip_block.record import IP_BLOCK_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.lan.record import LAN_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.load_balancer.record import LOAD_BALANCER_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.server.record import SERVER_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.snapshot.record import SNAPSHOT_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.user.record import USER_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.volume.record import VOLUME_TASK
from tests.functional.ionos.cases import (
    ADA,
    BALANCER,
    BOOT,
    CDROM,
    GROUP,
    SERVER,
    SNAPSHOT,
    VOLUME,
    WHOLE,
    after,
    uploaded,
)
from tests.functional.ionos.world import IonosWorld

NEW = {"name": "new", "location": "de/fra"}
RUNNING = (SERVER_TASK, SERVER)
FULL = ((DATACENTER_TASK, NEW), (LAN_TASK, {"datacenter": "new", "name": "inner"}))
PROTECTED = (DATACENTER_TASK, {**NEW, "labels": {"boxfleet_protected": "true"}})
ATTACHED = (VOLUME_TASK, {**VOLUME, "server": "other"})
DATA = {"name": "data", "size": 10}
GONE = {"name": "new", "state": "absent"}
KEPT = (SNAPSHOT_TASK, SNAPSHOT)
BACK = {**SNAPSHOT, "state": "restored"}
SMALL = {"datacenter": "shop", "name": "small", "size": 2}


@pytest.mark.parametrize(
    ("there", "task", "options", "words"),
    [
        ([RUNNING], SERVER_TASK, {**SERVER, "cores": 1}, "cores: 1 means a reboot of server web"),
        (
            [RUNNING],
            SERVER_TASK,
            {**SERVER, "volumes": [{**BOOT, "size": 10}]},
            "volumes[0].size: 10 cannot become less",
        ),
        ([ATTACHED], SERVER_TASK, {**SERVER, "volumes": [DATA]}, "another server"),
        ([ATTACHED, RUNNING], SERVER_TASK, {**SERVER, "volumes": [DATA]}, "is attached to another server"),
        (
            [RUNNING],
            SERVER_TASK,
            {**SERVER, "volumes": [{"name": "x"}]},
            "volumes[0].name: 'x' is no volume of data centre shop, and to create it the task needs size. Data centre",
        ),
        ([ATTACHED], VOLUME_TASK, {**VOLUME, "server": ""}, "detaching volume data from server other ("),
        (FULL, DATACENTER_TASK, GONE, "cannot be absent: data centre new"),
        ([], DATACENTER_TASK, {"name": "", "state": "absent", "force": True}, "name: '' must not be empty"),
        ([], SERVER_TASK, {"datacenter": "", "name": "web", "state": "absent"}, "datacenter: '' must not be empty"),
        ([], SERVER_TASK, {**SERVER, "nics": [{"name": "", "lan": 1}]}, "nics[0].name: '' must not be empty"),
        ([PROTECTED], DATACENTER_TASK, {**GONE, "force": True}, "is protected (boxfleet_protected in its labels)"),
        (
            [RUNNING, (VOLUME_TASK, {"datacenter": "shop", "name": "web-boot", "delete_protection": True})],
            SERVER_TASK,
            {"datacenter": "shop", "name": "web", "state": "absent"},
            "state: 'absent' would delete with server web",
        ),
        (
            [(DATACENTER_TASK, WHOLE), (SERVER_TASK, {"datacenter": "new", "name": "web", "delete_protection": True})],
            DATACENTER_TASK,
            {**GONE, "force": True},
            "what is protected (boxfleet_protected in its labels): server web (",
        ),
        (
            [RUNNING],
            SERVER_TASK,
            {**SERVER, "cdroms": [CDROM], "boot_volume": "web-boto"},
            "boot_volume: 'web-boto' is no volume of server web. Did you mean web-boot?",
        ),
        (
            [RUNNING, (SERVER_TASK, {**SERVER, "volumes": [DATA], "allow_reboot": True})],
            SERVER_TASK,
            {**SERVER, "boot_volume": "data"},
            "boot_volume: 'data' means a reboot of server web",
        ),
        ([], DATACENTER_TASK, {"name": "twice", "state": "absent"}, "is the name of several data centres"),
        ([KEPT], SNAPSHOT_TASK, BACK, "would overwrite volume other-disk"),
        ([KEPT, (VOLUME_TASK, SMALL)], SNAPSHOT_TASK, {**BACK, "volume": "small"}, "has 2 GB, and snapshot before"),
        ([], SNAPSHOT_TASK, BACK, "name: 'before' is no snapshot of this account"),
        ([], SNAPSHOT_TASK, {**SNAPSHOT, "state": "restored", "volume": None}, "volume: is missing"),
        ([], SNAPSHOT_TASK, {**SNAPSHOT, "volume": "gone"}, "volume: 'gone' is no volume of data centre shop"),
        ([], SNAPSHOT_TASK, {"name": "before"}, "to create it the task needs datacenter and volume"),
        (
            [(SNAPSHOT_TASK, {**SNAPSHOT, "labels": {"boxfleet_protected": "true"}})],
            SNAPSHOT_TASK,
            {"name": "before", "state": "absent"},
            "is protected (boxfleet_protected in its labels)",
        ),
        ([], LOAD_BALANCER_TASK, {**BALANCER, "nics": [{"nic": "gone"}]}, "nics[0].nic: 'gone' is no NIC"),
        ([], LOAD_BALANCER_TASK, {**BALANCER, "nics": [{"nic": "x", "server": "otter"}]}, "Did you mean other?"),
        ([], IMAGE_TASK, {"name": "golden", "description": "mine"}, "Private images come to be by an upload"),
        ([], USER_TASK, {"email": "ada@example.com"}, "needs firstname and lastname and user_password"),
        ([], USER_TASK, {**ADA, "groups": ["stuff"]}, "groups[0]: 'stuff' is no group"),
        ([], GROUP_TASK, GROUP, "users[0]: 'ada@example.com' is no user"),
        (
            [(USER_TASK, ADA)],
            GROUP_TASK,
            {**GROUP, "shares": [{"resource": "twice"}]},
            "shares[0].resource: 'twice' is",
        ),
    ],
)
def test_what_would_do_harm_is_refused_and_nothing_is_sent(
    ionos: Server, there: Any, task: TaskSpec, options: dict[str, Any], words: str
) -> None:
    world = IonosWorld(ionos)
    world.reset()
    after(*there)(world)
    world.changes()
    with pytest.raises(InvalidInput, match=re.escape(words)):
        task.task(world.connect(), task.wanted(options), False)
    assert world.changes() == []


@pytest.mark.parametrize(
    ("options", "made"),
    [
        ({"datacenter": "shop", "name": "web", "state": "stopped"}, (SERVER_TASK, SERVER)),
        ({**SERVER, "volumes": [{"name": "data"}]}, (VOLUME_TASK, VOLUME)),
        ({**SERVER, "datacenter": ""}, (DATACENTER_TASK, {"name": "shop"})),
    ],
)
def test_what_is_missing_is_called_as_the_task_that_makes_it_does(ionos: Server, options: Any, made: Any) -> None:
    world = IonosWorld(ionos)
    world.reset()
    with pytest.raises(Missing) as told:
        SERVER_TASK.task(world.connect(), SERVER_TASK.wanted(options), True)
    task, wanted = made
    own = task.makes(wanted)[0]
    assert own.key in told.value.keys
    # null is what a dry run tells of an id
    assert told.value.value in (own.name, "")


@pytest.mark.parametrize("options", [{"state": "absent"}, {"description": "mine"}])
def test_a_public_image_is_neither_changed_nor_deleted(ionos: Server, options: dict[str, Any]) -> None:
    world = IonosWorld(ionos)
    world.reset()
    world.changes()
    image = next(one for one in world.connect().get_all("images") if one["properties"]["public"])
    by_name = IMAGE_TASK.wanted({"name": image["properties"]["name"], "state": "absent"})
    assert IMAGE_TASK.task(world.connect(), by_name, False).actions == []
    with pytest.raises(InvalidInput, match="a public image, which nobody can change or delete"):
        IMAGE_TASK.task(world.connect(), IMAGE_TASK.wanted({"id": image["id"], **options}), False)
    assert world.changes() == []


def test_of_two_images_of_a_name_the_location_tells_which(ionos: Server) -> None:
    world = IonosWorld(ionos)
    world.reset()
    uploaded(world)
    with pytest.raises(InvalidInput, match="is the name of several private images"):
        IMAGE_TASK.task(world.connect(), IMAGE_TASK.wanted({"name": "golden", "state": "absent"}), False)
    elsewhere = IMAGE_TASK.wanted({"name": "golden", "location": "de/txl", "state": "absent"})
    assert IMAGE_TASK.task(world.connect(), elsewhere, False).actions == []


def test_a_snapshot_of_the_name_in_another_location_is_another_one(ionos: Server) -> None:
    world = IonosWorld(ionos)
    world.reset()
    after(
        KEPT,
        (DATACENTER_TASK, {"name": "north", "location": "de/txl"}),
        (VOLUME_TASK, {**VOLUME, "datacenter": "north"}),
    )(world)
    second = {"datacenter": "north", "volume": "data", "name": "before"}
    for actions in (["create"], []):
        assert SNAPSHOT_TASK.task(world.connect(), SNAPSHOT_TASK.wanted(second), False).actions == actions
    with pytest.raises(InvalidInput, match="is the name of several snapshots"):
        SNAPSHOT_TASK.task(world.connect(), SNAPSHOT_TASK.wanted({"name": "before", "state": "absent"}), False)
    north = SNAPSHOT_TASK.wanted({"datacenter": "north", "name": "before", "state": "absent"})
    assert SNAPSHOT_TASK.task(world.connect(), north, False).actions == ["delete"]


@pytest.mark.parametrize(("spec", "more"), [(DATACENTER_TASK, {}), (IP_BLOCK_TASK, {"size": 1})], ids=["dc", "ips"])
def test_what_has_a_name_that_another_location_has_is_made_with_a_warning(
    ionos: Server, spec: TaskSpec[Any], more: dict[str, Any]
) -> None:
    world = IonosWorld(ionos)
    world.reset()
    for location, warned in (("de/fra", False), ("de/txl", True), ("de/txl", False)):
        desired = spec.wanted({"name": "new", "location": location, **more})
        for check_mode in (True, False):
            warnings = spec.task(world.connect(), desired, check_mode).warnings
            assert [
                text for text in warnings if "in de/fra has the name, too, so this is another one." in text
            ] == warnings
            assert len(warnings) == int(warned)
