# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How the IONOS Cloud API differs from others: contracts, versions in the path, two limits that every answer tells."""

from __future__ import annotations

import base64
import binascii
import json
from argparse import ArgumentParser
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cache
from typing import Any, ClassVar

from sandbox._core.answer import Answer, Refused, encoded
from sandbox._core.call import Call as CoreCall
from sandbox._core.limiter import Rate
from sandbox._core.machines import host_of
from sandbox._core.provider import AccountOption, Provider
from sandbox._core.request import Request
from sandbox._core.routes import Found
from sandbox._core.settings import Settings
from sandbox._core.thing import Thing

from . import account, seeding
from .account import Person
from .call import Call
from .errors import Message, error, refused
from .forms import FORMS
from .lans import PROTECTED
from .machines import Machines
from .queue import FAULTS
from .routes import KINDS, ROUTES
from .store import Store
from .things import things

VERSIONS = {"v4": 4, "v5": 5, "v6": 6}
# Answers that are larger are not indented, whatever is asked for: nobody reads them, and it takes long.
LARGEST_PRETTY = 100_000
HEADERS = {
    "Access-Control-Allow-Credentials": "true",
    "Access-Control-Allow-Headers": "*",
    "Access-Control-Allow-Methods": "*",
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "*",
    "X-Frame-Options": "SAMEORIGIN",
}


class Ionos(Provider[Store]):
    """The service. Accounts are the positions of the people among the options."""

    name = "ionos"
    title = "IONOS Cloud"
    account_option = AccountOption("--account", account.DEFAULT, account.HELP, account.check, account.made_up)
    routes = ROUTES
    controls = seeding.CONTROLS
    fault_kinds = (*FAULTS, PROTECTED, *FORMS)
    can_be_machines = True
    buckets = ("reads", "writes")
    rates: ClassVar[Mapping[str, Rate]] = {"reads": Rate(1150, 60, 900), "writes": Rate(120, 60, 50)}

    def __init__(self, settings: Settings) -> None:
        self.people = tuple(account.person(text) for text in settings.accounts)
        super().__init__(settings)
        self.forms = frozenset(settings.own["forms"] or ())
        with self.store.transaction():
            self.store.fill()
        machines = settings.machines
        self._machines = Machines(host_of(machines, settings.db), self.store, machines.disk_mb) if machines else None

    @classmethod
    def add_options(cls, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--form",
            dest="forms",
            choices=tuple(FORMS),
            action="append",
            metavar="FORM",
            help=f"another form of answers; repeat for more: {', '.join(FORMS)} (none)",
        )

    @property
    def secrets(self) -> Iterable[str]:
        return [secret for person in self.people for secret in (person.password, person.token)]

    @property
    def background(self) -> Machines | None:
        return self._machines

    def open_store(self, settings: Settings) -> Store:
        return Store(settings.db, self.people, settings.machines is not None)

    def things(self) -> Iterable[Thing]:
        return things(self.store)

    def prefix_length(self, segments: tuple[str, ...]) -> int:
        """``cloudapi``, and after it the version."""
        return 2 if segments[:1] == ("cloudapi",) and segments[1:2] and segments[1] in VERSIONS else 0

    def identify(self, request: Request) -> int | None:
        scheme, _blank, sent = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            return self._position(lambda person: person.token == sent.strip())
        if scheme.lower() != "basic":
            return None
        try:
            pair = base64.b64decode(sent.strip(), validate=True).decode()
        except (binascii.Error, ValueError):
            return None
        return self._position(lambda person: f"{person.email}:{person.password}" == pair)

    def _position(self, fits: Callable[[Person], bool]) -> int | None:
        return next((position for position, person in enumerate(self.people) if fits(person)), None)

    def bucket(self, request: Request) -> str:
        return "reads" if request.verb in ("GET", "HEAD", "OPTIONS") else "writes"

    def find(self, request: Request) -> Found | None:
        return super().find(request) if _is_there(request) else None

    def unknown_call(self, call: CoreCall[Store]) -> Answer:
        return super().unknown_call(call) if _is_there(call.request) else self.failure(404)

    def prepared(self, call: CoreCall[Store]) -> Any:
        person, request = self.people[call.account], call.request
        host = request.headers.get("Host", "localhost")
        return Call(
            core=call,
            person=person,
            contract=_contract(person, request),
            version=VERSIONS[request.prefix[1]],
            base=f"http://{host}/{'/'.join(request.prefix)}",
            kinds=KINDS,
            form=cache(lambda name: name in self.forms or call.take_fault({name}) is not None),
        )

    def respond(self, call: CoreCall[Store]) -> Answer:
        answer = super().respond(call)
        # what may not be is undone, whoever says so
        if answer.status >= 400:
            raise Refused(answer)
        return answer

    def too_many(self, call: CoreCall[Store]) -> Answer:
        if "no_retry_after" in self.forms or call.take_fault({"no_retry_after"}):
            return self.failure(429)
        return super().too_many(call)

    def failure(self, status: int) -> Answer:
        return error(status)

    def finished(self, call: CoreCall[Store], answer: Answer) -> Answer:
        headers = {**answer.headers, **HEADERS}
        if call.standing:
            rate = call.standing.rate
            per_minute = round(rate.count * 60 / rate.seconds)
            headers["X-RateLimit-Limit"] = str(per_minute)
            headers["X-RateLimit-Burst"] = str(rate.burst or rate.count)
            headers["X-RateLimit-Remaining"] = str(call.standing.remaining)
        return replace(answer, headers=headers)

    def encoded(self, call: CoreCall[Store], answer: Answer) -> bytes:
        """Indented, unless the caller does not want that."""
        body = encoded(answer.data) if not answer.is_json else json.dumps(answer.data, separators=(",", ":")).encode()
        pretty = dict(call.request.query).get("pretty", "true").lower() not in ("false", "0")
        return encoded(answer.data, 2) if pretty and answer.is_json and len(body) < LARGEST_PRETTY else body


def _is_there(request: Request) -> bool:
    """Whether a version of the API has such paths: labels came with v5, templates with v6."""
    if not request.prefix:
        return False
    version = VERSIONS[request.prefix[1]]
    return not (version < 5 and "labels" in request.segments) and not (
        version < 6 and request.segments[:1] == ("templates",)
    )


def _contract(person: Person, request: Request) -> int:
    """The contract that a call is for. Who has one need not say which. Raises Refused."""
    if len(person.contracts) == 1:
        return person.contracts[0]
    sent = request.headers.get("X-Contract-Number", "")
    if sent.isdecimal() and int(sent) in person.contracts:
        return int(sent)
    text = f"Contract '{sent}' is none of yours" if sent else "Name one of your contracts in X-Contract-Number"
    raise refused(403, Message("314", text))
