# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""A contact group as the service describes it (contactGroups)."""

from __future__ import annotations

from typing import Any, Optional

from ..._core.naming import snake_fields
from ..client import Json, as_map

MaybeGroup = Optional[Json]

# Always there; holds the address of the customer, and cannot be changed or deleted.
BUILT_IN = "Stammdaten-E-Mail-Adresse"


def describe(group: Json) -> str:
    """The group in a sentence: "ops (302)"."""
    return f"{group['name']} ({group['id']})"


def contacts_of(group: Json) -> list[str]:
    """The e-mail addresses of the group."""
    return list(as_map(group.get("contacts") or []).values())


def contact_group_result(group: Json) -> dict[str, Any]:
    """The group as modules return it: every key always there, None where the service says nothing."""
    return {**snake_fields(group, ("id", "name", "status")), "contacts": contacts_of(group)}
