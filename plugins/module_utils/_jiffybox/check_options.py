# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The options of the module jiffybox_monitoring_check, in Ansible's form."""

from __future__ import annotations

from typing import Any

from .check_desired import STATES
from .check_types import TYPES

OPTIONS: dict[str, dict[str, Any]] = {
    "name": {"type": "str"},
    "id": {"type": "int"},
    "state": {"type": "str", "choices": list(STATES), "default": "present"},
    "ip": {"type": "str"},
    "box": {"type": "str"},
    "check_type": {"type": "str", "choices": list(TYPES)},
    "port": {"type": "int"},
    "domainname": {"type": "str"},
    "path": {"type": "str"},
    "username": {"type": "str"},
    "password": {"type": "str", "no_log": True},
    "ssl": {"type": "bool"},
    "send_msg": {"type": "str"},
    "expect_msg": {"type": "str"},
    "dns_type": {"type": "str"},
    "zone": {"type": "str"},
    "expected_answer": {"type": "str"},
    "check_interval": {"type": "int"},
    "reminder_interval": {"type": "int"},
    "retry_tolerance": {"type": "int"},
    "timeout": {"type": "int"},
    "active": {"type": "bool"},
    "contact_groups": {"type": "list", "elements": "str"},
    "clone_from": {"type": "str"},
    "wait": {"type": "bool", "default": True},
    "wait_timeout": {"type": "int", "default": 600},
}
RULES: dict[str, Any] = {
    "required_one_of": [("name", "id")],
    "mutually_exclusive": [("ip", "box")],
}
