# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reading addresses in the shapes that were recorded of the real service."""

from __future__ import annotations

from ipaddress import IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import InvalidInput
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.ip.desired import DesiredAddress
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.ip.model import (
    address_result,
    holds,
    is_floating,
    parsed,
    why_fixed,
)

FLOATING = {
    "id": 13,
    "ip": "198.18.0.3",
    "ipVersion": 4,
    "isSubnet": False,
    "reverseLookup": "www.example.com",
    "type": "public",
    "floating": "true",
}
OWN = {**FLOATING, "id": 5, "ip": "198.18.0.1", "floating": "false"}
PRIVATE = {**OWN, "id": 6, "ip": "10.0.0.1", "type": "private"}
NETWORK = {
    "id": 7,
    "ip": "2001:db8:0:100::/56",
    "ipVersion": 6,
    "isSubnet": True,
    "reverseLookup": {"delegatedTo": ["ns1.example.com", "ns2.example.com"]},
    "type": "public",
    "floating": "false",
}
ALL = [FLOATING, OWN, PRIVATE, NETWORK]


def test_an_address_is_returned_with_plain_booleans() -> None:
    assert address_result(FLOATING, 10001) == {
        "id": 13,
        "ip": "198.18.0.3",
        "ip_version": 4,
        "is_subnet": False,
        "reverse_lookup": "www.example.com",
        "delegated_to": [],
        "type": "public",
        "floating": True,
        "box": 10001,
    }


def test_a_network_has_the_same_keys_and_its_name_servers() -> None:
    result = address_result(NETWORK, 10001)
    assert result.keys() == address_result(FLOATING, 10001).keys()
    assert (result["is_subnet"], result["floating"], result["reverse_lookup"]) == (True, False, None)
    assert result["delegated_to"] == ["ns1.example.com", "ns2.example.com"]


@pytest.mark.parametrize("missing", [{"reverseLookup": ""}, {"reverseLookup": []}, {"reverseLookup": None}])
def test_a_missing_reverse_lookup_is_nothing(missing: dict) -> None:
    result = address_result({**OWN, **missing}, 1)
    assert (result["reverse_lookup"], result["delegated_to"]) == (None, [])


@pytest.mark.parametrize(("value", "floating"), [("true", True), ("false", False), (True, True), (False, False)])
def test_floating_is_understood_as_text_and_as_a_boolean(value: object, floating: bool) -> None:
    assert is_floating({"floating": value}) is floating


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        (FLOATING, ""),
        (OWN, "came with"),
        (PRIVATE, "is a private address of"),
        (NETWORK, "is in a network of"),
        ({**NETWORK, "isSubnet": False, "ip": "2001:db8::1"}, "is an IPv6 address of"),
    ],
)
def test_only_floating_ipv4_addresses_move_and_the_others_say_why_not(address: dict, reason: str) -> None:
    assert why_fixed(address) == reason


@given(host=st.integers(0, 2**72 - 1))
def test_an_ipv6_address_is_found_in_its_network_in_any_spelling(host: int) -> None:
    ip = IPv6Address(int(IPv6Address("2001:db8:0:100::")) + host)
    for text in (str(ip), ip.exploded, ip.exploded.upper()):
        assert [holds(address, parsed(text)) for address in ALL] == [False, False, False, True]


@pytest.mark.parametrize("text", ["2001:db8:0:100::/56", "2001:0DB8:0:0100::/56", "2001:db8:0:100::1/56"])
def test_a_network_is_found_in_any_spelling(text: str) -> None:
    assert holds(NETWORK, parsed(text))


def test_no_address_is_taken_for_another() -> None:
    for one in ALL:
        assert [other for other in ALL if holds(other, parsed(one["ip"]))] == [one]
    assert not holds(FLOATING, parsed("198.18.0.0/24"))
    assert not holds(NETWORK, parsed("2001:db8::/32"))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"address": "198.18.0"}, "address: '198.18.0' must be an IP address, such as"),
        ({"address": "web1"}, "address: 'web1' must be an IP address"),
        ({"address": ""}, "address: '' must be an IP address"),
        ({"id": 0}, "id: 0 must be at least 1"),
        ({"id": 1, "wait_timeout": 0}, "wait_timeout: 0 must be at least 1"),
    ],
)
def test_what_is_no_address_is_refused_with_the_rule(options: dict, message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        DesiredAddress(box="web1", **options)
