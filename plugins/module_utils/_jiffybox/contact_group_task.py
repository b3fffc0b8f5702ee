# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The task "one contact group as desired", from options to report."""

from __future__ import annotations

from typing import Any

from .._core.plan import converge
from .._core.report import Report, report_of
from . import status
from .client import Client
from .contact_group import contact_group_result
from .contact_group_desired import DesiredContactGroup, desired_contact_group
from .contact_group_resource import ContactGroupResource


def contact_group_task(client: Client, params: dict[str, Any], check_mode: bool) -> Report:
    """The module jiffybox_contact_group."""
    return ensure_contact_group(client, desired_contact_group(params), check_mode)


def ensure_contact_group(client: Client, desired: DesiredContactGroup, check_mode: bool) -> Report:
    """Bring a contact group to what is desired of it, or in check mode report what that would take.

    :raises BoxfleetError: it cannot be done, or was not done.
    """
    resource = ContactGroupResource(client, desired)
    session = client.session
    outcome = converge(resource, check_mode=check_mode, wait=desired.wait, http=session.options, clock=session.clock)
    group = outcome.actual
    if check_mode and outcome.actions:
        absent = outcome.after["state"] == "absent"
        group = None if absent else {**(group or {}), **outcome.after, "status": "STATUS_READY"}
    result = contact_group_result(group) if group and not status.leaving(group) else None
    return report_of(outcome, f"contact group {desired.name or desired.id}", contact_group=result)
