# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Servers that are machines. The disk of one is that of its boot volume, and goes where the volume goes."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sandbox._core import clock
from sandbox._core.documents import Document
from sandbox.machines.guests import Guest, GuestFollower
from sandbox.machines.host import Access, Host

from . import addresses, effects
from .store import Store


class Machines(GuestFollower):
    """The machines of one sandbox."""

    noun = "server"

    def __init__(self, host: Host, store: Store, disk_mb: int | None) -> None:
        super().__init__(host, disk_mb)
        self._store = store

    def settle(self) -> None:
        with self._store.transaction():
            self._store.settle(clock.now(self._store))

    def guests(self) -> Mapping[int, Guest]:
        """Only a disk that its server boots is in it."""
        found = {}
        for number, volume in self._store.disks().items():
            server = self._store.documents.get("server", volume.value["joined"] or "")
            if server and server.value["properties"]["bootVolume"] == volume.id:
                found[number] = guest(number, server, volume, *_addresses(self._store, server))
        return found

    def kept(self) -> Collection[int]:
        return self._store.disks().keys()

    def made(self, guest: Guest) -> None:
        """A volume is made for a login once."""
        volume = self._store.disks()[guest.number]
        with self._store.transaction():
            effects.keep(self._store, clock.now(self._store), "volume", volume.id, {"login": None})

    def cannot_boot(self, guest: Guest) -> None:
        """The server has shut down."""
        with self._store.transaction():
            effects.shut_down(self._store, clock.now(self._store), guest.id)

    def routes(self, running: Sequence[Guest]) -> dict[str, int]:
        """An address that several NICs share leads to the oldest disk that runs."""
        routes: dict[str, int] = {}
        for guest in running:
            for address in (*guest.public, *guest.private):
                routes.setdefault(address, guest.number)
        return routes


def guest(number: int, server: Document, volume: Document, public: tuple[str, ...], private: tuple[str, ...]) -> Guest:
    """What is to run on the boot volume of a server."""
    has, login = server.value["properties"], volume.value["login"]
    runs = bool(has["vmState"] == "RUNNING")
    return Guest(
        number,
        server.id,
        has["name"],
        hostname=has["hostname"] or f"server-{number}",
        runs=runs,
        # neither a reset nor being switched off asks what runs on it
        asked=not runs and not server.value.get("off"),
        boots=int(server.value.get("boots", 0)),
        megabytes=int(volume.value["properties"]["size"] * 1024),
        access=Access(login["password"], tuple(login["keys"])) if login else Access(),
        public=public,
        private=private,
        anew=bool(login),
    )


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
