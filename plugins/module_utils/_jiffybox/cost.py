# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What a box costs a month, by its plan."""

from __future__ import annotations

from typing import Any

from .._core.cost import HOURS, Cost, Costs
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
        # on its way into or out of the freezer it has not the lower price
        hourly = plan.get("pricePerHourFrozen" if view["state"] in ("frozen", "FROZEN") else "pricePerHour")
        if hourly is None:
            return None
        if not plan.get("priceCap"):
            return Cost(round(hourly * HOURS, 2), "EUR", "no cap")
        return Cost(round(min(hourly * HOURS, plan["priceCap"]), 2), "EUR")

    return cost
