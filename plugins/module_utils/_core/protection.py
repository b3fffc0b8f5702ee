# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Protection against deletion, for services that have none: a label, which every module that deletes honours."""

from __future__ import annotations

from typing import Any, Mapping

from .errors import InvalidInput
from .kind import Kind, Thing

# The label, or the key in metadata. What has it, with a value that means yes, is not deleted.
PROTECTED = "boxfleet_protected"
# How the protection is lifted, where tasks have the option delete_protection.
LIFT = "set delete_protection: false, in this task or in one before"
_YES = ("true", "yes", "on", "1")


def protected(labels: Mapping[str, Any] | None) -> bool:
    """Whether labels protect what has them; some services know texts alone."""
    return str((labels or {}).get(PROTECTED)).strip().lower() in _YES


def refuse_deletion(kind: Kind[Any], thing: Thing, action: str = "delete it", lift: str = "") -> None:
    """See that something may be deleted.

    :param action: what would be done, such as "delete it", to be read after "would".
    :param lift: how to lift the protection; empty where only the label can be removed.
    :raises InvalidInput: it is protected.
    """
    if not protected(kind.labels_of(thing)):
        return
    label = f"remove {PROTECTED} from its {kind.labels_word}"
    raise InvalidInput(
        "state",
        "absent",
        f"would {action}, but {kind.what} {kind.describe(thing)} is protected ({PROTECTED} in its {kind.labels_word})",
        advice=f"If it is to go nevertheless, {lift or label}",
    )
