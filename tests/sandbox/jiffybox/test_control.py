# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The control plane under ``/_sandbox/``."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
import requests
from jiffybox_account import OTHER_TOKEN, Sandbox


def bad(sandbox: Sandbox, path: str, sent: Any) -> str:
    response = requests.post(f"{sandbox.url}/_sandbox{path}", json=sent)
    assert response.status_code == 400
    return str(response.json()["error"])


def test_a_reset_leaves_nothing_of_what_was_there(sandbox: Sandbox) -> None:
    number = sandbox.ready()
    sandbox.call("POST", f"/backups/{number}", dayid=1, timeid=1)
    sandbox.call("POST", "/contactGroups", name="admins", contacts=["a@example.com"])
    sandbox.fault("GET", "/plans", "status")
    sandbox.control("POST", "/reset")
    assert sandbox.control("GET", "/requests") == {"requests": []}
    assert sandbox.control("GET", "/faults") == {"faults": []}
    assert sandbox.control("GET", "/clock")["offset"] == 0
    assert sandbox.get("/jiffyBoxes") == {}
    assert len(sandbox.get("/contactGroups")) == 1
    assert sandbox.ready() == number


def test_the_clock_moves_by_what_is_asked_and_everything_follows_it(sandbox: Sandbox) -> None:
    before = sandbox.create("one")["created"]
    assert sandbox.control("POST", "/clock", advance=1000)["offset"] == 1000
    sandbox.control("POST", "/clock", advance=0.5)
    assert sandbox.control("GET", "/clock")["offset"] == 1000.5
    assert sandbox.create("two")["created"] >= before + 1000


@pytest.mark.parametrize("seconds", [-1, "10", None, True, [], 1e400])
def test_the_clock_does_not_go_back_or_by_nonsense(sandbox: Sandbox, seconds: Any) -> None:
    response = requests.post(f"{sandbox.url}/_sandbox/clock", data=str({"advance": seconds}).replace("'", '"'))
    assert response.status_code == 400
    assert sandbox.control("GET", "/clock")["offset"] == 0


def test_the_log_tells_what_was_asked_in_order_without_secrets(sandbox: Sandbox) -> None:
    number = sandbox.ready()
    sandbox.send("PUT", f"/jiffyBoxes/{number}?status=START&password=secret")
    sandbox.send("GET", "/plans/CloudLevel%201")
    log = sandbox.log()
    assert [(entry["verb"], entry["path"], entry["status"]) for entry in log] == [
        ("POST", "/jiffyBoxes", 200),
        ("PUT", f"/jiffyBoxes/{number}", 200),
        ("GET", "/plans/CloudLevel 1", 200),
    ]
    assert [entry["query"] for entry in log] == ["", "status=START&password=<secret>", ""]
    assert set(log[0]) == {"verb", "path", "query", "status", "account", "changed", "time"}
    assert log[1]["time"] > log[0]["time"]


def test_the_log_can_be_emptied_and_control_calls_are_not_in_it(sandbox: Sandbox) -> None:
    sandbox.get("/plans")
    sandbox.control("DELETE", "/requests")
    sandbox.advance(1)
    assert sandbox.log() == []


def test_seeded_boxes_are_there_at_once_named_in_order_and_running(sandbox: Sandbox) -> None:
    seeded = sandbox.control("POST", "/boxes", count=3, prefix="web")
    assert seeded["names"] == ["web1", "web2", "web3"]
    listed = sandbox.get("/jiffyBoxes")
    assert list(listed) == [str(number) for number in seeded["ids"]]
    for box in listed.values():
        assert (box["status"], box["running"], "metadata" in box) == ("READY", True, False)
        assert "runningSince" in box


def test_seeding_goes_on_where_it_stopped_and_around_names_in_use(sandbox: Sandbox) -> None:
    sandbox.ready("web2")
    assert sandbox.control("POST", "/boxes", count=2, prefix="web")["names"] == ["web1", "web3"]
    assert sandbox.control("POST", "/boxes", prefix="web")["names"] == ["web4"]


def test_seeded_boxes_can_be_off_have_metadata_and_belong_to_another_account(sandbox: Sandbox, other: Sandbox) -> None:
    sent = {"count": 1, "prefix": "db", "token": OTHER_TOKEN, "running": False, "metadata": {"role": "db"}}
    number = sandbox.control("POST", "/boxes", **sent)["ids"][0]
    assert sandbox.get("/jiffyBoxes") == {}
    box = other.box(number)
    assert (box["running"], box["metadata"]) == (False, {"role": "db"})
    other.change(number, status="START")


def test_ten_thousand_boxes_can_be_seeded_and_listed(sandbox: Sandbox) -> None:
    assert len(sandbox.control("POST", "/boxes", count=10_000, prefix="web")["ids"]) == 10_000
    assert len(sandbox.get("/jiffyBoxes")) == 10_000


@pytest.mark.parametrize(
    ("sent", "complaint"),
    [
        ({"count": 0}, "count"),
        ({"count": "3"}, "count"),
        ({"count": 10**9}, "count"),
        ({"count": 1, "prefix": "a,b"}, "Name"),
        ({"count": 1, "prefix": "x" * 30}, "Name"),
        ({"count": 1, "token": "unknown"}, "token"),
        ({"count": 1, "running": "yes"}, "running"),
        ({"count": 1, "metadata": [1]}, "metadata"),
        ({"number": 1}, "unknown field: number"),
    ],
)
def test_seeding_that_makes_no_sense_is_refused_with_the_reason(
    sandbox: Sandbox, sent: dict[str, Any], complaint: str
) -> None:
    assert complaint in bad(sandbox, "/boxes", sent)
    assert sandbox.get("/jiffyBoxes") == {}


def test_ordering_addresses_for_a_box_that_does_not_exist_is_refused(sandbox: Sandbox) -> None:
    assert "there is no box 7" in bad(sandbox, "/ips", {"box": 7})
    assert "there is no box None" in bad(sandbox, "/ips", {})
    assert "count" in bad(sandbox, "/ips", {"box": sandbox.ready(), "count": -1})


def test_more_addresses_than_there_are_is_a_refusal_that_leaves_nothing_behind(sandbox: Sandbox) -> None:
    number = sandbox.ready()
    assert "keine freien IP-Adressen" in bad(sandbox, "/ips", {"box": number, "count": 65_279})
    assert len(sandbox.get(f"/ips/{number}")) == 3


def test_a_control_call_that_is_not_json_or_does_not_exist_says_so(sandbox: Sandbox) -> None:
    response = requests.post(f"{sandbox.url}/_sandbox/clock", data="advance=3")
    assert (response.status_code, response.json()["error"]) == (400, "the body must be JSON")
    assert bad(sandbox, "/clock", [1]) == "the body must be a JSON object"
    response = requests.get(f"{sandbox.url}/_sandbox/nothing")
    assert response.status_code == 404
    assert "POST /_sandbox/reset" in response.json()["known"]


def test_the_log_says_which_requests_changed_something_whatever_was_answered(sandbox: Sandbox) -> None:
    number = sandbox.ready()
    sandbox.control("DELETE", "/requests")
    sandbox.refusal("PUT", f"/jiffyBoxes/{number}", status="SHUTDOWN")
    sandbox.get("/jiffyBoxes")
    for kind in ("reset_before", "status", "reset_after", "status_after"):
        sandbox.fault("POST", "/contactGroups", kind)
        with suppress(requests.ConnectionError):
            sandbox.send("POST", "/contactGroups", json={"name": kind, "contacts": ["a@example.com"]})
    changed = [entry["changed"] for entry in sandbox.log()]
    assert changed == [False, False, False, False, True, True]
    names = [group["name"] for group in sandbox.get("/contactGroups").values()]
    assert names[1:] == ["reset_after", "status_after"]
