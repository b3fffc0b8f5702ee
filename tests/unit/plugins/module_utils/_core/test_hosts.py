# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which hosts options let in, and parts of fields."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.hosts import is_so, part


@pytest.mark.parametrize(
    ("value", "wanted", "so"),
    [
        ("fra", [], True),
        ("fra", None, True),
        ("fra", ["fra", "ber"], True),
        ("fra", ["ber"], False),
        (None, ["ber"], False),
        (True, True, True),
        (1, True, True),
        (None, True, False),
        (None, False, True),
        (True, False, False),
    ],
)
def test_a_field_is_as_an_option_asks(value: Any, wanted: Any, so: bool) -> None:
    assert is_so(value, wanted) is so


def test_a_part_of_what_has_none_is_nothing() -> None:
    fields = {"plan": {"name": "small"}, "image": "debian", "gone": None}
    parts = [part(fields, path) for path in ("plan.name", "plan.size", "image.name", "gone.name", "other", "image")]
    assert parts == ["small", None, None, None, None, "debian"]
