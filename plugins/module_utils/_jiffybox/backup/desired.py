# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What a user wants of the backups of a box, checked before any call is made."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..._core.errors import InvalidInput
from ..._core.options import check_options, option
from ..._core.suggest import nearest
from ..box.model import ABSENT
from .model import DAYS, TYPES, WINDOWS

PRESENT, SCHEDULED, UNSCHEDULED, RESTORED = "present", "scheduled", "unscheduled", "restored"
STATES = (PRESENT, SCHEDULED, UNSCHEDULED, RESTORED, ABSENT)
_STATES_OF_OPTION = {
    "day": (SCHEDULED,),
    "window": (SCHEDULED,),
    "max_age": (PRESENT,),
    "type": (RESTORED, ABSENT),
    "backup_id": (RESTORED, ABSENT),
}
_BACKUP_ID = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class DesiredBackups:
    """The options of a box's backups; names and meanings as documented for the module jiffybox_backup.

    :raises InvalidInput: a value breaks a rule.
    """

    box: str
    state: str = option(PRESENT, choices=STATES)
    day: str | None = None
    window: str | None = None
    max_age: int | None = option(least=0, unit="seconds")
    type: str | None = option(choices=TYPES)
    # an id that looks like a token
    backup_id: str | None = option(no_log=False)
    force: bool = False
    force_stop: bool = False
    stop_timeout: int = option(120, least=1, unit="seconds")
    wait: bool = True
    wait_timeout: int = option(3600, least=1, unit="seconds")

    def __post_init__(self) -> None:
        check_options(self)
        for name, states in _STATES_OF_OPTION.items():
            if getattr(self, name) is not None and self.state not in states:
                rule = f"has no meaning with state: {self.state}; it belongs to state: {' or '.join(states)}"
                raise InvalidInput(name, getattr(self, name), rule)
        for name, known, numbers in (("day", DAYS, range(7)), ("window", tuple(WINDOWS), WINDOWS.values())):
            value = getattr(self, name)
            if value is not None and value.lower() not in (*known, *map(str, numbers)):
                rule = f"must be one of {', '.join(known)} or the API's number {', '.join(map(str, numbers))}"
                raise InvalidInput(name, value, rule, advice=nearest(value, known))
        if self.backup_id is not None and not _BACKUP_ID.fullmatch(self.backup_id):
            raise InvalidInput("backup_id", self.backup_id, "must be 32 hexadecimal digits in lower case")
        if self.state in (RESTORED, ABSENT) and not (self.type or self.backup_id):
            raise InvalidInput("state", self.state, "needs type or backup_id, to say which backup")

    @property
    def day_id(self) -> int | None:
        """The API's number of the day."""
        if self.day is None:
            return None
        return int(self.day) if self.day.isdecimal() else DAYS.index(self.day.lower())

    @property
    def time_id(self) -> int | None:
        """The API's number of the window."""
        if self.window is None:
            return None
        return WINDOWS[self.window] if self.window in WINDOWS else int(self.window)
