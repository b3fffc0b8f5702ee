# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a box costs a month, as steps tell it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.cost import Cost
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.cost import costs

PLAN = {"id": 44, "name": " CloudLevel 1", "pricePerHour": 0.02, "pricePerHourFrozen": 0.005, "priceCap": 12.99}


def cost(what: str = "box", state: str = "running", plan: str = "CloudLevel 1", **prices: Any) -> Cost | None:
    """What a thing costs where the service offers one plan, at these prices."""
    client: Any = SimpleNamespace(get_plans=lambda: {"44": {**PLAN, **prices}})
    return costs(client)(what, {"name": "web", "state": state, "plan": plan})


@pytest.mark.parametrize("state", ["running", "stopped"])
def test_a_box_costs_its_hours_and_at_most_the_cap_of_its_plan(state: str) -> None:
    assert cost(state=state) == Cost(12.99, "EUR")
    assert cost(state=state, priceCap=20) == Cost(14.6, "EUR")


def test_a_frozen_box_costs_less() -> None:
    assert cost(state="frozen") == Cost(3.65, "EUR")


@pytest.mark.parametrize("cap", [0, None])
def test_a_plan_without_a_cap_says_so(cap: int | None) -> None:
    assert cost(priceCap=cap) == Cost(14.6, "EUR", "no cap")


def test_what_nobody_knows_is_not_called_free() -> None:
    assert cost(pricePerHour=None) is None
    assert cost(plan="CloudLevel 9") is None


def test_what_is_not_there_and_all_else_is_free() -> None:
    assert cost(state="absent") == cost("contact group") == Cost(0.0, "EUR")
