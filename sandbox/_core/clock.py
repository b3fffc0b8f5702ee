# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The sandbox's time: the real one, plus what a test has moved it by."""

from __future__ import annotations

import time

from .store import Store

OFFSET = "clock_offset"


def now(store: Store) -> float:
    """Unix seconds by the sandbox's clock."""
    return time.time() + offset(store)


def offset(store: Store) -> float:
    """Seconds that the clock is ahead of the real time."""
    return store.number(OFFSET, 0.0)


def advance(store: Store, seconds: float) -> None:
    """Move the clock forward; it stays moved over a restart."""
    store.set_number(OFFSET, offset(store) + seconds)
