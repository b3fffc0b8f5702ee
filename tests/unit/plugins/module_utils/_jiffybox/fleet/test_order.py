# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What boxes of a fleet can be copied from, before any of them is made."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.fleet.order import Order, in_order
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.fleet.recognition import recognized
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.box.model import distribution_of
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.fleet.task import BOXES, BOXES_TASK

TWO = (
    "name: 'two' is the name of several boxes: "
    "2 (READY and not running) and 3 (READY and not running). Say which by its id."
)


def box(box_id: int, name: str, status: str = "READY") -> dict[str, Any]:
    profile = {"rootdisk": "/dev/xvda", "disks": {"xvda": {"distribution": "old"}}}
    return {"id": box_id, "name": name, "status": status, "running": False, "activeProfile": profile}


def found(listing: list[dict[str, Any]], *boxes: dict[str, Any]) -> Any:
    client: Any = SimpleNamespace(get_boxes=lambda: {str(one["id"]): one for one in listing})
    return recognized(BOXES, client, BOXES_TASK.wanted({"boxes": list(boxes)}).entries)


def order_of(listing: list[dict[str, Any]], *boxes: dict[str, Any]) -> Order:
    there, errors = found(listing, *boxes)
    assert errors == {}
    return in_order(BOXES, there)


def distributions(order: Order) -> dict[str, str | None]:
    [offered] = order.offered.values()
    return {seen["name"]: distribution_of(seen) for seen in offered}


def test_a_copy_of_a_copy_has_the_distribution_of_the_first() -> None:
    order = order_of(
        [box(1, "golden")],
        {"name": "c", "clone_from": "b"},
        {"name": "b", "clone_from": "a"},
        {"name": "a", "distribution": "new"},
        {"name": "d", "clone_from": "golden"},
        {"name": "e", "clone_from": "d"},
        {"name": "f", "backup_id": "0" * 32},
    )
    expected = {"golden": "old", "a": "new", "b": "new", "c": "new", "d": "old", "e": "old", "f": None}
    assert distributions(order) == expected


def test_copies_of_a_box_take_turns() -> None:
    order = order_of([box(1, "golden")], *({"name": name, "clone_from": "1"} for name in "abc"))
    assert order.previous == {1: 0, 2: 1}


def test_a_box_that_is_being_deleted_can_be_the_source_once_it_is_there_again() -> None:
    listing = [box(1, "a", "DELETING")]
    order = order_of(listing, {"name": "b", "clone_from": "a"}, {"name": "a", "distribution": "new"})
    assert order.makers == {0: 1}
    assert order.positions == [1, 0]
    assert distributions(order) == {"a": "new", "b": "new"}


@pytest.mark.parametrize(
    ("entries", "wrong"),
    [
        ([{"name": "a"}, {"id": 1}], {"boxes[1]": "id: 1 means box a (1), as boxes[0] does already."}),
        ([{"id": 1}, {"name": "a"}], {"boxes[1]": "name: 'a' means box a (1), as boxes[0] does already."}),
        ([{"name": "two"}], {"boxes[0]": TWO}),
        ([{"id": 2}, {"id": 3}, {"id": 4}, {"name": "new"}], {}),
    ],
)
def test_the_same_box_twice_is_noticed_by_name_and_id(entries: list[dict[str, Any]], wrong: dict[str, str]) -> None:
    errors = found([box(1, "a"), box(2, "two"), box(3, "two")], *entries)[1]
    assert {place: str(error) for place, error in errors.items()} == wrong
