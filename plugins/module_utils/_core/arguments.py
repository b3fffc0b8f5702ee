# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What of a task's arguments must not be shown: its secrets, also where they were not meant to be."""

from __future__ import annotations

import difflib
import re
from typing import Any, Iterator, Mapping, Pattern, Sequence

from .redact import SHORTEST_SECRET, Redactor

# As Ansible hides what is in an option with no_log.
HIDDEN = "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"

Spec = Mapping[str, Mapping[str, Any]]

# What Ansible tells a module besides its arguments.
_INTERNAL = "_ansible_"
_ID = re.compile(r"[0-9a-f-]+")
# In a map that can hold anything are counts, ports and switches besides, and these stand in results by chance.
_SHORTEST_NUMBER = 6
# So are words that stand in every other result.
_ORDINARY = ("auto", "default", "false", "latest", "none", "null", "true")
# What may stand around a value by mistake.
_QUOTES = "'\"` \t\r\n"


def secrets_among(
    spec: Spec, arguments: Mapping[Any, Any], shape: Pattern[str] | None = None, names: Sequence[str] = ()
) -> set[str]:
    """All texts among the arguments that must not be shown.

    These are the values of options with ``no_log``, but for short and ordinary ones in a map; what has the shape of the
    provider's secrets in any other; and what a map that can hold anything has under the name of an option with
    ``no_log``, or nearly so. Options whose ``no_log`` is False hold ids, which may have that shape.

    :param shape: of the secrets that the provider issues; None where nothing tells them.
    :param names: further ones that secrets have in such maps.
    """
    return {text for text in _secrets(spec, arguments, shape, [*_names_of_secrets(spec), *names]) if text}


def alike(shape: Pattern[str] | None, value: Any) -> Iterator[str]:
    """All texts in a value that have the shape of a secret, names in maps, parts of addresses and paths included."""
    for text in _texts(value, names=True) if shape else ():
        bare = text.strip(_QUOTES)
        if shape and shape.fullmatch(bare):
            yield bare
        elif shape and ("://" in text or text.startswith("/")):
            yield from (part for part in re.split(r"[/?&=#:@]", text) if shape.fullmatch(part))


def shown(spec: Spec, arguments: Mapping[Any, Any], redact: Redactor) -> dict[Any, Any]:
    """The arguments as they may be shown: without secrets, and without the values of options that do not exist."""
    known = _with_aliases(spec)
    return {redact.key(name): _shown(known.get(name), value, redact) for name, value in arguments.items()}


def _shown(option: Mapping[str, Any] | None, value: Any, redact: Redactor) -> Any:
    if value is None or isinstance(value, bool):
        return value
    if option is None or (option.get("no_log") and value != ""):
        return HIDDEN
    inner = option.get("options")
    if inner is None:
        return redact.value(value)
    if isinstance(value, Mapping):
        return shown(inner, value, redact)
    if isinstance(value, (list, tuple)):
        return [_shown(option, entry, redact) for entry in value]
    # nobody knows what is what in a text
    return HIDDEN


def _secrets(spec: Spec, arguments: Mapping[Any, Any], shape: Pattern[str] | None, names: list[str]) -> Iterator[str]:
    known = _with_aliases(spec)
    for name, value in arguments.items():
        option = known.get(name)
        if option is None:
            if not str(name).startswith(_INTERNAL):
                yield from alike(shape, {name: value})
        elif option.get("no_log"):
            texts = _texts(value)
            yield from filter(_is_distinct, texts) if option.get("type") == "dict" else texts
        elif option.get("options") is not None:
            for entry in value if isinstance(value, (list, tuple)) else [value]:
                if isinstance(entry, Mapping):
                    yield from _secrets(option["options"], entry, shape, names)
                else:
                    yield from alike(shape, entry)
        elif isinstance(value, Mapping):
            # of the user's own: what has the shape of a secret may as well be a checksum
            yield from _misplaced(value, names)
        else:
            ids = option.get("no_log") is False
            yield from (text for text in alike(shape, value) if not (ids and _ID.fullmatch(text)))


def _is_distinct(text: str) -> bool:
    """Whether a text can be told from what stands in ordinary ones by chance."""
    least = _SHORTEST_NUMBER if text.isdigit() else SHORTEST_SECRET
    return len(text) >= least and text.lower() not in _ORDINARY


def _misplaced(value: Any, names: list[str]) -> Iterator[str]:
    """What is in a map under the name of a secret, or nearly so."""
    for name, entry in value.items() if isinstance(value, Mapping) else ():
        if difflib.get_close_matches(str(name).lower(), names, n=1, cutoff=0.7):
            yield from _texts(entry)
        else:
            yield from _misplaced(entry, names)


def _texts(value: Any, names: bool = False) -> Iterator[str]:
    """Every text in a value; numbers are texts, too."""
    if isinstance(value, Mapping):
        for name, entry in value.items():
            if names:
                yield str(name)
            yield from _texts(entry, names)
    elif isinstance(value, (list, tuple, set)):
        for entry in value:
            yield from _texts(entry, names)
    elif value is not None and not isinstance(value, bool):
        yield str(value)


def _names_of_secrets(spec: Spec) -> list[str]:
    names = [name for name, option in spec.items() if option.get("no_log")]
    return names + [name for option in spec.values() for name in _names_of_secrets(option.get("options") or {})]


def _with_aliases(spec: Spec) -> dict[Any, Mapping[str, Any]]:
    aliases = {alias: option for option in spec.values() for alias in option.get("aliases", ())}
    return {**aliases, **spec}
