# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What of a server is a host: its addresses, sorted by who can reach them, what it boots from, and its labels."""

from __future__ import annotations

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.hosts import (
    LABELS,
    SERVER_HOSTS,
    host_fields,
    is_private,
)


@pytest.mark.parametrize(
    ("address", "private"),
    [
        ("10.0.0.1", True),
        ("11.0.0.1", False),
        ("172.15.0.1", False),
        ("172.16.0.1", True),
        ("172.31.255.1", True),
        ("172.32.0.1", False),
        ("192.168.1.1", True),
        ("192.169.1.1", False),
        ("198.18.0.1", False),
        ("fd00::1", True),
        ("2001:db8::1", False),
    ],
)
def test_private_is_what_anybody_may_use_for_himself(address, private):
    assert is_private(address) is private


def server(**more):
    nics = [
        {"id": "n-1", "properties": {"ips": ["198.51.100.1", "10.0.0.1"], "ipv6Ips": ["2001:db8::1", "fd00::1"]}},
        {"id": "n-2", "properties": {"ips": ["198.51.100.2", "DHCP"], "ipv6Ips": None}},
    ]
    volumes = [{"id": one, "properties": {"image": f"image of {one}"}} for one in ("v-1", "v-2")]
    return {
        "id": "s-1",
        "metadata": {"state": "AVAILABLE"},
        "datacenter": {"id": "d-1", "name": "shop", "location": "de/fra"},
        "properties": {
            "name": "web",
            "cores": 2,
            "ram": 4096,
            "vmState": "RUNNING",
            "bootVolume": {"id": "v-2"},
            **more,
        },
        "entities": {"nics": {"items": nics}, "volumes": {"items": volumes}},
    }


def test_a_host_has_the_addresses_of_all_its_nics_and_the_image_that_it_boots():
    told = host_fields(server(), {})
    assert told["public_ipv4"] == ["198.51.100.1", "198.51.100.2"]
    assert (told["private_ipv4"], told["private_ipv6"]) == (["10.0.0.1"], ["fd00::1"])
    assert (told["public_ipv6"], told["image"], told["labels"]) == (["2001:db8::1"], "image of v-2", None)
    assert host_fields(server(bootVolume=None), {})["image"] is None
    assert host_fields(server(), {LABELS: {"s-1": {"env": "prod"}}})["labels"] == {"env": "prod"}
    assert host_fields(server(), {LABELS: {"s-2": {"env": "prod"}}})["labels"] == {}


def test_only_those_in_the_states_asked_for_are_chosen():
    assert SERVER_HOSTS.lets_in({"power": "stopped"}, {"powers": []})
    assert SERVER_HOSTS.lets_in({"power": "stopped"}, {"powers": ["running", "stopped"]})
    assert not SERVER_HOSTS.lets_in({"power": "stopped"}, {"powers": ["running"]})
