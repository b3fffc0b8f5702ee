# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Eggs, the recipes of games: which one is meant, and what it asks of its variables."""

from __future__ import annotations

from typing import Any, Mapping

from .._core.client import Json
from .._core.errors import InvalidInput
from .._core.suggest import did_you_mean, nearest
from .client import APPLICATION, Client
from .kinds import OWNER, related
from .rules import as_text, broken_rule


def all_eggs(client: Client) -> list[Json]:
    """All eggs with their variables, each with the name of its nest; nobody changes them through the API."""
    nests = client.get_kept(APPLICATION, "nests", include="eggs.variables")
    return [{**egg, "nest_name": nest["name"]} for nest in nests for egg in related(nest, "eggs") or []]


def find_egg(client: Client, _parents: Any, wanted: str) -> Json:
    """The egg with this id, this name, or "nest/name".

    :raises InvalidInput: there is none, or there are several.
    """
    eggs = all_eggs(client)
    meant = [egg for egg in eggs if str(egg["id"]) == wanted] or [egg for egg in eggs if is_egg(wanted, named(egg))]
    if len(meant) > 1:
        told = " and ".join(f"{egg['nest_name']}/{egg['name']} ({egg['id']})" for egg in meant)
        raise InvalidInput("egg", wanted, f"is the name of several: {told}", advice="Say which as nest/name, or by id")
    if not meant:
        known = [f"{egg['nest_name']}/{egg['name']}" if "/" in wanted else egg["name"] for egg in eggs]
        in_nest = [egg["name"] for egg in eggs if str(egg["nest_name"]).lower() == wanted.lower()]
        advice = did_you_mean(wanted, known, has="The panel has")
        if in_nest:
            advice = f"It is a nest, with the eggs {', '.join(in_nest)}: say which"
        raise InvalidInput("egg", wanted, f"is no egg of {OWNER}", advice=advice)
    return named(meant[0])


def named(egg: Json) -> Json:
    """An egg as results show it."""
    return {"id": egg["id"], "name": egg["name"], "nest": egg.get("nest_name")}


def is_egg(desired: str, egg: Mapping[str, Any]) -> bool:
    """Whether a text is the id or the name of an egg."""
    told = [str(egg.get("id")), str(egg.get("name")), f"{egg.get('nest')}/{egg.get('name')}"]
    return desired.lower() in [one.lower() for one in told]


def the_egg(client: Client, egg_id: int) -> Json:
    """All of an egg.

    :raises InvalidInput: the key may not read it.
    """
    found = next((egg for egg in all_eggs(client) if egg["id"] == egg_id), None)
    if found is None:
        advice = "An application key needs to read nests and eggs"
        raise InvalidInput("egg", egg_id, "cannot be read with this key", advice=advice)
    return found


def images(egg: Mapping[str, Any]) -> list[str]:
    """The container images that it offers, the usual one first."""
    return [*filter(None, [egg.get("docker_image")]), *(egg.get("docker_images") or {}).values()]


def usual_values(egg: Json) -> dict[str, str]:
    """What its variables are if nothing is said."""
    return {one["env_variable"]: one.get("default_value") or "" for one in related(egg, "variables") or []}


def check_values(egg: Json, values: Mapping[str, Any], whole: bool) -> None:
    """See that variables can have these values.

    :param whole: whether all others keep their usual values, so that these are checked, too.
    :raises InvalidInput: the egg has no such variable, or its rules forbid the value, which is not shown.
    """
    variables = {one["env_variable"]: one.get("rules") or "" for one in related(egg, "variables") or []}
    for name in values:
        if name not in variables:
            rule = f"is no variable of egg {egg['name']}"
            advice = nearest(name, list(variables)) or f"It has {', '.join(variables) or 'none'}"
            raise InvalidInput("environment", name, rule, advice=advice)
    checked = {**(usual_values(egg) if whole else {}), **values}
    for name, value in checked.items():
        problem = broken_rule(variables[name], as_text(value))
        if problem:
            raise InvalidInput(f"environment.{name}", None, f"must {problem}, says egg {egg['name']}")
