# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What a user wants of many things, checked before any call is made."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, Mapping

from ..errors import InvalidInput, Missing
from ..options import argument_spec, from_parameters
from .kind import D, FleetKind
from .refusal import refuse

PARALLEL = 10


@dataclass(frozen=True)
class Entry(Generic[D]):
    """What is desired of one thing of the fleet.

    :ivar place: where it stands in the task, such as "boxes[2]".
    :ivar inherited: names of the options that it has from the defaults.
    """

    place: str
    desired: D
    inherited: frozenset[str]

    def within(self, error: InvalidInput) -> InvalidInput:
        """The error, naming its option in full: "boxes[2].plan", or "defaults.plan" if it stands there."""
        return _within(error, self.place, self.inherited)


@dataclass(frozen=True)
class DesiredFleet(Generic[D]):
    """The options of a fleet.

    :ivar parallel: how many calls that change something may be under way at once.
    """

    entries: tuple[Entry[D], ...]
    parallel: int = PARALLEL


def fleet_options(fleet: FleetKind[Any, Any, Any]) -> dict[str, dict[str, Any]]:
    """The options of a fleet as Ansible's argument spec."""
    item = argument_spec(fleet.item)
    # An option that an entry leaves out must stay unset there, so that its value can come from the defaults.
    entry = {name: _without(spec, "default", "required") for name, spec in item.items()}
    defaults = {name: _without(spec, "required") for name, spec in item.items() if name not in ("name", "id")}
    common: dict[str, Any] = {"type": "dict", "apply_defaults": True, "options": defaults}
    if fleet.alternatives:
        common["mutually_exclusive"] = [options for options, _rule in fleet.alternatives]
    return {
        fleet.several: {"type": "list", "elements": "dict", "required": True, "options": entry},
        "defaults": common,
        "parallel": {"type": "int", "default": PARALLEL},
    }


def desired_fleet(fleet: FleetKind[Any, D, Any], options: Mapping[str, Any]) -> DesiredFleet[D]:
    """From the parameters of a module.

    :raises InvalidInput: values break rules, or two entries are the same thing; all that is wrong is told together.
    """
    parallel = options.get("parallel", PARALLEL)
    if parallel < 1:
        raise InvalidInput("parallel", parallel, "must be at least 1")
    defaults = _given(options.get("defaults") or {})
    entries: list[Entry[D]] = []
    errors: list[InvalidInput] = []
    for index, own in enumerate(options[fleet.several]):
        try:
            entries.append(_entry(fleet, f"{fleet.several}[{index}]", _given(own), defaults))
        except InvalidInput as error:
            errors.append(error)
    refuse(fleet.several, [*errors, *_twice(fleet, entries)])
    return DesiredFleet(tuple(entries), parallel)


def _given(options: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in options.items() if value is not None}


def _entry(fleet: FleetKind[Any, D, Any], place: str, own: Mapping[str, Any], defaults: Mapping[str, Any]) -> Entry[D]:
    if ("name" in own) == ("id" in own):
        raise InvalidInput(place, None, "needs either a name or an id")
    left_out = set(own)
    for options, rule in fleet.alternatives:
        chosen = [option for option in options if option in own]
        if len(chosen) > 1:
            raise InvalidInput(place, None, f"has {' and '.join(chosen)}, but {rule}")
        left_out.update(options if chosen else ())
    inherited = {name: value for name, value in defaults.items() if name not in left_out}
    missing = [name for name in _required(fleet) if name not in own and name not in inherited]
    if missing:
        raise Missing(place, None, f"needs {' and '.join(missing)}, if not in defaults", needs=missing)
    try:
        return Entry(place, from_parameters(fleet.item, {**inherited, **own}), frozenset(inherited))
    except InvalidInput as error:
        raise _within(error, place, inherited) from None


def _twice(fleet: FleetKind[Any, D, Any], entries: Iterable[Entry[D]]) -> Iterator[InvalidInput]:
    """An error for every entry that names the same thing as an earlier one."""
    places: dict[tuple[Any, ...], str] = {}
    for entry in entries:
        option = "id" if entry.desired.name is None else "name"
        value = getattr(entry.desired, option)
        besides = said_besides(fleet, entry.desired)
        first = places.setdefault((option, value, besides, *parents_named(fleet, entry.desired)), entry.place)
        if first != entry.place:
            yield entry.within(InvalidInput(option, value, f"is {first} already"))


def said_besides(fleet: FleetKind[Any, D, Any], desired: D) -> tuple[Any, ...]:
    """What is said besides the name; nothing where the id says which one."""
    return () if getattr(desired, "name", None) is None else tuple(getattr(desired, one) for one in fleet.besides)


def parents_named(fleet: FleetKind[Any, D, Any], desired: D) -> tuple[str, ...]:
    """What is said of the parents of a thing, outermost first."""
    return tuple(str(getattr(desired, parent.option)) for parent in fleet.parents)


def _within(error: InvalidInput, place: str, inherited: Iterable[str]) -> InvalidInput:
    option = re.split(r"[.\[]", error.option)[0]
    return error.within("defaults" if option in inherited else place)


def _required(fleet: FleetKind[Any, Any, Any]) -> list[str]:
    return [name for name, spec in argument_spec(fleet.item).items() if spec.get("required")]


def _without(spec: Mapping[str, Any], *keys: str) -> dict[str, Any]:
    return {key: value for key, value in spec.items() if key not in keys}
