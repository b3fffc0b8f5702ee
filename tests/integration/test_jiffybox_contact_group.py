# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The module jiffybox_contact_group, as a task."""

from __future__ import annotations

from typing import Any

OPS = {"name": "ops", "contacts": ["a@example.com", "b@example.com"]}


def test_check_and_diff_say_beforehand_what_the_run_does_and_the_second_run_changes_nothing(
    sandbox: Any, ansible: Any
) -> None:
    dry = ansible.module("jiffybox_contact_group", "--check", "--diff", options=OPS)
    assert sandbox.changes() == []
    assert '+    "state": "present"' in dry.output
    assert dry.result["contact_group"]["id"] is None
    real = ansible.module("jiffybox_contact_group", "--diff", options=OPS)
    assert dry.output.partition("actions:")[0] == real.output.partition("actions:")[0]
    assert dry.result["actions"] == real.result["actions"] == ["create"]
    second = ansible.module("jiffybox_contact_group", options=OPS).result
    assert (second["changed"], second["contact_group"]) == (False, real.result["contact_group"])


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"contacts": ["nobody"]}, "contacts: 'nobody' is not an e-mail address such as ops@example.com."),
    ({"contacts": []}, "contacts: must be 1 to 10 different addresses; there are 0."),
    ({"name": "a,b"}, "name: 'a,b' must not contain ,"),
    ({"name": None}, "one of the following is required: name, id"),
]


def test_bad_input_is_told_before_any_call(sandbox: Any, ansible: Any) -> None:
    ansible.assert_refused("jiffybox_contact_group", [({**OPS, **options}, message) for options, message in REFUSED])
    assert sandbox.calls() == []


def test_the_customers_own_group_is_refused_with_the_reason(sandbox: Any, ansible: Any) -> None:
    done = ansible.module("jiffybox_contact_group", options={"name": "Stammdaten-E-Mail-Adresse", "state": "absent"})
    assert "holds the customer's own address" in done.result["msg"]
    assert sandbox.changes() == []
