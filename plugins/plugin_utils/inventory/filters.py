# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which hosts are in the inventory, by options and conditions of the user's."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from ...module_utils._core.errors import InvalidInput
from ...module_utils._core.hosts import is_so
from ...module_utils._core.suggest import did_you_mean

# Whether it includes, and when.
Filter: TypeAlias = tuple[bool, str | bool]


def checked_filters(option: str, value: Iterable[Any]) -> list[Filter]:
    """The filters as (whether it includes, condition), in their order.

    :raises InvalidInput: an entry is not a map with exactly one of include and exclude, a condition in it.
    """
    filters: list[Filter] = []
    for index, entry in enumerate(value):
        where = f"{option}[{index}]"
        if not isinstance(entry, Mapping) or len(entry) != 1 or not set(entry) <= {"include", "exclude"}:
            raise InvalidInput(where, entry, "must be a map with one key, include or exclude")
        ((kind, condition),) = entry.items()
        if not isinstance(condition, (str, bool)):
            raise InvalidInput(f"{where}.{kind}", condition, "must be a Jinja condition")
        filters.append((kind == "include", condition))
    return filters


def passes(filters: Iterable[Filter], holds: Callable[[str | bool], bool]) -> bool:
    """Whether the first filter whose condition holds includes; without one, the host is in."""
    return next((includes for includes, condition in filters if holds(condition)), True)


def none_chosen(hosts: Sequence[Mapping[str, Any]], by: Mapping[str, str], options: Mapping[str, Any]) -> list[str]:
    """Which of the options let none of the hosts in, a sentence or two each.

    :param by: the options, and the field that each is about, see HostSource.chosen.
    """
    told = []
    for option, name in by.items():
        wanted, there = options[option], [fields[name] for fields in hosts]
        if any(is_so(value, wanted) for value in there):
            continue
        if isinstance(wanted, bool):
            told.append(f"{option}: {str(wanted).lower()} lets none in.")
            continue
        words, theirs = ", ".join(wanted), {str(value) for value in there if value is not None}
        advice = did_you_mean(words, theirs, "Theirs are")
        told.append(f"{option}: {words} lets none in. {advice}{'' if advice.endswith('?') else '.'}")
    return told
