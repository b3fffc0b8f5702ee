# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who is measured: the ways to have boxes as declared with this collection, and with its peers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from benchmarks.playbooks import Task
from benchmarks.services import PREFIX, SANDBOX, STUBS
from tools.with_sandbox import CHECKOUT, TOKEN

IN_PROCESS = CHECKOUT / "plugins" / "action" / "jiffybox_box.py"
FLEET = CHECKOUT / "plugins" / "modules" / "jiffybox_boxes.py"

# Has the module run as a process of its own where it could run in Ansible's.
MODULE_ONLY = {"BOXFLEET_IN_PROCESS": "false"}

# Nobody waits for a moment longer than the service needs, as no peer does.
BOX = {"state": "present", "distribution": "debian_bookworm_64bit", "plan": "CloudLevel 1", "settle": 0}
KEEP_PLAIN = {"state": "present", "plan": "CloudLevel 1"}


@dataclass(frozen=True)
class Contender:
    """A module, and how it is told about boxes.

    :ivar address: the environment variable that takes the address of the API; path: what the address ends in.
    :ivar environment: further variables.
    :ivar creating: options in addition when boxes are created.
    """

    name: str
    module: str
    service: str
    address: str
    path: str
    options: dict[str, Any]
    creating: dict[str, Any] = field(default_factory=dict)
    environment: dict[str, str] = field(default_factory=dict)

    def at(self, url: str) -> dict[str, str]:
        """The environment that points it at a service."""
        return {self.address: url + self.path, **self.environment}

    def idle(self, names: list[str]) -> list[Task]:
        """Tasks that find boxes of that name as they should be."""
        return [self._loop(self.options, names)]

    def create(self, name: str) -> list[Task]:
        """A task that creates one box and waits for it."""
        return [{self.module: {**self.options, **self.creating, "name": name}}]

    def create_all(self, names: list[str]) -> list[Task]:
        """Tasks that create boxes at once and wait for all."""
        start = {**self._loop({**self.options, **self.creating}, names), "async": 600, "poll": 0, "register": "jobs"}
        wait = {
            "ansible.builtin.async_status": {"jid": "{{ item.ansible_job_id }}"},
            "loop": "{{ jobs.results }}",
            "register": "job",
            "until": "job is finished",
            "retries": 600,
            "delay": 1,
        }
        return [start, wait]

    def _loop(self, options: dict[str, Any], names: list[str]) -> Task:
        return {self.module: {**options, "name": "{{ item }}"}, "loop": names}


class TwoLoops(Contender):
    """Creates as the module's documentation says: a loop that does not wait, then a loop that does."""

    def create_all(self, names: list[str]) -> list[Task]:
        options = {**self.options, **self.creating}
        return [self._loop({**options, "wait": False}, names), self._loop(options, names)]


class Fleet(Contender):
    """All boxes in one task."""

    def idle(self, names: list[str]) -> list[Task]:
        return [self._task(self.options, names)]

    def create(self, name: str) -> list[Task]:
        return self.create_all([name])

    def create_all(self, names: list[str]) -> list[Task]:
        return [self._task({**self.options, **self.creating}, names)]

    def _task(self, defaults: dict[str, Any], names: list[str]) -> Task:
        return {self.module: {"boxes": [{"name": name} for name in names], "defaults": defaults}}


JIFFYBOX: dict[str, Any] = {
    "service": SANDBOX,
    "address": "JIFFYBOX_API_URL",
    "path": "",
    "options": KEEP_PLAIN,
    "creating": BOX,
    "environment": {"JIFFYBOX_API_TOKEN": TOKEN},
}
MODULE = TwoLoops(
    "jiffybox_box, module",
    "boxfleet.cloud.jiffybox_box",
    **{**JIFFYBOX, "environment": {**JIFFYBOX["environment"], **MODULE_ONLY}},
)
PROCESS = TwoLoops("jiffybox_box, in process", "boxfleet.cloud.jiffybox_box", **JIFFYBOX)
BOXES = Fleet("jiffybox_boxes", "boxfleet.cloud.jiffybox_boxes", **JIFFYBOX)
HCLOUD = Contender(
    "hetzner.hcloud.server",
    "hetzner.hcloud.server",
    STUBS,
    "HCLOUD_ENDPOINT",
    "/hcloud/v1",
    {"state": "present", "server_type": "cpx22", "image": "debian-12"},
    environment={"HCLOUD_TOKEN": "0" * 64},
)
VULTR = Contender(
    "vultr.cloud.instance",
    "vultr.cloud.instance",
    STUBS,
    "VULTR_API_ENDPOINT",
    "/vultr/v2",
    {"state": "started", "region": "ams", "plan": "vc2-1c-2gb", "os": "Debian 12 x64 (bookworm)"},
    environment={"VULTR_API_KEY": "0" * 36},
)
CLOUDSCALE = Contender(
    "cloudscale_ch.cloud.server",
    "cloudscale_ch.cloud.server",
    STUBS,
    "CLOUDSCALE_API_URL",
    "/cloudscale/v1",
    {"state": "running", "flavor": "flex-4-2", "image": "debian-12", "zone": "lpg1"},
    environment={"CLOUDSCALE_API_TOKEN": "0" * 32},
)


def own() -> list[Contender]:
    """The ways of this collection, as far as they are there."""
    return [MODULE, *[PROCESS] * IN_PROCESS.exists(), *[BOXES] * FLEET.exists()]


def everybody() -> list[Contender]:
    return [*own(), HCLOUD, VULTR, CLOUDSCALE]


def names(count: int) -> list[str]:
    """The names of the boxes that fill() of a service makes."""
    return [f"{PREFIX}{number}" for number in range(1, count + 1)]
