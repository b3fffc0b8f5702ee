# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Cron expressions, and when they are due next. In UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
YEARS = 5


class Cron:
    """Five fields, as texts. Raises ValueError for what is none."""

    def __init__(self, minute: str, hour: str, day_of_month: str, month: str, day_of_week: str) -> None:
        self._minutes = _numbers(minute, 0, 59)
        self._hours = _numbers(hour, 0, 23)
        self._days = _numbers(day_of_month, 1, 31)
        self._months = _numbers(month, 1, 12, MONTHS, 1)
        parts = day_of_week.lower().split(",")
        plain = ",".join(part for part in parts if "#" not in part)
        self._weekdays = {number % 7 for number in _numbers(plain, 0, 7, DAYS, 0)} if plain or parts == [""] else set()
        self._of_month = {_one_of_month(part) for part in parts if "#" in part}
        self._any_day, self._any_weekday = day_of_month in ("*", "?"), day_of_week in ("*", "?")

    def after(self, now: float) -> float:
        """The first moment after ``now``. Raises ValueError if there is none for years."""
        moment = datetime.fromtimestamp(int(now) - int(now) % 60, UTC) + timedelta(minutes=1)
        last = moment + timedelta(days=366 * YEARS)
        while moment < last:
            if moment.month not in self._months or not self._is_day(moment):
                moment = moment.replace(hour=0, minute=0) + timedelta(days=1)
            elif moment.hour not in self._hours:
                moment = moment.replace(minute=0) + timedelta(hours=1)
            elif moment.minute not in self._minutes:
                moment += timedelta(minutes=1)
            else:
                return moment.timestamp()
        raise ValueError("never due")

    def _is_day(self, moment: datetime) -> bool:
        """Of a day of the month and one of the week either will do, if both are narrowed."""
        weekday, week = moment.isoweekday() % 7, (moment.day + 6) // 7
        by_day = moment.day in self._days
        by_weekday = weekday in self._weekdays or (weekday, week) in self._of_month
        if self._any_day or self._any_weekday:
            return by_day and by_weekday
        return by_day or by_weekday


def _numbers(text: str, least: int, most: int, names: tuple[str, ...] = (), first: int = 0) -> set[int]:
    found: set[int] = set()
    for part in text.lower().split(","):
        span, slash, step = part.partition("/")
        if slash and (not step.isdecimal() or not int(step)):
            raise ValueError(f"no step: {part}")
        if span in ("*", "?"):
            start, end = least, most
        else:
            begin, dash, until = span.partition("-")
            start = _number(begin, names, first)
            end = _number(until, names, first) if dash else (most if slash else start)
        if not least <= start <= end <= most:
            raise ValueError(f"out of range: {part}")
        found.update(range(start, end + 1, int(step) if slash else 1))
    return found


def _one_of_month(part: str) -> tuple[int, int]:
    """A weekday and which of a month's, such as the second Monday."""
    day, _sign, which = part.partition("#")
    number = _number(day, DAYS, 0)
    if number > 7 or which not in ("1", "2", "3", "4", "5"):
        raise ValueError(f"out of range: {part}")
    return number % 7, int(which)


def _number(text: str, names: tuple[str, ...], first: int) -> int:
    if text in names:
        return names.index(text) + first
    if not text.isdecimal() or not text.isascii():
        raise ValueError(f"no number: {text}")
    return int(text)
