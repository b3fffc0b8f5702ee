# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Measure the collection side by side with its peers: ``python benchmarks/run.py [--quick] [--only NAME,…]``.

Makes an environment with the peers from the package index in .nox/ when it is missing, and runs main.py in it. With
--ansible VERSION it has that version of the package "ansible", such as 11, instead of the newest; that is for
comparing versions, and its figures are nobody's documentation.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
REQUIREMENTS = CHECKOUT / "benchmarks" / "requirements.txt"
SCRATCH = CHECKOUT / ".nox" / "benchmarks-results"
# The newest package "ansible" needs one of these.
PYTHONS = ("3.14", "3.13", "3.12")


def interpreter() -> Path:
    """The newest of PYTHONS on PATH or where pyenv keeps its own. Ends the program if there is none."""
    for version in PYTHONS:
        for python in candidates(version):
            # one of pyenv's shims may be there and yet refuse to start
            ask: list[str | Path] = [python, "-c", "import ensurepip, os, sys; print(os.path.realpath(sys.executable))"]
            done = subprocess.run(ask, capture_output=True, text=True, check=False)
            if done.returncode == 0:
                return Path(done.stdout.strip())
    sys.exit(f"The peers in their newest versions need one of Python {', '.join(PYTHONS)}, and none is on PATH.")


def candidates(version: str) -> Iterator[Path]:
    found = shutil.which(f"python{version}")
    if found:
        yield Path(found)
    yield from Path(os.environ.get("PYENV_ROOT", "~/.pyenv")).expanduser().glob(f"versions/*/bin/python{version}")


def environment(ansible: str | None) -> Path:
    """The Python of an environment with everything that requirements.txt names; made anew when that has changed.

    :param ansible: a version of the package "ansible" to have instead of the newest.
    """
    lines = REQUIREMENTS.read_text().splitlines()
    if ansible:
        lines = [f"ansible=={ansible}.*" if line.startswith("ansible==") else line for line in lines]
    wanted = "\n".join(lines)
    base = interpreter()
    folder = CHECKOUT / ".nox" / f"benchmarks-{ansible or 'newest'}-{base.name}"
    python, installed = folder / "bin" / "python", folder / "installed.txt"
    if not installed.exists() or installed.read_text() != wanted:
        print(f"==> Creating {folder.relative_to(CHECKOUT)} from the package index", flush=True)
        subprocess.run([base, "-m", "venv", "--clear", folder], check=True)
        pip: list[str | Path] = [python, "-m", "pip", "-qq", "--disable-pip-version-check", "install"]
        subprocess.run([*pip, *(line for line in lines if not line.startswith("#"))], check=True)
        installed.write_text(wanted)
    subprocess.run([python, CHECKOUT / "tools" / "link_collection.py"], check=True)
    return python


def main() -> int:
    """Run the benchmarks with the arguments of the command line; return their exit code."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("--ansible")
    own, rest = parser.parse_known_args()
    # The later of two counts, so that --output of the command line wins.
    elsewhere = ["--output", str(SCRATCH)] if own.ansible else []
    command: list[str | Path] = [environment(own.ansible), "-m", "benchmarks.main", *elsewhere, *rest]
    process = subprocess.Popen(command, cwd=CHECKOUT)
    try:
        return process.wait()
    except KeyboardInterrupt:
        # Ctrl-C has reached it too; it still stops the servers that it started.
        process.wait()
        return 130


if __name__ == "__main__":
    sys.exit(main())
