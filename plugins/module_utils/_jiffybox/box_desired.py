# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What a user wants of a box, checked before any call is made."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from .._core.errors import InvalidInput
from .box import ABSENT
from .client import Json
from .metadata import checked_metadata
from .names import checked_name

STATES = ("present", "started", "stopped", "restarted", "frozen", ABSENT)
SOURCES = ("distribution", "backup_id", "clone_from")
_BACKUP_ID = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class DesiredBox:
    """The options of a box; names and meanings as documented for the module jiffybox_box.

    :raises InvalidInput: a value breaks a rule.
    """

    name: str | None = None
    id: int | None = None
    state: str = "present"
    distribution: str | None = None
    backup_id: str | None = None
    clone_from: str | None = None
    plan: str | None = None
    password: str | None = field(default=None, repr=False)
    use_sshkey: bool | None = None
    metadata: Json | None = None
    purge_metadata: bool = False
    force: bool = False
    force_stop: bool = False
    stop_timeout: int = 120
    wait: bool = True
    wait_timeout: int = 600
    settle: int = 2

    def __post_init__(self) -> None:
        if self.name is not None:
            checked_name("name", self.name)
        if self.id is not None and self.id < 1:
            raise InvalidInput("id", self.id, "must be a positive number")
        if self.metadata is not None:
            checked_metadata("metadata", {key: value for key, value in self.metadata.items() if value is not None})
        if self.purge_metadata and self.metadata is None:
            advice = "Name the keys to keep, or set metadata: {} to remove all"
            raise InvalidInput("purge_metadata", None, "needs metadata", advice=advice)
        if self.backup_id is not None and not _BACKUP_ID.fullmatch(self.backup_id):
            raise InvalidInput("backup_id", self.backup_id, "must be 32 hexadecimal digits in lower case")
        for option, least in (("stop_timeout", 1), ("wait_timeout", 1), ("settle", 0)):
            if getattr(self, option) < least:
                raise InvalidInput(option, getattr(self, option), f"must be at least {least} (seconds)")

    def missing_for_creation(self) -> list[str]:
        """What a box that does not exist yet needs and the options do not give."""
        missing = [] if self.plan else ["plan"]
        if not any(getattr(self, source) for source in SOURCES):
            missing.append("one of distribution, backup_id or clone_from")
        return missing


def desired_box(options: dict[str, Any]) -> DesiredBox:
    """From the parameters of a module; those that are not about a box are left out."""
    return DesiredBox(**{name: options[name] for name in DesiredBox.__dataclass_fields__ if name in options})
