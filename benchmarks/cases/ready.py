# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From the moment a new box is ready at the service to the moment the user has it."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from benchmarks import processes
from benchmarks.contenders import Contender, everybody, own
from benchmarks.measuring import Check, Result, Row, Sample, by_turns
from benchmarks.playbooks import play
from benchmarks.processes import Failed
from benchmarks.profiles import Profile
from benchmarks.services import SANDBOX, Call, Service, Services
from tools.with_sandbox import CHECKOUT

NAME = "box1"
LIBRARY = "jiffybox from PyPI"
POLL = re.compile(r"/jiffyBoxes/\d+")


@dataclass(frozen=True)
class Detection:
    """How a task came to know that a box is ready, times in seconds.

    :ivar late: from READY to the look that saw it; interval: from the look before to that one.
    :ivar looks: how many looks there were from READY on; one is enough.
    """

    late: float
    interval: float
    looks: int


def run(services: Services, profile: Profile) -> Result:
    boots = profile.boots
    print("==> From READY to the end of the task", flush=True)
    result = Result(
        "From READY to the end of the task",
        "from READY to the end of the task",
        [
            "A task creates one box and waits for it. The time is that from the moment the box is ready at the service "
            "to the end of the task; polling more often makes it shorter and costs calls.",
            f"The boxes of the runs take {', '.join(f'{boot:g}' for boot in boots)} s.",
            f"{LIBRARY}: wait_for_status() of the package as it is, which looks every 7 s.",
        ],
        per_box=False,
    )
    detections: list[Detection] = []
    runs: list[tuple[Row, Callable[[int], Sample]]] = []
    for contender in everybody():
        service = [services.get(contender.service, boot) for boot in boots]
        runs.append((Row(contender.name, 1), runner(contender, service, detections)))
    runs.append((Row(LIBRARY, 1), library_runner([services.get(SANDBOX, boot) for boot in boots])))
    result.rows = by_turns(runs, len(boots), longest=float("inf"))
    result.checks = [check(detections)]
    return result


def runner(contender: Contender, services: list[Service], detections: list[Detection]) -> Callable[[int], Sample]:
    """Runs a creation; what it tells about polling is added to ``detections`` if it is one of this collection."""

    def run_once(number: int) -> Sample:
        service = services[number]
        service.fill(0)
        done = play(contender.create(NAME), contender.at(service.url))
        calls = service.calls()
        ready = ready_at(calls, service)
        if contender in own():
            # The answer to the creation is a look as well.
            looks = [call.time for call in calls if call.verb == "POST" or POLL.fullmatch(call.path)]
            detections.append(detection(looks, ready))
        return Sample(done.ended - ready, len(calls), done.peak)

    return run_once


def library_runner(services: list[Service]) -> Callable[[int], Sample]:
    def run_once(number: int) -> Sample:
        service = services[number]
        service.fill(0)
        done = run_client("pypi", "create", service.url)
        calls = service.calls()
        return Sample(done["ended"] - ready_at(calls, service), len(calls), done["peak"])

    return run_once


def run_client(which: str, job: str, url: str) -> dict[str, float]:
    """What client_job.py says, and the peak memory of its process."""
    command: list[str | Path] = [sys.executable, "-m", "benchmarks.client_job", which, job, url]
    finished = processes.run(command, dict(os.environ), CHECKOUT)
    told: dict[str, float] = json.loads(finished.output.splitlines()[-1])
    return {**told, "peak": finished.peak}


def ready_at(calls: list[Call], service: Service) -> float:
    """When the one box that was created is ready, in Unix seconds."""
    created = [call.time for call in calls if call.verb == "POST"]
    if len(created) != 1:
        raise Failed(f"{len(created)} boxes were created")
    return created[0] + service.boot_seconds


def detection(looks: list[float], ready: float) -> Detection:
    """What the times of the looks at a box say, the first before it was ready; all in Unix seconds."""
    late = [look for look in looks if look >= ready]
    if not late:
        raise Failed("nobody looked at the box after it was ready")
    interval = next(after - before for before, after in pairwise(looks) if after == late[0])
    return Detection(late[0] - ready, interval, len(late))


def check(detections: list[Detection]) -> Check:
    claim = "READY is detected within one poll interval, by the first look that can see it"
    if not detections:
        return Check(claim, "not measured in this run", None)
    worst = max(detections, key=lambda seen: seen.late / seen.interval)
    measured = f"at worst {worst.late:.2f} s after READY with {worst.interval:.2f} s between two looks; "
    looks = max(seen.looks for seen in detections)
    measured += f"{looks} look{'s' * (looks > 1)} from READY on"
    return Check(claim, measured, worst.late <= worst.interval and looks == 1)
