# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The task "one box as desired", from options to report."""

from __future__ import annotations

from typing import Any

from ..._core.converge import Outcome, converge
from ..._core.made import makes_one
from ..._core.report import Report, report_of
from ..._core.task import TaskSpec
from ..client import Client, Json
from ..provider import JIFFYBOX
from .desired import SOURCES, DesiredBox
from .model import ABSENT, FROZEN, RUNNING, MaybeBox, box_result, distribution_of
from .resource import BoxResource


def ensure_box(client: Client, desired: DesiredBox, check_mode: bool) -> Report:
    """Bring a box to what is desired of it, or in check mode report what that would take.

    :raises BoxfleetError: it cannot be done, or was not done.
    """
    resource = BoxResource(client, desired)
    outcome = converge(resource, client.session, check_mode=check_mode, wait=desired.wait)
    box = reported_box(resource, outcome, check_mode)
    return report_of(outcome, box=box)


def reported_box(resource: BoxResource, outcome: Outcome[MaybeBox], check_mode: bool) -> dict[str, Any] | None:
    """The box as results show it: as it is at the end, in check mode as it would be; None if it does not exist."""
    if check_mode:
        return _predicted(outcome.actual, outcome.after, resource.target_plan(outcome.actual))
    return box_result(outcome.actual) if outcome.actual else None


def _predicted(actual: MaybeBox, after: dict[str, Any], plan: Json) -> dict[str, Any] | None:
    """The result a real run would return, as far as it can be known; ids and addresses of a new box cannot."""
    if after["state"] == ABSENT:
        return None
    box: Json = {
        **(actual or {"name": after["name"]}),
        "status": "FROZEN" if after["state"] == FROZEN else "READY",
        "running": after["state"] == RUNNING,
        "plan": plan,
        "metadata": after.get("metadata", {}),
    }
    return {**box_result(box), "distribution": distribution_of(actual) or after.get("distribution")}


BOX_TASK = TaskSpec(
    JIFFYBOX,
    DesiredBox,
    ensure_box,
    rules={
        "required_one_of": [("name", "id")],
        "mutually_exclusive": [("name", "id"), SOURCES],
    },
    makes=makes_one("box"),
)
