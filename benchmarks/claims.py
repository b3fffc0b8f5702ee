# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is claimed of measured rows, and whether they bear it out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby, pairwise

from benchmarks.measuring import NOT_MEASURED, Check, Result, Row

# With more things, each may cost so many times as much.
MOST_GROWTH = 1.3


@dataclass(frozen=True)
class Claim:
    """That one contender costs each thing at most ``most`` times what another costs, however slow the service is."""

    part: str
    whole: str
    most: float


def borne_out(claims: Iterable[Claim], result: Result, count: int, latencies: Iterable[float]) -> list[Check]:
    """A check of every claim at every latency, for an account of ``count`` things."""
    found = []
    for claim in claims:
        for latency in latencies:
            text = (
                f"{claim.part} costs at most {share(claim.most)} {claim.whole}, {count} {result.things}, {latency:g} ms"
            )
            part, whole = result.row(claim.part, count, latency), result.row(claim.whole, count, latency)
            if not part or not whole:
                found.append(Check(text, NOT_MEASURED, None))
                continue
            times = part.seconds_each / whole.seconds_each
            measured = (
                f"{share(times)} it: {milliseconds(part.seconds_each)} to {milliseconds(whole.seconds_each)} each"
            )
            found.append(Check(text, measured, times <= claim.most))
    return found


def growth(result: Result, waiting: bool = False) -> list[Check]:
    """A check of every contender of this collection at every latency, if it was measured with several counts.

    :param waiting: whether most of the time goes by waiting, so that processor seconds are what may grow.
    """
    what = "processor seconds" if waiting else "seconds"

    def each(row: Row) -> float:
        return row.processor_each if waiting else row.seconds_each

    found = []
    for (name, latency), rows in lines(result.rows).items():
        if not rows[0].own or len(rows) < 2:
            continue
        few, many = max(pairwise(rows), key=lambda pair: each(pair[1]) / each(pair[0]))
        times = each(many) / each(few)
        text = f"more {result.things} take at most {MOST_GROWTH} times as many {what} each: {name}, {latency:g} ms"
        measured = f"at most {times:.2f} times, from {few.count} to {many.count}: "
        measured += f"{milliseconds(each(few))} to {milliseconds(each(many))}"
        found.append(Check(text, measured, times <= MOST_GROWTH))
    return found


def grown(row: Row, rows: Iterable[Row]) -> float | None:
    """How many times as much a row costs each as the next smaller one of its contender; None if there is none."""
    line = lines(rows).get((row.contender, row.latency_ms), [])
    smaller = [other for other in line if other.count < row.count]
    return row.seconds_each / smaller[-1].seconds_each if smaller else None


def lines(rows: Iterable[Row]) -> dict[tuple[str, float], list[Row]]:
    """The rows that were measured, by contender and latency, the smallest count first."""

    def key(row: Row) -> tuple[str, float]:
        return row.contender, row.latency_ms

    measured = sorted((row for row in rows if row.samples), key=lambda row: (*key(row), row.count))
    return {name: list(line) for name, line in groupby(measured, key)}


def milliseconds(seconds: float) -> str:
    value = seconds * 1000
    return f"{value:.0f} ms" if value >= 100 else f"{value:.3g} ms"


def share(times: float) -> str:
    """A factor for a reader, who reads on with what it is a factor of."""
    return f"1/{1 / times:.3g} of" if times <= 0.5 else "as much as" if times == 1 else f"{times:.3g} times"
