# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Nothing that the client ``profitbricks`` does is out of reach of a task, and docs/ionos-coverage.md tells the truth.

The client itself says which methods it has and which calls they make, and the modules are watched at theirs.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import profitbricks.client as legacy
import pytest
from running import Server

from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.client import VERSION
from tests.functional.coverage import LAST, Row, calls_made, named, rows, unknown, untrue
from tests.functional.ionos.cases import (
    ADA,
    BALANCER,
    BLOCK,
    CDROM,
    GROUP,
    NIC,
    SERVER,
    SNAPSHOT,
    SSH,
    VOLUME,
    uploaded,
)
from tests.functional.ionos.world import IonosWorld

GUIDE = Path(__file__).resolve().parents[3] / "docs" / "ionos.md"


ROWS = rows("ionos-coverage.md")
METHODS = [name for name in vars(legacy.ProfitBricksService) if not name.startswith("_")]


# What the client does

GIVEN: dict[str, Any] = {
    "datacenter": legacy.Datacenter(name="x", location="de/fra"),
    "server": legacy.Server(name="x", cores=1, ram=256),
    "volume": legacy.Volume(name="x", size=1),
    "lan": legacy.LAN(name="x", public=True),
    "nic": legacy.NIC(name="x", lan=1),
    "firewall_rule": legacy.FirewallRule(name="x", protocol="TCP"),
    "loadbalancer": legacy.LoadBalancer(name="x"),
    "ipblock": legacy.IPBlock(name="x", location="de/fra", size=1),
    "group": legacy.Group(name="x"),
    "user": legacy.User("a", "b", "c@example.com", "0123456789"),
    "response": {"requestId": "{request}"},
    "name": "x",
}


class Accepted:
    """The answer to everything."""

    status_code = 202
    ok = True
    headers: Mapping[str, str] = MappingProxyType({})

    def json(self) -> Any:
        return {"items": [{"id": "{datacenter}", "properties": {"name": "x"}}], "metadata": {"status": "DONE"}}


def calls_of(method: str) -> list[str]:
    """What a method of the client sends, with the names of ids in the place of ids."""
    client = legacy.ProfitBricksService(username="u", password="p", host_base="http://127.0.0.1:9", use_config=False)
    sent: list[str] = []

    def send(verb: str, url: str, **more: Any) -> Accepted:
        sent.append(f"{verb} {url.removeprefix('http://127.0.0.1:9').partition('?')[0]}")
        return Accepted()

    client._wrapped_request = send
    parameters = list(inspect.signature(getattr(client, method)).parameters.values())
    needed = [one.name for one in parameters if one.default is one.empty and one.kind is one.POSITIONAL_OR_KEYWORD]
    getattr(client, method)(**{name: GIVEN.get(name, f"{{{name.removesuffix('_id')}}}") for name in needed})
    return sent


# What the modules do: each makes, changes by its id, and deletes

SHOP = {"datacenter": "shop"}
AT_OTHER = {**SHOP, "server": "other"}
DONE: dict[str, list[dict[str, Any]]] = {
    "ionos_datacenter": [
        {"name": "new", "location": "de/fra"},
        {"id": LAST, "description": "for tests"},
        {"name": "new", "state": "absent"},
    ],
    "ionos_lan": [
        {**SHOP, "name": "dmz"},
        {**SHOP, "id": LAST, "public": True},
        {**SHOP, "name": "dmz", "state": "absent"},
    ],
    "ionos_ip_block": [BLOCK, {"id": LAST, "name": "free"}, {"name": "free", "state": "absent"}],
    "ionos_volume": [
        VOLUME,
        {**SHOP, "id": LAST, "size": 20},
        {**SHOP, "name": "data", "server": "other"},
        {**SHOP, "name": "data", "server": "", "allow_reboot": True},
        {**SHOP, "name": "data", "state": "absent"},
    ],
    "ionos_server": [
        SERVER,
        {
            **SHOP,
            "id": LAST,
            "cores": 4,
            "cdroms": [CDROM],
            "volumes": [{"name": "more", "size": 5}],
            "state": "stopped",
        },
        {**SHOP, "name": "web", "cdroms": [], "state": "started", "allow_reboot": True},
        {**SHOP, "name": "web", "state": "restarted", "allow_reboot": True},
        {**SHOP, "name": "web", "state": "absent", "delete_volumes": "all"},
    ],
    "ionos_nic": [
        {**AT_OTHER, **NIC},
        {**AT_OTHER, "id": LAST, "dhcp": False},
        {**AT_OTHER, "name": "eth0", "state": "absent"},
    ],
    "ionos_firewall_rule": [
        {**AT_OTHER, "nic": "other-nic", **SSH},
        {**AT_OTHER, "nic": "other-nic", "id": LAST, "source_ip": "192.0.2.1"},
        {**AT_OTHER, "nic": "other-nic", "name": "ssh", "state": "absent"},
    ],
    "ionos_snapshot": [
        SNAPSHOT,
        {"id": LAST, "description": "for tests"},
        {**SNAPSHOT, "state": "restored", "force": True},
        {"name": "before", "state": "absent"},
    ],
    "ionos_load_balancer": [
        {**BALANCER, "nics": []},
        {**BALANCER, "dhcp": False},
        {**SHOP, "id": LAST, "nics": [], "purge_nics": True},
        {**SHOP, "name": "front", "state": "absent"},
    ],
    "ionos_image": [
        {"name": "golden", "location": "de/fra", "cloud_init": "V1"},
        {"id": LAST, "description": "for tests"},
        {"id": LAST, "state": "absent"},
    ],
    "ionos_user": [ADA, {"id": LAST, "force_sec_auth": True}, {"email": ADA["email"], "state": "absent"}],
    "ionos_group": [
        {**GROUP, "users": ["user@example.com"]},
        {"id": LAST, "shares": [{"resource": "shop", "edit_privilege": True}], "reserve_ip": True},
        {"name": "operators", "users": [], "shares": [], "purge_users": True, "purge_shares": True},
        {"name": "operators", "state": "absent"},
    ],
    "ionos_info": [{"gather_subset": ["all"]}],
}


@pytest.fixture(scope="module")
def made(ionos_sandbox: Server) -> dict[str, set[str]]:
    """The calls that each module makes."""
    world = IonosWorld(ionos_sandbox)
    world.reset()
    uploaded(world)
    return calls_made(world.connect, DONE, "ionos", VERSION)


def test_every_method_of_the_client_is_in_a_table_once() -> None:
    assert sorted(row.method for row in ROWS) == sorted(METHODS)
    assert len(METHODS) > 80


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.method)
def test_a_method_makes_the_call_that_its_row_says(row: Row) -> None:
    assert row.call in calls_of(row.method)


def test_the_module_of_a_row_makes_the_call_and_what_no_task_calls_has_a_reason(made: dict[str, set[str]]) -> None:
    assert list(untrue(ROWS, made)) == []


def test_the_options_that_a_row_names_exist() -> None:
    assert [f"{row.method}: {word}" for row in ROWS for word in unknown(named(row.task))] == []


# Where the options of the modules in community.general went

OLD_OPTIONS = {
    "profitbricks": {
        *("auto_increment", "name", "image", "image_password", "ssh_keys", "datacenter", "cores", "ram", "cpu_family"),
        *("volume_size", "bus", "instance_ids", "count", "location", "assign_public_ip", "lan", "wait", "wait_timeout"),
        *("remove_boot_volume", "state", "disk_type"),
    },
    "profitbricks_datacenter": {"name", "description", "location", "wait", "wait_timeout", "state"},
    "profitbricks_nic": {"datacenter", "server", "name", "lan", "wait", "wait_timeout", "state"},
    "profitbricks_volume": {
        *("datacenter", "name", "size", "bus", "image", "image_password", "ssh_keys", "disk_type", "licence_type"),
        *("count", "auto_increment", "instance_ids", "wait", "wait_timeout", "state", "server"),
    },
    "profitbricks_volume_attachments": {"datacenter", "server", "volume", "wait", "wait_timeout", "state"},
}


def migration(old: str) -> tuple[str, list[tuple[str, str]]]:
    """The module that an old one is now, and the lines of its table: what was said, and what is said here."""
    text = GUIDE.read_text(encoding="utf-8")
    heading = re.search(rf"^### `{old}` is `(\w+)`$(.*?)(?=^##|\Z)", text, re.MULTILINE | re.DOTALL)
    assert heading
    cells = [line.strip("| ").split(" | ") for line in heading[2].splitlines() if line.startswith("| `")]
    return heading[1], [(said, here) for said, here in cells]


@pytest.mark.parametrize("old", OLD_OPTIONS)
def test_every_option_of_the_old_modules_is_told_where_it_went(old: str) -> None:
    module, lines = migration(old)
    told = {code.partition(":")[0] for said, _ in lines for code in re.findall(r"`([^`]+)`", said)}
    assert told == OLD_OPTIONS[old]
    codes = [f"`{module}` {here}" for _, here in lines]
    assert [word for cell in codes for word in unknown(named(cell)) if word != "%d"] == []
