# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run a command and write its peak memory: ``python -I -S peak.py FILE COMMAND…``.

What the system tells of a process is at least what its parent had when it started it. So this small process stands
between the benchmarks and what they measure. Ends with the exit code of the command, and ends it when told to end.
"""

from __future__ import annotations

import os
import signal
import sys


def main() -> int:
    file, *command = sys.argv[1:]
    child = os.posix_spawnp(command[0], command, os.environ)
    signal.signal(signal.SIGTERM, lambda number, frame: os.kill(child, signal.SIGKILL))
    status, usage = os.wait4(child, 0)[1:]
    with open(file, "w", encoding="utf-8") as out:
        out.write(str(usage.ru_maxrss))
    # A command ended by a signal has a negative code here.
    return abs(os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    sys.exit(main())
