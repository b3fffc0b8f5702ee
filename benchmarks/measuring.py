# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a benchmark measures, and in which order: by turns, so that all rows of a table see the same machine."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median

from benchmarks.processes import Failed

NOT_MEASURED = "not measured in this run"


@dataclass(frozen=True)
class Sample:
    """One run.

    :ivar seconds: by the clock on the wall; processor: of the processors, all processes together.
    :ivar calls: that reached the service, None if they were not counted.
    :ivar peak: MB of the largest process.
    """

    seconds: float
    processor: float
    calls: int | None
    peak: float


@dataclass
class Row:
    """All runs of one contender at one thing.

    :ivar count: how many things the account has, or gets.
    :ivar items: with how many of them the tasks deal; less than ``count`` where all would take too long.
    :ivar own: whether it is a way of this collection, which has to be good, or one to compare with.
    :ivar failure: why it could not be measured, or not to the end.
    """

    contender: str
    count: int
    latency_ms: float = 0
    items: int = 0
    own: bool = False
    samples: list[Sample] = field(default_factory=list)
    failure: str = ""

    def __post_init__(self) -> None:
        self.items = self.items or self.count

    @property
    def seconds(self) -> float:
        return median(sample.seconds for sample in self.samples)

    @property
    def spread(self) -> tuple[float, float]:
        times = [sample.seconds for sample in self.samples]
        return min(times), max(times)

    @property
    def seconds_each(self) -> float:
        return self.seconds / self.items

    @property
    def processor(self) -> float:
        return median(sample.processor for sample in self.samples)

    @property
    def processor_each(self) -> float:
        return self.processor / self.items

    @property
    def calls(self) -> float | None:
        counted = [sample.calls for sample in self.samples if sample.calls is not None]
        return median(counted) if counted else None

    @property
    def peak(self) -> float:
        return median(sample.peak for sample in self.samples)


@dataclass(frozen=True)
class Check:
    """Something that must hold: what, what was measured of it, and whether it holds (None: could not be told)."""

    claim: str
    measured: str
    passed: bool | None


@dataclass
class Result:
    """What a case found.

    :ivar time: what the seconds in the rows are.
    :ivar notes: what a reader has to know to read them.
    :ivar things: what the rows count.
    :ivar each: whether it means something to divide the seconds by the things.
    """

    title: str
    time: str
    notes: list[str]
    things: str
    rows: list[Row] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    each: bool = True

    def row(self, contender: str, count: int, latency_ms: float = 0) -> Row | None:
        """The row with these, if it was measured."""
        wanted = (contender, count, latency_ms)
        same = (row for row in self.rows if (row.contender, row.count, row.latency_ms) == wanted and row.samples)
        return next(same, None)


def by_turns(runs: Sequence[tuple[Row, Callable[[int], Sample]]], rounds: int, longest: float) -> list[Row]:
    """Fill the rows: one run of each, then a second of each, … A run gets the number of its round, from 0 on.

    :param longest: seconds; no further run of a row is begun that would take its runs beyond this.
    :returns: the rows that have been measured at least once, or failed.
    """
    spent = {id(row): 0.0 for row, run in runs}
    for number in range(rounds):
        for row, run in runs:
            if row.failure or (number and spent[id(row)] * (number + 1) / number > longest):
                continue
            began = time.perf_counter()
            try:
                row.samples.append(run(number))
            except Failed as error:
                row.failure = str(error)
            spent[id(row)] += time.perf_counter() - began
            tell(row)
    return [row for row, run in runs]


def tell(row: Row) -> None:
    """One line of progress."""
    latency = f", {row.latency_ms:g} ms" * bool(row.latency_ms)
    print(f"    {row.contender}, {row.count}{latency}: {row.failure or f'{row.samples[-1].seconds:.2f} s'}", flush=True)
