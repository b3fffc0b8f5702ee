# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which changes of a running server mean a reboot: what the volume that it boots from can take says so."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import InvalidInput
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos import kinds
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.server.record import SERVER

DATACENTER = {"id": "d-1", "properties": {"name": "shop"}}
THERE = {"name": "web", "cores": 2, "ram": 2048, "cpuFamily": "INTEL_SKYLAKE", "nicMultiQueue": False}
ALL = ("cpuHotPlug", "ramHotPlug", "nicHotPlug", "nicHotUnplug", "discVirtioHotPlug", "discVirtioHotUnplug")


def refused(flags, planned=(), is_on=True, sort="ENTERPRISE", **wanted):
    """The option that a change is refused for; None if it is not."""
    boot = {"id": "v-1", "properties": {"name": "boot", **dict.fromkeys(flags, True)}}
    data = {"id": "v-0", "properties": {"name": "data", **dict.fromkeys(ALL, not flags)}}
    server = {
        "id": "s-1",
        "metadata": {"state": "AVAILABLE" if is_on else "INACTIVE"},
        "properties": {**THERE, "type": sort, "vmState": "RUNNING", "bootVolume": {"id": "v-1"}},
        "entities": {"volumes": {"items": [data, boot]}},
    }
    nothing = {"state": "present", "allow_reboot": False}
    desired = SimpleNamespace(
        **{**dict.fromkeys(("cores", "ram", "cpu_family", "nic_multi_queue")), **nothing, **wanted}
    )
    resource = SimpleNamespace(desired=desired, planned=list(planned), kind=kinds.server(DATACENTER))
    try:
        SERVER.refuse(resource, server)
    except InvalidInput as error:
        return error.option if "means a reboot of server web (s-1), which is running" in error.reason else error
    return None


@pytest.mark.parametrize(
    ("flag", "option", "planned", "wanted"),
    [
        ("cpuHotPlug", "cores", [], {"cores": 4}),
        ("ramHotPlug", "ram", [], {"ram": 4096}),
        ("nicHotPlug", "nics", ["create_nic"], {}),
        ("nicHotUnplug", "nics", ["delete_nic"], {}),
        ("discVirtioHotPlug", "volumes", ["create_volume"], {}),
        ("discVirtioHotUnplug", "volumes", ["detach_volume"], {}),
    ],
)
def test_the_flag_of_the_boot_volume_for_a_change_is_the_one_that_counts(flag, option, planned, wanted):
    assert refused([flag], planned, **wanted) is None
    assert refused([one for one in ALL if one != flag], planned, **wanted) == option
    assert refused([], planned, **wanted) == option


NEVER_HOT = [
    ("cores", [], {"cores": 1}),
    ("ram", [], {"ram": 1024}),
    ("cpu_family", [], {"cpu_family": "AMD_OPTERON"}),
    ("nic_multi_queue", [], {"nic_multi_queue": True}),
    ("cdroms", ["attach_cdrom"], {}),
    ("cdroms", ["detach_cdrom"], {}),
    ("boot_volume", ["set_boot_volume"], {}),
    ("boot_cdrom", ["set_boot_cdrom"], {}),
]


@pytest.mark.parametrize(("option", "planned", "wanted"), NEVER_HOT)
def test_what_always_means_a_reboot_goes_where_the_task_says_so_or_nothing_runs(option, planned, wanted):
    assert refused(ALL, planned, **wanted) == option
    assert refused(ALL, planned, sort="CUBE", **{**wanted, "state": "stopped"}) == option
    for more in ({"allow_reboot": True}, {"state": "restarted"}, {"state": "stopped"}):
        assert refused(ALL, planned, **{**wanted, **more}) is None
    assert refused(ALL, planned, is_on=False, **wanted) is None


def test_what_is_as_it_is_means_no_reboot():
    assert refused([], cores=2, ram=2048, cpu_family="INTEL_SKYLAKE", nic_multi_queue=False) is None
    assert refused([], ["update_nic", "set_label"]) is None
