# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What hosts and their variables are called, and where hosts are reached."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ...module_utils._core.errors import InvalidInput
from ...module_utils._core.suggest import did_you_mean


def checked_preferences(option: str, value: Any, words: Iterable[str], example: str) -> list[str]:
    """The preferences for host names, from one or a list of them: some of the words, and templates.

    :param example: a template, for the message.
    :raises InvalidInput: one is neither.
    """
    words = tuple(words)
    preferences = value if isinstance(value, list) else [value]
    for preference in preferences:
        if not isinstance(preference, str) or not (is_template(preference) or preference in words):
            advice = f"{did_you_mean(str(preference), words).rstrip('?.')}, or a template such as {example}"
            raise InvalidInput(option, preference, "is no preference for host names", advice=advice)
    return preferences


def is_template(text: str) -> bool:
    return "{{" in text or "{%" in text


def checked_affixes(prefix: str | None, suffix: str | None) -> tuple[str, str]:
    """What stands before and after a field's name in the name of its host variable.

    :raises InvalidInput: no variable can be called so.
    """
    before, after = prefix or "", suffix or ""
    for option, value, sample in (("hostvars_prefix", before, f"{before}id"), ("hostvars_suffix", after, f"id{after}")):
        if not (sample.isidentifier() and sample.isascii()):
            raise InvalidInput(
                option, value, "may only hold letters, digits and _, and no digit at the start of a name"
            )
    return before, after


def first_of(fields: Mapping[str, Any], name: str) -> str:
    """A field as a text, of a list its first entry; empty where the host has none."""
    value = fields[name]
    if isinstance(value, list):
        value = value[0] if value else None
    return "" if value is None else str(value)


def reached_at(fields: Mapping[str, Any], ways: Iterable[str]) -> str:
    """The address (or name) of the first of the ways that the host has; empty if it has none of them."""
    return next(filter(None, (first_of(fields, way) for way in ways)), "")


def in_one_line(name: str) -> str:
    """The host name with a space for each tab and line break."""
    return name.translate({ord("\t"): " ", ord("\n"): " "})


def free_name(name: str, host_id: Any, taken: Callable[[str], bool]) -> str:
    """The name, with the id of the host behind it if something else has it: web1 -> web1_10002."""
    while taken(name):
        name = f"{name}_{host_id}"
    return name


def some_of(names: list[str], most: int = 5) -> str:
    """The first few of them in a sentence: "a, b and 3 more"."""
    shown = ", ".join(names[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most} more"
