# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""LANs, NICs, rules, load balancers and reserved addresses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from ionos_account import Sandbox, last, nic


@pytest.fixture
def datacenter(sandbox: Sandbox) -> str:
    path = sandbox.datacenter()
    sandbox.public_lan(path)
    return path


def properties(sandbox: Sandbox, path: str) -> Any:
    return sandbox.get(path)["properties"]


def cards(sandbox: Sandbox, server: str) -> list[str]:
    """The paths of a server's NICs."""
    return [f"{server}/nics/{card['id']}" for card in sandbox.get(f"{server}/nics")["items"]]


def reserved(sandbox: Sandbox, size: int = 1, location: str = "de/fra") -> tuple[str, list[str]]:
    """The path and the addresses of a new block."""
    block = sandbox.done("POST", "/ipblocks", {"properties": {"location": location, "size": size}})
    return f"/ipblocks/{block['id']}", block["properties"]["ips"]


def test_lans_are_numbered(sandbox: Sandbox, datacenter: str) -> None:
    made = sandbox.accepted("POST", f"{datacenter}/lans", {"properties": {"name": "private"}}).json()
    assert (made["id"], made["type"], made["properties"]["ipFailover"]) == ("2", "lan", None)
    sandbox.settle()
    found = properties(sandbox, f"{datacenter}/lans/2")
    assert (found["public"], found["ipFailover"], found["ipv6CidrBlock"]) == (False, [], None)
    assert found["ipv4CidrBlock"].startswith("10.")
    assert properties(sandbox, f"{datacenter}/lans/1")["ipv4CidrBlock"] is None
    sandbox.done("DELETE", f"{datacenter}/lans/2")
    assert sandbox.made(f"{datacenter}/lans", {"public": "false"}) == f"{datacenter}/lans/3"
    assert sandbox.made(f"{sandbox.datacenter()}/lans", {}).endswith("/lans/1")


def test_a_lan_that_has_cards_stays(sandbox: Sandbox, datacenter: str) -> None:
    server = sandbox.server(datacenter, nics=[nic()])
    [(code, _text)] = sandbox.refusal(422, "DELETE", f"{datacenter}/lans/1")
    assert code == "200"
    sandbox.done("DELETE", server)
    sandbox.fault("DELETE", "*/lans/1", "protected")
    assert sandbox.refusal(403, "DELETE", f"{datacenter}/lans/1") == [
        ("451", "Access Denied: Lan 1 is delete-protected by 'DBaaS'.")
    ]
    sandbox.done("DELETE", f"{datacenter}/lans/1")


def test_a_card_makes_the_lan_that_it_names(sandbox: Sandbox, datacenter: str) -> None:
    server = sandbox.server(datacenter)
    response = sandbox.accepted("POST", f"{server}/nics", nic(7))
    made = response.json()["properties"]
    assert (made["mac"], made["firewallType"], made["ips"], made["lan"]) == (None, None, [], 7)
    sandbox.settle()
    lan = properties(sandbox, f"{datacenter}/lans/7")
    assert (lan["name"], lan["public"]) == (None, False)
    found = properties(sandbox, f"{server}/nics/{response.json()['id']}")
    assert (found["mac"][:6], found["firewallType"], found["dhcp"]) == ("02:01:", "INGRESS", True)
    assert (found["firewallActive"], found["ips"][0][-3:]) == (False, ".11")
    assert sandbox.targets(response, "lan") == ["7"]
    assert [
        properties(sandbox, path)["ips"][0][-3:] for path in cards(sandbox, sandbox.server(datacenter, nics=[nic(7)]))
    ] == [".12"]


def test_the_lan_knows_its_members(sandbox: Sandbox, datacenter: str) -> None:
    server = sandbox.server(datacenter, nics=[nic(1), nic(2)])
    first, second = cards(sandbox, server)
    assert [card["id"] for card in sandbox.items(f"{datacenter}/lans/1/nics")] == [last(first)]
    assert sandbox.get(f"{datacenter}/lans/2/nics/{last(second)}")["id"] == last(second)
    assert sandbox.refusal(404, "GET", f"{datacenter}/lans/2/nics/{last(first)}")
    sandbox.done("POST", f"{datacenter}/lans/2/nics", {"id": last(first)})
    moved = properties(sandbox, first)
    assert (moved["lan"], moved["ips"][0][:3]) == (2, "10.")
    sandbox.done("PATCH", first, {"lan": 3})
    assert [properties(sandbox, first)["lan"], len(sandbox.items(f"{datacenter}/lans/3/nics"))] == [3, 1]
    sandbox.made(f"{datacenter}/lans", {"name": "x"}, nics=[{"id": last(first)}])
    assert properties(sandbox, first)["lan"] == 4
    assert sandbox.refusal(404, "POST", f"{datacenter}/lans/2/nics", {"id": "x"})


def test_a_lan_becomes_public_and_private_again(sandbox: Sandbox, datacenter: str) -> None:
    [card] = cards(sandbox, sandbox.server(datacenter, nics=[nic(2)]))
    seen = [properties(sandbox, card)["ips"][0].split(".")[0]]
    for public in ("true", False):
        sandbox.done("PATCH", f"{datacenter}/lans/2", {"public": public})
        seen.append(properties(sandbox, card)["ips"][0].split(".")[0])
    assert seen == ["10", "198", "10"]


def test_failover_takes_a_public_lan_and_a_reserved_address(sandbox: Sandbox, datacenter: str) -> None:
    _path, [ip] = reserved(sandbox)
    first, second = (cards(sandbox, sandbox.server(datacenter, nics=[nic()]))[0] for _ in range(2))
    lan = f"{datacenter}/lans/1"
    own = properties(sandbox, first)["ips"][0]
    assert "is not reserved" in sandbox.words("PATCH", lan, {"ipFailover": [{"ip": own, "nicUuid": last(first)}]})
    group = [{"ip": ip, "nicUuid": last(first)}]
    assert "does not have the IP" in sandbox.words("PATCH", lan, {"ipFailover": group})
    sandbox.done("PATCH", first, {"ips": [ip]})
    assert "in use by another NIC" in sandbox.words("PATCH", second, {"ips": [ip]})
    sandbox.done("PATCH", lan, {"ipFailover": group})
    assert properties(sandbox, lan)["ipFailover"] == group
    sandbox.done("PATCH", second, {"ips": [ip]})
    assert properties(sandbox, second)["ips"] == [ip]
    sandbox.done("PATCH", lan, {"name": "still"})
    assert properties(sandbox, lan)["ipFailover"] == group
    said = f"Failover IP '{ip}' found in Slave NIC '{last(second)}'. IP failover settings cannot be deleted."
    assert sandbox.refusal(422, "PATCH", lan, {"ipFailover": []}) == [("184", f"[(root).ipFailover] {said}")]
    sandbox.done("PATCH", lan, {"ipFailover": [{"ip": ip, "nicUuid": last(second)}]})
    sandbox.done("PATCH", lan, {"ipFailover": group})
    sandbox.done("PATCH", second, {"ips": []})
    sandbox.done("PATCH", lan, {"ipFailover": []})
    assert properties(sandbox, lan)["ipFailover"] == []
    sandbox.done("PATCH", lan, {"ipFailover": group})
    sandbox.done("DELETE", first)
    assert properties(sandbox, lan)["ipFailover"] == []
    for wrong, words in (
        ([{"ip": ip, "nicUuid": "x"}], "UUID"),
        ([{"ip": "x", "nicUuid": last(second)}], "IP"),
        (["x"], "ip and nicUuid"),
    ):
        assert words in sandbox.words("PATCH", lan, {"ipFailover": wrong})
    private = sandbox.made(f"{datacenter}/lans", {"public": False})
    assert sandbox.words("PATCH", private, {"ipFailover": [{"ip": ip, "nicUuid": last(second)}]})


def test_addresses_are_own_ones_or_private(sandbox: Sandbox, datacenter: str) -> None:
    path, ips = reserved(sandbox, 2)
    _elsewhere, [far] = reserved(sandbox, 1, "us/las")
    server = sandbox.server(datacenter, nics=[nic(ips=ips)])
    [card] = cards(sandbox, server)
    assert set(properties(sandbox, card)["ips"]) == set(ips)
    consumers = properties(sandbox, path)["ipConsumers"]
    assert {(it["ip"], it["nicId"], it["serverName"], it["datacenterId"]) for it in consumers} == {
        (ip, last(card), "web", last(datacenter)) for ip in ips
    }
    for wrong in (far, "203.0.113.1", "x"):
        assert sandbox.refusal(422, "POST", f"{server}/nics", nic(ips=[wrong]))
    assert sandbox.refusal(422, "DELETE", path)[0][0] == "200"
    sandbox.done("PATCH", card, {"ips": []})
    assert properties(sandbox, card)["ips"][0] not in ips
    sandbox.done("PATCH", card, {"ips": ["10.9.8.7"], "lan": 2})
    assert properties(sandbox, card)["ips"] == ["10.9.8.7"]
    sandbox.done("DELETE", path)


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"lan": 0},
        {"lan": "one"},
        {"lan": 1, "firewallType": "NONE"},
        {"lan": 1, "mac": "x"},
        {"lan": 1, "ips": "10.0.0.1"},
        {"lan": 1, "ips": [None]},
        {"lan": 1, "dhcpv6": True},
        {"lan": 1, "nat": True},
        {"lan": 1, "pciSlot": 5},
    ],
)
def test_what_a_card_cannot_be(sandbox: Sandbox, datacenter: str, sent: dict[str, Any]) -> None:
    server = sandbox.server(datacenter)
    assert sandbox.words("POST", f"{server}/nics", {"properties": sent}).startswith("[(root).properties.")
    assert sandbox.get(f"{server}/nics")["items"] == []


def test_addresses_of_hardware_are_given_at_creation_only(sandbox: Sandbox, datacenter: str) -> None:
    server = sandbox.server(datacenter, nics=[nic(mac="02:AA:00:00:00:01")])
    [card] = cards(sandbox, server)
    assert properties(sandbox, card)["mac"] == "02:aa:00:00:00:01"
    assert "immutable" in sandbox.words("PATCH", card, {"mac": "02:aa:00:00:00:02"})
    sandbox.done("DELETE", card)
    assert cards(sandbox, server) == []


def test_cards_speak_six_where_the_lan_does(sandbox: Sandbox, datacenter: str) -> None:
    lan = sandbox.made(f"{datacenter}/lans", {"public": True, "ipv6CidrBlock": "AUTO"})
    assert properties(sandbox, lan)["ipv6CidrBlock"].endswith("/64")
    [card] = cards(sandbox, sandbox.server(datacenter, nics=[nic(int(last(lan)))]))
    found = properties(sandbox, card)
    assert (found["ipv6CidrBlock"][-3:], len(found["ipv6Ips"]), found["dhcpv6"]) == ("/80", 1, True)
    sandbox.done("PATCH", card, {"ips": [], "dhcpv6": False})
    assert properties(sandbox, card)["dhcpv6"] is False
    sandbox.done("PATCH", f"{datacenter}/lans/1", {"ipv6CidrBlock": "AUTO"})
    assert properties(sandbox, f"{datacenter}/lans/1")["ipv6CidrBlock"].endswith("/64")


@pytest.fixture
def rules(sandbox: Sandbox, datacenter: str) -> str:
    [card] = cards(sandbox, sandbox.server(datacenter, nics=[nic()]))
    return f"{card}/firewallrules"


def test_rules_come_and_go(sandbox: Sandbox, rules: str) -> None:
    sent = {"name": "ssh", "protocol": "TCP", "portRangeStart": 22, "portRangeEnd": 22, "sourceIp": "192.0.2.0/24"}
    made = sandbox.accepted("POST", rules, {"properties": sent}).json()
    assert (made["type"], made["properties"]["type"], made["properties"]["ipVersion"]) == ("firewall-rule", None, None)
    sandbox.settle()
    path = f"{rules}/{made['id']}"
    found = properties(sandbox, path)
    assert (found["type"], found["ipVersion"], found["sourceIp"]) == ("INGRESS", "IPv4", "192.0.2.0/24")
    sandbox.done("PATCH", path, {"portRangeStart": None, "portRangeEnd": None, "sourceIp": None})
    assert properties(sandbox, path)["portRangeStart"] is None
    assert "immutable" in sandbox.words("PATCH", path, {"protocol": "UDP"})
    sandbox.made(rules, sent)
    sandbox.made(rules, sent)
    assert len(sandbox.get(rules)["items"]) == 3
    sandbox.done("DELETE", path)
    assert sandbox.refusal(404, "GET", path)


@pytest.mark.parametrize(
    ("sent", "name"),
    [
        ({}, "protocol"),
        ({"protocol": "QUIC"}, "protocol"),
        ({"protocol": "TCP", "portRangeStart": 22}, "portRangeEnd"),
        ({"protocol": "TCP", "portRangeEnd": 22}, "portRangeStart"),
        ({"protocol": "TCP", "portRangeStart": 23, "portRangeEnd": 22}, "portRangeEnd"),
        ({"protocol": "TCP", "portRangeStart": 0, "portRangeEnd": 22}, "portRangeStart"),
        ({"protocol": "TCP", "portRangeStart": 1, "portRangeEnd": 65536}, "portRangeEnd"),
        ({"protocol": "TCP", "icmpType": 8}, "icmpType"),
        ({"protocol": "ICMP", "icmpType": 255}, "icmpType"),
        ({"protocol": "ANY", "portRangeStart": 1, "portRangeEnd": 2}, "portRange"),
        ({"protocol": "TCP", "sourceIp": "here"}, "sourceIp"),
        ({"protocol": "TCP", "targetIp": "10.0.0.0/8"}, "targetIp"),
        ({"protocol": "TCP", "sourceMac": "x"}, "sourceMac"),
        ({"protocol": "TCP", "ipVersion": "IPv5"}, "ipVersion"),
        ({"protocol": "TCP", "type": "BOTH"}, "type"),
    ],
)
def test_what_a_rule_cannot_be(sandbox: Sandbox, rules: str, sent: dict[str, Any], name: str) -> None:
    found = [text for _code, text in sandbox.refusal(422, "POST", rules, {"properties": sent})]
    assert any(text.startswith(f"[(root).properties.{name}") for text in found)


def test_a_range_may_be_one_port(sandbox: Sandbox, rules: str) -> None:
    sandbox.fault("POST", rules, "open_ranges")
    made = sandbox.made(rules, {"protocol": "TCP", "portRangeStart": 22})
    assert properties(sandbox, made)["portRangeEnd"] == 22


def test_balancers_take_over_with_their_address(sandbox: Sandbox, datacenter: str) -> None:
    server = sandbox.server(datacenter, nics=[nic(1), nic(1), nic(2)])
    first, second, third = cards(sandbox, server)
    _path, [ip] = reserved(sandbox)
    balancer = sandbox.made(f"{datacenter}/loadbalancers", {"name": "lb", "ip": ip}, balancednics=[{"id": last(first)}])
    members = f"{balancer}/balancednics"
    assert [card["id"] for card in sandbox.get(members)["items"]] == [last(first)]
    assert properties(sandbox, first)["ips"] == [ip]
    assert "load balancer" in sandbox.words("PATCH", first, {"ips": []})
    made = sandbox.done("POST", members, {"id": last(second)})
    assert (made["id"], made["type"]) == (last(second), "nic")
    assert "one LAN" in sandbox.words("POST", members, {"id": last(third)})
    _other, [new] = reserved(sandbox)
    sandbox.done("PATCH", balancer, {"ip": new, "name": "x"})
    assert [properties(sandbox, card)["ips"] for card in (first, second)] == [[new], [new]]
    sandbox.done("DELETE", f"{members}/{last(first)}")
    assert properties(sandbox, first)["ips"] not in ([new], [])
    assert sandbox.refusal(404, "GET", f"{members}/{last(first)}")
    assert sandbox.get(f"{members}/{last(second)}")["id"] == last(second)
    sandbox.done("DELETE", second)
    assert sandbox.get(members)["items"] == []
    sandbox.done("DELETE", balancer)
    assert sandbox.get(f"{datacenter}/loadbalancers")["items"] == []
    bare = sandbox.accepted("POST", f"{datacenter}/loadbalancers", {"properties": {"dhcp": "true"}})
    assert (bare.json()["properties"]["ip"], "balancednics" in bare.json()["entities"]) == (None, True)
    sandbox.settle()
    assert properties(sandbox, f"{datacenter}/loadbalancers/{bare.json()['id']}")["ip"].startswith("198.")


def test_blocks_know_their_addresses_at_once(sandbox: Sandbox) -> None:
    made = sandbox.accepted("POST", "/ipblocks", {"properties": {"location": "de/fra", "size": "3"}}).json()
    found = made["properties"]
    assert (found["size"], len(set(found["ips"])), found["ipConsumers"]) == (3, 3, [])
    assert found["name"].startswith("IP_BLOCK_")
    sandbox.settle()
    path = f"/ipblocks/{made['id']}"
    assert sandbox.done("PATCH", path, {"name": "x"})["properties"]["name"] == "x"
    for fixed in ({"size": 4}, {"location": "us/las"}):
        assert "immutable" in sandbox.words("PATCH", path, fixed)
    assert [block["id"] for block in sandbox.control("GET", "/costs")["addresses"]] == [made["id"]]
    sandbox.done("DELETE", path)


@pytest.mark.parametrize(
    "sent", [{"size": 1}, {"location": "de/fra"}, {"location": "x", "size": 1}, {"location": "de/fra", "size": 0}]
)
def test_what_a_block_cannot_be(sandbox: Sandbox, sent: dict[str, Any]) -> None:
    assert sandbox.words("POST", "/ipblocks", {"properties": sent}).startswith("[(root).properties.")


def test_addresses_are_never_given_out_twice(sandbox: Sandbox, datacenter: str) -> None:
    seen: list[str] = []
    take: Callable[[], None]
    for take in (
        lambda: seen.extend(reserved(sandbox, 3)[1]),
        lambda: seen.extend(properties(sandbox, cards(sandbox, sandbox.server(datacenter, nics=[nic()]))[0])["ips"]),
    ):
        take()
        take()
    assert len(seen) == len(set(seen)) == 8
