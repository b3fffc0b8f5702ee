# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The results as text, for the terminal and as Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import compress

from benchmarks.claims import grown
from benchmarks.measuring import Check, Result, Row

# The second is named after the things, and those of EACH are left out where it means nothing to divide by them.
COLUMNS = ("", "things", "latency", "runs", "seconds", "from", "to", "processor", "ms each", "growth", "calls", "MB")
EACH = ("ms each", "growth")
MARKS = {True: "pass", False: "FAIL", None: "–"}


def cells(row: Row, rows: Sequence[Row]) -> list[str]:
    """The cells of a row, one of ``rows``, as COLUMNS names them."""
    count = str(row.count) if row.items == row.count else f"{row.items} of {row.count}"
    latency = f"{row.latency_ms:g} ms"
    if not row.samples:
        return [row.contender, count, latency, "0", *["–"] * 8]
    times = [f"{seconds:.3f}" for seconds in (row.seconds, *row.spread, row.processor)]
    growth = grown(row, rows)
    each = [f"{row.seconds_each * 1000:.2f}", "–" if growth is None else f"× {growth:.2f}"]
    calls = "–" if row.calls is None else f"{row.calls:g}"
    return [row.contender, count, latency, str(len(row.samples)), *times, *each, calls, f"{row.peak:.0f}"]


def failures(rows: Sequence[Row]) -> list[str]:
    """Why rows are not complete."""
    last = {id(row): row.failure.strip().splitlines()[-1] for row in rows if row.failure}
    return [f"{row.contender}, {row.count}, failed: {last[id(row)]}" for row in rows if row.failure]


def table(result: Result) -> str:
    """The rows as aligned text; it is valid Markdown as well."""
    heads = [head if head != "things" else result.things for head in COLUMNS]
    shown = [result.each or head not in EACH for head in COLUMNS]
    lines = [list(compress(line, shown)) for line in (heads, *(cells(row, result.rows) for row in result.rows))]
    widths = [max(3, *map(len, column)) for column in zip(*lines, strict=True)]
    rule = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
    texts = [[line[0].ljust(widths[0]), *map(str.rjust, line[1:], widths[1:])] for line in lines]
    return "\n".join("| " + " | ".join(text) + " |" for text in (texts[0], rule, *texts[1:]))


def must_hold(checks: Sequence[Check]) -> str:
    """The checks as a list."""
    return "\n".join(f"- {MARKS[check.passed]}: {check.claim} ({check.measured})" for check in checks)


def shown(result: Result) -> str:
    """One case for the terminal."""
    return "\n".join(["", result.title, "", table(result), *failures(result.rows), ""])


def markdown(results: Sequence[Result], checks: Sequence[Check], about: dict[str, str], command: str, plot: str) -> str:
    """The whole report."""
    parts = [
        "# Performance",
        f"Written by `{command}`: the collection side by side with others. Each peer talks to a stub of its own API, "
        "and the collection to its sandbox, both on the machine that measures and both as quick, or as slow, as the "
        "column latency says. Contenders take turns, so that all see the same machine.",
        "## What must hold",
        must_hold(checks),
        f"![Milliseconds each over how many there are, both axes logarithmic]({plot})",
        "## What was measured, and on what",
        "\n".join(f"- {name}: {value}" for name, value in about.items()),
        "## How to read the tables",
        "Seconds are the median of the runs, with the least and the most in the columns from and to. Processor is the "
        "processor seconds of Ansible and all that it starts, without those of the service. Growth is what each costs "
        "compared with what each costs in the next smaller row of the same name and latency. Calls are those that "
        "reached the service. MB is the resident memory of the largest process.",
    ]
    for result in results:
        parts += [f"## {result.title}", f"Seconds: {result.time}. {' '.join(result.notes)}", table(result)]
        parts += ["\n".join(f"- {line}" for line in failures(result.rows))] * bool(failures(result.rows))
    return "\n\n".join(parts) + "\n"
