# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which hosts are in, by conditions."""

from __future__ import annotations

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import InvalidInput
from ansible_collections.boxfleet.cloud.plugins.plugin_utils.inventory import filters


@pytest.mark.parametrize(
    "entry", ["x", {}, {"include": "a", "exclude": "b"}, {"inclde": "a"}, {"include": None}, {"exclude": 1}]
)
def test_a_filter_of_the_wrong_form_is_told(entry):
    with pytest.raises(InvalidInput, match=r"filters\[1\]"):
        filters.checked_filters("filters", [{"include": "a"}, entry])


@pytest.mark.parametrize(
    ("conditions", "passes"),
    [
        ([], True),
        ([("include", False)], True),
        ([("exclude", True)], False),
        ([("include", True), ("exclude", True)], True),
        ([("exclude", False), ("include", False), ("exclude", True)], False),
    ],
)
def test_the_first_filter_that_holds_decides(conditions, passes):
    checked = filters.checked_filters("filters", [{kind: holds} for kind, holds in conditions])
    assert filters.passes(checked, bool) is passes
