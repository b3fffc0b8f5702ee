# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Things that need nothing: what it costs to see that all is as declared."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.claims import borne_out, growth
from benchmarks.contenders import Contender, names
from benchmarks.measuring import NOT_MEASURED, Check, Result, Row, Sample, by_turns
from benchmarks.playbooks import play
from benchmarks.processes import Failed
from benchmarks.profiles import Profile, Table
from benchmarks.provider import Provider
from benchmarks.services import Service, Services


def run(provider: Provider, services: Services, profile: Profile) -> Result:
    things = provider.things
    result = Result(
        f"{things.capitalize()} that need nothing",
        "all tasks",
        [
            f"Tasks find all {things} as declared and change nothing. One task for all, a task with a loop, or a task "
            "on a host each, with so many forks. A task that is not said to be in process runs as a module. The time "
            "is without the start of ansible-playbook.",
            '"and when", "and difference()": a task asks for all, and a loop passes over those, or does without those, '
            "that are as declared: that have the right name and type, and run. Nothing else is looked at.",
            f'"5 of 10": the account has 10 {things}, and the tasks deal with 5 of them; so do time and calls.',
        ],
        things,
    )
    for table in profile.idle:
        print(f"==> {table.count} {things} that need nothing, {table.latency_ms:g} ms", flush=True)
        result.rows += measured(table, provider, services, profile)
    result.checks = [
        *borne_out(provider.claims, result, profile.claimed, profile.latencies),
        one_call(provider, result, profile.claimed),
        *growth(result),
    ]
    return result


def measured(table: Table, provider: Provider, services: Services, profile: Profile) -> list[Row]:
    """The rows of one table."""
    runs: list[tuple[Row, Callable[[int], Sample]]] = []
    for contender in provider.idle:
        whole = table.count <= contender.whole_up_to
        if table.whole and not whole:
            continue
        items = table.count if whole else min(table.items, table.count)
        service = services.get(contender.module.program, latency_ms=table.latency_ms)
        service.fill(table.count)
        row = Row(contender.name, table.count, table.latency_ms, items, contender.own)
        runs.append((row, runner(contender, service, row.items)))
    return by_turns(runs, profile.runs, profile.longest_row)


def runner(contender: Contender, service: Service, count: int) -> Callable[[int], Sample]:
    work = contender.idle(names(count))

    def run_once(number: int) -> Sample:
        service.forget_calls()
        done = play(work, contender.environment(service.url))
        if done.changed:
            raise Failed("it changed something")
        return Sample(done.seconds, done.processor, len(service.calls()), done.peak)

    return run_once


def one_call(provider: Provider, result: Result, count: int) -> Check:
    name = provider.one_call.name
    calls = "one call" if provider.calls == 1 else f"{provider.calls} calls"
    claim = f"{name} asks about {count} {provider.things} with {calls}"
    row = result.row(name, count)
    return Check(claim, f"{row.calls:g}", row.calls == provider.calls) if row else Check(claim, NOT_MEASURED, None)
