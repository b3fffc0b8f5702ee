# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run a command and write what it used: ``python -I -S usage.py FILE COMMAND…``.

FILE gets a line of JSON: ``processor``, the processor seconds of the command and of all that it started, and ``peak``,
the memory of the largest of these processes, in the system's unit.

What the system tells of a process is at least what its parent had when it started it, so this small process stands
between the benchmarks and what they measure. On Linux it also waits for what the command left behind, as the jobs of
asynchronous tasks are. Ends with the exit code of the command, and ends it when told to end.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
from ctypes import CDLL

PR_SET_CHILD_SUBREAPER = 36


def main() -> int:
    file, *command = sys.argv[1:]
    if sys.platform == "linux":
        CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    child = os.posix_spawnp(command[0], command, os.environ)
    signal.signal(signal.SIGTERM, lambda number, frame: os.kill(child, signal.SIGKILL))
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if not code:
        wait_for_the_rest()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    with open(file, "w", encoding="utf-8") as out:
        json.dump({"processor": used.ru_utime + used.ru_stime, "peak": used.ru_maxrss}, out)
    # A command ended by a signal has a negative code here.
    return abs(code)


def wait_for_the_rest() -> None:
    """Wait for all processes whose parent has ended, which are children of this one since."""
    try:
        while True:
            os.wait()
    except ChildProcessError:
        pass


if __name__ == "__main__":
    sys.exit(main())
