# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The task "many boxes as desired", from options to report."""

from __future__ import annotations

from ..._core.errors import BoxfleetError
from ..._core.report import Report
from ..._core.task import TaskSpec
from ..client import Client
from ..provider import JIFFYBOX
from .desired import OPTIONS, DesiredFleet, desired_fleet
from .run import BoxEnd, FleetRun


def ensure_fleet(client: Client, fleet: DesiredFleet, check_mode: bool) -> Report:
    """Bring many boxes to what is desired of them, or in check mode report what that would take.

    :raises InvalidInput: a box cannot be as desired; nothing was changed.
    :raises BoxfleetError: some boxes failed, all others are as desired; the details say what became of each.
    """
    ends = FleetRun(client, fleet, check_mode).ends()
    actions = [f"{end.key}: {action}" for end in ends for action in end.actions]
    warnings = [warning for end in ends if end.outcome for warning in end.outcome.warnings]
    values = {"boxes": [end.result for end in ends]}
    failed = [end for end in ends if end.error]
    if failed:
        error = _failure(failed, len(ends))
        error.actions, error.warnings, error.details = actions, warnings, values
        raise error
    done = {end.key: end.outcome for end in ends if end.outcome}
    return Report(
        values=values,
        title="boxes",
        before={key: outcome.planned.before for key, outcome in done.items()},
        after={key: outcome.after for key, outcome in done.items()},
        actions=actions,
        warnings=warnings,
    )


def _failure(failed: list[BoxEnd], total: int) -> BoxfleetError:
    reasons = " ".join(f"{end.key}: {end.error}" for end in failed)
    error = BoxfleetError(f"{len(failed)} of {total} boxes failed. {reasons}")
    if len(failed) < total:
        others = "other box" if total - len(failed) == 1 else f"other {total - len(failed)} boxes"
        error.now = f"Nothing went wrong with the {others}"
    if not any(end.error and end.error.advice for end in failed):
        error.advice = "Run the task again: it looks first, and does only what is missing"
    return error


BOXES_TASK = TaskSpec(JIFFYBOX, DesiredFleet, ensure_fleet, options=OPTIONS, read=desired_fleet)
