# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The task "one monitoring check as desired", from options to report."""

from __future__ import annotations

from typing import Any

from .._core.plan import converge
from .._core.report import Report, report_of
from .check import check_result
from .check_desired import DesiredCheck, desired_check
from .check_resource import CheckResource
from .client import Client


def check_task(client: Client, params: dict[str, Any], check_mode: bool) -> Report:
    """The module jiffybox_monitoring_check."""
    return ensure_check(client, desired_check(params), check_mode)


def ensure_check(client: Client, desired: DesiredCheck, check_mode: bool) -> Report:
    """Bring a monitoring check to what is desired of it, or in check mode report what that would take.

    :raises BoxfleetError: it cannot be done, or was not done.
    """
    resource = CheckResource(client, desired)
    session = client.session
    outcome = converge(resource, check_mode=check_mode, wait=desired.wait, http=session.options, clock=session.clock)
    check = resource.counting(outcome.actual)
    if check_mode and outcome.actions:
        absent = outcome.after["state"] == "absent"
        check = None if absent else resource.kept(outcome.actual) or resource.creation(outcome.actual).becomes
    return report_of(
        outcome,
        f"monitoring check {desired.name or desired.id}",
        monitoring_check=check_result(check) if check else None,
    )
