# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Comparing values as JSON does."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.json_values import (
    DEEPEST,
    json_size,
    plain_json,
    same_json,
    seen_as,
    too_deep,
)

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@given(values)
def test_a_value_is_the_same_after_its_way_through_json(value: object) -> None:
    assert same_json(value, json.loads(json.dumps(value)))


@given(st.tuples(values, values))
def test_the_order_of_comparison_does_not_matter(pair: tuple) -> None:
    assert same_json(*pair) == same_json(*reversed(pair))


def test_true_is_not_one_and_text_is_not_a_number() -> None:
    assert not same_json(True, 1)
    assert not same_json({"a": False}, {"a": 0})
    assert not same_json("1", 1)
    for one, other in (
        (1, True),
        ([1], [1, 2]),
        ([1, 2], [1]),
        ({"a": 1}, {"a": 1, "b": 2}),
        ([], [1]),
        ({}, {"a": 1}),
    ):
        assert not same_json(one, other)
        assert not same_json(other, one)
    assert same_json(1, 1.0)


def test_an_empty_list_is_an_empty_map_as_php_has_it() -> None:
    assert same_json({}, [])
    assert same_json({"a": [{}]}, {"a": [[]]})
    assert not same_json({}, None)


def test_size_counts_bytes_as_php_writes_them() -> None:
    assert json_size({"a": "ü"}) == len('{"a":"\\u00fc"}')


def nested(levels: int) -> object:
    """Lists, maps and tuples in turn."""
    value: object = 1
    for level in range(levels):
        value = ([value], {"a": value}, (value,))[level % 3]
    return value


def test_what_has_no_json_is_a_typed_error_and_never_sent() -> None:
    assert plain_json(nested(DEEPEST)).count("[") > 60
    assert not too_deep(nested(DEEPEST))
    for value in (nested(DEEPEST + 1), float("nan"), float("inf"), {1, 2}, {"a": object()}, {(1, 2): 3}):
        with pytest.raises(ValueError, match=r"\S"):
            plain_json(value)


@pytest.mark.parametrize(
    ("actual", "predicted", "seen"),
    [
        ({"a": 1, "b": 2}, {"a": 1}, {"a": 1}),
        ({"a": 2}, {"a": 1, "b": 2}, {"a": 2}),
        ({"a": {"b": [], "c": 1}}, {"a": {"b": {}}}, {"a": {"b": {}}}),
        ({"a": [1]}, {"a": [2]}, {"a": [1]}),
        (None, {"a": 1}, None),
    ],
)
def test_of_what_is_there_so_much_is_seen_as_was_predicted(actual: object, predicted: object, seen: object) -> None:
    shown = seen_as(actual, predicted)
    assert json.dumps(shown) == json.dumps(seen)


@given(st.tuples(values, values))
def test_what_came_as_predicted_is_shown_just_so(pair: tuple) -> None:
    actual, predicted = pair
    assert json.dumps(seen_as(predicted, predicted)) == json.dumps(predicted)
    shown = seen_as(actual, predicted)
    assert same_json(seen_as(shown, predicted), shown)
