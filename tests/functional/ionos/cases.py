# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The resources of IONOS Cloud in the suite: how to make their states, and what can be asked for."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import WaitFailed
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.task import TaskSpec
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.datacenter.record import DATACENTER_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.firewall_rule.record import FIREWALL_RULE_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.group.record import GROUP_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.image.record import IMAGE_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.ip_block.record import IP_BLOCK_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.lan.record import LAN_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.load_balancer.record import LOAD_BALANCER_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.nic.record import NIC_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.server.record import SERVER_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.snapshot.record import SNAPSHOT_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.user.record import USER_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.volume.record import VOLUME_TASK
from tests.functional.suite.case import Case, World

CDROM = "debian:12_iso"
PASSWORD = "Geheim4711geheim"
BOOT = {
    "name": "web-boot",
    "size": 20,
    "type": "SSD Standard",
    "image": "debian:12",
    "image_password": PASSWORD,
    "ssh_keys": ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl ops"],
}
SSH = {"name": "ssh", "protocol": "TCP", "port_range_start": 22, "port_range_end": 22}
WEB = {"name": "web", "protocol": "TCP", "port_range_start": 80, "port_range_end": 80}
NIC = {"name": "eth0", "lan": "public", "firewall_active": True, "firewall_rules": [SSH]}
SERVER = {"datacenter": "shop", "name": "web", "cores": 2, "ram": 4096, "volumes": [BOOT], "nics": [NIC]}
VOLUME = {"datacenter": "shop", "name": "data", "size": 10, "type": "HDD"}
WHOLE = {
    "name": "new",
    "location": "de/fra",
    "lans": [{"name": "inner"}, {"name": "outer", "public": True}],
    "volumes": [{"name": "spare", "size": 5}],
    "load_balancers": [{"name": "front"}],
    "servers": [
        {
            "name": "web",
            "cores": 1,
            "ram": 1024,
            "volumes": [BOOT],
            "nics": [{"name": "eth0", "lan": "outer", "firewall_rules": [SSH]}],
        }
    ],
}
BLOCK = {"name": "fixed", "location": "de/fra", "size": 2}
OTHER = {"datacenter": "shop", "server": "other"}
SNAPSHOT = {"datacenter": "shop", "volume": "other-disk", "name": "before"}
STOPPED = {"datacenter": "shop", "name": "other", "state": "stopped"}
BALANCER = {"datacenter": "shop", "name": "front", "nics": [{"server": "other", "nic": "other-nic"}]}
ADA = {"email": "ada@example.com", "firstname": "Ada", "lastname": "Lovelace", "user_password": PASSWORD}
SHARE = {"resource": "shop", "type": "datacenter"}
GROUP = {"name": "operators", "create_snapshot": True, "users": ["ada@example.com"], "shares": [SHARE]}


def nothing(world: World) -> None:
    """Nothing is there."""


def after(*tasks: tuple[TaskSpec, dict[str, Any]]) -> Any:
    """The state that tasks make, one after the other."""

    def make(world: World) -> None:
        for task, options in tasks:
            task.task(world.connect(), task.wanted(options), False)

    return make


def failed(task: TaskSpec, **options: Any) -> Any:
    """The state after the service accepted a change and then gave up."""

    def make(world: World) -> None:
        world.fault("fails", 0)
        with pytest.raises(WaitFailed):
            task.task(world.connect(), task.wanted(options), False)

    return make


def the_server(world: World) -> str:
    """The id of the server that cases are about."""
    client: Any = world.connect()
    (shop,) = (one for one in client.get_all("datacenters") if one["properties"]["name"] == "shop")
    servers = client.get_all("datacenters", shop["id"], "servers")
    return str(next(one["id"] for one in servers if one["properties"]["name"] == "web"))


def shut_down_inside(world: World) -> None:
    """The system in the server was shut down."""
    after((SERVER_TASK, SERVER))(world)
    world.ionos.control("POST", "/shutdown", server=the_server(world))  # type: ignore[attr-defined]


def uploaded(world: World) -> None:
    """Somebody uploaded an image, and there is one of the name elsewhere."""
    for location in ("de/fra", "us/las"):
        world.ionos.control("POST", "/images", name="golden", location=location)  # type: ignore[attr-defined]


CASES = [
    Case(
        "ionos_datacenter",
        DATACENTER_TASK,
        states={
            "absent": nothing,
            "coming": after((DATACENTER_TASK, {"name": "new", "location": "de/fra", "wait": False})),
            "there": after((DATACENTER_TASK, {"name": "new", "location": "de/fra", "labels": {"a": "1", "b": "2"}})),
            "protected": after(
                (DATACENTER_TASK, {"name": "new", "location": "de/fra", "labels": {"boxfleet_protected": "true"}})
            ),
            "full": after(
                (DATACENTER_TASK, {"name": "new", "location": "de/fra"}),
                (LAN_TASK, {"datacenter": "new", "name": "inner"}),
            ),
        },
        wanted={
            "present": {"name": "new", "location": "de/fra", "description": "for tests"},
            "labels": {"name": "new", "location": "de/fra", "labels": {"a": "3", "c": "4"}, "purge_labels": True},
            "elsewhere": {"name": "new", "location": "de/txl"},
            "absent": {"name": "new", "state": "absent"},
            "absent with all": {"name": "new", "state": "absent", "force": True},
            "two of them": {"name": "twice", "description": "which?"},
            "bad name": {"name": "new/er", "location": "de/fra"},
            "protected": {"name": "new", "location": "de/fra", "delete_protection": True},
            "absent whatever": {"name": "new", "state": "absent", "force": True, "delete_protection": False},
        },
        mine=lambda key: key.startswith("/datacenter new#"),
        thorough=(("there", "labels"),),
        long=(
            ("absent", "present"),
            ("full", "absent with all"),
        ),
        waits=("absent", "present"),
    ),
    Case(
        "ionos_datacenter_whole",
        DATACENTER_TASK,
        states={
            "absent": nothing,
            "bare": after((DATACENTER_TASK, {"name": "new", "location": "de/fra"})),
            "whole": after((DATACENTER_TASK, WHOLE)),
        },
        wanted={
            "whole": WHOLE,
            "more of it": {
                **WHOLE,
                "lans": [*WHOLE["lans"], {"name": "third"}],
                "load_balancers": [{"name": "front", "dhcp": False}, {"name": "back"}],
                "servers": [
                    {
                        **WHOLE["servers"][0],
                        "cores": 2,
                        "nics": [{"name": "eth1", "lan": "third"}],
                        "allow_reboot": True,
                    },
                    {"name": "db", "cores": 1, "ram": 1024},
                ],
            },
            "not enough": {**WHOLE, "servers": [{"name": "web", "cores": 1}]},
            "a disk twice": {**WHOLE, "volumes": [{"name": "web-boot", "size": 5}]},
            "absent": {"name": "new", "state": "absent"},
            "absent with all": {"name": "new", "state": "absent", "force": True},
        },
        mine=lambda key: key.startswith("/datacenter new#"),
        thorough=(("absent", "whole"),),
        long=(
            ("bare", "whole"),
            ("whole", "more of it"),
        ),
        secrets=(PASSWORD,),
        waits=("absent", "whole"),
    ),
    Case(
        "ionos_lan",
        LAN_TASK,
        states={
            "absent": nothing,
            "there": after((LAN_TASK, {"datacenter": "shop", "name": "dmz"})),
        },
        wanted={
            "present": {"datacenter": "shop", "name": "dmz", "public": True},
            "renamed": {"datacenter": "shop", "id": "3", "name": "outer"},
            "absent": {"datacenter": "shop", "name": "dmz", "state": "absent"},
            "absent with its data centre": {"datacenter": "gone", "name": "dmz", "state": "absent"},
            "nowhere": {"datacenter": "gone", "name": "dmz"},
        },
        mine=lambda key: "/lan dmz#" in key or "/lan outer#" in key,
        thorough=(("absent", "present"),),
        long=(
            ("there", "present"),
            ("there", "absent"),
        ),
        waits=("absent", "present"),
    ),
    Case(
        "ionos_ip_block",
        IP_BLOCK_TASK,
        states={"absent": nothing, "there": after((IP_BLOCK_TASK, BLOCK))},
        wanted={
            "present": BLOCK,
            "larger": {**BLOCK, "size": 3},
            "elsewhere": {**BLOCK, "location": "de/txl"},
            "absent": {"name": "fixed", "state": "absent"},
            "labels": {**BLOCK, "labels": {"use": "web"}},
        },
        mine=lambda key: key.startswith("/ipblock fixed#"),
        thorough=(("there", "absent"),),
        long=(("absent", "labels"),),
        waits=("absent", "present"),
    ),
    Case(
        "ionos_nic",
        NIC_TASK,
        states={
            "absent": nothing,
            "there": after((NIC_TASK, {**OTHER, **NIC})),
            "without rules": after((NIC_TASK, {**OTHER, "name": "eth0", "lan": "inner", "dhcp": False})),
        },
        wanted={
            "present": {**OTHER, **NIC},
            "other rules": {**OTHER, **NIC, "firewall_rules": [WEB], "purge_firewall_rules": True},
            "another protocol": {**OTHER, **NIC, "firewall_rules": [{**SSH, "protocol": "UDP"}]},
            "no such LAN": {**OTHER, **NIC, "lan": "gone"},
            "absent": {**OTHER, "name": "eth0", "state": "absent"},
        },
        mine=lambda key: "/nic eth0#" in key or "/lan " in key,
        thorough=(("without rules", "present"),),
        long=(
            ("absent", "present"),
            ("there", "other rules"),
            ("there", "absent"),
        ),
        waits=("absent", "present"),
    ),
    Case(
        "ionos_firewall_rule",
        FIREWALL_RULE_TASK,
        states={
            "absent": nothing,
            "there": after((FIREWALL_RULE_TASK, {**OTHER, "nic": "other-nic", **SSH})),
        },
        wanted={
            "present": {**OTHER, "nic": "other-nic", **SSH, "source_ip": "192.0.2.0/24"},
            "absent": {**OTHER, "nic": "other-nic", "name": "ssh", "state": "absent"},
            "half a range": {**OTHER, "nic": "other-nic", "name": "ssh", "protocol": "TCP", "port_range_start": 22},
            "another protocol": {**OTHER, "nic": "other-nic", **SSH, "protocol": "UDP"},
            "no protocol": {**OTHER, "nic": "other-nic", "name": "ssh"},
        },
        mine=lambda key: "/firewall-rule ssh#" in key,
        thorough=(("there", "present"),),
        long=(
            ("absent", "present"),
            ("there", "absent"),
        ),
        waits=("absent", "present"),
    ),
    Case(
        "ionos_volume",
        VOLUME_TASK,
        states={
            "absent": nothing,
            "coming": after((VOLUME_TASK, {**VOLUME, "wait": False})),
            "there": after((VOLUME_TASK, VOLUME)),
            "attached": after((VOLUME_TASK, {**VOLUME, "server": "other"})),
        },
        wanted={
            "present": VOLUME,
            "larger": {**VOLUME, "size": 20},
            "smaller": {**VOLUME, "size": 5},
            "other disk": {**VOLUME, "type": "SSD Standard"},
            "attached": {**VOLUME, "server": "other"},
            "detached": {**VOLUME, "server": ""},
            "detached whatever": {**VOLUME, "server": "", "allow_reboot": True},
            "absent": {"datacenter": "shop", "name": "data", "state": "absent"},
            "no such server": {**VOLUME, "server": "gone"},
            "no such image": {**VOLUME, "image": "debain:12"},
        },
        mine=lambda key: "/volume data#" in key or key.endswith("/server other#0"),
        thorough=(("absent", "attached"),),
        long=(
            ("there", "larger"),
            ("attached", "detached whatever"),
            ("attached", "absent"),
            ("coming", "present"),
        ),
        secrets=(PASSWORD,),
        waits=("absent", "present"),
    ),
    Case(
        "ionos_server",
        SERVER_TASK,
        states={
            "absent": nothing,
            "running": after((SERVER_TASK, SERVER)),
            "stopped": after((SERVER_TASK, {**SERVER, "state": "stopped"})),
            "shut down inside": shut_down_inside,
            "bare": after((SERVER_TASK, {"datacenter": "shop", "name": "web", "cores": 1, "ram": 1024})),
            "with more": after(
                (SERVER_TASK, SERVER),
                (VOLUME_TASK, {**VOLUME, "server": "web"}),
                (NIC_TASK, {"datacenter": "shop", "server": "web", "name": "eth1", "lan": "inner"}),
            ),
            "disk there": after((VOLUME_TASK, {"datacenter": "shop", **BOOT})),
        },
        wanted={
            "present": SERVER,
            "started": {**SERVER, "state": "started"},
            "stopped": {**SERVER, "state": "stopped"},
            "restarted": {**SERVER, "state": "restarted", "allow_reboot": True},
            "absent": {"datacenter": "shop", "name": "web", "state": "absent"},
            "absent with all": {"datacenter": "shop", "name": "web", "state": "absent", "delete_volumes": "all"},
            "larger": {**SERVER, "cores": 4, "ram": 8192},
            "smaller": {**SERVER, "cores": 1, "allow_reboot": True},
            "smaller without leave": {**SERVER, "cores": 1},
            "nothing else": {**SERVER, "purge_volumes": True, "purge_nics": True, "allow_reboot": True},
            "renamed NIC rules": {
                **SERVER,
                "nics": [{**NIC, "firewall_rules": [WEB], "purge_firewall_rules": True}],
                "labels": {"role": "web"},
                "allow_reboot": True,
            },
            "nothing to make it of": {"datacenter": "shop", "name": "web"},
            "odd memory": {**SERVER, "ram": 1000},
            "somebody's disk": {**SERVER, "volumes": [{"name": "other-disk", "size": 5}]},
        },
        mine=lambda key: any(
            f"/{one}#" in key
            for one in ("server web", "volume web-boot", "volume data", "volume second", "lan public", "lan inner")
        ),
        thorough=(("absent", "stopped"),),
        long=(
            ("absent", "present"),
            ("bare", "started"),
            ("stopped", "larger"),
            ("running", "stopped"),
            ("running", "renamed NIC rules"),
            ("with more", "nothing else"),
            ("with more", "absent"),
            ("disk there", "present"),
        ),
        always=frozenset({"restarted"}),
        # which volume is to go after the server, only the run that deletes the server knows
        forgets=frozenset({"absent"}),
        secrets=(PASSWORD,),
        waits=("absent", "present"),
    ),
    Case(
        "ionos_server_boot",
        SERVER_TASK,
        states={
            "absent": nothing,
            "running": after((SERVER_TASK, SERVER)),
            "boots from CD": after((SERVER_TASK, {**SERVER, "cdroms": [CDROM], "boot_cdrom": CDROM})),
        },
        wanted={
            "boot from CD": {**SERVER, "cdroms": [CDROM], "boot_cdrom": CDROM, "allow_reboot": True},
            "boot from the other": {
                **SERVER,
                "volumes": [BOOT, {"name": "second", "size": 5}],
                "boot_volume": "second",
                "allow_reboot": True,
            },
            "boot from what is not there": {**SERVER, "boot_volume": "web-boto"},
            "without leave": {**SERVER, "cdroms": [CDROM], "boot_volume": "web-boot"},
        },
        mine=lambda key: (
            any(f"/{one}#" in key for one in ("server web", "volume web-boot", "volume second"))
            or key.endswith("/lan public#0")
        ),
        thorough=(("boots from CD", "boot from the other"),),
        long=(("absent", "boot from the other"),),
        secrets=(PASSWORD,),
    ),
    Case(
        "ionos_snapshot",
        SNAPSHOT_TASK,
        states={
            "absent": nothing,
            "coming": after((SNAPSHOT_TASK, {**SNAPSHOT, "wait": False})),
            "there": after((SNAPSHOT_TASK, SNAPSHOT)),
            "of a stopped server": after((SERVER_TASK, STOPPED), (SNAPSHOT_TASK, SNAPSHOT)),
        },
        wanted={
            "present": {**SNAPSHOT, "labels": {"why": "upgrade"}, "cpu_hot_plug": True},
            "described": {"name": "before", "description": "an upgrade", "ram_hot_unplug": True},
            "restored": {**SNAPSHOT, "state": "restored"},
            "absent": {"name": "before", "state": "absent"},
        },
        mine=lambda key: key.startswith("/snapshot before#"),
        thorough=(("of a stopped server", "restored"),),
        long=(("absent", "present"), ("there", "described"), ("there", "absent"), ("coming", "present")),
        always=frozenset({"restored"}),
        waits=("absent", "present"),
    ),
    Case(
        "ionos_load_balancer",
        LOAD_BALANCER_TASK,
        states={
            "absent": nothing,
            "there": after((LOAD_BALANCER_TASK, BALANCER)),
            "with another": after(
                (NIC_TASK, {**OTHER, "name": "eth1", "lan": "public"}),
                (LOAD_BALANCER_TASK, {**BALANCER, "nics": [{"nic": "eth1"}], "dhcp": False}),
            ),
        },
        wanted={
            "present": BALANCER,
            "nothing else": {**BALANCER, "dhcp": True, "purge_nics": True},
            "absent": {"datacenter": "shop", "name": "front", "state": "absent"},
        },
        mine=lambda key: "/loadbalancer front#" in key,
        thorough=(("there", "absent"),),
        long=(("absent", "present"), ("with another", "nothing else")),
        waits=("absent", "present"),
    ),
    Case(
        "ionos_image",
        IMAGE_TASK,
        states={"absent": nothing, "there": uploaded},
        wanted={
            "present": {
                **{"name": "golden", "location": "de/fra", "cloud_init": "V1", "labels": {"age": "new"}},
                **{"cpu_hot_unplug": True, "disc_scsi_hot_plug": True},
            },
            "absent": {"name": "golden", "location": "de/fra", "state": "absent"},
        },
        mine=lambda key: key.startswith("/image golden#"),
        thorough=(("there", "present"),),
        long=(("there", "absent"),),
        waits=("there", "present"),
    ),
    Case(
        "ionos_user",
        USER_TASK,
        states={
            "absent": after((GROUP_TASK, {"name": "staff"})),
            "a guest": after(
                (GROUP_TASK, {"name": "staff"}),
                (GROUP_TASK, {"name": "guests"}),
                (USER_TASK, {**ADA, "groups": ["guests"]}),
            ),
        },
        wanted={
            "present": {**ADA, "force_sec_auth": True},
            "in groups": {**ADA, "email": "Ada@example.com", "groups": ["staff"], "purge_groups": True},
            "absent": {"email": "ada@example.com", "state": "absent"},
        },
        mine=lambda key: key.lower().startswith(("/user ada@example.com#", "/group staff#", "/group guests#")),
        thorough=(("absent", "present"),),
        long=(("a guest", "in groups"), ("a guest", "present"), ("a guest", "absent")),
        secrets=(PASSWORD,),
        waits=("absent", "present"),
    ),
    Case(
        "ionos_group",
        GROUP_TASK,
        states={
            "absent": after((USER_TASK, ADA)),
            "there": after((USER_TASK, ADA), (GROUP_TASK, GROUP)),
            "with others": after(
                (USER_TASK, ADA),
                (IP_BLOCK_TASK, BLOCK),
                (
                    GROUP_TASK,
                    {
                        "name": "operators",
                        "users": ["user@example.com"],
                        "shares": [{"resource": "fixed"}, {**SHARE, "share_privilege": True}],
                    },
                ),
            ),
        },
        wanted={
            "present": GROUP,
            "nothing else": {**GROUP, "purge_users": True, "purge_shares": True},
            "absent": {"name": "operators", "state": "absent"},
        },
        mine=lambda key: key.startswith("/group operators#"),
        thorough=(("there", "absent"),),
        long=(("absent", "present"), ("with others", "nothing else")),
        waits=("absent", "present"),
    ),
]
