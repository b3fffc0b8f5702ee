# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs in every Python of a canary run: takes what modules would write into the system's log, and makes faults."""

from __future__ import annotations

import os
import sys

LOG, CRASH = os.environ.get("CANARY_SYSLOG"), os.environ.get("CANARY_CRASH")

if LOG:
    import syslog

    def write(*arguments: object) -> None:
        """Stands for syslog.syslog()."""
        with open(LOG, "a", encoding="utf-8") as log:
            print(*sys.argv, *arguments, file=log)

    syslog.syslog = write  # type: ignore[assignment]

if CRASH:
    import requests.adapters

    def send(self: object, request: requests.PreparedRequest, **settings: object) -> None:
        """Stands for what sends a request: something that nobody foresaw, in the words of somebody careless."""
        raise ZeroDivisionError(f"{request.method} {request.url} {dict(request.headers)} {request.body!r}")

    requests.adapters.HTTPAdapter.send = send  # type: ignore[assignment,method-assign]
