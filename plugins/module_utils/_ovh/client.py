# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""A client of the OVHcloud API."""

from __future__ import annotations

import re
import urllib.parse
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Callable

from .._core.background import side_by_side
from .._core.client import MOST_PAGES, ApiClient, Json
from .._core.dialect import Answer, Request, json_request
from .._core.errors import BoxfleetError, NoUsableAnswer, Refused
from .._core.provider import Account
from .._core.shape import Shape, anything, listing, record, shaped
from .._core.url import path_of
from . import shapes
from .auth import OvhAuth, Signed
from .dialect import EXPIRED, NoSuchCall
from .endpoints import ALIAS, NEWER, VERSION
from .rights import Rights, Rule, rules_from

# The most things to ask for in one call, and one by one at the same time.
_BATCH = 50
_PARALLEL = 10
_PAGE = 5000
_EXPANDED = {"X-Pagination-Mode": "CachedObjectList-Pages", "Pragma": "no-cache"}
_BATCH_ENTRY = record({"key": anything}, {"value": anything, "error": anything})
# What stands in a path for the thing that a task is about.
_NAMED = re.compile(
    r"/1\.0/(?:cloud/project/(?P<project>[^/,]+)|domain/zone/(?P<zone>[^/,]+)|dedicated/server/(?P<server>[^/,]+)"
    r"|vps/(?P<vps>[^/,]+)|ip/(?P<block>[^/,]+))"
)
# Of one that vanished between two calls.
GONE = (404, EXPIRED)
Where = Any
# What a thing has while something was asked for that it does not show.
DOING = "doing"
# Seconds for which one that was just made may be unknown, and a change may not show.
_NEW = 120.0
_LATEST = 900.0


@dataclass(frozen=True)
class Begun:
    """A change that was asked for; see Client.begin()."""

    thing: Json
    shows: Callable[[Json], bool] | None
    until: float


class Client(ApiClient):
    """A thing is named by the segments of its path: "cloud", "project", its id; or by its whole path, "/cloud/project".

    :ivar rights: what the account may do, and what the task at hand needs.
    :ivar names: what stands in the paths of this task, such as "project", as far as it is known.
    """

    def __init__(self, account: Account, *more: Any, **named: Any) -> None:
        super().__init__(account, *more, **named)
        self.rights = Rights(self._granted)
        self.names: dict[str, str] = {}
        self._begun: dict[str, Begun] = {}
        self._known: dict[str, list[Any]] = {}

    def send(self, request: Request) -> Answer:
        """As the base class does, after what signing takes was asked for."""
        if isinstance(self.account.auth, OvhAuth):
            self.account.auth.prepare(self.session, request)
        named = _NAMED.match(request.path)
        if named:
            self.names.update({name: value for name, value in named.groupdict().items() if value})
        return super().send(request)

    # Things

    def get(self, *where: Where, shape: Shape[Any] = shapes.THING, **query: Any) -> Any:
        """One thing."""
        return self.fetch(path(*where), shape, **_said(query))

    def get_all(self, *where: Where, shape: Shape[Any] = shapes.THING, **query: Any) -> list[Any]:
        """All entries of a list: things, or mere ids."""
        asked = json_request("GET", path(*where), None, _said(query))
        name = f"{asked.path}?{urllib.parse.urlencode(asked.query)}"
        told: list[Any] = self.listed(name, lambda: self._whole(asked, shape))
        return told

    def create(self, *where: Where, values: Json | None = None, shape: Shape[Any] = shapes.THING) -> Any:
        """Have a thing made in a list, or something done; what the answer says."""
        called = path(*where)
        return shaped(f"POST {called}", self.call("POST", called, values).data, shape)

    def act(self, *where: Where, values: Json | None = None) -> Any:
        """Have something done; whatever the answer says, mostly nothing."""
        return self.call("POST", path(*where), values).data

    def change(self, *where: Where, values: Json) -> Any:
        """Send other values of some fields; what the answer says, mostly nothing."""
        return self.call("PUT", path(*where), values).data

    def delete(self, *where: Where) -> Any:
        """Have a thing deleted; what the answer says, mostly nothing."""
        return self.call("DELETE", path(*where)).data

    def known(self, *where: Where, shape: Shape[Any] = shapes.THING, **query: Any) -> list[Any]:
        """All entries of a list that does not change while a task runs, such as what is on offer: asked for once."""
        key = f"{path(*where)} {sorted(query.items())}"
        if key not in self._known:
            self._known[key] = self.get_all(*where, shape=shape, **query)
        return self._known[key]

    # Changes that a thing does not show at once

    def begin(self, thing_id: str, thing: Json, doing: str, shows: Callable[[Json], bool] | None) -> Json:
        """Remember that something was asked for; the thing, as one for which that is under way.

        :param shows: whether a thing shows that it was begun or is over; None for one that is new and may be unknown.
        """
        until = self.session.clock.now() + (_NEW if shows is None else _LATEST)
        self._begun[thing_id] = Begun({**thing, DOING: doing}, shows, until)
        return self._begun[thing_id].thing

    def watched(self, thing_id: str, look: Callable[[], Json]) -> Json:
        """A thing as it is, with what was asked for as long as it does not show it."""
        begun = self._begun.get(thing_id)
        patient = begun is not None and self.session.clock.now() < begun.until
        try:
            thing = look()
        except Refused as error:
            if begun is not None and patient and begun.shows is None and error.status in GONE:
                return begun.thing
            raise
        if begun is not None and patient and begun.shows is not None and not begun.shows(thing):
            return {**thing, DOING: begun.thing[DOING]}
        self._begun.pop(thing_id, None)
        return thing

    # Lists of which the service tells the ids alone

    def get_details(self, *where: Where, id_of: str, shape: Shape[Any] = shapes.THING, **query: Any) -> list[Any]:
        """The things of a list of ids, in few calls: whole, or in batches, or side by side, as the service lets one.

        :param id_of: the field that holds what the list has of a thing.
        """
        asked = json_request("GET", path(*where), None, _said(query))
        name = f"{asked.path}?{urllib.parse.urlencode(asked.query)} in full"
        told: list[Any] = self.listed(name, lambda: list(self._details(asked, id_of, shape)))
        return told

    def get_each(
        self, *where: Where, ids: Sequence[Any], below: str = "", shape: Shape[Any] = shapes.THING
    ) -> list[tuple[Any, Any]]:
        """The things of a list with these ids, each after its id, without those that are gone by now.

        :param below: what of each is asked for, such as "/ips"; the thing itself if empty.
        """
        base = (path(*where), below)
        found: list[tuple[Any, Any]] = []
        left = list(ids)
        while left:
            some, left = left[:_BATCH], left[_BATCH:]
            batch = self._batch(base, some, shape) if len(some) > 1 else None
            if batch is None:
                # it knows no batches
                some, left = [*some, *left], []
                jobs = [partial(self._one, base, one, shape) for one in some]
                batch = list(zip(some, side_by_side(jobs, _PARALLEL)))
            found += [(thing_id, thing) for thing_id, thing in batch if thing is not None]
        return found

    def _whole(self, asked: Request, shape: Shape[Any]) -> list[Any]:
        return shaped(str(asked), self.send(asked).data, listing(shape))

    def _details(self, asked: Request, id_of: str, shape: Shape[Any]) -> Iterator[Any]:
        entries: list[Any] = []
        for page in range(1, MOST_PAGES):
            numbers = {"X-Pagination-Size": str(_PAGE), "X-Pagination-Number": str(page)}
            answer = self.send(replace(asked, headers={**_EXPANDED, **numbers}))
            some = shaped(str(asked), answer.data, listing(anything))
            entries += some
            whole = answer.headers.get("x-pagination-elements", "")
            if not some or not whole.isdigit() or len(entries) >= int(whole[:9]):
                break
        ids = [entry for entry in entries if not isinstance(entry, dict)]
        if len(ids) == len(entries):
            yield from (thing for _id, thing in self.get_each(asked.path, ids=ids, shape=shape))
            return
        shaped(str(asked), entries, listing(record({id_of: _id})))
        yield from shaped(str(asked), entries, listing(shape))

    def _batch(self, base: tuple[str, str], ids: Sequence[Any], shape: Shape[Any]) -> list[tuple[Any, Any]] | None:
        """These at once; None where the service does not do that."""
        joined = ",".join(urllib.parse.quote(str(one), safe="") for one in ids)
        before, below = base
        asked = Request("GET", f"{before}/{joined}{below}", (), {"X-Ovh-Batch": ","})
        try:
            told = shaped(str(asked), self.send(asked).data, listing(_BATCH_ENTRY))
        except (Refused, NoSuchCall, NoUsableAnswer):
            return None
        values = {str(one["key"]): one.get("value") for one in told}
        if values.keys() != {str(one) for one in ids}:
            return None
        there = [one for one in ids if values[str(one)] is not None]
        things = shaped(str(asked), [values[str(one)] for one in there], listing(shape))
        # an error in a batch is one of that thing alone
        lost = [(one, self._one(base, one, shape)) for one in ids if values[str(one)] is None]
        return [*zip(there, things), *lost]

    def _one(self, base: tuple[str, str], thing_id: Any, shape: Shape[Any]) -> Any:
        """One by its id; None where it vanished in between."""
        try:
            return self.fetch(base[0] + path_of(thing_id) + base[1], shape)
        except Refused as error:
            if error.status in GONE:
                return None
            raise

    # Rights

    def credential(self) -> Json:
        """What the consumer key is and may do."""
        told: Json = self.get("auth", "currentCredential", shape=shapes.CREDENTIAL)
        return told

    def _granted(self) -> list[Rule] | None:
        if not isinstance(self.account.auth, Signed):
            return None
        try:
            return rules_from(self.credential().get("rules"))
        except BoxfleetError:
            # who may not know it is told by the call itself
            return None


def path(*where: Where) -> str:
    """The path of these segments; of one that begins with a slash, that path itself."""
    first = str(where[0])
    whole = first + path_of(*where[1:]) if first.startswith("/") else path_of(*where)
    return whole if whole.startswith((f"{VERSION}/", f"{ALIAS}/", f"{NEWER}/")) else VERSION + whole


def _id(value: Any) -> str | int:
    """What can be an id."""
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        raise ValueError("something else where an id belongs")
    return value


def _said(query: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in query.items() if value is not None}
