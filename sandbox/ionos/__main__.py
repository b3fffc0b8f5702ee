# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The command line: ``python -m sandbox.ionos --help``."""

from __future__ import annotations

import sys

from sandbox._core.command import main

from .provider import Ionos

if __name__ == "__main__":
    sys.exit(main(Ionos))
