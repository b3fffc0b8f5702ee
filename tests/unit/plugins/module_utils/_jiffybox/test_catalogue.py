# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is on offer and what it costs, in the shapes that were recorded of the real service."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import InvalidInput
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox import catalogue, kinds

PLAN = {
    "id": 44,
    "name": "CloudLevel 1",
    "diskSizeInMB": 102400,
    "ramInMB": 2048,
    "pricePerHour": 0.02,
    "pricePerHourFrozen": 0.005,
    "cpus": 1,
    "priceCap": 12.99,
}
OLD_PLAN = {key: value for key, value in PLAN.items() if key not in ("cpus", "priceCap")}


def test_a_plan_has_every_field_of_the_api_and_none_for_what_older_answers_lack() -> None:
    plan = {
        "id": 44,
        "name": "CloudLevel 1",
        "cpus": 1,
        "ram_in_mb": 2048,
        "disk_size_in_mb": 102400,
        "price_per_hour": 0.02,
        "price_per_hour_frozen": 0.005,
        "price_cap": 12.99,
    }
    assert catalogue.plan_result(PLAN) == plan
    assert catalogue.plan_result(OLD_PLAN) == {**plan, "cpus": None, "price_cap": None}


def test_a_distribution_is_told_with_the_key_that_creating_a_box_takes() -> None:
    entry = {
        "minDiskSizeMB": 2560,
        "name": "CentOS 7 64-Bit",
        "rootdiskMode": "ro",
        "defaultKernel": "xen-pvops-x86_64",
    }
    assert catalogue.distribution_result("centos_7_64bit", entry) == {
        "key": "centos_7_64bit",
        "name": "CentOS 7 64-Bit",
        "min_disk_size_mb": 2560,
        "rootdisk_mode": "ro",
        "default_kernel": "xen-pvops-x86_64",
    }


@pytest.mark.parametrize(
    ("status", "plan", "costs"),
    [
        ("READY", PLAN, (0.02, 12.99)),
        ("FROZEN", PLAN, (0.005, 12.99)),
        ("FREEZING", PLAN, (0.02, 12.99)),
        ("THAWING", PLAN, (0.02, 12.99)),
        ("READY", OLD_PLAN, (0.02, None)),
        ("READY", {**PLAN, "priceCap": 0}, (0.02, None)),
        ("CREATING", None, (None, None)),
    ],
)
def test_only_a_frozen_box_has_the_lower_price(status: str, plan: Any, costs: tuple[Any, Any]) -> None:
    expected = dict(zip(("cost_per_hour", "cost_cap"), costs))
    assert catalogue.box_costs({"id": 1, "status": status, "plan": plan}) == expected


cents = st.integers(0, 100_000)


@given(st.lists(st.tuples(cents, cents), max_size=50))
def test_an_account_costs_to_the_cent_what_its_boxes_cost(prices: list[tuple[int, int]]) -> None:
    costs = [{"cost_per_hour": hour / 1000, "cost_cap": cap / 100} for hour, cap in prices]
    assert catalogue.total_costs(costs) == {
        "boxes": len(prices),
        "cost_per_hour": sum(hour for hour, _cap in prices) / 1000,
        "cost_cap": sum(cap for _hour, cap in prices) / 100,
    }


def test_a_total_that_cannot_be_known_is_not_made_up() -> None:
    known, unknown = {"cost_per_hour": 0.02, "cost_cap": 12.99}, {"cost_per_hour": 0.03, "cost_cap": None}
    assert catalogue.total_costs([known, unknown]) == {"boxes": 2, "cost_per_hour": 0.05, "cost_cap": None}


PLANS = [{"id": 44, "name": " CloudLevel 1"}, {"id": 45, "name": "CloudLevel 2"}]


@pytest.mark.parametrize("wanted", ["44", "CloudLevel 1", " CloudLevel 1"])
def test_a_plan_is_found_by_its_id_or_its_name_whatever_blanks_are_around_it(wanted: str) -> None:
    assert kinds.named_plan(PLANS, wanted)["id"] == 44
    with pytest.raises(InvalidInput, match=r"'CloudLevel1' is not offered .*Did you mean CloudLevel 1"):
        kinds.named_plan(PLANS, "CloudLevel1")
