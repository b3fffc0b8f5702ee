# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The options of the module jiffybox_contact_group, in Ansible's form."""

from __future__ import annotations

from typing import Any

from .contact_group_desired import STATES

OPTIONS: dict[str, dict[str, Any]] = {
    "name": {"type": "str"},
    "id": {"type": "int"},
    "state": {"type": "str", "choices": list(STATES), "default": "present"},
    "contacts": {"type": "list", "elements": "str"},
    "clone_from": {"type": "str"},
    "wait": {"type": "bool", "default": True},
    "wait_timeout": {"type": "int", "default": 600},
}
RULES: dict[str, Any] = {
    "required_one_of": [("name", "id")],
}
