# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Fewer calls: batches, expanded lists, cursors, tags."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
import requests
from ovh_account import Sandbox, segment

EXPANDED = {"X-Pagination-Mode": "CachedObjectList-Pages"}


def expanded(sandbox: Sandbox, path: str, **headers: str) -> requests.Response:
    named = {f"X-Pagination-{name.title().replace('_', '-')}": value for name, value in headers.items()}
    return sandbox.send("GET", path, headers={**EXPANDED, **named})


def tagged(sandbox: Sandbox, path: str, **conditions: Any) -> Any:
    return sandbox.get(f"{path}?iamTags={quote(json.dumps(conditions))}")


@pytest.mark.parametrize(
    "path",
    [
        "/dedicated/server",
        "/vps",
        "/domain/zone",
        "/domain/zone/example.com/record",
        "/ip",
        "/me/bill",
        "/cloud/project",
        "/me/api/credential",
        "/me/api/oauth2/client",
    ],
)
def test_lists_of_ids_can_be_expanded(sandbox: Sandbox, path: str) -> None:
    ids = sandbox.get(path)
    assert ids
    assert all(isinstance(it, (str, int)) for it in ids)
    answer = expanded(sandbox, path)
    # but for when a credential was used last, which is now
    whole = [{**it, "lastUse": None} for it in answer.json()]
    assert whole == [{**sandbox.get(f"{path}/{segment(str(it))}"), "lastUse": None} for it in ids]
    told = [answer.headers[f"X-Pagination-{name}"] for name in ("Elements", "Number", "Size")]
    assert told == [str(len(ids)), "1", str(len(ids))]


def test_pages_of_an_expanded_list(sandbox: Sandbox) -> None:
    sandbox.control("POST", "/servers", count=3, datacenter="rbx8")
    names = sandbox.get("/dedicated/server")
    pages = [expanded(sandbox, "/dedicated/server", size="2", number=str(number)).json() for number in (1, 2, 3, 4)]
    assert [[it["name"] for it in page] for page in pages] == [names[:2], names[2:4], names[4:], []]
    backwards = expanded(sandbox, "/dedicated/server", sort="name", sort_order="DESC").json()
    assert [it["name"] for it in backwards] == sorted(names, reverse=True)


@pytest.mark.parametrize(
    ("condition", "count"),
    [
        ("datacenter:eq=sbg1", 1),
        ("datacenter:ne=sbg1", 1),
        ("datacenter:in=sbg1,gra2", 2),
        ("datacenter:like=%25B%25".replace("%25", "%"), 1),
        ("serverId:gt=1000001", 1),
        ("serverId:lt=1000001&datacenter:eq=sbg1", 0),
        ("monitoring:eq=false", 2),
        ("iam.displayName:like=ns%", 2),
        ("bootScript:eq=x", 0),
    ],
)
def test_filters_of_an_expanded_list(sandbox: Sandbox, condition: str, count: int) -> None:
    assert len(expanded(sandbox, "/dedicated/server", filter=condition).json()) == count


@pytest.mark.parametrize("headers", [{"size": "0"}, {"size": "x"}, {"number": "-1"}, {"filter": "what"}])
def test_headers_that_make_no_sense(sandbox: Sandbox, headers: dict[str, str]) -> None:
    assert expanded(sandbox, "/vps", **headers).status_code == 400


def test_what_is_not_expanded(sandbox: Sandbox) -> None:
    [first, _second] = sandbox.get("/dedicated/server")
    assert expanded(sandbox, f"/dedicated/server/{first}/ips").json() == sandbox.get(f"/dedicated/server/{first}/ips")
    flavors = expanded(sandbox, f"{sandbox.project}/flavor")
    assert (len(flavors.json()), "X-Pagination-Elements" in flavors.headers) == (27, False)
    sandbox.fault("GET", "/vps", "no_expanding")
    assert expanded(sandbox, "/vps").json() == sandbox.get("/vps")


def test_an_expanded_list_can_be_a_cache(sandbox: Sandbox, started: Callable[..., Sandbox]) -> None:
    stale = started("--form", "cached_lists")
    path = f"/vps/{stale.get('/vps')[0]}"
    assert expanded(stale, "/vps").json()[0]["displayName"] != "new"
    stale.ok("PUT", path, {"displayName": "new"})
    assert expanded(stale, "/vps").json()[0]["displayName"] != "new"
    fresh = stale.send("GET", "/vps", headers={**EXPANDED, "Pragma": "no-cache"}).json()
    assert fresh[0]["displayName"] == "new"
    assert expanded(stale, "/vps").json()[0]["displayName"] == "new"
    stale.reset()
    assert expanded(stale, "/vps").json()[0]["displayName"] != "new"
    sandbox.ok("PUT", f"/vps/{sandbox.get('/vps')[0]}", {"displayName": "new"})
    assert expanded(sandbox, "/vps").json()[0]["displayName"] == "new"


def test_a_large_fleet_in_one_call(sandbox: Sandbox) -> None:
    sandbox.control("POST", "/servers", count=1000)
    found = expanded(sandbox, "/dedicated/server", size="50000")
    assert (len(found.json()), found.headers["X-Pagination-Elements"]) == (1002, "1002")


def test_batches(sandbox: Sandbox) -> None:
    first, second = sandbox.get("/vps")
    batch = {"X-Ovh-Batch": ","}
    answer = sandbox.get(f"/vps/{first},nobody,{second}", **batch)
    assert [it["key"] for it in answer] == [first, "nobody", second]
    assert [it["value"] and it["value"]["name"] for it in answer] == [first, None, second]
    assert [it["error"] for it in answer] == [
        None,
        {"class": "Client::NotFound", "message": "This service does not exist"},
        None,
    ]
    [alone] = sandbox.get(f"/vps/{first}", **batch)
    assert alone["value"]["name"] == first
    blocks = sandbox.get("/ip")
    other = sandbox.get("/ip/" + ";".join(map(segment, blocks)), **{"X-Ovh-Batch": ";"})
    assert [it["value"]["ip"] for it in other] == blocks
    below = sandbox.get(f"/vps/{first},{second}/serviceInfos", **batch)
    assert [it["value"]["domain"] for it in below] == [first, second]
    assert sandbox.get("/vps", **batch) == [first, second]
    sandbox.fault("GET", "/vps/*", "no_batches")
    assert sandbox.send("GET", f"/vps/{first},{second}", headers=batch).status_code == 404
    assert sandbox.send("GET", f"/vps/{first},{second}").status_code == 404


def test_a_batch_needs_a_rule_for_the_path_as_it_is_sent(sandbox: Sandbox) -> None:
    first, second = sandbox.get("/vps")
    rules = [{"method": "GET", "path": f"/vps/{name}"} for name in (first, second)]
    asked = {"X-Ovh-Application": sandbox.application}
    body = {"accessRules": rules}
    made = sandbox.session.post(f"{sandbox.url}/1.0/auth/credential", json=body, headers=asked).json()
    sandbox.session.get(made["validationUrl"])
    narrow = sandbox.with_key(made["consumerKey"])
    assert narrow.get(f"/vps/{first}")
    assert narrow.send("GET", f"/vps/{first},{second}", headers={"X-Ovh-Batch": ","}).status_code == 403


def test_cursors(sandbox: Sandbox) -> None:
    whole = sandbox.get("/v2/iam/resource")
    found: list[Any] = []
    cursor: dict[str, str] = {}
    while True:
        page = sandbox.send("GET", "/v2/iam/resource", headers={"X-Pagination-Size": "3", **cursor})
        found += page.json()
        if "X-Pagination-Cursor-Next" not in page.headers:
            break
        assert len(page.json()) == 3
        cursor = {"X-Pagination-Cursor": page.headers["X-Pagination-Cursor-Next"]}
    assert found == whole
    bad = sandbox.send("GET", "/v2/iam/resource", headers={"X-Pagination-Cursor": "zz"})
    assert bad.status_code == 400


def test_tags(sandbox: Sandbox) -> None:
    first, second = sandbox.get("/vps")
    [urn] = [it["urn"] for it in sandbox.get(f"/v2/iam/resource?resourceName={first}")]
    path = f"/v2/iam/resource/{segment(urn)}"
    assert sandbox.ok("POST", f"{path}/tag", {"key": "role", "value": "web"}) is None
    assert sandbox.get(f"/vps/{first}")["iam"]["tags"] == {"role": "web"}
    assert tagged(sandbox, "/vps", role=[{"operator": "EQ", "value": "web"}]) == [first]
    assert tagged(sandbox, "/vps", role=[{"operator": "NEQ", "value": "web"}]) == [second]
    assert tagged(sandbox, "/vps", role=[{"operator": "EXISTS"}]) == [first]
    assert tagged(sandbox, "/vps", role=[{"operator": "NEXISTS"}]) == [second]
    assert tagged(sandbox, "/vps", role=[{"operator": "ILIKE", "value": "W%"}]) == [first]
    assert tagged(sandbox, "/vps", role=[{"operator": "LIKE", "value": "W%"}]) == []
    assert sandbox.send("GET", "/vps?iamTags=x").status_code == 400
    assert sandbox.ok("PUT", path, {"tags": {"a": "b"}})["tags"] == {"a": "b"}
    assert sandbox.ok("DELETE", f"{path}/tag/a") is None
    assert sandbox.send("DELETE", f"{path}/tag/a").status_code == 404
    assert sandbox.get(path)["tags"] == {}
    body = {"resourceURNs": [urn], "actions": ["vps:apiovh:get"]}
    [checked] = sandbox.ok("POST", "/v2/iam/authorization/check", body)
    assert checked["authorizedActions"] == ["vps:apiovh:get"]
