# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How the JiffyBox API differs from others: the token in the path, and HTTP 200 for whatever happens."""

from __future__ import annotations

import re
from argparse import ArgumentParser
from collections.abc import Callable, Iterable
from typing import Any

from sandbox._core.answer import Answer, Refused
from sandbox._core.call import Call as CoreCall
from sandbox._core.machines import host_of
from sandbox._core.provider import AccountOption, Provider
from sandbox._core.request import Request
from sandbox._core.routes import Found
from sandbox._core.settings import Settings
from sandbox._core.thing import Thing

from . import bodies, seeding
from .api import ROUTES
from .call import Call, Order
from .doc import unknown_module
from .envelope import refusal
from .forms import FORMS, reshaped
from .machines import Machines
from .store import Store
from .things import things

DEFAULT_TOKEN = "0123456789abcdef0123456789abcdef"
TOKEN = re.compile(r"[0-9A-Za-z]{32}")
VERSION = "v1.0"
WITH_BODY = ("POST", "PUT")

WRONG_TOKEN = "Der von Ihnen uebergebene API-Token ist ungueltig."
TOO_MANY = "Zu viele Aufrufe. Bitte warten Sie einen moment und versuchen Sie es dann wieder."
BROKEN = "Es ist ein interner Fehler aufgetreten."
UNKNOWN_CALL = "Der aufgerufene Pfad oder die verwendete Methode existiert nicht."


API_MODULES = {route.path.split("/")[1] for route in ROUTES}
HEADERS = {"Cache-Control": "no-cache, must-revalidate", "Expires": "Sat, 26 Jul 1997 05:00:00 GMT"}


def check_token(text: str) -> str:
    if not TOKEN.fullmatch(text):
        raise ValueError("must be 32 letters and digits")
    return text


class JiffyBox(Provider[Store]):
    """The service. Accounts are the positions of the tokens among the options."""

    name = "jiffybox"
    title = "JiffyBox"
    account_option = AccountOption(
        flag="--token",
        default=DEFAULT_TOKEN,
        help="32 letters and digits; repeat for more accounts (one: the documented default token)",
        check=check_token,
    )
    routes = ROUTES
    controls = seeding.CONTROLS
    fault_kinds = ("vanish", "stuck", "delete_fails", "shutdown_fails", *FORMS)
    step_flags = ("--step-seconds", "--boot-seconds")
    can_be_machines = True
    chunked = True

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        with self.store.transaction():
            self.customers = tuple(self.store.account(token) for token in settings.accounts)
        self.forms = frozenset(settings.own["forms"])
        self._machines = self._make_machines()

    @classmethod
    def add_options(cls, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--rate-answer",
            choices=("200", "429"),
            default="200",
            help="how a request over --rate is refused: 200 with result false, as recorded, or 429 with Retry-After",
        )
        parser.add_argument(
            "--form",
            dest="forms",
            choices=FORMS,
            action="append",
            default=[],
            metavar="FORM",
            help=f"a form of answers other than the recorded one; repeat for more: {', '.join(FORMS)}",
        )

    def _make_machines(self) -> Machines | None:
        machines = self.settings.machines
        if machines is None:
            return None
        host = host_of(machines, self.settings.db)
        return Machines(host, self.store, self.settings.step_seconds, machines.ssh_key, machines.disk_mb)

    @property
    def background(self) -> Machines | None:
        return self._machines

    def open_store(self, settings: Settings) -> Store:
        return Store(settings.db, settings.machines is not None)

    def things(self) -> Iterable[Thing]:
        return things(self.store)

    def prefix_length(self, segments: tuple[str, ...]) -> int:
        """The token, and after it the version."""
        return 2 if segments[1:2] == (VERSION,) else 1

    def position(self, token: str) -> int | None:
        """Where the token stands among the options; None when it is none of them."""
        return self.settings.accounts.index(token) if token in self.settings.accounts else None

    def identify(self, request: Request) -> int | None:
        return self.position(request.prefix[0]) if request.prefix else None

    def find(self, request: Request) -> Found | None:
        return super().find(request) if request.prefix[1:] == (VERSION,) else None

    def too_many(self, call: CoreCall[Store]) -> Answer:
        return refusal(TOO_MANY) if self.settings.own["rate_answer"] == "200" else super().too_many(call)

    def failure(self, status: int) -> Answer:
        text = TOO_MANY if status == 429 else BROKEN
        return Answer(refusal(text).data, status)

    def unknown_account(self, call: CoreCall[Store]) -> Answer:
        return refusal(WRONG_TOKEN)

    def unknown_call(self, call: CoreCall[Store]) -> Answer:
        module = call.request.segments[0] if call.request.segments else ""
        return refusal(UNKNOWN_CALL if module in API_MODULES else unknown_module(module))

    def respond(self, call: CoreCall[Store]) -> Answer:
        """In the recorded form, or in those that were asked for."""
        try:
            return reshaped(super().respond(call), self._form(call))
        except Refused as error:
            raise Refused(reshaped(error.answer, self._form(call))) from None

    def _form(self, call: CoreCall[Store]) -> Callable[[str], bool]:
        """Whether the answer to a call is to have a form: a fault says so, or the option."""
        return lambda name: name in self.forms or call.take_fault({name}) is not None

    def prepared(self, call: CoreCall[Store]) -> Any:
        request = call.request
        with_body = request.verb in WITH_BODY
        return Call(
            store=self.store,
            account=self.customers[call.account],
            parts=call.parts,
            fields=bodies.fields(request.content_type, request.body, request.raw_query) if with_body else {},
            now=call.now,
            outcome=call.outcome,
            form=self._form(call),
            order=self._machines.order if self._machines else _no_order,
        )

    def finished(self, call: CoreCall[Store], answer: Answer) -> Answer:
        return Answer(answer.data, answer.status, {**answer.headers, **HEADERS})

    def encoded(self, call: CoreCall[Store], answer: Answer) -> bytes:
        """As PHP writes JSON: with every slash escaped."""
        body = super().encoded(call, answer)
        return body.replace(b"/", rb"\/") if answer.is_json else body


def _no_order(box: int, order: Order) -> None:
    """Boxes that are no machines need none."""
