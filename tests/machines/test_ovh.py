# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Instances of OVHcloud that can be logged in to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from ovh_account import APPLICATION, CONSUMER, SECRET, Sandbox, running

from tests.machines.conftest import DISK_MB, Machine

DISKS = Path("/var/tmp/boxfleet-machines")
BOOT = "cat /proc/sys/kernel/random/boot_id"


@dataclass
class Instance(Machine):
    """An instance of the sandbox, and the machine that it is. ``path`` is its path in the API."""

    sandbox: Sandbox
    path: str
    key: Path

    @property
    def address(self) -> str:
        return str(self.sandbox.get(self.path)["ipAddresses"][0]["ip"])

    def act(self, action: str, **sent: Any) -> None:
        self.sandbox.ok("POST", f"{self.path}/{action}", sent or None)
        self.sandbox.advance(0)


Make = Callable[..., Instance]


@pytest.fixture(scope="module")
def cloud(key: Path) -> Iterator[Sandbox]:
    """One sandbox for all tests, in which everything is done at once, with a key in its project."""
    options = ("--db", ":memory:", "--step-seconds", "0", "--machines", "--disk-mb", str(DISK_MB))
    with running(*options, "--ssh-key", f"{key}.pub") as sandbox:
        body = {"name": "ops", "publicKey": key.with_suffix(".pub").read_text().strip()}
        sandbox.ok("POST", f"{sandbox.project}/sshkey", body)
        yield sandbox


@pytest.fixture
def make(cloud: Sandbox, key: Path) -> Iterator[Make]:
    """Makes instances, which go at the end with their disks."""
    made: list[Instance] = []

    def instance(**more: Any) -> Instance:
        known = cloud.get(f"{cloud.project}/sshkey")[0]["id"]
        made.append(Instance(cloud, cloud.instance(**{"sshKeyId": known, **more}), key))
        return made[-1]

    yield instance
    for one in made:
        cloud.ok("DELETE", one.path)
    cloud.advance(0)
    assert not list(DISKS.rglob("disk.img"))


def test_an_instance_that_the_module_made_can_be_worked_on_under_its_name(
    cloud: Sandbox, key: Path, tmp_path: Path
) -> None:
    from tests.integration.conftest import Ansible

    ansible = Ansible(SimpleNamespace(url=cloud.url, token=""), tmp_path)
    keys = {"APPLICATION_KEY": APPLICATION, "APPLICATION_SECRET": SECRET, "CONSUMER_KEY": CONSUMER}
    ansible.environment |= {"OVH_ENDPOINT": cloud.url, **{f"OVH_{name}": value for name, value in keys.items()}}
    wanted = {"project": "sandbox", "name": "Web 1", "region": "GRA11", "flavor": "d2-2", "image": "Debian 12"}
    done = ansible.module("ovh_instance", options={**wanted, "ssh_key": "ops"})
    assert done.code == 0, done.output
    cloud.advance(0)
    instance = Instance(cloud, f"{cloud.project}/instance/{done.result['instance']['id']}", key)
    assert instance.run("hostname; whoami; hostname -i").split() == ["web-1", "root", instance.address]
    assert int(instance.run("df --output=size -m / | tail -1")) in range(DISK_MB - 30, DISK_MB)
    cloud.ok("DELETE", instance.path)


def test_power_is_what_the_api_says_and_files_outlive_it_until_the_instance_is_reinstalled(make: Make) -> None:
    instance = make()
    boots = [instance.run(f"echo kept > /srv/file; {BOOT}")]
    for type_ in ("soft", "hard"):
        instance.act("reboot", type=type_)
        boots.append(instance.run(BOOT))
    for off, on in (("stop", "start"), ("shelve", "unshelve")):
        instance.act(off)
        assert instance.try_run("true").returncode == 255
        instance.act(on)
        boots.append(instance.run(BOOT))
    instance.act("rescueMode", rescue=True)
    assert instance.try_run("true").returncode == 255
    instance.act("rescueMode", rescue=False)
    assert instance.run("cat /srv/file") == "kept"
    assert len(set(boots)) == 5
    instance.act("reinstall", imageId=instance.sandbox.image("Ubuntu 24.04"))
    assert instance.run("ls /srv") == ""


def test_a_failover_address_leads_to_the_instance_that_has_it(cloud: Sandbox, make: Make) -> None:
    first, second = make(name="first"), make(name="second")
    [failover] = cloud.get(f"{cloud.project}/ip/failover")
    for instance in (first, second):
        instance.run(f"ip address add {failover['ip']}/32 dev eth0")
        cloud.ok("POST", f"{cloud.project}/ip/failover/{failover['id']}/attach", {"instanceId": instance.path[-36:]})
        cloud.advance(0)
        assert instance.try_run("hostname", failover["ip"]).stdout == instance.run("hostname") + "\n"


def test_seeded_instances_let_the_key_of_the_sandbox_in_and_those_without_a_key_stay_rows(
    cloud: Sandbox, key: Path, make: Make
) -> None:
    made = cloud.control("POST", "/instances", count=1, prefix="Db")
    seeded = Instance(cloud, f"{cloud.project}/instance/{made['ids'][0]}", key)
    assert seeded.run("hostname") == "db1"
    assert make(sshKeyId=None).try_run("true").returncode == 255
    cloud.ok("DELETE", seeded.path)
