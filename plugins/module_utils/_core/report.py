# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What a task tells its user, before an adapter gives it the form of a module result."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Sequence

from .converge import Outcome


@dataclass(frozen=True)
class Report:
    """The result of a task.

    :ivar values: the task's own return values by name.
    :ivar title: what was compared, the headline of the diff.
    :ivar before: the state before, as plain values; None if the task changes nothing by nature.
    :ivar after: the state after (check mode: as it would be).
    :ivar actions: the changes made (check mode: to be made), by name.
    :ivar warnings: what the user should know.
    :ivar outcomes: what became of each thing that the task is about.
    """

    values: dict[str, Any]
    title: str = ""
    before: Any = None
    after: Any = None
    actions: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    outcomes: Sequence[Outcome[Any]] = field(default=(), repr=False)

    @property
    def changed(self) -> bool:
        return bool(self.actions)

    @property
    def diff(self) -> dict[str, Any]:
        """The diff as Ansible shows it, with the actions below it."""
        steps = f"actions: {', '.join(self.actions)}\n" if self.actions else ""
        return {
            "before_header": self.title,
            "after_header": self.title,
            "before": self.before,
            "after": self.after,
            "prepared": steps,
        }


def report_of(outcome: Outcome[Any], **values: Any) -> Report:
    """The report on a resource that has converged.

    :param values: the task's own return values.
    """
    return Report(
        values=values,
        title=outcome.title,
        outcomes=[outcome],
        before=outcome.planned.before,
        after=outcome.after,
        actions=outcome.actions,
        warnings=outcome.warnings,
    )
