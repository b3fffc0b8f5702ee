# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which boxes become hosts, what is said of them and where they are reached, in shapes recorded of the real service."""

from __future__ import annotations

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import InvalidInput
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.inventory import hosts as inventory

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
    assert [box["id"] for box in inventory.selected(BOXES, statuses, running)] == ids


def test_a_box_has_its_cost():
    assert inventory.host_fields(RUNNING, None)["cost_per_hour"] == 0.07
    assert inventory.host_fields(RUNNING, None)["cost_cap"] == 29.99


def test_a_frozen_box_has_the_lower_cost():
    assert inventory.host_fields(FROZEN, None)["cost_per_hour"] == 0.02


def test_a_box_that_is_being_created_has_all_fields():
    fields = inventory.host_fields(CREATING, None)
    assert set(fields) == set(inventory.host_fields(RUNNING, None))
    assert fields["cost_per_hour"] is None
    assert fields["metadata"] == {}


def test_addresses_of_the_ips_module_are_read():
    fields = inventory.host_fields(RUNNING, ADDRESSES)
    assert fields["public_ipv6"] == ["2001:db8:0:100::1"]
    assert fields["floating_ipv4"] == ["188.93.14.9"]


def test_a_single_ipv6_address_comes_before_that_of_a_network():
    single = {"5": {"id": 5, "ip": "2001:db8::7", "ipVersion": 6, "isSubnet": False, "type": "public"}}
    fields = inventory.host_fields(RUNNING, {**ADDRESSES, **single})
    assert fields["public_ipv6"] == ["2001:db8::7", "2001:db8:0:100::1"]


def test_an_ipv6_address_that_the_box_names_itself_needs_no_second_call():
    box = {**RUNNING, "ips": {"public": ["2001:db8::7"], "private": []}}
    assert inventory.host_fields(box, None)["public_ipv6"] == ["2001:db8::7"]
    assert not inventory.needs_ips([box], ["public_ipv6"], ["name"])


def test_not_asked_and_none_there_can_be_told_apart():
    assert inventory.host_fields(RUNNING, None)["public_ipv6"] is None
    assert inventory.host_fields(RUNNING, {})["public_ipv6"] == []


@pytest.mark.parametrize(
    ("ways", "address"),
    [
        (["public_ipv4"], "188.93.14.176"),
        (["private_ipv4"], "10.93.14.175"),
        (["public_ipv6"], "2001:db8:0:100::1"),
        (["floating_ipv4"], "188.93.14.9"),
        (["name"], "TEST"),
        (["private_ipv4", "name"], "10.93.14.175"),
        ([], None),
    ],
)
def test_a_box_is_reached_the_first_way_it_has(ways, address):
    assert inventory.reached_at(inventory.host_fields(RUNNING, ADDRESSES), ways) == address


def test_a_box_without_address_is_reached_the_next_way():
    fields = inventory.host_fields(CREATING, None)
    assert inventory.reached_at(fields, ["public_ipv4", "name"]) == "NEW"
    assert inventory.reached_at(fields, ["public_ipv4", "public_ipv6"]) is None


@pytest.mark.parametrize(
    ("boxes", "ways", "names", "needed"),
    [
        (BOXES, ["public_ipv4", "private_ipv4", "name"], ["name"], False),
        (BOXES, ["public_ipv6"], ["name"], True),
        (BOXES, ["floating_ipv4", "name"], ["name"], True),
        (BOXES, ["name", "public_ipv6"], ["name"], False),
        ([RUNNING], ["public_ipv4", "public_ipv6"], ["name"], False),
        ([RUNNING, FROZEN], ["public_ipv4", "public_ipv6"], ["name"], True),
        ([RUNNING], ["public_ipv4"], ["public_ipv6", "name"], True),
        ([], ["public_ipv6"], ["name"], False),
    ],
)
def test_the_service_is_asked_for_addresses_only_when_they_are_needed(boxes, ways, names, needed):
    assert inventory.needs_ips(boxes, ways, names) is needed


def test_addresses_are_found_by_the_id_of_the_box():
    assert inventory.ips_of(RUNNING, {"12345": ADDRESSES}) == ADDRESSES
    assert inventory.ips_of(FROZEN, {"12345": ADDRESSES, "3": []}) == {}
    assert inventory.ips_of(FROZEN, {}) == {}
    assert inventory.ips_of(RUNNING, None) is None


def test_one_preference_for_host_names_is_as_good_as_a_list():
    assert inventory.checked_preferences("hostname", "id") == ["id"]
    assert inventory.checked_preferences("hostname", ["{{ a }}", "name"]) == ["{{ a }}", "name"]


@pytest.mark.parametrize("value", ["nmae", ["name", "ipv4"], [1], [None], {}])
def test_a_typo_in_a_preference_is_told(value):
    with pytest.raises(InvalidInput, match="hostname"):
        inventory.checked_preferences("hostname", value)


def test_a_host_can_be_called_by_what_it_has():
    fields = inventory.host_fields(RUNNING, None)
    assert inventory.called(fields, "id") == "12345"
    assert inventory.called(fields, "public_ipv4") == "188.93.14.176"
    assert inventory.called(fields, "public_ipv6") == ""


@pytest.mark.parametrize(
    "entry", ["x", {}, {"include": "a", "exclude": "b"}, {"inclde": "a"}, {"include": None}, {"exclude": 1}]
)
def test_a_filter_of_the_wrong_form_is_told(entry):
    with pytest.raises(InvalidInput, match=r"filters\[1\]"):
        inventory.checked_filters("filters", [{"include": "a"}, entry])


@pytest.mark.parametrize(
    ("conditions", "passes"),
    [
        ([], True),
        ([("include", False)], True),
        ([("exclude", True)], False),
        ([("include", True), ("exclude", True)], True),
        ([("exclude", False), ("include", False), ("exclude", True)], False),
    ],
)
def test_the_first_filter_that_holds_decides(conditions, passes):
    filters = inventory.checked_filters("filters", [{kind: holds} for kind, holds in conditions])
    assert inventory.passes(filters, bool) is passes


@pytest.mark.parametrize(("prefix", "suffix"), [("jiffybox_", ""), ("", ""), (None, None), ("jb_", "_2")])
def test_names_of_variables_can_be_chosen(prefix, suffix):
    assert inventory.checked_affixes(prefix, suffix) == (prefix or "", suffix or "")


@pytest.mark.parametrize(("prefix", "suffix"), [("my-", ""), ("1_", ""), ("", "-x"), ("ü_", ""), ("a b", "")])
def test_a_variable_that_nobody_could_use_is_refused(prefix, suffix):
    with pytest.raises(InvalidInput, match="hostvars_"):
        inventory.checked_affixes(prefix, suffix)


def test_a_taken_name_gets_the_id_of_the_box():
    assert inventory.free_name("web1", 7, lambda name, box_id: False) == "web1"
    assert inventory.free_name("web1", 7, lambda name, box_id: name == "web1") == "web1_7"
    assert inventory.free_name("web1", 7, lambda name, box_id: name in ("web1", "web1_7")) == "web1_7_7"


def test_a_warning_stays_short_however_many_boxes_it_is_about():
    assert inventory.some_of(["a", "b"]) == "a, b"
    assert inventory.some_of([str(number) for number in range(9)]) == "0, 1, 2, 3, 4 and 4 more"
