# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""DNS: records that are stored, and those that are served."""

from __future__ import annotations

from typing import Any

import pytest
from ovh_account import STEP, Sandbox

ZONE = "/domain/zone/example.com"
RECORD = f"{ZONE}/record"


def made(sandbox: Sandbox, kind: str, name: str, target: str, **more: Any) -> Any:
    return sandbox.ok("POST", RECORD, {"fieldType": kind, "subDomain": name, "target": target, **more})


def served(sandbox: Sandbox) -> set[tuple[str, str, str]]:
    records = sandbox.control("GET", "/served")["example.com"]
    return {(it["subDomain"], it["fieldType"], it["target"]) for it in records if it["fieldType"] != "SOA"}


def test_nothing_is_served_before_a_refresh(sandbox: Sandbox) -> None:
    assert sandbox.get("/domain/zone") == ["example.com"]
    before = served(sandbox)
    assert sandbox.get(f"{ZONE}/status") == {"isDeployed": True, "errors": [], "warnings": []}
    new = made(sandbox, "A", "db", "192.0.2.1", ttl=300)
    assert new["id"] > 2**32
    assert new == {
        "id": new["id"],
        "zone": "example.com",
        "subDomain": "db",
        "fieldType": "A",
        "target": "192.0.2.1",
        "ttl": 300,
    }
    assert sandbox.get(f"{ZONE}/status")["isDeployed"] is False
    serial = sandbox.get(f"{ZONE}/soa")["serial"]
    assert sandbox.ok("POST", f"{ZONE}/refresh") is None
    made(sandbox, "A", "late", "192.0.2.2")
    assert served(sandbox) == before
    assert sandbox.words(409, "POST", f"{ZONE}/refresh") == "A refresh of this zone is already running"
    sandbox.settle()
    assert served(sandbox) - before == {("db", "A", "192.0.2.1")}
    assert sandbox.get(f"{ZONE}/status")["isDeployed"] is False
    sandbox.ok("POST", f"{ZONE}/refresh")
    assert sandbox.get(f"{ZONE}/status")["isDeployed"] is False
    sandbox.settle()
    assert ("late", "A", "192.0.2.2") in served(sandbox)
    assert sandbox.get(f"{ZONE}/status")["isDeployed"] is True
    assert sandbox.get(f"{ZONE}/soa")["serial"] == serial + 2


def test_a_refresh_that_fails_and_one_that_waits(sandbox: Sandbox) -> None:
    made(sandbox, "A", "db", "192.0.2.1")
    sandbox.fault("POST", "*/refresh", "fails")
    sandbox.ok("POST", f"{ZONE}/refresh")
    sandbox.settle()
    status = sandbox.get(f"{ZONE}/status")
    assert (status["isDeployed"], len(status["errors"])) == (False, 1)
    assert ("db", "A", "192.0.2.1") not in served(sandbox)
    sandbox.ok("POST", f"{ZONE}/refresh")
    made(sandbox, "A", "more", "192.0.2.2")
    sandbox.fault("POST", "*/refresh", "queued_refresh")
    sandbox.ok("POST", f"{ZONE}/refresh")
    sandbox.settle(STEP)
    assert ("more", "A", "192.0.2.2") not in served(sandbox)
    sandbox.settle(STEP)
    assert ("more", "A", "192.0.2.2") in served(sandbox)
    assert sandbox.get(f"{ZONE}/status") == {"isDeployed": True, "errors": [], "warnings": []}


def test_a_zone_can_have_a_warning_for_which_it_is_never_deployed(sandbox: Sandbox) -> None:
    made(sandbox, "A", "db", "192.0.2.1")
    sandbox.ok("POST", f"{ZONE}/refresh")
    sandbox.settle()
    assert ("db", "A", "192.0.2.1") in served(sandbox)
    sandbox.fault("GET", f"{ZONE}/status", "warned_zones")
    status = sandbox.get(f"{ZONE}/status")
    assert (status["isDeployed"], status["errors"], len(status["warnings"])) == (False, [], 1)


def test_records_are_found_by_what_they_are_like(sandbox: Sandbox) -> None:
    made(sandbox, "A", "db", "192.0.2.1")
    [www] = sandbox.get(f"{RECORD}?fieldType=a&subDomain=WWW")
    assert sandbox.get(f"{RECORD}/{www}")["target"] == "198.51.100.1"
    assert len(sandbox.get(f"{RECORD}?subDomain=%25w%25")) == 1
    everything = sandbox.get(RECORD)
    assert sandbox.get(f"{RECORD}?subDomain=") == everything
    sandbox.fault("GET", RECORD, "apex_only")
    apex = sandbox.get(f"{RECORD}?subDomain=")
    assert {sandbox.get(f"{RECORD}/{it}")["subDomain"] for it in apex} == {""}
    sandbox.fault("GET", f"{RECORD}/*", "null_apex")
    assert sandbox.get(f"{RECORD}/{apex[0]}")["subDomain"] is None


def test_text_comes_back_in_quotes(sandbox: Sandbox) -> None:
    assert made(sandbox, "TXT", "", "hello world")["target"] == '"hello world"'
    assert made(sandbox, "TXT", "", '"quoted"')["target"] == '"quoted"'
    sandbox.fault("POST", RECORD, "bare_txt")
    assert made(sandbox, "TXT", "x", "hello")["target"] == "hello"


@pytest.mark.parametrize(("kind", "name"), [("DKIM", "mail._domainkey"), ("DMARC", "_dmarc")])
def test_types_of_the_service_have_no_quotes(sandbox: Sandbox, kind: str, name: str) -> None:
    text = f"v={kind}1; p=none"
    words = f'Invalid subfield found in {kind} : "v={kind}1'
    assert sandbox.words(400, "POST", RECORD, {"fieldType": kind, "subDomain": name, "target": f'"{text}"'}) == words
    there = made(sandbox, kind, name, text)
    assert there["target"] == text
    assert sandbox.words(400, "PUT", f"{RECORD}/{there['id']}", {"target": f'"{text}"', "ttl": 60}) == words


def test_records_change_and_go(sandbox: Sandbox) -> None:
    first = made(sandbox, "A", "db", "192.0.2.1")
    where = f"{RECORD}/{first['id']}"
    assert sandbox.ok("PUT", where, {"target": "192.0.2.2", "fieldType": "AAAA"}) is None
    shown = sandbox.get(where)
    assert (shown["target"], shown["fieldType"]) == ("192.0.2.2", "A")
    sandbox.fault("PUT", where, "new_record_ids")
    sandbox.ok("PUT", where, {"ttl": 60})
    words = f"The requested object (id = {first['id']}) does not exist"
    assert sandbox.words(404, "GET", where) == words
    [new] = sandbox.get(f"{RECORD}?subDomain=db")
    assert sandbox.ok("DELETE", f"{RECORD}/{new}") is None
    assert sandbox.get(f"{RECORD}?subDomain=db") == []
    sandbox.fault("POST", RECORD, "zero_id")
    assert made(sandbox, "A", "zero", "192.0.2.1")["id"] == 0
    assert len(sandbox.get(f"{RECORD}?subDomain=zero")) == 1
    sandbox.fault("POST", RECORD, "late")
    late = made(sandbox, "A", "late", "192.0.2.1")
    assert sandbox.send("GET", f"{RECORD}/{late['id']}").status_code == 404
    sandbox.settle(5 * STEP)
    assert sandbox.get(f"{RECORD}/{late['id']}") == late


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        ({"fieldType": "X", "target": "x"}, 400, "Invalid value(s) received: fieldType"),
        ({"fieldType": "A"}, 400, "Missing parameter(s): target"),
        ({"fieldType": "A", "target": "x"}, 400, "Invalid value(s) received: target"),
        ({"fieldType": "MX", "target": "mail"}, 400, "Invalid value(s) received: target"),
        ({"fieldType": "A", "target": "192.0.2.1", "ttl": 10}, 400, "Invalid value(s) received: ttl"),
        ({"fieldType": "A", "target": "192.0.2.1", "ttl": "60"}, 400, "Invalid signature"),
        ({"fieldType": "A", "target": "192.0.2.1", "ttl": [60]}, 400, "Invalid signature"),
        (
            {"fieldType": "CNAME", "target": "x.", "subDomain": "www"},
            400,
            "A CNAME record cannot stand beside other records of www",
        ),
        ({"fieldType": "A", "target": "198.51.100.1", "subDomain": "www"}, 409, "This record already exists"),
    ],
)
def test_records_that_are_refused(sandbox: Sandbox, body: Any, status: int, words: str) -> None:
    assert sandbox.words(status, "POST", RECORD, body) == words


def test_the_soa_follows_the_serial(sandbox: Sandbox) -> None:
    assert sandbox.get(f"{RECORD}?fieldType=SOA") == []
    sandbox.fault("GET", RECORD, "soa_listed")
    [number] = sandbox.get(f"{RECORD}?fieldType=SOA")
    before = sandbox.get(f"{RECORD}/{number}")["target"]
    sandbox.ok("POST", f"{ZONE}/refresh")
    serial = sandbox.get(f"{ZONE}/soa")["serial"]
    assert f" {serial} " in sandbox.get(f"{RECORD}/{number}")["target"]
    assert f" {serial} " not in before
    assert "protected" in sandbox.words(403, "DELETE", f"{RECORD}/{number}")


def test_a_record_can_be_there_twice(sandbox: Sandbox) -> None:
    sandbox.fault("POST", RECORD, "same_records")
    made(sandbox, "A", "www", "198.51.100.1")
    assert len(sandbox.get(f"{RECORD}?subDomain=www&fieldType=A")) == 2


def test_name_servers_are_protected(sandbox: Sandbox) -> None:
    [first, _second] = sandbox.get(f"{RECORD}?fieldType=NS")
    assert "protected" in sandbox.words(403, "DELETE", f"{RECORD}/{first}")
    assert "protected" in sandbox.words(403, "PUT", f"{RECORD}/{first}", {"target": "x."})


def test_the_whole_zone(sandbox: Sandbox) -> None:
    text = sandbox.get(f"{ZONE}/export")
    assert "IN SOA dns100.ovh.net." in text
    assert text.count("\n") == 2 + len(sandbox.get(RECORD))
    task = sandbox.ok("POST", f"{ZONE}/import", {"zoneFile": f"{text}db 60 IN A 192.0.2.9\n"})
    sandbox.settle()
    assert sandbox.get(f"{ZONE}/task/{task['id']}")["status"] == "done"
    assert sandbox.get(f"{ZONE}/task?status=done") == [task["id"]]
    [number] = sandbox.get(f"{RECORD}?subDomain=db")
    assert sandbox.get(f"{RECORD}/{number}")["ttl"] == 60
    assert sandbox.get(f"{ZONE}/export").startswith(text)
    assert "Invalid line" in sandbox.words(400, "POST", f"{ZONE}/import", {"zoneFile": "what?"})
    assert sandbox.ok("POST", f"{ZONE}/reset", {"DnsRecords": [{"fieldType": "A", "target": "192.0.2.5"}]}) is None
    kinds = [sandbox.get(f"{RECORD}/{it}")["fieldType"] for it in sandbox.get(RECORD)]
    assert kinds == ["NS", "NS", "A"]
    assert sandbox.ok("PUT", f"{ZONE}/soa", {"ttl": 60}) is None
    assert sandbox.get(f"{ZONE}/soa")["ttl"] == 60


def test_redirections_of_mail(sandbox: Sandbox) -> None:
    path = "/email/domain/example.com/redirection"
    body = {"from": "sales@example.com", "to": "contact@example.com", "localCopy": False}
    assert sandbox.ok("POST", path, body)["action"] == "add"
    sandbox.refusal(409, "POST", path, body)
    [number] = sandbox.get(f"{path}?from=sales@example.com")
    assert sandbox.get(f"{path}/{number}")["to"] == "contact@example.com"
    assert sandbox.get("/email/domain") == ["example.com"]
    assert sandbox.ok("DELETE", f"{path}/{number}")["action"] == "delete"
