# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How often a box is looked at that takes two minutes."""

from __future__ import annotations

from benchmarks.cases.ready import POLL
from benchmarks.contenders import BOXES, Contender, names, own
from benchmarks.measuring import Check, Result, Row, Sample, tell
from benchmarks.playbooks import play
from benchmarks.processes import Failed
from benchmarks.services import SANDBOX, Service, Services

BOOT_SECONDS = 120
MOST = 20
FLEET = 10


def prepare(services: Services) -> list[tuple[Contender, Service, int]]:
    """Who creates how many boxes where: one each, and the fleet some. Each has a service for itself."""
    return [
        (contender, services.get(SANDBOX, BOOT_SECONDS + number / 1000), FLEET if contender == BOXES else 1)
        for number, contender in enumerate(own())
    ]


def run(contender: Contender, service: Service, count: int) -> tuple[Row, Check]:
    """Create the boxes and count. This waits nearly all the time, so it can run beside others."""
    row = Row(contender.name, count)
    claim = f"at most {MOST} polls a box for a boot of {BOOT_SECONDS / 60:g} minutes: {contender.name}"
    try:
        service.fill(0)
        done = play(
            contender.create_all(names(count)) if count > 1 else contender.create("box1"), contender.at(service.url)
        )
        calls = service.calls()
        polls = sum(bool(POLL.fullmatch(call.path)) for call in calls) / count
        row.samples.append(Sample(done.seconds, len(calls), done.peak))
    except Failed as error:
        row.failure = str(error)
        return row, Check(claim, "not measured in this run", None)
    tell(row)
    return row, Check(claim, f"{polls:g}", polls <= MOST)


def result(parts: list[tuple[Row, Check]]) -> Result:
    return Result(
        "Boxes that take two minutes",
        "the task",
        [f"jiffybox_boxes creates {FLEET} boxes, the others one. One run each, beside the other measurements."],
        [row for row, check in parts],
        [check for row, check in parts],
        per_box=False,
    )
