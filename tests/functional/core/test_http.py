# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The door to the network, against servers that misbehave in ways the sandbox does not."""

from __future__ import annotations

import json
import logging
import os
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
import trustme

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.auth import TokenInPath
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.dialect import Request
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import (
    InvalidInput,
    NoUsableAnswer,
    OutcomeUnknown,
    Refused,
    Unreachable,
)
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.http import HttpOptions, Session
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.url import checked_url
from tests.functional.core.raw import Connection, raw_server, reply

SECRET = "A0b1C2d3E4f5G6h7I8j9K0l1M2n3O4p5"
FAST = {"retries": 1, "backoff_factor": 0.0, "timeout": 60.0}


class Handler(BaseHTTPRequestHandler):
    """Answers every GET with the server's ``reply`` (status, headers, body) and notes what was asked."""

    def do_GET(self) -> None:
        self.server.seen.append((self.path, dict(self.headers)))  # type: ignore[attr-defined]
        status, headers, body = self.server.reply  # type: ignore[attr-defined]
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        pass


@contextmanager
def serve(
    status: int = 200, headers: dict[str, str] | None = None, body: bytes = b"{}", tls: Any = None
) -> Iterator[Any]:
    server: Any = HTTPServer(("127.0.0.1", 0), Handler)
    server.reply = (status, {"Content-Type": "application/json", **(headers or {})}, body)
    server.seen = []
    if tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.configure_cert(context)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    server.url = f"{'https' if tls else 'http'}://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="module")
def certificate(authority: trustme.CA) -> Any:
    return authority.issue_cert("127.0.0.1")


def session(url: str, **options: Any) -> Session:
    return Session(url, TokenInPath(SECRET), HttpOptions(**{**FAST, **options}))


def test_an_untrusted_certificate_is_told_with_the_way_out(certificate: Any) -> None:
    with serve(tls=certificate) as server:
        with pytest.raises(
            Unreachable, match=r"no trusted TLS connection to https://.*unable to get.*Set ca_path"
        ) as caught:
            session(server.url).send(Request("GET", "/v1.0/plans"))
        assert server.seen == []
    assert SECRET not in repr(caught.getrepr(chain=True))


def test_what_breaks_once_the_request_has_left_over_tls_may_have_been_done(certificate: Any) -> None:
    def answer_without_tls(to: Connection) -> None:
        os.write(to.socket.fileno(), reply())

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    with raw_server(answer_without_tls, tls=context) as server:
        with pytest.raises(OutcomeUnknown, match="connection broke before the answer was complete"):
            session(server.url, validate_certs=False).send(Request("POST", "/x"))
        assert len(server.seen) == 1
        with pytest.raises(NoUsableAnswer, match="2 tries"):
            session(server.url, validate_certs=False).send(Request("GET", "/x"))
        assert len(server.seen) == 3


def test_ca_path_decides_whom_to_trust_even_if_the_environment_says_otherwise(
    authority: trustme.CA, certificate: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    trustme.CA().cert_pem.write_to_path(tmp_path / "other.pem")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "other.pem"))
    with serve(tls=certificate) as server:
        assert session(server.url, ca_path=str(tmp_path / "ca.pem")).send(Request("GET", "/x")).status == 200
        assert session(server.url, validate_certs=False).send(Request("GET", "/x")).status == 200


@pytest.mark.parametrize(
    ("name", "taken", "refused"),
    [
        ("timeout", (0.001, 1e6), (0, -1.0, 1.1e6, float("nan"))),
        ("retries", (0, 99), (-1,)),
        ("backoff_factor", (0.0, 1e6), (-0.1, 1.1e6, float("nan"))),
        ("max_answer", (1, 1024), (0, 1025)),
        ("retry_codes", ((), (400, 599)), ((399,), (423, 600))),
    ],
)
def test_how_to_talk_to_a_service_has_bounds(name: str, taken: tuple[Any, ...], refused: tuple[Any, ...]) -> None:
    for value in taken:
        assert getattr(HttpOptions(**{name: value}), name) == value
    for value in refused:
        with pytest.raises(InvalidInput, match=f"api_{name}: .*must be"):
            HttpOptions(**{name: value})


def test_a_ca_path_that_is_not_there_is_told_before_any_call() -> None:
    with pytest.raises(InvalidInput, match=r"ca_path: '/no/such' does not exist"):
        session("https://127.0.0.1", ca_path="/no/such")


def test_the_token_does_not_follow_a_redirect() -> None:
    with serve() as other, serve(302, {"Location": f"{other.url}/{SECRET}/x"}) as server:
        with pytest.raises(Refused, match=r"redirect.*never followed") as caught:
            session(server.url).send(Request("GET", "/x"))
        assert other.seen == []
        assert len(server.seen) == 1
    assert SECRET not in str(caught.value)


def test_neither_netrc_nor_proxy_gets_to_know_of_a_call_to_this_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "netrc").write_text("default login me password secret\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    with serve() as proxy, serve() as server:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        monkeypatch.setenv("http_proxy", proxy.url)
        session(server.url).send(Request("GET", "/x"))
        assert proxy.seen == []
        [(_path, headers)] = server.seen
        assert "Authorization" not in headers


def test_an_error_page_that_repeats_the_url_does_not_leak_the_token() -> None:
    encoded = "".join(f"%{ord(char):02X}" for char in SECRET)
    page = f"<p>Not found: /{SECRET}/x and /{encoded}/x</p>".encode()
    with serve(404, {"Content-Type": "text/html"}, page) as server, pytest.raises(Refused, match="text/html") as caught:
        session(server.url).send(Request("GET", "/x"))
    assert SECRET not in str(caught.value)
    assert encoded not in str(caught.value)
    assert "Not found: /********/x and /********/x" in str(caught.value)


def test_words_of_a_broken_connection_do_not_leak_the_token() -> None:
    """What breaks the answer is what was sent: the library's error repeats it."""

    def echo(connection: Connection) -> None:
        connection.send(connection.request.split()[1] + b"\r\n\r\n")

    with raw_server(echo) as server, pytest.raises(NoUsableAnswer, match=r"broke.*/\*{8}/v1.0/x") as caught:
        session(server.url).send(Request("GET", "/v1.0/x"))
    assert SECRET in server.seen[0].decode()
    assert SECRET not in repr(caught.getrepr(chain=True))


def test_the_token_is_not_in_the_log_of_any_library(caplog: pytest.LogCaptureFixture) -> None:
    with serve() as server, caplog.at_level(logging.DEBUG, "urllib3"):
        session(server.url).send(Request("GET", "/x"))
    assert "/********/x" in caplog.text
    assert SECRET not in caplog.text


def test_the_call_log_names_path_and_status_of_every_attempt_without_the_token() -> None:
    with serve(200, body=b'{"cut": ') as server:
        client = session(server.url)
        with pytest.raises(NoUsableAnswer, match="not valid JSON"):
            client.send(Request("GET", f"/v1.0/{SECRET}"))
    assert [(call.verb, call.path, call.status) for call in client.calls] == [("GET", "/v1.0/********", 200)] * 2


def test_the_body_is_json_and_the_answer_too() -> None:
    with serve(body=json.dumps({"ü": 1}).encode()) as server:
        assert session(server.url).send(Request("GET", "/x")).data == {"ü": 1}


@pytest.mark.parametrize(
    ("url", "rule"),
    [
        ("http://api.example.com", "must use https"),
        ("http://10.0.0.1", "must use https"),
        ("ftp://api.example.com", "must be a URL such as"),
        ("api.example.com", "must be a URL such as"),
        ("https://me:secret@api.example.com", "user name or password"),
        ("https://api.example.com/?a=b", "before any"),
        ("https://api.example.com:x", "is not a URL"),
    ],
)
def test_a_url_that_would_give_the_token_away_is_refused(url: str, rule: str) -> None:
    with pytest.raises(InvalidInput, match=rule) as caught:
        checked_url("api_url", url)
    assert "secret" not in str(caught.value)
