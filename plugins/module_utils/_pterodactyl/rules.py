# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What an egg asks of the values of its variables, as far as that can be told without the panel."""

from __future__ import annotations

import csv
import re
from typing import Any, Callable, Mapping

_WHOLE = re.compile(r"[+-]?[0-9]+")
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)(e[+-]?[0-9]+)?", re.IGNORECASE)

_FLAGS = {"i": re.IGNORECASE, "m": re.MULTILINE, "s": re.DOTALL, "u": re.UNICODE, "x": re.VERBOSE}
_REGEX = re.compile(r"/(.*)/([a-z]*)", re.DOTALL)
# Rules after which a value is a number, so that its size is meant and not its length.
_NUMERIC = ("integer", "numeric", "decimal")
# Rules that are called in two ways.
_ALIASES = {"int": "integer", "bool": "boolean"}


def as_text(value: Any) -> str:
    """A value as the panel keeps it: always a text."""
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, bool) else str(value).strip()


def broken_rule(rules: str, text: str) -> str:
    """What a value breaks, to be read after "must"; empty if nothing, or if only the panel can tell.

    :param rules: as the egg has them, such as "required|string|max:20".
    :param text: the value; an empty one is none.
    """
    parted = (rule.partition(":")[::2] for rule in rules.split("|"))
    told = [(_ALIASES.get(name, name), argument) for name, argument in parted]
    names = {name for name, _argument in told}
    if not text:
        return "be set" if "required" in names else ""
    for name, argument in told:
        check = _CHECKS.get(name)
        problem = check(text, argument, bool(names.intersection(_NUMERIC))) if check else ""
        if problem:
            return problem
    return ""


def _sized(words: str, holds: Callable[[float, list[float]], bool]) -> Callable[[str, str, bool], str]:
    """A rule about how large a number is, or how long a text."""

    def check(text: str, argument: str, is_number: bool) -> str:
        try:
            bounds = [float(part) for part in argument.split(",")]
            size = float(text) if is_number else len(text)
            good = holds(size, bounds)
        except (ValueError, IndexError):
            return ""
        told = words.format(*argument.split(","))
        return "" if good else told if is_number else f"have {told[3:]} characters"

    return check


def _shaped(words: str, pattern: Any) -> Callable[[str, str, bool], str]:
    return lambda text, _argument, _is_number: "" if pattern.fullmatch(text) else words


def _regex(text: str, argument: str, _is_number: bool) -> str:
    found = _REGEX.fullmatch(argument)
    if found is None or not set(found[2]) <= _FLAGS.keys() or "[:" in found[1]:
        # written in a way that is read otherwise here
        return ""
    flags = re.RegexFlag(0)
    for letter in found[2]:
        flags |= _FLAGS[letter]
    try:
        matches = re.search(found[1], text, flags)
    except re.error:
        return ""
    return "" if matches else f"fit {argument}"


def _in(text: str, argument: str, _is_number: bool) -> str:
    choices = next(csv.reader([argument]), [])
    return "" if text in choices else f"be one of {', '.join(choices)}"


def _digits(text: str, argument: str, _is_number: bool) -> str:
    least, _comma, most = argument.partition(",")
    if not (least.isdigit() and most.isdigit()):
        return ""
    good = text.isascii() and text.isdigit() and int(least) <= len(text) <= int(most)
    return "" if good else f"have {least} to {most} digits"


_CHECKS: Mapping[str, Callable[[str, str, bool], str]] = {
    "integer": _shaped("be a whole number", _WHOLE),
    "numeric": _shaped("be a number", _NUMBER),
    "boolean": lambda text, _argument, _is_number: "" if text in ("0", "1") else "be 0 or 1",
    "alpha_num": _shaped("have letters and digits alone", re.compile(r"[^\W_]+")),
    "alpha_dash": _shaped("have letters, digits, - and _ alone", re.compile(r"[\w-]+")),
    "in": _in,
    "regex": _regex,
    "min": _sized("be at least {0}", lambda size, bounds: size >= bounds[0]),
    "max": _sized("be at most {0}", lambda size, bounds: size <= bounds[0]),
    "between": _sized("be from {0} to {1}", lambda size, bounds: bounds[0] <= size <= bounds[1]),
    "size": _sized("be exactly {0}", lambda size, bounds: size == bounds[0]),
    "digits_between": _digits,
}
