# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What a task tells its user, before an adapter gives it the form of a module result."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .json_values import same_json


@dataclass(frozen=True)
class Report:
    """The result of a task.

    :ivar values: the task's own return values by name.
    :ivar title: what was compared, the headline of the diff.
    :ivar before: the state before, as plain values; None if the task changes nothing by nature.
    :ivar after: the state after (check mode: as it would be).
    :ivar actions: the changes made (check mode: to be made), by name.
    :ivar warnings: what the user should know.
    """

    values: dict[str, Any]
    title: str = ""
    before: Any = None
    after: Any = None
    actions: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

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


def seen_as(actual: Any, predicted: Any) -> Any:
    """The part of the actual state that a prediction speaks of, in the prediction's form where they are the same.

    Maps are cut to the keys that were predicted. Same means same_json(): a service may send [] for {}.
    """
    if same_json(actual, predicted):
        return predicted
    if isinstance(actual, dict) and isinstance(predicted, dict):
        return {key: seen_as(actual[key], predicted[key]) for key in predicted if key in actual}
    return actual
