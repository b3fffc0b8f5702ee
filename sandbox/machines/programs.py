# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Running the programs of the host."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Collection
from pathlib import Path

# where the package sandbox lies
HOME = Path(__file__).parents[2]


class Failed(Exception):
    """A machine, a disk or the network is not what it should be; the text says what and why."""


def python(program: str, *arguments: object) -> list[str]:
    """The command for one of the programs beside this file; it is to be run in ``HOME``."""
    return [sys.executable, "-E", "-S", "-m", f"sandbox.machines.{program}", *map(str, arguments)]


async def run(*command: object, said: str = "", fine: Collection[int] = (0,)) -> str:
    """Run a program to its end with ``said`` on stdin; what it printed.

    Raises Failed for an exit code that is not ``fine``.
    """
    process = await asyncio.create_subprocess_exec(
        *map(str, command),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        cwd=HOME,
        start_new_session=True,
    )
    output, errors = await process.communicate(said.encode())
    if process.returncode not in fine:
        words = errors.decode(errors="replace").strip() or f"exit code {process.returncode}"
        raise Failed(f"{Path(str(command[0])).name}: {words.splitlines()[-1]}")
    return output.decode(errors="replace")
