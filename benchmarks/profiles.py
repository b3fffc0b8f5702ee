# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How much a run measures: everything, or just enough to see that all of it works."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Idle:
    """One table of the idle case: boxes in the account, milliseconds of latency, and who takes part."""

    boxes: int
    latency_ms: float
    who: str = "all"


@dataclass(frozen=True)
class Profile:
    """Times in seconds.

    :ivar runs: of each row.
    :ivar longest_row: no further run of a row is begun that would take all of its runs beyond this.
    :ivar longest_loop: a loop that would take longer deals with only the first ``cut`` boxes.
    :ivar boots: how long the boxes take of which the time to detect READY is measured, one a run.
    :ivar items_a_fork: boxes that each of 20 forks creates under a rate limit.
    """

    runs: int
    longest_row: float
    longest_loop: float
    cut: int
    idle: tuple[Idle, ...]
    creations: int
    boots: tuple[float, ...]
    hosts: tuple[int, ...]
    listed: tuple[int, ...]
    items_a_fork: int


FULL = Profile(
    runs=5,
    longest_row=240,
    longest_loop=80,
    cut=20,
    idle=(
        *(Idle(boxes, 0) for boxes in (1, 10, 100, 1000)),
        Idle(10_000, 0, "fleet"),
        *(Idle(10, latency) for latency in (20, 100)),
        *(Idle(100, latency, "quick") for latency in (20, 100)),
    ),
    creations=50,
    boots=(2.3, 3.7, 5.1, 6.8, 8.9),
    hosts=(10, 1000, 10_000),
    listed=(10, 1000, 10_000),
    items_a_fork=2,
)

QUICK = Profile(
    runs=1,
    longest_row=30,
    longest_loop=10,
    cut=3,
    idle=(Idle(10, 0), Idle(100, 0, "quick"), Idle(1000, 0, "fleet")),
    creations=10,
    boots=(3.3,),
    hosts=(10, 1000),
    listed=(10, 1000),
    items_a_fork=1,
)
