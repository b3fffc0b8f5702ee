# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A clock that nobody waits for."""

from __future__ import annotations

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.wait import Clock


class OwnTime(Clock):
    """Time that passes where somebody sleeps, and as a test says.

    :ivar time: so many seconds it is by now.
    """

    def __init__(self, time: float = 0.0) -> None:
        self.time = time

    def now(self) -> float:
        """The time by now."""
        return self.time

    def sleep(self, seconds: float) -> None:
        """Let it pass."""
        self.time += seconds
