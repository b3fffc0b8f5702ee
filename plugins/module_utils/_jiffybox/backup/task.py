# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The task "backups of a box as desired", from options to report."""

from __future__ import annotations

import time
from typing import Callable

from ..._core.converge import converge
from ..._core.report import Report, report_of
from ..._core.task import TaskSpec
from ..box.model import box_result
from ..client import Client
from ..provider import JIFFYBOX
from .desired import DesiredBackups
from .model import backups_result
from .resource import BackupResource


def ensure_backups(
    client: Client, desired: DesiredBackups, check_mode: bool, unix_time: Callable[[], float] = time.time
) -> Report:
    """Bring the backups of a box to what is desired of them, or in check mode report what that would take.

    :param unix_time: the time of day in seconds since 1970, to tell the age of a backup.
    :raises BoxfleetError: it cannot be done, or was not done.
    """
    resource = BackupResource(client, desired, unix_time)
    outcome = converge(resource, client.session, check_mode=check_mode, wait=desired.wait)
    actual = resource.foreseen(outcome.actual) if check_mode else outcome.actual
    return report_of(outcome, backups=backups_result(actual.backups), box=box_result(actual.box))


BACKUP_TASK = TaskSpec(
    JIFFYBOX,
    DesiredBackups,
    ensure_backups,
    rules={
        "mutually_exclusive": [("type", "backup_id")],
        "required_if": [
            ("state", "restored", ("type", "backup_id"), True),
            ("state", "absent", ("type", "backup_id"), True),
        ],
    },
)
