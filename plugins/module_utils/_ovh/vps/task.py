# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The task "a VPS as desired"."""

from __future__ import annotations

from ..._core.converge import converge
from ..._core.report import Report, report_of
from ..._core.task import TaskSpec
from ..client import Client
from ..provider import OVH
from ..rules import NEEDS
from ..task import telling
from ..told import told
from .desired import DesiredVps
from .resource import VpsResource

# What is told under other names.
_TWICE = ("iam", "displayName", "netbootMode")


def ensure_vps(client: Client, desired: DesiredVps, check_mode: bool) -> Report:
    """Bring a VPS to what is desired of it, or in check mode report what that would take."""
    resource = VpsResource(client, desired, NEEDS["ovh_vps"])
    outcome = converge(resource, client.session, check_mode=check_mode, wait=desired.wait)
    thing = told({key: value for key, value in outcome.actual.thing.items() if key not in _TWICE})
    unasked = dict.fromkeys(("image", "snapshot", "snapshot_description"))
    return report_of(outcome, vps={**unasked, **thing, **outcome.after})


VPS_TASK = telling(TaskSpec(OVH, DesiredVps, ensure_vps), NEEDS["ovh_vps"])
