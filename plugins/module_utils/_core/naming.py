# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""From an API's names to Ansible's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


@lru_cache(maxsize=None)
def snake_case(name: str) -> str:
    """diskSizeInMB -> disk_size_in_mb, ipVersion -> ip_version, recoverymodeActive -> recoverymode_active."""
    return _WORD.sub("_", name).lower()


def snake_inside(value: Any) -> Any:
    """The value with all keys of maps in it in snake case."""
    if isinstance(value, dict):
        return {snake_case(str(key)): snake_inside(inner) for key, inner in value.items()}
    return [snake_inside(inner) for inner in value] if isinstance(value, list) else value


def camel_case(name: str) -> str:
    """disk_size -> diskSize, name -> name."""
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def beginning(text: str) -> str:
    """The text as it begins a sentence: data centre shop -> Data centre shop."""
    return text[:1].upper() + text[1:]


def snake_fields(values: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """The named fields of an API object under snake_case names; one that is missing is None."""
    return {snake_case(name): values.get(name) for name in names}
