# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Servers of IONOS Cloud that can be logged in to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from ionos_account import PASSWORD, USER, Sandbox, boot_volume, nic, running

from tests.machines.conftest import DISK_MB, Machine

DISKS = Path("/var/tmp/boxfleet-machines")
# What runs until it is asked to end, and says so; begun when the file is there.
SERVICE = "trap 'echo asked > /srv/end; exit' TERM; echo runs > /srv/end; while :; do sleep 0.1; done"
BEGUN = f'rm -f /srv/end; setsid sh -c "{SERVICE}" > /dev/null 2>&1 & until test -s /srv/end; do sleep 0.1; done'
BOOT = "cat /proc/sys/kernel/random/boot_id"


@dataclass
class Server(Machine):
    """A server of the sandbox, and the machine that it is. ``path`` is its path in the API."""

    sandbox: Sandbox
    path: str
    key: Path

    @property
    def properties(self) -> Any:
        return self.sandbox.get(self.path)["properties"]

    @property
    def addresses(self) -> list[str]:
        return [ip for card in self.sandbox.items(f"{self.path}/nics") for ip in card["properties"]["ips"]]

    @property
    def address(self) -> str:
        return self.addresses[0]

    @property
    def datacenter(self) -> str:
        return self.path.rpartition("/servers/")[0]

    def act(self, action: str) -> None:
        self.sandbox.done("POST", f"{self.path}/{action}")


Make = Callable[..., Server]


@pytest.fixture(scope="module")
def cloud(key: Path) -> Iterator[Sandbox]:
    """One sandbox for all tests, in which a request is done at once."""
    options = ("--db", ":memory:", "--step-seconds", "0", "--rate", "none", "--machines", "--disk-mb", str(DISK_MB))
    with running(*options, "--ssh-key", f"{key}.pub") as sandbox:
        yield sandbox


@pytest.fixture
def datacenter(cloud: Sandbox) -> Iterator[str]:
    """A data centre with a public LAN, which goes at the end with everything in it."""
    datacenter = cloud.datacenter(name="shop")
    cloud.public_lan(datacenter)
    yield datacenter
    cloud.done("DELETE", datacenter)
    assert not list(DISKS.rglob("disk.img"))


@pytest.fixture
def make(cloud: Sandbox, datacenter: str, key: Path) -> Make:
    def server(name: str = "web", **volume: Any) -> Server:
        disk = boot_volume(**{"sshKeys": [key.with_suffix(".pub").read_text()], **volume})
        return Server(cloud, cloud.server(datacenter, {"name": name}, volumes=[disk], nics=[nic()]), key)

    return server


def test_a_server_that_the_module_made_can_be_worked_on_under_its_name(
    cloud: Sandbox, datacenter: str, key: Path, tmp_path: Path
) -> None:
    from tests.integration.conftest import Ansible

    ansible = Ansible(SimpleNamespace(url=cloud.url, token=""), tmp_path)
    ansible.environment |= {"IONOS_API_URL": cloud.url, "IONOS_USERNAME": USER, "IONOS_PASSWORD": PASSWORD}
    keys = [key.with_suffix(".pub").read_text().strip()]
    volume = {"name": "boot", "size": 10, "image": "debian:12", "ssh_keys": keys}
    wanted = {"datacenter": "shop", "name": "Web 1", "cores": 1, "ram": 1024, "volumes": [volume]}
    done = ansible.module("ionos_server", options={**wanted, "nics": [{"name": "eth0", "lan": "public"}]})
    assert done.code == 0, done.output
    cloud.advance(0)
    server = Server(cloud, f"{datacenter}/servers/{done.result['server']['id']}", key)
    assert server.run("hostname; whoami; hostname -i").split() == ["web-1", "root", server.address]
    assert int(server.run("df --output=size -m / | tail -1")) in range(DISK_MB - 30, DISK_MB)


def test_power_is_what_the_api_and_the_guest_say_and_files_outlive_it(make: Make) -> None:
    server = make()
    first, boots = server.address, [server.run(BOOT)]
    server.run(f"touch /run/mark; {BEGUN}")
    server.act("reboot")
    assert server.run("ls /run/mark 2>&1 | grep -c 'No such'; cat /srv/end").split() == ["1", "runs"]
    boots.append(server.run(BOOT))
    server.act("stop")
    assert (server.properties["vmState"], server.addresses) == ("SHUTOFF", [])
    assert server.try_run("true", first).returncode == 255
    server.act("start")
    assert server.address != first, "the first one was given back"
    boots.append(server.run(BOOT))
    assert len(set(boots)) == 3
    server.run(BEGUN)
    server.sandbox.control("POST", "/shutdown", server=server.path.rpartition("/")[2])
    assert server.try_run("true").returncode == 255
    server.act("start")
    assert server.run("cat /srv/end") == "asked"


def test_servers_reach_each_other_and_share_neither_files_nor_logins(make: Make, tmp_path: Path) -> None:
    web = make()
    db = make("db", sshKeys=None, imagePassword="correcthorse1")
    assert db.takes("correcthorse1", tmp_path)
    assert not db.takes("wronghorse1", tmp_path)
    assert not web.takes("correcthorse1", tmp_path)
    assert db.try_run("true").returncode == 255, "nobody asked for the key"
    web.run("echo own > /srv/file")
    assert db.address in web.run(f"hostname; ssh-keyscan -T 60 {db.address} 2> /dev/null")


def test_a_disk_goes_where_its_volume_goes_and_ends_with_it(cloud: Sandbox, datacenter: str, make: Make) -> None:
    old = make("old")
    old.run("echo kept > /srv/file")
    address = old.address
    [volume] = cloud.items(f"{old.path}/volumes")
    cloud.done("DELETE", old.path)
    assert old.try_run("true", address).returncode == 255
    new = Server(cloud, cloud.server(datacenter, volumes=[{"id": volume["id"]}], nics=[nic()]), old.key)
    assert new.run("cat /srv/file") == "kept"
    cloud.done("DELETE", f"{new.path}?deleteVolumes=true")
    assert not list(DISKS.rglob("disk.img"))


def test_seeded_servers_let_the_key_of_the_sandbox_in(cloud: Sandbox, datacenter: str, key: Path) -> None:
    made = cloud.control("POST", "/servers", datacenter=datacenter.rpartition("/")[2])
    server = Server(cloud, f"{datacenter}/servers/{made['ids'][0]}", key)
    assert server.run("hostname") == "server1"
