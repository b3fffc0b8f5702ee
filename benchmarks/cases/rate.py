# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Twenty forks that keep to one limit."""

from __future__ import annotations

from benchmarks.contenders import names
from benchmarks.measuring import NOT_MEASURED, Check, Result, Row, Sample, tell
from benchmarks.playbooks import Work, play
from benchmarks.processes import Failed
from benchmarks.profiles import Profile
from benchmarks.provider import Provider
from benchmarks.services import Services

FORKS = 20
CALLS, SECONDS = 20, 5
LEAST = 0.9


def run(provider: Provider, services: Services, profile: Profile) -> Result:
    print(f"==> {FORKS} forks with api_rate {CALLS}/{SECONDS}", flush=True)
    contender, count = provider.forks, FORKS * profile.items_a_fork
    row = Row(contender.name, count, own=contender.own)
    result = Result(
        f"{FORKS} forks that keep to {CALLS} calls in {SECONDS} s",
        "the task on all hosts",
        [
            f"{FORKS} hosts at once create and start {profile.items_a_fork} each, with api_rate {CALLS}/{SECONDS}. The "
            "use is that from the first full window, when all forks are up, until the last call that is sure to be "
            "waited for, by the times in the log of the service.",
        ],
        provider.things,
        [row],
        each=False,
    )
    never, used = f"{FORKS} forks never exceed api_rate", f"… and use at least {LEAST:.0%} of it"
    service = services.get(provider.program)
    service.fill(0)
    name, limit = "{{ inventory_hostname }}-{{ item }}", f"{CALLS}/{SECONDS}"
    task = {**contender.module.task(name, creating=True, api_rate=limit), "loop": list(range(profile.items_a_fork))}
    try:
        done = play(Work([task], names(FORKS), FORKS), contender.environment(service.url))
    except Failed as error:
        row.failure = str(error)
        result.checks = [Check(claim, NOT_MEASURED, None) for claim in (never, used)]
        return result
    times = [call.time for call in service.calls()]
    row.samples.append(Sample(done.seconds, done.processor, len(times), done.peak))
    tell(row)
    closest = min(late - early for early, late in zip(times, times[CALLS:], strict=False))
    most, share = busiest(times, SECONDS), use(times, count * provider.sure_calls)
    result.checks = [
        Check(never, f"at most {most} calls in {SECONDS} s; {CALLS + 1} calls took {closest:.2f} s", most <= CALLS),
        Check(used, f"{share:.1%}", share >= LEAST),
    ]
    return result


def busiest(times: list[float], seconds: float) -> int:
    """The most calls in any window of so many seconds; ``times`` are in order."""
    return max(sum(begin <= time < begin + seconds for time in times) for begin in times)


def use(times: list[float], sure: int) -> float:
    """The share of the limit that was used while there was more to do than it allows."""
    windows = (sure - 1) // CALLS - 1
    return windows * SECONDS / (times[CALLS * (windows + 1)] - times[CALLS])
