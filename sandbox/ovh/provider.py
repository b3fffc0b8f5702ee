# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How the OVHcloud API differs from others: signed calls, tokens, access rules, batches, two sorts of errors."""

from __future__ import annotations

import secrets
from argparse import ArgumentParser
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache, partial
from typing import Any

from sandbox._core.answer import Answer, Refused, encoded
from sandbox._core.call import Call as CoreCall
from sandbox._core.faults import STUCK
from sandbox._core.machines import host_of
from sandbox._core.provider import AccountOption, Provider
from sandbox._core.request import Request
from sandbox._core.settings import Settings
from sandbox._core.thing import Thing

from . import account, credentials, errors, failover, identity, ips, lists, oauth2, planting, seeding
from .actions import action
from .call import FAILURES, LATE, ZERO_ID, Call
from .forms import FORMS
from .machines import Machines
from .routes import ROUTES
from .store import Store
from .things import things

ROOTS = ("1.0", "v1")
# What a fault can do beside: refuse for want of rights, answer with a page, tell a time that is an hour off.
DENIED, HTML, WRONG_TIME = "iam_denied", "html_error", "wrong_time"
HOUR = 3600
ERROR_PAGE = Answer(
    b"<html><head><title>Service Temporarily Unavailable</title></head><body></body></html>\n",
    503,
    {"Content-Type": "text/html"},
)
NEWS = {"addedLater": {"unknown": True}}


class Ovh(Provider[Store]):
    """The service. An account is known by its number in the store."""

    name = "ovh"
    title = "OVHcloud"
    account_option = AccountOption("--account", account.DEFAULT, account.HELP, account.check, account.made_up)
    routes = ROUTES
    controls = seeding.CONTROLS
    fault_kinds = (
        *(STUCK, *FAILURES, LATE, ZERO_ID, DENIED, HTML, WRONG_TIME, ips.UNRESOLVED, failover.UNADDRESSED),
        *FORMS,
    )
    chunked = True
    can_be_machines = True

    def __init__(self, settings: Settings) -> None:
        self.people = {it.application: it for it in map(account.account, settings.accounts)}
        super().__init__(settings)
        self.forms = frozenset(settings.own["forms"] or ())
        with self.store.transaction():
            self.store.enrol()
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
        return [secret for it in self.people.values() for secret in (it.secret, it.consumer)]

    @property
    def background(self) -> Machines | None:
        return self._machines

    @property
    def numbers(self) -> Mapping[str, int]:
        return self.store.numbers

    def open_store(self, settings: Settings) -> Store:
        return Store(settings.db, tuple(self.people.values()), planting.plant, settings.machines is not None)

    def things(self) -> Iterable[Thing]:
        return things(self.store)

    def prefix_length(self, segments: tuple[str, ...]) -> int:
        """The root, but for /v2, whose paths are different ones."""
        return 1 if segments[:1] and segments[0] in ROOTS else 0

    def identify(self, request: Request) -> int | None:
        return identity.owner(self.store, request, self.now)

    def respond(self, call: CoreCall[Store]) -> Answer:
        answer = self._answered(call)
        # what may not be is undone, whoever says so
        if answer.status >= 400:
            raise Refused(answer)
        return answer

    def _answered(self, call: CoreCall[Store]) -> Answer:
        request, now = call.request, call.now
        page = call.take_fault({HTML})
        if page:
            return replace(ERROR_PAGE, status=503 if page.status == 500 else page.status)
        if not request.prefix and request.segments[:1] != ("v2",):
            return self._page(call)
        if (request.verb, request.path) == ("GET", "/auth/time"):
            return Answer(int(now) + (HOUR if call.take_fault({WRONG_TIME}) else 0))
        if (request.verb, request.path) == ("POST", "/auth/credential"):
            return credentials.ask(call.store, request, dict(self.numbers), _root(request), now)
        form = cache(lambda name: name in self.forms or call.take_fault({name}) is not None)
        known = identity.identified(call.store, self.people, request, now, form)
        identity.check_granted(known.credential, request, form)
        if known.credential:
            self.store.last_use[known.credential.id] = now
        return self._listed(Call(call, known.account, known.credential, form))

    def _page(self, call: CoreCall[Store]) -> Answer:
        """What is not the API: where tokens are given, and where consumer keys are validated."""
        match call.request.verb, call.request.path:
            case "POST", "/auth/oauth2/token":
                return oauth2.take(call.store, call.request, call.now)
            case "GET", "/auth":
                return credentials.visit(call.store, call.request, call.now)
        raise errors.no_route()

    def _listed(self, asked: Call) -> Answer:
        """The answer of a route, of several at once, or with whole things in place of ids."""
        request = asked.core.request

        def read(segments: tuple[str, ...], listing: bool = False) -> Answer:
            found = self.router.find(request.verb, segments)
            if found is None:
                raise errors.no_route()
            denied = asked.core.take_fault({DENIED})
            if denied:
                names = action(found.route.verb, found.route.path)
                reasons = dict.fromkeys(("unauthorizedActionsByAuthentication", "unauthorizedActionsByIAM"), "")
                raise errors.classed(403, errors.WORDS[403], {**reasons, "unauthorizedActionsByIAM": names})
            one = replace(asked.at(**found.parts), listing=listing)
            return self._modified(one, found.route.handler(one))

        named = self.router.find(request.verb, request.segments)
        if named and lists.is_batch(request, named) and not asked.form("no_batches"):
            return lists.batched(request, read)
        answer = read(request.segments)
        each = self.router.find("GET", (*request.segments, "id"))
        if not each or not lists.is_to_be_expanded(request) or not _are_ids(answer.data):
            return answer
        if asked.form("no_expanding"):
            return answer
        key = (asked.account, request.target)
        if asked.form("cached_lists") and request.headers.get("Pragma") != "no-cache" and key in self.store.cached:
            things = self.store.cached[key]
        else:
            things = self.store.cached[key] = lists.expanded(request, answer.data, partial(read, listing=True))
        return lists.page(request, things)

    def _modified(self, asked: Call, answer: Answer) -> Answer:
        """As the forms want things: with what is new, without what is null."""
        if asked.form("sparse"):
            answer = replace(answer, data=_sparse(answer.data))
        if asked.form("news"):
            answer = replace(answer, data=_with_news(answer.data))
        return answer

    def failure(self, status: int) -> Answer:
        return errors.failure(status)

    def too_many(self, call: CoreCall[Store]) -> Answer:
        if self._has_form(call, "no_retry_after"):
            return self.failure(429)
        return super().too_many(call)

    def _has_form(self, call: CoreCall[Store], form: str) -> bool:
        return form in self.forms or call.take_fault({form}) is not None

    def finished(self, call: CoreCall[Store], answer: Answer) -> Answer:
        headers = {**answer.headers, "X-OVH-QUERYID": query_id(call.now), "Cache-Control": "no-cache"}
        if answer.status >= 400 and isinstance(answer.data, dict) and "message" in answer.data:
            new, old = (self._has_form(call, form) for form in ("new_errors", "old_errors"))
            answer = errors.reshaped(answer, new, old)
        elif answer.data is None and answer.status == 200:
            if self._has_form(call, "no_content"):
                answer = Answer(status=204)
            elif self._has_form(call, "empty_voids"):
                answer = Answer()
        return replace(answer, headers=headers)

    def encoded(self, call: CoreCall[Store], answer: Answer) -> bytes:
        return encoded(answer.data)


def query_id(now: float) -> str:
    """What support asks for; new for every answer."""
    return f"EU.ext-3.{int(now):x}.{secrets.randbelow(90000) + 10000}.{secrets.token_hex(16)}"


def _root(request: Request) -> str:
    return f"http://{request.headers.get('Host', 'localhost')}"


def _are_ids(data: Any) -> bool:
    return isinstance(data, list) and all(isinstance(each, (str, int)) for each in data)


def _sparse(data: Any) -> Any:
    if isinstance(data, list):
        return [_sparse(each) for each in data]
    if isinstance(data, dict):
        return {name: _sparse(value) for name, value in data.items() if value is not None}
    return data


def _with_news(data: Any) -> Any:
    if isinstance(data, list):
        return [_with_news(each) for each in data]
    return {**data, **NEWS} if isinstance(data, dict) else data
