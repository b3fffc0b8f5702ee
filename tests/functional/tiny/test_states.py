# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Both resources of the small provider, from every state to every desired one, and with every call going wrong."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Any

import pytest
from running import Server

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import BoxfleetError, Fault, WaitFailed
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.json_values import seen_as
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.report import Report
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.task import TaskSpec
from ansible_collections.example.tiny.plugins.module_utils._tiny.client import Client
from ansible_collections.example.tiny.plugins.module_utils._tiny.server import SERVER_TASK
from ansible_collections.example.tiny.plugins.module_utils._tiny.volume import VOLUME_TASK
from tests.conftest import LOST_ANSWERS
from tests.functional.tiny.conftest import client_of

SERVER = {"name": "web", "size": "small"}
VOLUME = {"server": "db", "name": "data", "gigabytes": 10, "disk_type": "ssd", "labels": ["a", "b"]}


def ensure(client: Client, task: TaskSpec, check_mode: bool = False, **options: Any) -> Report:
    return task.task(client, task.wanted(options), check_mode)


@dataclass(frozen=True)
class Case:
    """A task; what can be there before it, by name, as options that make it so; and what can be asked for."""

    task: TaskSpec
    states: dict[str, dict[str, Any]]
    wanted: dict[str, dict[str, Any]]
    failing: frozenset[str] = field(default=frozenset())

    def begin(self, tiny: Server, state: str) -> None:
        """Make the state, beside a server that the task is not about."""
        tiny.control("POST", "/reset")
        tiny.control("POST", "/servers", names=["db", "other", "other", "other"])
        if state in self.failing:
            tiny.fault("POST", "*", "fails")
        if self.states[state]:
            with pytest.raises(WaitFailed) if state in self.failing else nullcontext():
                ensure(client_of(tiny), self.task, **self.states[state])


CASES = {
    "server": Case(
        SERVER_TASK,
        states={
            "absent": {},
            "off": SERVER,
            "on": {**SERVER, "state": "started"},
            "coming": {**SERVER, "wait": False},
            "starting": {**SERVER, "state": "started", "wait": False},
            "broken": SERVER,
        },
        wanted={
            "present": SERVER,
            "started": {**SERVER, "state": "started"},
            "stopped": {**SERVER, "state": "stopped"},
            "absent": {"name": "web", "state": "absent"},
            "large": {**SERVER, "size": "large"},
            "nothing to make it of": {"name": "web"},
            "unknown": {"id": "ser-99", "state": "started"},
            "no id": {"id": "../volumes"},
        },
        failing=frozenset({"broken"}),
    ),
    "volume": Case(
        VOLUME_TASK,
        states={
            "absent": {},
            "there": {**VOLUME, "passphrase": "very secret indeed"},
            "small": {**VOLUME, "gigabytes": 1, "labels": ["c"]},
            "coming": {**VOLUME, "wait": False},
            "broken": VOLUME,
        },
        wanted={
            "present": {**VOLUME, "labels": ["b", "a", "b"], "passphrase": "very secret indeed"},
            "larger": {**VOLUME, "gigabytes": 20},
            "smaller": {**VOLUME, "gigabytes": 5},
            "other disk": {**VOLUME, "disk_type": "hdd"},
            "absent": {"server": "db", "name": "data", "state": "absent"},
            "absent with its server": {"server": "gone", "name": "data", "state": "absent"},
            "nowhere": {**VOLUME, "server": "gone"},
            "anywhere": {**VOLUME, "server": "other"},
            "nothing to make it of": {"server": "db", "name": "data"},
            "renamed": {"server": "db", "id": "vol-1", "name": "logs"},
        },
        failing=frozenset({"broken"}),
    ),
}


PAIRS = [
    pytest.param(case, state, wanted, id=f"{name}-{state}-{wanted}")
    for name, case in CASES.items()
    for state in case.states
    for wanted in case.wanted
]


def everything(tiny: Server) -> list[dict[str, Any]]:
    """All that the account has at the end of every step, but for ids and times."""
    tiny.advance(120)
    client = client_of(tiny)
    found = []
    for server in client.get_all("servers"):
        for thing in (server, *client.get_all("servers", server["id"], "volumes")):
            found.append({name: value for name, value in thing.items() if name not in ("id", "created", "address")})
    return found


def changes(tiny: Server) -> list[str]:
    return [entry["path"] for entry in tiny.log() if entry["verb"] != "GET"]


def attempt(tiny: Server, case: Case, wanted: str, check_mode: bool = False, **options: Any) -> Report | BoxfleetError:
    try:
        return ensure(client_of(tiny, **options), case.task, check_mode, **case.wanted[wanted])
    except Fault:
        raise
    except BoxfleetError as error:
        return error


@pytest.mark.parametrize(("case", "state", "wanted"), PAIRS)
def test_the_dry_run_says_what_the_run_does_and_the_second_run_is_idle(
    tiny: Server, case: Case, state: str, wanted: str
) -> None:
    case.begin(tiny, state)
    tiny.control("DELETE", "/requests")
    dry = attempt(tiny, case, wanted, check_mode=True)
    assert changes(tiny) == []
    real = attempt(tiny, case, wanted)
    if isinstance(real, BoxfleetError):
        assert (str(dry), changes(tiny)) == (str(real), [])
        return
    assert isinstance(dry, Report)
    assert (dry.actions, dry.before, dry.after) == (real.actions, real.before, real.after)
    [(key, shown)], [predicted] = real.values.items(), dry.values.values()
    assert (predicted or {}).keys() == (shown or {}).keys(), key
    assert "very secret indeed" not in repr(real) + repr(dry)
    tiny.control("DELETE", "/requests")
    again = attempt(tiny, case, wanted)
    assert isinstance(again, Report)
    assert (again.actions, changes(tiny)) == ([], [])
    assert seen_as(again.before, real.after) == seen_as(again.after, real.after) == real.after


@pytest.mark.parametrize(("case", "state", "wanted"), PAIRS)
def test_an_answer_that_is_lost_at_any_call_does_no_harm(tiny: Server, case: Case, state: str, wanted: str) -> None:
    case.begin(tiny, state)
    tiny.control("DELETE", "/requests")
    straight = attempt(tiny, case, wanted)
    calls = len(tiny.log())
    if isinstance(straight, BoxfleetError) or not straight.actions:
        return
    end = everything(tiny)
    for number in range(calls):
        kind, more = LOST_ANSWERS[number % len(LOST_ANSWERS)]
        case.begin(tiny, state)
        tiny.fault("*", "*", kind, after=number, **more)
        faulty = attempt(tiny, case, wanted, timeout=0.5)
        assert isinstance(faulty, Report), faulty
        assert faulty.actions == straight.actions
        assert everything(tiny) == end
        assert attempt(tiny, case, wanted).actions == []
