# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What a box costs a month, by its plan."""

from __future__ import annotations

from typing import Any

from .._core.cost import HOURS, Cost
from .client import Client, Json
from .kinds import is_plan


def cost(client: Client, what: str, view: Any) -> Cost | None:
    """What a thing costs a month, in euro: a box by the hour and at most its cap; all else is free.

    :param view: the thing, as diff mode shows it.
    :return: None where the service does not say.
    """
    if what != "box" or view["state"] == "absent":
        return Cost(0.0, "EUR")
    plans = client.listed("plans", client.get_plans)
    name = str(view.get("plan"))
    plan: Json = next((plan for plan in plans.values() if is_plan(plan, name)), {})
    # on its way into or out of the freezer it has not the lower price
    hourly = plan.get("pricePerHourFrozen" if view["state"] in ("frozen", "FROZEN") else "pricePerHour")
    if hourly is None:
        return None
    if not plan.get("priceCap"):
        return Cost(round(hourly * HOURS, 2), "EUR", "no cap")
    return Cost(round(min(hourly * HOURS, plan["priceCap"]), 2), "EUR")
