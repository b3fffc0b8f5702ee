# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The end of a run in numbers."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.boxfleet.cloud.plugins.plugin_utils.steps.summary import as_markdown, as_table, summed_up


def thing(
    title: str, *actions: str, cost: tuple[Any, Any] = (1.0, 1.0), currency: str | None = "EUR"
) -> dict[str, Any]:
    steps = [{"action": action, "what": f"{action} {title}", "changes": {}} for action in actions]
    told = {"before": cost[0], "after": cost[1], "currency": currency, "note": ""}
    return {"title": title, "steps": steps, "cost": told}


def task(*things: dict[str, Any], provider: str = "pantry", host: str = "h1") -> dict[str, Any]:
    return {"provider": provider, "host": host, "things": list(things)}


@pytest.mark.parametrize(
    ("actions", "sort"),
    [
        ([], "unchanged"),
        (["create", "start"], "created"),
        (["clone"], "created"),
        (["stop", "delete"], "deleted"),
        (["create", "delete"], "deleted"),
        (["create_volume"], "changed"),
        (["delete_volume"], "changed"),
        (["stop", "update", "start"], "restarted"),
        (["start"], "changed"),
        (["reinstall"], "restarted"),
    ],
)
def test_a_thing_counts_once_as_the_most_that_happens_to_it(actions: list[str], sort: str) -> None:
    counts = summed_up([task(thing("box a", *actions))], [], [], True)["providers"]["pantry"]
    assert {name for name, number in counts.items() if number == 1} == {sort}


def test_the_riskiest_comes_first() -> None:
    tasks = [task(thing("a", "create"), thing("b", "stop")), task(thing("c", "delete"), thing("d", "reinstall"))]
    assert [change["what"] for change in summed_up(tasks, [], [], True)["changes"]] == [
        "delete c",
        "reinstall d",
        "stop b",
        "create a",
    ]


def test_costs_are_added_by_currency_and_what_is_unknown_is_never_nothing() -> None:
    things = [
        thing("a", cost=(1.0, 2.5)),
        thing("b", cost=(0.1, 0.2)),
        thing("c", cost=(None, None), currency=None),
        thing("d", cost=(3.0, 1.0), currency="CHF"),
        thing("e", cost=(None, 4.0)),
    ]
    lines = as_table(summed_up([task(*things)], [], [], True))
    assert lines[2:] == [
        "pantry: 3.00 CHF a month before, 1.00 after (-2.00)",
        "pantry: 1.10 EUR a month before, 6.70 after (+5.60)",
        "pantry: of 2 things the cost is unknown",
    ]


def test_the_table_has_a_line_for_each_provider_and_each_change() -> None:
    failures = [{"provider": "pantry", "host": "h2", "msg": "Could not start it.", "actions": []}]
    unknown = [{"host": "h2", "msg": "What would be changed is known later."}]
    tasks = [task(thing("a", "start"), provider="shelf"), task(thing("b"))]
    lines = as_table(summed_up(tasks, failures, unknown, False))
    assert lines[0].split() == ["created", "changed", "deleted", "restarted", "unchanged", "failed"]
    assert lines[1].split() == ["pantry", "0", "0", "0", "0", "1", "1"]
    assert lines[2].split() == ["shelf", "0", "1", "0", "0", "0", "0"]
    assert lines[-3:] == [
        "h1: start a",
        "h2: What would be changed is known later.",
        "h2: FAILED: Could not start it.",
    ]


def test_markdown_says_the_same_and_shows_what_it_would_obey() -> None:
    text = as_markdown(summed_up([task(thing("<b>|*`", "delete"))], [], [], True))
    assert text.startswith("## What would be changed\n\n| provider | created |")
    assert "| pantry | 0 | 0 | 1 | 0 | 0 | 0 |" in text
    assert "- h1: delete &lt;b>\\|\\*\\`\n" in text
    assert as_markdown(summed_up([], [], [], False)).startswith("## What was changed")
