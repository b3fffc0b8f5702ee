# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The place of an address as a resource: observed, planned and changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..._core.converge import Run, Step, Steps, View
from ..._core.errors import InvalidInput, WaitFailed
from ..._core.suggest import did_you_mean
from ..._core.wait import Deadline
from ..._core.watch import Watch
from .. import kinds
from ..box.model import FROZEN, describe, power, settled
from ..client import Client, Json
from .desired import DesiredAddress
from .model import Network, holds, is_floating, parsed, why_fixed


@dataclass(frozen=True)
class Place:
    """An address and the box it is routed to, both as the service describes them."""

    address: Json
    box: Json


class AddressResource:
    """Compares where an address is with where it should be.

    Every wait of the task shares one deadline, desired.wait_timeout seconds from here.
    """

    what = "address"

    def __init__(self, client: Client, desired: DesiredAddress) -> None:
        self.client = client
        self.desired = desired
        self.deadline = Deadline(client.session.clock, desired.wait_timeout)
        self._boxes: dict[int, Json] = {}
        self._target: Json | None = None

    @property
    def target(self) -> Json:
        """The box that the address should be on."""
        if self._target is None:
            self._target = kinds.BOX.find(self.client, self.desired.box, "box")
        return self._target

    # What is there

    @property
    def title(self) -> str:
        """The address, by what the task names it."""
        return f"{self.what} {self.desired.address or self.desired.id}"

    def observe(self) -> Place:
        """Where the address is; waits while its new box is in flight.

        :raises InvalidInput: the account has no such address, or no such box.
        """
        address = self._find(self.client.get_ips(self.target["id"]).values())
        if address is not None:
            return Place(address, self.target)
        place = self._elsewhere()
        if not settled(self.target) and self.plan(place).steps:
            watch = kinds.BOX.watch(self.client, self.target)
            self._target = watch.until(lambda box: box is None or settled(box), self.deadline)
            if self._target is None:
                raise WaitFailed(f"{watch.what} is gone", now=f"The address is still on box {describe(place.box)}")
        return place

    def _elsewhere(self) -> Place:
        """Where the address is if not where it should be. All are asked for only now: most runs find it in place."""
        everywhere = self.client.get_all_ips()
        for box_id, addresses in everywhere.items():
            address = self._find(addresses.values())
            if address is not None:
                return Place(address, self._box(int(box_id)))
        option, key = ("address", "ip") if self.desired.id is None else ("id", "id")
        wanted = getattr(self.desired, option)
        floating = [
            str(address[key])
            for addresses in everywhere.values()
            for address in addresses.values()
            if is_floating(address)
        ]
        rule = "is no address of this account, or is on a box that is frozen"
        advice = (
            did_you_mean(str(wanted), floating, has="Its floating addresses are")
            if floating
            else "The account has no floating address"
        )
        raise InvalidInput(option, wanted, rule, advice=advice)

    def _find(self, addresses: Iterable[Json]) -> Json | None:
        desired = self.desired
        if desired.address is not None:
            return _holding(addresses, parsed(desired.address))
        return next((address for address in addresses if address["id"] == desired.id), None)

    def _box(self, box_id: int) -> Json:
        if box_id not in self._boxes:
            self._boxes[box_id] = self.client.get_box(box_id)
        return self._boxes[box_id]

    # What has to be done

    def plan(self, actual: Place) -> Steps[Place]:
        """The move, unless the address is in place.

        :raises InvalidInput: the address or the box cannot take part in a move.
        """
        before = self.view(actual)
        if actual.box["id"] == self.target["id"]:
            return Steps(before)
        self._check(actual)
        what = f"move address {actual.address['ip']} from box {describe(actual.box)} to box {describe(self.target)}"
        return Steps(before, (Step("move", what, self.view(Place(actual.address, self.target)), self._move),))

    def view(self, actual: Place) -> View:
        """The place as diff mode shows it."""
        return {"address": actual.address["ip"], "box": actual.box["name"]}

    def _check(self, place: Place) -> None:
        reason = why_fixed(place.address)
        if reason:
            option = "address" if self.desired.id is None else "id"
            raise InvalidInput(
                option,
                getattr(self.desired, option),
                f"{reason} box {describe(place.box)} and cannot move",
                advice="Only IPv4 addresses that were ordered in addition, floating ones, can",
            )
        if power(self.target) == FROZEN:
            rule = "is frozen, and a frozen box has no addresses"
            advice = "Thaw it first, with jiffybox_box and state: started"
            raise InvalidInput("box", self.desired.box, rule, advice=advice)

    # Doing it

    def _move(self, place: Place, run: Run) -> Place:
        target, ip = self.target, parsed(place.address["ip"])
        self.client.move_ip(place.box["id"], place.address["id"], target["id"])
        if not run.wait:
            return Place(place.address, target)
        addresses = self.client.get_ips(target["id"])
        if _holding(addresses.values(), ip) is None:
            watch = Watch(
                f"address {place.address['ip']}",
                lambda: self.client.get_ips(target["id"]),
                settled=lambda _addresses: True,
                condition=lambda _addresses: f"not on box {describe(target)}",
                tell=self.client.tell,
            )
            addresses = watch.until(lambda seen: _holding((seen or {}).values(), ip) is not None, self.deadline) or {}
        return Place(_holding(addresses.values(), ip) or place.address, target)


def _holding(addresses: Iterable[Json], wanted: Network) -> Json | None:
    """The one of these that is the wanted address, or a network it lies in."""
    return next((address for address in addresses if holds(address, wanted)), None)
