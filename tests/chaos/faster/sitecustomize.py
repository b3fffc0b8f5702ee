# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Time goes faster in every Python process that finds this file first: a wait of a second takes a twentieth.

So the clock of the collection, which waits in whole seconds, goes as fast as the steps of the sandbox.
"""

import os
import time

FACTOR = float(os.environ.get("CHAOS_SPEED", "1"))
# Ansible itself looks around in shorter pauses than this; it would do nothing else.
SHORTEST = 0.04

_sleep, _monotonic = time.sleep, time.monotonic


def _sleep_less(seconds: float) -> None:
    _sleep(seconds / FACTOR if seconds >= SHORTEST else seconds)


time.sleep = _sleep_less
time.monotonic = lambda: _monotonic() * FACTOR
