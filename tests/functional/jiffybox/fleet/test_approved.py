# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Fleets in approved runs: all of it was approved, or nothing of it is done."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.approval.gate import Gate, NotApproved
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.approval.steps import Approved, written_steps
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.report import Report
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.client import Client
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.fleet.task import BOXES_TASK

LIKE = {"distribution": "debian_stretch_64bit", "plan": "CloudLevel 1", "state": "started"}


def ensure(client: Client, *boxes: dict[str, Any], check_mode: bool = False) -> Report:
    desired = BOXES_TASK.wanted({"defaults": LIKE, "boxes": list(boxes)})
    return BOXES_TASK.task(client, desired, check_mode)


def approve(client: Client, *boxes: dict[str, Any]) -> None:
    """From now on the client does what a dry run shows for these boxes."""
    client.session.gate = Gate()
    outcomes = ensure(client, *boxes, check_mode=True).outcomes
    steps = {one.title: written_steps(one.planned.before, one.planned.steps) for one in outcomes}
    client.session.gate = Gate({title: [Approved("", written)] for title, written in steps.items()})


def test_a_fleet_that_was_approved_is_made_also_from_boxes_that_are_made_in_it(sandbox: Any, client: Client) -> None:
    boxes = [{"name": "web1"}, {"name": "web2", "clone_from": "web1"}, {"name": "web3", "state": "stopped"}]
    approve(client, *boxes)
    assert len(ensure(client, *boxes).actions) == 5
    assert ensure(client, *boxes).actions == []


@pytest.mark.parametrize("others", [1, 12])
def test_where_a_part_was_not_approved_nothing_is_done_for_any(sandbox: Any, client: Client, others: int) -> None:
    approve(client, {"name": "web1"})
    sandbox.forget()
    with pytest.raises(NotApproved) as caught:
        ensure(client, {"name": "web1"}, *({"name": f"new{number}"} for number in range(others)))
    assert sandbox.changes() == []
    assert caught.value.actions == []
    if others == 1:
        assert "box new0 needs a change that was not approved: create box new0" in str(caught.value)
    else:
        assert "12 things need changes that were not approved, so nothing was changed" in str(caught.value)
        assert "And 2 more." in str(caught.value)


def test_a_box_that_somebody_changed_since_then_stops_the_fleet(sandbox: Any, client: Client) -> None:
    approve(client, {"name": "web1"}, {"name": "web2"})
    gate, client.session.gate = client.session.gate, Gate()
    ensure(client, {"name": "web1", "state": "frozen"})
    client.session.gate = gate
    sandbox.forget()
    with pytest.raises(NotApproved, match=r"box web1 needs other changes than were approved\. Needed: thaw"):
        ensure(client, {"name": "web1"}, {"name": "web2"})
    assert sandbox.changes() == []
