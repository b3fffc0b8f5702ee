# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The subnets of a private network: those that are listed are made, and none is changed."""

from __future__ import annotations

import ipaddress
from dataclasses import MISSING, asdict, dataclass
from functools import partial
from typing import Any, Iterable

from ..._core.converge import Run
from ..._core.errors import InvalidInput, Refused
from ..._core.kind import Thing
from ..._core.options import check_options, option
from ..._core.record.table import Change, Part
from .. import kinds, shapes
from ..client import GONE


@dataclass(frozen=True)
class Subnet:
    """A range of addresses in one region."""

    region: str = option(MISSING)
    network: str = option(MISSING)
    start: str | None = None
    end: str | None = None
    dhcp: bool = True
    no_gateway: bool = False

    def __post_init__(self) -> None:
        check_options(self)
        try:
            network = ipaddress.ip_network(self.network)
        except ValueError as error:
            raise InvalidInput("network", self.network, f"is no network such as 192.168.0.0/24: {error}") from None
        for name in ("start", "end"):
            value = getattr(self, name)
            try:
                if value is not None and ipaddress.ip_address(value) not in network:
                    raise InvalidInput(name, value, f"is not in {self.network}")
            except ValueError:
                raise InvalidInput(name, value, "is no IP address") from None

    @property
    def sent(self) -> dict[str, Any]:
        """As the API has it; addresses that are not given are the first and the last ones that hosts can have."""
        network = ipaddress.ip_network(self.network)
        told = asdict(self)
        # the first one is the gateway
        first = 1 if self.no_gateway else 2
        return {
            **{name: told[name] for name in ("region", "dhcp")},
            # in the one form that the service shows
            "network": str(network),
            "start": self.start or str(network[min(first, network.num_addresses - 1)]),
            "end": self.end or str(network[max(0, network.num_addresses - 2)]),
            "noGateway": self.no_gateway,
        }


def told_subnet(subnet: Thing) -> dict[str, Any]:
    """A subnet as results show it."""
    pool: dict[str, Any] = next(iter(subnet.get("ipPools") or []), {})
    return {
        "region": pool.get("region"),
        "network": subnet.get("cidr"),
        "start": pool.get("start"),
        "end": pool.get("end"),
        "dhcp": subnet.get("dhcpEnabled"),
        "gateway": subnet.get("gatewayIp"),
    }


class Subnets(Part):
    """Told by region and network."""

    name = "subnets"

    def options(self) -> Iterable[tuple[str, str, Any]]:
        """The list, and whether those not listed are removed."""
        return (("subnets", "list[dict] | None", option(None, of=Subnet)), ("purge_subnets", "bool", False))

    def look(self, resource: Any, thing: Thing) -> Thing:
        """The network with its subnets."""
        where = (*self._where(resource, thing),)
        try:
            return {**thing, "subnets": resource.client.get_all(*where, shape=shapes.SUBNET)}
        except Refused as error:
            if error.status not in GONE:
                raise
            # it has just gone
            return {**thing, "subnets": []}

    def view(self, resource: Any, thing: Thing) -> Any:
        """Those that are there, by region and network."""
        return {_key(told_subnet(one)): _shown(told_subnet(one)) for one in thing.get("subnets") or []}

    def result(self, thing: Thing) -> Any:
        """Those that are there; None if nobody looked."""
        there = thing.get("subnets")
        return None if there is None else [{"id": one.get("id"), **told_subnet(one)} for one in there]

    def changes(self, resource: Any, thing: Thing) -> Iterable[Change]:
        """Take away what is too much, if that is asked for, and make what is missing."""
        view, wanted = self.view(resource, thing), {_key(one.sent): one.sent for one in resource.desired.subnets}
        for subnet in thing.get("subnets") or []:
            key = _key(told_subnet(subnet))
            if key not in wanted and resource.desired.purge_subnets:
                view = {name: one for name, one in view.items() if name != key}
                yield Change(
                    "delete_subnet",
                    f"delete subnet {key}",
                    {"subnets": view},
                    partial(self._delete, resource, subnet["id"]),
                )
        for key, sent in wanted.items():
            there = view.get(key)
            if there is None:
                view = {**view, key: _shown(sent)}
                make = partial(self._create, resource, sent)
                yield Change("create_subnet", f"create subnet {key}", {"subnets": view}, make)
            elif there != _shown(sent):
                has = f"{there['start']} to {there['end']}, {'with' if there['dhcp'] else 'without'} DHCP"
                rule = f"cannot be changed: subnet {key} has {has}"
                raise InvalidInput("subnets", None, rule, advice="Delete it, with purge_subnets and without it, first")

    def foreseen(self, resource: Any, thing: Thing) -> Thing:
        """The network with the subnets that are listed."""
        wanted = {_key(one.sent): one.sent for one in resource.desired.subnets}
        kept = thing.get("subnets") or []
        if resource.desired.purge_subnets:
            kept = [one for one in kept if _key(told_subnet(one)) in wanted]
        there = {_key(told_subnet(one)) for one in kept}
        new = [
            {"cidr": sent["network"], "dhcpEnabled": sent["dhcp"], "ipPools": [sent]}
            for key, sent in wanted.items()
            if key not in there
        ]
        return {**thing, "subnets": [*kept, *new]}

    @staticmethod
    def _where(resource: Any, thing: Thing, *more: str) -> tuple[str, ...]:
        return kinds.below(resource.parents[0], "network", "private", str(thing.get("id")), "subnet", *more)

    def _create(self, resource: Any, sent: dict[str, Any], thing: Thing, _run: Run) -> None:
        resource.client.create(*self._where(resource, thing), values=sent, shape=shapes.SUBNET)

    def _delete(self, resource: Any, subnet: str, thing: Thing, _run: Run) -> None:
        resource.client.delete(*self._where(resource, thing, subnet))


def check_subnets(desired: Any) -> None:
    """That none is listed twice.

    :raises InvalidInput: one is.
    """
    seen: dict[str, int] = {}
    for at, one in enumerate(desired.subnets or []):
        key = _key(one.sent)
        if seen.setdefault(key, at) != at:
            raise InvalidInput(f"subnets[{at}]", None, f"has the region and network of subnets[{seen[key]}]: {key}")


def _key(subnet: dict[str, Any]) -> str:
    return f"{subnet['region']} {subnet['network']}"


def _shown(subnet: dict[str, Any]) -> dict[str, Any]:
    return {name: subnet[name] for name in ("start", "end", "dhcp")}
