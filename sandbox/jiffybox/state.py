# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a box is at a point in time: plain values in, plain values out.

A box is its settled facts plus at most one step under way. Nothing runs in the background: whoever
wants to know a box asks ``at(box, now)``, which folds in the step if it has ended by then.
API reference: jiffyBoxes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any


class Step(StrEnum):
    """Something asynchronous that happens to a box. The first six are what a PUT can ask for."""

    START = "START"
    SHUTDOWN = "SHUTDOWN"
    PULLPLUG = "PULLPLUG"
    FREEZE = "FREEZE"
    THAW = "THAW"
    PLAN = "PLAN"
    CREATE = "CREATE"
    RESTORE = "RESTORE"
    DELETE = "DELETE"


STATUS_DURING = {
    Step.START: "UPDATING",
    Step.SHUTDOWN: "UPDATING",
    Step.PULLPLUG: "UPDATING",
    Step.FREEZE: "FREEZING",
    Step.THAW: "THAWING",
    Step.PLAN: "CHANGING PLAN",
    Step.CREATE: "CREATING",
    Step.RESTORE: "UPDATING",
    Step.DELETE: "DELETING",
}

# What a step asks of the box it is to happen to: the settled statuses, and the power state (None: either).
NEEDS: dict[Step, tuple[frozenset[str], bool | None]] = {
    Step.START: (frozenset({"READY"}), False),
    Step.SHUTDOWN: (frozenset({"READY"}), True),
    Step.PULLPLUG: (frozenset({"READY"}), True),
    Step.FREEZE: (frozenset({"READY"}), False),
    Step.THAW: (frozenset({"FROZEN"}), None),
    Step.PLAN: (frozenset({"READY"}), False),
    Step.RESTORE: (frozenset({"READY"}), False),
    Step.DELETE: (frozenset({"READY", "FROZEN"}), False),
}


@dataclass(frozen=True, slots=True)
class Box:
    """The stored facts of one box. Times are Unix seconds.

    ``step_ends`` may be infinite: that step never settles. It is None while the step is a matter of a
    machine, and is then set when the machine is done. ``step_fails`` says that the step will end
    without its effect. ``next_plan`` is the plan that THAW and PLAN lead to. ``slot`` stands for the
    addresses of the box, see ``addresses``. ``content_since`` is when its disks got their content. ``starts``
    says that it runs as soon as it is created.
    """

    id: int
    account: int
    name: str
    created: int
    host: str
    slot: int
    plan: int
    distribution: str
    content_since: int
    metadata: dict[str, Any] | None = None
    frozen: bool = False
    running_since: int | None = None
    copy_of: int | None = None
    starts: bool = False
    step: Step | None = None
    step_ends: float | None = None
    step_fails: bool = False
    next_plan: int | None = None


def status(box: Box) -> str:
    """The API's word for what the box is doing, such as ``READY`` or ``CHANGING PLAN``."""
    if box.step is not None:
        return STATUS_DURING[box.step]
    return "FROZEN" if box.frozen else "READY"


def is_running(box: Box) -> bool:
    """Whether the box has power. It changes only when the step that changes it has ended."""
    return box.running_since is not None


def has_addresses(box: Box) -> bool:
    """Whether addresses are in use: a frozen box has none."""
    return not box.frozen


def begin(box: Box, step: Step, ends: float | None, fails: bool = False, next_plan: int | None = None) -> Box:
    """The box with ``step`` under way until ``ends``, or until it is said when it ends."""
    return replace(box, step=step, step_ends=ends, step_fails=fails, next_plan=next_plan)


def at(box: Box, now: float) -> Box | None:
    """The box as it is at ``now``; None when it no longer exists."""
    if box.step is None or box.step_ends is None or now < box.step_ends:
        return box
    return _ended(box, box.step, int(box.step_ends))


def _ended(box: Box, step: Step, when: int) -> Box | None:
    settled = replace(box, step=None, step_ends=None, step_fails=False, next_plan=None)
    if box.step_fails:
        return None if step is Step.CREATE else settled
    match step:
        case Step.START:
            return replace(settled, running_since=when)
        case Step.SHUTDOWN | Step.PULLPLUG:
            return replace(settled, running_since=None)
        case Step.FREEZE:
            return replace(settled, frozen=True, running_since=None)
        case Step.THAW:
            return replace(settled, frozen=False, plan=box.next_plan or box.plan)
        case Step.PLAN:
            return replace(settled, plan=box.next_plan or box.plan)
        case Step.RESTORE:
            return replace(settled, content_since=when)
        case Step.DELETE:
            return None
        case Step.CREATE:
            return replace(settled, starts=False, running_since=when if box.starts else None)


def why_busy(box: Box, being_copied: bool, being_backed_up: bool) -> str | None:
    """Why the box takes no change of any kind now, in the service's words; None when it does."""
    if box.step is not None:
        return f"Die JiffyBox Nr. {box.id} kann im Status {status(box)} nicht geaendert werden."
    if being_copied:
        return f"Die JiffyBox Nr. {box.id} wird gerade kopiert und kann nicht geaendert werden."
    if being_backed_up:
        return f"Fuer die JiffyBox Nr. {box.id} wird gerade ein manuelles Backup erstellt."
    return None


def why_not(box: Box, step: Step) -> str | None:
    """Why a box that is not busy cannot take ``step``, in the service's words; None when it can."""
    statuses, running = NEEDS[step]
    if status(box) not in statuses:
        wanted = " oder ".join(sorted(statuses))
        return f"Die JiffyBox Nr. {box.id} hat den Status {status(box)}, benoetigt wird {wanted}."
    if running is False and is_running(box):
        return f"Die JiffyBox Nr. {box.id} ist eingeschaltet, fuer {step} muss sie ausgeschaltet sein."
    if running is True and not is_running(box):
        return f"Die JiffyBox Nr. {box.id} ist ausgeschaltet, fuer {step} muss sie eingeschaltet sein."
    return None


def only_runs(box: Box, step: Step) -> bool:
    """Whether FREEZE or PLAN could be taken but for the box being on, which nothing public says."""
    return step in (Step.FREEZE, Step.PLAN) and status(box) == "READY" and is_running(box)
