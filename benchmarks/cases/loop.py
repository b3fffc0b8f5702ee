# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Loops over things that need nothing: an item of a long one costs no more than one of a short one."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.claims import growth
from benchmarks.contenders import Contender, names
from benchmarks.measuring import Result, Row, Sample, by_turns
from benchmarks.playbooks import play
from benchmarks.processes import Failed
from benchmarks.profiles import Profile
from benchmarks.provider import Provider
from benchmarks.services import Service, Services


def run(provider: Provider, services: Services, profile: Profile) -> Result:
    result = Result(
        f"Loops over {provider.things} that need nothing",
        "the task",
        [
            f"The account has as many {provider.things} as the loop has items. ansible.builtin.debug does nothing, and "
            "shows what a loop costs anyhow."
        ],
        provider.things,
    )
    print("==> Loops, long and short by turns", flush=True)
    service = services.get(provider.program)
    runs = [
        (Row(contender.name, count, own=contender.own), runner(contender, service, count))
        for count in profile.loops
        for contender in provider.loop
    ]
    result.rows = by_turns(runs, profile.runs, profile.longest_row)
    result.checks = growth(result)
    return result


def runner(contender: Contender, service: Service, count: int) -> Callable[[int], Sample]:
    work = contender.idle(names(count))

    def run_once(number: int) -> Sample:
        service.fill(count)
        service.forget_calls()
        done = play(work, contender.environment(service.url))
        if done.changed:
            raise Failed("it changed something")
        return Sample(done.seconds, done.processor, len(service.calls()), done.peak)

    return run_once
