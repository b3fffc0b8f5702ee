# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The queues of requests: how they pass, what they concern, and how they fail."""

from __future__ import annotations

import json

import pytest
from ionos_account import STEP, Sandbox, boot_volume, last, nic

RULE = {"properties": {"protocol": "TCP"}}


def status(sandbox: Sandbox, location: str) -> str:
    return str(sandbox.get(location)["metadata"]["status"])


def test_a_change_is_accepted_and_then_done(sandbox: Sandbox) -> None:
    response = sandbox.accepted("POST", "/datacenters", {"properties": {"name": "dc", "location": "de/fra"}})
    made, location = response.json(), response.headers["Location"]
    assert location.startswith(f"{sandbox.api}/requests/")
    assert location.endswith("/status")
    assert made["metadata"]["state"] == "BUSY"
    path = f"/datacenters/{made['id']}"
    assert sandbox.get(path)["metadata"]["state"] == "BUSY"
    running = sandbox.get(location)
    number = location.split("/")[-2]
    assert (running["id"], running["type"], running["href"]) == (f"{number}/status", "request-status", location)
    assert (running["metadata"]["status"], running["metadata"]["message"]) == ("RUNNING", None)
    sandbox.advance(STEP)
    done = sandbox.get(location)["metadata"]
    assert (done["status"], done["message"]) == ("DONE", "Request has been successfully executed")
    assert done["targets"] == [
        {"target": {"id": made["id"], "type": "datacenter", "href": sandbox.api + path}, "status": "DONE"}
    ]
    assert sandbox.get(path)["metadata"]["state"] == "AVAILABLE"


def test_a_data_center_does_one_thing_after_the_other(sandbox: Sandbox) -> None:
    first, second = sandbox.datacenter(), sandbox.datacenter()
    queued = [sandbox.accepted("POST", f"{first}/lans", {"properties": {}}).headers["Location"] for _ in range(3)]
    beside = sandbox.accepted("POST", f"{second}/lans", {"properties": {}}).headers["Location"]
    block = sandbox.accepted("POST", "/ipblocks", {"properties": {"location": "de/fra", "size": 1}}).headers["Location"]
    seen = []
    for _ in range(4):
        seen.append([status(sandbox, location) for location in (*queued, beside, block)])
        sandbox.advance(STEP)
    assert seen == [
        ["RUNNING", "QUEUED", "QUEUED", "RUNNING", "RUNNING"],
        ["DONE", "RUNNING", "QUEUED", "DONE", "DONE"],
        ["DONE", "DONE", "RUNNING", "DONE", "DONE"],
        ["DONE", "DONE", "DONE", "DONE", "DONE"],
    ]


def test_what_is_busy_takes_further_changes(sandbox: Sandbox) -> None:
    datacenter = sandbox.datacenter()
    server = sandbox.server(datacenter)
    for cores in (4, 6):
        assert sandbox.accepted("PATCH", server, {"cores": cores}).json()["metadata"]["state"] == "BUSY"
    sandbox.advance(STEP)
    assert sandbox.get(server)["metadata"]["state"] == "BUSY"
    sandbox.advance(STEP)
    found = sandbox.get(server)
    assert (found["metadata"]["state"], found["properties"]["cores"]) == ("AVAILABLE", 6)


def test_a_data_center_is_busy_with_what_is_in_it_and_counts_its_changes(sandbox: Sandbox) -> None:
    datacenter = sandbox.datacenter()
    version = sandbox.get(datacenter)["properties"]["version"]
    sandbox.accepted("POST", f"{datacenter}/lans", {"properties": {}})
    assert sandbox.get(datacenter)["metadata"]["state"] == "BUSY"
    sandbox.settle()
    found = sandbox.get(datacenter)
    assert (version, found["properties"]["version"], found["metadata"]["state"]) == (1, 2, "AVAILABLE")


def test_new_values_can_be_seen_at_once_and_deletions_later(sandbox: Sandbox) -> None:
    datacenter = sandbox.datacenter()
    sandbox.accepted("PATCH", datacenter, {"name": "new"})
    assert sandbox.get(datacenter)["properties"]["name"] == "new"
    sandbox.settle()
    sandbox.accepted("DELETE", datacenter)
    assert sandbox.get(datacenter)["metadata"]["state"] == "BUSY"
    sandbox.settle()
    assert sandbox.refusal(404, "GET", datacenter)
    assert sandbox.refusal(404, "DELETE", datacenter)


def test_what_is_gone_when_its_turn_comes_fails(sandbox: Sandbox) -> None:
    datacenter = sandbox.datacenter()
    server = sandbox.server(datacenter)
    sandbox.accepted("DELETE", server)
    late = sandbox.accepted("DELETE", server)
    assert "does not exist" in sandbox.failed(late)


def test_a_request_names_all_that_it_makes_but_not_where(sandbox: Sandbox) -> None:
    datacenter = sandbox.datacenter()
    body = {
        "properties": {"name": "web", "cores": 1, "ram": 1024},
        "entities": {"volumes": {"items": [boot_volume()]}, "nics": {"items": [nic(rules=[RULE])]}},
    }
    response = sandbox.accepted("POST", f"{datacenter}/servers", body)
    sandbox.settle()
    server = f"{datacenter}/servers/{response.json()['id']}"
    assert sandbox.targets(response, "server") == [last(server)]
    [volume], [card] = sandbox.targets(response, "volume"), sandbox.targets(response, "nic")
    [rule] = sandbox.targets(response, "firewall-rule")
    assert sandbox.get(f"{server}/volumes/{volume}")["id"] == volume
    assert sandbox.get(f"{server}/nics/{card}/firewallrules/{rule}")["id"] == rule
    targets = sandbox.get(response.headers["Location"])["metadata"]["targets"]
    hrefs = {target["target"]["type"]: target["target"]["href"] for target in targets}
    assert "/datacenters/TO_BE_INJECTED/volumes/" in hrefs["volume"]
    assert f"/datacenters//servers/{last(server)}/" in hrefs["nic"]
    assert f"/datacenters/{last(server)}/servers/" in hrefs["firewall-rule"]
    assert hrefs["server"] == sandbox.api + server


def test_a_snapshot_is_among_no_targets(sandbox: Sandbox) -> None:
    datacenter = sandbox.datacenter()
    volume = sandbox.volume(datacenter)
    response = sandbox.accepted("POST", f"{volume}/create-snapshot", {"properties": {"name": "s"}})
    sandbox.settle()
    assert sandbox.get(response.headers["Location"])["metadata"]["targets"] == []
    assert [snapshot["id"] for snapshot in sandbox.items("/snapshots")] == [response.json()["id"]]


def test_a_request_can_be_read_without_its_passwords(sandbox: Sandbox) -> None:
    datacenter = sandbox.datacenter()
    response = sandbox.accepted("POST", f"{datacenter}/volumes", boot_volume(imagePassword="verysecret1"))
    assert "verysecret1" not in response.text
    path = response.headers["Location"].removesuffix("/status")
    found = sandbox.get(path)
    assert (found["type"], set(found["properties"])) == ("request", {"method", "headers", "body", "url"})
    assert (found["properties"]["method"], found["properties"]["url"]) == ("POST", f"{sandbox.api}{datacenter}/volumes")
    assert set(found["metadata"]) == {"createdDate", "createdBy", "etag", "requestStatus"}
    sent = json.loads(found["properties"]["body"])["properties"]
    assert (sent["name"], sent["imagePassword"]) == ("boot", "********")
    person = {"firstname": "A", "lastname": "B", "email": "a@example.com", "password": "othersecret1"}
    sandbox.accepted("POST", "/um/users", {"properties": person})
    assert "secret1" not in sandbox.send("GET", "/requests?depth=5").text
    assert "secret1" not in sandbox.send("GET", "/um/users?depth=5").text


def test_requests_are_listed_from_the_newest_on_and_filtered(sandbox: Sandbox) -> None:
    datacenter = sandbox.datacenter()
    sandbox.accepted("PATCH", datacenter, {"name": "new"})
    assert [item["properties"]["method"] for item in sandbox.items("/requests")] == ["PATCH", "POST"]
    for query, methods in (
        ("filter.status=RUNNING&depth=1", ["PATCH"]),
        ("filter.status=done&depth=1", ["POST"]),
        ("filter.method=pat&depth=1", ["PATCH"]),
        (f"filter.url={last(datacenter)}&depth=1", ["PATCH"]),
        ("filter.body=DE/FRA&depth=1", ["POST"]),
        ("filter.status=DONE&filter.method=PATCH&depth=1", []),
        ("filter.createdAfter=2001-01-01 00:00:00&depth=1", ["PATCH", "POST"]),
        ("filter.createdBefore=2001-01-01 00:00:00&depth=1", []),
    ):
        found = sandbox.get(f"/requests?{query}")["items"]
        assert [item["properties"]["method"] for item in found] == methods, query
    assert sandbox.get("/requests?filter.method=POST")["items"] == []
    assert len(sandbox.get("/requests?filter.status=DONE")["items"]) == 1
    first = sandbox.get("/requests?limit=1")
    assert (len(first["items"]), "next" in first["_links"]) == (1, True)
    assert "metadata" in sandbox.get("/requests?depth=2")["items"][0]["metadata"]["requestStatus"]
    assert "metadata" not in sandbox.get("/requests?depth=1")["items"][0]["metadata"]["requestStatus"]


@pytest.mark.parametrize(
    ("kind", "words"), [("fails", "[VDC-5-0] An unexpected error occurred"), ("no_capacity", "[VDC-5-601]")]
)
def test_what_fails_to_be_made_is_gone(sandbox: Sandbox, kind: str, words: str) -> None:
    datacenter = sandbox.datacenter()
    sandbox.fault("POST", "*/servers", kind)
    body = {
        "properties": {"cores": 1, "ram": 1024},
        "entities": {"volumes": {"items": [boot_volume()]}, "nics": {"items": [nic()]}},
    }
    response = sandbox.accepted("POST", f"{datacenter}/servers", body)
    assert sandbox.failed(response).startswith(words)
    for collection in ("servers", "volumes", "lans"):
        assert sandbox.get(f"{datacenter}/{collection}")["items"] == []
    sandbox.server(datacenter)


def test_what_fails_halfway_leaves_something(sandbox: Sandbox) -> None:
    datacenter = sandbox.datacenter()
    sandbox.fault("POST", "*/servers", "fails_halfway")
    sandbox.failed(sandbox.accepted("POST", f"{datacenter}/servers", {"properties": {"cores": 1, "ram": 1024}}))
    [left] = sandbox.items(f"{datacenter}/servers")
    assert (left["metadata"]["state"], left["properties"]["vmState"]) == ("AVAILABLE", None)


def test_a_change_that_fails_is_undone_and_a_deletion_does_not_happen(sandbox: Sandbox) -> None:
    datacenter = sandbox.datacenter()
    server = sandbox.server(datacenter)
    volume = sandbox.volume(datacenter)
    for verb, path, body in (
        ("PATCH", server, {"cores": 8}),
        ("DELETE", server, None),
        ("POST", f"{server}/stop", None),
        ("POST", f"{server}/volumes", {"id": last(volume)}),
    ):
        before = sandbox.get(f"{server}?depth=3")
        sandbox.fault(verb, path, "fails")
        sandbox.failed(sandbox.accepted(verb, path, body))
        after = sandbox.get(f"{server}?depth=3")
        for shown in (before, after):
            del shown["metadata"]
        assert after == before


def test_the_next_in_the_queue_is_carried_out_after_a_failure(sandbox: Sandbox) -> None:
    datacenter = sandbox.datacenter()
    sandbox.fault("PATCH", datacenter, "fails")
    sandbox.accepted("PATCH", datacenter, {"name": "a"})
    sandbox.done("PATCH", datacenter, {"description": "b"})
    properties = sandbox.get(datacenter)["properties"]
    assert (properties["name"], properties["description"]) == ("dc", "b")


def test_some_requests_take_long_and_some_never_end(sandbox: Sandbox) -> None:
    datacenter = sandbox.datacenter()
    sandbox.fault("PATCH", datacenter, "lengthy")
    long = sandbox.accepted("PATCH", datacenter, {"name": "a"}).headers["Location"]
    sandbox.advance(19 * STEP)
    assert status(sandbox, long) == "RUNNING"
    sandbox.advance(STEP)
    assert status(sandbox, long) == "DONE"
    sandbox.fault("PATCH", datacenter, "stuck")
    stuck = sandbox.accepted("PATCH", datacenter, {"name": "b"}).headers["Location"]
    behind = sandbox.accepted("PATCH", datacenter, {"name": "c"}).headers["Location"]
    sandbox.advance(10**6)
    assert [status(sandbox, location) for location in (stuck, behind)] == ["RUNNING", "QUEUED"]
    assert sandbox.get(datacenter)["metadata"]["state"] == "BUSY"


def test_an_answer_can_get_lost_after_the_work_was_done(sandbox: Sandbox) -> None:
    sandbox.fault("POST", "/datacenters", "status_after", status=504)
    assert sandbox.send("POST", "/datacenters", {"properties": {"location": "de/fra"}}).status_code == 504
    assert len(sandbox.get("/datacenters")["items"]) == 1


def test_an_unknown_request(sandbox: Sandbox) -> None:
    for path in ("/requests/00000000-0000-0000-0000-000000000000", "/requests/x/status"):
        assert sandbox.refusal(404, "GET", path)[0][0] == "309"
