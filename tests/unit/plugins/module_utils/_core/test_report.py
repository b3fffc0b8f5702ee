# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a report tells of what was planned, what was done and what is there at the end."""

from __future__ import annotations

from typing import Any

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.converge import Outcome, Step, Steps
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.report import Report, report_of

GROW: Any = Step("grow", "grow disk a", {"size": 25}, lambda actual, run: actual)
PLANNED: Any = Steps({"size": 10}, (GROW, GROW), ("It costs more.",))
DONE: Any = Outcome("disk", "disk a", PLANNED, ["grow"], ["It costs more.", "It was rounded up."], 32, {"size": 32})


def test_a_report_tells_what_was_and_what_is_and_what_was_done_and_not_what_was_planned() -> None:
    report = report_of(DONE, disk={"id": 7})
    assert (report.title, report.values, report.changed) == ("disk a", {"disk": {"id": 7}}, True)
    assert (report.before, report.after, report.actions) == ({"size": 10}, {"size": 32}, ["grow"])
    assert (report.warnings, report.outcomes) == (["It costs more.", "It was rounded up."], [DONE])


def test_the_diff_shows_both_ends_and_the_way() -> None:
    assert report_of(DONE).diff == {
        "before_header": "disk a",
        "after_header": "disk a",
        "before": {"size": 10},
        "after": {"size": 32},
        "prepared": "actions: grow\n",
    }
    idle = Report({}, "disk a", {"size": 10}, {"size": 10})
    assert (idle.changed, idle.diff["prepared"]) == (False, "")
