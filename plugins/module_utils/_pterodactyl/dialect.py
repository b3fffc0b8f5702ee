# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""How a panel says no."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from .._core.dialect import Answer, Dialect, Failure, Request, retry_after, words_of
from .._core.errors import NoUsableAnswer, Refused
from .keys import APPLICATION, CLIENT

# Refusals after which the change is there all the same.
SAVED = ("ConfigurationNotPersistedException",)
# What to do about a refusal, where the panel's own words do not say.
_WAYS_OUT = {
    "NoViableNodeException": "Ask for less memory or disk, or have pterodactyl_node give a node more",
    "NoViableAllocationException": "pterodactyl_allocation gives a node more ports",
    "TooManyDatabasesException": "An admin allows more, with database_limit of pterodactyl_server",
}
# What the panel calls it when the daemon says no, or nothing.
DAEMON = "DaemonConnectionException"
# What newer panels count apart, by server.
_OF_ONE_SERVER = re.compile(
    rf"{CLIENT}/servers/[^/]+/(databases|users|schedules|network/allocations|backups/[^/]+/restore)"
)
# The daemon's words on what is not there.
_UNKNOWN_ROUTE = "The route "


class PanelRefused(Refused):
    """A no.

    :ivar codes: what the panel calls its reasons.
    """

    def __init__(
        self,
        reason: str,
        status: int,
        messages: tuple[str, ...] = (),
        advice: str = "",
        codes: tuple[str, ...] = (),
    ) -> None:
        super().__init__(reason, status, messages, advice)
        self.codes = codes


class PanelDialect(Dialect):
    """Plain HTTP with {"errors": [{"code", "status", "detail", "meta"}]}. The two APIs count their calls apart."""

    def failure(self, request: Request, answer: Answer, retry_codes: tuple[int, ...] = ()) -> Failure | None:
        """Also: other limits, a change that is saved although it is refused, servers that are off, tasks."""
        codes = codes_of(answer)
        if answer.status == 429 and "TooManyRequestsHttpException" in codes:
            # a limit of its own, such as two backups in ten minutes
            seconds = retry_after(answer)
            error = self.refused(request, answer)
            error.advice = f"The panel asks to come back in {seconds:g} s" if seconds else error.advice
            return Failure(error, unchanged=True, again=False)
        failed = super().failure(request, answer, retry_codes)
        if answer.status == 429 and failed and request.verb == "POST" and _OF_ONE_SERVER.fullmatch(request.path):
            # if it was the limit of all calls after all, the next call is told so
            return replace(failed, slow_down=False)
        if answer.status == 400 and any(code in SAVED for code in codes):
            return Failure(NoUsableAnswer(f"the panel has saved the change and says: {said(answer)}"), again=False)
        if answer.status == 502 and "HttpException" in codes:
            return Failure(self.refused(request, answer), unchanged=True, again=False)
        if answer.status >= 500 and request.path.endswith("/execute") and DAEMON in codes:
            # the panel answers when the first task of a schedule is carried out, or is not
            return Failure(self.refused(request, answer), unchanged=True, again=False)
        return failed

    def refused(self, request: Request, answer: Answer) -> Refused:
        """The error for a no, with what to do about it."""
        plain = super().refused(request, answer)
        advice = _advice(request, answer) or plain.advice
        return PanelRefused(plain.reason, plain.status, plain.messages, advice, codes_of(answer))

    def words(self, answer: Answer) -> tuple[str, ...]:
        """What the panel says, with the fields that it is about; never what a panel in debug mode adds."""
        told = tuple(_told(entry) for entry in entries(answer) if isinstance(entry.get("detail"), str))
        return told or super().words(answer)

    def bucket(self, request: Request) -> str:
        """Which limit counts the request."""
        if request.path.endswith("/files/pull"):
            return "pull"
        return "application" if request.path.startswith(APPLICATION) else "client"


def entries(answer: Answer) -> list[dict[str, Any]]:
    """The errors of an answer."""
    errors = answer.data.get("errors") if isinstance(answer.data, dict) else None
    return [entry for entry in errors if isinstance(entry, dict)] if isinstance(errors, list) else []


def codes_of(answer: Answer) -> tuple[str, ...]:
    """What the panel calls its reasons."""
    return tuple(entry["code"] for entry in entries(answer) if isinstance(entry.get("code"), str))


def said(answer: Answer) -> str:
    """What the panel says, as a text."""
    return words_of(" ".join(PanelDialect().words(answer))) or f"HTTP {answer.status}, without a message"


def _told(entry: dict[str, Any]) -> str:
    """One error; a broken rule says of which field."""
    meta = entry.get("meta")
    field = meta.get("source_field") if isinstance(meta, dict) else None
    return f"{entry['detail']} ({field})" if isinstance(field, str) and field else str(entry["detail"])


def _advice(request: Request, answer: Answer) -> str:
    """What to do about a refusal, a sentence; empty if the panel's words do."""
    text = said(answer)
    is_application = request.path.startswith(APPLICATION)
    if answer.status == 401 and not codes_of(answer):
        return "Check api_url: no panel says so, but something else at that address or before it"
    if answer.status == 401:
        which = "application_key, or client_key where it is not set" if is_application else "client_key"
        return f"Check {which}: the panel at api_url knows no such key"
    if answer.status == 403 and "application API key" in text:
        return "Set client_key to a key made under Account, API Credentials; an application key goes to application_key"
    if answer.status == 403 and "IP address" in text:
        return "The key may be used from certain addresses alone: add this one to it, or leave its list empty"
    if answer.status == 403 and is_application:
        return f"Use the client key of an admin, or an application key that may {_right(request)}"
    if answer.status == 403:
        return "The owner of client_key needs the permission for that on the server, or has to be an admin"
    if answer.status == 404 and text.startswith(_UNKNOWN_ROUTE):
        return "Check api_url: it is the address of the panel, and what follows it is added by itself"
    if answer.status == 400 and "TwoFactorAuthRequiredException" in codes_of(answer):
        return "The panel wants its users to log in with two factors: set that up for the owner of the key"
    if answer.status == 400 and "Missing Content-Length" in text:
        return "This daemon takes no empty files: have Wings updated, or give the file a line"
    return next((_WAYS_OUT[code] for code in codes_of(answer) if code in _WAYS_OUT), "")


def _right(request: Request) -> str:
    """What an application key has to be allowed for a call, such as "write nodes"."""
    segments = request.path[len(APPLICATION) :].strip("/").split("/")
    resource = segments[0]
    if "allocations" in segments:
        resource = "allocations"
    elif "databases" in segments:
        resource = "server_databases"
    elif "eggs" in segments:
        resource = "eggs"
    return f"{'read' if request.reads else 'write'} {resource}"
