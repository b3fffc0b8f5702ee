# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documentation of a module for several things, made of that of the modules for one of them."""

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
        name: {
            **_entry(option, entries, options),
            **({"default": option["default"]} if "default" in option else {}),
            "description": f"See O({entries}[].{name}).",
        }
        for name, option in options.items()
        if name not in of_an_entry
    }
    documented = {entries: {"suboptions": in_entries}, defaults: {"suboptions": in_common}}
    return str(yaml.safe_dump({"options": documented}, sort_keys=False))


def with_fragments(one: str, *fragments: str) -> str:
    """DOCUMENTATION of a module with the options of its fragments, as Ansible merges them: the module's words win."""
    options: dict[str, dict[str, Any]] = {}
    for fragment in (*fragments, one):
        for name, option in (yaml.safe_load(fragment)["options"] or {}).items():
            options[name] = {**options.get(name, {}), **option}
    return str(yaml.safe_dump({"options": options}, sort_keys=False))


def options_of_children(one: str, entries: str, left_out: Collection[str], **inner: dict[str, Any]) -> dict[str, Any]:
    """The suboptions of a list of things in a thing, told by their names.

    :param one: DOCUMENTATION of the module for one of them.
    :param entries: the option with the list, with the path to it, such as "nics[].firewall_rules".
    :param left_out: options that an entry does not have.
    :param inner: suboptions of options of an entry.
    """
    options: dict[str, dict[str, Any]] = yaml.safe_load(one)["options"]
    kept = {name: option for name, option in options.items() if name not in left_out}
    documented = {name: _entry(option, entries, kept, keep_default=True) for name, option in kept.items()}
    for name, suboptions in inner.items():
        documented[name] = {**documented[name], "suboptions": suboptions}
    documented["name"] = {"description": "Its name, by which it is found.", "type": "str", "required": True}
    documented["id"] = {
        "description": f"Its id. Together with O({entries}[].name) it is renamed.",
        "type": options["id"]["type"],
    }
    return documented


def _entry(option: dict[str, Any], entries: str, names: Iterable[str], keep_default: bool = False) -> dict[str, Any]:
    """The option in an entry: it points to options beside it, and has no default value unless told."""
    left_out = () if keep_default else ("default", "required")
    to_another = re.compile(rf"O\((?=(?:{'|'.join(names)})\W)")
    return _pointing({key: value for key, value in option.items() if key not in left_out}, to_another, entries)


def _pointing(option: dict[str, Any], to_another: re.Pattern[str], entries: str) -> dict[str, Any]:
    """The option, and those in it, with what they say of options beside it."""
    said = option["description"]
    texts = [to_another.sub(f"O({entries}[].", text) for text in ([said] if isinstance(said, str) else said)]
    inner = option.get("suboptions") or {}
    suboptions = {name: _pointing(one, to_another, entries) for name, one in inner.items()}
    return {**option, "description": texts, **({"suboptions": suboptions} if suboptions else {})}
