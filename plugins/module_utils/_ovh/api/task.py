# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The task "what any path leads to, as desired"."""

from __future__ import annotations

from ..._core.converge import converge
from ..._core.report import Report, report_of
from ..._core.task import TaskSpec
from ..client import Client
from ..provider import OVH
from ..task import telling
from .desired import DesiredPath
from .resource import PathResource


def ensure_path(client: Client, desired: DesiredPath, check_mode: bool) -> Report:
    """Bring what a path leads to to what is desired of it, or in check mode report what that would take."""
    resource = PathResource(client, desired)
    outcome = converge(resource, client.session, check_mode=check_mode, wait=desired.wait)
    value = resource.becomes(outcome.actual) if check_mode and outcome.actions else outcome.actual
    return report_of(outcome, value=value, answer=resource.answer)


# What is sent under such a name, or nearly so, is not shown.
_SECRET = ("password", "passphrase", "secret", "token")
API_TASK = telling(TaskSpec(OVH, DesiredPath, ensure_path, secret_names=_SECRET), lambda desired: desired.needs)
