# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What a user wants of a box, checked before any call is made."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..._core.errors import InvalidInput
from ..._core.options import check_options, option
from ..._core.protection import PROTECTED
from ..client import Json
from ..names import checked_name
from .metadata import checked_metadata, patch, patched
from .model import ABSENT

STATES = ("present", "started", "stopped", "restarted", "frozen", ABSENT)
SOURCES = ("distribution", "backup_id", "clone_from")
_BACKUP_ID = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class DesiredBox:
    """The options of a box; names and meanings as documented for the module jiffybox_box.

    :raises InvalidInput: a value breaks a rule.
    """

    name: str | None = None
    id: int | None = option(least=1)
    state: str = option("present", choices=STATES)
    distribution: str | None = None
    # an id that looks like a token
    backup_id: str | None = option(no_log=False)
    clone_from: str | None = None
    plan: str | None = None
    password: str | None = option(no_log=True)
    use_sshkey: bool | None = None
    metadata: Json | None = None
    purge_metadata: bool = False
    delete_protection: bool | None = None
    force: bool = False
    force_stop: bool = False
    stop_timeout: int = option(120, least=1, unit="seconds")
    wait: bool = True
    wait_timeout: int = option(600, least=1, unit="seconds")
    settle: int = option(2, least=0, unit="seconds")

    def __post_init__(self) -> None:
        check_options(self)
        if self.name is not None:
            checked_name("name", self.name)
        if self.metadata is not None:
            checked_metadata("metadata", {key: value for key, value in self.metadata.items() if value is not None})
        if self.purge_metadata and self.metadata is None:
            advice = "Name the keys to keep, or set metadata: {} to remove all"
            raise InvalidInput("purge_metadata", None, "needs metadata", advice=advice)
        if self.backup_id is not None and not _BACKUP_ID.fullmatch(self.backup_id):
            raise InvalidInput("backup_id", self.backup_id, "must be 32 hexadecimal digits in lower case")

    def metadata_changes(self, actual: Json) -> Json:
        """What to send so that the metadata become as desired; protection goes only where that is said."""
        wanted = dict(self.metadata or {})
        if self.delete_protection is not None:
            wanted[PROTECTED] = True if self.delete_protection else None
        elif PROTECTED in actual:
            wanted.setdefault(PROTECTED, actual[PROTECTED])
        return patch(actual, wanted, self.purge_metadata)

    def metadata_at_creation(self, inherits: bool) -> Json | None:
        """The metadata to create a box with; None leaves them to the service.

        :param inherits: whether the service gives the box those of another one, if none are sent.
        """
        if self.metadata is None and (inherits or not self.delete_protection):
            return None
        return patched({}, self.metadata_changes({}))

    def missing_for_creation(self) -> list[str]:
        """What a box that does not exist yet needs and the options do not give."""
        missing = [] if self.plan else ["plan"]
        if not any(getattr(self, source) for source in SOURCES):
            missing.append("one of distribution, backup_id or clone_from")
        return missing
