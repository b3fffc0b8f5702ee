# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The panel's rules for what is sent, as it writes them: ``required|string|between:1,191``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any
from urllib.parse import urlsplit

from .errors import invalid

EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)*")
USERNAME = re.compile(r"[a-z0-9]([\w.-]+)[a-z0-9]", re.IGNORECASE | re.ASCII)
INTEGER = re.compile(r"[+-]?(0|[1-9][0-9]{0,18})")
NUMBER = re.compile(r"\s*[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)?", re.ASCII)
LARGEST = 2**63 - 1
FLAGS = {"i": re.IGNORECASE, "s": re.DOTALL, "m": re.MULTILINE, "x": re.VERBOSE, "u": re.UNICODE}
MISSING: Any = object()
# Rules that say something of a value that is not there.
IMPLICIT = ("required", "present", "required_without", "required_with", "required_unless")
# Rules that say how the others are read.
SILENT = ("sometimes", "nullable", "bail")
ALIASES = {"int": "integer", "bool": "boolean"}
SIZES = ("min", "max", "between", "size")


@dataclass(frozen=True, slots=True)
class Own:
    """A rule that looks into the store, such as whether a value is unique. It is given a value that is not null."""

    name: str
    holds: Callable[[Any], bool]
    words: str


Rules = Sequence["str | Own"]
Problem = tuple[str, str, str]


def rules(text: str, *own: Own) -> list[str | Own]:
    """Rules as one text, and further ones. A pattern with a ``|`` in it stands alone."""
    if text.startswith(("regex:", "not_regex:")):
        return [text, *own]
    return [*(_named(part) for part in text.split("|") if part), *own]


def _named(rule: str) -> str:
    """A rule by its long name."""
    name, colon, arguments = rule.partition(":")
    return f"{ALIASES.get(name, name)}{colon}{arguments}"


def check(sent: Mapping[str, Any], table: Mapping[str, Rules], names: Mapping[str, str] | None = None) -> None:
    """Raises Refused that names every broken rule. ``names`` are what fields are called, where not by their own."""
    problems = [
        problem
        for field, wanted in table.items()
        for place, value in _places(sent, field)
        for problem in _broken(place, value, wanted, sent, (names or {}).get(field, place.replace("_", " ")))
    ]
    if problems:
        raise invalid(problems)


def _places(sent: Any, field: str) -> Iterator[tuple[str, Any]]:
    """The values that a dotted name stands for; ``*`` is every item of a list."""
    head, dot, rest = field.partition(".*")
    value = sent
    for part in head.split("."):
        value = value.get(part, MISSING) if isinstance(value, dict) else MISSING
    if not dot:
        yield field, value
        return
    for index, item in enumerate(value if isinstance(value, list) else ()):
        for place, found in _places({"item": item}, f"item{rest}"):
            yield f"{head}.{index}{place.removeprefix('item')}", found


def _broken(place: str, value: Any, wanted: Rules, sent: Mapping[str, Any], name: str) -> Iterator[Problem]:
    words = {rule.partition(":")[0] for rule in wanted if isinstance(rule, str)}
    if value is MISSING and "sometimes" in words:
        return
    for rule in wanted:
        kind, _colon, arguments = (rule.name, "", "") if isinstance(rule, Own) else rule.partition(":")
        if kind in SILENT:
            continue
        if kind not in IMPLICIT and (value is MISSING or (value is None and "nullable" in words)):
            continue
        if isinstance(rule, Own):
            held, text = value is not None and _own_holds(rule, value), rule.words
        else:
            held, text = _holds(kind, arguments, value, words, sent)
        if not held:
            yield place, kind, text.replace(":attribute", name)
            if kind in IMPLICIT or "bail" in words:
                return


def _own_holds(rule: Own, value: Any) -> bool:
    return not isinstance(value, (dict, list)) and rule.holds(value)


def _filled(value: Any) -> bool:
    return value is not MISSING and value is not None and value != [] and value != {} and value != ""


def _holds(kind: str, arguments: str, value: Any, words: set[str], sent: Mapping[str, Any]) -> tuple[bool, str]:
    """Whether a rule holds, and what is said if not."""
    if kind in PLAIN:
        test, text = PLAIN[kind]
        return test(value), text
    if kind in SIZES:
        return _sized(kind, arguments, value, words)
    if kind == "required_without":
        is_there = _filled(value) or _filled(sent.get(arguments))
        return is_there, f"The :attribute field is required when {arguments} is not present."
    if kind == "required_with":
        is_there = _filled(value) or not _filled(sent.get(arguments))
        return is_there, f"The :attribute field is required when {arguments} is present."
    if kind == "required_unless":
        other, wanted = arguments.split(",")
        is_there = _filled(value) or sent.get(other) == wanted
        return is_there, f"The :attribute field is required unless {other} is in {wanted}."
    if kind == "in":
        return _text(value) in [part.strip('"') for part in arguments.split(",")], "The selected :attribute is invalid."
    if kind == "regex":
        fits = isinstance(value, (str, int, float)) and pattern(arguments).search(_text(value)) is not None
        return fits, "The :attribute format is invalid."
    if kind == "digits_between":
        least, most = map(int, arguments.split(","))
        digits = _text(value)
        fits = digits.isascii() and digits.isdigit() and least <= len(digits) <= most
        return fits, f"The :attribute must be between {least} and {most} digits."
    raise ValueError(f"the sandbox does not know the rule {kind}")


def unknown(text: str) -> list[str]:
    """The rules in a text that the sandbox does not know."""
    kinds = [rule.partition(":")[0] for rule in rules(text) if isinstance(rule, str)]
    return [kind for kind in kinds if kind not in (*PLAIN, *SIZES, "in", "regex", "digits_between", *SILENT)]


def _sized(kind: str, arguments: str, value: Any, words: set[str]) -> tuple[bool, str]:
    size, unit = _size(value, words)
    numbers = [float(part) for part in arguments.split(",")]
    fits, text = {
        "between": (numbers[0] <= size <= numbers[-1], f"must be between {arguments.replace(',', ' and ')}"),
        "size": (size == numbers[0], f"must be {arguments}"),
        "min": (size >= numbers[0], f"must be at least {arguments}"),
        "max": (size <= numbers[0], f"may not be greater than {arguments}"),
    }[kind]
    return fits, f"The :attribute {text}{unit}."


def _size(value: Any, words: set[str]) -> tuple[float, str]:
    if words & {"integer", "numeric"} and _is_numeric(value):
        return float(value), ""
    if isinstance(value, (list, dict)):
        return len(value), " items"
    return len(_text(value)), " characters"


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else ""
    return str(value)


def _is_numeric(value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return False
    if isinstance(value, str) and not NUMBER.fullmatch(value):
        return False
    try:
        return isfinite(float(value))
    except (ValueError, OverflowError):
        return False


def _is_integer(value: Any) -> bool:
    if isinstance(value, float):
        return value.is_integer() and abs(value) <= LARGEST
    if isinstance(value, str):
        return INTEGER.fullmatch(value) is not None and abs(int(value)) <= LARGEST
    return value is True or (isinstance(value, int) and abs(value) <= LARGEST)


def _is_flag(value: Any) -> bool:
    return value in (True, False, "0", "1") and not isinstance(value, float)


def _is_url(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(urlsplit(value).scheme and urlsplit(value).netloc)
    except ValueError:
        return False


def _matches(form: str) -> Callable[[Any], bool]:
    compiled = re.compile(form)
    return lambda value: isinstance(value, (str, int)) and compiled.fullmatch(_text(value)) is not None


PLAIN: dict[str, tuple[Callable[[Any], bool], str]] = {
    "required": (_filled, "The :attribute field is required."),
    "present": (lambda value: value is not MISSING, "The :attribute field must be present."),
    "string": (lambda value: isinstance(value, str), "The :attribute must be a string."),
    "integer": (_is_integer, "The :attribute must be an integer."),
    "numeric": (_is_numeric, "The :attribute must be a number."),
    "boolean": (_is_flag, "The :attribute field must be true or false."),
    "array": (lambda value: isinstance(value, (list, dict)), "The :attribute must be an array."),
    "email": (_matches(EMAIL.pattern), "The :attribute must be a valid email address."),
    "url": (_is_url, "The :attribute format is invalid."),
    "alpha_num": (_matches(r"[^\W_]+"), "The :attribute may only contain letters and numbers."),
    "alpha_dash": (_matches(r"[\w-]+"), "The :attribute may only contain letters, numbers, and dashes."),
    "p_username": (
        lambda value: isinstance(value, str) and USERNAME.fullmatch(value) is not None,
        "The :attribute must start and end with alpha-numeric characters and contain only letters, numbers, dashes, "
        "underscores, and periods.",
    ),
}


def pattern(delimited: str) -> re.Pattern[str]:
    """A pattern between slashes, flags behind them."""
    body, _slash, flags = delimited[1:].rpartition(delimited[0])
    flag = re.RegexFlag(0) if "u" in flags else re.ASCII
    for letter in flags:
        flag |= FLAGS.get(letter, re.RegexFlag(0))
    return re.compile(re.sub(r"(?<!\\)\$$", r"(?=\\n?\\Z)", body), flag)


def whole(value: Any) -> int:
    """A number that a rule has let through, also as digits."""
    return int(float(value)) if value is not None else 0


def whole_or_none(value: Any) -> int | None:
    return None if value is None else whole(value)


def flag(value: Any) -> bool:
    """True and false, also as 1 and 0 and their digits."""
    return value in (True, 1, "1")
