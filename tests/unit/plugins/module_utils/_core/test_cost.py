# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What things cost after a table of the user."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.cost import Cost, from_table
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import InvalidInput

PRICES = {
    "currency": "CHF",
    "pantry": {
        "server": {
            "cores": 10,
            "ram": 0.005,
            "size": {"small": 3, "large": 5.5},
            "volumes": {"gigabytes": {"by": "type", "HDD": 0.04, "SSD": 0.1}},
        },
        "address": {"base": 2},
        "label": {"base": 0},
    },
}
SERVER = {
    "state": "present",
    "cores": 2,
    "ram": 4096,
    "size": "large",
    "volumes": {"boot": {"gigabytes": 20, "type": "SSD"}, "data": {"gigabytes": 100, "type": "HDD"}},
}


def cost(what: str, view: Any, prices: Any = None) -> Cost | None:
    return from_table(prices or PRICES, "pantry", what, view)


def test_a_thing_costs_what_its_fields_and_the_things_in_it_cost() -> None:
    assert cost("server", SERVER) == Cost(51.98, "CHF")
    assert cost("address", {"ip": "192.0.2.1"}) == Cost(2, "CHF")
    assert cost("label", {"text": "new"}) == Cost(0, "CHF")


def test_what_does_not_exist_costs_nothing() -> None:
    assert cost("server", {"name": "web", "state": "absent"}) == Cost(0, "CHF")


@pytest.mark.parametrize(
    "without",
    [
        {"cores": None},
        {"cores": True},
        {"size": "huge"},
        {"volumes": None},
        {"volumes": ["data"]},
        {"volumes": [{"gigabytes": 1, "type": "tape"}]},
    ],
)
def test_what_the_table_does_not_tell_is_unknown_and_not_nothing(without: dict[str, Any]) -> None:
    assert cost("server", {**SERVER, **without}) is None
    assert cost("firewall", SERVER) is None
    assert from_table(PRICES, "other", "server", SERVER) is None
    assert from_table({}, "pantry", "server", SERVER) is None


@pytest.mark.parametrize(
    ("table", "rule"),
    [
        ({"pantry": 1}, "pantry is 1, and must be a map of prices"),
        ({"pantry": {"server": [1]}}, "pantry.server is [1], and must be a map of prices"),
        ({"pantry": {"server": {"cores": "ten"}}}, "pantry.server.cores is 'ten', and must be an amount of 0 or more"),
        ({"pantry": {"server": {"base": -1}}}, "pantry.server.base is -1, and must be an amount of 0 or more"),
        (
            {"pantry": {"server": {"size": {"large": True}}}},
            "pantry.server.size is True, and must be an amount of 0 or more",
        ),
    ],
)
def test_a_table_of_another_form_is_refused_with_the_place(table: Any, rule: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        cost("server", SERVER, table)
    assert rule in str(caught.value)
