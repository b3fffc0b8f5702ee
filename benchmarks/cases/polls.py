# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How often a thing is looked at that takes two minutes."""

from __future__ import annotations

from functools import partial

from benchmarks.beside import beside
from benchmarks.contenders import Contender, names
from benchmarks.measuring import NOT_MEASURED, Check, Result, Row, Sample, tell
from benchmarks.playbooks import play
from benchmarks.processes import Failed
from benchmarks.provider import Provider
from benchmarks.services import Service, Services

STEP_SECONDS = 120
MOST = 20

Job = tuple[Contender, Service, int]


def prepare(provider: Provider, services: Services) -> list[Job]:
    """Who creates how many things where. Each has a service for itself."""
    return [
        (contender, services.get(provider.program, STEP_SECONDS * provider.program.steps + number / 1000), count)
        for number, (contender, count) in enumerate(provider.patient)
    ]


def run(provider: Provider, jobs: list[Job]) -> Result:
    """Create the things and count. This waits nearly all the time, so it can run beside others."""
    things = provider.things
    minutes = STEP_SECONDS / 60
    result = Result(
        f"{things.capitalize()} that take {minutes:g} minutes",
        "the task",
        [f"Each step of the service takes {minutes:g} minutes. One run each, beside the other measurements."],
        things,
        each=False,
    )
    for future in [beside(partial(one, provider, *job)) for job in jobs]:
        row, check = future.result()
        result.rows.append(row)
        result.checks.append(check)
    return result


def one(provider: Provider, contender: Contender, service: Service, count: int) -> tuple[Row, Check]:
    row = Row(contender.name, count, own=contender.own)
    claim = f"at most {MOST} looks at a thing in a step of {STEP_SECONDS / 60:g} minutes: {contender.name}"
    try:
        service.fill(0)
        work = contender.create(names(count)) if count > 1 else contender.one(*names(count))
        done = play(work, contender.environment(service.url))
        calls = service.calls()
        looks = sum(bool(provider.look.fullmatch(call.path)) for call in calls if not call.changes)
        row.samples.append(Sample(done.seconds, done.processor, len(calls), done.peak))
    except Failed as error:
        row.failure = str(error)
        return row, Check(claim, NOT_MEASURED, None)
    tell(row)
    each = looks / count / provider.program.steps
    return row, Check(claim, f"{each:g}", each <= MOST)
