# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reading boxes in the shapes that were recorded of the real service."""

from __future__ import annotations

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import NoUsableAnswer
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox import shapes
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.box import model as boxes
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.client import as_map

RUNNING = {
    "id": 12345,
    "name": "TEST",
    "ips": {"public": ["188.93.14.176", "2001:db8::1"], "private": ["10.93.14.175"]},
    "status": "READY",
    "created": 1234567890,
    "recoverymodeActive": False,
    "manualBackupRunning": False,
    "isBeingCopied": False,
    "running": True,
    "host": "vmhost-testsys-2-2-9-1",
    "plan": {
        "id": 22,
        "name": "CloudLevel 3",
        "diskSizeInMB": 307200,
        "ramInMB": 8192,
        "pricePerHour": 0.07,
        "pricePerHourFrozen": 0.02,
    },
    "metadata": {"createdby": "JiffyBoxTeam"},
    "runningSince": 1234567890,
    "activeProfile": {
        "name": "Standard",
        "created": 1234567890,
        "runlevel": "default",
        "kernel": "xen-pvops-x86_64",
        "rootdisk": "/dev/xvda",
        "rootdiskMode": "ro",
        "status": "READY",
        "disks": {
            "xvda": {
                "name": "CentOS 5.4",
                "filesystem": "ext3",
                "sizeInMB": 81408,
                "created": 1234567890,
                "status": "READY",
                "distribution": "centos_5_4_64bit",
            },
            "xvdb": {"name": "Swap", "filesystem": "swap", "sizeInMB": 512, "created": 1234567890, "status": "READY"},
        },
    },
}
CREATING = {
    "id": 12346,
    "name": "NEW",
    "ips": [],
    "status": "CREATING",
    "running": False,
    "plan": {"id": 22, "name": "CloudLevel 3"},
    "metadata": [],
}


def test_a_running_box_is_returned_with_all_its_fields() -> None:
    result = boxes.box_result(RUNNING)
    assert result["id"] == 12345
    assert result["running_since"] == result["created"] == 1234567890
    assert result["public_ipv4"] == ["188.93.14.176"]
    assert result["ips"]["public"] == ["188.93.14.176", "2001:db8::1"]
    assert result["plan"]["ram_in_mb"] == 8192
    assert result["plan"]["cpus"] is None
    assert result["distribution"] == "centos_5_4_64bit"
    assert result["active_profile"]["disks"]["xvdb"]["distribution"] is None
    assert result["active_profile"]["rootdisk_mode"] == "ro"


def test_a_box_being_created_has_the_same_keys_and_nothing_breaks() -> None:
    result = boxes.box_result(CREATING)
    assert result.keys() == boxes.box_result(RUNNING).keys()
    assert result["metadata"] == {}
    assert result["public_ipv4"] == []
    assert result["active_profile"] is None
    assert result["running_since"] is None


@pytest.mark.parametrize(
    ("status", "running", "power", "settled"),
    [
        ("READY", True, "running", True),
        ("READY", False, "stopped", True),
        ("RUNNING", False, "running", True),
        ("FROZEN", False, "frozen", True),
        ("CREATING", False, "stopped", False),
        ("FREEZING", False, "frozen", False),
        ("DELETING", False, "absent", False),
        ("UPDATING", False, None, False),
        ("CHANGING PLAN", False, None, False),
        ("SOMETHING NEW", False, None, False),
    ],
)
def test_a_status_tells_where_the_box_is_going(status: str, running: bool, power: str, settled: bool) -> None:
    box = {"status": status, "running": running}
    assert boxes.power(box) == power
    assert boxes.settled(box) == settled
    if power:
        assert boxes.rests(box, power) == settled


def test_no_box_is_an_absent_box() -> None:
    assert boxes.power(None) == "absent"
    assert boxes.rests(None, "absent")
    assert boxes.plan_of(None) == boxes.metadata_of(None) == {}


def test_the_condition_says_what_keeps_a_box_busy() -> None:
    assert boxes.condition(RUNNING) == "READY and running"
    assert boxes.condition({"status": "READY", "isBeingCopied": True}) == "READY and not running and being copied"
    assert boxes.condition(CREATING) == "CREATING"


def test_flags_that_come_as_text_keep_no_box_busy() -> None:
    flags = ("running", "isBeingCopied", "manualBackupRunning")
    box = shapes.BOX({**RUNNING, **dict.fromkeys(flags, "false")})
    assert (boxes.power(box), boxes.takes_changes(box)) == ("stopped", True)


def test_empty_and_numbered_maps_of_php_are_read_as_maps() -> None:
    assert as_map([]) == {}
    assert as_map(["a", "b"]) == {"0": "a", "1": "b"}
    with pytest.raises(NoUsableAnswer, match="str where a map belongs"):
        as_map("oops")
