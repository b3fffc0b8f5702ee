# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of a fleet of boxes, as far as boxes are not like anything else."""

from __future__ import annotations

from typing import Any

import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import InvalidInput
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.fleet.desired import DesiredFleet, fleet_options
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.box.desired import DesiredBox
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.fleet.task import BOXES, BOXES_TASK


def fleet(*boxes: dict[str, Any], **options: Any) -> DesiredFleet[Any]:
    """The fleet as Ansible would have validated its options."""
    result = ArgumentSpecValidator(fleet_options(BOXES)).validate({"boxes": list(boxes), **options})
    assert result.error_messages == []
    return BOXES_TASK.wanted(result.validated_parameters)


def boxes(*entries: dict[str, Any], **options: Any) -> list[DesiredBox]:
    return [entry.desired for entry in fleet(*entries, **options).entries]


def test_what_nobody_sets_is_as_for_a_single_box() -> None:
    assert boxes({"name": "a"}) == boxes({"name": "a"}, defaults={}) == [DesiredBox(name="a")]
    assert fleet().parallel == 10


@pytest.mark.parametrize("source", ["distribution", "backup_id", "clone_from"])
@pytest.mark.parametrize("common", ["distribution", "backup_id", "clone_from"])
def test_a_source_of_its_own_stands_in_place_of_the_common_one(source: str, common: str) -> None:
    own, other = "a" * 32, "b" * 32
    first, second = boxes({"name": "a", source: own}, {"name": "b"}, defaults={common: other})
    assert first == DesiredBox(name="a", **{source: own})
    assert second == DesiredBox(name="b", **{common: other})


WRONG = [
    (
        [{"name": "a", "clone_from": "b", "distribution": "c"}],
        {},
        r"^boxes\[0\]: has distribution and clone_from, but a box is made from one source. Nothing was changed.$",
    ),
    ([{"name": "a"}, {"name": "web/1"}], {}, r"^boxes\[1\].name: 'web/1' must not contain /. Nothing was changed"),
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


def test_a_password_is_not_shown_by_what_holds_it() -> None:
    assert "geheim" not in repr(fleet({"name": "a", "password": "geheim"}))
