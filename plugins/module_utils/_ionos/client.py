# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""A client of the IONOS Cloud API, v6."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any, Callable, Mapping

from .._core.client import ApiClient, Json
from .._core.dialect import Answer
from .._core.errors import Refused, WaitFailed
from .._core.provider import Account
from .._core.shape import shaped
from .._core.url import path_of
from . import shapes

VERSION = "/cloudapi/v6"
# Lists that come in pages, and the most entries that each lets one ask for; all others come whole.
PAGES = {
    **dict.fromkeys(("datacenters", "ipblocks", "users"), 100),
    **dict.fromkeys(
        ("servers", "volumes", "lans", "nics", "firewallrules", "cdroms", "loadbalancers", "requests"), 1000
    ),
}
HALF_MADE = "What it has made of it is still there, and may cost: delete it with state: absent, and create it anew"
# Seconds for which a new thing may be unknown although the request that makes it is done.
LATE = 120.0
_REQUEST = re.compile(r"/requests/([0-9A-Za-z-]{1,64})(?:/status)?/?$")


@dataclass(frozen=True)
class Begun:
    """A change that the service works on.

    :ivar request: id of its request.
    :ivar thing: the thing as it was last seen.
    :ivar new: the path of the thing, if it is being created; else empty.
    :ivar missed: when the thing was first not found although its request was done; None if it was not.
    """

    request: str
    thing: Json
    new: tuple[str, ...] = ()
    missed: float | None = None


class Client(ApiClient):
    """A thing is named by the segments of its path: "datacenters", its id, "servers", its id.

    Changes are accepted and then worked on. A thing that a request is under way for has it as "request", and looking
    at it again looks at the request first, whose end alone tells whether it went well.
    """

    def __init__(self, account: Account, *more: Any, **named: Any) -> None:
        super().__init__(account, *more, **named)
        self._begun: dict[str, Begun] = {}
        self._kept: dict[tuple[str, ...], list[Json]] = {}

    def get(self, *where: str, depth: int = 0) -> Json:
        """One thing: its properties, and with depth 1 the ids of what is in it, with 2 their properties.

        :raises WaitFailed: a change that it was waited for has failed.
        """
        begun = self._begun.get(where[-1])
        if begun and begun.missed is None and self._under_way(begun):
            return {**begun.thing, "request": begun.request}
        try:
            thing = self.fetch(_path(*where), shapes.THING, depth=depth)
        except Refused as error:
            if begun and error.status == 404 and self._may_come(begun):
                return {**begun.thing, "request": begun.request}
            self._begun.pop(where[-1], None)
            raise
        self._begun.pop(where[-1], None)
        return thing

    def get_all(self, *where: str, depth: int = 1) -> list[Json]:
        """All things of a list: with depth 1 their properties, with 3 those of what is in them."""
        path = _path(*where)
        return self.listed(f"{path}?depth={depth}", lambda: self._pages(path, PAGES.get(where[-1]), depth))

    def get_once(self, *where: str) -> list[Json]:
        """A list that names are looked up in: asked for once, and again after a change. Not to be changed."""
        if where not in self._kept:
            self._kept[where] = self.get_all(*where)
        return self._kept.get(where) or []

    def forget(self) -> None:
        """Let the next listing of each kind be a new one."""
        super().forget()
        self._kept.clear()

    def create(self, *where: str, properties: Json, entities: Json | None = None) -> Json:
        """Ask for a new thing in a list, with what is in it; the answer is the thing, which is on its way."""
        body = {"properties": properties, **({"entities": entities} if entities else {})}
        made = self._changed("POST", *where, body=body)
        if "request" in made:
            self._begun[made["id"]] = Begun(made["request"], made, (*where, made["id"]))
        return made

    def change(self, *where: str, properties: Json) -> Json:
        """Ask for other values of some properties; the answer is the thing."""
        return self._changed("PATCH", *where, body=properties)

    def replace(self, *where: str, properties: Json) -> Json:
        """Ask for other values of all properties, where the service knows no other way."""
        return self._changed("PUT", *where, body={"properties": properties})

    def delete(self, *where: str, thing: Json, **query: Any) -> None:
        """Ask for the end of a thing."""
        self._note(self.call("DELETE", _path(*where), **query), thing)

    def act(self, *where: str, thing: Json, properties: Json | None = None) -> Json:
        """Ask for what the last segment says; the thing is returned as one that is being changed."""
        body = {"properties": properties} if properties is not None else None
        return self._note(self.call("POST", _path(*where), body), thing)

    def put_in(self, *where: str, other: str, thing: Json) -> Json:
        """Put something that exists, by its id, into a list of a thing, such as a volume into a server's."""
        return self._note(self.call("POST", _path(*where), {"id": other}), thing)

    def set_in(self, *where: str, properties: Json, thing: Json) -> Json:
        """Have something be in a list of a thing in another way, such as a share of a group's."""
        return self._note(self.call("PUT", _path(*where), {"properties": properties}), thing)

    def take_out(self, *where: str, thing: Json) -> Json:
        """Take something out of a list of a thing; it goes on to exist."""
        return self._note(self.call("DELETE", _path(*where)), thing)

    def get_contracts(self) -> list[Json]:
        """The contracts, each with its number for an id."""
        found = self.fetch(_path("contracts"), shapes.CONTRACTS, depth=1)["items"]
        return [{**one, "id": str(one["properties"].get("contractNumber"))} for one in found]

    # Labels answer at once

    def get_labels(self, *where: str) -> dict[str, str]:
        """The labels of a thing."""
        found = self.fetch(_path(*where, "labels"), shapes.LABELS, depth=1)
        return {label["properties"]["key"]: label["properties"]["value"] for label in found["items"]}

    def set_label(self, *where: str, key: str, value: str, new: bool) -> None:
        """Give a thing a label, or a label of it another value."""
        if new:
            self.call("POST", _path(*where, "labels"), {"properties": {"key": key, "value": value}})
        else:
            self.call("PUT", _path(*where, "labels", key), {"properties": {"value": value}})

    def remove_label(self, *where: str, key: str) -> None:
        """Take a label off a thing."""
        self.call("DELETE", _path(*where, "labels", key))

    # Requests

    def pending(self) -> list[Json]:
        """The requests that are not done, with the calls that they were."""
        path = _path("requests")
        found: dict[str, Json] = {}
        for status in ("QUEUED", "RUNNING"):
            asked = {"filter.status": status}
            for request in self.paged(path, shapes.PAGE, "items", _following(1000, 2, asked), _first(1000, 2, asked)):
                found[request["id"]] = request
        return list(found.values())

    def is_under_way(self, request: str) -> bool:
        """Whether a request is neither done nor failed; old ones are dropped."""
        return self._told_of(request)["status"] not in ("DONE", "FAILED")

    def _changed(self, verb: str, *where: str, body: Json) -> Json:
        path = _path(*where)
        answer = self.call(verb, path, body)
        return self._note(answer, shaped(f"{verb} {path}", answer.data, shapes.THING))

    def _note(self, answer: Answer, thing: Json) -> Json:
        """Remember which request a change of a thing became."""
        found = _REQUEST.search(answer.headers.get("location", ""))
        if not found:
            return thing
        self._begun[thing["id"]] = Begun(found[1], thing)
        return {**thing, "request": found[1]}

    def _under_way(self, begun: Begun) -> bool:
        """Whether a request is not done.

        :raises WaitFailed: it has failed.
        """
        told = self._told_of(begun.request)
        if told["status"] != "FAILED":
            return bool(told["status"] != "DONE")
        self._begun.pop(begun.thing["id"], None)
        said = told.get("message") or "without a word"
        raise WaitFailed(
            f"the service accepted the change and then gave up: {said}",
            now=f"It was request {begun.request}",
            advice=HALF_MADE if begun.new and self._is_there(*begun.new) else _advice(said, begun.thing),
        )

    def _may_come(self, begun: Begun) -> bool:
        """Whether a thing that is not found is so new that the service may not show it yet."""
        now = self.session.clock.now()
        missed = now if begun.missed is None else begun.missed
        if not begun.new or now - missed >= LATE:
            return False
        self._begun[begun.thing["id"]] = replace(begun, missed=missed)
        return True

    def _is_there(self, *where: str) -> bool:
        """Whether there is anything: what a failed creation leaves would stay, and cost."""
        try:
            self.call("GET", _path(*where))
        except Refused:
            return False
        return True

    def _told_of(self, request: str) -> Json:
        try:
            told: Json = self.fetch(_path("requests", request, "status"), shapes.REQUEST_STATUS)["metadata"]
        except Refused as error:
            if error.status == 404:
                # old ones are dropped: the thing itself has the last word
                return {"status": "DONE"}
            raise
        return told

    def _pages(self, path: str, most: int | None, depth: int) -> list[Json]:
        if most is None:
            return list(self.fetch(path, shapes.PAGE, depth=depth)["items"])
        return self.paged(path, shapes.PAGE, "items", _following(most, depth), _first(most, depth))


def _first(most: int, depth: int, asked: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """What asks for the first page."""
    return {"depth": depth, "limit": most, **(asked or {})}


def _following(
    most: int, depth: int, asked: Mapping[str, Any] | None = None
) -> Callable[[Json], Mapping[str, Any] | None]:
    """What asks for the page after a page. A page is the last one when it is not full, or says that none follows."""
    seen: set[str] = set()

    def following(page: Json) -> Mapping[str, Any] | None:
        ids = [thing["id"] for thing in page["items"]]
        links = page.get("_links")
        is_last = len(ids) < (page.get("limit") or most) or (links is not None and not links.get("next"))
        # a service that does not know pages sends the same again
        if is_last or seen.intersection(ids):
            return None
        seen.update(ids)
        return {**_first(most, depth, asked), "offset": len(seen)}

    return following


def _advice(said: str, thing: Json) -> str:
    """What to do about a change of a thing that failed, by the service's words."""
    sort = (thing.get("properties") or {}).get("type")
    if "VDC-5-601" in said and sort in ("VCPU", "CUBE"):
        # the service chooses the CPU family of these
        return (
            f"There is no room for servers of type {sort} now: try again later, or create it with type: ENTERPRISE and "
            "a cpu_family that has room"
        )
    if "VDC-5-601" in said:
        return "There is no room for this CPU family now: leave cpu_family out, or take another one or another zone"
    return (
        "Run the task again: it looks first, and does only what is missing; if it stays so, ask the service's support"
    )


def _path(*where: str) -> str:
    return VERSION + path_of(*where)
