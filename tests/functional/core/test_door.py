# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What goes out of the door, and what a service's answer makes of a call."""

from __future__ import annotations

import hashlib
import re
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core import http
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.approval.gate import Gate, NotApproved
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.auth import Attempt, Auth, Bearer
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.background import in_background
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.dialect import Answer, Dialect, Request
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import (
    Abandoned,
    BoxfleetError,
    NoUsableAnswer,
    OutcomeUnknown,
    Refused,
)
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.http import HttpOptions, Session
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.pace import Rate
from ansible_collections.boxfleet.cloud.tests.unit.own_time import OwnTime
from tests.functional.core.raw import Connection, raw_server, reply

NO_CONTENT = b"HTTP/1.1 204 No Content\r\nLocation: /v1/disks/7\r\n\r\n"
ACCEPTED = b"HTTP/1.1 202 Accepted\r\nLocation: /v1/requests/8\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
CHANGE = Request("POST", "/v1/disks", body=b'{"size":1}', headers={"Content-Type": "application/json"})
READ = Request("GET", "/v1/disks")


def session(url: str, auth: Auth | None = None, dialect: Dialect | None = None, **options: Any) -> Session:
    http_options = HttpOptions(**{"timeout": 60.0, "retries": 2, **options})
    return Session(url, auth or Bearer("geheim-1"), http_options, dialect, OwnTime())


@pytest.mark.parametrize(
    ("answer", "status", "location", "data"),
    [
        (NO_CONTENT, 204, "/v1/disks/7", None),
        (ACCEPTED, 202, "/v1/requests/8", None),
        (reply(b"", "200 OK", "Location: /x"), 200, "/x", None),
        (reply(b'{"id": 7}', "201 Created", "Location: /x"), 201, "/x", {"id": 7}),
    ],
)
def test_an_answer_has_headers_and_needs_no_body(answer: bytes, status: int, location: str, data: Any) -> None:
    with raw_server(answer) as server:
        door = session(server.url)
        got = door.send(CHANGE)
    assert (got.status, got.headers["location"], got.data) == (status, location, data)
    assert (door.accepted, len(server.seen)) == (1, 1)


# Status -> how a change ends, and how often it was sent.
FATES: dict[str, tuple[bytes, type[BoxfleetError], int]] = {
    "a redirect": (reply(b"{}", "302 Found", "Location: /x"), Refused, 1),
    "a redirect to the result": (reply(b"{}", "303 See Other", "Location: /x"), OutcomeUnknown, 1),
    "a no": (reply(b'{"message": "no"}', "409 Conflict"), Refused, 1),
    "a no without words": (reply(b"", "404 Not Found"), Refused, 1),
    "a no in HTML": (reply(b"<p>no</p>", "403 Forbidden", content_type="text/html"), Refused, 1),
    "locked": (reply(b"{}", "423 Locked"), Refused, 3),
    "locked in HTML": (reply(b"<p>locked</p>", "423 Locked", content_type="text/html"), Refused, 3),
    "too many": (reply(b"{}", "429 Too Many Requests"), Refused, 3),
    "too many in HTML": (reply(b"<p>slow</p>", "429 Too Many Requests", content_type="text/html"), Refused, 3),
    "a failure": (reply(b"{}", "500 Internal Server Error"), OutcomeUnknown, 1),
    "a failure that cannot be read": (reply(b"x", "500 Oh", "Content-Encoding: gzip"), OutcomeUnknown, 1),
    "a no that cannot be read": (reply(b"x", "409 Conflict", "Content-Encoding: gzip"), NoUsableAnswer, 3),
    "a failure in HTML": (reply(b"<p>oh</p>", "502 Bad Gateway", content_type="text/html"), OutcomeUnknown, 1),
    "busy": (reply(b"{}", "503 Service Unavailable"), OutcomeUnknown, 1),
    "a page": (reply(b"<p>welcome</p>", content_type="text/html"), OutcomeUnknown, 1),
    "half of it": (reply(b'{"id": '), OutcomeUnknown, 1),
}


@pytest.mark.parametrize("what", FATES)
def test_a_change_is_sent_again_only_where_it_certainly_changed_nothing(what: str) -> None:
    answer, error, times = FATES[what]
    with raw_server(answer) as server:
        door = session(server.url, retry_codes=(423,))
        with pytest.raises(error):
            door.send(CHANGE)
    assert (len(server.seen), door.accepted, door.unknown) == (times, 0, int(error is OutcomeUnknown))


def test_every_change_counts_and_no_read() -> None:
    failed = reply(b"{}", "500 Oh")
    with raw_server(failed, failed, reply(), reply(), reply()) as server:
        door = session(server.url)
        for _change in range(2):
            with pytest.raises(OutcomeUnknown):
                door.send(CHANGE)
        assert (door.accepted, door.unknown) == (0, 2)
        for request in (CHANGE, READ, CHANGE):
            door.send(request)
        assert (door.accepted, door.unknown) == (2, 2)
        # a thread of a fleet is about one of its things
        assert in_background(lambda: (door.accepted, door.send(CHANGE), door.accepted)[::2]).result(600) == (0, 1)
    assert (door.accepted, door.unknown) == (2, 2)


@pytest.mark.parametrize("what", ["a failure", "a failure in HTML", "busy", "a page", "half of it", "too many"])
def test_a_read_is_sent_again_until_it_is_answered(what: str) -> None:
    with raw_server(FATES[what][0], FATES[what][0], reply(b"[1]")) as server:
        assert session(server.url).send(READ).data == [1]
    assert len(server.seen) == 3


def test_an_answer_that_another_attempt_would_bring_again_is_asked_for_once() -> None:
    packed = reply(b"x", "200 OK", "Content-Encoding: br")
    with raw_server(packed) as server, pytest.raises(NoUsableAnswer, match="packed in a way"):
        session(server.url).send(READ)
    assert len(server.seen) == 1


def test_an_account_is_one_of_a_service_and_says_neither() -> None:
    urls, tokens = ("http://127.0.0.1:9", "http://127.0.0.1:8"), ("geheim-1", "geheim-2")
    accounts = {session(url, Bearer(token)).account for url in urls for token in tokens}
    assert len(accounts) == 4
    assert session(f"{urls[0]}/", Bearer("geheim-1")).account in accounts
    assert all(re.fullmatch("[0-9a-f]{32}", account) for account in accounts)


class Signed(Auth):
    """Signs verb, address and body together with a number of its own for each attempt."""

    secrets = ("geheim-1",)

    def __init__(self, renewals: int = 0) -> None:
        self.number = 0
        self.renewals = renewals
        self.asked: list[int] = []

    def sign(self, attempt: Attempt) -> Attempt:
        self.number += 1
        return attempt.with_headers(X_Sign=f"{self.number} {seal(attempt.verb, attempt.url, attempt.body)}")

    def renew(self, problem: Refused) -> bool:
        self.asked.append(problem.status)
        return len(self.asked) <= self.renewals


def seal(verb: str, url: str, body: bytes) -> str:
    return hashlib.sha256(b"geheim-1 %b %b %b" % (verb.encode(), url.encode(), body)).hexdigest()


@pytest.mark.parametrize("verb", ["GET", "POST"])
def test_each_attempt_is_signed_anew_over_the_very_bytes_that_are_sent(verb: str) -> None:
    body = b'{"name" :"\xc3\xa4 %2F"}' if verb == "POST" else b""
    request = Request(verb, "/v1/a%20b/%C3%A4~'!", (("q r", "\u00fc&=+/"), ("q r", ""), ("n", "1")), {}, body)
    with raw_server(reply(b"{}", "429 Too Many Requests"), reply()) as server:
        session(server.url + "/root", Signed()).send(request)
    for number, seen in enumerate(server.seen, 1):
        head, _, sent = seen.partition(b"\r\n\r\n")
        lines = head.decode().split("\r\n")
        path = lines[0].split(" ")[1]
        assert path == "/root/v1/a%20b/%C3%A4~'!?q%20r=%C3%BC%26%3D%2B/&q%20r=&n=1".replace("%2B/", "%2B%2F")
        assert sent == body
        assert f"X-Sign: {number} {seal(verb, server.url + path, body)}" in lines
    assert len(server.seen) == 2


@pytest.mark.parametrize(("statuses", "ends", "times"), [((401, 200), True, 2), ((401, 401), False, 2)])
def test_a_credential_is_renewed_once(statuses: tuple[int, ...], ends: bool, times: int) -> None:
    auth = Signed(renewals=9)
    with raw_server(*[reply(b"{}", f"{status} X") for status in statuses]) as server:
        door = session(server.url, auth)
        if ends:
            assert door.send(CHANGE).status == 200
        else:
            with pytest.raises(Refused):
                door.send(CHANGE)
    assert (len(server.seen), auth.asked) == (times, [401])
    assert door.clock.now() == 0


def test_what_cannot_be_renewed_is_refused_at_once() -> None:
    with raw_server(reply(b"{}", "401 Unauthorized")) as server, pytest.raises(Refused):
        session(server.url, Signed()).send(READ)
    assert len(server.seen) == 1


def test_a_text_is_given_as_it_stands_and_a_no_to_it_is_a_no() -> None:
    request = replace(READ, text=True)
    with raw_server(reply("{ä".encode(), content_type="text/plain")) as server:
        assert session(server.url).send(request).data == "{ä"
        assert b"Accept: */*" in server.seen[0]
    with raw_server(reply(b'{"message": "gone"}', "404 Not Found")) as server, pytest.raises(Refused, match="gone"):
        session(server.url).send(request)


class ByVerb(Dialect):
    """Counts reads and writes apart, and says in a header when to come back."""

    def bucket(self, request: Request) -> str:
        return "reads" if request.reads else "writes"

    def pause(self, answer: Answer) -> float:
        return float(answer.headers.get("x-pause", 0))


def test_what_a_service_counts_apart_waits_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANSIBLE_HOME", str(tmp_path))
    with raw_server(reply()) as server:
        door = session(server.url, dialect=ByVerb(), rate=Rate(1, 60))
        door.send(READ)
        door.send(CHANGE)
        assert door.clock.now() == 0
        door.send(READ)
        assert door.clock.now() == pytest.approx(63)


def test_a_pause_in_the_headers_holds_the_next_call_of_its_kind_and_is_bounded() -> None:
    with raw_server(reply(b"{}", "200 OK", "X-Pause: 40"), reply(b"{}", "200 OK", "X-Pause: 1e9"), reply()) as server:
        door = session(server.url, dialect=ByVerb())
        door.send(READ)
        door.send(CHANGE)
        assert door.clock.now() == 0
        door.send(READ)
        assert door.clock.now() == pytest.approx(40)
        door.send(CHANGE)
        assert door.clock.now() == pytest.approx(300)


def test_somebody_hears_of_a_silence_and_of_every_new_try(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "SILENCE", 0.05)
    told: list[str] = []
    heard = threading.Event()

    def tell(what: str, condition: str, seconds: float, tally: str = "") -> None:
        told.append(f"{what}: {condition}")
        heard.set()

    def answer_when_heard(to: Connection) -> None:
        assert heard.wait(120)
        to.send(reply(b'{"message": "geheim-1"}', "500 Oh"))

    with raw_server(answer_when_heard, reply(b"{}", "502 Oh"), reply()) as server:
        door = session(server.url, backoff_factor=0.0)
        door.tell = tell
        door.send(READ)
    host = server.url.removeprefix("http://")
    assert told[0] == f"{host}: no answer yet (try 1 of 3)"
    tries = [text for text in told if "no answer yet" not in text]
    assert tries == [
        f"{host}: the service failed with HTTP 500: ********, next try (2 of 3) in 0 s",
        f"{host}: the service failed with HTTP 502, next try (3 of 3) in 0 s",
    ]


@pytest.mark.parametrize(
    ("request_", "status", "problem"),
    [
        (READ, "503 Busy", "the service failed with HTTP 503"),
        (CHANGE, "429 Too Many Requests", "the service says there were too many requests (HTTP 429)"),
    ],
)
def test_a_pause_that_the_service_asked_for_is_told_while_it_lasts(
    request_: Request, status: str, problem: str
) -> None:
    told: list[str] = []
    with raw_server(reply(b"{}", status, "Retry-After: 12"), reply()) as server:
        door = session(server.url)
        door.tell = lambda what, condition, seconds, tally="": told.append(f"{condition} ({seconds:.0f} s)")
        door.send(request_)
    assert told == [
        f"{problem}, next try (2 of 3) in 12 s (0 s)",
        f"{request_} waits: the service asked for a pause of all calls (5 s)",
        f"{request_} waits: the service asked for a pause of all calls (10 s)",
    ]


def test_a_pause_is_as_long_as_the_longest_that_was_asked_for_and_may_be_none() -> None:
    told: list[str] = []
    with raw_server(reply(b"{}", "503 Busy", "Retry-After: 0"), reply()) as server:
        door = session(server.url)
        door.send(READ)
        assert door.clock.now() == 0
        door.tell = lambda what, condition, seconds, tally="": told.append(condition)
        for seconds in (40, 5):
            door._hold(READ, seconds)
        door.send(Request("GET", "/geheim-1"))
        assert door.clock.now() == 40
    assert set(told) == {"GET ******** waits: the service asked for a pause of all calls"}


def test_a_queue_is_told_with_who_waits_and_a_file_that_cannot_be_used_is_a_warning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANSIBLE_HOME", str(tmp_path))
    told: list[str] = []
    with raw_server(reply()) as server:
        door = session(server.url, rate=Rate(1, 6))
        door.tell = lambda what, condition, seconds, tally="": told.append(condition)
        door.send(READ)
        door.send(READ)
        [text] = told
        assert text.startswith("GET v1/disks waits: its turn comes 6 s after it asked (api_rate 1/6, queue: ")
        assert door.warnings == []
        (tmp_path / "no").touch()
        monkeypatch.setenv("ANSIBLE_HOME", str(tmp_path / "no"))
        door.send(READ)
        door.send(READ)
    [warning] = door.warnings
    assert warning.startswith("api_rate: each process keeps the limit alone")


def test_nothing_is_sent_once_ansible_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> None:
        raise Abandoned

    with raw_server(reply()) as server:
        door = session(server.url)
        door.send(READ)
        monkeypatch.setattr(http, "stay", gone)
        for request in (READ, CHANGE):
            with pytest.raises(Abandoned):
                door.send(request)
        assert len(server.seen) == 1


def test_a_read_that_stays_without_an_answer_tells_how_often_it_was_tried() -> None:
    with raw_server(b"") as server, pytest.raises(NoUsableAnswer, match=r"3 tries in \d+ s\)\. Run the task again"):
        session(server.url, backoff_factor=0.0).send(READ)
    page = reply(b"<p>welcome</p>", content_type="text/html")
    with raw_server(page) as server, pytest.raises(NoUsableAnswer, match=r"3 tries in \d+ s\)\. Check that api_url is"):
        session(server.url, backoff_factor=0.0).send(READ)


def test_in_an_approved_run_no_change_leaves_but_that_of_a_step() -> None:
    with raw_server(reply()) as server:
        door = session(server.url)
        door.gate = Gate({})
        door.send(READ)
        with pytest.raises(NotApproved, match=r"POST v1/disks belongs to no step that was approved\. It was not sent"):
            door.send(CHANGE)
        assert len(server.seen) == 1
        with door.gate.opened():
            door.send(CHANGE)
        assert len(server.seen) == 2
