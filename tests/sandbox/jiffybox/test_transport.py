# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Encodings, headers, the envelope and tokens: what holds for every call."""

from __future__ import annotations

import json
import socket
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from jiffybox_account import TOKEN, Sandbox

from sandbox.jiffybox.bodies import fields, nested

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
NEW = {
    "name": "web",
    "planid": 44,
    "distribution": "debian_trixie_64bit",
    "metadata": {"role": "web", "deep": {"a": 1}},
}


def result(response: requests.Response) -> Any:
    envelope = response.json()
    assert envelope["messages"] == []
    return envelope["result"]


def test_answers_carry_the_recorded_headers_and_keep_the_connection(sandbox: Sandbox) -> None:
    response = sandbox.send("GET", "/plans")
    assert response.headers["Content-Type"] == "application/json; charset=utf-8"
    assert response.headers["Cache-Control"] == "no-cache, must-revalidate"
    assert response.headers["Expires"] == "Sat, 26 Jul 1997 05:00:00 GMT"
    assert response.headers["Transfer-Encoding"] == "chunked"
    assert "Content-Length" not in response.headers
    assert response.headers.get("Connection") != "close"


def test_a_client_that_only_speaks_http_1_0_gets_its_answer_too(sandbox: Sandbox) -> None:
    address = urlsplit(sandbox.url)
    with socket.create_connection((address.hostname, address.port)) as connection:
        connection.sendall(f"GET /{TOKEN}/v1.0/plans/44 HTTP/1.0\r\n\r\n".encode())
        head, _gap, body = b"".join(iter(lambda: connection.recv(65536), b"")).partition(b"\r\n\r\n")
    assert b"chunked" not in head
    assert json.loads(body)["result"]["id"] == 44


def test_an_answer_without_a_body_leaves_the_connection_usable(sandbox: Sandbox) -> None:
    sandbox.fault("GET", "/plans", "status", status=204)
    sandbox.fault("GET", "/plans", "status", status=304)
    address = urlsplit(sandbox.url)
    head = f"/{TOKEN}/v1.0/plans HTTP/1.1\r\nHost: localhost\r\n"
    asked = f"GET {head}\r\nGET {head}\r\nHEAD {head}\r\nGET {head}Connection: close\r\n\r\n"
    with socket.create_connection((address.hostname, address.port)) as connection:
        connection.sendall(asked.encode())
        received = b"".join(iter(lambda: connection.recv(65536), b""))
    heads = [part for part in received.split(b"\r\n\r\n") if part.startswith(b"HTTP/1.1")]
    assert [head.split()[1] for head in heads] == [b"204", b"304", b"200", b"200"]


def test_success_has_no_messages_and_failure_has_one_error(sandbox: Sandbox) -> None:
    assert sandbox.send("GET", "/plans/44").json()["messages"] == []
    assert sandbox.send("GET", "/plans/1").json() == {
        "messages": [{"type": "error", "message": "Die Paket Nr. 1 existiert nicht."}],
        "result": False,
    }


def test_slashes_are_written_as_php_writes_them(sandbox: Sandbox) -> None:
    body = sandbox.send("GET", f"/jiffyBoxes/{sandbox.ready()}").content
    assert rb'"rootdisk": "\/dev\/xvda"' in body
    sandbox.fault("GET", "/plans", "html")
    assert b"</html>" in sandbox.send("GET", "/plans").content


def test_a_json_body_is_understood(sandbox: Sandbox) -> None:
    assert result(sandbox.send("POST", "/jiffyBoxes", json=NEW))["metadata"] == {"role": "web", "deep": {"a": 1}}


def test_form_fields_are_understood_with_brackets_for_maps(sandbox: Sandbox) -> None:
    form = {key: value for key, value in NEW.items() if key != "metadata"}
    sent = {**form, "metadata[role]": "web", "metadata[deep][a]": "1", "metadata[list][]": ["x", "y"]}
    box = result(sandbox.send("POST", "/jiffyBoxes", data=sent))
    assert (box["plan"]["id"], box["metadata"]) == (44, {"role": "web", "deep": {"a": "1"}, "list": ["x", "y"]})


def test_a_form_field_can_hold_a_map_as_json(sandbox: Sandbox) -> None:
    box = result(sandbox.send("POST", "/jiffyBoxes", data={**NEW, "metadata": '{"a": 1}'}))
    assert box["metadata"] == {"a": 1}


def test_json_under_a_form_content_type_is_understood(sandbox: Sandbox) -> None:
    assert result(sandbox.send("POST", "/jiffyBoxes", data=json.dumps(NEW), headers=FORM))["name"] == "web"


def test_the_query_string_of_a_put_is_understood(sandbox: Sandbox) -> None:
    number = sandbox.frozen()
    box = result(sandbox.send("PUT", f"/jiffyBoxes/{number}", params={"status": "THAW", "planid": "45"}))
    assert box["status"] == "THAWING"


def test_an_address_may_end_in_a_slash_as_one_known_client_has_it(sandbox: Sandbox) -> None:
    number = sandbox.call("POST", "/jiffyBoxes/", name="web", planid=44, distribution="debian_trixie_64bit")["id"]
    assert sandbox.get(f"/jiffyBoxes/{number}/")["id"] == number
    assert [entry["path"] for entry in sandbox.log()] == ["/jiffyBoxes", f"/jiffyBoxes/{number}"]


def test_the_body_wins_over_the_query_string(sandbox: Sandbox) -> None:
    number = sandbox.ready()
    box = result(sandbox.send("PUT", f"/jiffyBoxes/{number}?status=FREEZE", json={"status": "START"}))
    assert box["status"] == "UPDATING"


@pytest.mark.parametrize("body", [None, "", "{}", "[]"])
def test_a_post_without_parameters_may_have_any_empty_body(sandbox: Sandbox, body: str | None) -> None:
    number = sandbox.ready()
    assert result(sandbox.send("POST", f"/backups/{number}/manual", data=body)) is True


@pytest.mark.parametrize("body", ["{", "[1]", '"text"', "null", '{"a": NaN}', "[" * 100_000, "\xff"])
def test_a_body_that_is_no_json_object_is_refused_not_crashed_on(sandbox: Sandbox, body: str) -> None:
    response = sandbox.send("POST", "/jiffyBoxes", data=body, headers={"Content-Type": "application/json"})
    assert response.status_code == 200
    assert "JSON-Objekt" in response.json()["messages"][0]["message"]


@pytest.mark.parametrize("token", ["0" * 32, "x", "%2F", "0123456789ABCDEF0123456789ABCDEF"])
def test_a_wrong_token_is_refused_in_the_known_words(sandbox: Sandbox, token: str) -> None:
    message = sandbox.as_other(token).refusal("GET", "/jiffyBoxes")
    assert message == "Der von Ihnen uebergebene API-Token ist ungueltig."


@pytest.mark.parametrize(("verb", "path"), [("PUT", "/jiffyBoxes"), ("DELETE", "/plans/44"), ("GET", "/ips/1/2")])
def test_a_call_that_does_not_exist_is_refused_in_the_envelope(sandbox: Sandbox, verb: str, path: str) -> None:
    assert "existiert nicht" in sandbox.refusal(verb, path)


@pytest.mark.parametrize(("verb", "module"), [("GET", "test"), ("GET", "contactGroup"), ("POST", "jiffyboxes")])
def test_a_module_that_does_not_exist_is_told_in_the_recorded_words(sandbox: Sandbox, verb: str, module: str) -> None:
    for path in (f"/{module}", f"/{module}/1"):
        assert sandbox.refusal(verb, path) == f"Das Modul {module} existiert nicht"


@pytest.mark.parametrize("path", ["", "/", f"/{TOKEN}", f"/{TOKEN}/v2.0/plans", "/favicon.ico"])
def test_an_address_outside_the_api_is_answered_in_the_envelope(sandbox: Sandbox, path: str) -> None:
    assert requests.get(sandbox.url + path).json()["result"] is False


def test_php_brackets_read_as_php_reads_them() -> None:
    assert nested([("a[]", "1"), ("a[]", "2"), ("b[x][y]", "3"), ("c", "4"), ("d[5]", "6")]) == {
        "a": ["1", "2"],
        "b": {"x": {"y": "3"}},
        "c": "4",
        "d": {"5": "6"},
    }


def test_a_field_sent_both_plain_and_with_brackets_is_not_crashed_on() -> None:
    assert nested([("a", "1"), ("a[b]", "2")]) == {"a": {"b": "2"}}


def test_umlauts_in_form_fields_arrive_as_umlauts() -> None:
    assert fields("application/x-www-form-urlencoded", b"name=M%C3%BCller+1", "") == {"name": "Müller 1"}
