# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Python clients: what listing all things takes."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.cases.ready import run_client
from benchmarks.claims import growth
from benchmarks.measuring import Result, Row, Sample, by_turns
from benchmarks.profiles import Profile
from benchmarks.provider import Client, Provider
from benchmarks.services import Service, Services


def run(provider: Provider, services: Services, profile: Profile) -> Result:
    result = Result(
        f"Python clients: list all {provider.things}",
        "the call",
        [
            "The time is that of one call on a new connection, without the start of Python and imports; most of it is "
            "the sandbox's. How long clients take to see that something new runs is in the table "
            '"From running to the end of the task".',
        ],
        provider.things,
    )
    service = services.get(provider.program)
    for count in profile.listed:
        print(f"==> Listing {count} {provider.things}", flush=True)
        service.fill(count)
        runs = [(Row(client.name, count, own=client.own), runner(client, service)) for client in provider.listed_by]
        result.rows += by_turns(runs, profile.runs, profile.longest_row)
    result.checks = growth(result)
    return result


def runner(client: Client, service: Service) -> Callable[[int], Sample]:
    def run_once(number: int) -> Sample:
        service.forget_calls()
        done = run_client(client, "list", service.url)
        return Sample(done["ended"] - done["began"], done["processor"], len(service.calls()), done["peak"])

    return run_once
