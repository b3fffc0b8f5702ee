# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The statuses of monitoring checks and contact groups (monitoring, contactGroups)."""

from __future__ import annotations

from .client import Json

_DONE = ("READY", "CREATED", "UPDATED", "DEACTIVATED", "OFFLINE", "ERROR")


def word(thing: Json) -> str:
    """The status without its prefix: STATUS_READY -> READY; empty where the service sends none."""
    return str(thing.get("status") or "").replace("STATUS_", "", 1)


def settled(thing: Json) -> bool:
    """Whether it is in no transition; any status that is not known is one, and so is ERROR_RETRY."""
    return word(thing) in _DONE


def failed(thing: Json) -> bool:
    """Whether the service gave up on it."""
    return word(thing) == "ERROR"


def leaving(thing: Json) -> bool:
    """Whether it is being deleted."""
    return word(thing) == "DELETING"


def gone(thing: Json) -> bool:
    """Whether it is deleted and merely still listed."""
    return word(thing) == "DELETED"


def condition(thing: Json) -> str:
    """The status in a sentence: "STATUS_READY"."""
    return str(thing.get("status") or "without a status")
