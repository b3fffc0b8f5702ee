# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of a fleet: what an entry sets, what it has from the defaults, and how its errors are named."""

from __future__ import annotations

from typing import Any

import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import InvalidInput
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.box.desired import DesiredBox
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.fleet.desired import (
    OPTIONS,
    DesiredFleet,
    desired_fleet,
    refuse,
)


def fleet(*boxes: dict[str, Any], **options: Any) -> DesiredFleet:
    """The fleet as Ansible would have validated its options."""
    result = ArgumentSpecValidator(OPTIONS).validate({"boxes": list(boxes), **options})
    assert result.error_messages == []
    return desired_fleet(result.validated_parameters)


def boxes(*entries: dict[str, Any], **options: Any) -> list[DesiredBox]:
    return [wish.desired for wish in fleet(*entries, **options).wishes]


def test_what_nobody_sets_is_as_for_a_single_box() -> None:
    assert boxes({"name": "a"}) == boxes({"name": "a"}, defaults={}) == [DesiredBox(name="a")]
    assert fleet().parallel == DesiredFleet.parallel


values = {
    "state": st.sampled_from(["present", "absent", "started"]),
    "plan": st.sampled_from(["44", "45"]),
    "force": st.booleans(),
    "wait": st.booleans(),
    "settle": st.integers(0, 5),
    "metadata": st.dictionaries(st.sampled_from("ab"), st.integers()),
}


@given(own=st.fixed_dictionaries({}, optional=values), defaults=st.fixed_dictionaries({}, optional=values))
def test_an_option_comes_from_the_entry_else_from_the_defaults_else_from_nobody(
    own: dict[str, Any], defaults: dict[str, Any]
) -> None:
    assert boxes({"name": "a", **own}, defaults=defaults) == [DesiredBox(name="a", **{**defaults, **own})]


@pytest.mark.parametrize("source", ["distribution", "backup_id", "clone_from"])
@pytest.mark.parametrize("common", ["distribution", "backup_id", "clone_from"])
def test_a_source_of_its_own_stands_in_place_of_the_common_one(source: str, common: str) -> None:
    own, other = "a" * 32, "b" * 32
    first, second = boxes({"name": "a", source: own}, {"name": "b"}, defaults={common: other})
    assert first == DesiredBox(name="a", **{source: own})
    assert second == DesiredBox(name="b", **{common: other})


WRONG = [
    ([{}], {}, r"^boxes\[0\]: needs either a name or an id"),
    ([{"name": "a", "id": 1}], {}, r"^boxes\[0\]: needs either a name or an id"),
    ([{"name": "a", "clone_from": "b", "distribution": "c"}], {}, r"boxes\[0\]: has distribution and clone_from"),
    ([{"name": "a"}, {"name": "web/1"}], {}, r"^boxes\[1\].name: 'web/1' must not contain /. Nothing was changed"),
    ([{"name": "a"}, {"name": "b"}, {"name": "a"}], {}, r"boxes\[2\].name: 'a' is boxes\[0\] already"),
    ([{"id": 1}, {"id": 1}], {}, r"boxes\[1\].id: 1 is boxes\[0\] already"),
    ([{"name": "a", "settle": -1}], {"settle": 3}, r"boxes\[0\].settle: -1 must be at least 0"),
    ([{"name": "a"}, {"name": "b"}], {"settle": -1}, r"^defaults.settle: -1 must be at least 0"),
    ([{"name": "a"}], {"purge_metadata": True}, r"defaults.purge_metadata: needs metadata"),
    (
        [{"name": "/"}, {"name": "b"}, {"id": 0}],
        {},
        r"^boxes: 2 things are wrong, so nothing was changed. boxes\[0\].name: '/' must .* boxes\[2\].id: 0 must be",
    ),
]


@pytest.mark.parametrize(("entries", "defaults", "message"), WRONG)
def test_bad_input_is_told_with_the_entry_it_stands_in(
    entries: list[dict[str, Any]], defaults: dict[str, Any], message: str
) -> None:
    with pytest.raises(InvalidInput, match=message):
        fleet(*entries, defaults=defaults)


def test_at_least_one_change_must_be_possible_at_once() -> None:
    with pytest.raises(InvalidInput, match="parallel: 0 must be at least 1"):
        fleet({"name": "a"}, parallel=0)


def test_nothing_wrong_is_nothing_to_tell() -> None:
    refuse([])


def test_a_password_is_not_shown_by_what_holds_it() -> None:
    assert "geheim" not in repr(fleet({"name": "a", "password": "geheim"}))
