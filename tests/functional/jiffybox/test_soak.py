# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One process that converges a fleet again and again: what it holds does not grow. ``make soak`` goes on for longer."""

from __future__ import annotations

import gc
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.client import Client
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.fleet.task import BOXES_TASK

CYCLES = int(os.environ.get("SOAK_CYCLES", "10"))
BOXES = 200
# So many cycles come first, in which caches fill and threads begin.
WARM = 10
# So many boxes are changed in a cycle.
CHANGED = 4
# What may be there more at the end: far from noise, and far below what a leak of one object a box would make.
MORE_MEGABYTES, MORE_FILES, MORE_THREADS = 24.0, 4, 2


@dataclass(frozen=True)
class Held:
    """What the process holds."""

    megabytes: float
    files: int
    sockets: int
    threads: int

    @staticmethod
    def now() -> Held:
        gc.collect()
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        places = [os.readlink(place) for place in Path("/proc/self/fd").iterdir() if place.is_symlink()]
        return Held(
            pages * os.sysconf("SC_PAGE_SIZE") / 2**20,
            len(places),
            sum(place.startswith("socket:") for place in places),
            threading.active_count(),
        )


def fleet(cycle: int) -> Any:
    """All boxes as desired; some of them another way than in the cycle before."""
    boxes = [{"name": f"web{number}", "state": "started"} for number in range(1, BOXES + 1)]
    for number in range(CHANGED):
        boxes[(cycle * CHANGED + number) % BOXES]["state"] = "stopped"
    return BOXES_TASK.wanted({"boxes": boxes, "defaults": None, "parallel": 10})


@pytest.mark.long
@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="there is no /proc")
def test_a_process_that_converges_a_fleet_again_and_again_holds_no_more_than_at_first(
    sandbox: Any, connect: Callable[..., Client]
) -> None:
    sandbox.seed(BOXES)
    first: Held | None = None
    most = 0
    changes = 0
    for cycle in range(WARM + CYCLES):
        if cycle == WARM:
            first = Held.now()
        report = BOXES_TASK.task(connect(), fleet(cycle), False)
        changes += len(report.actions)
        most = max(most, threading.active_count())
        sandbox.forget()
    last = Held.now()
    assert first
    print(f"\n{CYCLES} cycles over {BOXES} boxes, {changes} changes: {first} at first, {last} at the end")
    assert changes == CHANGED + 2 * CHANGED * (WARM + CYCLES - 1)
    assert last.megabytes - first.megabytes < MORE_MEGABYTES
    assert last.files - first.files <= MORE_FILES
    assert last.sockets - first.sockets <= MORE_FILES
    assert last.threads - first.threads <= MORE_THREADS
    # one for each box that changes, one more for each of its calls
    assert most <= first.threads + 4 * CHANGED + 2
