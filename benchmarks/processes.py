# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Running a command and saying what it took."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

USAGE = Path(__file__).resolve().parent / "usage.py"
BYTES_PER_UNIT = 1 if sys.platform == "darwin" else 1024
# A command that takes longer than this many seconds hangs.
LONGEST = 1800


class Failed(Exception):
    """A command that was measured did not do its work."""


@dataclass(frozen=True)
class Finished:
    """A command that has ended well.

    :ivar output: what it wrote to stdout.
    :ivar processor: the processor seconds of the command and of all that it started.
    :ivar peak: resident memory in MB, of the largest of these processes.
    """

    output: str
    processor: float
    peak: float


def run(command: Sequence[str | Path], environment: dict[str, str], folder: Path) -> Finished:
    """Run a command to its end. Raises Failed with what it wrote when it fails."""
    with tempfile.NamedTemporaryFile("r") as usage:
        process = subprocess.Popen(
            [sys.executable, "-I", "-S", USAGE, usage.name, *command],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            output, errors = process.communicate(timeout=LONGEST)
        except subprocess.TimeoutExpired:
            process.terminate()
            output, errors = process.communicate()
        if process.returncode:
            raise Failed(f"{command[0]} ended with {process.returncode}:\n{output}{errors}")
        used = json.load(usage)
        return Finished(output, used["processor"], used["peak"] * BYTES_PER_UNIT / 1e6)
