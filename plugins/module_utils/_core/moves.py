# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The shortest way between two states. Pure: values in, values out."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Callable, Generic, Iterable, TypeVar

S = TypeVar("S")


@dataclass(frozen=True)
class Move(Generic[S]):
    """One call of an API and the state it leads to. States are compared and hashed."""

    action: str
    to: S


def shortest_way(start: S, goal: Callable[[S], bool], moves: Callable[[S], Iterable[Move[S]]]) -> list[Move[S]]:
    """The fewest moves from a state to one that fulfils the goal; of equally few, the first in the order of ``moves``.

    :param goal: must be reachable.
    :param moves: every move the API offers from a state.
    """
    ways: deque[tuple[S, list[Move[S]]]] = deque([(start, [])])
    seen = {start}
    while ways:
        state, way = ways.popleft()
        if goal(state):
            return way
        for move in moves(state):
            if move.to not in seen:
                seen.add(move.to)
                ways.append((move.to, [*way, move]))
    raise AssertionError(f"no way from {start}")
