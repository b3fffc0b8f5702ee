# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The Tiny API: servers, and their volumes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, ClassVar

from sandbox._core.answer import Answer, Refused
from sandbox._core.call import Call
from sandbox._core.documents import Document
from sandbox._core.limiter import Rate
from sandbox._core.provider import AccountOption, ControlRoute, Provider
from sandbox._core.request import Request
from sandbox._core.routes import Route
from sandbox._core.settings import Settings
from sandbox._core.store import Store
from sandbox._core.thing import Thing

PAGE = 3
HIDDEN = ("passphrase", "fails")
SIZES = ("small", "large")
# What ends in which state; DELETING ends in none.
ENDS_IN = {"CREATING": "OFF", "STARTING": "ON", "STOPPING": "OFF", "CHANGING": "READY"}
# What an action needs, and what it begins.
ACTIONS = {"start": ("OFF", "STARTING"), "stop": ("ON", "STOPPING")}


class Things(Store):
    """Servers and volumes are documents. One with a step under way says in ``ends`` when it is over."""

    def settle(self, now: float) -> None:
        for thing in self.documents.due(now):
            state = "ERROR" if thing.value["fails"] else ENDS_IN.get(thing.value["state"])
            if state:
                self.documents.put(replace(thing, value={**thing.value, "state": state}, ends=None))
                continue
            for part in [thing, *self.documents.listed("volume", parent=thing.id)]:
                self.documents.drop(part.kind, part.id)


def error(status: int, text: str) -> Answer:
    return Answer({"error": {"code": status, "message": text}}, status)


def date(now: float) -> str:
    return datetime.fromtimestamp(now, UTC).isoformat()


def shown(thing: Document) -> dict[str, Any]:
    return {"id": thing.id, **{key: value for key, value in thing.value.items() if key not in HIDDEN}}


def own(call: Call[Things], kind: str = "server") -> Document:
    thing = call.store.documents.get(kind, call.parts[kind])
    parent = call.parts["server"] if kind == "volume" else None
    if thing is None or (thing.account, thing.parent) != (call.account, parent):
        raise Refused(error(404, f"There is no {kind} {call.parts[kind]}."))
    return thing


def sent(call: Call[Things], **rules: type) -> dict[str, Any]:
    """The fields sent, each of its type."""
    try:
        values = dict(call.request.json())
    except (ValueError, TypeError):
        raise Refused(error(422, "Send an object.")) from None
    for name, value in values.items():
        if type(value) is not rules.get(name):
            raise Refused(error(422, f"{name} is not as it should be."))
    return values


def page(call: Call[Things], things: list[Document]) -> Answer:
    number = dict(call.request.query).get("page", "1")
    first = (int(number) - 1) * PAGE if number.isdigit() else 0
    following = int(number) + 1 if first + PAGE < len(things) else None
    return Answer({"items": [shown(thing) for thing in things[first : first + PAGE]], "next": following})


def begun(call: Call[Things], thing: Document, state: str, **values: Any) -> Answer:
    """An empty answer: the thing is in a step now, and where it is says the header."""
    outcome = call.outcome("fails")
    value = {**thing.value, **values, "state": state, "fails": bool(outcome.failure)}
    call.store.documents.put(replace(thing, value=value, ends=outcome.ends))
    where = f"/v1/servers/{thing.parent}/volumes/{thing.id}" if thing.parent else f"/v1/servers/{thing.id}"
    return Answer(status=202, headers={"Location": where})


def new(call: Call[Things], kind: str, parent: str | None = None) -> Document:
    number = call.store.new_ids(kind)
    return Document(kind, f"{kind[:3]}-{number}", {"created": date(call.now)}, account=call.account, parent=parent)


def list_servers(call: Call[Things]) -> Answer:
    return page(call, call.store.documents.listed("server", account=call.account))


def get_server(call: Call[Things]) -> Answer:
    return Answer(shown(own(call)))


def create_server(call: Call[Things]) -> Answer:
    values = sent(call, name=str, size=str)
    if not values.get("name") or values.get("size") not in SIZES:
        raise Refused(error(422, f"A server has a name and one of the sizes {', '.join(SIZES)}."))
    server = new(call, "server")
    return begun(call, server, "CREATING", **values, address=f"192.0.2.{server.id.partition('-')[2]}")


def act(call: Call[Things]) -> Answer:
    server = own(call)
    needed, state = ACTIONS.get(call.parts["action"], ("", ""))
    if server.value["state"] != needed:
        raise Refused(error(409, f"Server {server.id} is {server.value['state']}."))
    return begun(call, server, state)


def delete_server(call: Call[Things]) -> Answer:
    server = own(call)
    if server.value["state"] not in ("OFF", "ERROR"):
        raise Refused(error(409, f"Server {server.id} is {server.value['state']}."))
    begun(call, server, "DELETING")
    return Answer(status=204)


def list_volumes(call: Call[Things]) -> Answer:
    return page(call, call.store.documents.listed("volume", parent=own(call).id))


def get_volume(call: Call[Things]) -> Answer:
    return Answer(shown(own(call, "volume")))


def create_volume(call: Call[Things]) -> Answer:
    values = sent(call, name=str, gigabytes=int, diskType=str, labels=list, passphrase=str)
    if not values.get("name") or values.get("gigabytes", 0) < 1:
        raise Refused(error(422, "A volume has a name and at least 1 GB."))
    volume = new(call, "volume", own(call).id)
    return begun(call, volume, "CHANGING", **{"diskType": "hdd", "labels": [], **values})


def change_volume(call: Call[Things]) -> Answer:
    volume = own(call, "volume")
    values = sent(call, name=str, gigabytes=int, labels=list)
    if volume.value["state"] not in ("READY", "ERROR") or values.get("gigabytes", 2**40) < volume.value["gigabytes"]:
        raise Refused(error(409, f"Volume {volume.id} is {volume.value['state']}, and no volume can shrink."))
    return begun(call, volume, "CHANGING", **values)


def delete_volume(call: Call[Things]) -> Answer:
    begun(call, own(call, "volume"), "DELETING")
    return Answer(status=204)


def seed(tiny: Tiny, wanted: Mapping[str, Any]) -> Any:
    """``POST /_sandbox/servers`` ``{"names", "state"?, "size"?}``: servers that are there at once."""
    documents, numbers = tiny.store.documents, [tiny.store.new_ids("server") for _name in wanted["names"]]
    for number, name in zip(numbers, wanted["names"], strict=True):
        value = {"name": name, "size": wanted.get("size", "small"), "state": wanted.get("state", "ON")}
        value = {**value, "address": f"192.0.2.{number}", "created": date(tiny.now), "fails": False}
        documents.put(Document("server", f"ser-{number}", value, account=tiny.numbers[0]))
    return {"ids": [f"ser-{number}" for number in numbers]}


def things(store: Things) -> Iterable[Thing]:
    """What people see on the page."""
    for kind in ("server", "volume"):
        for thing in store.documents.listed(kind):
            address = thing.value.get("address")
            addresses = (address,) if address else ()
            state, busy = thing.value["state"], thing.ends is not None
            yield Thing(kind, thing.id, thing.value["name"], state, busy, addresses=addresses)


def check_token(text: str) -> str:
    if len(text) < 16:
        raise ValueError("must be at least 16 characters")
    return text


class Tiny(Provider[Things]):
    """Accounts are known by their numbers. Reads and writes are counted apart, and every answer says how one stands."""

    name = "tiny"
    title = "Tiny"
    account_option = AccountOption("--token", "tiny-token-0123456789", "at least 16 characters", check_token)
    routes = (
        Route("GET", "/servers", list_servers),
        Route("POST", "/servers", create_server),
        Route("GET", "/servers/{server}", get_server),
        Route("DELETE", "/servers/{server}", delete_server),
        Route("GET", "/servers/{server}/volumes", list_volumes),
        Route("POST", "/servers/{server}/volumes", create_volume),
        Route("POST", "/servers/{server}/{action}", act),
        Route("GET", "/servers/{server}/volumes/{volume}", get_volume),
        Route("PATCH", "/servers/{server}/volumes/{volume}", change_volume),
        Route("DELETE", "/servers/{server}/volumes/{volume}", delete_volume),
    )
    controls = (ControlRoute("POST", "/servers", seed),)
    fault_kinds = ("stuck", "fails")
    buckets = ("reads", "writes")
    rates: ClassVar[Mapping[str, Rate]] = {"reads": Rate(1000, 60), "writes": Rate(1000, 60)}

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        with self.store.transaction():
            self.numbers = [self.store.account(token) for token in settings.accounts]

    def open_store(self, settings: Settings) -> Things:
        return Things(settings.db, "sandbox.tiny")

    def things(self) -> Iterable[Thing]:
        return things(self.store)

    def prefix_length(self, segments: tuple[str, ...]) -> int:
        """All paths begin with a version."""
        return 1 if segments[:1] == ("v1",) else 0

    def identify(self, request: Request) -> int | None:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        accounts = self.settings.accounts
        return self.numbers[accounts.index(token)] if token in accounts else None

    def bucket(self, request: Request) -> str:
        return "reads" if request.verb == "GET" else "writes"

    def finished(self, call: Call[Things], answer: Answer) -> Answer:
        if call.standing is None:
            return answer
        remaining, resets = str(call.standing.remaining), f"{call.standing.resets - call.now:.3f}"
        return replace(answer, headers={**answer.headers, "X-Rate-Remaining": remaining, "X-Rate-Reset": resets})

    def failure(self, status: int) -> Answer:
        return error(status, "Something went wrong.")
