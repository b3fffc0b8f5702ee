# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The results as text, for the terminal and as Markdown."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.measuring import Check, Result, Row

COLUMNS = ("", "boxes", "latency", "runs", "seconds", "from", "to", "ms/box", "calls", "MB")
PER_BOX = COLUMNS.index("ms/box")
MARKS = {True: "pass", False: "FAIL", None: "–"}


def cells(row: Row) -> list[str]:
    """The cells of a row, as COLUMNS names them."""
    boxes = str(row.boxes) if row.items == row.boxes else f"{row.items} of {row.boxes}"
    latency = f"{row.latency_ms:g} ms"
    if not row.samples:
        return [row.contender, boxes, latency, "0", *["–"] * 6]
    low, high = row.spread
    calls = "–" if row.calls is None else f"{row.calls:g}"
    times = [f"{row.seconds:.3f}", f"{low:.3f}", f"{high:.3f}", f"{row.seconds_per_item * 1000:.2f}"]
    return [row.contender, boxes, latency, str(len(row.samples)), *times, calls, f"{row.peak:.0f}"]


def failures(rows: Sequence[Row]) -> list[str]:
    """Why rows are not complete."""
    last = {id(row): row.failure.strip().splitlines()[-1] for row in rows if row.failure}
    return [f"{row.contender}, {row.boxes} boxes, failed: {last[id(row)]}" for row in rows if row.failure]


def table(result: Result) -> str:
    """The rows as aligned text; it is valid Markdown as well."""
    lines = [list(COLUMNS), *map(cells, result.rows)]
    if not result.per_box:
        lines = [line[:PER_BOX] + line[PER_BOX + 1 :] for line in lines]
    widths = [max(3, *map(len, column)) for column in zip(*lines, strict=True)]
    rule = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
    texts = [[lines[0][0].ljust(widths[0]), *map(str.rjust, lines[0][1:], widths[1:])], rule]
    texts += [[line[0].ljust(widths[0]), *map(str.rjust, line[1:], widths[1:])] for line in lines[1:]]
    return "\n".join("| " + " | ".join(text) + " |" for text in texts)


def must_hold(checks: Sequence[Check]) -> str:
    """The checks as a list."""
    return "\n".join(f"- {MARKS[check.passed]}: {check.claim} ({check.measured})" for check in checks)


def shown(result: Result) -> str:
    """One case for the terminal."""
    return "\n".join(["", result.title, "", table(result), *failures(result.rows), ""])


def markdown(results: Sequence[Result], machine: dict[str, str], command: str, plot: str) -> str:
    """The whole report."""
    checks = [check for result in results for check in result.checks]
    parts = [
        "# Performance",
        f"Written by `{command}`: the collection side by side with others. Each peer talks to a stub of its own API, "
        "and the collection to its sandbox, both on the machine that measures and both as quick, or as slow, as the "
        "column latency says. Contenders take turns, so that all see the same machine.",
        "## What must hold",
        must_hold(checks),
        f"![Seconds over boxes, both axes logarithmic]({plot})",
        "## The machine",
        "\n".join(f"- {name}: {value}" for name, value in machine.items()),
        "## How to read the tables",
        "Seconds are the median of the runs, with the least and the most in the columns from and to. Calls are those "
        "that reached the service. MB is the resident memory of the largest process.",
    ]
    for result in results:
        parts += [f"## {result.title}", f"Seconds: {result.time}. {' '.join(result.notes)}", table(result)]
        parts += ["\n".join(f"- {line}" for line in failures(result.rows))] * bool(failures(result.rows))
    return "\n\n".join(parts) + "\n"
