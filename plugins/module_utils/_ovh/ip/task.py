# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Where an address is routed, what it is called in reverse, and what is noted with it."""

from __future__ import annotations

from functools import partial
from typing import Any, Iterable, Iterator

from ..._core.converge import converge
from ..._core.errors import BoxfleetError, InvalidInput, Refused
from ..._core.kind import Kind, Thing, id_like
from ..._core.report import Report, report_of
from ..._core.shape import maybe, record, text
from ..._core.suggest import did_you_mean
from ..._core.task import TaskSpec
from ..._core.wait import backoff
from ..client import GONE, Client
from ..provider import OVH
from ..rules import NEEDS
from ..services import Change, ServiceResource, Values
from ..shapes import families
from ..task import telling
from ..tasks import NUMBERED
from ..told import told
from .desired import PARKED, DesiredIp, host

MOVE = "genericMoveFloatingIp"
IP = record({"ip": text}, {"routedTo": record({}, {"serviceName": maybe(text)}), "description": text, "type": text})
REVERSE = record({"ipReverse": text, "reverse": text})
PLACES = families(record({"service": text}))
# Seconds until a forward record is known where reverse names are checked.
_PATIENCE = 60

BLOCK: Kind[Client] = Kind(
    "IP",
    "IPs",
    get=lambda client, block: client.get("ip", block, shape=IP),
    get_all=lambda client: client.get_details("ip", id_of="ip", shape=IP),
    id_of=lambda one: one["ip"],
    name_of=lambda one: str(one["ip"]),
    id_from=id_like(r"[0-9A-Fa-f.:]+/\d+"),
)


class IpResource(ServiceResource):
    """See Resource."""

    kind, option, words, path = BLOCK, "ip", NUMBERED, ("ip",)
    functions = (MOVE,)
    desired: DesiredIp

    def find(self) -> Thing:
        """The address, or block of addresses."""
        block = self.desired.block
        try:
            return {**self.kind.get(self.client, block), "ip": block}
        except Refused as error:
            if error.status != 404:
                raise
            rule = "is no address, or block of addresses, of this account"
            raise InvalidInput("ip", self.desired.ip, rule, advice=self._similar) from None

    def _similar(self) -> str:
        try:
            around = self.client.get_all("ip", shape=text, ip=self.desired.ip.partition("/")[0])
            if around:
                return f"It is part of {around[0]}: name that"
            return did_you_mean(self.desired.block, self.client.get_all("ip", shape=text), has="The account has")
        except BoxfleetError:
            return ""

    def watches_tasks(self) -> bool:
        """Only moves are made by tasks."""
        return self.desired.routed_to is not None

    def read(self, thing: Thing) -> Values:
        """Where it is routed, what is noted with it, and the names that matter."""
        routed = (thing.get("routedTo") or {}).get("serviceName")
        values: Values = {"routed_to": routed or PARKED, "description": thing.get("description") or ""}
        names = self.desired.names
        if len(names) == 1:
            values["reverse"] = {address: self._name(address) for address in names}
        elif names:
            where = (*self._block, "reverse")
            there = self.client.get_details(*where, id_of="ipReverse", shape=REVERSE)
            known = {one["ipReverse"]: host(one["reverse"]) for one in there}
            values["reverse"] = {address: known.get(address, "") for address in names}
        return values

    @property
    def _block(self) -> tuple[str, str]:
        return ("ip", self.desired.block)

    def _name(self, address: str) -> str:
        try:
            return host(self.client.get(*self._block, "reverse", address, shape=REVERSE)["reverse"])
        except Refused as error:
            if error.status in GONE:
                return ""
            raise

    def changes(self, values: Values) -> Iterator[Change]:
        """First where it is routed."""
        desired = self.desired
        if desired.routed_to is not None and desired.routed_to != values["routed_to"]:
            yield self._move(desired.routed_to)
        if desired.description is not None and desired.description != values["description"]:
            put = partial(self.client.change, *self._block, values={"description": desired.description})
            yield Change("update", "change the description of", {"description": desired.description}, put)
        names = dict(values.get("reverse", {}))
        for address, name in desired.names.items():
            if names.get(address, "") == name:
                continue
            names = {**names, address: name}
            make = partial(self._call, address, name)
            if name:
                yield Change("set_reverse", f"call {address} {name}, in", {"reverse": names}, make)
            else:
                unset = partial(self.client.delete, *self._block, "reverse", address)
                yield Change("delete_reverse", f"take its name from {address}, in", {"reverse": names}, unset)

    def _move(self, to: str) -> Change:
        if to == PARKED:
            make = partial(self.client.act, *self._block, "park")
            return Change("park", "park", {"routed_to": PARKED}, make, MOVE)
        places = self.client.get(*self._block, "move", shape=PLACES)
        services = [place["service"] for place in places]
        if to not in services:
            rule = f"is no service that {self.desired.ip} can be moved to"
            raise InvalidInput("routed_to", to, rule, advice=lambda: did_you_mean(to, services, has="There are"))
        hop = {"nexthop": self.desired.next_hop} if self.desired.next_hop else {}
        make = partial(self.client.act, *self._block, "move", values={"to": to, **hop})
        return Change("move", f"move to {to}", {"routed_to": to}, make, MOVE)

    def _call(self, address: str, name: str) -> Any:
        """Set a name. It is refused while the name does not lead to the address, as far as the service knows."""
        values = {"ipReverse": address, "reverse": name}
        patience, pauses = self.deadline.within(_PATIENCE if self.desired.wait else 0), backoff(1.0, 1.25, 12.0)
        while True:
            try:
                return self.client.act(*self._block, "reverse", values=values)
            except Refused as error:
                if error.status != 400 or not patience.remaining():
                    advice = f"The name has to lead to the address first: a record of {name} with {address}"
                    error.advice = advice if error.status == 400 else error.advice
                    raise
            self.client.tell(f"address {address}", f"refused to be called {name}, and tried again", 0.0)
            patience.clock.sleep(min(next(pauses), patience.remaining()))

    def warn(self, values: Values, changes: Iterable[Change]) -> Iterator[str]:
        """The system at the other end has to know of it; which next hop it has, the service never tells."""
        desired = self.desired
        if any(change.action == "move" for change in changes):
            yield f"{desired.ip} has to be set up in the system at {desired.routed_to}, too."
        elif desired.next_hop is not None:
            there = (
                f"{desired.ip} is routed to {desired.routed_to} already. To which next hop, the service does not tell"
            )
            advice = f"next_hop: {desired.next_hop} was not looked at. Within a project, move it with ovh_failover_ip"
            yield f"{there}, so {advice}."


def ensure_ip(client: Client, desired: DesiredIp, check_mode: bool) -> Report:
    """Bring an address to what is desired of it, or in check mode report what that would take."""
    resource = IpResource(client, desired, NEEDS["ovh_ip"])
    outcome = converge(resource, client.session, check_mode=check_mode, wait=desired.wait)
    after = dict(outcome.after)
    routed = after.pop("routed_to")
    shown = {**told(outcome.actual.thing), **after, "routed_to": None if routed == PARKED else routed}
    return report_of(outcome, ip={"reverse": None, **shown})


IP_TASK = telling(TaskSpec(OVH, DesiredIp, ensure_ip), NEEDS["ovh_ip"])
