# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a status says of the fate of a change, and how calls are signed."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.auth import Attempt, Auth, Basic, Bearer, TokenInPath
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.dialect import (
    LONGEST_WORDS,
    Answer,
    Dialect,
    Failure,
    Request,
    json_request,
    retry_after,
    shortened,
    words_of,
)
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import BoxfleetError, NoUsableAnswer, Refused

CHANGE = Request("POST", "/v1/disks")


def fate(status: int, data: Any = None, retry_codes: tuple[int, ...] = (), **headers: str) -> Failure | None:
    answer = Answer(status, {name.replace("_", "-"): value for name, value in headers.items()}, data)
    return Dialect().failure(CHANGE, answer, retry_codes)


@pytest.mark.parametrize("status", [200, 201, 202, 204, 206])
@pytest.mark.parametrize("data", [None, {}, [], "text", {"error": "so the service calls it"}])
def test_a_success_needs_no_body(status: int, data: Any) -> None:
    assert fate(status, data, location="/v1/disks/7") is None


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 409, 410, 422, 423, 451, 499])
def test_a_4xx_changed_nothing_and_another_try_helps_only_where_the_user_says_so(status: int) -> None:
    failure = fate(status, {"message": "no such disk"})
    assert failure is not None
    assert (failure.unchanged, failure.again, failure.slow_down) == (True, False, False)
    assert isinstance(failure.problem, Refused)
    assert str(failure.problem) == "the service refused POST v1/disks: no such disk."
    assert (failure.problem.status, failure.problem.messages) == (status, ("no such disk",))
    more = fate(status, None, (status,), retry_after="7")
    assert more is not None
    assert (more.unchanged, more.again, more.retry_after) == (True, True, 7.0)
    assert str(more.problem) == f"the service refused POST v1/disks: HTTP {status}, without a message."


def test_too_many_requests_changed_nothing_and_hold_everybody() -> None:
    failure = fate(429, retry_after="30")
    assert failure is not None
    assert (failure.unchanged, failure.again, failure.slow_down, failure.retry_after) == (True, True, True, 30.0)


@pytest.mark.parametrize("status", [500, 501, 502, 503, 504, 599, 999])
def test_after_a_5xx_nobody_knows_and_only_503_holds_everybody(status: int) -> None:
    failure = fate(status, {"error": "it\n  broke " + "a" * 500_000})
    assert failure is not None
    assert (failure.unchanged, failure.again, failure.slow_down) == (False, True, status == 503)
    assert isinstance(failure.problem, NoUsableAnswer)
    assert str(failure.problem).startswith(f"the service failed with HTTP {status}: it\n  broke")
    # the door cuts it further when it has been redacted
    assert len(str(failure.problem)) < 70_000


@pytest.mark.parametrize("status", [401, 403, 404])
def test_advice_on_the_account_comes_with_a_refusal_of_the_account(status: int) -> None:
    class Advising(Dialect):
        account_advice = "Check api_token"

    failure = Advising().failure(CHANGE, Answer(status))
    assert failure is not None
    assert failure.problem.advice == ("Check api_token" if status != 404 else "")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"message": "a", "error": "b"}, ("a",)),
        ({"message": "", "error_description": "b"}, ("b",)),
        ({"message": 1, "detail": "d"}, ("d",)),
        ({"error": {"message": "x"}}, ()),
        ([{"message": "x"}], ()),
        ("text", ()),
        (None, ()),
    ],
)
def test_only_texts_are_words(data: Any, words: tuple[str, ...]) -> None:
    assert Dialect().words(Answer(400, {}, data)) == words


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0", 0.0),
        (" 30 ", 30.0),
        ("999999999", 999999999.0),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0.0),
        ("Thu, 01 Jan 1970 00:00:00", 0.0),
        ("9999999999", None),
        ("9" * 5000, None),
        ("-1", None),
        ("1.5", None),
        ("", None),
        ("\u0663", None),
        ("Fri, 99 Feb 9999 99:99:99 GMT", None),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_pause_is_a_number_or_a_date(text: str, seconds: float | None) -> None:
    assert retry_after(Answer(503, {"retry-after": text})) == seconds
    assert retry_after(Answer(503)) is None


def test_values_of_a_query_are_told_as_json_tells_them() -> None:
    request = json_request("GET", "/x", query={"a": "b", "n": 1, "yes": True, "none": None, "list": [1]})
    assert request.query == (("a", "b"), ("n", "1"), ("yes", "true"), ("none", "null"), ("list", "[1]"))
    assert (request.body, request.headers, request.reads) == (b"", {}, True)


def test_a_body_is_sent_as_json_even_if_it_is_empty() -> None:
    request = json_request("PUT", "/x", {})
    assert (request.body, request.headers, request.reads) == (b"{}", {"Content-Type": "application/json"}, False)


def test_what_asks_and_nothing_else_changes_nothing() -> None:
    verbs = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "get")
    assert [verb for verb in verbs if Request(verb, "/x").reads] == ["GET", "HEAD"]


def test_what_is_endless_is_cut_between_two_words_and_what_is_redacted_anywhere() -> None:
    most = "x" * (LONGEST_WORDS - 4)
    assert words_of(f"{most} geheim-1") == most
    assert words_of("x" * 2 * LONGEST_WORDS) == "x" * LONGEST_WORDS
    assert words_of(f"{most} on") == f"{most} on"
    assert (shortened("abc", 3), shortened("abcd", 3)) == ("abc", "abc\u2026")


def test_what_json_cannot_say_is_told_with_the_call() -> None:
    with pytest.raises(BoxfleetError, match=r"what should be sent with POST /x has no form in JSON"):
        json_request("POST", "/x", {"a": float("nan")})


ATTEMPT = Attempt("GET", "https://api.example.com/root", "/v1/x?a=b", {"Accept": "*/*"})


def test_a_token_in_the_path_comes_before_it_and_in_no_header() -> None:
    signed = TokenInPath("geheim-1").sign(ATTEMPT)
    assert (signed.url, signed.headers) == ("https://api.example.com/root/geheim-1/v1/x?a=b", ATTEMPT.headers)


@pytest.mark.parametrize(
    ("auth", "header"),
    [
        (Bearer("geheim-1"), "Bearer geheim-1"),
        (Basic("me", "geheim-\u00fc:"), "Basic " + base64.b64encode("me:geheim-\u00fc:".encode()).decode()),
    ],
)
def test_a_header_says_who_calls_and_the_address_does_not(auth: Auth, header: str) -> None:
    signed = auth.sign(ATTEMPT)
    assert signed.url == ATTEMPT.url
    assert signed.headers == {"Accept": "*/*", "Authorization": header}
    assert ATTEMPT.headers == {"Accept": "*/*"}


def test_every_form_of_a_secret_is_named_and_the_identity_tells_accounts_apart() -> None:
    assert TokenInPath("geheim-1").secrets == Bearer("geheim-1").secrets == ("geheim-1",)
    basic = Basic("me", "geheim-1")
    assert set(basic.secrets) == {"geheim-1", base64.b64encode(b"me:geheim-1").decode()}
    assert basic.identity == Basic("me", "another").identity != Basic("you", "geheim-1").identity
    assert Bearer("a").identity != Bearer("b").identity
    assert (Auth().secrets, Auth().identity, Auth().sign(ATTEMPT), Auth().renew(Refused("no", 401))) == (
        (),
        "",
        ATTEMPT,
        False,
    )


def test_headers_are_added_under_their_names() -> None:
    assert ATTEMPT.with_headers(X_Time="1").headers == {"Accept": "*/*", "X-Time": "1"}
    assert ATTEMPT.with_headers(Accept="text/html").headers == {"Accept": "text/html"}
