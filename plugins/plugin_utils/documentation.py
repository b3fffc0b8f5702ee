# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documentation of a module for many things, made of that of the module for one of them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Any

import yaml


def options_of_many(one: str, entries: str, defaults: str, of_an_entry: Collection[str]) -> str:
    """A fragment with the suboptions of two options: a list with an entry for each thing, and what they have in common.

    :param one: DOCUMENTATION of the module for one thing.
    :param entries: the option with the list. An entry has no default values, since they come from the other option.
    :param defaults: the option with what entries have in common.
    :param of_an_entry: the options that entries cannot have in common, such as a name.
    """
    options: dict[str, dict[str, Any]] = yaml.safe_load(one)["options"]
    in_entries = {name: _entry(option, entries, options) for name, option in options.items()}
    in_common = {
        name: {**option, "description": f"See O({entries}[].{name})."}
        for name, option in options.items()
        if name not in of_an_entry
    }
    documented = {entries: {"suboptions": in_entries}, defaults: {"suboptions": in_common}}
    return str(yaml.safe_dump({"options": documented}, sort_keys=False))


def _entry(option: dict[str, Any], entries: str, names: Iterable[str]) -> dict[str, Any]:
    """The option in an entry: it points to options beside it, and has no default value."""
    said = option["description"]
    to_another = re.compile(rf"O\((?=(?:{'|'.join(names)})\W)")
    texts = [to_another.sub(f"O({entries}[].", text) for text in ([said] if isinstance(said, str) else said)]
    return {**{key: value for key, value in option.items() if key != "default"}, "description": texts}
