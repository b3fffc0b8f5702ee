# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Instances that are machines, each with a disk of its own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from sandbox._core import clock
from sandbox._core.documents import Document
from sandbox.machines.follower import Follower
from sandbox.machines.host import Access, Host, Identity
from sandbox.machines.programs import Failed

from . import catalogue, stages
from .store import Store

# In these something runs.
UP = ("ACTIVE", "SNAPSHOTTING")


@dataclass(frozen=True, slots=True)
class Guest:
    """What is to run on the disk of an instance."""

    instance: Document

    @property
    def number(self) -> int:
        return int(self.instance.value["_disk"])

    @property
    def runs(self) -> bool:
        return self.instance.value["status"] in UP

    @property
    def boots(self) -> int:
        return int(self.instance.value["_boots"])

    @property
    def is_asked(self) -> bool:
        """Whether programs are asked to end, before it does."""
        return not self.instance.value["_hard"]

    @property
    def public(self) -> list[str]:
        return self._addresses("public")

    @property
    def private(self) -> list[str]:
        return self._addresses("private")

    def _addresses(self, kind: str) -> list[str]:
        found = self.instance.value["ipAddresses"]
        return [it["ip"] for it in found if (it["type"], it["version"]) == (kind, 4)]

    @property
    def identity(self) -> Identity:
        name = re.sub("[^a-z0-9]+", "-", self.instance.value["name"].lower())[:63].strip("-")
        hostname = name or f"instance-{self.number}"
        return Identity(self.number, hostname, self.public[0], next(iter(self.private), ""))

    @property
    def megabytes(self) -> int:
        return int(catalogue.FLAVORS[self.instance.value["flavorId"]]["disk"]) * 1024


class Machines(Follower):
    """The machines of one sandbox. No disk is larger than ``disk_mb`` megabytes, if that is given."""

    noun = "instance"

    def __init__(self, host: Host, store: Store, disk_mb: int | None) -> None:
        super().__init__(host)
        self._store = store
        self._disk_mb = disk_mb
        # how often the instance of a machine that runs had been made to boot anew when it was booted
        self._boots: dict[int, int] = {}

    def _guests(self) -> dict[int, Guest]:
        return {number: Guest(instance) for number, instance in self._store.disks().items()}

    async def follow(self) -> None:
        with self._store.transaction():
            self._store.settle(clock.now(self._store))
        found = self._guests()
        for number in found.keys() | self._host.running():
            guest = found.get(number)
            if self._must_end(number, guest) or self._must_boot(number, guest):
                self.begin(number, "power", self._power(number))
        for number in self._host.disks() - found.keys():
            self.begin(number, "remove", self._host.remove(number))
        await self._lead(found)

    def _must_end(self, number: int, guest: Guest | None) -> bool:
        if number not in self._host.running():
            return False
        return guest is None or not guest.runs or guest.boots != self._boots.get(number)

    def _must_boot(self, number: int, guest: Guest | None) -> bool:
        """Where nobody could log in, nothing is booted."""
        return guest is not None and guest.runs and bool(guest.public) and number not in self._host.running()

    async def _power(self, number: int) -> None:
        """Make it run, or not run, as the facts say now that it is its turn."""
        guest = self._guests().get(number)
        if self._must_end(number, guest):
            if guest and guest.is_asked and guest.instance.value["status"] != "DELETING":
                await self._host.shut_down(number)
            else:
                await self._host.pull_plug(number)
        if guest and self._must_boot(number, guest):
            await self._boot(guest)

    async def _boot(self, guest: Guest) -> None:
        """An instance whose machine cannot be booted is broken."""
        try:
            await self._make_disk(guest)
            await self._host.power_on(guest.identity)
        except (Failed, OSError):
            with self._store.transaction():
                broken = stages.merge("instance", guest.instance.id, status="ERROR")
                stages.apply(self._store, broken, clock.now(self._store))
            raise
        self._boots[guest.number] = guest.boots
        await self._lead(self._guests())
        if not await self._host.answers(guest.identity):
            self.complain(guest.number, guest.instance.value["name"], "it runs, but its SSH server does not answer")

    async def _make_disk(self, guest: Guest) -> None:
        """A disk that has never been booted is made; one of a flavor that has grown grows."""
        number = guest.number
        megabytes = guest.megabytes if self._disk_mb is None else min(guest.megabytes, self._disk_mb)
        if number not in self._host.disks():
            access = Access(ssh_keys=tuple(guest.instance.value["_keys"]))
            await self._host.create(guest.identity, megabytes, access)
        elif self._host.megabytes(number) < megabytes:
            await self._host.resize(number, megabytes)

    async def _lead(self, found: Mapping[int, Guest]) -> None:
        """Also failover addresses lead to the instance that they are routed to."""
        up = {number: found[number] for number in sorted(found.keys() & self._host.running())}
        routes = {address: number for number, guest in up.items() for address in (*guest.public, *guest.private)}
        holders = {guest.instance.id: number for number, guest in up.items()}
        for failover in self._store.documents.listed("failover"):
            if failover.value["routedTo"] in holders:
                routes[failover.value["ip"]] = holders[failover.value["routedTo"]]
        await self._host.lead(routes)
