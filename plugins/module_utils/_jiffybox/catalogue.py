# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What the service offers, as results show it (plans, distributions), and what a box of it costs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from .._core.naming import snake_fields
from .box.model import PLAN_FIELDS, plan_of
from .client import Json

_DISTRIBUTION_FIELDS = ("name", "minDiskSizeMB", "rootdiskMode", "defaultKernel")


def plan_result(plan: Json) -> dict[str, Any]:
    """The plan as modules return it: disk and memory in MB, prices in euro, None where the service says nothing."""
    return snake_fields(plan, PLAN_FIELDS)


def distribution_result(key: str, distribution: Json) -> dict[str, Any]:
    """The distribution as modules return it, with its key, which the service keeps outside the entry."""
    return {"key": key, **snake_fields(distribution, _DISTRIBUTION_FIELDS)}


def box_costs(box: Json) -> dict[str, Any]:
    """What a box costs, in euro: cost_per_hour as it is now, cost_cap at most in a month; None where not told.

    A cap of 0 is none.
    """
    plan = plan_of(box)
    # A box on its way into or out of the freezer has not the lower price.
    per_hour = "pricePerHourFrozen" if box["status"] == "FROZEN" else "pricePerHour"
    return {"cost_per_hour": plan.get(per_hour), "cost_cap": plan.get("priceCap") or None}


def total_costs(costs: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """How many boxes these costs are of, and what they cost together; None where it is not told of every box."""
    boxes = list(costs)
    return {
        "boxes": len(boxes),
        "cost_per_hour": _sum([box["cost_per_hour"] for box in boxes]),
        "cost_cap": _sum([box["cost_cap"] for box in boxes]),
    }


def _sum(prices: list[Any]) -> float | None:
    # in decimal, since 0.1 + 0.2 of binary fractions is 0.30000000000000004
    return None if None in prices else float(sum(Decimal(str(price)) for price in prices))
