# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The ways a box can go, and the shortest one to where it should be. Pure: values in, values out."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Callable

from .model import ABSENT, FROZEN, RUNNING, STOPPED


@dataclass(frozen=True)
class Spot:
    """Where a box stands.

    :ivar power: running, stopped, frozen or absent.
    :ivar plan: id of its plan; None while it is absent.
    :ivar restarted: whether it was started since the task began.
    """

    power: str
    plan: int | None = None
    restarted: bool = False


@dataclass(frozen=True)
class Move:
    """One call of the API and the spot it leads to."""

    action: str
    to: Spot


def moves(spot: Spot, plan: int | None) -> Iterator[Move]:
    """Every move the API offers from a spot (jiffyBoxes, PUT parameters), with ``plan`` as the plan to give."""
    if spot.power == ABSENT:
        yield Move("create", Spot(STOPPED, plan))
    elif spot.power == RUNNING:
        yield Move("shutdown", replace(spot, power=STOPPED))
    elif spot.power == FROZEN:
        yield Move("thaw", replace(spot, power=STOPPED, plan=plan))
        yield Move("delete", Spot(ABSENT))
    elif spot.power == STOPPED:
        yield Move("start", replace(spot, power=RUNNING, restarted=True))
        yield Move("freeze", replace(spot, power=FROZEN))
        yield Move("change_plan", replace(spot, plan=plan))
        yield Move("delete", Spot(ABSENT))


def shortest_path(start: Spot, goal: Callable[[Spot], bool], plan: int | None) -> list[Move]:
    """The fewest moves from a spot to one that fulfils the goal; of equally few, the first in the order of moves().

    :param goal: must be reachable: every combination of power and ``plan`` is.
    :param plan: id of the plan the box should have at the end.
    """
    paths: deque[tuple[Spot, list[Move]]] = deque([(start, [])])
    seen = {start}
    while paths:
        spot, path = paths.popleft()
        if goal(spot):
            return path
        for move in moves(spot, plan):
            if move.to not in seen:
                seen.add(move.to)
                paths.append((move.to, [*path, move]))
    raise AssertionError(f"no way from {start}")
