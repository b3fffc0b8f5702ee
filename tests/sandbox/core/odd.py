# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A provider that does what services do and the one in the guide does not: started by tests, as ``python -m odd``.

Everything in the path below ``/api/one`` or ``/api/two`` is answered with what was asked, byte for byte. Reads and
writes are counted apart, and every answer says how the caller stands.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sandbox._core.answer import Answer, Refused, encoded
from sandbox._core.call import Call
from sandbox._core.command import main
from sandbox._core.limiter import Rate
from sandbox._core.provider import AccountOption, ControlRoute, Provider
from sandbox._core.request import Request
from sandbox._core.routes import Route
from sandbox._core.settings import Settings
from sandbox._core.store import Store

ACCOUNT = "anna:pass-of-anna"


def echo(call: Call[Store]) -> Answer:
    request = call.request
    return Answer(
        {
            "verb": request.verb,
            "url": request.url,
            "prefix": request.prefix,
            "parts": call.parts,
            "query": request.query,
            "type": request.content_type,
            "body": b64encode(request.body).decode(),
            "header": request.headers.get("x-any-case"),
        }
    )


def write(call: Call[Store]) -> Answer:
    """What was sent is kept; one that is empty is refused after it was kept, which undoes it."""
    call.store.set_number("written", len(call.request.body))
    if not call.request.body:
        raise Refused(Answer({"why": "empty"}, 422))
    return Answer(status=204)


def mistake(call: Call[Store]) -> Answer:
    raise LookupError("a mistake of the sandbox's own")


def read(call: Call[Store]) -> Answer:
    return Answer(b"%d bytes\xff" % call.store.number("written", 0), headers={"Content-Type": "text/plain"})


def accept(call: Call[Store]) -> Answer:
    return Answer(status=202, headers={"Location": f"{call.request.url}/status"})


def say_nothing(call: Call[Store]) -> Answer:
    return Answer(None)


class Diary:
    """Work beside the calls that does nothing but say when it is asked to."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    async def open(self) -> None:
        self.lines.append("open")

    async def follow(self) -> None:
        self.lines.append("follow")

    async def finish(self) -> None:
        self.lines.append("finish")

    async def reset(self) -> None:
        self.lines = ["reset"]

    async def close(self) -> None:
        print("closed", flush=True)


def read_diary(odd: Odd, sent: Mapping[str, Any]) -> Any:
    return list(odd.background.lines)


class Odd(Provider[Store]):
    """The service."""

    name = "odd"
    title = "Odd"
    account_option = AccountOption("--user", ACCOUNT, "USER:PASSWORD", str)
    routes = (
        Route("GET", "/things/special", say_nothing),
        *(Route(verb, "/things/{name}", echo) for verb in ("GET", "POST", "PUT", "PATCH", "DELETE")),
        Route("GET", "/files", read),
        Route("POST", "/files", write),
        Route("DELETE", "/work", accept),
        Route("GET", "/mistake", mistake),
    )
    controls = (ControlRoute("GET", "/diary", read_diary),)
    background = Diary()
    buckets = ("reads", "writes")
    rates = {"writes": Rate(60, 60, burst=3)}  # noqa: RUF012

    @classmethod
    def add_options(cls, parser: ArgumentParser) -> None:
        parser.add_argument("--greeting", default="hello")

    @property
    def secrets(self) -> list[str]:
        return [account.partition(":")[2] for account in self.settings.accounts]

    def open_store(self, settings: Settings) -> Store:
        return Store(settings.db, "odd")

    def prefix_length(self, segments: tuple[str, ...]) -> int:
        return 2 if segments[:1] == ("api",) else 0

    def identify(self, request: Request) -> str | None:
        for account in self.settings.accounts:
            if request.headers.get("Authorization") == f"Basic {b64encode(account.encode()).decode()}":
                return account.partition(":")[0]
        return None

    def bucket(self, request: Request) -> str | None:
        if request.path == "/work":
            return None
        return "reads" if request.verb == "GET" else "writes"

    def failure(self, status: int) -> Answer:
        return Answer({"failed": status}, status)

    def respond(self, call: Call[Store]) -> Answer:
        if call.request.path == "/files" and call.request.verb == "GET":
            return read(call)
        return super().respond(call)

    def finished(self, call: Call[Store], answer: Answer) -> Answer:
        remaining = {"X-Remaining": str(call.standing.remaining)} if call.standing else {}
        return replace(answer, headers={**answer.headers, **remaining, "X-Greeting": self.settings.own["greeting"]})

    def encoded(self, call: Call[Store], answer: Answer) -> bytes:
        return encoded(answer.data, indent=2 if ("pretty", "1") in call.request.query else None)


if __name__ == "__main__":
    sys.exit(main(Odd))
