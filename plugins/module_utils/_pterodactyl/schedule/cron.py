# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The five fields that say when a schedule runs, as far as they can be checked without the panel."""

from __future__ import annotations

import re
from typing import Any

from ..._core.errors import InvalidInput

# Each with its least and its most; 7 is Sunday, too.
RANGES = {"minute": (0, 59), "hour": (0, 23), "day_of_month": (1, 31), "month": (1, 12), "day_of_week": (0, 7)}
CRON = tuple(RANGES)
# What the panel takes besides are names, and letters that mean the last or the nearest of something.
_PLAIN = re.compile(r"(?:\*|(?P<first>[0-9]{1,2})(?:-(?P<last>[0-9]{1,2}))?)(?:/(?P<step>[0-9]{1,2}))?")
# Such as the second Monday of a month.
_ONE_OF_MONTH = re.compile(r"[0-7]#[1-5]")
_WITH_LETTERS = re.compile(r"[0-9A-Za-z*/?#-]*[A-Za-z?][0-9A-Za-z*/?#-]*")


def check_cron(desired: Any) -> None:
    """See that each field can be.

    :raises InvalidInput: one cannot.
    """
    for name, (least, most) in RANGES.items():
        value = getattr(desired, name)
        entries = [] if value is None else value.strip().split(",")
        if name == "day_of_week":
            entries = [entry for entry in entries if not _ONE_OF_MONTH.fullmatch(entry)]
        if not all(_can_be(entry, least, most) for entry in entries):
            rule = f"must be as in a crontab, with numbers from {least} to {most}, such as '*', '*/5' or '1,2-4'"
            advice = f"The five fields of a crontab are options: {', '.join(CRON)}" if " " in value.strip() else ""
            raise InvalidInput(name, value, rule, advice=advice)


def _can_be(entry: str, least: int, most: int) -> bool:
    found = _PLAIN.fullmatch(entry)
    if found is None:
        return _WITH_LETTERS.fullmatch(entry) is not None
    first, last, step = found["first"], found["last"], found["step"]
    inside = all(number is None or least <= int(number) <= most for number in (first, last))
    ordered = last is None or int(first or 0) <= int(last)
    return inside and ordered and (step is None or int(step) > 0)
