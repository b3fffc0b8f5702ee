# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Backups of a box as the service describes them (backups): what they mean, and how results show them.

Everywhere ``backups`` is the service's map: any of the types, each {id, created}, and while automatic backups are
on, the numbers ``day`` and ``time``.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any

from ..client import Json

MANUAL = "manual"
TYPES = ("daily", "weekly", "biweekly", MANUAL)
DAYS = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
WINDOWS = {"00-04": 1, "04-06": 2, "22-24": 6}

_DAY_NAMES = dict(enumerate(DAYS))
# 0 is what older texts call the first window. They call the second one 1, which cannot be told apart.
_WINDOW_NAMES = {0: "00-04", **{time_id: window for window, time_id in WINDOWS.items()}}


def backups_result(backups: Json) -> dict[str, Any]:
    """The backups as modules return them: ``schedule``, None while it is off, and ``backups``, a list."""
    return {"schedule": schedule_of(backups), "backups": listed(backups)}


def schedule_of(backups: Json) -> dict[str, Any] | None:
    """When automatic backups are made: day, day_id, window, time_id; None if they are off.

    A name is None where its number is not a known one.
    """
    day_id, time_id = _number(backups.get("day")), _number(backups.get("time"))
    if day_id is None and time_id is None:
        return None
    return {
        "day": _named(_DAY_NAMES, day_id),
        "day_id": day_id,
        "window": _named(_WINDOW_NAMES, time_id),
        "time_id": time_id,
    }


def listed(backups: Json) -> list[dict[str, Any]]:
    """The finished backups, as type, id and created (Unix seconds), in the order of TYPES."""
    return [
        {"type": kind, "id": backups[kind].get("id"), "created": _number(backups[kind].get("created"))}
        for kind in TYPES
        if backups.get(kind)
    ]


def find_backup(backups: Json, kind: str | None = None, backup_id: str | None = None) -> dict[str, Any] | None:
    """The backup of this type or with this id, whichever is given, as listed() has it; None if there is none."""
    key, value = ("type", kind) if kind is not None else ("id", backup_id)
    return next((backup for backup in listed(backups) if backup[key] == value), None)


def told(backup: Mapping[str, Any]) -> str:
    """A backup of listed() in a sentence: "daily backup of 2024-05-01 04:00 UTC"."""
    if backup["created"] is None:
        return f"{backup['type']} backup"
    return f"{backup['type']} backup of {datetime.fromtimestamp(backup['created'], timezone.utc):%Y-%m-%d %H:%M} UTC"


# What the service makes of the map when it is asked to


def scheduled(backups: Json, day_id: int | None, time_id: int | None) -> Json:
    """With another day or window, or both; None keeps what is. The same map if nothing differs."""
    day = {} if day_id is None or day_id == _number(backups.get("day")) else {"day": day_id}
    window = _named(_WINDOW_NAMES, _number(backups.get("time")))
    time = {} if time_id is None or window == _WINDOW_NAMES[time_id] else {"time": time_id}
    return {**backups, **day, **time}


def unscheduled(backups: Json) -> Json:
    """Without a schedule, and without the automatic backups, which vanish with it."""
    return {MANUAL: backups[MANUAL]} if backups.get(MANUAL) else {}


def without(backups: Json, kind: str) -> Json:
    """Without the backup of one type."""
    return {key: value for key, value in backups.items() if key != kind}


def with_new_manual(backups: Json) -> Json:
    """With a manual backup of which nothing is known yet."""
    return {**backups, MANUAL: {"id": None, "created": None}}


def _named(names: Mapping[int, str], number: int | None) -> str | None:
    return None if number is None else names.get(number)


def _number(value: Any) -> int | None:
    """A number that may arrive as its digits."""
    return None if value is None else int(value)
