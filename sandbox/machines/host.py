# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Everything one host of machines consists of: a folder of disks, a network, and the machines that run."""

from __future__ import annotations

import asyncio
import fcntl
import json
import os
import shutil
import sys
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from . import disk
from .machine import Machine
from .needs import ASYNCSSH
from .network import ALONE, Network
from .programs import Failed, python, run

# Where disks are that nobody asked to keep.
SCRATCH = Path("/var/tmp/boxfleet-machines")


@dataclass(frozen=True, slots=True)
class Identity:
    """What tells one machine from another: a number for its files, a host name, a public address, and a private one
    if it has that too.
    """

    number: int
    hostname: str
    public: str
    private: str = ""


@dataclass(frozen=True, slots=True)
class Access:
    """How root logs in to a new machine: with a password, with public keys, with either, or not at all."""

    password: str | None = None
    ssh_keys: tuple[str, ...] = ()


class Host:
    """Holds machines by number. ``open`` it before anything else, ``close`` it at the end.

    Calls that concern one machine must not overlap. All raise ``programs.Failed``.
    """

    def __init__(self, base: Path, folder: Path | None, ssh_server: str) -> None:
        """Machines grow from the tree ``base``; disks are below ``folder``, which is a passing one if it is None.

        ``ssh_server`` is the one that they have, see ``needs``.
        """
        self.base = base
        self._libraries = os.pathsep.join(sys.path) if ssh_server == ASYNCSSH else ""
        self._lasting = folder is not None
        self._folder = (folder or SCRATCH).resolve()
        self._lock: int | None = None
        self._network = Network()
        self._running: dict[int, Machine] = {}

    async def open(self) -> None:
        """Take possession of the folder, tidy what a killed host has left, and set up the network."""
        try:
            remove_leftovers()
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._lock = locked(self._folder)
        except OSError as error:
            raise Failed(f"cannot use the folder {self._folder}: {error.strerror or error}") from None
        if self._lock is None:
            raise Failed(f"{ALONE}, with its disks in {self._folder}")
        for unfinished in self._folder.rglob("*.new"):
            unfinished.unlink()
        await self._network.open()

    async def close(self) -> None:
        """Shut all machines down; disks that are not to last go too. A folder that is another host's stays as it is."""
        if self._lock is None:
            return
        await asyncio.gather(*(machine.shut_down() for machine in self._running.values()))
        for number in self._running:
            await disk.released(self._image(number))
        self._running.clear()
        await self._network.close()
        if not self._lasting:
            shutil.rmtree(self._folder)

    # Disks

    def disks(self) -> set[int]:
        """The numbers of the machines that have a disk."""
        return {int(image.parent.name) for image in (self._folder / "machines").glob("*/disk.img")}

    def megabytes(self, number: int) -> int:
        """The size of the disk of a machine."""
        return self._image(number).stat().st_size // disk.MEGABYTE

    async def create(self, who: Identity, megabytes: int, access: Access) -> None:
        """A new machine, off: a fresh disk."""
        await disk.make(self._image(who.number), megabytes)
        await self._provision(who, access, fresh=True)

    async def create_from(self, who: Identity, megabytes: int, access: Access, source: int, saved: str | None) -> None:
        """A new machine, off, with what the disk of another holds, or with what was ``saved`` of it by that name."""
        if saved is None:
            await self._copy(source, self._image(who.number))
        else:
            await disk.copy(self._saved(source, saved), self._image(who.number))
        await disk.resize(self._image(who.number), megabytes)
        await self._provision(who, access, fresh=False)

    async def resize(self, number: int, megabytes: int) -> None:
        """Another size for the disk of a machine that is off."""
        await disk.resize(self._image(number), megabytes)

    async def remove(self, number: int) -> None:
        """No machine, no disk, nothing saved."""
        machine = self._running.pop(number, None)
        if machine:
            await machine.pull_plug()
            await disk.released(self._image(number))
        for folder in (self._machine(number), self._folder / "saved" / str(number)):
            with suppress(FileNotFoundError):
                shutil.rmtree(folder)

    # What is saved of disks

    def saved(self, number: int) -> set[str]:
        """The names under which something of this machine is saved."""
        return {image.stem for image in (self._folder / "saved" / str(number)).glob("*.img")}

    async def save(self, number: int, name: str) -> None:
        """Save the disk of a machine, which may run."""
        await self._copy(number, self._saved(number, name))

    async def restore(self, number: int, name: str, megabytes: int) -> None:
        """Give a machine that is off what was saved."""
        await disk.copy(self._saved(number, name), self._image(number))
        await disk.resize(self._image(number), megabytes)

    def forget(self, number: int, name: str) -> None:
        """Save this no longer."""
        self._saved(number, name).unlink()

    # Power

    def running(self) -> set[int]:
        """The numbers of the machines that have power."""
        return {number for number, machine in self._running.items() if machine.has_power}

    async def power_on(self, who: Identity) -> None:
        """Boot a machine; its addresses lead to it only after ``lead``."""
        await disk.released(self._image(who.number))
        self._running[who.number] = await Machine.power_on(
            self._image(who.number),
            self.base,
            self._machine(who.number),
            who.hostname,
            self._libraries,
            self._network,
            who.public,
            who.private,
        )

    async def answers(self, who: Identity) -> bool:
        """Wait until the SSH server of a machine that has been powered on answers; False if it does not."""
        return await self._running[who.number].answers(who.public)

    async def shut_down(self, number: int) -> None:
        """End a machine in good order, or at least end it."""
        await self._end(number, politely=True)

    async def pull_plug(self, number: int) -> None:
        """End a machine at once."""
        await self._end(number, politely=False)

    async def lead(self, routes: Mapping[str, int]) -> None:
        """Let every address lead to the machine with this number, where that one runs, and all others nowhere."""
        running = self.running()
        await self._network.lead(
            {address: self._running[number].link for address, number in routes.items() if number in running}
        )

    async def _end(self, number: int, politely: bool) -> None:
        machine = self._running.pop(number, None)
        if machine:
            await (machine.shut_down() if politely else machine.pull_plug())
            await disk.released(self._image(number))

    async def _copy(self, number: int, to: Path) -> None:
        machine = self._running.get(number)
        mounted = machine.disk if machine and machine.has_power else None
        await disk.copy(self._image(number), to, mounted)

    async def _provision(self, who: Identity, access: Access, fresh: bool) -> None:
        folder = self._machine(who.number)
        for mount in ("disk", "root"):
            (folder / mount).mkdir(exist_ok=True)
        wishes = {
            "fresh": fresh,
            "hostname": who.hostname,
            "address": who.public,
            "password": access.password,
            "ssh_keys": access.ssh_keys,
            "hidden": self._hidden(),
        }
        script = python("provision", self._image(who.number), self.base, folder)
        await run(*script, said=json.dumps(wishes))
        await disk.released(self._image(who.number))

    def _hidden(self) -> Collection[str]:
        """The folder of the disks, if it lies where machines would see it."""
        return [str(self._folder.relative_to(self.base))] if self._folder.is_relative_to(self.base) else []

    def _machine(self, number: int) -> Path:
        return self._folder / "machines" / str(number)

    def _image(self, number: int) -> Path:
        return self._machine(number) / "disk.img"

    def _saved(self, number: int, name: str) -> Path:
        return self._folder / "saved" / str(number) / f"{name}.img"


def locked(folder: Path) -> int | None:
    """A descriptor that holds the folder for this process until it ends; None when another process has it."""
    descriptor = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor


def remove_leftovers() -> None:
    """Remove the disks of a host that was killed and that nobody asked to keep."""
    if SCRATCH.exists():
        lock = locked(SCRATCH)
        if lock is not None:
            shutil.rmtree(SCRATCH)
            os.close(lock)
