# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What a box costs a month, by its plan."""

from __future__ import annotations

from typing import Any

from .._core.cost import HOURS, Cost, Costs
from .catalogue import box_costs
from .client import Client, Json
from .kinds import is_plan
from .offer import Offer


def costs(client: Client) -> Costs:
    """What things cost: a box by the hour and at most the cap of its plan, in euro; all else is free."""
    offer = Offer(client)

    def cost(what: str, view: Any) -> Cost | None:
        if what != "box" or view["state"] == "absent":
            return Cost(0.0, "EUR")
        name = str(view.get("plan"))
        plan: Json = next((plan for plan in offer.plans.values() if is_plan(plan, name)), {})
        told = box_costs({"status": str(view["state"]).upper(), "plan": plan})
        hourly, cap = told["cost_per_hour"], told["cost_cap"]
        if hourly is None:
            return None
        if cap is None:
            return Cost(round(hourly * HOURS, 2), "EUR", "no cap")
        return Cost(round(min(hourly * HOURS, cap), 2), "EUR")

    return cost
