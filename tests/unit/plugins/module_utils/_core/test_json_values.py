# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Comparing values as JSON does."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.json_values import json_size, same_json

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
    assert same_json(1, 1.0)


def test_an_empty_list_is_an_empty_map_as_php_has_it() -> None:
    assert same_json({}, [])
    assert same_json({"a": [{}]}, {"a": [[]]})
    assert not same_json({}, None)


def test_size_counts_bytes_as_php_writes_them() -> None:
    assert json_size({"a": "ü"}) == len('{"a":"\\u00fc"}')
