# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Watching one thing at a service while it changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Callable, Generic, Protocol, TypeVar

from .errors import WaitFailed, WaitTimeout
from .wait import Deadline, poll

T = TypeVar("T")

# So often a thing may look settled elsewhere before a change counts as failed that never showed.
_PATIENCE = 3


class Tell(Protocol):
    """Told what is watched, how it is now, for how many seconds it has been watched, and how far the whole task is."""

    def __call__(self, what: str, condition: str, seconds: float, tally: str = "") -> None:
        """Take note of a look."""


def silent(what: str, condition: str, seconds: float, tally: str = "") -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class Watch(Generic[T]):
    """How to look at one thing.

    :ivar what: the thing in a sentence, such as "box web1 (10001)".
    :ivar look: asks the service for it; None when it does not exist.
    :ivar settled: whether it is in no transition.
    :ivar condition: how it is, in a sentence, such as "READY and running".
    :ivar tell: told after every look, so that somebody can show progress.
    """

    what: str
    look: Callable[[], T | None]
    settled: Callable[[T], bool]
    condition: Callable[[T], str]
    tell: Tell = silent

    def until(self, done: Callable[[T | None], bool], deadline: Deadline) -> T | None:
        """Look until it is as asked, and return it; None when it is gone.

        :raises WaitTimeout: the deadline passed first.
        """
        began = deadline.clock.now()
        condition = ""

        def look() -> T | None:
            nonlocal condition
            seen = self.look()
            condition = "gone" if seen is None else self.condition(seen)
            self.tell(self.what, condition, deadline.clock.now() - began)
            return seen

        try:
            return poll(look, done, deadline)
        except WaitTimeout:
            raise WaitTimeout(
                f"{self.what} was still {condition} after {deadline.seconds:g} s",
                advice="Run the task again, it goes on from there; if the service needs longer, raise wait_timeout",
            ) from None

    def at_rest(self, thing: T, deadline: Deadline) -> T:
        """The thing when it is in no transition.

        :raises WaitFailed: it is gone.
        :raises WaitTimeout: the deadline passed first.
        """
        if self.settled(thing):
            return thing
        seen = self.until(lambda one: one is None or self.settled(one), deadline)
        if seen is None:
            raise WaitFailed(f"{self.what} is gone")
        return seen

    def until_changed(self, answer: T, reached: Callable[[T | None], bool], deadline: Deadline) -> T | None:
        """Look until a change that was just sent is complete, and return the thing; None when it is gone.

        A thing that comes to rest elsewhere fails at once, if it was seen to leave; else after a few looks, since
        the service may not have begun.

        :param answer: the thing as the answer to the change showed it; if that is as wanted, nothing is looked at.
        :raises WaitFailed: the change cannot come true any more.
        :raises WaitTimeout: the deadline passed first.
        """
        left = not self.settled(answer)
        looks = 0

        def done(seen: T | None) -> bool:
            nonlocal left, looks
            if reached(seen):
                return True
            if seen is None:
                raise WaitFailed(f"the service dropped {self.what}", now="It does not exist any more")
            left = left or not self.settled(seen)
            looks += 1
            if self.settled(seen) and (left or looks >= _PATIENCE):
                raise WaitFailed(f"the service gave up: {self.what} is {self.condition(seen)}")
            return False

        return answer if reached(answer) else self.until(done, deadline)
