# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The command line: ``python -m sandbox.pterodactyl --help``."""

from __future__ import annotations

import sys
from pathlib import Path

if __name__ == "__main__":
    if not __package__:
        # started as a file, from wherever
        sys.path[0] = str(Path(__file__).resolve().parents[2])
    from sandbox._core.start import start

    sys.exit(start("sandbox.pterodactyl.provider", "Pterodactyl"))
