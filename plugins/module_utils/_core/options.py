# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Options of a task, told once: in the dataclass that says what is desired.

The dataclass has a field for each option. Its annotation is the option's type, its default the option's default, and
``option()`` adds what an annotation cannot say.
"""

from __future__ import annotations

import dataclasses
import math
import re
from typing import Any, Mapping, TypeVar

from .errors import InvalidInput
from .suggest import nearest

D = TypeVar("D")

_KEY = "option"
_PLAIN = {"str": "str", "int": "int", "float": "float", "bool": "bool", "Json": "dict"}


@dataclasses.dataclass(frozen=True)
class _Option:
    """What is said of an option besides its type and default; see option()."""

    choices: tuple[Any, ...] = ()
    no_log: bool | None = None
    least: float | None = None
    most: float | None = None
    unit: str = ""
    of: Any = None
    spec: Mapping[str, Any] = dataclasses.field(default_factory=dict)


def option(
    default: Any = None,
    *,
    choices: tuple[Any, ...] = (),
    no_log: bool | None = None,
    least: float | None = None,
    most: float | None = None,
    unit: str = "",
    of: Any = None,
    **spec: Any,
) -> Any:
    """A field of a dataclass that is an option.

    :param default: MISSING for an option that is required.
    :param choices: the values it may have.
    :param no_log: whether its value is a secret.
    :param least: the least value of a number, or number of entries of a list.
    :param most: the same for the most.
    :param unit: what the number counts, such as "seconds", for the message.
    :param of: the dataclass that the option, or each entry of it, is made of.
    :param spec: further keys of Ansible's argument spec, such as aliases.
    """
    told = _Option(choices, no_log, least, most, unit, of, spec)
    kept: dict[str, Any] = {"default": default}
    if isinstance(default, (list, dict)):
        kept = {"default_factory": default.copy}
    # the dataclass that the field belongs to is the caller's
    return dataclasses.field(**kept, repr=not no_log, metadata={_KEY: told})  # pylint: disable=invalid-field-call


def argument_spec(desired: type) -> dict[str, dict[str, Any]]:
    """The options of a dataclass as Ansible's argument spec; a field that is not given at construction is none."""
    return {field.name: _spec(field) for field in dataclasses.fields(desired) if field.init}


def from_parameters(desired: type[D], parameters: Mapping[str, Any]) -> D:
    """The dataclass with the values of the parameters that it has fields for; entries of lists become dataclasses.

    :raises InvalidInput: the dataclass says so.
    """
    given = {}
    for field in dataclasses.fields(desired):  # type: ignore[arg-type]
        # null is not set
        if field.init and parameters.get(field.name) is not None:
            given[field.name] = _value(field, parameters[field.name])
    return desired(**given)


def check_options(desired: Any) -> None:
    """See that every option is one of its choices and within its bounds; dataclasses call it when they are made.

    :raises InvalidInput: one is not.
    """
    for field in dataclasses.fields(desired):
        value = getattr(desired, field.name) if field.init else None
        told = _told(field)
        if value is None:
            continue
        if told.choices and not isinstance(value, (list, tuple)) and value not in told.choices:
            check_choice(field.name, value, told.choices)
        size = len(value) if isinstance(value, (list, tuple)) else value
        if (told.least is None and told.most is None) or not isinstance(size, (int, float)):
            continue
        if not _within(size, told.least, told.most):
            counted = "entries" if isinstance(value, (list, tuple)) else told.unit
            shown = None if isinstance(value, (list, tuple)) or told.no_log else value
            raise InvalidInput(field.name, shown, f"must be {_bounds(told)}{f' ({counted})' if counted else ''}")


def check_choice(name: str, value: Any, choices: tuple[Any, ...]) -> None:
    """See that a value is one of the choices.

    :raises InvalidInput: it is not; the nearest is named.
    """
    if value in choices:
        return
    known = [str(choice) for choice in choices]
    raise InvalidInput(name, value, f"must be one of {', '.join(known)}", advice=nearest(str(value), known))


def _told(field: dataclasses.Field[Any]) -> _Option:
    told: _Option = field.metadata.get(_KEY, _Option())
    return told


def _within(value: float, least: float | None, most: float | None) -> bool:
    return not (math.isnan(value) or (least is not None and value < least) or (most is not None and value > most))


def _bounds(told: _Option) -> str:
    if told.most is None:
        return f"at least {told.least:g}"
    return f"from {told.least:g} to {told.most:g}" if told.least is not None else f"at most {told.most:g}"


def _spec(field: dataclasses.Field[Any]) -> dict[str, Any]:
    told = _told(field)
    spec: dict[str, Any] = _type(str(field.type))
    if told.of is not None:
        spec["options"] = argument_spec(told.of)
        if spec["type"] == "list":
            spec["elements"] = "dict"
    if told.choices:
        spec["choices"] = list(told.choices)
    if told.no_log is not None:
        spec["no_log"] = told.no_log
    if field.default_factory is not dataclasses.MISSING:
        spec["default"] = field.default_factory()
    elif field.default is dataclasses.MISSING:
        spec["required"] = True
    elif field.default is not None:
        spec["default"] = list(field.default) if isinstance(field.default, tuple) else field.default
    return {**spec, **told.spec}


def _type(annotation: str) -> dict[str, Any]:
    """str | None -> str, list[int] -> a list of int, Json and dict[...] -> dict."""
    word = re.sub(r"\s*\|\s*None$", "", annotation.strip())
    inside = re.fullmatch(r"(list|tuple|dict)\[(.*)\]", word)
    if not inside:
        return {"type": _PLAIN.get(word, "dict")}
    if inside[1] == "dict":
        return {"type": "dict"}
    element = inside[2].split(",")[0].strip()
    return {"type": "list", "elements": _PLAIN.get(element, "dict")}


def _value(field: dataclasses.Field[Any], value: Any) -> Any:
    told = _told(field)
    if isinstance(value, list):
        entries = value
        if told.of is not None:
            entries = [_entry(told.of, f"{field.name}[{at}]", entry) for at, entry in enumerate(value)]
        return tuple(entries) if str(field.type).startswith("tuple") else entries
    if told.of is not None and isinstance(value, dict):
        return _entry(told.of, field.name, value)
    return value


def _entry(desired: type[D], place: str, parameters: Mapping[str, Any]) -> D:
    try:
        return from_parameters(desired, parameters)
    except InvalidInput as error:
        raise error.within(place) from None
