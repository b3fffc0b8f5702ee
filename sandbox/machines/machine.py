# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One machine that runs."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path

from .network import Link, Network
from .programs import HOME, Failed, python

SSH_PORT = 22
BOOT_LIMIT = 60.0
SSH_LIMIT = 20.0
LOOK_SECONDS = 0.02
GRACE = 5.0


@dataclass(frozen=True, slots=True)
class Machine:
    """``keeper`` is the process whose end is the machine's, ``link`` what Network calls its link."""

    keeper: asyncio.subprocess.Process
    disk: Path
    link: Link

    @classmethod
    async def power_on(
        cls,
        image: Path,
        base: Path,
        folder: Path,
        name: str,
        libraries: str,
        network: Network,
        public: str,
        private: str,
    ) -> Machine:
        """Boot from the disk up to the point where init starts services. Raises Failed."""
        for mount in ("disk", "root"):
            (folder / mount).mkdir(parents=True, exist_ok=True)
        keeper = await asyncio.create_subprocess_exec(
            *python("boot", image, base, folder, name, libraries),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            cwd=HOME,
            start_new_session=True,
        )
        try:
            async with asyncio.timeout(BOOT_LIMIT):
                disk = Path(f"/proc/{keeper.pid}/fd/{await _told(keeper, 'disk')}")
                link = await network.connect(int(await _told(keeper, "init")), public, private)
                _tell(keeper, b"n")
                await _told(keeper, "up")
        except BaseException as error:
            await _pull(keeper)
            if isinstance(error, TimeoutError):
                raise Failed(f"it did not boot within {BOOT_LIMIT:g} s") from None
            raise
        return cls(keeper, disk, link)

    @property
    def has_power(self) -> bool:
        return self.keeper.returncode is None

    async def answers(self, public: str) -> bool:
        """Wait until its SSH server takes connections; False if it does not, for its users may have broken it.

        Raises Failed when the machine ends meanwhile.
        """
        try:
            async with asyncio.timeout(SSH_LIMIT):
                while self.has_power:
                    try:
                        _reader, writer = await asyncio.open_connection(public, SSH_PORT)
                    except OSError:
                        await asyncio.sleep(LOOK_SECONDS)
                    else:
                        writer.close()
                        return True
        except TimeoutError:
            return False
        raise Failed("it ended while it booted")

    async def shut_down(self) -> None:
        """Ask what runs in it to end, and end it."""
        _tell(self.keeper, b"s")
        try:
            async with asyncio.timeout(GRACE):
                await self.keeper.wait()
        except TimeoutError:
            await self.pull_plug()

    async def pull_plug(self) -> None:
        """End it at once."""
        await _pull(self.keeper)


def _tell(keeper: asyncio.subprocess.Process, what: bytes) -> None:
    if keeper.stdin and not keeper.stdin.is_closing():
        keeper.stdin.write(what)


async def _told(keeper: asyncio.subprocess.Process, word: str) -> str:
    """The rest of the line that begins with this word. Raises Failed when the machine ends instead."""
    assert keeper.stdout
    assert keeper.stderr
    line = (await keeper.stdout.readline()).decode()
    if not line.startswith(word):
        words = (await keeper.stderr.read()).decode(errors="replace").strip().splitlines()
        raise Failed(f"it does not boot: {words[-1] if words else 'it ended'}")
    return line.removeprefix(word).strip()


async def _pull(keeper: asyncio.subprocess.Process) -> None:
    if keeper.returncode is None:
        keeper.terminate()
    await keeper.wait()
