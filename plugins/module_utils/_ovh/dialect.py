# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""How OVHcloud says no."""

from __future__ import annotations

from typing import Any, Mapping

from .._core.dialect import Answer, Dialect, Failure, Request
from .._core.errors import BoxfleetError, NoUsableAnswer, Refused
from .rights import Rule

EXPIRED = 460
_NO_SUCH_CALL = "got an invalid (or empty) url"
_NOT_GRANTED = "this call has not been granted"
# By code, or by the words where there is none: what to do.
_ADVICE = {
    "INVALID_KEY": "Check application_key, and endpoint: what was made at one endpoint is unknown at all others",
    "NOT_CREDENTIAL": "Check consumer_key, and endpoint: what was made at one endpoint is unknown at all others",
    "INVALID_CREDENTIAL": (
        "The consumer key waits to be validated, was refused or has expired; ovh_credential asks for a new one"
    ),
    "INVALID_SIGNATURE": (
        "Check application_secret and consumer_key. The service also says this of a body with a value of a wrong type"
    ),
    "QUERY_TIME_OUT": "Set the clock of the host that makes the calls",
    "NO_SERVICE": "Check its name or id: what belongs to another account, or to another endpoint, is unknown here",
}
_BY_WORDS = {
    "this application key is invalid": "INVALID_KEY",
    "this credential does not exist": "NOT_CREDENTIAL",
    "this credential is not valid": "INVALID_CREDENTIAL",
    "invalid signature": "INVALID_SIGNATURE",
    "query out of time": "QUERY_TIME_OUT",
    "this service does not exist": "NO_SERVICE",
    _NOT_GRANTED: "NOT_GRANTED_CALL",
}


class OvhRefused(Refused):
    """A no.

    :ivar code: what the service calls its reason, empty if it does not say.
    :ivar query_id: what its support can find the call by.
    """

    def __init__(
        self,
        reason: str,
        status: int,
        messages: tuple[str, ...] = (),
        advice: str = "",
        code: str = "",
        query: str = "",
    ) -> None:
        super().__init__(reason, status, messages, advice)
        self.code = code
        self.query_id = query


class NoSuchCall(BoxfleetError):
    """The endpoint has no such call at all: that says nothing of any thing, least of all that it does not exist."""


class OvhDialect(Dialect):
    """Plain HTTP with {"message", "errorCode", "httpCode"}, or newer {"message", "class", "details"}."""

    account_advice = "Check the account's options, and endpoint: what was made at one is unknown at all others"

    def failure(self, request: Request, answer: Answer, retry_codes: tuple[int, ...] = ()) -> Failure | None:
        """Also: an address that leads nowhere, a server that gave up waiting, and the number to ask support about."""
        query = query_id(answer)
        if answer.status == 404 and any(_NO_SUCH_CALL in words.lower() for words in self.words(answer)):
            reason = f"there is no call {request} at this endpoint{_asked(query)}"
            advice = "Check the path, and endpoint: not every endpoint has every call"
            return Failure(NoSuchCall(reason, advice=advice), unchanged=True, again=False)
        if answer.status == 408:
            return Failure(NoUsableAnswer(f"the service took too long (HTTP 408){_asked(query)}"))
        failure = super().failure(request, answer, retry_codes)
        if failure is not None and not isinstance(failure.problem, OvhRefused):
            failure.problem.reason += _asked(query)
        return failure

    def refused(self, request: Request, answer: Answer) -> Refused:
        """The error for a no, with the service's own reason, and what to do about it."""
        plain = super().refused(request, answer)
        code, query = code_of(answer), query_id(answer)
        advice = _ADVICE.get(code, plain.advice)
        if code == "NOT_GRANTED_CALL":
            rule = Rule.of(request.verb, request.path)
            advice = (
                f"The consumer key lacks the rule {rule}. Ask for one that has it with ovh_credential, access_rules: "
                f"[{{method: {rule.method}, path: {rule.path}}}]"
            )
        elif answer.status == 403 and "quota" in plain.reason.lower():
            advice = "Have a higher quota granted in the manager, or let go of something; ovh_info lists the quotas"
        elif code.upper().endswith("FORBIDDEN"):
            advice = _missing_actions(answer.data) or advice
        elif answer.status == EXPIRED:
            advice = "The service is over: renew it, or have it go with state: absent"
        return OvhRefused(plain.reason + _asked(query), plain.status, plain.messages, advice, code, query)


def code_of(answer: Answer) -> str:
    """What the service calls its reason: the code, else what the words stand for, else the class."""
    data = answer.data if isinstance(answer.data, dict) else {}
    code, kind, words = (data.get(name) for name in ("errorCode", "class", "message"))
    if isinstance(code, str) and code:
        return code
    if isinstance(words, str) and words.strip().lower() in _BY_WORDS:
        return _BY_WORDS[words.strip().lower()]
    return kind if isinstance(kind, str) else ""


def query_id(answer: Answer) -> str:
    """What the service's support finds a call by; empty if it does not say."""
    return answer.headers.get("x-ovh-queryid", "").strip()[:100]


def _asked(query: str) -> str:
    return f" (query {query})" if query else ""


def _missing_actions(data: Any) -> str:
    """The rights that IAM says are missing, in a sentence; empty if it does not say."""
    details = data.get("details") if isinstance(data, Mapping) else None
    if not isinstance(details, Mapping):
        return ""
    named = [str(value) for key, value in details.items() if str(key).startswith("unauthorizedActions") and value]
    actions = sorted({action.strip() for value in named for action in value.split(",") if action.strip()})
    return f"The policies of the account have to allow {', '.join(actions)}" if actions else ""
