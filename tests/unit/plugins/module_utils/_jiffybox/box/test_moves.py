# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The ways of a box."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.box.moves import Spot, moves, shortest_path

OLD, NEW = 44, 45
starts = st.one_of(
    st.just(Spot("absent")),
    st.builds(Spot, st.sampled_from(["running", "stopped", "frozen"]), st.sampled_from([OLD, NEW]), st.booleans()),
)
powers = st.sampled_from(["absent", "running", "stopped", "frozen"])


@given(start=starts, power=powers, restart=st.booleans())
def test_every_state_is_reached_from_every_other_by_moves_the_service_offers(
    start: Spot, power: str, restart: bool
) -> None:
    def goal(spot: Spot) -> bool:
        plan = None if power == "absent" else NEW
        return (spot.power, spot.plan) == (power, plan) and (spot.restarted or not restart or power != "running")

    spot = start
    path = shortest_path(start, goal, NEW)
    for move in path:
        assert move in list(moves(spot, NEW))
        spot = move.to
    assert goal(spot)
    assert len(path) <= 5
    assert shortest_path(spot, goal, NEW) == []


def actions(start: Spot, power: str, plan: int = OLD, restart: bool = False) -> list[str]:
    path = shortest_path(
        start,
        lambda spot: spot.power == power and spot.plan in (plan, None) and (spot.restarted or not restart),
        plan,
    )
    return [move.action for move in path]


@pytest.mark.parametrize(
    ("start", "power", "plan", "expected"),
    [
        (Spot("absent"), "running", NEW, ["create", "start"]),
        (Spot("absent"), "frozen", NEW, ["create", "freeze"]),
        (Spot("running", OLD), "absent", OLD, ["shutdown", "delete"]),
        (Spot("frozen", OLD), "absent", OLD, ["delete"]),
        (Spot("running", OLD), "frozen", OLD, ["shutdown", "freeze"]),
        (Spot("running", OLD), "running", NEW, ["shutdown", "change_plan", "start"]),
        (Spot("frozen", OLD), "running", NEW, ["thaw", "start"]),
        (Spot("frozen", OLD), "stopped", NEW, ["thaw"]),
        (Spot("frozen", OLD), "frozen", NEW, ["thaw", "freeze"]),
        (Spot("running", OLD), "frozen", NEW, ["shutdown", "change_plan", "freeze"]),
        (Spot("stopped", OLD), "stopped", OLD, []),
    ],
)
def test_no_way_is_longer_than_it_has_to_be(start: Spot, power: str, plan: int, expected: list[str]) -> None:
    assert actions(start, power, plan) == expected


def test_a_restart_goes_through_off_unless_the_box_was_off() -> None:
    assert actions(Spot("running", OLD), "running", restart=True) == ["shutdown", "start"]
    assert actions(Spot("stopped", OLD), "running", restart=True) == ["start"]
    assert actions(Spot("running", OLD, restarted=True), "running", restart=True) == []
