# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From the moment a new thing runs at the service to the moment the user has it."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from benchmarks import processes
from benchmarks.contenders import Contender, names
from benchmarks.measuring import NOT_MEASURED, Check, Result, Row, Sample, by_turns
from benchmarks.playbooks import play
from benchmarks.processes import Failed
from benchmarks.profiles import Profile
from benchmarks.provider import Client, Provider
from benchmarks.services import Call, Service, Services
from tools.with_sandbox import CHECKOUT

(NAME,) = names(1)


@dataclass(frozen=True)
class Detection:
    """How a task came to know that a thing runs, times in seconds.

    :ivar late: from that moment to the look that saw it.
    :ivar interval: from the look before to that one.
    :ivar looks: how many looks there were from that moment on; one is enough.
    """

    late: float
    interval: float
    looks: int


def run(provider: Provider, services: Services, profile: Profile) -> Result:
    boots = profile.boots
    print("==> From running to the end of the task", flush=True)
    result = Result(
        "From running to the end of the task",
        "from running to the end of the task",
        [
            "A task creates one thing, starts it and waits for it. The time is that from the moment it runs at the "
            "service to the end of the task; polling more often makes it shorter and costs calls.",
            f"The things of the runs take {', '.join(f'{boot:g}' for boot in boots)} s in all until they run.",
            "Python clients do as the documentation of the package says, with its own pauses.",
        ],
        provider.things,
        each=False,
    )
    detections: list[Detection] = []
    runs: list[tuple[Row, Callable[[int], Sample]]] = []
    for contender in provider.ready:
        used = [services.get(contender.module.program, boot) for boot in boots]
        runs.append((Row(contender.name, 1, own=contender.own), runner(contender, used, provider, detections)))
    for client in provider.created_by:
        used = [services.get(provider.program, boot) for boot in boots]
        runs.append((Row(client.name, 1, own=client.own), client_runner(client, used)))
    result.rows = by_turns(runs, len(boots), longest=float("inf"))
    result.checks = [check(detections)]
    return result


def runner(
    contender: Contender, services: list[Service], provider: Provider, detections: list[Detection]
) -> Callable[[int], Sample]:
    """Runs a creation; what it tells about polling is added to ``detections`` if it is one of this collection."""

    def run_once(number: int) -> Sample:
        service = services[number]
        service.fill(0)
        done = play(contender.one(NAME), contender.environment(service.url))
        calls = service.calls()
        running = running_at(calls, service)
        if contender.own:
            # The answer to a change is a look as well.
            looks = [call.time for call in calls if call.changes or provider.look.fullmatch(call.path)]
            detections.append(detection(looks, running))
        return Sample(done.ended - running, done.processor, len(calls), done.peak)

    return run_once


def client_runner(client: Client, services: list[Service]) -> Callable[[int], Sample]:
    def run_once(number: int) -> Sample:
        service = services[number]
        service.fill(0)
        done = run_client(client, "create", service.url)
        calls = service.calls()
        return Sample(done["ended"] - running_at(calls, service), done["processor"], len(calls), done["peak"])

    return run_once


def run_client(client: Client, job: str, url: str) -> dict[str, float]:
    """What client_job.py says, and the peak memory of its process."""
    command: list[str | Path] = [sys.executable, "-m", "benchmarks.client_job", client.job, job, url]
    finished = processes.run(command, dict(os.environ), CHECKOUT)
    told: dict[str, float] = json.loads(finished.output.splitlines()[-1])
    return {**told, "peak": finished.peak}


def running_at(calls: list[Call], service: Service) -> float:
    """When the one thing that was created and started runs, in Unix seconds."""
    changes = [call.time for call in calls if call.changes]
    if len(changes) != service.program.steps:
        raise Failed(f"{len(changes)} calls that change something, not {service.program.steps}")
    return changes[-1] + service.step_seconds


def detection(looks: list[float], running: float) -> Detection:
    """What the times of the looks at a thing say, the first before it was running; all in Unix seconds."""
    late = [look for look in looks if look >= running]
    if not late:
        raise Failed("nobody looked at it after it was running")
    interval = next(after - before for before, after in pairwise(looks) if after == late[0])
    return Detection(late[0] - running, interval, len(late))


def check(detections: list[Detection]) -> Check:
    claim = "that a thing runs is detected within one poll interval, by the first look that can see it"
    if not detections:
        return Check(claim, NOT_MEASURED, None)
    worst = max(detections, key=lambda seen: seen.late / seen.interval)
    measured = f"at worst {worst.late:.2f} s late with {worst.interval:.2f} s between two looks; "
    looks = max(seen.looks for seen in detections)
    measured += f"{looks} look{'s' * (looks > 1)} from then on"
    return Check(claim, measured, worst.late <= worst.interval and looks == 1)
