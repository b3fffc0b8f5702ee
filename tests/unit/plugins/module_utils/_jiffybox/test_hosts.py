# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which boxes become hosts, what is said of them and where they are reached, in shapes recorded of the real service."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import NoUsableAnswer
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.hosts import NEUTRAL
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox import hosts
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.client import Client
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.provider import account

RUNNING = {
    "id": 12345,
    "name": "TEST",
    "ips": {"public": ["188.93.14.176"], "private": ["10.93.14.175"]},
    "status": "READY",
    "created": 1234567890,
    "running": True,
    "host": "vmhost-testsys-2-2-9-1",
    "plan": {
        "id": 22,
        "name": "CloudLevel 3",
        "pricePerHour": 0.07,
        "pricePerHourFrozen": 0.02,
        "priceCap": 29.99,
    },
    "metadata": {"createdby": "JiffyBoxTeam"},
    "runningSince": 1234567890,
}
STOPPED = {**RUNNING, "id": 2, "running": False}
FROZEN = {**RUNNING, "id": 3, "running": False, "status": "FROZEN", "ips": []}
CREATING = {"id": 4, "name": "NEW", "ips": [], "status": "CREATING", "running": False, "plan": {}, "metadata": []}
BOXES = [RUNNING, STOPPED, FROZEN, CREATING]

ADDRESSES = {
    "1": {"id": 1, "ip": "188.93.14.176", "ipVersion": 4, "isSubnet": False, "type": "public", "floating": "false"},
    "2": {"id": 2, "ip": "188.93.14.9", "ipVersion": 4, "isSubnet": False, "type": "public", "floating": "true"},
    "3": {
        "id": 3,
        "ip": "2001:db8:0:100::/56",
        "ipVersion": 6,
        "isSubnet": True,
        "type": "public",
        "floating": "false",
    },
    "4": {"id": 4, "ip": "fd00::1", "ipVersion": 6, "isSubnet": False, "type": "private", "floating": "false"},
}


def asked(addresses, box_id=12345):
    """The extras, with the answer of the ips module."""
    return {"addresses": {str(box_id): addresses}}


@pytest.mark.parametrize(
    ("statuses", "running", "ids"),
    [
        ([], None, [12345, 2, 3, 4]),
        (["READY"], None, [12345, 2]),
        (["READY", "FROZEN"], None, [12345, 2, 3]),
        ([], True, [12345]),
        ([], False, [2, 3, 4]),
        (["READY"], False, [2]),
    ],
)
def test_only_boxes_of_the_wished_status_and_power_are_shown(statuses, running, ids):
    options = {"statuses": statuses, "running": running}
    fields = [hosts.host_fields(box, {}) for box in BOXES]
    assert [host["id"] for host in fields if hosts.BOX_HOSTS.lets_in(host, options)] == ids


def test_a_box_has_its_cost():
    assert hosts.host_fields(RUNNING, {})["cost_per_hour"] == 0.07
    assert hosts.host_fields(RUNNING, {})["cost_cap"] == 29.99


def test_a_frozen_box_has_the_lower_cost():
    assert hosts.host_fields(FROZEN, {})["cost_per_hour"] == 0.02


def test_a_box_that_is_being_created_has_all_fields():
    fields = hosts.host_fields(CREATING, {})
    assert set(fields) == set(hosts.host_fields(RUNNING, {}))
    assert fields["cost_per_hour"] is None
    assert fields["metadata"] == {}


def test_addresses_of_the_ips_module_are_read():
    fields = hosts.host_fields(RUNNING, asked(ADDRESSES))
    assert fields["public_ipv6"] == ["2001:db8:0:100::1"]
    assert fields["floating_ipv4"] == ["188.93.14.9"]


def test_a_single_ipv6_address_comes_before_that_of_a_network():
    single = {"5": {"id": 5, "ip": "2001:db8::7", "ipVersion": 6, "isSubnet": False, "type": "public"}}
    fields = hosts.host_fields(RUNNING, asked({**ADDRESSES, **single}))
    assert fields["public_ipv6"] == ["2001:db8::7", "2001:db8:0:100::1"]


def test_an_ipv6_address_that_the_box_names_itself_needs_no_second_call():
    box = {**RUNNING, "ips": {"public": ["2001:db8::7"], "private": []}}
    assert hosts.host_fields(box, {})["public_ipv6"] == ["2001:db8::7"]
    assert hosts.host_fields(box, asked(ADDRESSES))["public_ipv6"] == ["2001:db8::7", "2001:db8:0:100::1"]


def test_not_asked_and_none_there_can_be_told_apart():
    assert hosts.host_fields(RUNNING, {})["public_ipv6"] is None
    assert hosts.host_fields(RUNNING, asked({}))["public_ipv6"] == []


def test_addresses_are_found_by_the_id_of_the_box():
    extras = {"addresses": {"12345": ADDRESSES, "3": []}}
    assert hosts.host_fields(RUNNING, extras)["floating_ipv4"] == ["188.93.14.9"]
    assert hosts.host_fields(FROZEN, extras)["floating_ipv4"] == []
    assert hosts.host_fields(STOPPED, extras)["floating_ipv4"] == []


def test_what_is_common_to_all_providers_is_told_of_a_box():
    common = hosts.BOX_HOSTS.common(hosts.host_fields(RUNNING, {}))
    assert common["size"] == "CloudLevel 3"
    assert common["state"] == "READY"
    assert common["labels"] == {"createdby": "JiffyBoxTeam"}
    assert common["price"] == 0.07
    assert common["region"] is None
    assert hosts.BOX_HOSTS.common(hosts.host_fields(CREATING, {}))["size"] is None


def test_every_name_that_the_source_gives_is_that_of_a_field():
    fields = hosts.host_fields(RUNNING, {})
    source = hosts.BOX_HOSTS
    named = {*source.ways, *source.names, *(field for extra in source.extras for field in extra.fields)}
    assert named | {path.split(".")[0] for path in source.neutral.values()} <= set(fields)
    assert set(source.neutral) <= set(NEUTRAL)


# What PHP and broken services send


def test_numbers_flags_and_lists_are_read_however_php_sends_them():
    box = {
        **RUNNING,
        "id": "12345",
        "running": "false",
        "ips": {"public": {"0": "188.93.14.176"}, "private": {}},
        "plan": [],
        "activeProfile": {"disks": [{"name": "root"}], "rootdisk": "/dev/xvda"},
    }
    fields = hosts.host_fields(box, {})
    assert fields["id"] == 12345
    assert fields["running"] is False
    assert fields["public_ipv4"] == ["188.93.14.176"]
    assert fields["private_ipv4"] == []
    assert fields["plan"]["name"] is None
    assert list(fields["active_profile"]["disks"]) == ["0"]


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ("web1", "a text where id, name and status belong"),
        (None, "nothing where id, name and status belong"),
        ([], "a list where id, name and status belong"),
        ({}, "id, name and status is missing"),
        ({**RUNNING, "name": 5}, "name: a number where a text belongs"),
        ({**RUNNING, "status": None}, "status: nothing where a text belongs"),
        ({**RUNNING, "id": "x"}, "id: a text where a whole number belongs"),
        ({**RUNNING, "id": True}, "id: true or false where a whole number belongs"),
        ({**RUNNING, "id": 1.5}, "id: a number where a whole number belongs"),
        ({**RUNNING, "id": "9" * 5000}, "id: a text where a whole number belongs"),
        ({**RUNNING, "plan": "CloudLevel 1"}, "plan: a text where fields belong"),
        ({**RUNNING, "metadata": 7}, "metadata: a number where a map belongs"),
        ({**RUNNING, "ips": "188.93.14.176"}, "ips: a text where fields belong"),
        ({**RUNNING, "ips": {"public": "188.93.14.176"}}, "ips: public: a text where a list belongs"),
        ({**RUNNING, "ips": {"public": [{"ip": "x"}]}}, r"ips: public: \[0\]: a map where a text belongs"),
        (
            {**RUNNING, "activeProfile": {"disks": {"xvda": "big"}}},
            "a text where fields belong",
        ),
    ],
)
def test_what_is_no_box_is_told_as_what_it_is(entry, reason):
    with pytest.raises(NoUsableAnswer, match=reason):
        hosts.host_fields(entry, {})


def test_for_one_that_is_no_box_the_others_are_not_lost():
    client = Client(account("x" * 32, "http://127.0.0.1:9"))
    client.call = lambda *_request: SimpleNamespace(data={"result": {"12345": RUNNING, "2": "web1"}})
    assert list(hosts.BOX_HOSTS.listing(client, {})) == [RUNNING, "web1"]


@pytest.mark.parametrize(
    "addresses",
    [
        "188.93.14.9",
        {"1": "188.93.14.9"},
        {"1": {"id": 1}},
        {"1": {"ip": 7}},
        {"1": {"ip": "no network", "ipVersion": 6, "type": "public", "isSubnet": True}},
    ],
)
def test_addresses_of_another_shape_are_an_error_of_the_answer(addresses):
    with pytest.raises(NoUsableAnswer):
        hosts.host_fields(RUNNING, asked(addresses))


@pytest.mark.parametrize("rubbish", [None, True, -1, "x", [], ["x"], {}, {"0": {}}, 1.5], ids=repr)
@pytest.mark.parametrize("path", [*RUNNING, *(f"plan.{key}" for key in RUNNING["plan"]), "ips.public", "ips.private"])
def test_no_rubbish_in_any_place_is_more_than_an_error_of_the_answer(path, rubbish):
    outer, _dot, inner = path.partition(".")
    box = {**RUNNING, outer: {**RUNNING[outer], inner: rubbish} if inner else rubbish}
    try:
        fields = hosts.host_fields(box, asked(ADDRESSES))
    except NoUsableAnswer:
        return
    assert set(fields) == set(hosts.host_fields(RUNNING, {}))
    assert isinstance(fields["id"], int)
    assert all(isinstance(address, str) for address in fields["public_ipv4"] + fields["private_ipv4"])
