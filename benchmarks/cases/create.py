# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Many things at once: from the first task's begin until all are created and started."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.claims import growth
from benchmarks.contenders import Contender, names
from benchmarks.measuring import NOT_MEASURED, Check, Result, Row, Sample, by_turns
from benchmarks.playbooks import play
from benchmarks.processes import Failed
from benchmarks.profiles import Profile, Table
from benchmarks.provider import Provider
from benchmarks.services import Service, Services

MOST = 1.3


def run(provider: Provider, services: Services, profile: Profile) -> Result:
    things, seconds = provider.things, profile.create_seconds
    result = Result(
        f"Creating and starting {things} that take {seconds:g} s",
        f"all tasks, until all {things} run",
        [
            f"Every service needs {seconds:g} s in all until a thing runs, the provider's in {provider.program.steps} "
            "steps that have to be asked for one after the other, the peers' in one. Every option that says how to "
            "wait has its default.",
            "One task for all; one task on a host each, with so many forks; or loops. Loops that run in process send "
            "all creations, then all starts, then wait; loops of modules are asynchronous, and a second loop waits for "
            "their ends.",
        ],
        things,
    )
    for table in profile.create:
        print(f"==> Creating {table.count} {things}, {table.latency_ms:g} ms", flush=True)
        result.rows += measured(table, provider, services, profile)
    result.checks = [*at_once(provider.at_once, result), *growth(result, waiting=True)]
    return result


def measured(table: Table, provider: Provider, services: Services, profile: Profile) -> list[Row]:
    runs: list[tuple[Row, Callable[[int], Sample]]] = []
    for contender in provider.create:
        if table.whole and table.count > contender.whole_up_to:
            continue
        service = services.get(contender.module.program, profile.create_seconds, table.latency_ms)
        row = Row(contender.name, table.count, table.latency_ms, own=contender.own)
        runs.append((row, runner(contender, service, table.count)))
    return by_turns(runs, profile.runs, profile.longest_row)


def runner(contender: Contender, service: Service, count: int) -> Callable[[int], Sample]:
    work = contender.create(names(count)) if count > 1 else contender.one(*names(count))

    def run_once(number: int) -> Sample:
        service.fill(0)
        done = play(work, contender.environment(service.url))
        calls = service.calls()
        changes, wanted = sum(call.changes for call in calls), count * service.program.steps
        if changes != wanted:
            raise Failed(f"{changes} calls that change something, not {wanted}")
        return Sample(done.seconds, done.processor, len(calls), done.peak)

    return run_once


def at_once(contender: Contender, result: Result) -> list[Check]:
    """Check that many take about as long as one."""
    found = []
    for latency in dict.fromkeys(row.latency_ms for row in result.rows):
        rows = [row for row in result.rows if (row.contender, row.latency_ms) == (contender.name, latency)]
        one, many = rows[0], rows[-1]
        claim = (
            f"{many.count} {result.things} take at most {MOST} times as long as one: {contender.name}, {latency:g} ms"
        )
        if not one.samples or not many.samples:
            found.append(Check(claim, NOT_MEASURED, None))
            continue
        times = many.seconds / one.seconds
        measured = f"{times:.2f} times: {many.seconds:.2f} s to {one.seconds:.2f} s"
        found.append(Check(claim, measured, times <= MOST))
    return found
