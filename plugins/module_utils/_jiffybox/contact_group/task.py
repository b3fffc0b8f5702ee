# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The task "one contact group as desired", from options to report."""

from __future__ import annotations

from ..._core.converge import converge
from ..._core.report import Report, report_of
from ..._core.task import TaskSpec
from .. import status
from ..client import Client
from ..provider import JIFFYBOX
from .desired import DesiredContactGroup
from .model import contact_group_result
from .resource import ContactGroupResource


def ensure_contact_group(client: Client, desired: DesiredContactGroup, check_mode: bool) -> Report:
    """Bring a contact group to what is desired of it, or in check mode report what that would take.

    :raises BoxfleetError: it cannot be done, or was not done.
    """
    resource = ContactGroupResource(client, desired)
    outcome = converge(resource, client.session, check_mode=check_mode, wait=desired.wait)
    group = outcome.actual
    if check_mode and outcome.actions:
        absent = outcome.after["state"] == "absent"
        group = None if absent else {**(group or {}), **outcome.after, "status": "STATUS_READY"}
    result = contact_group_result(group) if group and not status.leaving(group) else None
    return report_of(outcome, f"contact group {desired.name or desired.id}", contact_group=result)


CONTACT_GROUP_TASK = TaskSpec(
    JIFFYBOX,
    DesiredContactGroup,
    ensure_contact_group,
    rules={"required_one_of": [("name", "id")]},
)
