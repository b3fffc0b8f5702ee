# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What no rule, volume, data centre or snapshot can be is refused before any call; and what of them is a secret."""

from __future__ import annotations

import base64

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import InvalidInput
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.datacenter.record import DATACENTER_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.firewall_rule.record import FIREWALL_RULE_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.server.record import SERVER_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.snapshot.record import SNAPSHOT_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.user.record import USER_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.volume.record import (
    VOLUME,
    VOLUME_TASK,
    is_attached,
    with_licence,
)

RULE = (FIREWALL_RULE_TASK, {"datacenter": "shop", "server": "web", "nic": "eth0", "name": "rule"})
DISK = (VOLUME_TASK, {"datacenter": "shop", "name": "data"})
SHOP = (DATACENTER_TASK, {"name": "shop"})
BEFORE = (SNAPSHOT_TASK, {"name": "before"})
WEB = {"name": "web", "volumes": [{"name": "boot"}]}


@pytest.mark.parametrize(
    ("of", "wanted", "words"),
    [
        (RULE, {"port_range_start": 22}, "port_range_end: is missing"),
        (RULE, {"port_range_end": 22}, "port_range_start: is missing"),
        (RULE, {"port_range_start": 23, "port_range_end": 22}, "port_range_end: 22 must be at least port_range_start"),
        (RULE, {"port_range_start": 1, "port_range_end": 65536}, "port_range_end: 65536 must be"),
        (RULE, {"protocol": "ICMP", "port_range_start": 1, "port_range_end": 1}, "port_range_start: 1 is for TCP and"),
        (RULE, {"protocol": "ANY", "port_range_start": 1, "port_range_end": 1}, "port_range_start: 1 is for TCP and"),
        (RULE, {"protocol": "TCP", "icmp_type": 8}, "icmp_type: 8 is for ICMP and ICMPv6, not for TCP"),
        (RULE, {"protocol": "ICMP", "icmp_type": 255}, "icmp_type: 255 must be"),
        (DISK, {"image_password": "1234567"}, "image_password: must be 8 to 50 characters"),
        (DISK, {"image_password": "x" * 51}, "image_password: must be 8 to 50 characters"),
        (DISK, {"image_password": "secret!!"}, "image_password: must be 8 to 50 characters"),
        (DISK, {"size": 0}, "size: 0 must be at least 1"),
        (DISK, {"name": ""}, "name: '' must not be empty. Is the variable set"),
        (DISK, {"datacenter": "", "id": "v-1"}, "datacenter: '' must not be empty"),
        *((SHOP, {"name": f"a{sign}b"}, "name: .* must not hold any of") for sign in "@/\\|\"'"),
        (SHOP, {"volumes": [{"name": "boot"}], "servers": [WEB]}, r"servers\[0\].volumes\[0\].name: 'boot' is volumes"),
        (SHOP, {"servers": [WEB, {**WEB, "name": "b"}]}, r"servers\[1\].volumes\[0\].name: 'boot' is servers\[0\]"),
        (BEFORE, {"state": "restored", "datacenter": "shop"}, "volume: is missing"),
        (BEFORE, {"state": "restored", "volume": "data"}, "datacenter: is missing"),
        (BEFORE, {"volume": "data"}, "datacenter: is missing: the volume is in one"),
    ],
)
def test_what_cannot_be_is_refused_before_any_call(of, wanted, words):
    task, named = of
    with pytest.raises(InvalidInput, match=f"^{words}"):
        task.wanted({**named, **wanted})


@pytest.mark.parametrize(
    ("of", "wanted"),
    [
        (RULE, {"protocol": "UDP", "port_range_start": 22, "port_range_end": 22}),
        (RULE, {"protocol": "ICMPv6", "icmp_type": 8, "icmp_code": 0}),
        (DISK, {"image_password": "x" * 8}),
        (DISK, {"image_password": "x" * 50}),
        # what has an id can lose its name
        (DISK, {"id": "v-1", "name": ""}),
        (SHOP, {"servers": [WEB, {"name": "b", "volumes": [{"name": "other"}]}]}),
    ],
)
def test_what_only_just_fits_is_taken(of, wanted):
    task, named = of
    assert task.wanted({**named, **wanted})


@pytest.mark.parametrize(
    ("given", "sent"),
    [("#cloud-config", None), ("aGVsbG8=", "aGVsbG8="), ("aGVsbG8=\n", None), ("hello", None), ("", "")],
)
def test_user_data_is_sent_in_base64_once(given, sent):
    (field,) = (one for one in VOLUME.fields if one.name == "user_data")
    assert field.sent(given) == (base64.b64encode(given.encode()).decode() if sent is None else sent)


def test_a_licence_is_named_only_where_neither_an_image_nor_the_task_names_one():
    assert with_licence({"size": 1}) == {"size": 1, "licenceType": "OTHER"}
    for values in ({"image": "i-1"}, {"licenceType": "LINUX"}):
        assert with_licence(values) == values


@pytest.mark.parametrize("shown", [{"bootServer": "s-1"}, {"deviceNumber": 1}, {"pciSlot": 6}])
def test_a_volume_that_shows_any_sign_of_a_server_is_attached(shown):
    assert is_attached({"properties": shown})
    assert not is_attached({"properties": dict.fromkeys(shown)})


def test_what_is_secret_is_marked_as_such_wherever_it_can_be_given():
    spec = SERVER_TASK.argument_spec["volumes"]["options"]
    for options in (spec, VOLUME_TASK.argument_spec, DATACENTER_TASK.argument_spec["volumes"]["options"]):
        assert {name for name, one in options.items() if one.get("no_log")} >= {"image_password", "user_data"}
    assert USER_TASK.argument_spec["user_password"]["no_log"]
