# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a provider supplies. All that is not abstract has a default that will often do."""

from __future__ import annotations

import secrets
from abc import ABC, abstractmethod
from argparse import ArgumentParser
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Generic, NamedTuple, Protocol

from . import clock
from .answer import Answer, encoded
from .call import Call, StoreT
from .faults import STUCK
from .limiter import Rate
from .request import Request
from .routes import Found, Route, Router
from .settings import Settings
from .thing import Thing

# It is given the provider and what was sent, and may raise ValueError or Refused with the reason of a refusal.
Control = Callable[[Any, Mapping[str, Any]], Any]


class ControlRoute(NamedTuple):
    """A call of the control plane, below ``/_sandbox``."""

    verb: str
    path: str
    control: Control


@dataclass(frozen=True, slots=True)
class AccountOption:
    """The option that names an account. ``check`` returns the text or raises ValueError, ``make`` makes up a new one.

    Without the option there is one account, ``default``, which is in the documentation.
    """

    flag: str
    default: str
    help: str
    check: Callable[[str], str]
    make: Callable[[], str] = lambda: secrets.token_hex(16)


class Background(Protocol):
    """What goes on beside the calls, such as machines that follow the facts."""

    async def open(self) -> None:
        """Begin, before anybody is let in."""

    async def follow(self) -> None:
        """Begin what the facts ask for; called after every call."""

    async def finish(self) -> None:
        """Like ``follow``, and wait until all of it is done; called after every control call."""

    async def reset(self) -> None:
        """Forget everything; the facts are already gone."""

    async def close(self) -> None:
        """End, for good."""


class Provider(ABC, Generic[StoreT]):
    """One running sandbox's provider: what there is, and how it answers."""

    # How it is started: python -m sandbox.NAME.
    name: ClassVar[str]
    # Whose API it speaks, for people.
    title: ClassVar[str]
    account_option: ClassVar[AccountOption]
    routes: ClassVar[Sequence[Route]]
    # Calls of the control plane beside those that every sandbox has.
    controls: ClassVar[Sequence[ControlRoute]] = ()
    # Kinds of faults beside those of ``faults.ANSWER_KINDS``; what they do is up to whoever takes them.
    fault_kinds: ClassVar[tuple[str, ...]] = (STUCK,)
    # The names that requests are counted by, and what each may have if no option says otherwise.
    buckets: ClassVar[tuple[str, ...]] = ("calls",)
    rates: ClassVar[Mapping[str, Rate]] = {}
    step_flags: ClassVar[tuple[str, ...]] = ("--step-seconds",)
    # Whether its things can be machines to log in to (--machines).
    can_be_machines: ClassVar[bool] = False
    # Whether answers are sent in chunks, as the service does, or with their length.
    chunked: ClassVar[bool] = False

    def __init__(self, settings: Settings) -> None:
        """Raises sqlite3.Error when the database cannot be used."""
        self.settings = settings
        self.store = self.open_store(settings)
        self.router = Router(self.routes)

    @property
    def background(self) -> Background | None:
        return None

    @property
    def now(self) -> float:
        """The sandbox's time."""
        return clock.now(self.store)

    @property
    def methods(self) -> list[str]:
        """The verbs that the API has."""
        return sorted({route.verb for route in self.routes})

    @property
    def secrets(self) -> Iterable[str]:
        """What must not get into the request log."""
        return self.settings.accounts

    @classmethod
    def add_options(cls, parser: ArgumentParser) -> None:
        """Add the options that no other provider has; they come back in ``Settings.own``."""

    def things(self) -> Iterable[Thing]:
        """What people see on the page, in the order in which it was made; called inside a transaction."""
        return ()

    @abstractmethod
    def open_store(self, settings: Settings) -> StoreT:
        """The database. Raises sqlite3.Error when it cannot be used."""

    # From a request to its answer, in the order in which it happens

    def prefix_length(self, segments: tuple[str, ...]) -> int:
        """How many segments of a path come before the API's own path, such as a version."""
        return 0

    @abstractmethod
    def identify(self, request: Request) -> str | int | None:
        """Who asks, as log and limiter know them; None for a stranger. Nobody is refused here."""

    def bucket(self, request: Request) -> str | None:
        """Which limit counts the request; None lets it pass uncounted."""
        return self.buckets[0]

    def too_many(self, call: Call[StoreT]) -> Answer:
        """The answer to a request over the limit."""
        wait = call.standing.wait if call.standing else None
        answer = self.failure(429)
        return replace(answer, headers={**answer.headers, "Retry-After": str(wait)})

    @abstractmethod
    def failure(self, status: int) -> Answer:
        """What the service sends with an error status, for its own reasons or because a fault asks for it."""

    def respond(self, call: Call[StoreT]) -> Answer:
        """The answer to a call: strangers are refused, then what its route's handler says. May raise Refused."""
        if call.account is None:
            return self.unknown_account(call)
        found = self.find(call.request)
        return self.handle(found, call) if found else self.unknown_call(call)

    def unknown_account(self, call: Call[StoreT]) -> Answer:
        """The answer to a stranger."""
        return self.failure(401)

    def unknown_call(self, call: Call[StoreT]) -> Answer:
        """The answer where no route fits: there is no such path, or not with this verb."""
        return self.failure(405 if self.router.verbs(call.request.segments) else 404)

    def find(self, request: Request) -> Found | None:
        """The route of a request."""
        return self.router.find(request.verb, request.segments)

    def handle(self, found: Found, call: Call[StoreT]) -> Answer:
        """What the handler of a route answers."""
        return found.route.handler(self.prepared(replace(call, parts=found.parts)))

    def prepared(self, call: Call[StoreT]) -> Any:
        """What handlers are given: the call itself, or something richer of the provider's own."""
        return call

    def finished(self, call: Call[StoreT], answer: Answer) -> Answer:
        """The last word on every answer, refusals and faults included: headers that all of them have."""
        return answer

    def encoded(self, call: Call[StoreT], answer: Answer) -> bytes:
        """The body of an answer as sent."""
        return encoded(answer.data)
