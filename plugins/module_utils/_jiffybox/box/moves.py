# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The moves that a box can make. Pure: values in, values out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Iterator

from ..._core.moves import Move
from .model import ABSENT, FROZEN, RUNNING, STOPPED


@dataclass(frozen=True)
class BoxState:
    """What a move changes.

    :ivar power: running, stopped, frozen or absent.
    :ivar plan: id of its plan; None while it is absent.
    :ivar restarted: whether it was started since the task began.
    """

    power: str
    plan: int | None = None
    restarted: bool = False


def moves(state: BoxState, plan: int | None) -> Iterator[Move[BoxState]]:
    """Every move the API offers from a state (jiffyBoxes, PUT parameters), with ``plan`` as the plan to give."""
    if state.power == ABSENT:
        yield Move("create", BoxState(STOPPED, plan))
    elif state.power == RUNNING:
        yield Move("shutdown", replace(state, power=STOPPED))
    elif state.power == FROZEN:
        yield Move("thaw", replace(state, power=STOPPED, plan=plan))
        yield Move("delete", BoxState(ABSENT))
    elif state.power == STOPPED:
        yield Move("start", replace(state, power=RUNNING, restarted=True))
        yield Move("freeze", replace(state, power=FROZEN))
        yield Move("change_plan", replace(state, plan=plan))
        yield Move("delete", BoxState(ABSENT))
