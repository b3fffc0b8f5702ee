# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What providers need of HTTP: bytes as they were sent, empty answers, several limits, headers on every answer."""

from __future__ import annotations

import socket
from base64 import b64encode
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from running import Server, serving

BASIC = {"Authorization": f"Basic {b64encode(b'anna:pass-of-anna').decode()}"}
HERE = Path(__file__).parent


def send(server: Server, verb: str, path: str, **how: Any) -> requests.Response:
    headers = {**BASIC, **how.pop("headers", {})}
    return server.session.request(verb, f"{server.url}/api/one{path}", headers=headers, **how)


def exchanged(server: Server, sent: bytes) -> bytes:
    """All that comes back for these bytes until the server closes."""
    address = urlsplit(server.url)
    with socket.create_connection((address.hostname, address.port)) as connection:
        connection.sendall(sent)
        return b"".join(iter(lambda: connection.recv(65536), b""))


def test_url_and_body_arrive_byte_for_byte(odd: Server) -> None:
    target = "/api/two/things/a%2Fb%20c?q=%41+b&q=&x=/?&e=%c3%a9"
    body = b'\x00{"a": \xff}'
    head = (
        f"PUT {target} HTTP/1.1\r\nHost: localhost:1\r\nAuthorization: {BASIC['Authorization']}\r\n"
        f"X-ANY-case: one\r\nContent-Type: Application/Odd; charset=x\r\nContent-Length: {len(body)}\r\n"
        "Connection: close\r\n\r\n"
    )
    received = exchanged(odd, head.encode() + body).partition(b"\r\n\r\n")[2]
    assert requests.models.complexjson.loads(received) == {
        "verb": "PUT",
        "url": f"http://localhost:1{target}",
        "prefix": ["api", "two"],
        "parts": {"name": "a/b c"},
        "query": [["q", "A b"], ["q", ""], ["x", "/?"], ["e", "é"]],
        "type": "application/odd",
        "body": b64encode(body).decode(),
        "header": "one",
    }
    assert odd.log()[0]["path"] == "/things/a/b c"


def test_a_target_as_it_is_sent_to_a_proxy_is_understood(odd: Server) -> None:
    head = f"GET {odd.url}/api/one/things/special?a=1 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
    answer = exchanged(odd, f"{head}Authorization: {BASIC['Authorization']}\r\n\r\n".encode())
    assert answer.endswith(b"\r\n\r\nnull")
    assert (odd.log()[0]["path"], odd.log()[0]["query"]) == ("/things/special", "a=1")


def test_of_two_routes_that_fit_the_first_is_meant_and_a_last_slash_means_nothing(odd: Server) -> None:
    assert send(odd, "GET", "/things/special").json() is None
    assert send(odd, "GET", "/things/other/").json()["parts"] == {"name": "other"}
    assert send(odd, "GET", "/things//").status_code == 404
    assert send(odd, "GET", "/things/a/b").status_code == 404


def test_an_answer_without_a_body_says_so_and_leaves_the_connection_usable(odd: Server) -> None:
    accepted = send(odd, "DELETE", "/work")
    assert (accepted.status_code, accepted.content, accepted.headers["Content-Length"]) == (202, b"", "0")
    assert accepted.headers["Location"] == f"{odd.url}/api/one/work/status"
    assert "Content-Type" not in accepted.headers
    written = send(odd, "POST", "/files", data=b"12345")
    assert (written.status_code, written.content) == (204, b"")
    assert "Content-Type" not in written.headers
    assert send(odd, "GET", "/things/special").content == b"null"


def test_bytes_are_sent_as_they_are_with_their_type(odd: Server) -> None:
    send(odd, "POST", "/files", data=b"x" * 5_000_000)
    read = send(odd, "GET", "/files")
    assert (read.content, read.headers["Content-Type"]) == (b"5000000 bytes\xff", "text/plain")
    assert read.headers["Content-Length"] == "14"


def test_a_refused_call_leaves_nothing_in_the_store(odd: Server) -> None:
    send(odd, "POST", "/files", data=b"12345")
    assert send(odd, "POST", "/files").json() == {"why": "empty"}
    assert send(odd, "GET", "/files").content == b"5 bytes\xff"


def test_how_json_is_written_is_up_to_the_provider(odd: Server) -> None:
    assert b"\n" not in send(odd, "GET", "/things/a").content
    assert b'\n  "verb"' in send(odd, "GET", "/things/a?pretty=1").content


def test_some_calls_are_open_to_strangers(odd: Server) -> None:
    assert requests.get(f"{odd.url}/api/one/files").status_code == 200
    assert requests.get(f"{odd.url}/api/one/things/a").status_code == 401


def test_reads_and_writes_are_counted_apart_and_every_answer_says_how_one_stands(odd: Server) -> None:
    writes = [send(odd, "PATCH", "/things/a") for _count in range(4)]
    assert [answer.status_code for answer in writes] == [200, 200, 200, 429]
    assert [answer.headers["X-Remaining"] for answer in writes] == ["2", "1", "0", "0"]
    assert writes[-1].headers["Retry-After"] == "1"
    read = send(odd, "GET", "/things/a")
    assert (read.status_code, "X-Remaining" in read.headers) == (200, False)
    odd.advance(2)
    assert [send(odd, "PUT", "/things/a").status_code for _count in range(3)] == [200, 200, 429]
    stranger = requests.patch(f"{odd.url}/api/one/things/a")
    assert (stranger.status_code, stranger.headers["X-Remaining"]) == (401, "2")


@pytest.mark.parametrize(
    ("options", "reads", "writes"),
    [
        (["--rate", "2/60"], [200, 200, 429], [200, 200, 429]),
        (["--rate", "reads=1/60"], [200, 429, 429], [200, 200, 200]),
        (["--rate", "none"], [200, 200, 200], [200, 200, 200]),
        (["--rate", "none", "--rate", "writes=1/9/2"], [200, 200, 200], [200, 200, 429]),
    ],
)
def test_limits_are_set_for_all_or_by_name(options: list[str], reads: list[int], writes: list[int]) -> None:
    with serving(*options, program="odd", folder=HERE) as server:
        assert [send(server, "GET", "/things/a").status_code for _count in range(3)] == reads
        assert [send(server, "POST", "/things/a").status_code for _count in range(3)] == writes


def test_the_last_word_on_every_answer_is_the_providers_faults_included(odd: Server) -> None:
    odd.fault("GET", "/things/*", "status", status=503, retry_after=9)
    odd.fault("GET", "/things/*", "html")
    for status, kind in ((503, "application/json"), (200, "text/html")):
        answer = send(odd, "GET", "/things/a")
        assert (answer.status_code, answer.headers["X-Greeting"]) == (status, "hello")
        assert answer.headers["Content-Type"].startswith(kind)
    with serving("--greeting", "servus", program="odd", folder=HERE) as server:
        assert send(server, "GET", "/nothing").headers["X-Greeting"] == "servus"


def test_half_of_nothing_is_no_answer_at_all(odd: Server) -> None:
    odd.fault("DELETE", "/work", "truncate")
    with pytest.raises(requests.ConnectionError):
        send(odd, "DELETE", "/work")
    odd.fault("GET", "/things/*", "truncate")
    with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        send(odd, "GET", "/things/a")


def test_the_verbs_of_faults_are_those_of_the_api(odd: Server, tiny: Server) -> None:
    odd.fault("PATCH", "/things/*", "status", status=500)
    assert send(odd, "PATCH", "/things/a").status_code == 500
    refused = tiny.session.post(f"{tiny.url}/_sandbox/faults", json={"method": "PUT", "path": "*", "kind": "status"})
    assert refused.json() == {"error": "method must be one of DELETE, GET, PATCH, POST, *"}


def test_no_secret_gets_into_the_log_wherever_it_stands(odd: Server) -> None:
    send(odd, "GET", "/things/pass-of-anna?note=pass%2Dof-anna&a=b%20c&api_TOKEN=other&Password=x&=pass-of-anna&&z")
    [entry] = odd.log()
    assert entry["path"] == "/things/<secret>"
    assert entry["query"] == "note=<secret>&a=b%20c&api_TOKEN=<secret>&Password=<secret>&=<secret>&&z"
    assert entry["account"] == "anna"


def test_work_beside_the_calls_is_told_when_to_go_on(odd: Server) -> None:
    assert odd.control("GET", "/diary") == ["reset"]
    send(odd, "GET", "/things/a")
    odd.advance(1)
    odd.session.get(f"{odd.url}/_sandbox/nothing")
    assert odd.control("GET", "/diary") == ["reset", "finish", "follow", "finish"]


def test_work_beside_the_calls_begins_before_them_and_ends_after_them() -> None:
    with serving(program="odd", folder=HERE) as server:
        assert server.control("GET", "/diary") == ["open"]
        server.process.terminate()
        assert server.process.communicate() == ("closed\n", "")


def test_a_mistake_of_the_sandbox_is_answered_logged_and_never_overlooked() -> None:
    told = pytest.raises(AssertionError, match="a mistake of the sandbox's own")
    with told, serving(program="odd", folder=HERE) as odd:
        assert send(odd, "GET", "/mistake").status_code == 500
        assert [(entry["path"], entry["status"]) for entry in odd.log()] == [("/mistake", 500)]
        assert send(odd, "GET", "/things/special").status_code == 200
