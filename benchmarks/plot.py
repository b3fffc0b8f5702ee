# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Seconds over boxes, as a picture."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from benchmarks.measuring import Result, Row

# Told apart by most people with a colour vision deficiency; the markers help the others.
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")
MARKERS = "osD^vP"


def draw(results: Sequence[Result], path: Path) -> None:
    """Write one panel for each result, as PNG. Both axes are logarithmic."""
    # Imported late: it needs more memory than anything that is measured, which a child of this process would inherit.
    import matplotlib

    matplotlib.use("agg")
    from matplotlib import pyplot
    from matplotlib.ticker import FuncFormatter

    plain = FuncFormatter(lambda value, position: f"{value:,g}")

    drawn = [(result, lines(result.rows)) for result in results if lines(result.rows)]
    figure, panels = pyplot.subplots(1, max(1, len(drawn)), figsize=(6 * max(1, len(drawn)), 5), squeeze=False)
    for panel, (result, curves) in zip(panels[0], drawn, strict=False):
        for (name, rows), colour, marker in zip(curves.items(), COLOURS, MARKERS, strict=False):
            sizes, times = [row.boxes for row in rows], [row.seconds for row in rows]
            spread = [[row.seconds - row.spread[0] for row in rows], [row.spread[1] - row.seconds for row in rows]]
            panel.errorbar(sizes, times, yerr=spread, label=name, color=colour, marker=marker, capsize=3)
        panel.set(xscale="log", yscale="log", xlabel="boxes", ylabel=f"seconds: {result.time}", title=result.title)
        panel.xaxis.set_major_formatter(plain)
        panel.yaxis.set_major_formatter(plain)
        panel.grid(visible=True, which="major", color="#dddddd")
        panel.set_axisbelow(True)
        panel.legend(frameon=False)
    figure.tight_layout()
    figure.savefig(path, format="png", dpi=110, metadata={"Software": None})


def lines(rows: Sequence[Row]) -> dict[str, list[Row]]:
    """The rows of each contender that deal with all boxes and have no latency."""
    chosen = [row for row in rows if row.samples and row.items == row.boxes and not row.latency_ms]
    return {
        name: [row for row in chosen if row.contender == name] for name in dict.fromkeys(r.contender for r in chosen)
    }
