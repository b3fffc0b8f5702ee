# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""One client for the threads of a fleet."""

from __future__ import annotations

import threading
from concurrent.futures import Future
from typing import Any, Callable

from .._core.errors import BoxfleetError
from .client import Client, Json


class FleetClient(Client):
    """A client that many threads share.

    :param client: whose session it uses, and who is told what the waits see.
    :param parallel: how many calls that change something may be under way at once; waiting takes no place.
    :ivar tally: says how far the fleet is.
    """

    def __init__(self, client: Client, parallel: int) -> None:
        self.session = client.session
        self.tell = self._tell_with_tally
        self.tally: Callable[[], str] = str
        self._tell = client.tell
        self._places = threading.BoundedSemaphore(parallel)
        self._listing = threading.Lock()
        self._joining = threading.Lock()
        self._next_listing: Future[dict[str, Json]] | None = None

    def get_boxes(self) -> dict[str, Json]:
        """All boxes of the account. Threads that ask at the same time share one call, begun after all of them asked."""
        with self._joining:
            first = self._next_listing is None
            listing = self._next_listing = self._next_listing or Future()
        if first:
            self._list(listing)
        try:
            return listing.result()
        except BoxfleetError:
            if first:
                raise
            return super().get_boxes()

    def _list(self, listing: Future[dict[str, Json]]) -> None:
        """Answer a listing that others may have joined, when the one before is done."""
        with self._listing:
            with self._joining:
                self._next_listing = None
            try:
                listing.set_result(super().get_boxes())
            except Exception as error:
                listing.set_exception(error)

    def _result(self, verb: str, path: str, body: Json | None) -> Any:
        if verb == "GET":
            return super()._result(verb, path, body)
        with self._places:
            return super()._result(verb, path, body)

    def _tell_with_tally(self, what: str, condition: str, seconds: float, tally: str = "") -> None:
        self._tell(what, condition, seconds, tally or self.tally())
