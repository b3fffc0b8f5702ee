# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The task "backups of a box as desired", from options to report."""

from __future__ import annotations

import time
from typing import Any, Callable

from .._core.plan import converge
from .._core.report import Report, report_of
from .backup import backups_result
from .backup_desired import DesiredBackups, desired_backups
from .backup_resource import BackupResource
from .box import box_result
from .client import Client


def backup_task(client: Client, params: dict[str, Any], check_mode: bool) -> Report:
    """The module jiffybox_backup."""
    return ensure_backups(client, desired_backups(params), check_mode)


def ensure_backups(
    client: Client, desired: DesiredBackups, check_mode: bool, unix_time: Callable[[], float] = time.time
) -> Report:
    """Bring the backups of a box to what is desired of them, or in check mode report what that would take.

    :param unix_time: the time of day in seconds since 1970, to tell the age of a backup.
    :raises BoxfleetError: it cannot be done, or was not done.
    """
    resource = BackupResource(client, desired, unix_time)
    session = client.session
    outcome = converge(resource, check_mode=check_mode, wait=desired.wait, http=session.options, clock=session.clock)
    actual = resource.foreseen(outcome.actual) if check_mode else outcome.actual
    return report_of(
        outcome,
        f"backups of box {desired.box}",
        backups=backups_result(actual.backups),
        box=box_result(actual.box),
    )
