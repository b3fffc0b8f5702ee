# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What a user wants of many boxes, checked before any call is made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Mapping

from ..._core.errors import InvalidInput
from ..._core.options import argument_spec, from_parameters
from ..box.desired import SOURCES, DesiredBox
from ..client import Json


@dataclass(frozen=True)
class Wish:
    """What is wanted of one box of the fleet.

    :ivar place: where it stands in the task, such as "boxes[2]".
    :ivar inherited: names of the options that it has from the defaults.
    """

    place: str
    desired: DesiredBox
    inherited: frozenset[str]

    def blame(self, error: InvalidInput) -> InvalidInput:
        """The error, naming its option in full: "boxes[2].plan", or "defaults.plan" if it stands there."""
        return _blame(error, self.place, self.inherited)


@dataclass(frozen=True)
class DesiredFleet:
    """The options of a fleet; names and meanings as documented for the module jiffybox_boxes."""

    wishes: tuple[Wish, ...]
    parallel: int = 10


def desired_fleet(options: Mapping[str, Any]) -> DesiredFleet:
    """From the parameters of a module.

    :raises InvalidInput: values break rules, or two entries are the same box; all that is wrong is told together.
    """
    parallel = options.get("parallel", DesiredFleet.parallel)
    if parallel < 1:
        raise InvalidInput("parallel", parallel, "must be at least 1")
    defaults = options.get("defaults") or {}
    wishes: list[Wish] = []
    errors: list[InvalidInput] = []
    for index, entry in enumerate(options["boxes"]):
        try:
            wishes.append(_wish(f"boxes[{index}]", entry, defaults))
        except InvalidInput as error:
            errors.append(error)
    refuse([*errors, *_twice(wishes)])
    return DesiredFleet(tuple(wishes), parallel)


def refuse(errors: Iterable[InvalidInput]) -> None:
    """Tell all errors together; those of the defaults, which come up with every box, once.

    :raises InvalidInput: there are any.
    """
    different = {str(error): error for error in errors}
    if len(different) > 1:
        told = " ".join(different)
        raise InvalidInput("boxes", None, f"{len(different)} things are wrong, so nothing was changed. {told}")
    for error in different.values():
        error.now = "Nothing was changed"
        raise error


def _wish(place: str, entry: Json, defaults: Json) -> Wish:
    own = {name: value for name, value in entry.items() if value is not None}
    if ("name" in own) == ("id" in own):
        raise InvalidInput(place, None, "needs either a name or an id")
    sources = [source for source in SOURCES if source in own]
    if len(sources) > 1:
        raise InvalidInput(place, None, f"has {' and '.join(sources)}, but a box is made from one source")
    left_out = {*own, *(SOURCES if sources else ())}
    inherited = {name: value for name, value in defaults.items() if value is not None and name not in left_out}
    try:
        return Wish(place, from_parameters(DesiredBox, {**inherited, **own}), frozenset(inherited))
    except InvalidInput as error:
        raise _blame(error, place, inherited) from None


def _twice(wishes: Iterable[Wish]) -> Iterator[InvalidInput]:
    """An error for every entry that names the same box as an earlier one."""
    places: dict[tuple[str, Any], str] = {}
    for wish in wishes:
        option = "id" if wish.desired.name is None else "name"
        value = getattr(wish.desired, option)
        first = places.setdefault((option, value), wish.place)
        if first != wish.place:
            yield wish.blame(InvalidInput(option, value, f"is {first} already"))


def _blame(error: InvalidInput, place: str, inherited: Iterable[str]) -> InvalidInput:
    path = "defaults" if error.option in inherited else place
    error.option, error.reason = f"{path}.{error.option}", f"{path}.{error.reason}"
    return error


_BOX = argument_spec(DesiredBox)
OPTIONS: dict[str, dict[str, Any]] = {
    "boxes": {
        "type": "list",
        "elements": "dict",
        "required": True,
        # An option that an entry leaves out must stay unset there, so that its value can come from the defaults.
        "options": {name: {key: spec[key] for key in spec if key != "default"} for name, spec in _BOX.items()},
    },
    "defaults": {
        "type": "dict",
        "apply_defaults": True,
        "options": {name: spec for name, spec in _BOX.items() if name not in ("name", "id")},
        "mutually_exclusive": [SOURCES],
    },
    "parallel": {"type": "int", "default": 10},
}
