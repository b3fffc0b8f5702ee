# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is in a body: its fields, each with what it takes."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from .errors import bad, bad_value, invalid_signature


class WrongType(Exception):
    """The JSON is of another type."""


class WrongValue(Exception):
    """The type is right, the value is not."""


Read = Callable[[Any], Any]


def _of(kind: type[Any], value: Any) -> Any:
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise WrongType
    return value


def text(value: Any) -> str:
    return str(_of(str, value))


def word(value: Any) -> str:
    """A text that is not empty."""
    if not text(value).strip():
        raise WrongValue
    return str(value)


def flag(value: Any) -> bool:
    return bool(_of(bool, value))


def whole(least: int = -(2**53), most: int = 2**53) -> Read:
    """A whole number in a range."""

    def read(value: Any) -> int:
        if not least <= _of(int, value) <= most:
            raise WrongValue
        return int(value)

    return read


def one_of(*choices: str) -> Read:
    def read(value: Any) -> str:
        if text(value) not in choices:
            raise WrongValue
        return str(value)

    return read


def matching(pattern: str) -> Read:
    compiled = re.compile(pattern, re.DOTALL)

    def read(value: Any) -> str:
        if not compiled.fullmatch(text(value)):
            raise WrongValue
        return str(value)

    return read


def address(value: Any) -> str:
    try:
        return str(ipaddress.ip_address(text(value)))
    except ValueError:
        raise WrongValue from None


def network(value: Any) -> str:
    try:
        return str(ipaddress.ip_network(text(value)))
    except ValueError:
        raise WrongValue from None


def list_of(read: Read) -> Read:
    return lambda value: [read(item) for item in _of(list, value)]


def mapping(value: Any) -> dict[str, Any]:
    return dict(_of(dict, value))


def record(*fields: Field) -> Read:
    """An object inside the body."""

    def read(value: Any) -> dict[str, Any]:
        found = mapping(value)
        if any(found.get(field.name) is None for field in fields if field.needed):
            raise WrongValue
        return {field.name: _read(field, found.get(field.name)) for field in fields}

    return read


public_key = matching(r"(?:ssh|ecdsa|sk)-[\w@.-]+ [A-Za-z0-9+/=]+(?: [^\n]*)?\n?")


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a body. ``default`` is what it is when it is not sent, or emptied by a PUT that replaces."""

    name: str
    read: Read = text
    needed: bool = False
    default: Any = None


def _read(field: Field, value: Any) -> Any:
    return None if value is None else field.read(value)


def sent(fields: tuple[Field, ...], body: Mapping[str, Any], polite: bool, strict: bool) -> dict[str, Any]:
    """The fields that were sent, as they are kept. Null is taken where a field is not needed. Raises Refused."""
    missing = [field.name for field in fields if field.needed and body.get(field.name) is None]
    if missing:
        raise bad(f"Missing parameter(s): {', '.join(missing)}")
    unknown = sorted(set(body) - {field.name for field in fields})
    if strict and unknown:
        raise bad(f"Unknown parameter(s): {', '.join(unknown)}")
    values = {}
    for field in fields:
        if field.name in body:
            try:
                values[field.name] = _read(field, body[field.name])
            except WrongType:
                raise bad_value(field.name) if polite else invalid_signature() from None
            except WrongValue:
                raise bad_value(field.name) from None
    return values
