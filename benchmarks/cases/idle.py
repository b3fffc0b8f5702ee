# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Boxes that need nothing: what it costs to see that all is as declared."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from benchmarks.contenders import BOXES, HCLOUD, PROCESS, Contender, everybody, names
from benchmarks.growth import growth
from benchmarks.measuring import Check, Result, Row, Sample, by_turns, ratio
from benchmarks.playbooks import play
from benchmarks.processes import Failed
from benchmarks.profiles import Idle, Profile
from benchmarks.services import Service, Services

BOOT_SECONDS = 5


def run(services: Services, profile: Profile) -> Result:
    result = Result(
        "Boxes that need nothing",
        "the task",
        [
            "A task finds every box as declared and changes nothing. jiffybox_boxes is one task for all boxes, all "
            "others loop. The time is that of the task, without the start of ansible-playbook.",
            f"A loop that would take longer than {profile.longest_loop:g} s, by what the loop before took, deals with "
            f"only the first {profile.cut} of the boxes; then the time is that of these, and so are the calls.",
            "The stub gives vultr.cloud.instance all instances in one page; the real API gives the first 100.",
        ],
    )
    for table in profile.idle:
        print(f"==> {table.boxes} boxes that need nothing, {table.latency_ms:g} ms", flush=True)
        result.rows += measured(table, services, profile, result.rows)
    result.checks = list(checks(result))
    return result


def measured(table: Idle, services: Services, profile: Profile, before: list[Row]) -> list[Row]:
    """The rows of one table."""
    runs: list[tuple[Row, Callable[[int], Sample]]] = []
    for contender in taking_part(table.who):
        service = services.get(contender.service, BOOT_SECONDS, table.latency_ms)
        service.fill(table.boxes)
        row = Row(contender.name, table.boxes, table.latency_ms, items(contender, table, profile, before))
        runs.append((row, runner(contender, service, row.items)))
    return by_turns(runs, profile.runs, profile.longest_row)


def taking_part(who: str) -> list[Contender]:
    """Everybody ("all"), who is done soon ("quick"), or only who does all in one task ("fleet")."""
    chosen = {"quick": (PROCESS, BOXES), "fleet": (BOXES,)}
    return [contender for contender in everybody() if who == "all" or contender in chosen[who]]


def items(contender: Contender, table: Idle, profile: Profile, before: Iterable[Row]) -> int:
    """With how many boxes a task deals so that it does not take too long, judging by what was measured before."""
    if contender == BOXES:
        return table.boxes
    costs = [row.seconds_per_item for row in before if row.contender == contender.name and row.samples]
    too_long = bool(costs) and costs[-1] * table.boxes > profile.longest_loop
    return min(table.boxes, profile.cut) if too_long else table.boxes


def runner(contender: Contender, service: Service, count: int) -> Callable[[int], Sample]:
    tasks = contender.idle(names(count))

    def run_once(number: int) -> Sample:
        service.forget_calls()
        done = play(tasks, contender.at(service.url))
        if done.changed:
            raise Failed("it changed something")
        return Sample(done.seconds, len(service.calls()), done.peak)

    return run_once


def checks(result: Result) -> Iterable[Check]:
    tenth = "an item that needs nothing costs in process at most 1/10 of hetzner.hcloud.server's"
    sizes = [boxes for boxes in (100, 10) if result.row(PROCESS.name, boxes) and result.row(HCLOUD.name, boxes)]
    size = sizes[0] if sizes else 0
    yield ratio(tenth, result.row(PROCESS.name, size), result.row(HCLOUD.name, size), 10)
    fiftieth = "100 boxes that need nothing cost in one jiffybox_boxes task at most 1/50 of the hetzner.hcloud loop"
    fleet, hcloud = result.row(BOXES.name, 100), result.row(HCLOUD.name, 100)
    whole = hcloud if hcloud and hcloud.items == 100 else None
    yield ratio(fiftieth, fleet, whole, 50)
    one = "… with one call to the API"
    yield Check(one, f"{fleet.calls:g}", fleet.calls == 1) if fleet else Check(one, "not measured in this run", None)
    yield growth("boxes that need nothing, jiffybox_boxes", [row for row in result.rows if row.contender == BOXES.name])
