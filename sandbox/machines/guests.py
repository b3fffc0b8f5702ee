# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Machines that follow plain facts: what is to run on which disk, and under which addresses."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from .follower import Follower
from .host import Access, Host, Identity
from .programs import Failed


@dataclass(frozen=True, slots=True)
class Guest:
    """What is to run on a disk.

    id: of what it is at the provider. name: for whoever started the sandbox. runs: whether it is to run; without a
    public address nobody could log in, and nothing is booted. asked: whether programs are asked to end before it does.
    boots: how often it was made to boot anew. access: who can log in to its disk when that is made. anew: whether it
    is made even where there is one.
    """

    number: int
    id: str
    name: str
    hostname: str
    runs: bool
    asked: bool
    boots: int
    megabytes: int
    access: Access
    public: tuple[str, ...]
    private: tuple[str, ...]
    anew: bool = False

    @property
    def identity(self) -> Identity:
        return Identity(self.number, self.hostname, self.public[0], next(iter(self.private), ""))


class GuestFollower(Follower):
    """No disk is larger than ``disk_mb`` megabytes, if that is given."""

    def __init__(self, host: Host, disk_mb: int | None) -> None:
        super().__init__(host)
        self._disk_mb = disk_mb
        # how often the guest of a machine that runs had been made to boot anew when it was booted
        self._boots: dict[int, int] = {}

    @abstractmethod
    def settle(self) -> None:
        """Bring the facts to what the clock says."""

    @abstractmethod
    def guests(self) -> Mapping[int, Guest]:
        """What is to run, by the numbers of the disks."""

    def kept(self) -> Collection[int]:
        """The disks that stay, also where nothing is to run on them."""
        return self.guests().keys()

    def made(self, guest: Guest) -> None:
        """The disk of a guest has been made."""

    @abstractmethod
    def cannot_boot(self, guest: Guest) -> None:
        """Say in the facts that the machine of a guest cannot be booted."""

    @abstractmethod
    def routes(self, running: Sequence[Guest]) -> dict[str, int]:
        """The addresses of those that run, by their numbers, and where each leads."""

    async def follow(self) -> None:
        self.settle()
        found = self.guests()
        for number in found.keys() | self._host.running():
            guest = found.get(number)
            if self._must_end(number, guest) or self._must_boot(number, guest):
                self.begin(number, "power", self._power(number))
        for number in self._host.disks() - set(self.kept()):
            self.begin(number, "remove", self._host.remove(number))
        await self._lead(found)

    def _must_end(self, number: int, guest: Guest | None) -> bool:
        if number not in self._host.running():
            return False
        return guest is None or not guest.runs or guest.boots != self._boots.get(number)

    def _must_boot(self, number: int, guest: Guest | None) -> bool:
        """What runs goes on when its address goes."""
        return guest is not None and guest.runs and bool(guest.public) and number not in self._host.running()

    async def _power(self, number: int) -> None:
        """Make it run, or not run, as the facts say now that it is its turn."""
        guest = self.guests().get(number)
        if self._must_end(number, guest):
            if guest and guest.asked:
                await self._host.shut_down(number)
            else:
                await self._host.pull_plug(number)
        if guest and self._must_boot(number, guest):
            await self._boot(guest)

    async def _boot(self, guest: Guest) -> None:
        try:
            await self._make_disk(guest)
            await self._host.power_on(guest.identity)
        except (Failed, OSError):
            self.cannot_boot(guest)
            raise
        self._boots[guest.number] = guest.boots
        await self._lead(self.guests())
        if not await self._host.answers(guest.identity):
            self.complain(guest.number, guest.name, "it runs, but its SSH server does not answer")

    async def _make_disk(self, guest: Guest) -> None:
        """A disk that is larger by now grows."""
        megabytes = guest.megabytes if self._disk_mb is None else min(guest.megabytes, self._disk_mb)
        if guest.anew or guest.number not in self._host.disks():
            await self._host.create(guest.identity, megabytes, guest.access)
            self.made(guest)
        elif self._host.megabytes(guest.number) < megabytes:
            await self._host.resize(guest.number, megabytes)

    async def _lead(self, found: Mapping[int, Guest]) -> None:
        running = [found[number] for number in sorted(found.keys() & self._host.running())]
        await self._host.lead(self.routes(running))
