# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which boxes of a fleet wait for which."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.box.model import distribution_of
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.fleet.desired import desired_fleet
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.fleet.order import Order, in_order
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.fleet.run import recognized

TWO = (
    "name: 'two' is the name of several boxes: "
    "2 (READY and not running) and 3 (READY and not running). Say which by its id"
)


def box(box_id: int, name: str, status: str = "READY") -> dict[str, Any]:
    profile = {"rootdisk": "/dev/xvda", "disks": {"xvda": {"distribution": "old"}}}
    return {"id": box_id, "name": name, "status": status, "running": False, "activeProfile": profile}


def order_of(listing: list[dict[str, Any]], *boxes: dict[str, Any]) -> Order:
    wishes = desired_fleet({"boxes": list(boxes)}).wishes
    found, errors = recognized(wishes, listing)
    assert errors == {}
    return in_order(wishes, found, listing)


names = st.sampled_from("abcdef")


@given(
    there=st.sets(names, max_size=3),
    sources=st.dictionaries(names, st.none() | names | st.just("1"), max_size=6),
)
def test_a_source_always_comes_before_its_copies_or_the_loop_is_told(there: set[str], sources: dict[str, Any]) -> None:
    listing = [box(number, name) for number, name in enumerate(sorted(there))]
    order = order_of(listing, *({"name": name, "clone_from": source} for name, source in sources.items()))
    wished = list(sources)
    assert sorted(order.positions) == list(range(len(wished)))
    for copy, source in order.makers.items():
        assert wished[copy] not in there
        assert order.sources[copy]["name"] == wished[source]
        if not order.errors:
            assert order.positions.index(source) < order.positions.index(copy)
    for copy, previous in order.previous.items():
        assert order.sources[copy]["name"] == order.sources[previous]["name"]
        assert order.positions.index(previous) < order.positions.index(copy)
    for at, error in order.errors.items():
        assert "leads back to the box itself" in str(error)
        assert wished[at] not in there


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
    distributions = {seen["name"]: distribution_of(seen) for seen in order.boxes}
    assert distributions == {"golden": "old", "a": "new", "b": "new", "c": "new", "d": "old", "e": "old", "f": None}


def test_boxes_that_exist_wait_for_nobody() -> None:
    order = order_of([box(1, "a"), box(2, "b")], {"name": "a", "clone_from": "b"}, {"name": "b"})
    assert (order.makers, order.previous, order.positions) == ({}, {}, [0, 1])


def test_a_box_that_is_being_deleted_can_be_the_source_once_it_is_there_again() -> None:
    listing = [box(1, "a", "DELETING")]
    order = order_of(listing, {"name": "b", "clone_from": "a"}, {"name": "a", "distribution": "new"})
    assert order.makers == {0: 1}
    assert order.positions == [1, 0]
    assert [distribution_of(seen) for seen in order.boxes] == ["new", "new"]


def test_a_source_that_the_task_deletes_is_told() -> None:
    order = order_of([box(1, "a")], {"name": "b", "clone_from": "1"}, {"name": "a", "state": "absent"})
    assert str(order.errors[0]).startswith("clone_from: '1' is to be absent by the same task (boxes[1])")


@pytest.mark.parametrize(
    ("entries", "wrong"),
    [
        ([{"name": "a"}, {"id": 1}], {1: "id: 1 means box a (1), as boxes[0] does already"}),
        ([{"id": 1}, {"name": "a"}], {1: "name: 'a' means box a (1), as boxes[0] does already"}),
        (
            [{"name": "two"}],
            {0: TWO},
        ),
        ([{"id": 2}, {"id": 3}, {"id": 4}, {"name": "new"}], {}),
    ],
)
def test_the_same_box_twice_is_noticed_by_name_and_id(entries: list[dict[str, Any]], wrong: dict[int, str]) -> None:
    listing = [box(1, "a"), box(2, "two"), box(3, "two")]
    wishes = desired_fleet({"boxes": entries}).wishes
    errors = recognized(wishes, listing)[1]
    assert {at: str(error).rstrip(".") for at, error in errors.items()} == wrong
