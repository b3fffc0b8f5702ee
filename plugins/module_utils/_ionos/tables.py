# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What all tables of things of this API have in common."""

from __future__ import annotations

from typing import Any, Callable, Iterable, Mapping

from .._core.kind import Thing
from .._core.naming import snake_case
from .kinds import inside, properties, state_of


def becomes(thing: Thing | None, values: dict[str, Any]) -> Thing:
    """The thing as it will be with other properties."""
    there = dict(thing or {})
    there.pop("request", None)
    return {
        **there,
        "properties": {**properties(there), **values},
        "metadata": {**there.get("metadata", {}), "state": "AVAILABLE"},
    }


def more(*names: str) -> Callable[[Thing], dict[str, Any]]:
    """What results say besides the fields: the state, when it was created, and these properties."""

    def told(thing: Thing) -> dict[str, Any]:
        there = properties(thing)
        metadata = thing.get("metadata") or {}
        state = "BUSY" if thing.get("request") else state_of(thing)
        return {
            "state": state,
            "created": metadata.get("createdDate"),
            **{snake_case(name): there.get(name) for name in names},
        }

    return told


def children(what: str) -> tuple[Callable[[Thing], list[Thing]], Callable[[Thing, list[Thing]], Thing]]:
    """How the things in a thing are read, and put there."""

    def there(thing: Thing) -> list[Thing]:
        return inside(thing, what)

    def put(thing: Thing, things: list[Thing]) -> Thing:
        return {**thing, "entities": {**(thing.get("entities") or {}), what: {"items": things}}}

    return there, put


def new(values: Mapping[str, Any], inside_it: Mapping[str, Any]) -> dict[str, Any]:
    """A thing that is sent along with the creation of what it is in: its properties, and lists of what is in it."""
    entities = {what: {"items": items} for what, items in inside_it.items() if items}
    return {"properties": dict(values), **({"entities": entities} if entities else {})}


def whole(thing: Thing, values: Mapping[str, Any], but: Iterable[str] = ()) -> dict[str, Any]:
    """What is sent where the service takes all properties at once: the texts and flags that a thing has, and others.

    :param but: those that nobody can set.
    """
    there = {name: value for name, value in properties(thing).items() if isinstance(value, (bool, str))}
    return {**{name: value for name, value in there.items() if name not in but}, **values}
