# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which backups a box has at a point in time: plain values in, plain values out. API reference: backups."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import md5

DAY = 86400
PERIODS = {"daily": DAY, "weekly": 7 * DAY, "biweekly": 14 * DAY}
TYPES = (*PERIODS, "manual")

# The hour at which a time window ends. 0 is what older texts call the first one.
WINDOW_ENDS = {0: 4, 1: 4, 2: 6, 6: 24}

# 1970-01-04 was the first Sunday, which is day 0.
FIRST_SUNDAY = 3 * DAY


@dataclass(frozen=True, slots=True)
class Schedule:
    """When automatic backups of a box are made: ``day`` 0 (Sunday) to 6, ``time`` a key of WINDOW_ENDS.

    ``since`` (Unix seconds) is when it came into force: only windows that end later count.
    """

    box: int
    day: int
    time: int
    since: float


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup. ``created`` (Unix seconds) is when it is finished, which may lie ahead or be infinite."""

    box: int
    type: str
    id: str
    created: float


def backup_id(box: int, kind: str, created: float) -> str:
    """32 hexadecimal digits, the same whenever they are asked for."""
    return md5(f"{box} {kind} {created}".encode(), usedforsecurity=False).hexdigest()


def automatic(schedule: Schedule, now: float) -> list[Backup]:
    """The newest backup of each automatic type that the schedule has made by ``now``. Days are UTC days."""
    return [
        Backup(schedule.box, kind, backup_id(schedule.box, kind, created), created)
        for kind in PERIODS
        if (created := _last_end(kind, schedule.day, schedule.time, now)) > schedule.since
    ]


def _last_end(kind: str, day: int, time: int, now: float) -> int:
    first = WINDOW_ENDS[time] * 3600
    if kind != "daily":
        first += (FIRST_SUNDAY + day * DAY) % (7 * DAY)
    return first + int((now - first) // PERIODS[kind]) * PERIODS[kind]


def current(stored: Iterable[Backup], schedule: Schedule | None, now: float) -> dict[str, Backup]:
    """The finished backups of one box by type: of each type the newest, since it replaced the ones before."""
    made = [*stored, *(automatic(schedule, now) if schedule else [])]
    finished = sorted((backup for backup in made if backup.created <= now), key=lambda backup: backup.created)
    return {backup.type: backup for backup in finished}
