# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Instances that are machines, each with a disk of its own."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from sandbox._core import clock
from sandbox._core.documents import Document
from sandbox.machines.guests import Guest, GuestFollower
from sandbox.machines.host import Access, Host

from . import catalogue, stages
from .store import Store

# In these something runs.
UP = ("ACTIVE", "SNAPSHOTTING")


class Machines(GuestFollower):
    """The machines of one sandbox."""

    noun = "instance"

    def __init__(self, host: Host, store: Store, disk_mb: int | None) -> None:
        super().__init__(host, disk_mb)
        self._store = store

    def settle(self) -> None:
        with self._store.transaction():
            self._store.settle(clock.now(self._store))

    def guests(self) -> Mapping[int, Guest]:
        return {number: guest(number, instance) for number, instance in self._store.disks().items()}

    def cannot_boot(self, guest: Guest) -> None:
        """The instance is broken."""
        with self._store.transaction():
            broken = stages.merge("instance", guest.id, status="ERROR")
            stages.apply(self._store, broken, clock.now(self._store))

    def routes(self, running: Sequence[Guest]) -> dict[str, int]:
        """Also failover addresses lead to the instance that they are routed to."""
        routes = {address: guest.number for guest in running for address in (*guest.public, *guest.private)}
        holders = {guest.id: guest.number for guest in running}
        for failover in self._store.documents.listed("failover"):
            if failover.value["routedTo"] in holders:
                routes[failover.value["ip"]] = holders[failover.value["routedTo"]]
        return routes


def guest(number: int, instance: Document) -> Guest:
    """What is to run on the disk of an instance."""
    value = instance.value
    name = re.sub("[^a-z0-9]+", "-", value["name"].lower())[:63].strip("-")
    return Guest(
        number,
        instance.id,
        value["name"],
        hostname=name or f"instance-{number}",
        runs=value["status"] in UP,
        asked=not value["_hard"] and value["status"] != "DELETING",
        boots=int(value["_boots"]),
        megabytes=int(catalogue.FLAVORS[value["flavorId"]]["disk"]) * 1024,
        access=Access(ssh_keys=tuple(value["_keys"])),
        public=_addresses(instance, "public"),
        private=_addresses(instance, "private"),
    )


def _addresses(instance: Document, kind: str) -> tuple[str, ...]:
    found = instance.value["ipAddresses"]
    return tuple(it["ip"] for it in found if (it["type"], it["version"]) == (kind, 4))
