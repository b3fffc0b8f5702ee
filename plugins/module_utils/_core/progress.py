# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Telling what is waited for, in few enough lines to read."""

from __future__ import annotations

import signal
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
        self._seen: dict[str, tuple[str, str]] = {}
        self._lock = threading.Lock()

    def __call__(self, what: str, condition: str, seconds: float, tally: str = "") -> None:
        """Take note of a look, and say it if it is time.

        :param what: what was looked at, such as "box web1 (10001)".
        :param condition: how it is, such as "CREATING".
        :param seconds: how long this wait for it has taken; the line counts from the first wait for it.
        :param tally: how far the whole is, such as "3 of 50 done".
        """
        with self._lock:
            self._things.setdefault(what, _Thing(self.clock.now() - seconds, condition))
            # the latest last
            self._seen.pop(what, None)
            self._seen[what] = (condition, tally)
            self._say_if_due(what)

    def beat(self) -> float:
        """Say once more what was seen last, if it is time to say something; the seconds until it may be time again."""
        with self._lock:
            if self._seen:
                self._say_if_due(next(reversed(self._seen)))
            return max(0.0, self._due - self.clock.now()) or self.every

    def under_way(self) -> list[str]:
        """What was seen so far and how it was then, the latest first. Takes no lock, since a signal may ask."""
        return [f"{what}: {condition}" for what, (condition, _tally) in reversed(list(self._seen.items()))]

    def _say_if_due(self, what: str) -> None:
        now, thing, (condition, tally) = self.clock.now(), self._things[what], self._seen[what]
        changed = condition != thing.condition
        if now < self._begin or not (changed or now >= self._due):
            return
        again = "still " if now > thing.since else ""
        news = f"{thing.condition} -> {condition}" if changed else f"{again}{condition}"
        thing.condition = condition
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
        # A signal that this thread got would not wake the main thread, which alone can act on it.
        signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
        while not over.wait(progress.beat()):
            pass

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
