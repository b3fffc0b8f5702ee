# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Some episodes of chaos, and that it would see what it looks for. ``make chaos`` plays as many as one likes."""

from __future__ import annotations

import importlib
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.chaos import episode
from tests.chaos.episode import Ran, compared, leaks, noise, play, standing, unlike
from tests.chaos.everyone import PROVIDERS
from tests.chaos.jiffybox import JIFFYBOX
from tests.chaos.provider import Book, Things
from tests.chaos.relay import Happened, Moment, Relay, Sent, Upstream
from tests.chaos.script import script
from tests.chaos.tiny import FOLDER, TINY, furnish, look
from tests.integration.conftest import CHECKOUT

# Kills, late calls, a restart, modules, crowds.
EPISODES = [("jiffybox", 29)]
MORE = [("ionos", 13), ("jiffybox", 19), ("jiffybox", 36), ("ovh", 10), ("pterodactyl", 35), ("tiny", 5), ("tiny", 13)]


@pytest.mark.parametrize(
    ("provider", "seed"), [*EPISODES, *(pytest.param(*one, marks=pytest.mark.long) for one in MORE)]
)
def test_nothing_is_lost_untold_doubled_or_leaked(provider: str, seed: int) -> None:
    report = play(PROVIDERS[provider], seed)
    assert report.wrong == []
    assert report.runs


def test_a_seed_is_always_the_same_episode() -> None:
    drawn = [repr(script(JIFFYBOX, seed)) for seed in (1, 1, 2)]
    assert drawn[0] == drawn[1] != drawn[2]


def test_a_mistake_of_the_sandbox_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    def ask(_provider: Any, _played: Any, stage: Any, _report: Any) -> None:
        requests.get(f"{stage.relay.url}/api/one/mistake", auth=("anna", "pass-of-anna"))

    monkeypatch.setattr(episode, "_played", ask)
    odd = replace(TINY, program="odd", folder=CHECKOUT / "tests" / "sandbox" / "core")
    [wrong] = play(odd, 1).wrong
    assert "a mistake of the sandbox's own" in wrong


@pytest.mark.parametrize("name", [name for name, provider in PROVIDERS.items() if provider.forms])
def test_the_forms_that_are_drawn_are_forms_of_the_sandbox(name: str) -> None:
    assert set(PROVIDERS[name].forms) <= set(importlib.import_module(f"sandbox.{name}.forms").FORMS)


def test_the_command_finds_its_tests_whatever_else_is_installed_as_tests() -> None:
    command = [sys.executable, "-m", "tests.chaos", "--provider", "ovh", "--seeds", "1", "--show"]
    shown = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=True).stdout
    assert shown.startswith("seed 1: sandbox ")
    assert "boxfleet.cloud.ovh_" in shown


@pytest.fixture
def relay(tmp_path: Path) -> Iterator[Relay]:
    """Before a sandbox with some servers."""
    upstream = Upstream(["--db", str(tmp_path / "db")], "tiny", FOLDER)
    furnish(upstream)
    relay = Relay(upstream, TINY.may_be_late)
    yield relay
    relay.close()
    upstream.close()


def ask(relay: Relay, verb: str, **fields: Any) -> int | None:
    """The status of an answer, None if none came."""
    headers = {"Authorization": f"Bearer {TINY.secrets[0]}"}
    try:
        return requests.request(verb, f"{relay.url}/v1/servers", json=fields or None, headers=headers).status_code
    except requests.ConnectionError:
        return None


def test_a_late_request_is_carried_out_after_others_and_without_an_answer(relay: Relay) -> None:
    relay.begin([Moment(1, "late", count=1)], lambda moment: None)
    assert [ask(relay, "GET"), ask(relay, "POST", name="late", size="small"), ask(relay, "GET")] == [200, None, 200]
    assert "server late" not in look(relay.upstream)
    assert ask(relay, "GET") == 200
    assert "server late" in look(relay.upstream)
    assert [(sent.number, sent.changed) for sent in relay.end().sent] == [(1, True)]


@pytest.mark.parametrize("after", [False, True])
def test_a_restart_loses_answers_and_nothing_else(relay: Relay, after: bool) -> None:
    before = relay.upstream.process.pid
    relay.begin([Moment(0, "restart", after, "SIGKILL", count=1)], lambda moment: None)
    relay.upstream.control("POST", "faults", {"method": "GET", "path": "*", "kind": "status", "status": 503})
    # whichever comes after the restart meets the closed door
    answers = [ask(relay, "POST", name="new", size="small"), ask(relay, "GET")]
    assert answers == ([None, None] if after else [None, 503])
    assert after is False or ask(relay, "GET") == 503
    assert relay.upstream.process.pid != before
    assert ("server new" in look(relay.upstream)) == after
    assert [sent.changed for sent in relay.end().sent] == [True] * after


@pytest.mark.parametrize("after", [False, True])
def test_a_kill_comes_before_or_after_the_change(relay: Relay, after: bool) -> None:
    seen: list[bool] = []
    moments = [Moment(1, "kill", after, "SIGKILL", "leader")]
    relay.begin(moments, lambda moment: seen.append("server new" in look(relay.upstream)))
    assert [ask(relay, "GET"), ask(relay, "POST", name="new", size="small")] == [200, 202]
    assert seen == [after]
    assert relay.end().killed_at == 2


def ran(*told: dict[str, Any], sent: tuple[Sent, ...] = ()) -> Ran:
    lines = [
        {"task": "boxfleet.cloud.jiffybox_box", "changed": True, "failed": False, "msg": "", **one} for one in told
    ]
    return Ran(0, lines, "", Happened(sent=list(sent)), [])


START = Sent(4, "PUT", "/jiffyBoxes/10001", {"status": "START"}, True)
BOOK = Book([], {"box web1": {"running": True}, "box web2": None})
WEB1 = {"id": 1, "running": True}


def seen(wrong: Iterator[str]) -> list[str]:
    """The first words of what was found."""
    return [text.partition(":")[0] for text in wrong]


@pytest.mark.parametrize(
    ("told", "sent", "found"),
    [
        ([{"actions": ["start"]}], (START,), []),
        ([{"actions": []}], (START,), ["untold"]),
        ([{"actions": ["start"]}], (START, START), ["untold"]),
        ([{"actions": ["web1: start"], "failed": True}], (START,), []),
        ([{"actions": ["start"], "changed": False}], (START,), ["untold"]),
        ([{"actions": ["start"]}], (replace(START, changed=False),), ["told in vain"]),
        ([{"actions": ["start"], "failed": True}], (replace(START, changed=False),), []),
    ],
)
def test_a_change_that_is_not_told_and_one_that_was_not_made_are_seen(
    told: list[dict[str, Any]], sent: tuple[Sent, ...], found: list[str]
) -> None:
    assert seen(compared(JIFFYBOX, BOOK, ran(*told, sent=sent))) == found


@pytest.mark.parametrize(
    ("things", "found"),
    [
        ({"box web1": [WEB1]}, []),
        ({}, ["lost"]),
        ({"box web1": [{**WEB1, "running": False}]}, ["not as asked"]),
        ({"box web1": [WEB1], "box web2": [{"id": 2}]}, ["still there"]),
    ],
)
def test_what_is_not_as_asked_is_seen(things: Things, found: list[str]) -> None:
    assert seen(unlike(BOOK, things)) == found


@pytest.mark.parametrize(
    ("things", "found"),
    [
        ({"box web1": [WEB1], "box other1": [{"id": 9}]}, []),
        ({"box web1": [WEB1, {**WEB1, "id": 2}], "box other1": [{"id": 9}]}, ["duplicate"]),
        ({"box web1": [WEB1]}, ["lost"]),
        ({"box other1": [{"id": 10}]}, ["lost"]),
    ],
)
def test_two_of_a_name_and_others_things_that_are_touched_are_seen(things: Things, found: list[str]) -> None:
    assert seen(standing(JIFFYBOX, {"box other1": [{"id": 9}]}, things)) == found


@pytest.mark.parametrize("shown", ["geh/eim", "GEH/EIM", "geh%2Feim", "Z2VoL2VpbQ=="])
def test_a_secret_in_any_form_is_seen(shown: str) -> None:
    assert len(list(leaks(("geh/eim",), f"the answer was {shown}"))) == 1
    assert list(leaks(("geh/eim",), "the answer was <secret>")) == []


def test_a_fault_of_the_collection_is_seen() -> None:
    assert seen(noise(ran({"msg": "This is a fault of the collection"}))) == ["a fault"]
