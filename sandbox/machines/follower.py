# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Machines that follow facts: what every provider does in the same way, whatever its facts are."""

from __future__ import annotations

import asyncio
import sys
from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Coroutine
from typing import Any

from .host import Host
from .programs import Failed

TICK_SECONDS = 2.0


class Follower(ABC):
    """``open`` it before anything else, ``close`` it at the end.

    The calls of the API change facts and know nothing of this. After each of them, and every few seconds, ``follow``
    compares the facts with the machines there are and begins what is missing; what is begun for one machine happens in
    that order. After a kill the same comparison repairs what was left.
    """

    # What a machine is to the provider, for whoever started the sandbox.
    noun = "machine"

    def __init__(self, host: Host) -> None:
        self._host = host
        self._turns: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._under_way: dict[tuple[int, str], asyncio.Task[None]] = {}
        self._ticking: asyncio.Task[None] | None = None

    @abstractmethod
    async def follow(self) -> None:
        """Begin what the facts ask for, and let addresses lead where they say."""

    def give_up(self) -> None:  # noqa: B027 (there need not be such facts)
        """Change the facts that no machine can be brought to after a restart."""

    async def open(self) -> None:
        """Bring the machines to where the facts are. Raises ``Failed``."""
        await self._host.open()
        self.give_up()
        await self.finish()
        self._ticking = asyncio.create_task(self._tick())

    async def close(self) -> None:
        """Shut everything down."""
        if self._ticking:
            self._ticking.cancel()
        for task in self._under_way.values():
            task.cancel()
        await asyncio.gather(*self._under_way.values(), return_exceptions=True)
        await self._host.close()

    async def reset(self) -> None:
        """Remove every machine; the facts are already gone."""
        await self._all_done()
        for number in self._host.disks():
            await self._host.remove(number)
        await self.follow()

    async def finish(self) -> None:
        """Like ``follow``, and wait until all of it is done."""
        await self.follow()
        while self._under_way:
            await self._all_done()
            await self.follow()

    def begin(self, number: int, what: str, work: Coroutine[Any, Any, None]) -> None:
        """Let something happen to a machine in its turn, unless just that is under way."""
        if (number, what) in self._under_way:
            work.close()
            return
        task = asyncio.create_task(self._in_turn(number, what, work))
        self._under_way[number, what] = task
        task.add_done_callback(lambda done: self._under_way.pop((number, what)))

    def turn(self, number: int) -> asyncio.Lock:
        """What is held while something happens to a machine."""
        return self._turns[number]

    def complain(self, number: int, what: str, error: Exception | str) -> None:
        """Nobody waits for an answer to this, so it goes to whoever started the sandbox."""
        print(f"{self.noun} {number}: {what}: {error}", file=sys.stderr, flush=True)

    async def _all_done(self) -> None:
        while self._under_way:
            await asyncio.wait(self._under_way.values())

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(TICK_SECONDS)
            await self.follow()

    async def _in_turn(self, number: int, what: str, work: Coroutine[Any, Any, None]) -> None:
        try:
            async with self.turn(number):
                await work
        except (Failed, OSError) as error:
            self.complain(number, what, error)
        finally:
            # it may not even have begun when everything ends
            work.close()
