# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Boxes that are machines: does what the stored facts ask for, and says in them when it is done."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from sandbox._core import clock
from sandbox.machines.follower import Follower
from sandbox.machines.host import Access, Host, Identity
from sandbox.machines.programs import Failed

from . import addresses, schedule, state
from .call import Order
from .catalogue import PLANS
from .envelope import Refused
from .state import Box, Step
from .store import Store

# Of these nobody knows after a restart how they were ordered.
ORDERED = (Step.CREATE, Step.RESTORE)


class Machines(Follower):
    """The machines of one sandbox.

    ``ssh_key`` is the public key that ``use_sshkey`` refers to; no disk is larger than ``disk_mb`` megabytes, if that
    is given.
    """

    noun = "box"

    def __init__(self, host: Host, store: Store, boot_seconds: float, ssh_key: str | None, disk_mb: int | None) -> None:
        super().__init__(host)
        self._store = store
        self._boot_seconds = boot_seconds
        self._ssh_key = ssh_key
        self._disk_mb = disk_mb
        self._orders: dict[int, Order] = {}

    def order(self, box: int, order: Order) -> None:
        """How a box is to be made or restored. Raises Refused."""
        if order.use_sshkey and self._ssh_key is None:
            raise Refused("Es ist kein SSH-Key hinterlegt (die Sandbox wurde ohne --ssh-key gestartet).")
        if order.password is not None and not order.password.isprintable():
            raise Refused("Der Parameter password ist ungueltig.")
        self._orders[box] = order

    def give_up(self) -> None:
        now = clock.now(self._store)
        with self._store.transaction():
            for box in self._store.pending():
                if box.step in ORDERED:
                    self._store.end_step(box.id, box.step, now, fails=True)

    async def reset(self) -> None:
        self._orders.clear()
        await super().reset()

    async def follow(self) -> None:
        now = clock.now(self._store)
        with self._store.transaction():
            self._store.settle(now)
        boxes = {box.id: box for box in self._store.every_box()}
        disks = self._host.disks()
        for box in boxes.values():
            self._follow_box(box, box.id in disks, now)
        for number in disks - set(boxes):
            self.begin(number, "remove", self._host.remove(number))
        await self._lead(boxes.values())

    def _follow_box(self, box: Box, has_disk: bool, now: float) -> None:
        if box.step is not None and box.step_ends is None:
            self.begin(box.id, box.step, self._step(box, box.step, now))
        elif box.step is None and (not has_disk or self._lacks_power(box)):
            self.begin(box.id, "bring back", self._bring_back(box))
        if has_disk:
            self._follow_backups(box, now)

    def _lacks_power(self, box: Box) -> bool:
        return state.is_running(box) and box.id not in self._host.running()

    def _follow_backups(self, box: Box, now: float) -> None:
        stored = self._store.backups(box.id)
        current = schedule.current(stored, self._store.schedule(box.id), now)
        being_made = {backup.id for backup in stored if now < backup.created < float("inf")}
        wanted = being_made | {backup.id for backup in current.values()}
        saved = self._host.saved(box.id)
        for name in wanted - saved:
            self.begin(box.id, name, self._host.save(box.id, name))
        for name in saved - wanted:
            self.begin(box.id, name, self._forget(box.id, name))

    async def _step(self, box: Box, step: Step, begun: float) -> None:
        """Make a step true, and say when it ended: it takes as long as every step here, or as long as it takes."""
        fails = False
        try:
            await self._make(box, step)
        except (Failed, OSError) as error:
            fails = True
            self.complain(box.id, f"{box.name}: {step}", error)
        now = clock.now(self._store)
        with self._store.transaction():
            self._store.end_step(box.id, step, max(now, begun + self._boot_seconds), fails)

    async def _make(self, box: Box, step: Step) -> None:
        match step:
            case Step.CREATE:
                await self._create(box)
            case Step.START:
                await self._start(box)
            case Step.SHUTDOWN:
                await self._host.shut_down(box.id)
            case Step.PULLPLUG:
                await self._host.pull_plug(box.id)
            case Step.PLAN | Step.THAW:
                await self._host.resize(box.id, self._megabytes(box.next_plan or box.plan))
            case Step.RESTORE:
                backup = self._orders.pop(box.id).backup
                await self._host.restore(box.id, str(backup), self._megabytes(box.plan))
            case Step.DELETE:
                await self._host.remove(box.id)
            case Step.FREEZE:
                # A box that is off is nothing but files.
                return

    async def _create(self, box: Box) -> None:
        order = self._orders.pop(box.id)
        access = Access(order.password, self._keys() if order.use_sshkey else ())
        megabytes = self._megabytes(box.plan)
        if order.source is None:
            await self._host.create(self._identity(box), megabytes, access)
        else:
            async with self.turn(order.source):
                await self._host.create_from(self._identity(box), megabytes, access, order.source, order.backup)

    async def _start(self, box: Box) -> None:
        who = self._identity(box)
        await self._host.power_on(who)
        await self._lead(self._store.every_box())
        if not await self._host.answers(who):
            self.complain(box.id, f"{box.name}: {Step.START}", "it runs, but its SSH server does not answer")

    async def _bring_back(self, box: Box) -> None:
        """Give a settled box the machine that its facts speak of; one that cannot be started is off."""
        if box.id not in self._host.disks():
            access = Access(ssh_keys=self._keys())
            await self._host.create(self._identity(box), self._megabytes(box.plan), access)
        if not state.is_running(box):
            return
        try:
            await self._start(box)
        except (Failed, OSError):
            with self._store.transaction():
                self._store.save_box(replace(box, running_since=None))
            raise

    async def _forget(self, number: int, name: str) -> None:
        self._host.forget(number, name)

    async def _lead(self, boxes: Iterable[Box]) -> None:
        ranges = self._store.ranges
        routes = {ranges.public_ip(slot): box for slot, box in self._store.every_floating().items()}
        for box in boxes:
            routes[ranges.public_ip(box.slot)] = box.id
            routes[addresses.private_ip(box.slot)] = box.id
        await self._host.lead(routes)

    def _keys(self) -> tuple[str, ...]:
        return () if self._ssh_key is None else (self._ssh_key,)

    def _identity(self, box: Box) -> Identity:
        public, private = self._store.ranges.public_ip(box.slot), addresses.private_ip(box.slot)
        return Identity(box.id, hostname(box), public, private)

    def _megabytes(self, plan: int) -> int:
        size: int = PLANS[plan]["diskSizeInMB"]
        return size if self._disk_mb is None else min(size, self._disk_mb)


def hostname(box: Box) -> str:
    """The name of the box, with what a host name cannot have replaced."""
    return re.sub(r"[^A-Za-z0-9.-]+", "-", box.name).strip("-.") or f"box-{box.id}"
