# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What those who use a server may not do, or the panel would do otherwise, is said before anything is sent."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.converge import Run
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import (
    InvalidInput,
    Refused,
    WaitFailed,
    WaitTimeout,
)
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.record.resource import RecordResource
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.report import Report
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.task import TaskSpec
from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.backup.record import BACKUP, BACKUP_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.client import CLIENT
from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.client_server.resource import (
    CLIENT_SERVER_TASK,
)
from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.file.task import FILE_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.schedule.record import SCHEDULE_TASK
from tests.functional.pterodactyl.cases import after
from tests.functional.pterodactyl.used_cases import EVENING, FIRST, JAVA_8, MOTD, NIGHTLY, SAVED, backed_up
from tests.functional.pterodactyl.world import PanelWorld

BACKUPS = [{"server": "other1", "name": f"nightly {number}"} for number in range(1, 6)]
LOCKED = [{**one, "state": "locked"} for one in BACKUPS]
TASKS = {"server": "other1", "name": "evening"}
OWN = {"server": "other1"}


def run(world: PanelWorld, task: TaskSpec, options: dict[str, Any], check_mode: bool = False) -> Report:
    return task.task(world.connect(), task.wanted(options), check_mode)


def names(world: PanelWorld) -> list[str]:
    """The names of the backups, in the order in which they were made."""
    identifier = world.connect().get_all(CLIENT)[0]["identifier"]
    return [one["name"] for one in world.connect().get_all(CLIENT, "servers", identifier, "backups")]


@pytest.mark.parametrize(
    ("there", "task", "options", "words"),
    [
        (BACKUPS, BACKUP_TASK, NIGHTLY | {"name": "new"}, "server: 'other1' has as many backups as it may have (5)"),
        (LOCKED, BACKUP_TASK, {**OWN, "name": "new", "keep": 1}, "has as many backups as it may have (5)"),
        (BACKUPS, BACKUP_TASK, {**OWN, "name": "new", "keep": 9}, "has as many backups as it may have (5)"),
        (LOCKED[:1], BACKUP_TASK, {**LOCKED[0], "state": "absent"}, "state: 'absent' cannot be: backup nightly 1 ("),
        ([], BACKUP_TASK, {**FIRST, "state": "restored"}, "name: 'before' is no backup of server other1 that could"),
        (BACKUPS[:1], BACKUP_TASK, {**BACKUPS[0], "ignored": ["x"]}, "ignored: ['x'] cannot be changed"),
        ([], BACKUP_TASK, {**FIRST, "truncate": True}, "truncate: True needs state: restored"),
        ([], FILE_TASK, {**MOTD, "path": "../passwd"}, "path: '../passwd' must be the path of something in"),
        ([], FILE_TASK, {**OWN, "path": "/", "state": "absent"}, "path: '/' must be the path of something in"),
        ([], FILE_TASK, {**OWN, "path": "logs"}, "path: '/logs' is no file of server other1, and nothing says"),
        ([], FILE_TASK, {**MOTD, "mode": "420000"}, "mode: '420000' must be three octal digits in quotes"),
        ([], FILE_TASK, {**MOTD, "mode": "420"}, "mode: '420' is what 0644 is without quotes. Write '0644', or '0420'"),
        (
            [],
            FILE_TASK,
            {**OWN, "path": "x", "src": "/none/x"},
            "src: '/none/x' cannot be read where the task runs: No",
        ),
        ([], FILE_TASK, {**MOTD, "state": "absent"}, "content: needs state: file"),
        ([], SCHEDULE_TASK, {**EVENING, "hour": "24"}, "hour: '24' must be as in a crontab, with numbers from 0 to 23"),
        ([], SCHEDULE_TASK, {**EVENING, "hour": "1#2"}, "hour: '1#2' must be as in a crontab"),
        ([], SCHEDULE_TASK, {**EVENING, "day_of_week": "1#6"}, "day_of_week: '1#6' must be as in a crontab"),
        ([], SCHEDULE_TASK, {**EVENING, "month": "*/0"}, "month: '*/0' must be as in a crontab"),
        ([], SCHEDULE_TASK, {**EVENING, "minute": "5-1"}, "minute: '5-1' must be as in a crontab"),
        (
            [],
            SCHEDULE_TASK,
            {**TASKS, "state": "executed"},
            "state: 'executed' cannot be: schedule evening has no tasks",
        ),
        (
            [],
            SCHEDULE_TASK,
            {**TASKS, "tasks": [{"action": "power", "payload": "begin"}]},
            "tasks[0].payload: 'begin' must be one of start, stop, restart, kill",
        ),
        ([], SCHEDULE_TASK, {**TASKS, "tasks": [{"action": "command"}]}, "tasks[0].payload: '' must be what is typed"),
        ([], SCHEDULE_TASK, {**TASKS, "tasks": [SAVED] * 11}, "tasks: must be at most 10 (entries)"),
        (
            [],
            CLIENT_SERVER_TASK,
            {**OWN, "image": f"{JAVA_8}1"},
            f"is no image of the server's egg. Did you mean {JAVA_8}",
        ),
        ([], CLIENT_SERVER_TASK, {**OWN, "primary_port": "99"}, "primary_port: '99' is no port of the server"),
        (
            [],
            CLIENT_SERVER_TASK,
            {**OWN, "environment": {"VANILA_VERSION": "x"}},
            "environment.VANILA_VERSION: is no variable that the server's egg shows. Did you mean VANILLA_VERSION?",
        ),
        ([], CLIENT_SERVER_TASK, {**OWN, "environment": {"VANILLA_VERSION": "x"}}, "must have from 3 to 15 characters"),
        ([], CLIENT_SERVER_TASK, {"server": "others1"}, "server: 'others1' is no server of the owner of client_key"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_sent(
    world: PanelWorld, there: list[dict[str, Any]], task: TaskSpec, options: dict[str, Any], words: str
) -> None:
    backed_up(*there)(world)
    world.changes()
    with pytest.raises(InvalidInput, match=re.escape(words)):
        run(world, task, options)
    assert world.changes() == []


@pytest.mark.parametrize("days", ["1#2", "MON#2,5#5", "1-3,7#1"])
def test_a_schedule_can_be_for_the_second_monday(world: PanelWorld, days: str) -> None:
    monthly = {**EVENING, "day_of_week": days, "tasks": []}
    assert [run(world, SCHEDULE_TASK, monthly).actions for _time in (1, 2)] == [["create"], []]


def test_a_description_is_emptied_or_the_panel_is_told_to_be_one_that_cannot(world: PanelWorld) -> None:
    noted, emptied = {**OWN, "description": "for all"}, {**OWN, "description": " "}
    there = [run(world, CLIENT_SERVER_TASK, one).actions for one in (noted, emptied, emptied, noted)]
    assert there == [["rename"], ["rename"], [], ["rename"]]
    world.fault("jexactyl", 0, times=1000)
    with pytest.raises(WaitFailed, match=r"this panel cannot empty a description\. An admin can, with pterodactyl_ser"):
        run(world, CLIENT_SERVER_TASK, emptied)


def test_a_server_without_backups_can_have_none_and_no_task_that_makes_them(world: PanelWorld) -> None:
    world.panel.control("POST", "/servers", prefix="bare", backups=0)
    with pytest.raises(InvalidInput, match="server: 'bare1' may have no backups"):
        run(world, BACKUP_TASK, {"server": "bare1", "name": "x"})
    with pytest.raises(InvalidInput, match=re.escape("tasks[0].action: 'backup' cannot be: server bare1 may have no")):
        run(world, SCHEDULE_TASK, {**EVENING, "server": "bare1", "tasks": [SAVED]})


def test_the_newest_are_kept_but_for_those_that_are_locked_or_called_otherwise(world: PanelWorld) -> None:
    backed_up(FIRST, LOCKED[0], *BACKUPS[1:4])(world)
    world.panel.control("DELETE", "/requests")
    report = run(world, BACKUP_TASK, {**BACKUPS[4], "keep": 2, "keep_like": "nightly *"})
    # one goes before, since there is no room, the other when the new one is complete
    assert report.actions == ["delete", "create", "delete"]
    assert names(world) == ["before", "nightly 1", "nightly 4", "nightly 5"]
    assert report.values["backup"]["kept"] == ["nightly 4", "nightly 5"]


def test_one_that_is_still_being_made_is_not_deleted(world: PanelWorld) -> None:
    world.panel.fault("*", "*", "stuck")
    run(world, BACKUP_TASK, {**BACKUPS[0], "wait": False})
    world.panel.control("DELETE", "/faults")
    assert run(world, BACKUP_TASK, {**BACKUPS[1], "keep": 1}).actions == ["create"]
    assert names(world) == ["nightly 1", "nightly 2"]


def test_nothing_more_is_deleted_when_the_new_one_fails(world: PanelWorld) -> None:
    backed_up(*BACKUPS[:3])(world)
    world.panel.fault("*", "*", "backup_fails")
    with pytest.raises(WaitFailed, match=r"the service gave up: backup new .* is failed"):
        run(world, BACKUP_TASK, {**OWN, "name": "new", "keep": 1})
    assert names(world) == ["nightly 1", "nightly 2", "nightly 3", "new"]


def test_one_that_has_failed_takes_no_room_and_is_none_of_those_that_are_kept(world: PanelWorld) -> None:
    backed_up(*BACKUPS[:4])(world)
    world.panel.fault("*", "*", "backup_fails")
    with pytest.raises(WaitFailed):
        run(world, BACKUP_TASK, BACKUPS[4])
    world.settle()
    assert run(world, BACKUP_TASK, {**BACKUPS[4], "keep": 5}).actions == ["create"]


def test_one_that_is_locked_is_kept_besides(world: PanelWorld) -> None:
    backed_up(*BACKUPS[:2])(world)
    assert run(world, BACKUP_TASK, {**LOCKED[1], "keep": 1}).actions == ["lock"]


def test_what_somebody_else_has_locked_meanwhile_stays_locked(world: PanelWorld) -> None:
    """The panel's call would unlock it."""
    backed_up(BACKUPS[0])(world)
    client = world.connect()
    resource = RecordResource(client, BACKUP, BACKUP_TASK.wanted(LOCKED[0]))
    before = resource.observe()
    (step,) = resource.plan(before).steps
    run(world, BACKUP_TASK, LOCKED[0])
    step.make(before, Run())
    assert run(world, BACKUP_TASK, LOCKED[0]).actions == []


def test_a_third_backup_in_ten_minutes_fails_at_once_and_says_when_to_come_back(world: PanelWorld) -> None:
    after(*((BACKUP_TASK, one) for one in BACKUPS[:2]))(world)
    client = world.connect()
    with pytest.raises(Refused, match=r"The panel asks to come back in [45]\d\d s"):
        BACKUP_TASK.task(client, BACKUP_TASK.wanted(BACKUPS[2]), False)
    assert client.session.clock.slept == 0  # type: ignore[attr-defined]


def test_a_limit_of_one_server_is_waited_for_and_holds_nothing_else(world: PanelWorld) -> None:
    world.fault("server_limits", 0, times=1000)
    client = world.connect()
    clock: Any = client.session.clock
    sleep, held = clock.sleep, []

    def meanwhile(seconds: float) -> None:
        clock.sleep, before = sleep, clock.slept
        assert client.get_all(CLIENT)
        held.append(clock.slept - before)
        sleep(seconds)

    for number in range(3):
        clock.sleep = meanwhile if number == 2 else sleep
        wanted = SCHEDULE_TASK.wanted({**EVENING, "name": str(number), "tasks": []})
        assert SCHEDULE_TASK.task(client, wanted, False).actions == ["create"]
    assert (held, 55 < clock.slept < 65) == ([0], True)


def test_a_restoration_brings_the_files_back_and_ends_when_the_server_can_be_used(world: PanelWorld) -> None:
    after((FILE_TASK, MOTD))(world)
    backed_up(FIRST)(world)
    after((FILE_TASK, {**MOTD, "content": "Go away"}), (FILE_TASK, {**MOTD, "path": "new"}))(world)
    for truncate, left in ((False, ["write"]), (True, [])):
        run(world, BACKUP_TASK, {**FIRST, "state": "restored", "truncate": truncate})
        assert run(world, FILE_TASK, {**MOTD, "path": "config/motd.txt"}).actions == []
        deleted = run(world, FILE_TASK, {**OWN, "path": "new", "state": "absent"}, check_mode=True).actions
        assert bool(deleted) == bool(left)


def test_a_restoration_whose_answer_is_lost_is_not_asked_for_again(world: PanelWorld) -> None:
    backed_up(FIRST)(world)
    world.panel.fault("POST", "*/restore", "reset_after")
    world.changes()
    assert run(world, BACKUP_TASK, {**FIRST, "state": "restored"}).actions == ["restore"]
    assert len(world.changes()) == 1


def test_a_status_that_nobody_knows_is_waited_for(world: PanelWorld) -> None:
    world.panel.control("POST", "/server", server=1, status="being_moved")
    with pytest.raises(WaitTimeout, match="being_moved"):
        run(world, CLIENT_SERVER_TASK, {**OWN, "wait_timeout": 60})


def test_files_of_any_bytes_are_compared_and_what_the_panel_does_not_show_is_told(
    world: PanelWorld, tmp_path: Path
) -> None:
    for content, warned in ((b"\xff\x00\xfe", 0), (b"\n \n", 0), (b"", 0), (b"x" * (4 * 2**20 + 1), 1)):
        source = tmp_path / "source"
        source.write_bytes(content)
        options = {**OWN, "path": " an odd name ", "src": str(source)}
        assert run(world, FILE_TASK, options).actions == ["write"]
        again = run(world, FILE_TASK, options)
        assert (again.actions, len(again.warnings)) == ([], warned)


def test_of_files_of_one_size_the_content_counts_and_no_directory_becomes_one(world: PanelWorld) -> None:
    after((FILE_TASK, MOTD))(world)
    with pytest.raises(InvalidInput, match=r"path: '/config' is a directory on server other1\. Delete it first"):
        run(world, FILE_TASK, {**MOTD, "path": "config"})
    assert run(world, FILE_TASK, {**MOTD, "content": "WELCOME\n"}).actions == ["write"]


def test_nothing_is_below_a_file(world: PanelWorld) -> None:
    after((FILE_TASK, MOTD))(world)
    below = {**OWN, "path": "config/motd.txt/x/y"}
    with pytest.raises(InvalidInput, match=r"path: '/config/motd.txt/x/y' cannot be: /config/motd.txt is a file"):
        run(world, FILE_TASK, {**below, "content": "x"})
    assert run(world, FILE_TASK, {**below, "state": "absent"}).actions == []


def test_of_a_folder_that_was_not_seen_nothing_is_asked(world: PanelWorld) -> None:
    """[W][I 4645] Whoever asks for one gets 500 from the daemon, as from one that is broken."""
    client = world.connect()
    report = FILE_TASK.task(client, FILE_TASK.wanted({**MOTD, "path": "plugins/one/config.yml"}), False)
    assert (report.actions, client.session.clock.slept) == (["write"], 0)  # type: ignore[attr-defined]
    assert run(world, FILE_TASK, {**OWN, "path": "plugins/two/x", "state": "absent"}).actions == []


def test_a_failed_reinstallation_is_told(world: PanelWorld) -> None:
    world.panel.fault("*", "*", "install_fails")
    with pytest.raises(WaitFailed, match=r"is reinstall_failed\. Look at its installation log"):
        run(world, CLIENT_SERVER_TASK, {**OWN, "state": "reinstalled"})


def test_a_reinstallation_whose_answer_is_lost_is_not_asked_for_again(world: PanelWorld) -> None:
    world.panel.fault("POST", "*/reinstall", "reset_after")
    world.changes()
    assert run(world, CLIENT_SERVER_TASK, {**OWN, "state": "reinstalled"}).actions == ["reinstall"]
    assert len(world.changes()) == 1


def test_a_schedule_is_executed_if_its_first_task_is(world: PanelWorld) -> None:
    """[T] The panel answers when it is, with what the daemon says."""
    executed = {**EVENING, "state": "executed"}
    with pytest.raises(Refused, match=r"error while communicating with the machine .*\(code: 502\)"):
        run(world, SCHEDULE_TASK, executed)
    world.panel.control("POST", "/server", server=1, power="running")
    assert run(world, SCHEDULE_TASK, executed).actions == ["execute"]


def test_an_execution_whose_answer_is_lost_is_seen_by_the_tasks_that_are_to_follow(world: PanelWorld) -> None:
    run(world, SCHEDULE_TASK, EVENING)
    world.panel.control("POST", "/server", server=1, power="running")
    world.panel.fault("POST", "*/execute", "reset_after")
    world.changes()
    assert run(world, SCHEDULE_TASK, {**EVENING, "state": "executed"}).actions == ["execute"]
    assert len(world.changes()) == 1


def test_every_new_task_of_a_schedule_is_told_though_the_answer_of_the_first_is_lost(world: PanelWorld) -> None:
    run(world, SCHEDULE_TASK, {**EVENING, "tasks": []})
    world.panel.fault("POST", "*/tasks", "reset_after")
    tasks = [{"action": "command", "payload": f"say {number}"} for number in range(3)]
    assert run(world, SCHEDULE_TASK, {**EVENING, "tasks": tasks}).actions == ["create_task"] * 3
