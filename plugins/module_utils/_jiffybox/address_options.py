# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The options of the module jiffybox_ip, in Ansible's form."""

from __future__ import annotations

from typing import Any

OPTIONS: dict[str, dict[str, Any]] = {
    "address": {"type": "str"},
    "id": {"type": "int"},
    "box": {"type": "str", "required": True},
    "wait": {"type": "bool", "default": True},
    "wait_timeout": {"type": "int", "default": 600},
}
RULES: dict[str, Any] = {
    "required_one_of": [("address", "id")],
    "mutually_exclusive": [("address", "id")],
}
