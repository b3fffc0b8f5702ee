# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The task "one monitoring check as desired", from options to report."""

from __future__ import annotations

from ..._core.converge import converge
from ..._core.made import makes_one
from ..._core.report import Report, report_of
from ..._core.task import TaskSpec
from ..client import Client
from ..provider import JIFFYBOX
from .desired import DesiredCheck
from .model import check_result
from .resource import CheckResource


def ensure_check(client: Client, desired: DesiredCheck, check_mode: bool) -> Report:
    """Bring a monitoring check to what is desired of it, or in check mode report what that would take.

    :raises BoxfleetError: it cannot be done, or was not done.
    """
    resource = CheckResource(client, desired)
    outcome = converge(resource, client.session, check_mode=check_mode, wait=desired.wait)
    check = resource.counting(outcome.actual)
    if check_mode and outcome.actions:
        absent = outcome.after["state"] == "absent"
        check = None if absent else resource.kept(outcome.actual) or resource.creation(outcome.actual).becomes
    return report_of(outcome, monitoring_check=check_result(check) if check else None)


CHECK_TASK = TaskSpec(
    JIFFYBOX,
    DesiredCheck,
    ensure_check,
    rules={
        "required_one_of": [("name", "id")],
        "mutually_exclusive": [("ip", "box")],
    },
    makes=makes_one("monitoring_check"),
)
