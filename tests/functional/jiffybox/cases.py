# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""JiffyBox's resources in the suite: how to make their states, and what can be asked for."""

from __future__ import annotations

from typing import Any

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.task import TaskSpec
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.backup.task import BACKUP_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.box.task import BOX_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.check.task import CHECK_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.contact_group.record import CONTACT_GROUP_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.ip.task import IP_TASK
from tests.functional.jiffybox.world import BUILT_IN
from tests.functional.suite.case import Case, World

PASSWORD = "Geheim-4711-geheim"
NEW = {"name": "web", "plan": "CloudLevel 1", "distribution": "debian_stretch_64bit", "password": PASSWORD}
OPS = {"name": "ops", "contacts": ["a@example.com", "b@example.com"]}
CHECK = {"name": "up", "box": "other1", "check_type": "ping", "contact_groups": [BUILT_IN]}


def nothing(world: World) -> None:
    """Nothing is there."""


def after(*tasks: tuple[TaskSpec, dict[str, Any]], wait: bool = True) -> Any:
    """The state that tasks make."""

    def make(world: World) -> None:
        for spec, options in tasks:
            spec.task(world.connect(), spec.wanted({**options, "wait": wait}), False)

    return make


def box(state: str, **more: Any) -> tuple[TaskSpec, dict[str, Any]]:
    return BOX_TASK, {**NEW, "state": state, **more}


def backup(**options: Any) -> tuple[TaskSpec, dict[str, Any]]:
    return BACKUP_TASK, {"box": "web", **options}


def group(**more: Any) -> tuple[TaskSpec, dict[str, Any]]:
    return CONTACT_GROUP_TASK, {**OPS, **more}


def check(**more: Any) -> tuple[TaskSpec, dict[str, Any]]:
    return CHECK_TASK, {**CHECK, **more}


def address_on(box_name: str) -> Any:
    def make(world: Any) -> None:
        after(box("started"))(world)
        address = next(one for one in all_addresses(world) if one["floating"] == "true")
        IP_TASK.task(world.connect(), IP_TASK.wanted({"id": address["id"], "box": box_name}), False)

    return make


def all_addresses(world: Any) -> list[Any]:
    return [one for addresses in world.sandbox.api("GET", "ips").values() for one in addresses.values()]


CASES = [
    Case(
        "jiffybox_box",
        BOX_TASK,
        states={
            "absent": nothing,
            "coming": after(box("present"), wait=False),
            "stopped": after(box("present")),
            "running": after(box("started", metadata={"role": "db", "old": True})),
            "frozen": after(box("frozen", delete_protection=True)),
        },
        wanted={
            "present": {**NEW, "metadata": {"role": "web"}},
            "started": {**NEW, "state": "started", "delete_protection": True},
            "stopped": {**NEW, "state": "stopped", "metadata": {"role": "web"}, "purge_metadata": True},
            "frozen": {**NEW, "state": "frozen"},
            "larger": {**NEW, "state": "started", "plan": "CloudLevel 2", "force": True},
            "larger unasked": {**NEW, "plan": "CloudLevel 2"},
            "restarted": {**NEW, "state": "restarted"},
            "absent": {"name": "web", "state": "absent"},
            "unknown": {"id": 4711, "state": "present"},
        },
        mine=lambda key: key.endswith((" web", " web#0", " web#1")),
        thorough=(
            ("absent", "started"),
            ("coming", "started"),
            ("running", "larger"),
            ("running", "stopped"),
            ("stopped", "frozen"),
            ("frozen", "larger"),
            ("running", "absent"),
        ),
        waits=("absent", "started"),
        always=frozenset({"restarted"}),
        secrets=(PASSWORD,),
    ),
    Case(
        "jiffybox_backup",
        BACKUP_TASK,
        states={
            "no box": nothing,
            "no backup": after(box("started")),
            "scheduled": after(box("present"), backup(state="scheduled", day="monday", window="00-04")),
            "backed up": after(box("started"), backup(state="present")),
        },
        wanted={
            "present": {"box": "web"},
            "scheduled": {"box": "web", "state": "scheduled", "day": "friday", "window": "22-24"},
            "unscheduled": {"box": "web", "state": "unscheduled"},
            "restored": {"box": "web", "state": "restored", "type": "manual", "force": True},
            "absent": {"box": "web", "state": "absent", "type": "manual"},
        },
        mine=lambda key: key.endswith((" web", " web#0")),
        thorough=(
            ("no backup", "present"),
            ("no backup", "scheduled"),
            ("scheduled", "scheduled"),
            ("scheduled", "unscheduled"),
            ("backed up", "restored"),
            ("backed up", "absent"),
        ),
        waits=("no backup", "present"),
        always=frozenset({"restored"}),
        # an interrupted run has shut the box down, and only it knew that the box was on
        forgets=frozenset({"restored"}),
    ),
    Case(
        "jiffybox_contact_group",
        CONTACT_GROUP_TASK,
        states={
            "absent": nothing,
            "coming": after(group(), wait=False),
            "there": after(group()),
            "other contacts": after(group(contacts=["c@example.com"])),
        },
        wanted={
            "present": OPS,
            "clone": {"name": "ops", "clone_from": "others"},
            "absent": {"name": "ops", "state": "absent"},
            "nothing to make it of": {"name": "ops"},
        },
        mine=lambda key: key.startswith("group ops"),
        waits=("there", "absent"),
    ),
    Case(
        "jiffybox_monitoring_check",
        CHECK_TASK,
        states={
            "absent": nothing,
            "coming": after(check(), wait=False),
            "there": after(check()),
            "another": after(check(check_type="portTcp", port=80)),
        },
        wanted={
            "present": CHECK,
            "http": {
                **CHECK,
                "check_type": "http",
                "port": 80,
                "domainname": "example.com",
                "path": "/",
                "username": "me",
                "password": PASSWORD,
            },
            "absent": {"name": "up", "state": "absent"},
        },
        mine=lambda key: key.startswith("check up"),
        thorough=(("absent", "present"), ("coming", "http"), ("another", "present"), ("there", "absent")),
        waits=("there", "absent"),
        secrets=(PASSWORD,),
    ),
    Case(
        "jiffybox_ip",
        IP_TASK,
        states={"no target": nothing, "elsewhere": after(box("started")), "in place": address_on("web")},
        wanted={"on web": {"address": "198.18.0.2", "box": "web"}, "no such": {"address": "192.0.2.99", "box": "web"}},
        mine=lambda key: key.startswith("floating"),
        thorough=(("elsewhere", "on web"),),
    ),
]
