# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Servers that cannot be used just now are waited for by every task that uses one, where that ends by itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import InvalidInput, Refused, WaitTimeout
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.task import TaskSpec
from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.backup.record import BACKUP_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.client import Client
from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.client_server.resource import (
    CLIENT_SERVER_TASK,
)
from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.command.resource import COMMAND_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.database.record import DATABASE_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.file.task import FILE_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.info.task import INFO_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.power.resource import POWER_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.schedule.record import SCHEDULE_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.server.record import SERVER_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.subuser.record import SUBUSER_TASK
from tests.functional.pterodactyl.cases import MAY
from tests.functional.pterodactyl.used_cases import EVENING, FIRST, JAVA_8, MOTD
from tests.functional.pterodactyl.world import PanelWorld

OWN = {"server": "other1"}
USES: list[tuple[TaskSpec, dict[str, Any], list[str]]] = [
    (DATABASE_TASK, {**OWN, "name": "stats"}, ["create"]),
    (SUBUSER_TASK, {**OWN, "email": "user@example.com", "permissions": MAY}, ["create"]),
    (SCHEDULE_TASK, {**EVENING, "tasks": []}, ["create"]),
    (BACKUP_TASK, FIRST, ["create"]),
    (FILE_TASK, MOTD, ["write"]),
    (CLIENT_SERVER_TASK, {**OWN, "image": JAVA_8}, ["set_image"]),
    (POWER_TASK, OWN, ["start"]),
]
NAMES = [task.desired.__name__ for task, _options, _actions in USES]
Begin = Callable[[PanelWorld], None]


def installing(world: PanelWorld) -> None:
    world.connect().act("application", "servers", 1, "reinstall")


def restoring(world: PanelWorld) -> None:
    client = world.connect()
    where = ("client", "servers", client.get("application", "servers", 1)["identifier"], "backups")
    made = client.create(*where, values={"name": "old"})
    world.settle()
    client.act(*where, made["uuid"], "restore", values={"truncate": False})


def transferring(world: PanelWorld) -> None:
    world.panel.control("POST", "/server", server=1, transferring=True)


def suspended(world: PanelWorld) -> None:
    world.panel.control("POST", "/server", server=1, status="suspended")


def not_installed(world: PanelWorld) -> None:
    world.panel.control("POST", "/server", server=1, status="install_failed")


def in_maintenance(world: PanelWorld) -> None:
    client = world.connect()
    named = {**client.get("application", "nodes", 1), "maintenance_mode": True}
    client.change("application", "nodes", 1, values=named)


def that_ends(world: PanelWorld) -> Callable[..., None]:
    """Whoever is told that the server is transferred sees the end of it."""

    def told(what: str, condition: str, seconds: float, tally: str = "") -> None:
        if "transferred" in condition and seconds > 60:
            world.panel.control("POST", "/server", server=1, transferring=False)

    return told


def slept(client: Client) -> float:
    seconds: float = client.session.clock.slept  # type: ignore[attr-defined]
    return seconds


@pytest.mark.parametrize("begin", [installing, restoring, transferring])
@pytest.mark.parametrize(("task", "options", "actions"), USES, ids=NAMES)
def test_what_ends_by_itself_is_waited_for(
    world: PanelWorld, task: TaskSpec, options: dict[str, Any], actions: list[str], begin: Begin
) -> None:
    begin(world)
    for check_mode in (True, False):
        client = world.connect(that_ends(world))
        assert task.task(client, task.wanted(options), check_mode).actions == actions
    assert task.task(world.connect(), task.wanted(options), False).actions == []


@pytest.mark.parametrize(
    ("begin", "words"),
    [
        (suspended, "is suspended. An admin ends that, with pterodactyl_server and suspended: false"),
        (not_installed, "is not installed, since its installation has failed. An admin looks at its installation log"),
        (in_maintenance, "is on a node in maintenance. An admin ends that, with pterodactyl_node and maintenance_mode"),
    ],
)
def test_what_somebody_has_to_end_is_told_at_once(world: PanelWorld, begin: Begin, words: str) -> None:
    begin(world)
    world.changes()
    for task, options, _actions in [*USES, (COMMAND_TASK, {**OWN, "command": "say x"}, [])]:
        client = world.connect()
        with pytest.raises(InvalidInput, match=r"server: 'other1' cannot be used: it .*") as told:
            task.task(client, task.wanted(options), False)
        assert words.split(". ")[0] in str(told.value)
        assert words.split(". ")[1] in str(told.value)
        assert slept(client) == 0
    assert world.changes() == []


@pytest.mark.parametrize(
    ("begin", "words"),
    [
        (installing, "being installed"),
        (restoring, "being restored from a backup"),
        (transferring, "being transferred to another node"),
    ],
)
def test_a_task_that_does_not_wait_says_how_the_server_is(world: PanelWorld, begin: Begin, words: str) -> None:
    begin(world)
    world.changes()
    for task, options, _actions in USES:
        if task is FILE_TASK:
            continue
        client = world.connect()
        told = (
            f"other1' cannot be used: it is {words}. Run the task again when that is done, or have it wait, with wait"
        )
        with pytest.raises(InvalidInput, match=re.escape(told)):
            task.task(client, task.wanted({**options, "wait": False}), False)
        assert slept(client) == 0
    assert world.changes() == []


def test_a_server_that_is_made_and_not_waited_for_runs_in_the_end(world: PanelWorld) -> None:
    new = {"name": "hub", "user": "user", "egg": "Vanilla Minecraft", "node": "node1", "memory": 1024, "disk": 2048}
    SERVER_TASK.task(world.connect(), SERVER_TASK.wanted({**new, "database_limit": 1, "wait": False}), False)
    for task, options in ((DATABASE_TASK, {"name": "stats"}), (POWER_TASK, {"state": "running"})):
        report = task.task(world.connect(), task.wanted({**options, "server": "hub"}), False)
        assert len(report.actions) == 1
    assert report.values["server"]["power"] == "running"


def test_a_wait_ends_when_its_time_is_over_and_says_for_what(world: PanelWorld) -> None:
    transferring(world)
    client = world.connect()
    with pytest.raises(WaitTimeout, match=r"server other1 \(.*\) was still being transferred to .* after 60 s"):
        DATABASE_TASK.task(client, DATABASE_TASK.wanted({**OWN, "name": "stats", "wait_timeout": 60}), False)
    assert 60 <= slept(client) < 70


@pytest.mark.parametrize(("task", "options", "actions"), USES, ids=NAMES)
def test_what_begins_between_look_and_change_is_waited_for(
    world: PanelWorld, task: TaskSpec, options: dict[str, Any], actions: list[str]
) -> None:
    client, begun = world.connect(), []
    send = client.send

    def meddled(request: Any) -> Any:
        if not request.reads and not begun:
            begun.append(request)
            installing(world)
        return send(request)

    client.send = meddled  # type: ignore[method-assign]
    report = task.task(client, task.wanted(options), False)
    assert (begun != [], report.actions) == (True, actions)


@pytest.mark.parametrize("times", [1, 9])
def test_a_conflict_of_other_words_is_looked_into_and_stays_one(world: PanelWorld, times: int) -> None:
    """Whatever the body says: what the server is in the middle of decides, and where it is ready a moment may do."""
    world.panel.fault("POST", "*/databases", "status", status=409, times=times)
    client, task = world.connect(), DATABASE_TASK
    wanted = task.wanted({**OWN, "name": "stats"})
    if times == 1:
        assert task.task(client, wanted, False).actions == ["create"]
        return
    with pytest.raises(Refused, match="Could not create database stats: the service refused POST"):
        task.task(client, wanted, False)
    assert slept(client) < 60


def test_who_manages_a_server_waits_for_what_would_refuse_it(world: PanelWorld) -> None:
    transferring(world)
    client = world.connect(that_ends(world))
    wanted = SERVER_TASK.wanted({"name": "other1", "suspended": True})
    assert SERVER_TASK.task(client, wanted, False).actions == ["suspend"]
    SERVER_TASK.task(client, SERVER_TASK.wanted({"name": "other1", "suspended": False}), False)
    POWER_TASK.task(client, POWER_TASK.wanted({**OWN, "wait": False}), False)
    report = SERVER_TASK.task(world.connect(), SERVER_TASK.wanted({"name": "other1", "state": "reinstalled"}), False)
    assert report.actions == ["reinstall"]


def test_who_manages_a_server_is_told_a_refusal_as_it_is(world: PanelWorld) -> None:
    suspended(world)
    world.panel.fault("POST", "*/unsuspend", "status", status=409, times=9)
    client = world.connect()
    with pytest.raises(Refused, match="the service refused POST"):
        SERVER_TASK.task(client, SERVER_TASK.wanted({"name": "other1", "suspended": False}), False)


def test_one_server_that_cannot_be_used_does_not_hide_the_others(world: PanelWorld) -> None:
    world.panel.control("POST", "/servers", prefix="more")
    transferring(world)
    subset = {"gather_subset": ["resources", "backups", "used_servers"]}
    told = INFO_TASK.task(world.connect(), INFO_TASK.wanted(subset), False).values
    assert [one["server"] for one in told["resources"]] == ["more1"]
    assert [one["name"] for one in told["used_servers"]] == ["other1", "more1"]
