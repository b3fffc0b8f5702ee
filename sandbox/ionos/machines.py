# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Servers that are machines. The disk of one is that of its boot volume, and goes where the volume goes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sandbox._core import clock
from sandbox._core.documents import Document
from sandbox.machines.follower import Follower
from sandbox.machines.host import Access, Host, Identity
from sandbox.machines.programs import Failed

from . import addresses, effects
from .store import Store


@dataclass(frozen=True, slots=True)
class Guest:
    """What is to run on a disk. ``boots`` counts how often its server has been rebooted, ``public`` and ``private``
    are the addresses of its NICs.
    """

    server: Document
    volume: Document
    public: tuple[str, ...]
    private: tuple[str, ...]

    @property
    def number(self) -> int:
        return int(self.volume.value["disk"])

    @property
    def runs(self) -> bool:
        return bool(self.server.value["properties"]["vmState"] == "RUNNING")

    @property
    def is_off(self) -> bool:
        """Whether its server was switched off, which does not ask what runs on it."""
        return bool(self.server.value.get("off"))

    @property
    def boots(self) -> int:
        return int(self.server.value.get("boots", 0))

    @property
    def identity(self) -> Identity:
        hostname = self.server.value["properties"]["hostname"] or f"server-{self.number}"
        return Identity(self.number, hostname, self.public[0], next(iter(self.private), ""))


class Machines(Follower):
    """The machines of one sandbox. No disk is larger than ``disk_mb`` megabytes, if that is given."""

    def __init__(self, host: Host, store: Store, disk_mb: int | None) -> None:
        super().__init__(host)
        self._store = store
        self._disk_mb = disk_mb
        # how often the server of a machine that runs had been rebooted when it was booted
        self._boots: dict[int, int] = {}

    async def follow(self) -> None:
        with self._store.transaction():
            self._store.settle(clock.now(self._store))
        volumes = self._store.disks()
        found = guests(self._store, volumes)
        for number in found.keys() | self._host.running():
            guest = found.get(number)
            if self._must_end(number, guest) or self._must_boot(number, guest):
                self.begin(number, "power", self._power(number))
        for number in self._host.disks() - volumes.keys():
            self.begin(number, "remove", self._host.remove(number))
        await self._lead(found)

    def _must_end(self, number: int, guest: Guest | None) -> bool:
        if number not in self._host.running():
            return False
        return guest is None or not guest.runs or guest.boots != self._boots.get(number)

    def _must_boot(self, number: int, guest: Guest | None) -> bool:
        """Where nobody could log in, nothing is booted; what runs goes on when its address goes."""
        return guest is not None and guest.runs and bool(guest.public) and number not in self._host.running()

    async def _power(self, number: int) -> None:
        """Make it run, or not run, as the facts say now that it is its turn."""
        guest = guests(self._store, self._store.disks()).get(number)
        if self._must_end(number, guest):
            if guest is None or guest.runs or guest.is_off:
                await self._host.pull_plug(number)
            else:
                await self._host.shut_down(number)
        if guest and self._must_boot(number, guest):
            await self._boot(guest)

    async def _boot(self, guest: Guest) -> None:
        """A server whose machine cannot be booted has shut down."""
        try:
            await self._make_disk(guest)
            await self._host.power_on(guest.identity)
        except (Failed, OSError):
            with self._store.transaction():
                effects.shut_down(self._store, clock.now(self._store), guest.server.id)
            raise
        self._boots[guest.number] = guest.boots
        await self._lead(guests(self._store, self._store.disks()))
        if not await self._host.answers(guest.identity):
            name = guest.server.value["properties"]["name"]
            self.complain(guest.number, f"server {name}", "it runs, but its SSH server does not answer")

    async def _make_disk(self, guest: Guest) -> None:
        """A disk that has never been booted is made for its server; one whose volume has grown grows."""
        number, login = guest.number, guest.volume.value["login"]
        megabytes = int(guest.volume.value["properties"]["size"] * 1024)
        megabytes = megabytes if self._disk_mb is None else min(megabytes, self._disk_mb)
        if login or number not in self._host.disks():
            access = Access(login["password"], tuple(login["keys"])) if login else Access()
            await self._host.create(guest.identity, megabytes, access)
            with self._store.transaction():
                effects.keep(self._store, clock.now(self._store), "volume", guest.volume.id, {"login": None})
        elif self._host.megabytes(number) < megabytes:
            await self._host.resize(number, megabytes)

    async def _lead(self, found: Mapping[int, Guest]) -> None:
        """An address that several NICs share leads to the oldest disk that runs."""
        routes: dict[str, int] = {}
        for number in sorted(found.keys() & self._host.running()):
            for address in (*found[number].public, *found[number].private):
                routes.setdefault(address, number)
        await self._host.lead(routes)


def guests(store: Store, volumes: Mapping[int, Document]) -> dict[int, Guest]:
    """What is to run on disks, by their numbers; only a disk that its server boots is in it."""
    found = {}
    for number, volume in volumes.items():
        server = store.documents.get("server", volume.value["joined"] or "")
        if server and server.value["properties"]["bootVolume"] == volume.id:
            found[number] = Guest(server, volume, *_addresses(store, server))
    return found


def _addresses(store: Store, server: Document) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The addresses of a server that anybody can reach, and those that only machines can."""
    public: list[str] = []
    private: list[str] = []
    for nic in store.documents.listed("nic", parent=server.id):
        lan = store.documents.get("lan", nic.value["joined"])
        in_public = lan is not None and lan.value["properties"]["public"]
        for address in nic.value["properties"]["ips"] or []:
            if addresses.is_private(address):
                private.append(address)
            elif in_public:
                public.append(address)
    return tuple(public), tuple(private)
