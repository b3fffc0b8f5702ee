# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Which thing is meant: by name or id, with help for typos."""

from __future__ import annotations

from collections.abc import Iterable

from .._core.errors import InvalidInput, Refused
from .._core.suggest import did_you_mean
from .client import Client, Json


def box_by_id(client: Client, box_id: int) -> Json | None:
    """The box, or None if the account has none with this id.

    A refusal alone does not tell "gone" from any other error, so it is checked against the list (Deleting).
    """
    try:
        return client.get_box(box_id)
    except Refused:
        if str(box_id) in client.get_boxes():
            raise
        return None


def box_by_name(boxes: Iterable[Json], name: str, option: str = "name") -> Json | None:
    """The box with this name, or None.

    :raises InvalidInput: there are several.
    """
    found = [box for box in boxes if box["name"] == name]
    if len(found) > 1:
        ids = " and ".join(str(box["id"]) for box in found)
        raise InvalidInput(option, name, f"is the name of several boxes: {ids}", advice="Say which by its id")
    return found[0] if found else None


def find_box(client: Client, wanted: str, option: str = "box") -> Json:
    """The box with this id or name, by the cheap call where it is an id.

    :raises InvalidInput: there is none, or there are several with the name.
    """
    box = box_by_id(client, int(wanted)) if wanted.isdecimal() else None
    return box or pick_box(list(client.get_boxes().values()), wanted, option)


def pick_box(boxes: list[Json], wanted: str, option: str) -> Json:
    """The one of these boxes with this id or, if none has it, this name.

    :raises InvalidInput: there is none, or there are several with the name.
    """
    box = next((box for box in boxes if str(box["id"]) == wanted), None) or box_by_name(boxes, wanted, option)
    if box is None:
        raise InvalidInput(option, wanted, "is no box of this account", advice=similar_boxes(boxes, wanted))
    return box


def similar_boxes(boxes: Iterable[Json], wanted: str) -> str:
    """A sentence naming the boxes with a name like it."""
    return did_you_mean(wanted, [box["name"] for box in boxes])


def named_plan(plans: Iterable[Json], wanted: str) -> Json:
    """The plan with this id or name.

    :raises InvalidInput: the service does not offer it.
    """
    plans = list(plans)
    plan = next((plan for plan in plans if is_plan(plan, wanted)), None)
    if plan is None:
        advice = did_you_mean(wanted, [plan["name"] for plan in plans])
        raise InvalidInput("plan", wanted, "is not offered by the service", advice=advice)
    return plan


def is_plan(plan: Json, wanted: str) -> bool:
    """Whether ``wanted`` is the plan's id or its name."""
    return wanted in (str(plan.get("id")), plan.get("name"))


def named_distribution(distributions: dict[str, Json], key: str) -> Json:
    """The distribution with this key.

    :raises InvalidInput: the service does not offer it.
    """
    if key not in distributions:
        advice = did_you_mean(key, distributions)
        raise InvalidInput("distribution", key, "is not offered by the service", advice=advice)
    return distributions[key]
