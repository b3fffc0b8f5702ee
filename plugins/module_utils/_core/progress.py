# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Telling what is waited for, in few enough lines to read."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Callable, Iterator

from .wait import Clock


@dataclass
class _Thing:
    """What is known of something that is watched: since when, and its condition when it was last spoken of."""

    since: float
    condition: str


class Progress:
    """Makes lines of what waits see; call it with what Watch tells. Threads may share it.

    Nothing is said in the first moments, so that short tasks stay silent. After that there is a line for every change,
    and otherwise one now and then, about whatever is looked at then; beat() says it where nobody looks.

    :param say: takes a line.
    :param patience: seconds from now in which nothing is said.
    :param every: seconds between two lines at least, unless something changed.
    """

    def __init__(self, say: Callable[[str], None], clock: Clock, patience: float = 5.0, every: float = 5.0) -> None:
        self.say = say
        self.clock = clock
        self.every = every
        self._begin = self._due = clock.now() + patience
        self._things: dict[str, _Thing] = {}
        self._last = ("", "")
        self._lock = threading.Lock()

    def __call__(self, what: str, condition: str, seconds: float, tally: str = "") -> None:
        """Take note of a look, and say it if it is time.

        :param what: what was looked at, such as "box web1 (10001)".
        :param condition: how it is, such as "CREATING".
        :param seconds: how long this wait for it has taken; the line counts from the first wait for it.
        :param tally: how far the whole is, such as "3 of 50 done".
        """
        with self._lock:
            now = self.clock.now()
            thing = self._things.setdefault(what, _Thing(now - seconds, condition))
            self._last = (what, tally)
            changed = condition != thing.condition
            if now < self._begin or not (changed or now >= self._due):
                return
            news = f"{thing.condition} -> {condition}" if changed else f"still {condition}"
            thing.condition = condition
            self._tell(what, thing, news, tally)

    def beat(self) -> float:
        """Say once more what was seen last, if it is time to say something; the seconds until it may be time again."""
        with self._lock:
            what, tally = self._last
            if what and self.clock.now() >= self._due:
                self._tell(what, self._things[what], f"still {self._things[what].condition}", tally)
            return max(0.0, self._due - self.clock.now()) if what else self.every

    def _tell(self, what: str, thing: _Thing, news: str, tally: str) -> None:
        now = self.clock.now()
        self._due = now + self.every
        so_far = ", ".join(filter(None, (f"{now - thing.since:.0f} s", tally)))
        self.say(f"{what}: {news} ({so_far})")


@contextmanager
def beating(progress: Progress, what: str, condition: str) -> Iterator[None]:
    """While the block runs, somebody is told something now and then, even where nothing in it tells anything.

    :param what: the whole, for as long as nothing else was told of.
    :param condition: how it is, such as "at work".
    """
    progress(what, condition, 0.0)
    over = threading.Event()

    def beat() -> None:
        while not over.wait(progress.beat()):
            pass

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
