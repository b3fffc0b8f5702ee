# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The options of a fleet, in Ansible's form."""

from __future__ import annotations

from typing import Any

from . import box_options
from .box_desired import SOURCES

_IDENTITY = ("name", "id")

# An option that an entry leaves out must stay unset there, so that its value can come from the defaults.
_ENTRY = {
    name: {key: value for key, value in option.items() if key != "default"}
    for name, option in box_options.OPTIONS.items()
}
_DEFAULTS = {name: option for name, option in box_options.OPTIONS.items() if name not in _IDENTITY}

OPTIONS: dict[str, dict[str, Any]] = {
    "boxes": {"type": "list", "elements": "dict", "required": True, "options": _ENTRY},
    "defaults": {"type": "dict", "apply_defaults": True, "options": _DEFAULTS, "mutually_exclusive": [SOURCES]},
    "parallel": {"type": "int", "default": 10},
}
