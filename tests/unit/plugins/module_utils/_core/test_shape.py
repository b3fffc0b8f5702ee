# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Shapes: what fits is read as it is meant, and whatever else comes is one error that names the call."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.boxfleet.cloud.plugins.module_utils._core import shape
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import NoUsableAnswer

THING = shape.record(
    {"id": shape.whole, "name": shape.text},
    {
        "on": shape.flag,
        "price": shape.number,
        "ip": shape.address,
        "tags": shape.listing(shape.text),
        "more": shape.mapping(shape.anything),
        "by_number": shape.mapping(shape.whole, key=shape.whole),
    },
)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(
    st.dictionaries(st.sampled_from(["id", "name", "on", "price", "ip", "tags", "more", "by_number", "x"]), anything)
)
def test_whatever_comes_it_has_the_shape_or_is_a_typed_error(value: dict[str, Any]) -> None:
    try:
        read = shape.shaped("GET things", value, THING)
    except NoUsableAnswer:
        return
    assert type(read["id"]) is int
    assert type(read["name"]) is str
    assert read.get("on") in (None, True, False)
    assert isinstance(read.get("tags") or [], list)
    assert isinstance(read.get("more") or {}, dict)
    assert read.keys() == value.keys()
    assert read.get("x") == value.get("x")


@pytest.mark.parametrize("value", [None, 1, "x", [], True])
def test_what_is_no_map_is_none(value: Any) -> None:
    with pytest.raises(NoUsableAnswer, match="where id and name belong"):
        shape.shaped("GET things", value, THING)


@pytest.mark.parametrize(("value", "read"), [(2, 2), ("2", 2), (2.0, 2), (-0.0, 0)])
def test_a_whole_number_is_one_however_it_is_written(value: Any, read: int) -> None:
    found = shape.whole(value)
    assert (found, type(found)) == (read, int)


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"name": "a"}, "id is missing"),
        ({"id": None, "name": "a"}, "id: nothing where a whole number belongs"),
        ({"id": True, "name": "a"}, "id: true or false where a whole number belongs"),
        ({"id": "9" * 400, "name": "a"}, "id: a text where a whole number belongs"),
        ({"id": 10**30, "name": "a"}, "id: a number where a whole number belongs"),
        ({"id": 1e30, "name": "a"}, "id: a number where a whole number belongs"),
        ({"id": float("inf"), "name": "a"}, "id: a number where a whole number belongs"),
        ({"id": 1.5, "name": "a"}, "id: a number where a whole number belongs"),
        ({"id": 1, "name": 2}, "name: a number where a text belongs"),
        ({"id": 1, "name": "a", "on": "perhaps"}, "on: a text where true or false belongs"),
        ({"id": 1, "name": "a", "on": 2}, "on: a number where true or false belongs"),
        ({"id": 1, "name": "a", "ip": "a.b.c.d"}, "ip: a text where an IP address belongs"),
        ({"id": 1, "name": "a", "tags": ["x", {}]}, r"tags: \[1\]: a map where a text belongs"),
        ({"id": 1, "name": "a", "more": "x"}, "more: a text where a map belongs"),
        ({"id": 1, "name": "a", "price": "NaN"}, "price: a text where a number belongs"),
        ({"id": 1, "name": "a", "price": float("nan")}, "price: a number where a number belongs"),
        ({"id": 1, "name": "a", "price": "inf"}, "price: a text where a number belongs"),
        ({"id": 1, "name": "a", "by_number": [5]}, "by_number: a list where a map belongs"),
        ({"id": 1, "name": "a", "by_number": {"x": 5}}, "by_number: key 'x': a text where a whole number belongs"),
    ],
)
def test_what_does_not_fit_is_told_with_its_place(fields: Any, problem: str) -> None:
    with pytest.raises(NoUsableAnswer, match=f"GET things was answered with JSON of an unexpected shape: {problem}"):
        shape.shaped("GET things", fields, THING)


def test_a_service_written_in_php_is_understood() -> None:
    read = shape.shaped(
        "GET things",
        {
            "id": "12",
            "name": "a",
            "on": "true",
            "price": "0.5",
            "tags": {"1": "x"},
            "more": ["a", "b"],
            "by_number": [],
        },
        THING,
    )
    assert read == {
        "id": 12,
        "name": "a",
        "on": True,
        "price": 0.5,
        "tags": ["x"],
        "more": {"0": "a", "1": "b"},
        "by_number": {},
    }
    assert [shape.flag(value) for value in ("1", 1, "false", "0", 0, "")] == [True, True, False, False, False, False]


def test_a_field_that_may_be_missing_may_be_nothing() -> None:
    assert shape.shaped("GET things", {"id": 1, "name": "a", "ip": None}, THING)["ip"] is None


@pytest.mark.parametrize("name", ["x" * 30 + "A0b1C2d3E4f5G6h7", "short"])
def test_a_name_is_shown_whole_or_not_at_all_since_it_may_be_a_secret(name: str) -> None:
    for read in (shape.mapping(shape.whole), shape.mapping(shape.anything, key=shape.whole)):
        with pytest.raises(ValueError, match=f"'{name}'" if len(name) < 40 else "a name of 46 characters") as caught:
            read({name: "x"})
        assert "A0b1" not in str(caught.value)


@pytest.mark.parametrize(
    ("read", "value"),
    [
        (shape.number, True),
        (shape.number, "nan"),
        (shape.whole, True),
        (shape.whole, 1.5),
        *((shape.flag, value) for value in (None, [], {}, 0.0, 2)),
        (shape.address, "192.0.2.1/33"),
        (shape.address, 1),
        (shape.record({"id": shape.whole}), []),
    ],
)
def test_what_is_nearly_of_a_shape_is_not(read: Any, value: Any) -> None:
    with pytest.raises(ValueError, match="belong"):
        read(value)


def test_what_services_write_otherwise_is_read_as_it_is_meant() -> None:
    assert [shape.flag(value) for value in (True, 1, "1", "TRUE", False, 0, "0", "false", "")] == [True] * 4 + [
        False
    ] * 5
    assert shape.address("2001:db8::1/56") == "2001:db8::1/56"
    assert shape.record({}, {"id": shape.whole})([]) == {}
    given = {"id": "7"}
    assert (shape.record({"id": shape.whole})(given), given) == ({"id": 7}, {"id": "7"})
