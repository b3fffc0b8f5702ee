# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What each costs over how many there are, as a picture."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import cycle
from pathlib import Path

from benchmarks.claims import lines
from benchmarks.measuring import Result

# Told apart by most people with a colour vision deficiency; the markers help the others.
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")
MARKERS = "osD^vPX"


def draw(results: Sequence[Result], path: Path) -> None:
    """Write one panel for each result, as PNG. Both axes are logarithmic."""
    # Imported late: it needs more memory than anything that is measured, which a child of this process would inherit.
    import matplotlib

    matplotlib.use("agg")
    from matplotlib import pyplot
    from matplotlib.ticker import FuncFormatter

    plain = FuncFormatter(lambda value, position: f"{value:,g}")

    drawn = [result for result in results if any(row.samples for row in result.rows)]
    figure, panels = pyplot.subplots(1, max(1, len(drawn)), figsize=(7 * max(1, len(drawn)), 6), squeeze=False)
    for panel, result in zip(panels[0], drawn, strict=False):
        looks = zip(cycle(COLOURS), cycle(MARKERS), strict=False)
        curves = {name: rows for (name, latency), rows in lines(result.rows).items() if not latency}
        for (name, rows), (colour, marker) in zip(curves.items(), looks, strict=False):
            middle = [row.seconds_each * 1000 for row in rows]
            low, high = zip(*[[seconds / row.items * 1000 for seconds in row.spread] for row in rows], strict=True)
            spread = [
                [value - least for value, least in zip(middle, low, strict=True)],
                [most - value for value, most in zip(middle, high, strict=True)],
            ]
            sizes = [row.count for row in rows]
            panel.errorbar(sizes, middle, yerr=spread, label=name, color=colour, marker=marker, capsize=3)
        panel.set(xscale="log", yscale="log", xlabel=result.things, ylabel="milliseconds each", title=result.title)
        panel.xaxis.set_major_formatter(plain)
        panel.yaxis.set_major_formatter(plain)
        panel.grid(visible=True, which="major", color="#dddddd")
        panel.set_axisbelow(True)
        panel.legend(frameon=False, fontsize="small")
    figure.tight_layout()
    figure.savefig(path, format="png", dpi=110, metadata={"Software": None})
