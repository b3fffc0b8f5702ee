# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is mistyped is told by its place and with the nearest name, before whatever rule it breaks."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.typos import complaint

STATE = {"type": "str", "choices": ["present", "started"]}
ENTRY = {"name": {"type": "str"}, "plan": {"type": "str"}, "state": STATE}
SPEC: dict[str, Any] = {
    **ENTRY,
    "parallel": {"type": "int"},
    "statuses": {"type": "list", "elements": "str", "choices": ["READY", "FROZEN"]},
    "boxes": {"type": "list", "elements": "dict", "options": ENTRY},
    "defaults": {"type": "dict", "options": {"plan": {"type": "str"}}},
    "pin": {"type": "str", "choices": ["secret-1"], "no_log": True},
}


@pytest.mark.parametrize(
    ("params", "told"),
    [
        ({"nam": "web"}, "nam: there is no such option. Did you mean name? "),
        ({"Name": "web"}, "Name: there is no such option. Did you mean name? "),
        ({"state": "startd"}, "state: 'startd' is not one of its values. Did you mean started? "),
        ({"statuses": ["READY", "FROZN"]}, "statuses[1]: 'FROZN' is not one of its values. Did you mean FROZEN? "),
        (
            {"boxes": [{"plan": "x"}, {"paln": "x", "state": "startd"}]},
            "boxes[1].paln: there is no such option. Did you mean plan? "
            "boxes[1].state: 'startd' is not one of its values. Did you mean started? ",
        ),
        ({"defaults": {"plam": "x"}}, "defaults.plam: there is no such option. Did you mean plan? "),
        ({"quite_another": 1, "state": "zzz"}, ""),
        ({"name": "web", "state": "started", "pin": "secret-2"}, ""),
        ({"boxes": "text", "defaults": ["x"], "state": None, "statuses": 7}, ""),
    ],
)
def test_what_may_be_mistyped_comes_first(params: Any, told: str) -> None:
    assert complaint(SPEC, params, "one of the following is required: name, id") == (
        f"{told}one of the following is required: name, id"
    )


def test_parameters_that_are_no_map_are_left_to_ansible() -> None:
    assert complaint(SPEC, "text", "they are wrong") == "they are wrong"
