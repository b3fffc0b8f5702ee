# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Faults: every kind does what its name says, to the requests it was meant for and to no other."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from jiffybox_account import BOOT_SECONDS, TOKEN, Sandbox
from running import says_nothing

NEW = {"name": "web", "planid": 44, "distribution": "debian_trixie_64bit"}


def post_box(sandbox: Sandbox) -> requests.Response:
    return sandbox.send("POST", "/jiffyBoxes", json=NEW)


def names(sandbox: Sandbox) -> list[str]:
    return [box["name"] for box in dict(sandbox.get("/jiffyBoxes")).values()]


def last(sandbox: Sandbox, verb: str = "POST") -> dict[str, Any]:
    return [entry for entry in sandbox.log() if entry["verb"] == verb][-1]


@pytest.mark.parametrize("code", [500, 503, 404, 302, 204])
def test_status_answers_with_the_code_instead_of_processing(sandbox: Sandbox, code: int) -> None:
    sandbox.fault("POST", "/jiffyBoxes", "status", status=code)
    response = sandbox.session.post(f"{sandbox.url}/{TOKEN}/v1.0/jiffyBoxes", json=NEW, allow_redirects=False)
    assert response.status_code == code
    assert last(sandbox)["status"] == code
    assert names(sandbox) == []


def test_status_carries_retry_after_when_asked(sandbox: Sandbox) -> None:
    sandbox.fault("GET", "/plans", "status", status=429, retry_after=7)
    response = sandbox.send("GET", "/plans")
    assert (response.status_code, response.headers["Retry-After"]) == (429, "7")
    assert response.json()["result"] is False
    assert "Retry-After" not in sandbox.send("GET", "/plans").headers


def test_status_after_processes_and_then_answers_with_the_code(sandbox: Sandbox) -> None:
    sandbox.fault("POST", "/jiffyBoxes", "status_after", status=502)
    assert post_box(sandbox).status_code == 502
    assert names(sandbox) == ["web"]


def test_reset_before_closes_the_connection_and_processes_nothing(sandbox: Sandbox) -> None:
    sandbox.fault("POST", "/jiffyBoxes", "reset_before")
    with pytest.raises(requests.ConnectionError):
        post_box(sandbox)
    assert last(sandbox)["status"] is None
    assert names(sandbox) == []


def test_reset_after_processes_and_closes_without_an_answer(sandbox: Sandbox) -> None:
    sandbox.fault("POST", "/jiffyBoxes", "reset_after")
    with pytest.raises(requests.ConnectionError):
        post_box(sandbox)
    assert last(sandbox)["status"] is None
    assert names(sandbox) == ["web"]


def test_a_reset_is_a_reset_and_not_an_orderly_close(sandbox: Sandbox) -> None:
    sandbox.fault("GET", "/plans", "reset_before")
    address = urlsplit(sandbox.url)
    with socket.create_connection((address.hostname, address.port)) as connection:
        connection.sendall(f"GET /{TOKEN}/v1.0/plans HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        with pytest.raises(ConnectionResetError):
            connection.recv(1)


def test_timeout_never_answers_and_processes_nothing(sandbox: Sandbox) -> None:
    sandbox.fault("POST", "/jiffyBoxes", "timeout")
    with sandbox.asking("POST", f"/{TOKEN}/v1.0/jiffyBoxes", **NEW) as connection:
        says_nothing(connection)
        assert last(sandbox)["status"] is None
        assert names(sandbox) == []


def test_timeout_ends_after_the_seconds_asked_for(sandbox: Sandbox) -> None:
    sandbox.fault("GET", "/plans", "timeout", seconds=0.1)
    with pytest.raises(requests.ConnectionError):
        sandbox.send("GET", "/plans")


def test_slow_processes_at_once_and_answers_late(sandbox: Sandbox) -> None:
    sandbox.fault("POST", "/jiffyBoxes", "slow", seconds=3600)
    with sandbox.asking("POST", f"/{TOKEN}/v1.0/jiffyBoxes", **NEW) as connection:
        while names(sandbox) != ["web"]:
            pass
        says_nothing(connection)
    sandbox.fault("GET", "/plans", "slow", seconds=0.1)
    assert sandbox.get("/plans")


def test_a_request_that_hangs_does_not_hold_up_others(sandbox: Sandbox) -> None:
    sandbox.fault("GET", "/plans", "timeout")
    with sandbox.asking("GET", f"/{TOKEN}/v1.0/plans"):
        assert sandbox.get("/plans")


def test_truncate_processes_and_breaks_off_in_the_middle_of_the_json(sandbox: Sandbox) -> None:
    sandbox.fault("POST", "/jiffyBoxes", "truncate")
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        post_box(sandbox)
    assert names(sandbox) == ["web"]


def test_html_answers_with_a_page_instead_of_processing(sandbox: Sandbox) -> None:
    sandbox.fault("POST", "/jiffyBoxes", "html")
    response = post_box(sandbox)
    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith("text/html")
    assert "<html>" in response.text
    assert names(sandbox) == []


def test_vanish_makes_a_box_disappear_instead_of_becoming_ready(sandbox: Sandbox) -> None:
    sandbox.fault("POST", "/jiffyBoxes", "vanish")
    number = sandbox.create()["id"]
    assert sandbox.box(number)["status"] == "CREATING"
    sandbox.settle()
    assert f"hat keine JiffyBox Nr. {number}." in sandbox.refusal("GET", f"/jiffyBoxes/{number}")
    assert sandbox.ready() != number


def test_vanish_also_hits_a_copy(sandbox: Sandbox) -> None:
    source = sandbox.ready()
    sandbox.fault("POST", "/jiffyBoxes/*", "vanish")
    copy = sandbox.call("POST", f"/jiffyBoxes/{source}", name="copy", planid=44)["id"]
    sandbox.settle()
    assert not sandbox.exists(copy)
    assert sandbox.box(source)["isBeingCopied"] is False


def change_of(fields: dict[str, Any]) -> Callable[[Sandbox, int], Any]:
    return lambda sandbox, number: sandbox.change(number, **fields)


@pytest.mark.parametrize(
    ("made", "step", "status"),
    [
        ("ready", change_of({"status": "START"}), "UPDATING"),
        ("running", change_of({"status": "SHUTDOWN"}), "UPDATING"),
        ("ready", change_of({"status": "FREEZE"}), "FREEZING"),
        ("frozen", change_of({"status": "THAW", "planid": 44}), "THAWING"),
        ("ready", change_of({"status": "PLAN", "planid": 45}), "CHANGING PLAN"),
        ("ready", lambda sandbox, number: sandbox.call("DELETE", f"/jiffyBoxes/{number}"), "DELETING"),
    ],
)
def test_stuck_leaves_any_step_under_way_for_good(
    sandbox: Sandbox, made: str, step: Callable[[Sandbox, int], Any], status: str
) -> None:
    number = getattr(sandbox, made)()
    sandbox.fault("*", "/jiffyBoxes/*", "stuck")
    step(sandbox, number)
    sandbox.advance(10 * 365 * 86400)
    assert sandbox.box(number)["status"] == status


def test_stuck_holds_up_creations_and_backups_too(sandbox: Sandbox) -> None:
    number = sandbox.ready()
    sandbox.fault("POST", "*", "stuck", times=2)
    sandbox.call("POST", f"/backups/{number}/manual")
    stuck = sandbox.create("stuck")["id"]
    sandbox.advance(86400)
    assert sandbox.box(number)["manualBackupRunning"] is True
    assert sandbox.box(stuck)["status"] == "CREATING"


def test_delete_fails_brings_the_box_back(sandbox: Sandbox) -> None:
    number = sandbox.ready()
    sandbox.fault("DELETE", "/jiffyBoxes/*", "delete_fails")
    assert sandbox.call("DELETE", f"/jiffyBoxes/{number}") is True
    assert sandbox.box(number)["status"] == "DELETING"
    sandbox.settle()
    assert sandbox.box(number)["status"] == "READY"
    sandbox.call("DELETE", f"/jiffyBoxes/{number}")
    sandbox.settle()
    assert not sandbox.exists(number)


def test_shutdown_fails_leaves_the_box_running_and_pulling_the_plug_still_works(sandbox: Sandbox) -> None:
    number = sandbox.running()
    sandbox.fault("PUT", "/jiffyBoxes/*", "shutdown_fails", times=5)
    assert sandbox.change(number, status="SHUTDOWN")["status"] == "UPDATING"
    sandbox.settle()
    box = sandbox.box(number)
    assert (box["status"], box["running"]) == ("READY", True)
    sandbox.change(number, status="PULLPLUG")
    sandbox.settle()
    assert sandbox.box(number)["running"] is False


def test_a_fault_of_a_step_waits_for_a_request_that_starts_such_a_step(sandbox: Sandbox) -> None:
    number = sandbox.running()
    sandbox.fault("*", "/jiffyBoxes*", "delete_fails")
    sandbox.box(number)
    sandbox.refusal("DELETE", f"/jiffyBoxes/{number}")
    sandbox.change(number, status="SHUTDOWN")
    assert len(sandbox.control("GET", "/faults")["faults"]) == 1


def test_a_fault_hits_as_often_as_asked_after_letting_as_many_pass_as_asked(sandbox: Sandbox) -> None:
    sandbox.fault("GET", "/plans", "status", status=500, after=2, times=2)
    assert [sandbox.send("GET", "/plans").status_code for attempt in range(5)] == [200, 200, 500, 500, 200]
    assert sandbox.control("GET", "/faults") == {"faults": []}


def test_faults_of_one_path_come_one_after_the_other(sandbox: Sandbox) -> None:
    sandbox.fault("GET", "/plans", "status", status=500)
    sandbox.fault("GET", "/plans", "status", status=503, after=2)
    sandbox.fault("GET", "/plans", "status", status=429)
    assert [sandbox.send("GET", "/plans").status_code for attempt in range(4)] == [500, 429, 503, 200]


def test_a_fault_hits_only_its_method_and_path(sandbox: Sandbox) -> None:
    sandbox.fault("PUT", "/jiffyBoxes/*", "status")
    sandbox.fault("*", "/backups/[0-9]*", "status")
    assert sandbox.send("GET", "/jiffyBoxes/1").status_code == 200
    assert sandbox.send("PUT", "/jiffyBoxes").status_code == 200
    assert sandbox.send("GET", "/backups").status_code == 200
    assert sandbox.send("PUT", "/jiffyBoxes/1").status_code == 500
    assert sandbox.send("GET", "/backups/1").status_code == 500


def test_an_answer_can_be_lost_while_the_box_it_created_vanishes(sandbox: Sandbox) -> None:
    sandbox.fault("POST", "/jiffyBoxes", "reset_after")
    sandbox.fault("POST", "/jiffyBoxes", "vanish")
    with pytest.raises(requests.ConnectionError):
        post_box(sandbox)
    assert names(sandbox) == ["web"]
    sandbox.advance(BOOT_SECONDS)
    assert names(sandbox) == []


def test_waiting_faults_are_listed_with_what_is_left_of_them_and_can_be_cleared(sandbox: Sandbox) -> None:
    sandbox.fault("GET", "/plans", "status", status=503, times=3)
    sandbox.send("GET", "/plans")
    assert sandbox.control("GET", "/faults")["faults"] == [
        {
            "method": "GET",
            "path": "/plans",
            "kind": "status",
            "times": 2,
            "after": 0,
            "status": 503,
            "retry_after": None,
            "seconds": 0.0,
        }
    ]
    sandbox.control("DELETE", "/faults")
    assert sandbox.send("GET", "/plans").status_code == 200


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"kind": "explode"}, "kind must be one of"),
        ({"kind": None}, "kind must be one of"),
        ({"kind": ["status"]}, "kind must be one of"),
        ({"method": "PATCH"}, "method must be one of"),
        ({"path": 7}, "path must be"),
        ({"path": "jiffyBoxes"}, "path must be"),
        ({"times": 0}, "times must be"),
        ({"times": "2"}, "times must be"),
        ({"after": -1}, "after must be"),
        ({"after": True}, "after must be"),
        ({"status": 99}, "status must be"),
        ({"seconds": -1}, "seconds must be"),
        ({"retry_after": []}, "retry_after must be"),
        ({"kinds": "status"}, "unknown field: kinds"),
    ],
)
def test_a_fault_that_makes_no_sense_is_refused_with_the_reason(
    sandbox: Sandbox, change: dict[str, Any], complaint: str
) -> None:
    fault = {"method": "GET", "path": "/plans", "kind": "status", **change}
    response = requests.post(f"{sandbox.url}/_sandbox/faults", json=fault)
    assert response.status_code == 400
    assert complaint in response.json()["error"]
    assert sandbox.control("GET", "/faults") == {"faults": []}
