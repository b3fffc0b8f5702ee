# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Inventories of growing size, measured as benchmarks/inventory.py does."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks.growth import growth
from benchmarks.inventory import JIFFYBOX, STATIC, list_of_boxes, parse, server, write_sources
from benchmarks.measuring import Result, Row, Sample, by_turns
from benchmarks.processes import Failed
from benchmarks.profiles import Profile
from benchmarks.services import Services

PYTHON = Path(sys.executable)


def run(services: Services, profile: Profile) -> Result:
    result = Result(
        "Inventories",
        "parsing the source",
        [
            "Ansible parses a source with so many hosts. The time is that from the source to a complete inventory, "
            "without the start of Python and the import of Ansible. Answers are made beforehand, so that what is "
            "measured is the client; calls are not counted.",
        ],
    )
    for count in profile.hosts:
        print(f"==> Inventories of {count} hosts", flush=True)
        result.rows += measured(count, profile)
    own = [row for row in result.rows if row.contender == JIFFYBOX]
    result.checks = [growth("inventory, boxfleet.cloud.jiffybox", own)]
    return result


def measured(count: int, profile: Profile) -> list[Row]:
    boxes = list_of_boxes(count)
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder, server(boxes, count) as url:
        sources = write_sources(Path(folder), url)
        parse(PYTHON, sources[JIFFYBOX], str(sources[STATIC]))
        runs = [(Row(name, count), runner(source, count)) for name, source in sources.items()]
        return by_turns(runs, profile.runs, profile.longest_row)


def runner(source: Path, count: int) -> Callable[[int], Sample]:
    def run_once(number: int) -> Sample:
        done = parse(PYTHON, source)
        if done["hosts"] != count:
            raise Failed(f"{done['hosts']:g} hosts")
        return Sample(done["seconds"], None, done["peak"])

    return run_once
