# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The shapes that an API's objects have: read once, where they come in, so that nothing else has to doubt them.

A shape is a function that takes a value of JSON and returns it as it is meant, or raises ValueError with what is wrong.
"""

from __future__ import annotations

import ipaddress
from contextlib import suppress
from typing import Any, Callable, Mapping, TypeVar

from .errors import NoUsableAnswer

T = TypeVar("T")
Shape = Callable[[Any], T]


def shaped(call: str, value: Any, shape: Shape[T]) -> T:
    """The value of an answer in its shape.

    :param call: what was asked, such as "GET things".
    :raises NoUsableAnswer: it has another.
    """
    try:
        return shape(value)
    except ValueError as error:
        reason = f"{call} was answered with JSON of an unexpected shape: {error}"
        advice = "Check that api_url is the address of the API; if it is, tell whoever runs the service"
        raise NoUsableAnswer(reason, advice=advice) from None


def anything(value: Any) -> Any:
    """Whatever it is."""
    return value


def text(value: Any) -> str:
    """A text."""
    if not isinstance(value, str):
        raise ValueError(f"{_kind(value)} where a text belongs")
    return value


def whole(value: Any) -> int:
    """A whole number, which may arrive as its digits, or as 2.0."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 10**15:
        return int(value)
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 19:
        return int(value)
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) >= 10**18:
        raise ValueError(f"{_kind(value)} where a whole number belongs")
    return value


def number(value: Any) -> Any:
    """A number, which may arrive as a text."""
    told = value
    if isinstance(value, str) and len(value) < 19:
        with suppress(ValueError):
            told = float(value) if not value.isdigit() else int(value)
    # what is no number, as arithmetic calls it, is smaller than none
    if isinstance(told, bool) or not isinstance(told, (int, float)) or not abs(told) < 10**18:
        raise ValueError(f"{_kind(value)} where a number belongs")
    return told


def flag(value: Any) -> bool:
    """True or false, which may arrive as texts or as 1 and 0."""
    if value is True or value is False:
        return bool(value)
    told = str(value).lower() if isinstance(value, (bool, int, str)) else ""
    if told not in ("true", "1", "false", "0", ""):
        raise ValueError(f"{_kind(value)} where true or false belongs")
    if not told and value != "":
        raise ValueError(f"{_kind(value)} where true or false belongs")
    return told in ("true", "1")


def address(value: Any) -> str:
    """An IP address, or a network such as 2001:db8::/56."""
    try:
        ipaddress.ip_network(text(value), strict=False)
    except ValueError:
        raise ValueError(f"{_kind(value)} where an IP address belongs") from None
    return str(value)


def maybe(shape: Shape[T]) -> Shape[T | None]:
    """The shape, or nothing."""
    return lambda value: None if value is None else shape(value)


def listing(shape: Shape[T]) -> Shape[list[T]]:
    """A list of the shape; a service written in PHP sends a map where an entry is missing."""

    def read(value: Any) -> list[T]:
        entries = list(value.values()) if isinstance(value, dict) else value
        if not isinstance(entries, list):
            raise ValueError(f"{_kind(value)} where a list belongs")
        read_so_far: list[T] = []
        try:
            for entry in entries:
                read_so_far.append(shape(entry))
        except ValueError as error:
            raise ValueError(f"[{len(read_so_far)}]: {error}") from None
        return read_so_far

    return read


def mapping(shape: Shape[T], key: Shape[Any] = anything) -> Shape[dict[str, T]]:
    """A map of the shape; a service written in PHP sends a list where it is empty, or has the keys 0, 1, 2 …

    :param key: the shape of a key, which stays a text; with anything but ``anything`` a list has to be empty.
    """

    def read(value: Any) -> dict[str, T]:
        if isinstance(value, list) and (not value or key is anything):
            value = {str(at): entry for at, entry in enumerate(value)}
        if not isinstance(value, dict):
            raise ValueError(f"{_kind(value)} where a map belongs")
        if shape is anything and key is anything:
            return value
        entries: dict[str, T] = {}
        for name, entry in value.items():
            try:
                key(name)
            except ValueError as error:
                raise ValueError(f"key {_name(name)}: {error}") from None
            try:
                entries[name] = shape(entry)
            except ValueError as error:
                raise ValueError(f"[{_name(name)}]: {error}") from None
        return entries

    return read


def record(needed: Mapping[str, Shape[Any]], known: Mapping[str, Shape[Any]] | None = None) -> Shape[dict[str, Any]]:
    """A map with fields of their own shapes. Fields that are not known stay as they are.

    :param needed: those that have to be there.
    :param known: those that can be missing, or nothing.
    """
    fields = [*needed.items(), *(known or {}).items()]
    names = frozenset(needed)

    def read(value: Any) -> dict[str, Any]:
        if value == [] and not needed:
            # an empty map of a service written in PHP
            return {}
        if not isinstance(value, dict):
            raise ValueError(f"{_kind(value)} where {_list(needed)} belong")
        if not names <= value.keys():
            raise ValueError(f"{_list(name for name in needed if name not in value)} is missing")
        shaped_fields = dict(value)
        name = ""
        try:
            for name, shape in fields:
                entry = value.get(name)
                if entry is not None or name in names:
                    shaped_fields[name] = shape(entry)
        except ValueError as error:
            raise ValueError(f"{name}: {error}") from None
        return shaped_fields

    return read


def _name(name: str) -> str:
    """A key as it is shown: cut short, it might hold half a secret."""
    return repr(name) if len(name) <= 40 else f"a name of {len(name)} characters"


def _kind(value: Any) -> str:
    names = {dict: "a map", list: "a list", str: "a text", bool: "true or false", type(None): "nothing"}
    return names.get(type(value), "a number")


def _list(names: Any) -> str:
    *first, last = list(names) or ["fields"]
    return f"{', '.join(first)} and {last}" if first else last
