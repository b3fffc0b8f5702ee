# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The CD-ROM that boots a server goes when something else does; where nothing will, a warning says so."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import InvalidInput
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.report import Report
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.server.record import SERVER_TASK
from tests.functional.ionos.cases import CDROM
from tests.functional.ionos.world import IonosWorld

OTHER = "ubuntu:24.04_iso"
WEB = {"datacenter": "shop", "name": "web", "allow_reboot": True}
DISK = {"name": "web-boot", "size": 5}


@pytest.fixture
def world(world: IonosWorld) -> IonosWorld:
    """With a server that was installed from a CD-ROM."""
    run(world, cores=1, ram=1024, volumes=[DISK], cdroms=[CDROM], boot_cdrom=CDROM)
    world.changes()
    return world


def run(world: IonosWorld, check: bool = False, **options: Any) -> Report:
    return SERVER_TASK.task(world.connect(), SERVER_TASK.wanted({**WEB, **options}), check)


def called(world: IonosWorld) -> list[str]:
    return [f"{verb} {'cdroms' if '/cdroms' in path else 'server'}" for verb, path in world.changes()]


@pytest.mark.parametrize(
    ("options", "actions", "calls"),
    [
        (
            {"cdroms": [], "boot_volume": "web-boot"},
            ["set_boot_volume", "detach_cdrom"],
            ["PATCH server", "DELETE cdroms"],
        ),
        pytest.param(
            {"cdroms": [OTHER], "boot_cdrom": OTHER},
            ["attach_cdrom", "set_boot_cdrom", "detach_cdrom"],
            ["POST cdroms", "PATCH server", "DELETE cdroms"],
        ),
    ],
)
def test_it_goes_when_another_device_boots_the_server(
    world: IonosWorld, options: Any, actions: list[str], calls: list[str]
) -> None:
    dry = run(world, True, **options)
    assert (dry.actions, called(world)) == (actions, [])
    report = run(world, **options)
    assert (report.actions, report.warnings, called(world)) == (actions, [], calls)
    assert (dry.before, dry.after, dry.values) == (report.before, report.after, report.values)
    assert run(world, **options).actions == []


@pytest.mark.parametrize("check", [True, False])
def test_a_server_that_is_left_with_nothing_to_boot_from_is_told(world: IonosWorld, check: bool) -> None:
    report = run(world, check, cdroms=[])
    assert report.actions == ["detach_cdrom"]
    [told] = report.warnings
    assert "boots from CD-ROM debian-12-netinst.iso (" in told
    assert told.endswith("), which is taken out: without boot_volume it has nothing to boot from.")
    if not check:
        assert run(world, cdroms=[]).warnings == []


def test_one_that_is_to_boot_it_cannot_go(world: IonosWorld) -> None:
    with pytest.raises(InvalidInput, match="is no CD-ROM of server web"):
        run(world, cdroms=[OTHER], boot_cdrom=CDROM)
    assert called(world) == []


@pytest.mark.long
@pytest.mark.parametrize(
    ("boots", "actions"),
    [
        ({"boot_volume": "web-boot"}, ["set_boot_volume", "detach_cdrom", "attach_cdrom"]),
        ({"boot_cdrom": OTHER}, ["set_boot_cdrom", "detach_cdrom", "attach_cdrom"]),
        # there is no room for three
        ({"boot_cdrom": "third.iso"}, ["detach_cdrom", "attach_cdrom", "set_boot_cdrom"]),
    ],
)
def test_so_it_is_where_the_drives_are_full(world: IonosWorld, boots: dict[str, str], actions: list[str]) -> None:
    world.ionos.control("POST", "/images", name="third.iso", imageType="CDROM")
    run(world, cdroms=[CDROM, OTHER])
    options = {"cdroms": [OTHER, "third.iso"], **boots}
    assert run(world, True, **options).actions == actions
    report = run(world, **options)
    assert (report.actions, report.warnings) == (actions, [])
    assert run(world, **options).actions == []
