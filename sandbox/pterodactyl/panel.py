# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The store of one panel: what a new one has, and what becomes of all that is under way."""

from __future__ import annotations

from collections.abc import Callable

from sandbox._core.documents import Document

from . import backups, catalogue, file_calls, installs, power, schedules
from .store import Store

# What becomes of a job, by what it is.
FINISH: dict[str, Callable[[Store, Document], None]] = {
    "install": installs.finish,
    "power": power.finish,
    "backup": backups.finish,
    "restore": backups.finish_restore,
    "pull": file_calls.finish_pull,
    "schedule": schedules.finish,
    "task": schedules.finish_task,
}


class Panel(Store):
    """A panel and its daemons."""

    def fill(self) -> None:
        catalogue.fill(self)

    def reset(self) -> None:
        self.last_used.clear()
        self.loads.clear()
        self.links.clear()
        super().reset()

    def settle(self, now: float) -> None:
        """Everything that has ended by ``now`` has its outcome, in the order in which it ended."""
        while job := self.next_due(now):
            self.drop(job)
            FINISH[job.value["what"]](self, job)
