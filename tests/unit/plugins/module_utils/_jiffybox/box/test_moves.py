# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The ways of a box."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.moves import shortest_way
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.box.moves import BoxState, moves

OLD, NEW = 44, 45
starts = st.one_of(
    st.just(BoxState("absent")),
    st.builds(BoxState, st.sampled_from(["running", "stopped", "frozen"]), st.sampled_from([OLD, NEW]), st.booleans()),
)
powers = st.sampled_from(["absent", "running", "stopped", "frozen"])


@given(start=starts, power=powers, restart=st.booleans())
def test_every_state_is_reached_from_every_other_by_moves_the_service_offers(
    start: BoxState, power: str, restart: bool
) -> None:
    def goal(at: BoxState) -> bool:
        plan = None if power == "absent" else NEW
        return (at.power, at.plan) == (power, plan) and (at.restarted or not restart or power != "running")

    at = start
    path = shortest_way(start, goal, lambda at: moves(at, NEW))
    for move in path:
        assert move in list(moves(at, NEW))
        at = move.to
    assert goal(at)
    assert len(path) <= 5
    assert shortest_way(at, goal, lambda at: moves(at, NEW)) == []


def actions(start: BoxState, power: str, plan: int = OLD, restart: bool = False) -> list[str]:
    path = shortest_way(
        start,
        lambda at: at.power == power and at.plan in (plan, None) and (at.restarted or not restart),
        lambda at: moves(at, plan),
    )
    return [move.action for move in path]


@pytest.mark.parametrize(
    ("start", "power", "plan", "expected"),
    [
        (BoxState("absent"), "running", NEW, ["create", "start"]),
        (BoxState("absent"), "frozen", NEW, ["create", "freeze"]),
        (BoxState("running", OLD), "absent", OLD, ["shutdown", "delete"]),
        (BoxState("frozen", OLD), "absent", OLD, ["delete"]),
        (BoxState("running", OLD), "frozen", OLD, ["shutdown", "freeze"]),
        (BoxState("running", OLD), "running", NEW, ["shutdown", "change_plan", "start"]),
        (BoxState("frozen", OLD), "running", NEW, ["thaw", "start"]),
        (BoxState("frozen", OLD), "stopped", NEW, ["thaw"]),
        (BoxState("frozen", OLD), "frozen", NEW, ["thaw", "freeze"]),
        (BoxState("running", OLD), "frozen", NEW, ["shutdown", "change_plan", "freeze"]),
        (BoxState("stopped", OLD), "stopped", OLD, []),
    ],
)
def test_no_way_is_longer_than_it_has_to_be(start: BoxState, power: str, plan: int, expected: list[str]) -> None:
    assert actions(start, power, plan) == expected


def test_a_restart_goes_through_off_unless_the_box_was_off() -> None:
    assert actions(BoxState("running", OLD), "running", restart=True) == ["shutdown", "start"]
    assert actions(BoxState("stopped", OLD), "running", restart=True) == ["start"]
    assert actions(BoxState("running", OLD, restarted=True), "running", restart=True) == []
