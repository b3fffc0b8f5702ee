# SPDX-FileCopyrightText: boxfleet contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Say what boxes that are machines lack on this computer; exit code 1 if they lack anything.

In CI, Debian packages that are missing are installed first. Anywhere else that is for the user to decide: a package
such as openssh-server may start a service.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(CHECKOUT))

from sandbox.machines.needs import missing, packages  # noqa: E402

BASE = Path("/")


def main() -> int:
    wanted = packages(BASE)
    if wanted and os.environ.get("CI") and sys.platform == "linux" and os.geteuid() == 0:
        install(wanted)
    reasons = missing(BASE)
    print(*reasons, sep="\n")
    return 1 if reasons else 0


def install(wanted: list[str]) -> None:
    """Install Debian packages, without a question and without a service."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    for command in (["update", "-q"], ["install", "-q", "--yes", "--no-install-recommends", *wanted]):
        subprocess.run(["apt-get", *command], check=True, env=environment, stdout=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
