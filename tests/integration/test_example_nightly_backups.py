# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The backup policy in examples/: no box goes without a fresh backup unnoticed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

EXAMPLE = str(Path(__file__).resolve().parent.parent.parent / "examples" / "nightly_backups.yml")


def policy(sandbox: Any, ansible: Any, *arguments: str, **variables: Any) -> Any:
    """Run the example, by the sandbox's clock."""
    since = sandbox.control("GET", "clock")["now"] - variables.get("backup_hours", 26) * 3600
    done = ansible.run("ansible-playbook", *arguments, "-e", json.dumps({"backup_since": since, **variables}), EXAMPLE)
    assert "WARNING" not in done.output
    return done


@pytest.mark.long
def test_boxes_without_a_fresh_backup_fail_the_play_until_a_night_has_passed(sandbox: Any, ansible: Any) -> None:
    nightly = sandbox.seed(3, metadata={"backup": "nightly"})
    [listed] = sandbox.seed(1, prefix="listed")
    sandbox.seed(1, prefix="never", metadata={"backup": "never"})
    sandbox.seed(1, prefix="silent")
    boxes = ["listed1", "never1"]
    sandbox.forget()
    dry = policy(sandbox, ansible, "--check", "--diff", backup_boxes=boxes)
    assert sandbox.changes() == []
    assert dry.output.count("actions: schedule") == 4

    first = policy(sandbox, ansible, backup_boxes=boxes)
    assert first.code != 0
    assert "No backup of the last 26 hours: listed1, web1, web2, web3. A box that is new" in first.output
    # only the call for one box tells the schedule
    told = {box: sandbox.api("GET", f"backups/{box}") for box in sandbox.api("GET", "jiffyBoxes")}
    schedules = {box: entry for box, entry in told.items() if "day" in entry}
    assert sorted(schedules) == sorted(map(str, [*nightly, listed]))
    assert len({entry["day"] for entry in schedules.values()}) == 4

    sandbox.advance(86400)
    sandbox.forget()
    for _run in range(2):
        next_day = policy(sandbox, ansible, backup_boxes=boxes)
        assert next_day.code == 0, next_day.output
        assert "changed=0" in next_day.output
        assert "4 boxes have a fresh backup. Nobody says whether to back up: silent1" in next_day.output
    assert sandbox.changes() == []


@pytest.mark.long
def test_before_work_that_may_go_wrong_only_boxes_without_a_fresh_backup_get_one(sandbox: Any, ansible: Any) -> None:
    web1, web2 = sandbox.seed(2, metadata={"backup": "nightly", "backup_window": "22-24"})
    sandbox.api("POST", f"backups/{web1}/manual")
    sandbox.advance(10)
    assert policy(sandbox, ansible, backup_now=True).code == 0
    assert [path for verb, path in sandbox.changes() if path.endswith("/manual")] == [
        f"/backups/{web1}/manual",
        f"/backups/{web2}/manual",
    ]
    sandbox.forget()
    again = policy(sandbox, ansible, backup_now=True)
    assert again.code == 0, again.output
    assert sandbox.changes() == []

    # a box whose backups are switched off by hand, and one that is gone
    sandbox.advance(86400)
    sandbox.api("DELETE", f"backups/{web2}")
    sandbox.advance(86400)
    stale = policy(sandbox, ansible, "--check")
    assert "No backup of the last 26 hours: web2." in stale.output
    gone = policy(sandbox, ansible, backup_boxes=["web3"])
    assert "backup_boxes: there is no box web3. Is it mistyped, or gone? Nothing was changed." in gone.output
