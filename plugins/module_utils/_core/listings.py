# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Listings that several askers share."""

from __future__ import annotations

import threading
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, Callable, TypeVar

from .errors import BoxfleetError
from .wait import Clock

T = TypeVar("T")


@dataclass
class _Listing:
    """One listing: the last answer and when it came, the call that is about to be made, changes seen."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    asking: threading.Lock = field(default_factory=threading.Lock)
    coming: Future[Any] | None = None
    known: tuple[float, Any] | None = None
    changes: int = 0


class Listings:
    """Answers to questions for all things of a kind.

    Threads that ask at the same time share one call, begun after all of them asked. Whoever asks later gets an answer
    that is young enough without a call, unless a change was made since.

    :param young: for how many seconds after it came an answer can be given again; 0 for never. How long it took to
        come, such as until its turn under a limit of calls, does not count: each item of a loop would ask anew then.
    """

    def __init__(self, young: float = 0.0) -> None:
        self._young = young
        self._lock = threading.Lock()
        self._listings: dict[str, _Listing] = {}

    def get(self, key: str, ask: Callable[[], T], clock: Clock) -> T:
        """The listing of a key, known or asked for.

        :raises BoxfleetError: as ``ask`` does.
        """
        with self._lock:
            listing = self._listings.setdefault(key, _Listing())
        with listing.lock:
            if listing.known and clock.now() - listing.known[0] <= self._young:
                found: T = listing.known[1]
                return found
            first = listing.coming is None
            coming = listing.coming = listing.coming or Future()
        if first:
            self._ask(listing, coming, ask, clock)
        try:
            answer: T = coming.result()
            return answer
        except BoxfleetError:
            if first:
                raise
            return ask()

    def forget(self, account: str) -> None:
        """Drop what is known of an account: every key that begins with it."""
        with self._lock:
            mine = [listing for key, listing in self._listings.items() if key.startswith(account)]
        for listing in mine:
            with listing.lock:
                listing.known = None
                listing.changes += 1

    def _ask(self, listing: _Listing, coming: Future[T], ask: Callable[[], T], clock: Clock) -> None:
        """Answer a question that others may have joined, when the one before is done."""
        with listing.asking:
            with listing.lock:
                listing.coming = None
                changes = listing.changes
            try:
                answer = ask()
            except BaseException as error:
                coming.set_exception(error)
                return
            with listing.lock:
                if self._young and listing.changes == changes:
                    listing.known = (clock.now(), answer)
            coming.set_result(answer)
