# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the panel says when it says no."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sandbox._core.answer import Answer, Refused

# What is said with a status when nothing more is known.
WORDS = {
    400: ("BadRequestHttpException", "The request could not be understood by the server due to malformed syntax."),
    401: ("AuthenticationException", "Unauthenticated."),
    403: ("AccessDeniedHttpException", "This action is unauthorized."),
    404: ("NotFoundHttpException", "The requested resource could not be found on the server."),
    405: ("MethodNotAllowedHttpException", "The method is not supported for this route."),
    409: ("ConflictHttpException", "Conflict"),
    422: ("ValidationException", "The given data was invalid."),
    429: ("ThrottleRequestsException", "Too Many Attempts."),
    503: ("HttpException", "Service Unavailable"),
    504: (
        "DaemonConnectionException",
        "Could not establish a connection to the machine running this server. Please try again.",
    ),
}
UNEXPECTED = ("HttpException", "An unexpected error was encountered while processing this request, please try again.")


def error(status: int, code: str = "", detail: str = "") -> Answer:
    """A refusal; without words, in those that belong to the status."""
    usual_code, usual_detail = WORDS.get(status, UNEXPECTED)
    return Answer({"errors": [entry(status, code or usual_code, detail or usual_detail)]}, status)


def entry(status: int, code: str, detail: str, meta: Mapping[str, Any] | None = None) -> dict[str, Any]:
    return {"code": code, "status": str(status), "detail": detail, **({"meta": meta} if meta else {})}


def refused(status: int, code: str = "", detail: str = "") -> Refused:
    """The exception that is the refusal."""
    return Refused(error(status, code, detail), detail)


def not_found() -> Refused:
    return refused(404)


def display(detail: str, code: str = "DisplayException") -> Refused:
    """Refused for the reason in ``detail``, which is meant for people."""
    return refused(400, code, detail)


def bad_request(detail: str) -> Refused:
    """The same where the panel has no exception of its own for it."""
    return refused(400, "BadRequestHttpException", detail)


def invalid(problems: Sequence[tuple[str, str, str]]) -> Refused:
    """Every broken rule: the field, the rule, the words."""
    entries = [
        entry(422, "ValidationException", detail, {"source_field": field, "rule": rule})
        for field, rule, detail in problems
    ]
    return Refused(Answer({"errors": entries}, 422), "; ".join(detail for _field, _rule, detail in problems))


def crash(code: str) -> Refused:
    """A fault of the panel's own, of which it tells the name."""
    return refused(500, code)
