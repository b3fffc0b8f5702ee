# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What is in a data centre: sent along with its creation, later looked at and changed one by one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Iterable, Iterator, Sequence

from ..._core.kind import Thing
from ..._core.record.children import Children
from ..._core.record.table import Change
from .. import tables
from ..kinds import inside, number, properties
from ..lan.record import IpFailover

# What a data centre holds, as the API calls it and as people do.
HOLDS = {"servers": "servers", "volumes": "volumes", "lans": "LANs", "loadbalancers": "load balancers"}
# How deep a look goes that shows what is in it, and one that shows all that is in those: volumes, NICs, their rules.
PLAIN, WHOLE = 2, 6


class Inside(Children):
    """Things of a data centre, which shows them only if that is asked for.

    :param depth: how deep it has to be looked at for them.
    :param guards: whether they are looked at before it is deleted; all that it holds is seen then.
    """

    def __init__(
        self, name: str, what: str, record: Any, sent: Any, depth: int = PLAIN, put: Any = None, guards: bool = False
    ) -> None:
        there, usual = tables.children(what)
        super().__init__(name, record, there, put or usual, sent=sent)
        self._what = what
        self.depth = depth
        self.guards = guards

    def look(self, resource: Any, thing: Thing) -> Thing:
        """The data centre with what is in it, unless another part has looked deep enough."""
        if "looked" in thing:
            return thing
        asked = (part for part in resource.record.parts if isinstance(part, Inside) and part.asked(resource.desired))
        depth = max((part.depth for part in asked), default=PLAIN)
        return {**resource.client.get("datacenters", thing["id"], depth=depth), "looked": True}

    def result(self, thing: Thing) -> Any:
        """Those that are there; None if nobody asked."""
        return super().result(thing) if "items" in ((thing.get("entities") or {}).get(self._what) or {}) else None


class Lans(Inside):
    """The LANs, but for failover groups that have to wait for the NICs."""

    def _children(self, resource: Any, thing: Thing) -> Iterator[tuple[str, Any]]:
        for place, child in super()._children(resource, thing):
            lan = self._meant(place, child)
            if lan and _waits(thing, lan, child.desired.ip_failover):
                child.desired = replace(child.desired, ip_failover=None)
            yield place, child


class LansAtLast(Inside):
    """What is left to change of the LANs when the NICs are as desired: their failover groups."""

    def options(self) -> Iterable[tuple[str, str, Any]]:
        """None of its own."""
        return ()

    def changes(self, resource: Any, thing: Thing) -> Iterable[Change]:
        """Told apart from the changes before."""
        for change in super().changes(resource, thing):
            yield replace(change, what=f"{change.what}, its ip_failover")


def _waits(datacenter: Thing, lan: Thing, wanted: Sequence[IpFailover] | None) -> bool:
    """Whether groups can only be as wanted when NICs have changed: one that goes must have no further NIC with its
    address, and the NIC of a new one must have the address already.
    """
    if wanted is None:
        return False
    nics = [nic for server in inside(datacenter, "servers") for nic in inside(server, "nics")]
    having = {nic.get("id"): properties(nic).get("ips") or [] for nic in nics if _is_in(nic, lan)}
    asked_for = [group.ip for group in wanted]
    going = [group for group in properties(lan).get("ipFailover") or [] if group.get("ip") not in asked_for]
    held = any(group["ip"] in ips and nic != group.get("nicUuid") for group in going for nic, ips in having.items())
    return held or any(group.ip not in having.get(group.nic_uuid, [group.ip]) for group in wanted)


def _is_in(nic: Thing, lan: Thing) -> bool:
    return str(properties(nic).get("lan")) == str(lan.get("id"))


def numbered(datacenter: Thing, lans: list[Thing]) -> Thing:
    """The data centre with LANs; new ones get the numbers that the service will give them."""
    taken = [number(lan) for lan in lans if lan.get("id")]
    last = max(taken, default=0)
    named = []
    for lan in lans:
        last += not lan.get("id")
        named.append({**lan, "id": lan.get("id") or str(last)})
    return tables.children("lans")[1](datacenter, named)


def told(datacenter: Thing) -> list[str]:
    """What a data centre holds, a text for each thing."""
    return [
        f"{one[:-1]} {(thing.get('properties') or {}).get('name') or ''} ({thing['id']})".replace("  ", " ")
        for what, one in HOLDS.items()
        for thing in inside(datacenter, what)
    ]
