# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What became of a fleet: of each thing, and in one report or one failure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic

from ..converge import Outcome
from ..errors import BoxfleetError, Fault
from ..report import Report
from .desired import parents_named, said_besides
from .kind import C, D, FleetKind
from .recognition import Found
from .refusal import SHOWN, first_ones


@dataclass(frozen=True)
class End(Generic[C, D]):
    """What became of one thing.

    :ivar found: what was wanted of it, and what there was before.
    :ivar key: tells it from the others for people.
    :ivar outcome: what was done, None if that failed.
    :ivar result: the thing as results show it.
    :ivar error: why it failed.
    """

    found: Found[C, D]
    key: str
    outcome: Outcome[Any] | None = None
    result: dict[str, Any] | None = None
    error: BoxfleetError | None = None

    @property
    def name(self) -> str | None:
        """Its name; None if it is wanted by an id that nothing has."""
        return _name(self.found)

    @property
    def actions(self) -> list[str]:
        """The changes that were made."""
        done = self.outcome or self.error
        return done.actions if done else []

    def entry(self, one: str) -> dict[str, Any]:
        """Its entry in the results.

        :param one: the key of the thing itself.
        """
        there = self.found.thing and self.found.group.kind.id_of(self.found.thing)
        return {
            "name": self.name,
            "id": self.found.entry.desired.id or (self.result["id"] if self.result else there),
            "changed": bool(self.actions),
            "failed": self.error is not None,
            "msg": None if self.error is None else str(self.error),
            "actions": self.actions,
            one: self.result,
        }


def keys(fleet: FleetKind[C, D, Any], found: Sequence[Found[C, D]]) -> list[str]:
    """What tells each thing from the others: its name, or "#4711" for an id that nothing has; where it needs more to
    tell it from the others, its parents before the name and its id behind, or what is said besides the name.
    """
    names = [
        "/".join([*parents_named(fleet, one.entry.desired), _name(one) or f"#{one.entry.desired.id}"]) for one in found
    ]
    times = Counter(names)
    return [f"{name}{_told_apart(fleet, one)}" if times[name] > 1 else name for name, one in zip(names, found)]


def _told_apart(fleet: FleetKind[C, D, Any], one: Found[C, D]) -> str:
    told = [one.group.kind.id_of(one.thing)] if one.thing else filter(None, said_besides(fleet, one.entry.desired))
    words = " ".join(map(str, told))
    return f" ({words})" if words else ""


def reported(fleet: FleetKind[C, D, Any], ends: Sequence[End[C, D]]) -> Report:
    """The report on a fleet.

    :raises BoxfleetError: some of it failed; the details say what became of each.
    """
    actions = [f"{end.key}: {action}" for end in ends for action in end.actions]
    warnings = [warning for end in ends if end.outcome for warning in end.outcome.warnings]
    values = {fleet.several: [end.entry(fleet.one) for end in ends]}
    if any(end.error for end in ends):
        error = _failure(fleet, ends)
        error.actions, error.warnings, error.details = actions, warnings, values
        raise error
    done = {end.key: end.outcome for end in ends if end.outcome}
    return Report(
        values=values,
        title=fleet.whats,
        outcomes=list(done.values()),
        before={key: outcome.planned.before for key, outcome in done.items()},
        after={key: outcome.after for key, outcome in done.items()},
        actions=actions,
        warnings=warnings,
    )


def _failure(fleet: FleetKind[Any, Any, Any], ends: Sequence[End[Any, Any]]) -> BoxfleetError:
    errors = {end.key: end.error for end in ends if end.error}
    told = first_ones([f"{key}: {error}" for key, error in errors.items()])
    reason = f"{len(errors)} of {len(ends)} {fleet.whats} failed. {told}"
    traces = [error.trace for error in errors.values() if isinstance(error, Fault)]
    failure = Fault(reason, "\n".join(traces[:SHOWN])) if traces else BoxfleetError(reason)
    others = len(ends) - len(errors)
    if others:
        told = f"other {fleet.what}" if others == 1 else f"other {others} {fleet.whats}"
        failure.now = f"Nothing went wrong with the {told}"
    if not traces and not any(error.advice for error in list(errors.values())[:SHOWN]):
        failure.advice = "Run the task again: it looks first, and does only what is missing"
    return failure


def _name(found: Found[Any, Any]) -> str | None:
    return found.group.kind.name_of(found.thing) if found.thing else found.entry.desired.name
