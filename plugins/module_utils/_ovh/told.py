# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""How things are told in results: with the API's own values, under names as Ansible has them."""

from __future__ import annotations

from typing import Any

from .._core.naming import snake_case

# What only whoever asks for it by its path is to see.
NEVER = frozenset({"password", "rescuePassword", "adminPassword", "clientSecret"})
# Maps whose names are their owner's.
_THEIR_OWN = frozenset({"tags"})


def told(value: Any) -> Any:
    """A value of the API as results show it."""
    if isinstance(value, list):
        return [told(one) for one in value]
    if not isinstance(value, dict):
        return value
    return {
        snake_case(name): one if name in _THEIR_OWN else told(one) for name, one in value.items() if name not in NEVER
    }
