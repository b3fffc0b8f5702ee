# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What an egg asks of the values of its variables; what only the panel can tell passes."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.allocation.resource import as_ranges
from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.rules import as_text, broken_rule


@pytest.mark.parametrize(
    ("rules", "value", "problem"),
    [
        ("required|string|max:20", "latest", ""),
        ("required|string|max:5", "latest", "have at most 5 characters"),
        ("required|string", "", "be set"),
        ("required|string", "  ", "be set"),
        ("nullable|string|size:32", "", ""),
        ("required|string|size:3", "ab", "have exactly 3 characters"),
        ("required|string|between:3,15", "ab", "have from 3 to 15 characters"),
        ("required|numeric|between:3,15", 20, "be from 3 to 15"),
        ("required|integer|min:5", "4", "be at least 5"),
        ("required|integer", "4.5", "be a whole number"),
        ("required|numeric", "x", "be a number"),
        ("required|numeric|digits_between:1,5", "123456", "have 1 to 5 digits"),
        ("required|boolean", True, ""),
        ("required|boolean", "yes", "be 0 or 1"),
        ("required|in:easy,hard", "normal", "be one of easy, hard"),
        # [T] two rules have a short name, numbers are no texts by it, and choices can stand in quotes
        ("required|int|between:10,60", "50", ""),
        ("required|int|max:9", "10", "be at most 9"),
        ("required|decimal:0,2|min:10", "50", ""),
        ("required|bool", "yes", "be 0 or 1"),
        ('required|in:"very easy",hard', "very easy", ""),
        ('required|in:"very easy",hard', "easy", "be one of very easy, hard"),
        ("required|in:", "whatever", "be one of "),
        ("required|string|alpha_num", "a-b", "have letters and digits alone"),
        ("required|alpha_dash", "a b", "have letters, digits, - and _ alone"),
        (r"required|regex:/^([\w\d._-]+)(\.jar)$/", "server.jar", ""),
        (r"required|regex:/^([\w\d._-]+)(\.jar)$/", "server", r"fit /^([\w\d._-]+)(\.jar)$/"),
        ("required|regex:/^a$/i", "A", ""),
        ("required|regex:/^a b$/ix", "AB", ""),
        ("required|regex:/^a b$/ix", "A B", "fit /^a b$/ix"),
        ("required|regex:/^[[:alnum:]]+$/", "whatever", ""),
        ("required|regex:/^a$/A", "whatever", ""),
        ("required|regex:/(?>a++)(?R)/", "whatever", ""),
        ("required|ends_with:x|max:", "whatever", ""),
    ],
)
def test_rules_of_an_egg(rules: str, value: Any, problem: str) -> None:
    assert broken_rule(rules, as_text(value)) == problem


def test_ports_are_told_in_as_few_ranges_as_can_be() -> None:
    assert as_ranges([5000, 5002, 5001, 6000]) == ["5000-5002", "6000"]
    assert as_ranges(range(2000, 3001)) == ["2000-2999", "3000"]
    assert as_ranges([]) == []
