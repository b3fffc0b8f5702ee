# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What a service's answers mean. A provider says here only what its service does otherwise."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from typing import Any, Mapping

from .errors import BoxfleetError, NoUsableAnswer, Refused
from .json_values import plain_json

READS = ("GET", "HEAD")


@dataclass(frozen=True)
class Request:
    """What is asked of a service.

    :ivar path: path below the service's address, percent-encoded, without secrets; shown in logs and errors.
    :ivar query: names and values, in their order.
    :ivar body: the very bytes that are sent; empty for none.
    :ivar text: whether the answer is text as it stands, not JSON.
    """

    verb: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    text: bool = False

    @property
    def reads(self) -> bool:
        """Whether it changes nothing."""
        return self.verb in READS

    def __str__(self) -> str:
        return f"{self.verb} {self.path.lstrip('/')}"


def json_request(verb: str, path: str, body: Any = None, query: Mapping[str, Any] | None = None) -> Request:
    """A request with a value as JSON in it; None is no body. Values of the query are told as JSON tells them.

    :raises BoxfleetError: the value cannot be told in JSON.
    """
    try:
        sent = b"" if body is None else plain_json(body).encode()
    except ValueError as error:
        raise BoxfleetError(f"what should be sent with {verb} {path} has no form in JSON: {error}") from None
    headers = {"Content-Type": "application/json"} if sent else {}
    return Request(verb, path, tuple((name, _told(value)) for name, value in (query or {}).items()), headers, sent)


def _told(value: Any) -> str:
    return value if isinstance(value, str) else plain_json(value)


# More characters than these are never looked at where a service says something to people.
LONGEST_WORDS = 2**16


@dataclass(frozen=True)
class Answer:
    """What came back.

    :ivar headers: by their names in lower case.
    :ivar data: the parsed JSON, or the text if that was asked for; None for an empty body.
    """

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    data: Any = None


@dataclass(frozen=True)
class Failure:
    """What became of a request that was not answered as hoped.

    :ivar problem: the error to raise if it stays so.
    :ivar unchanged: it is certain that the request changed nothing.
    :ivar again: another attempt may do better.
    :ivar slow_down: the service had too many requests, so everybody should hold back.
    :ivar retry_after: seconds the service asked to wait first.
    """

    problem: BoxfleetError
    unchanged: bool = False
    again: bool = True
    slow_down: bool = False
    retry_after: float | None = None


class Dialect:
    """How a service says yes, no, not now and nobody knows. This one is plain HTTP."""

    #: What to do about a wrong credential, a sentence.
    account_advice = ""

    def failure(self, request: Request, answer: Answer, retry_codes: tuple[int, ...] = ()) -> Failure | None:
        """What the answer says went wrong; None for a success.

        A 4xx says no, so nothing was changed; after a 5xx nobody knows.

        :param retry_codes: statuses that mean "try again", besides 429 and every 5xx.
        """
        status = answer.status
        if status == 429:
            problem = Refused("the service says there were too many requests (HTTP 429)", status)
            return Failure(problem, unchanged=True, slow_down=True, retry_after=retry_after(answer))
        if status >= 500:
            problem_after = NoUsableAnswer(f"the service failed with HTTP {status}{_quoted(self.words(answer))}")
            return Failure(problem_after, slow_down=status == 503, retry_after=retry_after(answer))
        if status >= 400:
            again = status in retry_codes
            return Failure(self.refused(request, answer), unchanged=True, again=again, retry_after=retry_after(answer))
        return None

    def refused(self, request: Request, answer: Answer) -> Refused:
        """The error for a no."""
        words = self.words(answer)
        said = words_of(" ".join(words)) or f"HTTP {answer.status}, without a message"
        advice = self.account_advice if answer.status in (401, 403) else ""
        return Refused(f"the service refused {request}: {said}", answer.status, words, advice)

    def words(self, answer: Answer) -> tuple[str, ...]:
        """What the service says, in its own language: texts of the answer that are for people."""
        data = answer.data
        if isinstance(data, dict):
            for key in ("message", "error_description", "error", "detail"):
                if isinstance(data.get(key), str) and data[key]:
                    return (data[key],)
        return ()

    def bucket(self, request: Request) -> str:
        """Which of the limits that the service counts apart the request falls under; one for all by default."""
        return ""

    def pause(self, answer: Answer) -> float:
        """Seconds that the answer's headers ask to wait before the next call of the same bucket; mostly 0."""
        return 0.0


def retry_after(answer: Answer) -> float | None:
    """Seconds of the header Retry-After, a number or a date; None where there is none that makes sense."""
    text = answer.headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit() and len(text) < 10:
        return float(text)
    try:
        date = parsedate_to_datetime(text)
        date = date if date.tzinfo else date.replace(tzinfo=timezone.utc)
        seconds = (date - datetime.now(timezone.utc)).total_seconds()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return max(0.0, seconds) if math.isfinite(seconds) else None


def _quoted(words: tuple[str, ...]) -> str:
    said = words_of(" ".join(words)).strip()
    return f": {said}" if said else ""


def words_of(text: str) -> str:
    """The beginning of a text that may be endless, cut between two words: half a secret would not be found."""
    if len(text) < LONGEST_WORDS:
        return text
    return text[:LONGEST_WORDS].rpartition(" ")[0] or text[:LONGEST_WORDS]


def shortened(text: str, most: int) -> str:
    """A text that has been redacted, or its beginning."""
    return text if len(text) <= most else f"{text[:most]}…"
