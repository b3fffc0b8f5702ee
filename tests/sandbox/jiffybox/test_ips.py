# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The ips module, over HTTP, and the addresses behind it."""

from __future__ import annotations

from ipaddress import IPv6Network, ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jiffybox_account import Sandbox

from sandbox.jiffybox import addresses

slots = st.sampled_from(addresses.SLOTS)


def test_a_box_has_a_public_a_private_and_an_ipv6_network_in_the_recorded_shape(sandbox: Sandbox) -> None:
    number = sandbox.ready()
    entries = sandbox.get(f"/ips/{number}")
    assert sandbox.get("/ips") == {str(number): entries}
    assert all(str(entry["id"]) == key for key, entry in entries.items())
    public, private, network = entries.values()
    box = sandbox.box(number)
    assert [public["ip"]] == box["ips"]["public"]
    assert [private["ip"]] == box["ips"]["private"]
    assert ip_address(public["ip"]) in ip_network("198.18.0.0/15")
    assert ip_address(private["ip"]) in ip_network("10.0.0.0/8")
    assert IPv6Network(network["ip"]).prefixlen == 56
    assert IPv6Network(network["ip"]).subnet_of(IPv6Network("2001:db8::/32"))
    assert [entry["type"] for entry in (public, private, network)] == ["public", "private", "public"]
    assert [entry["ipVersion"] for entry in (public, private, network)] == [4, 4, 6]
    assert [entry["isSubnet"] for entry in (public, private, network)] == [False, False, True]
    assert [entry["floating"] for entry in (public, private, network)] == ["false"] * 3
    assert isinstance(public["reverseLookup"], str)
    assert all(isinstance(name, str) for name in network["reverseLookup"]["delegatedTo"])


def test_a_frozen_box_has_no_address_in_use(sandbox: Sandbox) -> None:
    number = sandbox.frozen()
    assert sandbox.get(f"/ips/{number}") == {}
    assert sandbox.get("/ips") == {str(number): {}}


def test_a_floating_address_moves_to_another_box(sandbox: Sandbox) -> None:
    source, target = sandbox.ready("source"), sandbox.ready("target")
    address = sandbox.control("POST", "/ips", box=source, count=2)["ips"][0]
    entry = sandbox.get(f"/ips/{source}")[str(address["id"])]
    assert (entry["ip"], entry["floating"], entry["type"]) == (address["ip"], "true", "public")
    assert address["ip"] in sandbox.box(source)["ips"]["public"]
    assert sandbox.call("PUT", f"/ips/{source}/{address['id']}/move", targetid=target) is True
    assert sandbox.get(f"/ips/{target}")[str(address["id"])] == entry
    assert str(address["id"]) not in sandbox.get(f"/ips/{source}")
    assert address["ip"] in sandbox.get("/jiffyBoxes")[str(target)]["ips"]["public"]
    assert len(sandbox.get(f"/ips/{source}")) == 4


def test_an_address_moves_away_from_a_box_that_is_in_flight(sandbox: Sandbox) -> None:
    source, target = sandbox.ready("source"), sandbox.ready("target")
    address = sandbox.control("POST", "/ips", box=source)["ips"][0]
    sandbox.change(source, status="START")
    assert sandbox.call("PUT", f"/ips/{source}/{address['id']}/move", targetid=target) is True


def test_only_floating_addresses_move(sandbox: Sandbox) -> None:
    source, target = sandbox.ready("source"), sandbox.ready("target")
    for key in sandbox.get(f"/ips/{source}"):
        message = sandbox.refusal("PUT", f"/ips/{source}/{key}/move", targetid=target)
        assert "kann nicht verschoben werden" in message


@pytest.mark.parametrize("made", ["ready", "frozen", "create"])
def test_an_address_only_moves_to_another_box_that_is_ready(sandbox: Sandbox, made: str) -> None:
    source = sandbox.ready("source")
    address = sandbox.control("POST", "/ips", box=source)["ips"][0]
    path = f"/ips/{source}/{address['id']}/move"
    assert "targetid" in sandbox.refusal("PUT", path)
    assert "hat keine JiffyBox Nr. 1." in sandbox.refusal("PUT", path, targetid=1)
    assert "bereits" in sandbox.refusal("PUT", path, targetid=source)
    if made != "ready":
        target = sandbox.frozen() if made == "frozen" else sandbox.create()["id"]
        assert "benoetigt wird READY" in sandbox.refusal("PUT", path, targetid=target)


def test_an_unknown_address_is_told(sandbox: Sandbox) -> None:
    number = sandbox.ready()
    assert "hat keine IP-Adresse Nr. 999" in sandbox.refusal("PUT", f"/ips/{number}/999/move", targetid=number)


def test_floating_addresses_go_with_their_box(sandbox: Sandbox) -> None:
    number = sandbox.ready()
    first = sandbox.control("POST", "/ips", box=number)["ips"]
    sandbox.call("DELETE", f"/jiffyBoxes/{number}")
    sandbox.settle()
    assert sandbox.get("/ips") == {}
    assert sandbox.control("POST", "/ips", box=sandbox.ready())["ips"] == first


@given(slots, slots)
def test_two_slots_never_share_an_address(one: int, two: int) -> None:
    shared = {a.ip for a in addresses.IMAGINED.of_box(one)} & {a.ip for a in addresses.IMAGINED.of_box(two)}
    assert bool(shared) == (one == two)


@given(slots)
def test_every_address_leads_back_to_its_slot(slot: int) -> None:
    for address in (*addresses.IMAGINED.of_box(slot), addresses.IMAGINED.ordered(slot)):
        assert addresses.IMAGINED.slot_of(address.ip) == slot
        assert addresses.IMAGINED.covers(address, address.ip)
    network = addresses.IMAGINED.of_box(slot)[2]
    assert addresses.IMAGINED.covers(network, str(ip_network(network.ip)[7]))


@given(st.text())
def test_any_text_at_all_can_be_asked_for_as_an_address(text: str) -> None:
    assert addresses.IMAGINED.slot_of(text) is None or ip_address(text.removesuffix("/56"))
