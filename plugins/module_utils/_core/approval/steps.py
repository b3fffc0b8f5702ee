# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Steps as they are written down, and whether those that are needed are among those that were approved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Dict, Iterable, Sequence

from ..json_values import same_json

# {"action": "start", "what": "start box web (10001)", "changes": {"state": ["stopped", "running"]}}
WrittenStep = Dict[str, Any]


@dataclass(frozen=True)
class Approved:
    """What was approved for one thing by one task.

    :ivar asked: stands for what the task asks for, see asked_for().
    :ivar steps: the steps, in their order.
    """

    asked: str
    steps: Sequence[WrittenStep]


def written_steps(before: Any, steps: Iterable[Any]) -> list[WrittenStep]:
    """The steps from a state, each with what it changes: from what to what, by name.

    :param before: the state, as diff mode shows it.
    :param steps: the Step of each change.
    """
    written = []
    for step in steps:
        written.append({"action": step.action, "what": step.what, "changes": changed(before, step.after)})
        before = step.after
    return written


def changed(before: Any, after: Any) -> dict[str, list[Any]]:
    """What differs between two states, by name: what it was, and what it will be.

    Of maps only what differs in them is told, such as one NIC of several under "nics.eth0": what else is there may be
    shown with more or less of it by the time a run is approved.
    """
    if not isinstance(before, dict) or not isinstance(after, dict):
        before, after = {"value": before}, {"value": after}
    names = [*after, *(name for name in before if name not in after)]
    found: dict[str, list[Any]] = {}
    for name in names:
        old, new = before.get(name), after.get(name)
        if isinstance(old, dict) and isinstance(new, dict):
            found.update({f"{name}.{inner}": change for inner, change in changed(old, new).items()})
        elif not same_json(old, new):
            found[name] = [old, new]
    return found


def covered(needed: Sequence[WrittenStep], approved: Sequence[WrittenStep]) -> bool:
    """Whether all that is needed is among what was approved, in the same order.

    Less may be needed: what was done already counts as done, also where it is a part of a step. Of a thing that was to
    be created, and has been, nobody could know then what the service gives it: there the value that it gets counts.
    """
    created = _creates(approved) and not _creates(needed)
    left = iter(approved)
    return all(any(_same_step(step, candidate, created) for candidate in left) for step in needed)


def _creates(steps: Iterable[WrittenStep]) -> bool:
    return any(step["action"] == "create" for step in steps)


def _same_step(needed: WrittenStep, approved: WrittenStep, created: bool) -> bool:
    changes = approved["changes"]
    return needed["action"] == approved["action"] and all(
        name in changes and _same_change(change, changes[name], created) for name, change in needed["changes"].items()
    )


def _same_change(needed: Sequence[Any], approved: Sequence[Any], created: bool) -> bool:
    unknown = created and approved[0] is None
    return same_json(needed[1], approved[1]) if unknown else same_json(needed, approved)


def in_words(steps: Sequence[WrittenStep]) -> str:
    """The steps for people, in one line."""
    return "; ".join(map(_in_words, steps)) or "nothing"


def _in_words(step: WrittenStep) -> str:
    changes = ", ".join(f"{name}: {_short(old)} → {_short(new)}" for name, (old, new) in step["changes"].items())
    return f"{step['what']} ({changes})" if changes else str(step["what"])


def _short(value: Any) -> str:
    text = "none" if value is None else str(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
