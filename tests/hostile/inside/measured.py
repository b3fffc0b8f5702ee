# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run a program, and write its seconds and the megabytes of its largest process to a file: file, program, arguments."""

from __future__ import annotations

import json
import os
import sys
import time

file, *command = sys.argv[1:]
began = time.monotonic()
child = os.posix_spawn(command[0], command, os.environ)
_pid, status, usage = os.wait4(child, 0)
megabytes = usage.ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
with open(file, "a", encoding="utf-8") as measures:
    print(json.dumps({"seconds": time.monotonic() - began, "megabytes": megabytes}), file=measures)
sys.exit(os.waitstatus_to_exitcode(status))
