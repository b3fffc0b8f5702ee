# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The options of a box, in Ansible's form: of the module jiffybox_box, and of each box of a fleet."""

from __future__ import annotations

from typing import Any

from .box_desired import SOURCES, STATES

OPTIONS: dict[str, dict[str, Any]] = {
    "name": {"type": "str"},
    "id": {"type": "int"},
    "state": {"type": "str", "choices": list(STATES), "default": "present"},
    "distribution": {"type": "str"},
    "backup_id": {"type": "str"},
    "clone_from": {"type": "str"},
    "plan": {"type": "str"},
    "password": {"type": "str", "no_log": True},
    "use_sshkey": {"type": "bool"},
    "metadata": {"type": "dict"},
    "purge_metadata": {"type": "bool", "default": False},
    "force": {"type": "bool", "default": False},
    "force_stop": {"type": "bool", "default": False},
    "stop_timeout": {"type": "int", "default": 120},
    "wait": {"type": "bool", "default": True},
    "wait_timeout": {"type": "int", "default": 600},
    "settle": {"type": "int", "default": 2},
}
RULES: dict[str, Any] = {
    "required_one_of": [("name", "id")],
    "mutually_exclusive": [("name", "id"), SOURCES],
}
