# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How much a run measures: everything, or just enough to see that all of it works."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Table:
    """Rows that are measured by turns.

    :ivar count: things in the account, or to create.
    :ivar latency_ms: added to every answer.
    :ivar items: so many of them a loop deals with where all would take too long; 0: all.
    :ivar whole: only those take part who deal with all of them at once.
    """

    count: int
    latency_ms: float = 0
    items: int = 0
    whole: bool = False


@dataclass(frozen=True)
class Profile:
    """Times in seconds.

    :ivar runs: of each row.
    :ivar longest_row: no further run of a row is begun that would take all of its runs beyond this.
    :ivar claimed: of how many things the claims are, at the latencies of ``latencies``.
    :ivar loops: lengths of loops.
    :ivar create_seconds: that a thing needs at the service until it runs.
    :ivar boots: the same, where the time to detect it is measured, one a run.
    :ivar hosts: sizes of inventories; grouped: with groups and variables by expressions.
    :ivar listed: how many things clients list.
    :ivar items_a_fork: things that each of 20 forks creates under a rate limit.
    """

    runs: int
    longest_row: float
    latencies: tuple[float, ...]
    claimed: int
    idle: tuple[Table, ...]
    loops: tuple[int, ...]
    create_seconds: float
    create: tuple[Table, ...]
    boots: tuple[float, ...]
    hosts: tuple[Table, ...]
    grouped: tuple[int, ...]
    listed: tuple[int, ...]
    items_a_fork: int


LATENCIES = (0, 20, 100)

FULL = Profile(
    runs=3,
    longest_row=240,
    latencies=LATENCIES,
    claimed=100,
    idle=(
        *(Table(count) for count in (10, 100)),
        Table(1000, items=20),
        Table(10_000, whole=True),
        *(Table(count, latency, items=20) for latency in (20, 100) for count in (10, 100)),
    ),
    loops=(100, 1000),
    create_seconds=5,
    create=(
        Table(1, whole=True),
        *(Table(count) for count in (10, 50)),
        *(Table(count, latency, whole=True) for latency in (20, 100) for count in (1, 50)),
    ),
    boots=(2.3, 3.7, 5.1, 6.8, 8.9),
    hosts=(Table(10), Table(1000), Table(10_000), Table(10_000, 20), Table(10_000, 100)),
    grouped=(1000, 10_000),
    listed=(10, 1000, 10_000),
    items_a_fork=2,
)

QUICK = Profile(
    runs=1,
    longest_row=30,
    latencies=LATENCIES,
    claimed=100,
    idle=(
        Table(10, items=5),
        *(Table(100, latency, items=5) for latency in LATENCIES),
        Table(300, whole=True),
    ),
    loops=(100, 1000),
    create_seconds=3,
    create=(
        Table(1, whole=True),
        *(Table(count) for count in (4, 12)),
        *(Table(count, latency, whole=True) for latency in (20, 100) for count in (1, 12)),
    ),
    boots=(3.3,),
    hosts=(Table(1000), *(Table(3000, latency) for latency in LATENCIES)),
    grouped=(300, 1500),
    listed=(300, 3000),
    items_a_fork=1,
)
