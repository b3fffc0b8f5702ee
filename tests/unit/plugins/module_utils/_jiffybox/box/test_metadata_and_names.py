# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What may be stored with a box, and what it may be called."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import InvalidInput
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.json_values import same_json
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.box.metadata import (
    checked_metadata,
    patch,
    patched,
)
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.names import checked_name

keys = st.sampled_from(["a", "b", "c", "d"])
stored = st.dictionaries(keys, st.booleans() | st.integers(0, 2) | st.just({}) | st.just([1]), max_size=4)
wanted = st.dictionaries(keys, st.none() | st.booleans() | st.integers(0, 2) | st.just({}), max_size=4)


@given(actual=stored, desired=wanted, purge=st.booleans())
def test_a_patch_makes_metadata_as_desired_and_is_not_needed_twice(actual: dict, desired: dict, purge: bool) -> None:
    result = patched(actual, patch(actual, desired, purge))
    for key, value in desired.items():
        assert (key not in result) if value is None else same_json(result[key], value)
    others = {key: value for key, value in actual.items() if key not in desired}
    assert {key: result[key] for key in result if key not in desired} == ({} if purge else others)
    assert patch(result, desired, purge) == {}


@given(actual=stored, desired=wanted)
def test_a_patch_sends_only_what_differs(actual: dict, desired: dict) -> None:
    for key, value in patch(actual, desired, purge=False).items():
        assert key in desired
        assert not same_json(actual.get(key), value)


def test_metadata_may_have_4096_bytes_and_no_more() -> None:
    assert checked_metadata("metadata", {"a": "x" * 4088})
    with pytest.raises(InvalidInput, match="metadata: takes 4097 bytes"):
        checked_metadata("metadata", {"a": "x" * 4089})


def nested(levels: int) -> dict[str, Any]:
    inner: dict[str, Any] = {}
    for _level in range(levels - 1):
        inner = {"a": inner}
    return inner


@pytest.mark.parametrize(
    ("metadata", "why"),
    [
        (nested(102), "nested more than 100 levels"),
        (nested(900), "nested more than 100 levels"),
        (nested(100_000), "nested more than 100 levels"),
        ({"a": float("nan")}, "not JSON compliant|float"),
        ({"a": float("inf")}, "not JSON compliant|float"),
        ({"a": {(1, 2): 3}}, "keys must be"),
    ],
    ids=["102", "900", "100000", "nan", "inf", "key"],
)
def test_metadata_that_json_cannot_say_is_refused_first(metadata: dict, why: str) -> None:
    with pytest.raises(InvalidInput, match=f"^metadata: cannot be sent as JSON: .*({why})"):
        checked_metadata("metadata", metadata)
    assert checked_metadata("metadata", nested(100))


@pytest.mark.parametrize("name", ["a", "x" * 30, "Käse_(1)=!*@.-\\ ß", "web 1"])
def test_every_name_the_service_takes_is_taken(name: str) -> None:
    assert checked_name("name", name) == name


@pytest.mark.parametrize("name", ["", "x" * 31, "web/1", "web\n", "café", "web#1", "a,b"])
def test_a_name_the_service_would_refuse_is_refused_first(name: str) -> None:
    with pytest.raises(InvalidInput, match="name"):
        checked_name("name", name)
