# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Python clients of the JiffyBox API: what listing all boxes takes."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.cases.ready import LIBRARY, run_client
from benchmarks.measuring import Result, Row, Sample, by_turns
from benchmarks.profiles import Profile
from benchmarks.services import SANDBOX, Service, Services

OWN = "client of this collection"
CLIENTS = {"own": OWN, "pypi": LIBRARY}
BOOT_SECONDS = 5


def run(services: Services, profile: Profile) -> Result:
    result = Result(
        "Python clients: list all boxes",
        "the call",
        [
            "The time is that of one call on a new connection, without the start of Python and imports; most of it is "
            "the sandbox's. How long the clients take to see that a new box is ready is in the table "
            '"From READY to the end of the task".',
        ],
    )
    service = services.get(SANDBOX, BOOT_SECONDS)
    for count in profile.listed:
        print(f"==> Listing {count} boxes", flush=True)
        service.fill(count)
        runs = [(Row(name, count), runner(which, service)) for which, name in CLIENTS.items()]
        result.rows += by_turns(runs, profile.runs, profile.longest_row)
    return result


def runner(which: str, service: Service) -> Callable[[int], Sample]:
    def run_once(number: int) -> Sample:
        service.forget_calls()
        done = run_client(which, "list", service.url)
        return Sample(done["ended"] - done["began"], len(service.calls()), done["peak"])

    return run_once
