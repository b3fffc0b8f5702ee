# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The options of the module jiffybox_backup, in Ansible's form."""

from __future__ import annotations

from typing import Any

from .backup import TYPES
from .backup_desired import STATES

OPTIONS: dict[str, dict[str, Any]] = {
    "box": {"type": "str", "required": True},
    "state": {"type": "str", "choices": list(STATES), "default": "present"},
    "day": {"type": "str"},
    "window": {"type": "str"},
    "max_age": {"type": "int"},
    "type": {"type": "str", "choices": list(TYPES)},
    "backup_id": {"type": "str"},
    "force": {"type": "bool", "default": False},
    "force_stop": {"type": "bool", "default": False},
    "stop_timeout": {"type": "int", "default": 120},
    "wait": {"type": "bool", "default": True},
    "wait_timeout": {"type": "int", "default": 3600},
}
RULES: dict[str, Any] = {
    "mutually_exclusive": [("type", "backup_id")],
    "required_if": [
        ("state", "restored", ("type", "backup_id"), True),
        ("state", "absent", ("type", "backup_id"), True),
    ],
}
