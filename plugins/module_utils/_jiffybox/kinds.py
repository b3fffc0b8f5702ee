# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The kinds of things of a JiffyBox account, and what is on offer, by name or id."""

from __future__ import annotations

from typing import Iterable

from .._core.errors import InvalidInput
from .._core.kind import Kind
from .._core.suggest import did_you_mean
from . import status
from .box import model as box
from .client import Client, Json

BOX: Kind[Client] = Kind(
    "box",
    "boxes",
    get=lambda client, box_id: client.get_box(box_id),
    get_all=lambda client: client.get_boxes().values(),
    leaving=lambda thing: box.power(thing) == box.ABSENT,
    settled=box.settled,
    condition=box.condition,
    labels_of=box.metadata_of,
    labels_word="metadata",
)
CONTACT_GROUP: Kind[Client] = Kind(
    "contact group",
    "contact groups",
    get=lambda client, group_id: client.get_contact_group(group_id),
    get_all=lambda client: client.get_contact_groups().values(),
    gone=status.gone,
    leaving=status.leaving,
    settled=status.settled,
    condition=status.condition,
)
CHECK: Kind[Client] = Kind(
    "monitoring check",
    "monitoring checks",
    get=lambda client, check_id: client.get_check(check_id),
    get_all=lambda client: client.get_checks().values(),
    gone=status.gone,
    leaving=status.leaving,
    settled=status.settled,
    condition=status.condition,
)


def named_plan(plans: Iterable[Json], wanted: str) -> Json:
    """The plan with this id or name.

    :raises InvalidInput: the service does not offer it.
    """
    plans = list(plans)
    plan = next((plan for plan in plans if is_plan(plan, wanted)), None)
    if plan is None:
        advice = did_you_mean(wanted, [plan["name"].strip() for plan in plans])
        raise InvalidInput("plan", wanted, "is not offered by the service", advice=advice)
    return plan


def is_plan(plan: Json, wanted: str) -> bool:
    """Whether ``wanted`` is the plan's id or its name, which was seen with a blank before it."""
    return wanted.strip() in (str(plan.get("id")), str(plan.get("name")).strip())


def named_distribution(distributions: dict[str, Json], key: str) -> Json:
    """The distribution with this key.

    :raises InvalidInput: the service does not offer it.
    """
    if key not in distributions:
        advice = did_you_mean(key, distributions)
        raise InvalidInput("distribution", key, "is not offered by the service", advice=advice)
    return distributions[key]
