# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Properties as tables: what they take, when, and what becomes of those left out."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import inf, isfinite
from typing import Any

from .errors import BODY, NOT_ALLOWED, READ_ONLY, Problems

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
MAC = re.compile(r"([0-9a-f]{2}:){5}[0-9a-f]{2}")
FIRST, LATEST = 4, 6


class Wrong(ValueError):
    """A value that is not taken."""

    def __init__(self, text: str, code: str = BODY) -> None:
        super().__init__(text)
        self.code = code


# It returns the value as it is kept, or raises Wrong.
Read = Callable[[Any], Any]


def text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    raise Wrong("Attribute value must be a string")


def flag(value: Any) -> bool:
    """True and false, also as words."""
    word = str(value).lower()
    if word in ("true", "false") and isinstance(value, (bool, str)):
        return word == "true"
    raise Wrong("Attribute value must be true or false")


def number(value: Any, least: float = 0, most: float = inf) -> float | int:
    """A number, also as digits."""
    try:
        if isinstance(value, bool):
            raise ValueError
        found = float(value)
        if not isfinite(found):
            raise ValueError
    except (TypeError, ValueError, OverflowError):
        raise Wrong(f"Attribute value '{value}' is not a number") from None
    if not least <= found <= most:
        raise Wrong(f"Attribute value '{value}' is out of range. Expected {_range(least, most)}")
    return int(found) if found.is_integer() else found


def numbers(least: float, most: float = inf) -> Read:
    return lambda value: number(value, least, most)


def whole(least: int, most: float = inf, step: int = 1, words: str = "") -> Read:
    """Whole numbers of a range, also as digits; ``words`` say what is wrong with those between the steps."""

    def read(value: Any) -> int:
        found = number(value, least, most)
        if not isinstance(found, int) or found % step:
            raise Wrong(words or f"Attribute value '{value}' must be a multiple of {step}")
        return found

    return read


def _range(least: float, most: float) -> str:
    return f"at least {least}" if most == inf else f"{least} to {most}"


def one_of(*choices: str) -> Read:
    def read(value: Any) -> str:
        if value not in choices:
            raise Wrong(f"Attribute value '{value}' not allowed. Expected one of [{', '.join(choices)}]", NOT_ALLOWED)
        return str(value)

    return read


def matching(pattern: str, words: str) -> Read:
    """Texts of a form; ``words`` say what is wrong with any other."""
    compiled = re.compile(pattern, re.DOTALL)

    def read(value: Any) -> str:
        if not compiled.fullmatch(text(value)):
            raise Wrong(words)
        return str(value)

    return read


def listed(read: Read) -> Read:
    def read_all(value: Any) -> list[Any]:
        if not isinstance(value, list):
            raise Wrong("Attribute value must be a list")
        return [read(item) for item in value]

    return read_all


def uuid(value: Any) -> str:
    if not UUID.fullmatch(text(value).lower()):
        raise Wrong(f"Attribute value '{value}' is not a valid UUID")
    return str(value).lower()


def reference(value: Any) -> str:
    """``{"id"}``; the id is what is kept."""
    found = value.get("id") if isinstance(value, dict) else value
    if not isinstance(found, str):
        raise Wrong("Attribute value must be an object with an id")
    return found.lower()


def address(value: Any) -> str:
    """An IP address, in its usual form."""
    try:
        return str(ipaddress.ip_address(text(value)))
    except ValueError:
        raise Wrong(f"Attribute value '{value}' is not a valid IP address") from None


def network(value: Any) -> str:
    """An IP address or a range of them."""
    try:
        return address(value) if "/" not in text(value) else str(ipaddress.ip_network(value, strict=False))
    except ValueError:
        raise Wrong(f"Attribute value '{value}' is not a valid IP address or CIDR block") from None


def mac(value: Any) -> str:
    if not MAC.fullmatch(text(value).lower()):
        raise Wrong(f"Attribute value '{value}' is not a valid MAC address")
    return str(value).lower()


@dataclass(frozen=True, slots=True)
class Field:
    """A property.

    ``needed`` at creation; ``fixed`` after it; ``own``: the service's, nobody sends it; ``secret``: taken, and never
    shown again; ``hidden``: not even as null. ``default`` is what one left out becomes when it is provisioned, or
    already in the 202 (``at_once``). ``echoed``: the 202 shows what was sent, reads show null until the service sets
    it. ``since`` and ``until`` are versions of the API.
    """

    name: str
    read: Read = text
    needed: bool = False
    fixed: bool = False
    own: bool = False
    secret: bool = False
    hidden: bool = False
    default: Any = None
    at_once: bool = False
    echoed: bool = False
    since: int = FIRST
    until: int = LATEST


def validated(
    fields: Sequence[Field],
    sent: Any,
    where: str,
    problems: Problems,
    actual: Mapping[str, Any] | None = None,
    lenient: bool = False,
    complete: bool = True,
) -> dict[str, Any]:
    """What was sent, each value as it is kept; what is wrong goes into ``problems``.

    ``actual`` are the properties of what is changed, None at creation. ``complete``: what is needed must be there.
    ``lenient`` ignores what cannot be sent.
    """
    if not isinstance(sent, dict):
        problems.add(where, "An object with properties is required")
        return {}
    known = {field.name: field for field in fields}
    if not lenient:
        for name in sorted(set(sent) - set(known)):
            problems.add(f"{where}.{name}", f"Attribute '{name}' is unknown")
    if complete:
        for field in fields:
            if field.needed and sent.get(field.name) is None:
                problems.add(f"{where}.{field.name}", f"Attribute '{field.name}' is required")
    values: dict[str, Any] = {}
    for name, value in sent.items():
        if name in known:
            _read(known[name], value, f"{where}.{name}", problems, actual, lenient, values)
    return values


def _read(
    field: Field,
    value: Any,
    where: str,
    problems: Problems,
    actual: Mapping[str, Any] | None,
    lenient: bool,
    values: dict[str, Any],
) -> None:
    if field.own:
        if not lenient and (actual is None or value != actual.get(field.name)):
            problems.add(where, "Attribute is read-only", READ_ONLY)
        return
    try:
        found = None if value is None else field.read(value)
    except Wrong as wrong:
        problems.add(where, str(wrong), wrong.code)
        return
    if actual is not None and field.fixed:
        if found is not None and found != actual.get(field.name):
            problems.add(where, f"Attribute '{field.name}' is immutable")
        return
    if found is not None or actual is not None:
        values[field.name] = found
