# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Services that are broken, or mean harm: every call ends, in time, within its memory, with words that help."""

from __future__ import annotations

import json
import os
import ssl
import subprocess
import sys
import threading
import time
import zlib
from collections.abc import Callable
from typing import Any

import pytest
import trustme

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.auth import TokenInPath
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.dialect import Answer, Request
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import (
    BoxfleetError,
    NoUsableAnswer,
    OutcomeUnknown,
    Refused,
    Unreachable,
)
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.http import WHOLE_CALL, HttpOptions, Session
from tests.functional.core.raw import Connection, Talk, raw_server, reply

SECRET = "A0b1C2d3E4f5G6h7I8j9K0l1M2n3O4p5"
OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
# What goes on for ever has to end; that it took longer than its bound is only told apart from a hang.
AGES = 120.0


def send(url: str, request: Request | None = None, **options: Any) -> Answer:
    http = HttpOptions(**{"timeout": 0.5, "retries": 1, "backoff_factor": 0.0, **options})
    return Session(url, TokenInPath(SECRET), http).send(request or Request("GET", "/x"))


def error_of(talk: Talk | bytes, request: Request | None = None, **options: Any) -> BoxfleetError:
    """How a call ends to which the service answers so; the token is nowhere in it."""
    with raw_server(talk) as server, pytest.raises(BoxfleetError) as caught:
        send(server.url, request, **options)
    assert SECRET not in repr(caught.getrepr(chain=True))
    return caught.value


# Without end: each of these goes on for as long as anybody listens.

ENDLESS: dict[str, Talk] = {
    "one byte at a time": lambda to: (to.send(OK + b"\r\n"), to.for_ever(b" ", 0.02)),
    "a chunk at a time": lambda to: (
        to.send(OK + b"Transfer-Encoding: chunked\r\n\r\n"),
        to.for_ever(b"1\r\n \r\n", 0.02),
    ),
    "100 Continue": lambda to: to.for_ever(b"HTTP/1.1 100 Continue\r\n\r\n", 0.01),
    "a status line that drips": lambda to: (to.send(b"HTTP/1.1 200 "), to.for_ever(b"O", 0.02)),
    "headers that drip": lambda to: (to.send(OK), to.for_ever(b"a", 0.02)),
    "an error that drips": lambda to: (to.send(b"HTTP/1.1 404 Not Found\r\n\r\n"), to.for_ever(b"a", 0.02)),
}


@pytest.mark.parametrize("what", ENDLESS)
def test_a_call_ends_however_slowly_the_service_goes_on(what: str) -> None:
    began = time.monotonic()
    error = error_of(ENDLESS[what], timeout=0.2)
    assert time.monotonic() - began < WHOLE_CALL * 0.2 + AGES
    assert isinstance(error, NoUsableAnswer)
    assert "not complete after 0.8 s, however slowly it came (4 times api_timeout)" in str(error)


def test_a_change_that_a_dripping_service_may_have_made_is_unknown() -> None:
    error = error_of(ENDLESS["one byte at a time"], Request("POST", "/x"), timeout=0.2)
    assert isinstance(error, OutcomeUnknown)


def test_a_tls_handshake_that_drips_ends() -> None:
    def begin_a_record(to: Connection) -> None:
        """It would have 16 kB, and never comes to its end."""
        to.send(b"\x16\x03\x03\x40\x00\x02\x00\x3f\xfc")
        to.for_ever(b"\0", 0.02)

    # a handshake as a whole has to be over within api_timeout
    whole = r"no answer within 0\.2 s|not complete after 0\.8 s"
    with raw_server(begin_a_record, handshake=False) as server, pytest.raises(BoxfleetError, match=whole):
        send(server.url.replace("http:", "https:"), timeout=0.2)


# Too much, and never as it was announced

TOO_MUCH: dict[str, tuple[Talk | bytes, str]] = {
    "headers without end": (lambda to: (to.send(OK), to.for_ever(b"X-A: a\r\n")), "connection broke"),
    "one header without end": (lambda to: (to.send(OK + b"X-A: "), to.for_ever(b"a" * 1024)), "connection broke"),
    "a status line without end": (lambda to: (to.send(b"HTTP/1.1 200 "), to.for_ever(b"O" * 1024)), "connection broke"),
    "a chunk length without end": (
        lambda to: (to.send(OK + b"Transfer-Encoding: chunked\r\n\r\n"), to.for_ever(b"0" * 1024)),
        "connection broke",
    ),
    "a body without end": (
        lambda to: (to.send(OK + b"\r\n"), to.for_ever(b" " * 65536)),
        "larger than 1 MB. If that is how much the account holds, raise api_max_answer",
    ),
    "chunks without end": (
        lambda to: (
            to.send(OK + b"Transfer-Encoding: chunked\r\n\r\n"),
            to.for_ever(b"10000\r\n%b\r\n" % (b" " * 65536)),
        ),
        "larger than 1 MB",
    ),
    "an error page without end": (
        lambda to: (to.send(b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n"), to.for_ever(b"a" * 65536)),
        "larger than 1 MB",
    ),
    "less than announced": (OK + b"Content-Length: 100\r\n\r\n{}", "broke|cut short"),
    "a length of 5,000 digits": (OK + b"Content-Length: " + b"9" * 5000 + b"\r\n\r\n{}", "broke|cut short"),
    "packed, and cut short": (
        OK + b"Content-Encoding: gzip\r\n\r\n" + zlib.compress(b"{}" * 999, wbits=31)[:-9],
        "short",
    ),
    "said to be packed": (OK + b"Content-Encoding: gzip\r\n\r\n{}", "damaged on its way"),
    "packed in another way": (OK + b"Content-Encoding: br\r\n\r\n{}", r"packed in a way that was not asked for \(br\)"),
    "packed often": (OK + b"Content-Encoding: " + b"gzip," * 999 + b"\r\n\r\n{}", "packed in a way"),
    "a chunk that is none": (OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n", "connection broke"),
    "a negative chunk": (OK + b"Transfer-Encoding: chunked\r\n\r\n-1\r\n{}\r\n", "connection broke"),
    "a chunk of 5,000 digits": (
        OK + b"Transfer-Encoding: chunked\r\n\r\n" + b"f" * 5000 + b"\r\n{}",
        "connection broke",
    ),
    "nothing": (b"", "connection broke"),
    "no HTTP": (b"220 mail.example.com ESMTP\r\n", "connection broke"),
    "a status of letters": (b"HTTP/1.1 two hundred\r\n\r\n", "connection broke"),
    "a status of 5,000 digits": (b"HTTP/1.1 " + b"2" * 5000 + b" OK\r\n\r\n", "connection broke"),
    "a status below all": (b"HTTP/1.1 103 Early Hints\r\nContent-Length: 0\r\n\r\n", "HTTP 103, which is no answer"),
    "NUL everywhere": (b"\0" * 4096, "connection broke"),
}


@pytest.mark.parametrize("what", TOO_MUCH)
def test_what_is_no_answer_is_told_and_read_no_further(what: str) -> None:
    talk, words = TOO_MUCH[what]
    error = error_of(talk, timeout=30.0, retries=0, max_answer=1)
    assert isinstance(error, NoUsableAnswer)
    with pytest.raises(BoxfleetError, match=words):
        raise error


@pytest.mark.parametrize("what", ["less than announced", "nothing", "no HTTP", "a chunk that is none"])
def test_a_change_that_was_answered_with_rubbish_is_unknown(what: str) -> None:
    assert isinstance(error_of(TOO_MUCH[what][0], Request("DELETE", "/x")), OutcomeUnknown)


# Where a text is cut: half a token would not be found, and shown.
HALVES: dict[str, bytes] = {
    "a page": reply(b"<p>" + b" " * 980 + SECRET.encode(), "404 Not Found", content_type="text/html"),
    "a page of a megabyte": reply(b"<p>" + b" " * (4 * 2**16 - 20) + SECRET.encode(), content_type="text/html"),
    "a failure": reply(b'{"message": "%b%b"}' % (b"x " * 92, SECRET.encode()), "500 Oops"),
    "a page of a failure": reply(b"x " * 92 + SECRET.encode(), "500 Oops"),
    "a failure in lines": reply(b'{"message": "%b\\n%b"}' % (SECRET[:16].encode(), SECRET[16:].encode()), "500 Oops"),
    "a page in lines": reply(b"<p>%b\r\n %b" % (SECRET[:16].encode(), SECRET[16:].encode()), content_type="a/b"),
    "a content type": reply(b"x", content_type="x" * 40 + SECRET),
    "a way to pack": reply(b"x", "200 OK", f"Content-Encoding: {SECRET}"),
    "a status line": b"HTTP/1.1 " + b"x" * 150 + SECRET.encode() + b"\r\n\r\n",
    "a refusal": reply(b'{"message": "%b%b"}' % (b"x" * 960, SECRET.encode()), "400 No"),
}


@pytest.mark.parametrize("what", HALVES)
def test_no_half_of_a_token_is_shown_where_a_text_is_cut(what: str) -> None:
    told = str(error_of(HALVES[what], retries=0, timeout=30.0))
    assert not [at for at in range(len(SECRET) - 5) if SECRET[at : at + 6] in told], told


def test_no_library_writes_the_token_into_a_log(caplog: pytest.LogCaptureFixture) -> None:
    """Ansible writes what libraries log into its own log: ANSIBLE_LOG_PATH."""
    caplog.set_level("DEBUG")
    with raw_server(OK + b"Content-Length: 2\r\n" + SECRET.encode() + b"\r\n\r\n{}") as server:
        send(server.url)
    assert "Failed to parse headers" in caplog.text
    assert SECRET not in caplog.text


@pytest.mark.parametrize("status", ["400 No", "500 Oops", "429 Slow down"])
@pytest.mark.parametrize("kind", ["application/json", "text/html"])
def test_a_service_that_has_much_to_say_does_not_fill_the_terminal(status: str, kind: str) -> None:
    flood = reply(b'{"message": "%b"}' % (b"words " * 1_000_000), status, content_type=kind)
    assert len(str(error_of(flood, retries=0, timeout=30.0))) < 2000


def test_of_a_redirect_with_a_bomb_nothing_is_read() -> None:
    head = b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Encoding: gzip\r\n\r\n"
    error = error_of(lambda to: (to.send(head), to.for_ever(b"a" * 65536)))
    assert isinstance(error, Refused)
    assert "redirect (HTTP 302), which is never followed" in str(error)


# Answers that are complete, and make no sense

NO_JSON: dict[str, bytes] = {
    "NaN": b'{"a": NaN}',
    "Infinity": b'{"a": -Infinity}',
    "a float beyond all": b'{"a": 1e999}',
    "an integer of 5,000 digits": b'{"a": ' + b"9" * 5000 + b"}",
    "nested 100,000 levels": b"[" * 100_000 + b"]" * 100_000,
    "maps nested 100,000 levels": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "nested 900 levels": b"[" * 900 + b"]" * 900,
    "invalid UTF-8": b'{"a": "\xff\xfe"}',
    "half of a character": b'{"a": "\xed\xa0\x80"}',
    "UTF-16": '{"a": 1}'.encode("utf-16"),
    "two values": b"{}{}",
    "PHP's complaint before it": b"<br />\nWarning: x in y on line 1{}",
    "a control character": b'{"a": "\x1b"}',
    "NUL": b"\0\0\0\0",
}


@pytest.mark.parametrize("what", NO_JSON)
def test_what_is_no_json_is_told(what: str) -> None:
    if what == "an integer of 5,000 digits" and not hasattr(sys, "get_int_max_str_digits"):
        pytest.skip("this Python reads it")
    error = error_of(reply(NO_JSON[what]))
    assert isinstance(error, NoUsableAnswer)
    assert "the answer was cut short or is not valid JSON" in str(error)
    assert isinstance(error_of(reply(NO_JSON[what]), Request("POST", "/x")), OutcomeUnknown)
    assert "not valid JSON" in str(error_of(reply(NO_JSON[what], "404 Not Found"), Request("POST", "/x")))


@pytest.mark.parametrize(
    ("body", "data"),
    [
        (b'\xef\xbb\xbf{"a": 1}', {"a": 1}),
        (b'{"a": 1, "a": 2}', {"a": 2}),
        (b'{"a": "\\ud800", "\\uDFFFb": "\\ud83d\\ude00"}', {"a": "?", "?b": "\U0001f600"}),
        (b" \r\n ", None),
        (b"[]", []),
        (b"[" * 100 + b"]" * 100, json.loads("[" * 100 + "]" * 100)),
    ],
    ids=["BOM", "a key twice", "halves of characters", "blanks", "empty", "100 levels"],
)
def test_what_makes_sense_all_the_same_is_an_answer(body: bytes, data: Any) -> None:
    with raw_server(reply(body)) as server:
        assert send(server.url).data == data


@pytest.mark.parametrize(
    "text",
    [
        "9" * 5000,
        "-1",
        "1e999",
        "nan",
        "Fri, 99 Feb 9999 99:99:99 GMT",
        "Fri, 31 Dec 99999 23:59:59 GMT",
        "Thu, 01 Jan 1970 00:00:00 +9999",
        "Mon, 01 Jan 0001 00:00:00 +2359",
        "soon",
        "",
        "\xb2",
    ],
)
def test_a_pause_that_makes_no_sense_is_not_kept(text: str) -> None:
    talks = [reply(b"{}", "503 Busy", f"Retry-After: {text}"), reply(b'{"a": 1}')]
    with raw_server(*talks) as server:
        assert send(server.url).data == {"a": 1}
        assert len(server.seen) == 2


@pytest.mark.parametrize("text", ["301", "999999999", "Fri, 31 Dec 9999 23:59:59 GMT"])
def test_a_pause_that_is_too_long_is_told_at_once(text: str) -> None:
    error = error_of(reply(b"{}", "429 Too Many Requests", f"Retry-After: {text}"))
    assert "The service asks to come back in" in str(error)


# TLS


@pytest.mark.parametrize("greeting", [b"", b"HTTP/1.1 400 Bad Request\r\n\r\n", b"220 mail.example.com\r\n"])
def test_https_to_a_service_without_tls_is_told_with_the_way_out(greeting: bytes) -> None:
    def answer(to: Connection) -> None:
        to.socket.recv(65536)
        to.send(greeting or reply())

    with raw_server(answer, handshake=False) as server, pytest.raises(Unreachable) as caught:
        send(server.url.replace("http:", "https:"), timeout=30.0)
    assert "seems to speak plain http: correct api_url" in str(caught.value)


def test_http_to_a_service_with_tls_is_told() -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
    with raw_server(reply(), tls=context) as server, pytest.raises(NoUsableAnswer, match="connection broke"):
        send(server.url.replace("https:", "http:"), timeout=30.0)
    assert server.seen == []


# Memory

MEASURE = """
import resource, sys
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.auth import Auth
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.dialect import Request
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import BoxfleetError
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.http import HttpOptions, Session

def most():
    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return kilobytes / (2**20 if sys.platform == "darwin" else 2**10)

before = most()
try:
    Session(sys.argv[1], Auth(), HttpOptions(timeout=60.0, retries=0)).send(Request("GET", "/x"))
    print("answered")
except BoxfleetError as error:
    print(error)
print(most() - before)
"""


def gzip_bomb() -> bytes:
    """1 GB of blanks in about 1 MB."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    first, second = (packer.compress(b" " * 2**20) + packer.flush(zlib.Z_FULL_FLUSH) for _part in range(2))
    return first + second * 1023


def filled(begin: str, piece: Callable[[int], str], end: str, size: int = 2**25 - 2**10) -> bytes:
    """JSON just below the limit."""
    pieces = [begin]
    length, number = len(begin), 0
    while length < size:
        pieces.append(piece(number))
        length += len(pieces[-1].encode())
        number += 1
    return "".join([*pieces, end]).encode()


BOMBS: dict[str, Callable[[], bytes]] = {
    "gzip": gzip_bomb,
    "empty maps": lambda: b"[" + b"{}," * 11_000_000 + b"{}]",
    "empty lists": lambda: b"[" + b"[]," * 11_000_000 + b"[]]",
    "keys": lambda: filled("{", lambda number: f'"{number:x}":0,', '"":0}', 2**22),
    "texts": lambda: filled("[", lambda number: f'"{"a" * 200}{number}",', "0]"),
    "wide texts": lambda: filled("[", lambda number: f'"{"a" * 200}{number}",', '"\U0001f600"]', 2**24),
    "one text": lambda: b'"' + b"a" * (2**25 - 9) + b'"',
    "one wide text": lambda: b'"' + b"a" * (2**25 - 9) + "\U0001f600".encode() + b'"',
}


@pytest.mark.parametrize("what", BOMBS)
def test_no_answer_takes_more_memory_than_its_bound(what: str) -> None:
    bomb = BOMBS[what]()
    packed = "Content-Encoding: gzip" if what == "gzip" else "X-Plain: yes"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    with raw_server(reply(bomb, "200 OK", packed)) as server:
        done = subprocess.run(
            [sys.executable, "-c", MEASURE, server.url], env=environment, capture_output=True, text=True, check=True
        )
    words, megabytes = done.stdout.splitlines()
    assert float(megabytes) < 200
    assert words == "answered" or words.startswith("the answer is larger than 32 MB. If that is how much")
    assert what != "gzip" or words != "answered"


def test_nothing_is_left_of_a_hostile_call() -> None:
    """No thread and no connection stays behind."""
    for what in ("headers without end", "nothing", "a body without end"):
        error_of(TOO_MUCH[what][0], retries=0, max_answer=1)
    for _look in range(600):
        if not [thread for thread in threading.enumerate() if "guard" in thread.name]:
            break
        time.sleep(0.05)
    else:
        raise AssertionError("a guard is still there")
