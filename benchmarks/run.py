# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Measure the collection side by side with its peers: ``python benchmarks/run.py [--quick] [--only CASE,…]``.

Makes an environment with the peers from the package index in .nox/ when it is missing, and runs main.py in it.
"""

from __future__ import annotations

import subprocess
import sys
import venv
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
REQUIREMENTS = CHECKOUT / "benchmarks" / "requirements.txt"


def environment() -> Path:
    """The Python of an environment with everything that requirements.txt names; made anew when that has changed."""
    folder = CHECKOUT / ".nox" / "benchmarks-{}.{}".format(*sys.version_info[:2])
    python, installed = folder / "bin" / "python", folder / "installed.txt"
    if not installed.exists() or installed.read_text() != REQUIREMENTS.read_text():
        print(f"==> Creating {folder.relative_to(CHECKOUT)} from the package index", flush=True)
        venv.create(folder, with_pip=True, clear=True)
        pip: list[str | Path] = [
            python,
            "-m",
            "pip",
            "-qq",
            "--disable-pip-version-check",
            "install",
            "-r",
            REQUIREMENTS,
        ]
        subprocess.run(pip, check=True)
        installed.write_text(REQUIREMENTS.read_text())
    subprocess.run([python, CHECKOUT / "tools" / "link_collection.py"], check=True)
    return python


def main() -> int:
    """Run the benchmarks with the arguments of the command line; return their exit code."""
    command: list[str | Path] = [environment(), "-m", "benchmarks.main", *sys.argv[1:]]
    process = subprocess.Popen(command, cwd=CHECKOUT)
    try:
        return process.wait()
    except KeyboardInterrupt:
        # Ctrl-C has reached it too; it still stops the servers that it started.
        process.wait()
        return 130


if __name__ == "__main__":
    sys.exit(main())
