# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""A client of a panel: the application API, which manages everything, and the client API, which uses servers."""

from __future__ import annotations

import threading
from typing import Any, Callable, Mapping, Protocol

from .._core.client import ApiClient, Json
from .._core.dialect import Answer, Request
from .._core.errors import Refused
from .._core.shape import Shape, shaped
from .._core.url import path_of
from . import shapes
from .keys import Keys

APPLICATION, CLIENT = "application", "client"
# So many servers are asked about at the same time.
AT_ONCE = 10
# The largest pages: the application API has no limit, the client API cuts what asks for more.
LARGE, OF_SERVERS, OF_BACKUPS, OF_ACTIVITY = 500, 100, 50, 100
_MOST = {"servers": LARGE, "users": LARGE, "nodes": LARGE, "locations": LARGE, "allocations": LARGE, "nests": LARGE}
# The lists of the application API that can be sorted; while pages are turned, nothing may move between them.
_SORTED = ("servers", "users", "nodes", "locations")
_OF_CLIENT = {"backups": OF_BACKUPS, "activity": OF_ACTIVITY, CLIENT: OF_SERVERS}


class Turn(Protocol):
    """When what a task is about can be used."""

    def comes(self, request: Request, refused: Refused) -> bool:
        """Whether a call that was refused may be sent again; returns when it may."""


class Client(ApiClient):
    """A thing is named by the segments of its path below /api: "application", "users", its id.

    It comes as its attributes, with what was included under "related".

    :ivar noted: what a task has to remember between two looks at a thing.
    :ivar choosing: held by whoever chooses one of several things that are free.
    :ivar turn: asked about calls that were refused.
    """

    def __init__(self, *more: Any, **named: Any) -> None:
        super().__init__(*more, **named)
        self._kept: dict[tuple[Any, ...], list[Json]] = {}
        self.noted: dict[tuple[Any, ...], Any] = {}
        self.choosing = threading.Lock()
        self.turn: Turn | None = None
        self._lasting: dict[tuple[Any, ...], list[Json]] = {}

    def send(self, request: Request) -> Answer:
        """The same; a call that there is no key for is not sent, and one that came too early is sent again.

        :raises InvalidInput: it needs a client key, and there is none.
        """
        auth = self.account.auth
        if isinstance(auth, Keys):
            auth.need(request)
        try:
            return super().send(request)
        except Refused as refused:
            if self.turn is None or not self.turn.comes(request, refused):
                raise
        return super().send(request)

    def get(self, *where: Any, shape: Shape[Any] = shapes.thing, **query: Any) -> Json:
        """One thing."""
        found: Json = self.fetch(_path(where), shape, **query)
        return found

    def get_all(self, *where: Any, **query: Any) -> list[Json]:
        """All things of a list, page by page."""
        path, first = _path(where), _first(where, query)
        name = "&".join([path, *(f"{key}={value}" for key, value in sorted(first.items()))])
        return self.listed(name, lambda: self.paged(path, shapes.page, "data", _following(first), first))

    def get_once(self, *where: Any, **query: Any) -> list[Json]:
        """A list that names are looked up in: asked for once, and again after a change. Not to be changed."""
        key = (*where, *sorted(query.items()))
        if key not in self._kept:
            self._kept[key] = self.get_all(*where, **query)
        return self._kept.get(key) or []

    def get_kept(self, *where: Any, **query: Any) -> list[Json]:
        """A list that nothing changes through the API: asked for once. Not to be changed."""
        key = (*where, *sorted(query.items()))
        if key not in self._lasting:
            self._lasting[key] = self.get_all(*where, **query)
        return self._lasting[key]

    def get_page(self, *where: Any, **query: Any) -> Json:
        """A list that comes whole, with what stands beside it: "data" and "meta"."""
        found: Json = self.fetch(_path(where), shapes.page, **query)
        return found

    def get_text(self, *where: Any, **query: Any) -> str:
        """A text as it stands; errors are JSON all the same, which the panel wants to be asked for."""
        headers = {"Accept": "application/json"}
        told = self.send(Request("GET", _path(where), tuple(query.items()), headers=headers, text=True)).data
        return told if isinstance(told, str) else ""

    def forget(self) -> None:
        """Let the next listing of each kind be a new one."""
        super().forget()
        self._kept.clear()

    def create(self, *where: Any, values: Any, shape: Shape[Any] = shapes.created, **query: Any) -> Json:
        """A new thing in a list."""
        path = _path(where)
        made: Json = shaped(f"POST {path}", self.call("POST", path, values, **query).data, shape)
        return made

    def change(self, *where: Any, values: Json, verb: str = "PATCH", **query: Any) -> Json:
        """A thing with other values; what is not sent may be wiped."""
        path = _path(where)
        changed: Json = shaped(f"{verb} {path}", self.call(verb, path, values, **query).data, shapes.thing)
        return changed

    def act(self, *where: Any, values: Any = None, verb: str = "POST") -> None:
        """Have done what the path says; nothing comes back."""
        self.call(verb, _path(where), values)

    def write(self, *where: Any, content: bytes, **query: str) -> None:
        """Send a content as it is."""
        headers = {"Content-Type": "text/plain"}
        self.send(Request("POST", _path(where), tuple(query.items()), headers=headers, body=content))

    def delete(self, *where: Any) -> None:
        """The end of a thing."""
        self.call("DELETE", _path(where))


def _path(where: tuple[Any, ...]) -> str:
    return path_of("api", *where)


def _first(where: tuple[Any, ...], query: Mapping[str, Any]) -> dict[str, Any]:
    """What asks for the first page."""
    what = where[-1]
    if where[0] == CLIENT:
        most = _OF_CLIENT.get(what)
        return {**query, **({"per_page": most} if most else {})}
    more = {"sort": "id"} if what in _SORTED else {}
    return {**query, **more, **({"per_page": _MOST[what]} if what in _MOST else {})}


def _following(first: Mapping[str, Any]) -> Callable[[Json], Mapping[str, Any] | None]:
    """What asks for the page after a page; links of the panel forget what was asked for."""

    def following(page: Json) -> Mapping[str, Any] | None:
        if page.get("current_page", 1) >= page.get("total_pages", 1):
            return None
        return {**first, "page": page["current_page"] + 1}

    return following
