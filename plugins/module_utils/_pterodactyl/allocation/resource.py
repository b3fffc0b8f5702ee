# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The ports of a node that servers can be given: many at once, as ranges."""

from __future__ import annotations

import ipaddress
from dataclasses import MISSING, dataclass
from functools import partial
from typing import Any, Iterable, Iterator, Sequence

from ..._core.converge import Run, Step, Steps, View, converge
from ..._core.errors import InvalidInput
from ..._core.kind import Thing
from ..._core.made import Arguments, Made, makes_one
from ..._core.options import check_options, option
from ..._core.report import Report, report_of
from ..._core.task import TaskSpec
from ..client import APPLICATION, Client
from ..kinds import NODE
from ..provider import PANEL
from ..server.ports import numbers, place_of

# The panel takes so many ports of a range, so many addresses of a network.
_MOST_PORTS, _WIDEST = 1000, 25
Found = Any  # the allocations of the node, or None if there is no such node


@dataclass(frozen=True)
class DesiredAllocations:
    """What a user wants of the ports of a node; the options of the module."""

    node: str = option(MISSING)
    ip: str = option(MISSING)
    ports: tuple[str, ...] = option(MISSING, least=1)
    alias: str | None = option()
    purge: bool = False
    state: str = option("present", choices=("present", "absent"))

    def __post_init__(self) -> None:
        check_options(self)
        addresses(self.ip)
        for at, text in enumerate(self.ports):
            numbers(f"ports[{at}]", text)
        if self.purge and self.state != "present":
            raise InvalidInput("purge", True, "needs state: present", advice="Leave it out")

    @property
    def wanted(self) -> dict[tuple[str, int], None]:
        """All addresses with all ports, in their order."""
        ports = sorted({port for text in self.ports for port in numbers("ports", text)})
        return {(ip, port): None for ip in addresses(self.ip) for port in ports}


def addresses(text: str) -> list[str]:
    """The addresses that an address or a network has.

    :raises InvalidInput: it is none, or too large.
    """
    try:
        network = ipaddress.ip_network(text, strict=False)
    except ValueError:
        rule = "must be an IP address, or an IPv4 network such as 192.0.2.0/28"
        raise InvalidInput("ip", text, rule, advice="Names are not taken: nobody could see where they lead") from None
    if network.num_addresses > 1 and (network.version == 6 or network.prefixlen < _WIDEST):
        raise InvalidInput("ip", text, f"must be one address, or an IPv4 network from /{_WIDEST} to /32")
    return [str(one) for one in network]


def as_ranges(ports: Sequence[int]) -> list[str]:
    """Ports as the panel and people write them: as few ranges as can be, each no longer than the panel takes."""
    ranges: list[list[int]] = []
    for port in sorted(ports):
        if ranges and ranges[-1][1] == port - 1 and port - ranges[-1][0] < _MOST_PORTS:
            ranges[-1][1] = port
        else:
            ranges.append([port, port])
    return [f"{first}-{last}" if last > first else str(first) for first, last in ranges]


class AllocationsResource:
    """Compares the ports of a node with those that are desired."""

    what = "ports"

    def __init__(self, client: Client, desired: DesiredAllocations) -> None:
        self.client = client
        self.desired = desired
        self.node: Thing = {}

    @property
    def title(self) -> str:
        """The ports, and the node they are of."""
        return f"ports of {self.desired.ip} on node {self.desired.node}"

    def observe(self) -> list[Thing]:
        """What the node has at the addresses."""
        if self.desired.state == "absent":
            self.node = NODE.find_any(self.client, self.desired.node, "node") or {}
            if not self.node:
                return []
        else:
            self.node = NODE.find(self.client, self.desired.node, "node")
        there = self.client.get_all(APPLICATION, "nodes", self.node["id"], "allocations")
        known = set(addresses(self.desired.ip))
        return _sorted(one for one in there if one["ip"] in known)

    def plan(self, actual: list[Thing]) -> Steps[list[Thing]]:
        """Remove what is too many, a call for each, then add what is missing, a call for each address.

        :raises InvalidInput: a server has what is to be removed, or to get another alias.
        """
        return Steps(self.view(actual), tuple(self._steps(actual)))

    def view(self, actual: list[Thing]) -> View:
        """The ports of each address."""
        by_address: dict[str, list[int]] = {}
        for one in actual:
            by_address.setdefault(one["ip"], []).append(one["port"])
        aliases = {one["ip"]: one["alias"] for one in actual if one.get("alias")} if self.desired.alias else {}
        told: dict[str, Any] = {ip: as_ranges(ports) for ip, ports in by_address.items()}
        return {"node": self.desired.node, **told, **({"aliases": aliases} if aliases else {})}

    def becomes(self, actual: list[Thing]) -> list[Thing]:
        """What the node will have there."""
        gone = {one["id"] for one in self._removed(actual)}
        new = [
            {"ip": ip, "port": port, "alias": self.desired.alias or None, "assigned": False}
            for ip, port in self._missing(actual)
        ]
        kept = [one for one in actual if one["id"] not in gone]
        return _sorted([*kept, *new])

    def _missing(self, actual: list[Thing]) -> list[tuple[str, int]]:
        if self.desired.state == "absent":
            return []
        gone = {one["id"] for one in self._removed(actual)}
        there = {(one["ip"], one["port"]) for one in actual if one["id"] not in gone}
        return [place for place in self.desired.wanted if place not in there]

    def _removed(self, actual: list[Thing]) -> list[Thing]:
        wanted, desired = self.desired.wanted, self.desired
        named = [one for one in actual if (one["ip"], one["port"]) in wanted]
        if desired.state == "absent":
            self._free(named, "state", "absent", "removed")
            return named
        others = [one for one in actual if (one["ip"], one["port"]) not in wanted and not one.get("assigned")]
        renamed = [one for one in named if desired.alias is not None and (one.get("alias") or "") != desired.alias]
        # the API cannot change an alias
        self._free(renamed, "alias", desired.alias, "removed and added again with it, since an alias cannot be changed")
        return [*renamed, *(others if desired.purge else [])]

    def _free(self, allocations: Sequence[Thing], name: str, value: Any, what: str) -> None:
        used = [place_of(one) for one in allocations if one.get("assigned")]
        if used:
            told = f"{', '.join(used[:5])}{' …' if len(used) > 5 else ''}"
            rule = f"cannot be: servers have {told}, which would be {what}"
            raise InvalidInput(name, value, rule, advice="Take from the servers first what they have, or leave it out")

    def _steps(self, actual: list[Thing]) -> Iterator[Step[list[Thing]]]:
        there = actual
        for one in self._removed(actual):
            there = [other for other in there if other is not one]
            what = f"remove port {place_of(one)} of node {self.desired.node}"
            yield Step("delete", what, self.view(there), partial(self._remove, one["id"]))
        missing: dict[str, list[int]] = {}
        for ip, port in self._missing(actual):
            missing.setdefault(ip, []).append(port)
        for ip, ports in missing.items():
            there = _sorted([*there, *({"ip": ip, "port": port, "alias": self.desired.alias} for port in ports)])
            what = f"add {len(ports)} ports of {ip} to node {self.desired.node}"
            yield Step("create", what, self.view(there), partial(self._add, ip, ports))

    def _remove(self, number: int, actual: list[Thing], _run: Run) -> list[Thing]:
        self.client.delete(APPLICATION, "nodes", self.node["id"], "allocations", number)
        return [one for one in actual if one["id"] != number]

    def _add(self, ip: str, ports: list[int], _actual: list[Thing], _run: Run) -> list[Thing]:
        alias = {"alias": self.desired.alias} if self.desired.alias else {}
        body = {"ip": ip, "ports": as_ranges(ports), **alias}
        self.client.act(APPLICATION, "nodes", self.node["id"], "allocations", values=body)
        # the panel does not say which they are
        return self.observe()


def _sorted(allocations: Iterable[Thing]) -> list[Thing]:
    return sorted(allocations, key=lambda one: (_address(one), one["port"]))


def _address(allocation: Thing) -> tuple[int, Any]:
    try:
        address = ipaddress.ip_address(allocation["ip"])
    except ValueError:
        return (0, 0)
    return (address.version, int(address))


def allocation_result(allocation: Thing) -> Thing:
    """An allocation as results show it."""
    return {name: allocation.get(name) for name in ("id", "ip", "port", "alias", "notes", "assigned")}


def ensure_allocations(client: Client, desired: DesiredAllocations, check_mode: bool) -> Report:
    """Have a node have ports, or not."""
    resource = AllocationsResource(client, desired)
    outcome = converge(resource, client.session, check_mode=check_mode)
    there = resource.becomes(outcome.actual) if check_mode else outcome.actual
    return report_of(outcome, allocations=[allocation_result(one) for one in there])


def _made(arguments: Arguments) -> list[Made]:
    """The ports, as a server names them: by their numbers, or behind the address if there is only one."""
    given = arguments.get("ports")
    texts = given if isinstance(given, list) else str(given).split(",")
    try:
        ports = sorted({port for text in texts for port in numbers("ports", str(text).strip())})
        ips = addresses(str(arguments.get("ip")))
    except InvalidInput:
        return []
    named = {
        "port": [str(port) for port in ports],
        "port_there": [place_of({"ip": ip, "port": port}) for ip in ips[:1] for port in ports if len(ips) == 1],
    }
    return [
        made
        for key, names in named.items()
        for name in names
        for made in makes_one(key, inside=("node",))({**arguments, "name": name})
    ]


ALLOCATION_TASK = TaskSpec(PANEL, DesiredAllocations, ensure_allocations, makes=_made)
