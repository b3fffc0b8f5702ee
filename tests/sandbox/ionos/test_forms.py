# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every other form of answers: by an option for all requests, by a fault for one."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from ionos_account import STEP, Sandbox, boot_volume
from running import ROOT

from sandbox.ionos.forms import FORMS
from sandbox.ionos.provider import Ionos


def volume(sandbox: Sandbox, **properties: Any) -> str:
    return sandbox.volume(sandbox.datacenter(), **properties)


def lists_of_2021(sandbox: Sandbox) -> bool:
    sandbox.datacenter()
    found = sandbox.get("/datacenters?limit=1")
    return "_links" not in found and "limit" not in found


def next_forever(sandbox: Sandbox) -> bool:
    links = sandbox.get("/datacenters")["_links"]
    return bool(links.get("next") == links["self"])


def clamped(sandbox: Sandbox) -> bool:
    response = sandbox.send("GET", "/um/users?limit=5000")
    return response.status_code == 200 and response.json()["limit"] == 100


def no_targets(sandbox: Sandbox) -> bool:
    response = sandbox.accepted("POST", "/datacenters", {"properties": {"location": "de/fra"}})
    return bool(sandbox.get(response.headers["Location"])["metadata"]["targets"] == [])


def lenient(sandbox: Sandbox) -> bool:
    sent = {"location": "de/fra", "colour": "red", "version": 7}
    return sandbox.send("POST", "/datacenters", {"properties": sent}).status_code == 202


def open_ranges(sandbox: Sandbox) -> bool:
    server = sandbox.server(sandbox.datacenter(), nics=[{"properties": {"lan": 1}}])
    card = sandbox.get(f"{server}/nics")["items"][0]["id"]
    sent = {"properties": {"protocol": "TCP", "portRangeStart": 22}}
    response = sandbox.send("POST", f"{server}/nics/{card}/firewallrules", sent)
    return response.status_code == 202 and response.json()["properties"]["portRangeEnd"] == 22


def password_echoed(sandbox: Sandbox) -> bool:
    path = sandbox.datacenter()
    made = sandbox.accepted("POST", f"{path}/volumes", boot_volume(imagePassword="secret123")).json()
    return bool(made["properties"]["imagePassword"] == "secret123")


def float_sizes(sandbox: Sandbox) -> bool:
    return '"size": 10.0' in sandbox.send("GET", volume(sandbox)).text


def ssd_premium(sandbox: Sandbox) -> bool:
    return bool(sandbox.get(volume(sandbox, type="SSD"))["properties"]["type"] == "SSD Premium")


def sparse(sandbox: Sandbox) -> bool:
    properties = sandbox.get(volume(sandbox))["properties"]
    return properties["licenceType"] is None and properties["size"] == 10 and properties["name"] == "data"


def news(sandbox: Sandbox) -> bool:
    return "addedLater" in sandbox.get(volume(sandbox))["properties"]


def no_alias(sandbox: Sandbox) -> bool:
    return "imageAlias" not in sandbox.get(volume(sandbox))["properties"]


def zero_numbers(sandbox: Sandbox) -> bool:
    return bool(sandbox.get(volume(sandbox))["properties"]["deviceNumber"] == 0)


def calm_datacenters(sandbox: Sandbox) -> bool:
    path = sandbox.datacenter()
    lan = sandbox.accepted("POST", f"{path}/lans", {"properties": {}}).json()
    states = [sandbox.get(where)["metadata"]["state"] for where in (path, f"{path}/lans/{lan['id']}")]
    sandbox.settle()
    return states == ["AVAILABLE", "BUSY"]


def shown_late(sandbox: Sandbox) -> bool:
    sandbox.accepted("POST", "/datacenters", {"properties": {"location": "de/fra"}})
    before = len(sandbox.get("/datacenters")["items"])
    sandbox.settle()
    return len(sandbox.get("/datacenters")["items"]) == before + 1


def found_late(sandbox: Sandbox) -> bool:
    response = sandbox.accepted("POST", "/datacenters", {"properties": {"location": "de/fra"}})
    sandbox.advance(STEP)
    done = sandbox.get(response.headers["Location"])["metadata"]["status"] == "DONE"
    statuses = [sandbox.send("GET", f"/datacenters/{response.json()['id']}").status_code]
    sandbox.advance(30)
    statuses.append(sandbox.send("GET", f"/datacenters/{response.json()['id']}").status_code)
    return done and statuses == [404, 200]


def forgotten_requests(sandbox: Sandbox) -> bool:
    status = sandbox.accepted("POST", "/datacenters", {"properties": {"location": "de/fra"}}).headers["Location"]
    known = sandbox.send("GET", status).status_code
    sandbox.settle()
    return (known, sandbox.send("GET", status).status_code) == (200, 404)


def oldest_first(sandbox: Sandbox) -> bool:
    sandbox.datacenter()
    sandbox.control("POST", "/clock", advance=60)
    sandbox.datacenter()
    dates = [request["metadata"]["createdDate"] for request in sandbox.get("/requests?depth=1")["items"]]
    return dates == sorted(dates)


def no_queue(sandbox: Sandbox) -> bool:
    path = sandbox.datacenter()
    answers = [sandbox.accepted("POST", f"{path}/lans", {"properties": {}}) for _number in range(2)]
    states = [sandbox.get(answer.headers["Location"])["metadata"]["status"] for answer in answers]
    sandbox.settle()
    return states == ["RUNNING", "RUNNING"]


def enveloped_paths(sandbox: Sandbox) -> bool:
    return sandbox.words("PATCH", volume(sandbox), {"size": 1}).startswith("[(root).properties.size]")


def strict_power(sandbox: Sandbox) -> bool:
    server = sandbox.server(sandbox.datacenter())
    refused = [sandbox.send("POST", f"{server}/start").status_code]
    sandbox.settle()
    sandbox.done("POST", f"{server}/stop")
    refused.append(sandbox.send("POST", f"{server}/stop").status_code)
    return refused == [422, 422]


def no_retry_after(sandbox: Sandbox) -> bool:
    response = next(it for it in iter(lambda: sandbox.send("PATCH", "/x"), None) if it.status_code == 429)
    return "Retry-After" not in response.headers


SHOWS: dict[str, Callable[[Sandbox], bool]] = {
    "lists_of_2021": lists_of_2021,
    "next_forever": next_forever,
    "clamped": clamped,
    "no_targets": no_targets,
    "lenient": lenient,
    "open_ranges": open_ranges,
    "password_echoed": password_echoed,
    "float_sizes": float_sizes,
    "ssd_premium": ssd_premium,
    "no_alias": no_alias,
    "zero_numbers": zero_numbers,
    "calm_datacenters": calm_datacenters,
    "shown_late": shown_late,
    "found_late": found_late,
    "forgotten_requests": forgotten_requests,
    "oldest_first": oldest_first,
    "no_queue": no_queue,
    "enveloped_paths": enveloped_paths,
    "strict_power": strict_power,
    "sparse": sparse,
    "news": news,
    "no_retry_after": no_retry_after,
}


def test_everything_of_its_own_is_documented() -> None:
    text = (ROOT / "docs" / "sandbox-ionos.md").read_text(encoding="utf-8")
    described = dict(re.findall(r"^\| `(\w+)` \| (.*) \|$", text, re.MULTILINE))
    assert {name: described.get(name, "").replace("`", "") for name in FORMS} == FORMS
    assert set(Ionos.fault_kinds) <= set(described)
    calls = {f"{route.verb} /_sandbox{route.path}" for route in Ionos.controls}
    assert [call for call in calls if f"| `{call}` |" not in text] == []


def test_every_form_is_tested() -> None:
    assert set(SHOWS) == set(FORMS)


@pytest.mark.parametrize("form", FORMS)
def test_a_form_holds_where_it_was_asked_for(form: str, sandbox: Sandbox, started: Callable[..., Sandbox]) -> None:
    assert SHOWS[form](started("--form", form, "--rate", "writes=30/60/30"))
    if form != "no_retry_after":
        assert not SHOWS[form](sandbox)
        sandbox.fault("*", "*", form, times=100)
        assert SHOWS[form](sandbox)
