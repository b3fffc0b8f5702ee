# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The one clock: only this file sleeps. Tests replace the clock and never wait."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from typing import Callable, TypeVar

from .errors import WaitTimeout
from .parents import stay

T = TypeVar("T")

# So often, in seconds, a sleeper looks whether anybody still waits for it.
_LOOK_EVERY = 1.0


class Clock:
    """Time as the collection sees it, in seconds.

    :ivar origin: names the moment that now() counts from; clocks with the same one agree.
    """

    origin: object = "start of the machine"

    def now(self) -> float:
        """Seconds since some fixed moment; never goes back."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Let time pass.

        :raises Abandoned: Ansible, which started this process, is gone.
        """
        end = time.monotonic() + seconds
        while True:
            stay()
            left = end - time.monotonic()
            if left <= 0:
                return
            time.sleep(min(left, _LOOK_EVERY))


class Deadline:
    """A moment that is ``seconds`` away when it is made."""

    def __init__(self, clock: Clock, seconds: float) -> None:
        self.clock = clock
        self.seconds = seconds
        self._end = clock.now() + seconds

    def remaining(self) -> float:
        """Seconds left, 0 when it has passed."""
        return max(0.0, self._end - self.clock.now())

    def within(self, seconds: float) -> Deadline:
        """The earlier of this deadline and ``seconds`` from now."""
        return Deadline(self.clock, min(seconds, self.remaining()))


def backoff(first: float, factor: float, longest: float) -> Iterator[float]:
    """Pauses in seconds without end: ``first``, then ``factor`` times the one before, at most ``longest``.

    Each is spread by up to a tenth either way, so that clients that started together do not stay together.
    """
    pause = first
    while True:
        pause = min(pause, longest)
        yield pause * random.uniform(0.9, 1.1)
        pause *= factor


def poll(look: Callable[[], T], done: Callable[[T], bool], deadline: Deadline) -> T:
    """Look again and again until ``done`` says so; return what was seen then.

    Pauses come first, since a poll follows an answer that already told the state: 1 s, growing by a quarter to 12 s.
    A last look is taken when the deadline passes.

    :param look: asks for the state; its errors end the wait.
    :param done: whether that state ends the wait; may raise when it never will.
    :raises WaitTimeout: when the deadline passes first.
    """
    pauses = backoff(1.0, 1.25, 12.0)
    while True:
        remaining = deadline.remaining()
        pause = min(next(pauses), remaining)
        deadline.clock.sleep(pause)
        seen = look()
        if done(seen):
            return seen
        if pause == remaining:
            raise WaitTimeout(f"it took longer than {deadline.seconds:g} s")
