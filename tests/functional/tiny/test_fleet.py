# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Many servers of the small provider in one task."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from running import Server

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import BoxfleetError, InvalidInput
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.report import Report
from ansible_collections.example.tiny.plugins.module_utils._tiny.client import Client
from ansible_collections.example.tiny.plugins.module_utils._tiny.fleet import SERVERS_TASK

WANTED = {
    "defaults": {"size": "small", "state": "started"},
    "servers": [
        {"name": "web1"},
        {"name": "web2", "state": "stopped"},
        {"name": "db"},
        {"id": "ser-4", "state": "absent"},
    ],
}


def ensure(client: Client, check_mode: bool = False, **options: Any) -> Report:
    return SERVERS_TASK.task(client, SERVERS_TASK.wanted({"parallel": 10, **options}), check_mode)


def changes(tiny: Server) -> list[str]:
    return [entry["path"] for entry in tiny.log() if entry["verb"] != "GET"]


@pytest.fixture
def fleet(tiny: Server) -> Server:
    """A sandbox with what WANTED names in part: one is on, one off, one too many; more than a page of them."""
    tiny.control("POST", "/servers", names=["web1"], state="OFF")
    tiny.control("POST", "/servers", names=["web2", "other", "old"])
    return tiny


def test_many_are_predicted_brought_along_and_left_alone_the_second_time(
    fleet: Server, connect: Callable[..., Client]
) -> None:
    dry = ensure(connect(), True, **WANTED)
    assert changes(fleet) == []
    real = ensure(connect(), **WANTED)
    assert sorted(dry.actions) == sorted(real.actions)
    assert real.actions == ["web1: start", "web2: stop", "db: create", "db: start", "old: stop", "old: delete"]
    assert (dry.before, dry.after) == (real.before, real.after)
    assert [entry["server"] and entry["server"]["state"] for entry in real.values["servers"]] == [
        "ON",
        "OFF",
        "ON",
        None,
    ]
    fleet.control("DELETE", "/requests")
    client = connect()
    assert ensure(client, **WANTED | {"servers": WANTED["servers"][:3]}).actions == []
    assert [(entry["verb"], entry["query"]) for entry in fleet.log()] == [("GET", ""), ("GET", "page=2")]


@pytest.mark.parametrize("kind", ["reset_after", "status_after", "truncate", "reset_before"])
@pytest.mark.parametrize("after", range(4))
def test_a_lost_answer_to_any_change_does_no_harm(
    fleet: Server, connect: Callable[..., Client], kind: str, after: int
) -> None:
    fleet.fault("POST", "*", kind, after=after)
    assert len(ensure(connect(), **WANTED).actions) == 6
    names = [server["name"] for server in connect().get_all("servers")]
    assert sorted(names) == ["db", "other", "web1", "web2"]


def test_what_cannot_be_is_told_for_all_of_them_before_anything_is_changed(
    fleet: Server, connect: Callable[..., Client]
) -> None:
    wrong = [{"name": "web1", "size": "large"}, {"name": "new", "state": "started"}, {"id": "ser-99"}]
    with pytest.raises(InvalidInput) as caught:
        ensure(connect(), servers=wrong)
    for told in ("servers[0].size: 'large' cannot be changed", "servers[1].name: 'new' is no server", "servers[2].id"):
        assert told in str(caught.value)
    assert changes(fleet) == []


def test_one_that_fails_keeps_no_other_from_its_end(fleet: Server, connect: Callable[..., Client]) -> None:
    fleet.fault("POST", "/servers/ser-1/start", "fails")
    with pytest.raises(BoxfleetError, match=r"1 of 4 servers failed\. web1: Could not start server web1 \(ser-1\)"):
        ensure(connect(), **WANTED)
    states = {server["name"]: server["state"] for server in connect().get_all("servers")}
    assert states == {"web1": "ERROR", "web2": "OFF", "other": "ON", "db": "ON"}
