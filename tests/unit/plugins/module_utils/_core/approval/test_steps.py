# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Steps that are written down, and which of them count as approved."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.approval.steps import (
    changed,
    covered,
    in_words,
    written_steps,
)
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.converge import Step

VALUES = st.one_of(st.none(), st.integers(0, 3), st.sampled_from(["a", "b"]))
STEPS = st.lists(
    st.fixed_dictionaries(
        {
            "action": st.sampled_from(["create", "start", "grow"]),
            "what": st.just("it"),
            "changes": st.dictionaries(st.sampled_from(["x", "y"]), st.lists(VALUES, min_size=2, max_size=2)),
        }
    ),
    max_size=4,
)


def step(action: str, after: Any) -> Step[Any]:
    return Step(action, f"{action} it", after, lambda actual, _run: actual)


def test_each_step_is_written_with_what_it_changes() -> None:
    steps = [step("grow", {"size": 2, "state": "off"}), step("start", {"size": 2, "state": "on"})]
    assert written_steps({"size": 1, "state": "off"}, steps) == [
        {"action": "grow", "what": "grow it", "changes": {"size": [1, 2]}},
        {"action": "start", "what": "start it", "changes": {"state": ["off", "on"]}},
    ]


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ({"a": 1}, {"a": 1}, {}),
        ({"a": 1}, {}, {"a": [1, None]}),
        ({}, {"a": 1}, {"a": [None, 1]}),
        ({"a": True}, {"a": 1}, {"a": [True, 1]}),
        ({"a": {}}, {"a": []}, {}),
        (1, 2, {"value": [1, 2]}),
    ],
)
def test_what_differs_is_told_with_both_values(before: Any, after: Any, found: Any) -> None:
    assert changed(before, after) == found


@given(STEPS)
def test_all_that_was_approved_may_be_done_and_so_may_what_is_left_of_it(steps: list[Any]) -> None:
    assert covered(steps, steps)
    for left in range(len(steps)):
        assert covered(steps[left:], steps)
    assert covered([], steps)


def within(needed: dict[str, list[Any]], approved: dict[str, list[Any]]) -> bool:
    """Whether changes lead to what was approved, from what was known."""
    there = all(name in approved and approved[name][1] == values[1] for name, values in needed.items())
    return there and all(approved[name][0] in (None, values[0]) for name, values in needed.items())


@given(STEPS, STEPS)
def test_what_is_covered_has_each_step_among_those_approved_in_their_order(
    needed: list[Any], approved: list[Any]
) -> None:
    if covered(needed, approved):
        left = iter(approved)
        for one in needed:
            assert any(one["action"] == other["action"] and within(one["changes"], other["changes"]) for other in left)


GROW = {"action": "grow", "what": "grow it", "changes": {"size": [1, 2], "speed": ["slow", "fast"]}}
START = {"action": "start", "what": "start it", "changes": {"state": ["off", "on"]}}


@pytest.mark.parametrize(
    ("needed", "covers"),
    [
        ([GROW, START], True),
        ([START], True),
        ([{**GROW, "changes": {"size": [1, 2]}}], True),
        ([{**START, "what": "start it (4711)"}], True),
        ([START, GROW], False),
        ([START, START], False),
        ([{**START, "action": "restart"}], False),
        ([{**START, "changes": {"state": ["frozen", "on"]}}], False),
        ([{**START, "changes": {"state": ["off", "standby"]}}], False),
        ([{**GROW, "changes": {**GROW["changes"], "price": [1, 2]}}], False),
    ],
)
def test_only_the_same_changes_from_the_same_values_are_covered(needed: list[Any], covers: bool) -> None:
    assert covered(needed, [GROW, START]) == covers


CREATE = {"action": "create", "what": "create it", "changes": {"state": ["absent", "present"]}}
SET = {"action": "set", "what": "set it", "changes": {"speed": [None, "fast"], "size": [1, 2]}}
SET_LATER = {**SET, "changes": {"speed": ["slow", "fast"], "size": [1, 2]}}


@pytest.mark.parametrize(
    ("needed", "approved", "covers"),
    [
        ([SET_LATER], [CREATE, SET], True),
        ([{**SET, "changes": {"speed": ["slow", "slower"]}}], [CREATE, SET], False),
        ([{**SET, "changes": {"size": [3, 2]}}], [CREATE, SET], False),
        # it is yet to be created, or was there
        ([CREATE, SET_LATER], [CREATE, SET], False),
        ([SET_LATER], [SET], False),
    ],
)
def test_what_nobody_could_know_of_a_thing_that_was_to_be_created_may_be_anything(
    needed: list[Any], approved: list[Any], covers: bool
) -> None:
    assert covered(needed, approved) == covers


def test_steps_read_as_a_line() -> None:
    long = {"action": "set", "what": "set it", "changes": {"text": [None, "x" * 99]}}
    assert in_words([START, long]) == f"start it (state: off → on); set it (text: none → {'x' * 57}...)"
    assert in_words([]) == "nothing"


def test_of_maps_only_what_differs_in_them_is_told() -> None:
    before = {"name": "web", "nics": {"eth0": {"lan": 1, "ips": []}, "old": {"lan": 2}}}
    after = {"name": "web", "nics": {"eth0": {"lan": 3, "ips": []}, "new": {"lan": 1}}}
    told = {"nics.eth0.lan": [1, 3], "nics.new": [None, {"lan": 1}], "nics.old": [{"lan": 2}, None]}
    assert changed(before, after) == told
