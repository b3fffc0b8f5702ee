# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How time grows with the number of boxes."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from math import log

from benchmarks.measuring import Check, Row


def growth(what: str, rows: Iterable[Row]) -> Check:
    """Check that time grows linearly or slower: a slope of at most 1 with both axes logarithmic.

    The rows are of one contender, without latency, the smallest first. The slope from the smallest to the largest
    decides; the steepest from one size to the next is told as well.
    """
    points = [(row.boxes, row.seconds) for row in rows if row.samples and not row.latency_ms and row.items == row.boxes]
    if len(points) < 2:
        return Check(f"growth is linear or slower: {what}", "not measured in this run", None)
    whole = slope(points[0], points[-1])
    steepest, start, end = max((slope(low, high), low[0], high[0]) for low, high in pairwise(points))
    measured = f"slope {whole:.2f} from {points[0][0]} to {points[-1][0]}"
    measured += f", at most {steepest:.2f}, from {start} to {end}" if len(points) > 2 else ""
    return Check(f"growth is linear or slower: {what}", measured, whole <= 1)


def slope(low: tuple[int, float], high: tuple[int, float]) -> float:
    """The exponent with which seconds grow from one (boxes, seconds) to another; 1 is linear."""
    return log(high[1] / low[1]) / log(high[0] / low[0])
