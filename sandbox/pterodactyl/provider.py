# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How the API of a panel differs from others: keys of two sorts, limits by user, errors as Laravel has them."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from typing import Any, ClassVar

from sandbox._core.answer import Answer
from sandbox._core.call import Call as CoreCall
from sandbox._core.limiter import Rate
from sandbox._core.provider import AccountOption, Provider
from sandbox._core.request import Request
from sandbox._core.routes import Found
from sandbox._core.settings import Settings
from sandbox._core.thing import Thing

from . import account, body, daemon, keys, seeding
from .call import Call
from .errors import error
from .forms import FORMS
from .kinds import KINDS
from .panel import Panel
from .routes import ROUTES
from .store import Store
from .things import things

PREFIX = "api"
DAEMON = ("download", "upload")
HTML = {"Content-Type": "text/html; charset=UTF-8"}


class Pterodactyl(Provider[Store]):
    """The panel, and the daemons of its nodes. Accounts are the ids of its users."""

    name = "pterodactyl"
    title = "Pterodactyl and Jexactyl panel"
    account_option = AccountOption("--account", account.DEFAULT, account.HELP, account.check, account.made_up)
    routes = ROUTES
    controls = seeding.CONTROLS
    fault_kinds = (*daemon.FAULTS, *FORMS)
    buckets = ("application", "client", "pull")
    rates: ClassVar[Mapping[str, Rate]] = {
        "application": Rate(240, 60),
        "client": Rate(720, 60),
        "pull": Rate(10, 300),
    }

    def __init__(self, settings: Settings) -> None:
        self.people = tuple(account.person(text) for text in settings.accounts)
        super().__init__(settings)
        self.forms = frozenset(settings.own["forms"] or ())
        with self.store.transaction():
            self.store.fill()

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
        parser.add_argument(
            "--ports",
            type=int,
            choices=range(1, 1001),
            default=300,
            metavar="N",
            help="how many ports the node of a new database has, from 1025 on (%(default)s)",
        )
        parser.add_argument(
            "--eggs-reversed", action="store_true", help="number the eggs of a new database from the last to the first"
        )

    @property
    def secrets(self) -> Iterable[str]:
        return [key.text[account.IDENTIFIER :] for person in self.people for key in person.keys]

    def open_store(self, settings: Settings) -> Store:
        return Panel(settings.db, self.people, settings.own["ports"], settings.own["eggs_reversed"])

    def things(self) -> Iterable[Thing]:
        return things(self.store)

    def prefix_length(self, segments: tuple[str, ...]) -> int:
        return 1 if segments[:1] == (PREFIX,) else 0

    def identify(self, request: Request) -> int | None:
        key = keys.sent(self.store, request)
        return None if key is None else int(key.value["user_id"])

    def bucket(self, request: Request) -> str | None:
        """Only who is known is counted, by user."""
        if not request.prefix or self.identify(request) is None:
            return None
        if request.segments[-2:] == ("files", "pull"):
            return "pull"
        return request.segments[0] if request.segments[:1] in (("application",), ("client",)) else None

    def find(self, request: Request) -> Found | None:
        is_daemon = request.segments[:1] in [(each,) for each in DAEMON]
        return super().find(request) if bool(request.prefix) != is_daemon else None

    def respond(self, call: CoreCall[Store]) -> Answer:
        found = self.find(call.request)
        if found is None:
            return self.unknown_call(call)
        if not call.request.prefix:
            return found.route.handler(replace(call, parts=found.parts))
        return self.unknown_account(call) if call.account is None else self.handle(found, call)

    def unknown_call(self, call: CoreCall[Store]) -> Answer:
        path = call.request.raw_path.strip("/")
        verbs = self.router.verbs(call.request.segments) if call.request.prefix else []
        if not verbs:
            return error(404, detail=f"The route {path} could not be found.")
        words = f"The {call.request.verb} method is not supported for route {path}."
        return error(405, detail=f"{words} Supported methods: {', '.join(verbs)}.")

    def prepared(self, call: CoreCall[Store]) -> Any:
        """Raises Refused for a key that may not be used from where it comes, and for a body that is none."""
        key = keys.sent(call.store, call.request)
        if key is None:
            raise LookupError("somebody who is known has a key")
        keys.check_address(key, call.request.remote)
        call.store.last_used[key.id] = call.now
        return Call(
            core=call,
            key=key,
            user=call.store.known("user", key.value["user_id"]),
            form=cache(lambda name: self._has_form(call, name)),
            kinds=KINDS,
            is_client=call.request.segments[0] == "client",
            input=body.read(call.request),
        )

    def _has_form(self, call: CoreCall[Store], name: str) -> bool:
        return name in self.forms or call.take_fault({name}) is not None

    def failure(self, status: int) -> Answer:
        return error(status)

    def finished(self, call: CoreCall[Store], answer: Answer) -> Answer:
        headers = dict(answer.headers)
        if call.standing:
            headers["X-RateLimit-Limit"] = str(call.standing.rate.count)
            headers["X-RateLimit-Remaining"] = str(call.standing.remaining)
            if call.standing.wait is not None:
                headers["X-RateLimit-Reset"] = str(int(call.now) + call.standing.wait)
        if answer.status >= 400 and answer.is_json and call.request.prefix:
            if not body.is_json(call.request.headers.get("Accept", "").lower()):
                return _as_page(call.request, answer.status, headers)
            # what was carried out and is answered as a failure tells of a thing, not of errors
            if "errors" in answer.data and self._has_form(call, "debug"):
                answer = _traced(answer)
        return replace(answer, headers=headers)


def _as_page(request: Request, status: int, headers: Mapping[str, str]) -> Answer:
    """What who does not ask for JSON gets of an error: a page, or the way to one."""
    where = {401: "/auth/login", 422: "/"}.get(status)
    if where is None:
        return Answer(b"<!DOCTYPE html>\n<html><title>Error</title></html>\n", status, {**headers, **HTML})
    target = f"http://{request.headers.get('Host', 'localhost')}{where}"
    page = f'<!DOCTYPE html>\n<html><body>Redirecting to <a href="{target}">{target}</a>.</body></html>\n'
    return Answer(page.encode(), 302, {**headers, **HTML, "Location": target})


def _traced(answer: Answer) -> Answer:
    """With where it happened, as panels say that are being worked on."""
    entries = [
        {
            **entry,
            "source": {"line": 42, "file": "/app/Http/Middleware/Api/Handler.php"},
            "meta": {**entry.get("meta", {}), "trace": ["#0 /app/index.php(1): handle('password=secret')"]},
        }
        for entry in answer.data["errors"]
    ]
    return replace(answer, data={"errors": entries})
