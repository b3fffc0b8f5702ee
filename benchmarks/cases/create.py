# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Many boxes at once: from the task's begin until all are there."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.contenders import BOXES, Contender, everybody, names
from benchmarks.measuring import Check, Result, Row, Sample, by_turns
from benchmarks.playbooks import play
from benchmarks.processes import Failed
from benchmarks.profiles import Profile
from benchmarks.services import Service, Services

BOOT_SECONDS = 5
MOST = 1.3


def run(services: Services, profile: Profile) -> Result:
    count = profile.creations
    print(f"==> {count} boxes that take {BOOT_SECONDS} s each", flush=True)
    result = Result(
        f"Creating {count} boxes that take {BOOT_SECONDS} s each",
        "all tasks, until every box is ready",
        [
            "jiffybox_boxes creates all in one task. jiffybox_box creates them in a loop with wait=false, and waits in "
            "a second loop. The peers run in a loop of asynchronous tasks, whose ends a second loop waits for, since "
            "one after another would take at least the sum of all times.",
        ],
    )
    runs: list[tuple[Row, Callable[[int], Sample]]] = []
    for contender in everybody():
        service = services.get(contender.service, BOOT_SECONDS)
        runs.append((Row(contender.name, count), runner(contender, service, count)))
    result.rows = by_turns(runs, profile.runs, profile.longest_row)
    result.checks = [check(result.row(BOXES.name, count), count)]
    return result


def runner(contender: Contender, service: Service, count: int) -> Callable[[int], Sample]:
    tasks = contender.create_all(names(count))

    def run_once(number: int) -> Sample:
        service.fill(0)
        done = play(tasks, contender.at(service.url))
        calls = service.calls()
        created = sum(call.verb == "POST" for call in calls)
        if created != count:
            raise Failed(f"{created} boxes were created")
        return Sample(done.seconds, len(calls), done.peak)

    return run_once


def check(row: Row | None, count: int) -> Check:
    claim = f"{count} creations take at most {MOST} times the slowest box: {BOXES.name}"
    if not row:
        return Check(claim, "not measured in this run", None)
    times = row.seconds / BOOT_SECONDS
    return Check(claim, f"{times:.2f} times: {row.seconds:.2f} s to {BOOT_SECONDS} s", times <= MOST)
