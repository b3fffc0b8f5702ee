# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Choosing things by their labels, in one short text: env=prod,role!=db,tier in (web, app),!legacy."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, Mapping

from .errors import InvalidInput

_KEY = r"[^\s,=!()]+"
_VALUE = r"[^\s,=!()]*"
_IS = re.compile(rf"(?P<key>{_KEY})\s*(?P<how>==|=|!=)\s*(?P<value>{_VALUE})")
_IN = re.compile(rf"(?P<key>{_KEY})\s+(?P<how>in|notin)\s*\((?P<values>[^()]*)\)")
_THERE = re.compile(rf"(?P<not>!?)\s*(?P<key>{_KEY})")
# commas, but for those between parentheses
_BETWEEN = re.compile(r",(?![^()]*\))")
_FORMS = "key, !key, key=value, key!=value, key in (a, b) and key notin (a, b), with commas between them"


@dataclass(frozen=True)
class Requirement:
    """One part of a selector.

    :ivar values: of which the value has to be one; None if the key only has to be there.
    :ivar wanted: False turns it around; what has no such key is never one of the values.
    """

    key: str
    values: frozenset[str] | None = None
    wanted: bool = True

    def holds(self, labels: Mapping[str, Any]) -> bool:
        """Whether labels are so."""
        there = self.key in labels
        found = there if self.values is None else there and as_text(labels[self.key]) in self.values
        return found is self.wanted


@dataclass(frozen=True)
class Selector:
    """Labels match if all requirements hold; without any, all do."""

    requirements: tuple[Requirement, ...] = ()

    def matches(self, labels: Mapping[str, Any] | None) -> bool:
        """Whether something with these labels is chosen; None are none."""
        return all(one.holds(labels or {}) for one in self.requirements)


def as_text(value: Any) -> str:
    """The value of a label as a selector says it: texts as they are, anything else as JSON has it (true, 7, null)."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def parsed(option: str, text: str) -> Selector:
    """The selector that a text says.

    :param option: where it stands, for the message.
    :raises InvalidInput: it says none; the part that is wrong is named.
    """
    if not text.strip():
        return Selector()
    return Selector(tuple(_requirement(option, text, part.strip()) for part in _BETWEEN.split(text)))


def _requirement(option: str, text: str, part: str) -> Requirement:
    found = _IS.fullmatch(part)
    if found:
        return Requirement(found["key"], frozenset({found["value"]}), found["how"] != "!=")
    found = _IN.fullmatch(part)
    if found:
        values = frozenset(value.strip() for value in found["values"].split(","))
        if not all(re.fullmatch(_VALUE, value) for value in values):
            raise _wrong(option, text, part)
        return Requirement(found["key"], values, found["how"] == "in")
    found = _THERE.fullmatch(part)
    if found:
        return Requirement(found["key"], None, not found["not"])
    raise _wrong(option, text, part)


def _wrong(option: str, text: str, part: str) -> InvalidInput:
    what = f"has a part that is no condition: {part!r}" if part else "has nothing between two commas, or at an end"
    return InvalidInput(option, text, what, advice=f"A part is one of {_FORMS}")
