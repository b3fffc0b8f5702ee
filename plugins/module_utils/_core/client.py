# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What every client of a service has: a session, somebody to tell, listings that are shared, a limit for changes."""

from __future__ import annotations

import threading
from contextlib import contextmanager, nullcontext
from typing import Any, Callable, ContextManager, Dict, Iterator, Mapping, TypeVar

from .dialect import Answer, Request, json_request
from .errors import NoUsableAnswer
from .http import Session
from .listings import Listings
from .provider import Account
from .shape import Shape, shaped
from .wait import Clock
from .watch import Tell, silent

T = TypeVar("T")
Json = Dict[str, Any]

# A list that goes on after so many pages does not end.
MOST_PAGES = 10_000


class ApiClient:
    """Calls of one service as one account; threads may share it. A provider adds a method for each call.

    :param tell: told what a wait sees, after every look, and what keeps a call from being answered.
    :param listings: where listings are kept for others who ask soon.
    """

    def __init__(
        self, account: Account, clock: Clock | None = None, tell: Tell = silent, listings: Listings | None = None
    ) -> None:
        self.account = account
        self.session = Session(account.url, account.auth, account.http, account.dialect, clock, tell)
        self.tell = tell
        self._listings = listings or Listings()
        self._places: ContextManager[Any] = nullcontext()

    def call(self, verb: str, path: str, body: Any = None, **query: Any) -> Answer:
        """Send a value as JSON, and return the answer.

        :param path: path below the service's address, percent-encoded.
        :param body: None sends no body.
        :param query: names and values of the query.
        :raises BoxfleetError: as Session.send() does.
        """
        return self.send(json_request(verb, path, body, query))

    def send(self, request: Request) -> Answer:
        """Send a request and return the answer; changes wait for a place, and end what is known by listings.

        :raises BoxfleetError: as Session.send() does.
        """
        if request.reads:
            return self.session.send(request)
        with self._places:
            self.forget()
            try:
                return self.session.send(request)
            finally:
                self.forget()

    def fetch(self, path: str, shape: Shape[T], **query: Any) -> T:
        """What a path shows, in its shape.

        :raises NoUsableAnswer: it has another.
        :raises BoxfleetError: as Session.send() does.
        """
        return shaped(f"GET {path}", self.call("GET", path, **query).data, shape)

    def paged(
        self,
        path: str,
        page: Shape[Json],
        key: str,
        following: Callable[[Json], Mapping[str, Any] | None],
        first: Mapping[str, Any] | None = None,
    ) -> list[Any]:
        """All entries of a list that comes in pages.

        :param page: the shape of a page.
        :param key: holds the entries of a page.
        :param following: a page to the query that asks for the next one; None for the last.
        :param first: the query that asks for the first one.
        :raises NoUsableAnswer: a page has another shape, or there is no last one.
        :raises BoxfleetError: as Session.send() does.
        """
        entries: list[Any] = []
        query: Mapping[str, Any] = first or {}
        for _page in range(MOST_PAGES):
            found = self.fetch(path, page, **query)
            entries += found[key]
            further = following(found)
            if further is None:
                return entries
            if further == query:
                break
            query = further
        raise NoUsableAnswer(f"GET {path} is a list that does not end, with {dict(query)} as its last page")

    def listed(self, name: str, ask: Callable[[], T]) -> T:
        """A listing: asked for by whoever asks first, shared with all who ask at the same time. Not to be changed.

        :param name: tells the listings of the service apart.
        """
        return self._listings.get(f"{self.session.account} {name}", ask, self.session.clock)

    def forget(self) -> None:
        """Let the next listing of each kind be a new one."""
        self._listings.forget(self.session.account)

    @contextmanager
    def in_parallel(self, changes: int, so_far: Callable[[], str]) -> Iterator[None]:
        """While the block runs, threads share the client.

        :param changes: how many calls that change something may be under way at once; waiting takes no place.
        :param so_far: says how far the whole is, for whoever is told of a wait.
        """
        tell, places = self.tell, self._places

        def tell_all(what: str, condition: str, seconds: float, tally: str = "") -> None:
            tell(what, condition, seconds, tally or so_far())

        self.tell, self._places = tell_all, threading.BoundedSemaphore(changes)
        try:
            yield
        finally:
            self.tell, self._places = tell, places
