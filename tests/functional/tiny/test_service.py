# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the service of the small provider does otherwise than others, and what becomes of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from running import Server, serving
from tiny_account import FOLDER, TOKEN

from ansible_collections.boxfleet.cloud.plugins.module_utils._core import client as core_client
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.dialect import Answer, Request
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import (
    InvalidInput,
    NoUsableAnswer,
    Refused,
    WaitFailed,
)
from ansible_collections.example.tiny.plugins.module_utils._tiny.client import Client
from ansible_collections.example.tiny.plugins.module_utils._tiny.kinds import SERVER
from ansible_collections.example.tiny.plugins.module_utils._tiny.server import SERVER_TASK
from ansible_collections.example.tiny.plugins.module_utils._tiny.volume import VOLUME_TASK
from tests.functional.tiny.world import client_of


def names(client: Client) -> str:
    return "".join(server["name"] for server in client.get_all("servers"))


def answering(client: Client, answer: Callable[[Request], Any]) -> None:
    """Let a client be answered with values, not by the service."""
    client.session.send = lambda request: Answer(200, data=answer(request))  # type: ignore[method-assign]


def test_a_list_is_read_to_its_last_page(tiny: Server, connect: Callable[..., Client]) -> None:
    tiny.control("POST", "/servers", names=list("abcdefg"))
    client = connect()
    assert names(client) == "abcdefg"
    assert [call.path.partition("?")[2] for call in client.session.calls] == ["", "page=2", "page=3"]


@pytest.mark.parametrize(
    ("following", "calls"), [(lambda number: 7, 2), (lambda number: number + 1, 20)], ids=["the same", "ever more"]
)
def test_a_list_without_an_end_is_given_up(
    connect: Callable[..., Client], monkeypatch: pytest.MonkeyPatch, following: Callable[[int], int], calls: int
) -> None:
    monkeypatch.setattr(core_client, "MOST_PAGES", 20)
    client, asked = connect(), []

    def answer(request: Request) -> Any:
        asked.append(request)
        return {"items": [], "next": following(int(dict(request.query).get("page", "1")))}

    answering(client, answer)
    with pytest.raises(NoUsableAnswer, match="GET /v1/servers is a list that does not end"):
        client.get_all("servers")
    assert len(asked) == calls


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (None, "items and next|items"),
        ({"next": None}, "items is missing"),
        ({"items": [{"id": "ser-1", "name": "web", "created": "x"}]}, "state is missing"),
        ({"items": [{"id": 1, "name": "web", "state": "ON", "created": "x"}]}, "id: a number where a text belongs"),
        ({"items": [], "next": []}, "next: a list where a whole number belongs"),
    ],
)
def test_what_is_not_shaped_as_the_api_says_is_told_with_the_call(
    connect: Callable[..., Client], data: Any, what: str
) -> None:
    client = connect()
    answering(client, lambda _request: data)
    with pytest.raises(
        NoUsableAnswer, match=f"GET /v1/servers was answered with JSON of an unexpected shape: .*{what}"
    ):
        client.get_all("servers")


def test_calls_pause_when_the_headers_say_that_none_is_left_and_reads_go_on() -> None:
    with serving("--rate", "writes=2/60", "--step-seconds", "1", program="tiny", folder=FOLDER) as server:
        client = client_of(server, retries=0)
        for name in "abcde":
            client.create("servers", values={"name": name, "size": "small"})
        log = server.log()
        assert [entry["status"] for entry in log if entry["verb"] == "POST"] == [202] * 5
        assert client.session.clock.now() >= 120
        paused = [entry["time"] for entry in log if entry["verb"] == "GET"]
        assert paused[1] - paused[0] < 60


def test_a_wrong_token_is_told_with_advice_and_never_shown(connect: Callable[..., Client]) -> None:
    client = connect(token="another-" + TOKEN)
    with pytest.raises(Refused, match=r"Something went wrong\. Check api_token \(or TINY_API_TOKEN\)") as caught:
        client.get_all("servers")
    assert TOKEN not in repr(caught.getrepr(chain=True))


def test_two_accounts_are_told_apart_and_no_hash_shows_the_token(connect: Callable[..., Client]) -> None:
    one, other = connect().session.account, connect(token="another-" + TOKEN).session.account
    assert one != other
    assert TOKEN not in one


def test_a_name_that_several_have_is_told_with_their_ids_states_and_dates(
    tiny: Server, connect: Callable[..., Client]
) -> None:
    tiny.control("POST", "/servers", names=["web", "web"])
    with pytest.raises(InvalidInput, match=r"several servers: ser-1 \(ON, of 20.*\) and ser-2 \(ON, of 20"):
        SERVER_TASK.task(connect(), SERVER_TASK.wanted({"name": "web", "state": "stopped"}), False)
    report = SERVER_TASK.task(connect(), SERVER_TASK.wanted({"id": "ser-2", "state": "stopped"}), False)
    assert report.actions == ["stop"]


def test_a_thing_is_found_by_its_id_with_one_call_and_its_absence_too(
    tiny: Server, connect: Callable[..., Client]
) -> None:
    tiny.control("POST", "/servers", names=["web"])
    client = connect()
    assert SERVER.find(client, "ser-1", "server")["name"] == "web"
    assert SERVER.by_id(client, "ser-2") is None
    assert [call.path for call in client.session.calls] == ["/v1/servers/ser-1", "/v1/servers/ser-2"]
    assert SERVER.find(client, "web", "server")["id"] == "ser-1"


def test_other_refusals_are_no_absence(tiny: Server, connect: Callable[..., Client]) -> None:
    tiny.control("POST", "/servers", names=["web"])
    tiny.fault("GET", "/servers/ser-1", "status", status=403)
    with pytest.raises(Refused):
        SERVER.by_id(connect(), "ser-1")


def test_a_step_that_fails_is_told_at_once(tiny: Server, connect: Callable[..., Client]) -> None:
    tiny.fault("POST", "/servers/*/stop", "fails")
    tiny.control("POST", "/servers", names=["web"])
    with pytest.raises(WaitFailed, match=r"Could not stop server web \(ser-1\): the service gave up: .*ERROR"):
        SERVER_TASK.task(connect(), SERVER_TASK.wanted({"name": "web", "state": "absent"}), False)


@pytest.mark.parametrize("state", ["present", "started", "stopped"])
@pytest.mark.parametrize("check_mode", [True, False])
def test_a_broken_server_is_never_replaced_by_itself(
    tiny: Server, connect: Callable[..., Client], state: str, check_mode: bool
) -> None:
    tiny.control("POST", "/servers", names=["web"], state="ERROR")
    with pytest.raises(InvalidInput, match=r"web \(ser-1\) is in ERROR\. Delete it with state: absent"):
        SERVER_TASK.task(connect(), SERVER_TASK.wanted({"name": "web", "size": "small", "state": state}), check_mode)
    assert [entry["verb"] for entry in tiny.log()] == ["GET"]


@pytest.mark.parametrize("check_mode", [True, False])
@pytest.mark.parametrize("which", [{"name": "data"}, {"id": "vol-1"}])
def test_what_is_in_nothing_is_absent_and_cannot_be_present(
    tiny: Server, connect: Callable[..., Client], which: dict[str, str], check_mode: bool
) -> None:
    gone = {"server": "gone", **which, "gigabytes": 1}
    report = VOLUME_TASK.task(connect(), VOLUME_TASK.wanted({**gone, "state": "absent"}), check_mode)
    assert (report.actions, report.values, report.after["state"]) == ([], {"volume": None}, "absent")
    with pytest.raises(InvalidInput, match="server: 'gone' is no server of this account"):
        VOLUME_TASK.task(connect(), VOLUME_TASK.wanted(gone), check_mode)


def test_two_volumes_that_come_to_be_at_once_end_as_the_older_one(tiny: Server, connect: Callable[..., Client]) -> None:
    tiny.control("POST", "/servers", names=["db"])
    other, client = connect(), connect()
    values = {"name": "data", "gigabytes": 1}
    get_all = client.get_all

    def list_then_the_other_run_is_faster(*where: str) -> Any:
        found = get_all(*where)
        if where[-1] == "volumes":
            client.get_all = get_all  # type: ignore[method-assign]
            other.create("servers", "ser-1", "volumes", values=values)
            tiny.advance(1)
        return found

    client.get_all = list_then_the_other_run_is_faster  # type: ignore[method-assign]
    report = VOLUME_TASK.task(client, VOLUME_TASK.wanted({"server": "db", **values}), False)
    assert report.values["volume"]["id"] == "vol-1"
    assert "came to be at the same time" in report.warnings[0]
    assert [volume["id"] for volume in other.get_all("servers", "ser-1", "volumes")] == ["vol-1"]


def test_two_servers_that_come_to_be_at_once_end_as_the_older_one(tiny: Server, connect: Callable[..., Client]) -> None:
    other, client = connect(), connect()
    create = client.create

    def create_when_the_other_run_has(*where: str, values: Any) -> Any:
        other.create(*where, values=values)
        tiny.advance(1)
        return create(*where, values=values)

    client.create = create_when_the_other_run_has  # type: ignore[method-assign]
    wanted = SERVER_TASK.wanted({"name": "web", "size": "small", "state": "started"})
    report = SERVER_TASK.task(client, wanted, False)
    assert (report.values["server"]["id"], report.values["server"]["state"]) == ("ser-1", "ON")
    assert "Server web (ser-1) came to be at the same time, so web (ser-2) was deleted again." in report.warnings
    assert [server["id"] for server in other.get_all("servers")] == ["ser-1"]


def test_every_wait_tells_what_it_waits_for(tiny: Server, connect: Callable[..., Client]) -> None:
    client, told = connect(), []
    client.tell = lambda what, condition, seconds, tally="": told.append((what, condition))
    SERVER_TASK.task(client, SERVER_TASK.wanted({"name": "web", "size": "small"}), False)
    assert told[0][0] == "server web (ser-1)"
    assert told[0][1].startswith("CREATING, of 20")
