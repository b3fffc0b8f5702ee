# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The task "one file of a server as desired"."""

from __future__ import annotations

from ..._core.converge import converge
from ..._core.report import Report, report_of
from ..._core.task import TaskSpec
from ..client import Client
from ..provider import PANEL
from ..usable import when_usable
from .desired import DesiredFile
from .resource import FileResource


def ensure_file(client: Client, desired: DesiredFile, check_mode: bool) -> Report:
    """Write it, make it, or delete it."""
    resource = FileResource(client, desired)
    outcome = converge(resource, client.session, check_mode=check_mode)
    return report_of(outcome, file=resource.result(outcome.actual, check_mode, outcome.actions))


FILE_TASK = when_usable(TaskSpec(PANEL, DesiredFile, ensure_file, rules={"mutually_exclusive": [("content", "src")]}))
