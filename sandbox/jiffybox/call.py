# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a call of the API is given to work with."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox._core.call import Outcome

from . import state
from .envelope import Refused
from .rules import as_integer
from .state import Box, Step
from .store import Store

FAILURE_OF = {Step.CREATE: "vanish", Step.SHUTDOWN: "shutdown_fails", Step.DELETE: "delete_fails"}


@dataclass(frozen=True, slots=True)
class Order:
    """What of the creation of a box is not one of its facts. ``source`` is the box it starts as, with ``backup`` if
    it is that backup instead of the box as it is. ``password`` and ``use_sshkey`` are as sent.
    """

    source: int | None = None
    backup: str | None = None
    password: str | None = None
    use_sshkey: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    """One call, with its token already found to be good.

    ``account`` is the customer number, ``parts`` are the variable parts of the path, ``fields`` the
    parameters of any encoding, ``now`` the sandbox's time. ``outcome`` says what becomes of a step that
    begins and can fail in the given ways, ``form`` whether answers have one of the ``forms``. ``order``
    passes on how a box is to be made, for whoever makes it a machine.
    """

    store: Store
    account: int
    parts: Mapping[str, str]
    fields: Mapping[str, Any]
    now: float
    outcome: Callable[..., Outcome]
    form: Callable[[str], bool]
    order: Callable[[int, Order], None]

    def box(self, value: Any) -> Box:
        """The account's box with this id. Raises Refused when there is none, whoever else may have one."""
        number = as_integer(value)
        box = None if number is None else self.store.box(self.account, number)
        if box is None:
            raise Refused(f"Der Kunde Nr. {self.account} hat keine JiffyBox Nr. {value}.")
        return box

    def changeable_box(self, value: Any) -> Box:
        """Like ``box``; also raises Refused while the box is in flight, being copied or being backed up."""
        box = self.box(value)
        copied = box.id in self.store.being_copied()
        backed_up = box.id in self.store.being_backed_up(self.now)
        reason = state.why_busy(box, copied, backed_up)
        if reason and not self.form("busy_changes"):
            raise Refused(reason)
        return box

    def begin(self, box: Box, step: Step, next_plan: int | None = None) -> Box:
        """The box with the step under way, unless its state forbids it: then raises Refused."""
        reason = state.why_not(box, step)
        if reason and not (state.only_runs(box, step) and not self.store.machines and self.form("live_changes")):
            raise Refused(reason)
        return self.under_way(box, step, next_plan)

    def under_way(self, box: Box, step: Step, next_plan: int | None = None) -> Box:
        """The box with the step under way, and failing or never ending if a fault says so."""
        outcome = self.outcome(FAILURE_OF[step]) if step in FAILURE_OF else self.outcome()
        # how long a machine takes, it says itself; it cannot say what a fault has decided
        untimed = self.store.machines and outcome.failure is None and outcome.ends != math.inf
        ends = None if untimed else outcome.ends
        return state.begin(box, step, ends, fails=outcome.failure is not None, next_plan=next_plan)

    def ends(self) -> float:
        """When something that is no step of a box, such as a backup, is done if it starts now."""
        return self.outcome().ends
