# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a user of backups meets when the service, the network or another run gets in the way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import (
    BoxfleetError,
    NoUsableAnswer,
    OutcomeUnknown,
    Refused,
    WaitFailed,
    WaitTimeout,
)
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.report import Report
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.backup.desired import DesiredBackups
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.backup.model import backups_result
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.backup.task import ensure_backups
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.client import Client
from tests.conftest import LOST_ANSWERS

DAY = 86400


def ensure(client: Client, check_mode: bool = False, **options: Any) -> Report:
    return ensure_backups(client, DesiredBackups(**{"box": "web1", **options}), check_mode)


def with_all_backups(sandbox: Any, client: Client) -> int:
    """A running box, web1, at noon, with a backup of each type."""
    sandbox.advance(DAY - (sandbox.control("GET", "clock")["now"] - DAY / 2) % DAY)
    [box_id] = sandbox.seed(1)
    client.schedule_backups(box_id, 3, 2)
    client.create_manual_backup(box_id)
    sandbox.advance(15 * DAY)
    return box_id


# What is wanted -> the call whose answer is lost, and what has to be true afterwards.
CHANGES = {
    "schedule": ({"state": "scheduled", "day": "1", "window": "6"}, "POST", {"day": 1, "time": 6}),
    "reschedule": ({"state": "scheduled", "day": "1"}, "PUT", {"day": 1, "time": 2}),
    "unschedule": ({"state": "unscheduled"}, "DELETE", {}),
    "delete_backup": ({"state": "absent", "type": "daily"}, "DELETE", {"day": 3, "time": 2}),
}


@pytest.mark.parametrize(("kind", "more"), LOST_ANSWERS)
@pytest.mark.parametrize("action", CHANGES)
def test_a_change_whose_answer_is_lost_is_made_exactly_once(
    sandbox: Any, connect: Callable[..., Client], action: str, kind: str, more: dict[str, Any]
) -> None:
    client = connect(timeout=2)
    box_id = with_all_backups(sandbox, client)
    if action == "schedule":
        client.unschedule_backups(box_id)
    wish, method, expected = CHANGES[action]
    sandbox.fault(method, "/backups/*", kind, **more)

    report = ensure(client, **wish)

    assert report.actions == [action]
    backups = client.get_backups(box_id)
    assert {key: value for key, value in backups.items() if key in ("day", "time")} == expected
    assert "manual" in backups
    assert ("daily" in backups) == (action == "reschedule")
    assert not ensure(client, **wish).changed


@pytest.mark.parametrize("max_age", [None, 0])
@pytest.mark.parametrize(("kind", "more"), LOST_ANSWERS)
def test_a_manual_backup_whose_answer_is_lost_is_taken_exactly_once(
    sandbox: Any, connect: Callable[..., Client], kind: str, more: dict[str, Any], max_age: int | None
) -> None:
    client = connect(timeout=2)
    [box_id] = sandbox.seed(1)
    if max_age == 0:
        ensure(client)
    former = client.get_backups(box_id)
    asked = client.create_manual_backup
    accepted = []

    def ask(box_id: int) -> None:
        accepted.append(client.get_box(box_id)["manualBackupRunning"])
        asked(box_id)

    client.create_manual_backup = ask  # type: ignore[method-assign]
    sandbox.fault("POST", "/backups/*", kind, **more)
    report = ensure(client, max_age=max_age)
    assert report.actions == ["create_backup"]
    assert client.get_backups(box_id) != former
    processed = kind in ("reset_after", "status_after", "truncate")
    assert accepted == ([False] if processed else [False, False])


@pytest.mark.parametrize(("kind", "more"), LOST_ANSWERS)
@pytest.mark.parametrize("running", [True, False])
def test_a_restore_whose_answer_is_lost_is_made_and_the_box_is_as_it_was(
    sandbox: Any, connect: Callable[..., Client], kind: str, more: dict[str, Any], running: bool
) -> None:
    client = connect(timeout=2)
    box_id = with_all_backups(sandbox, client)
    if not running:
        client.change_box(box_id, status="SHUTDOWN")
        sandbox.advance(30)
    before = client.get_box(box_id)["activeProfile"]["created"]
    sandbox.forget()
    sandbox.fault("POST", "/backups/*", kind, **more)

    report = ensure(client, state="restored", type="daily", force=True)

    assert report.actions == (["shutdown", "restore_backup", "start"] if running else ["restore_backup"])
    box = client.get_box(box_id)
    assert box["activeProfile"]["created"] > before
    assert box["running"] is running
    restores = [call for call in sandbox.changes() if call[0] == "POST"]
    assert len(restores) == (1 if kind in ("reset_after", "status_after", "truncate") else 2)


@pytest.mark.parametrize(("kind", "more"), LOST_ANSWERS)
@pytest.mark.parametrize("call", [0, 1])
def test_a_stop_or_start_around_a_restore_whose_answer_is_lost_does_no_harm(
    sandbox: Any, connect: Callable[..., Client], kind: str, more: dict[str, Any], call: int
) -> None:
    client = connect(timeout=2)
    box_id = with_all_backups(sandbox, client)
    sandbox.fault("PUT", "/jiffyBoxes/*", kind, **more, after=call)
    sandbox.forget()
    report = ensure(client, state="restored", type="daily", force=True)
    assert report.actions == ["shutdown", "restore_backup", "start"]
    assert client.get_box(box_id)["running"]
    assert len([call for call in sandbox.changes() if call[0] == "POST"]) == 1


def test_a_restore_that_was_over_before_anybody_looked_is_not_made_twice(sandbox: Any, client: Client) -> None:
    with_all_backups(sandbox, client)
    sandbox.fault("POST", "/backups/*", "reset_after")
    client.session.clock.sleep = lambda seconds: sandbox.advance(60)  # type: ignore[method-assign]
    sandbox.forget()
    assert ensure(client, state="restored", type="daily", force=True).actions[1:] == ["restore_backup", "start"]
    assert len([call for call in sandbox.changes() if call[0] == "POST"]) == 1


def test_a_restore_that_stays_unanswered_tells_that_the_box_is_off(sandbox: Any, client: Client) -> None:
    box_id = with_all_backups(sandbox, client)
    sandbox.fault("POST", "/backups/*", "reset_before", times=9)
    with pytest.raises(
        OutcomeUnknown,
        match=rf"Could not restore the daily backup of box web1 \({box_id}\): .*broke.*"
        "The box was running before the task, which has shut it down",
    ) as caught:
        ensure(client, state="restored", type="daily", force=True)
    assert caught.value.actions == ["shutdown"]
    sandbox.control("DELETE", "faults")
    assert ensure(client, state="restored", type="daily").actions == ["restore_backup"]


def test_a_restore_that_never_ends_is_given_up_with_advice(sandbox: Any, client: Client) -> None:
    with_all_backups(sandbox, client)
    sandbox.fault("POST", "/backups/*", "stuck")
    with pytest.raises(WaitTimeout, match=r"still UPDATING after 90 s.*shut it down.*until the box is READY"):
        ensure(client, state="restored", type="daily", force=True, wait_timeout=90)


def test_a_box_that_does_not_shut_down_is_not_restored_unless_its_plug_may_be_pulled(
    sandbox: Any, client: Client
) -> None:
    with_all_backups(sandbox, client)
    sandbox.fault("PUT", "/jiffyBoxes/*", "shutdown_fails", times=2)
    wish = {"state": "restored", "type": "daily", "force": True}
    with pytest.raises(WaitFailed, match=r"Could not shut down box web1 .*force_stop: true"):
        ensure(client, **wish)
    report = ensure(client, **wish, force_stop=True)
    assert report.actions == ["shutdown", "pull_plug", "restore_backup", "start"]
    assert "plug was pulled" in report.warnings[0]


def test_before_a_restore_the_box_has_stop_timeout_to_shut_down(sandbox: Any, client: Client) -> None:
    with_all_backups(sandbox, client)
    sandbox.fault("PUT", "/jiffyBoxes/*", "stuck")
    with pytest.raises(WaitTimeout, match=r"Could not shut down box web1 .*still UPDATING after 40 s"):
        ensure(client, state="restored", type="daily", force=True, stop_timeout=40)


@pytest.mark.parametrize(
    ("call", "wish"),
    [
        ("create_manual_backup", {"max_age": 0}),
        ("schedule_backups", {"state": "scheduled", "day": "1", "window": "6"}),
        ("reschedule_backups", {"state": "scheduled", "day": "1"}),
        ("unschedule_backups", {"state": "unscheduled"}),
        ("delete_backup", {"state": "absent", "type": "daily"}),
        ("restore_backup", {"state": "restored", "type": "daily", "force": True}),
    ],
)
def test_a_change_waits_for_what_the_box_began_after_the_task_had_looked(
    sandbox: Any, client: Client, connect: Callable[..., Client], call: str, wish: dict[str, Any]
) -> None:
    box_id = with_all_backups(sandbox, client)
    if call == "schedule_backups":
        client.unschedule_backups(box_id)
    send, other, refused = getattr(client, call), connect(), []

    def begin() -> None:
        if call == "create_manual_backup":
            other.change_box(box_id, status="SHUTDOWN")
        else:
            other.create_manual_backup(box_id)

    def too_late(*arguments: Any) -> Any:
        if not refused:
            begin()
        try:
            return send(*arguments)
        except Refused as error:
            refused.append(error)
            raise

    setattr(client, call, too_late)
    ensure(client, **wish)
    assert len(refused) == 1


@pytest.mark.parametrize(("action", "answer"), [("unschedule", None), ("delete_backup", None), ("reschedule", 3)])
def test_a_change_that_the_service_shows_late_is_waited_for(
    sandbox: Any, client: Client, action: str, answer: int | None
) -> None:
    box_id = with_all_backups(sandbox, client)
    before, look, looks = client.get_backups(box_id), client.get_backups, [0]
    if action == "reschedule":
        change = client.reschedule_backups
        client.reschedule_backups = lambda *what: {**change(*what), "dayid": answer}  # type: ignore[method-assign]

    def late(box_id: int) -> Any:
        looks[0] += 1
        return before if looks[0] < 4 else look(box_id)

    client.get_backups = late  # type: ignore[method-assign]
    report = ensure(client, **CHANGES[action][0])
    assert report.actions == [action]
    assert report.values["backups"] == backups_result(look(box_id))


def test_a_manual_backup_that_never_ends_is_given_up_and_waited_for_again(sandbox: Any, client: Client) -> None:
    sandbox.seed(1)
    sandbox.fault("POST", "/backups/*", "stuck")
    for _repetition in range(2):
        with pytest.raises(WaitTimeout, match=r"box web1 \(\d+\) was still READY and running and being backed up"):
            ensure(client, wait_timeout=90)
    assert ensure(client, wait=False).actions == []


def test_a_manual_backup_that_fails_at_the_service_is_not_reported_as_taken(sandbox: Any, client: Client) -> None:
    [box_id] = sandbox.seed(1)
    real = client.create_manual_backup
    client.create_manual_backup = lambda box_id: None  # type: ignore[method-assign]
    with pytest.raises(
        WaitFailed,
        match=rf"Could not take the manual backup of box web1 \({box_id}\): the service gave up: .* no new backup is "
        "listed. It has no manual backup",
    ):
        ensure(client)
    client.create_manual_backup = real  # type: ignore[method-assign]
    ensure(client)
    client.create_manual_backup = lambda box_id: None  # type: ignore[method-assign]
    with pytest.raises(WaitFailed, match=r"Its manual backup of 20.* UTC is still there"):
        ensure(client, max_age=0)


@pytest.mark.parametrize("max_age", [None, 0])
def test_a_manual_backup_that_the_service_begins_late_is_waited_for(
    sandbox: Any, client: Client, max_age: int | None
) -> None:
    """Twice after the service said yes the box looks as if nothing were to come."""
    [box_id] = sandbox.seed(1)
    if max_age == 0:
        ensure(client)
    former = client.get_backups(box_id)
    begin, look = client.create_manual_backup, client.get_box
    looks = []

    def look_at(box_id: int) -> Any:
        if accepted:
            looks.append(box_id)
            if len(looks) == 3:
                begin(box_id)
        return look(box_id)

    accepted: list[int] = []
    client.create_manual_backup = accepted.append  # type: ignore[method-assign]
    client.get_box = look_at  # type: ignore[method-assign]
    report = ensure(client, max_age=max_age)
    assert (report.actions, accepted) == (["create_backup"], [box_id])
    [backup] = report.values["backups"]["backups"]
    assert client.get_backups(box_id) != former
    assert backup["id"] == client.get_backups(box_id)["manual"]["id"]


def test_two_runs_that_take_the_manual_backup_end_with_one_and_two_successes(
    sandbox: Any, client: Client, connect: Callable[..., Client]
) -> None:
    [box_id] = sandbox.seed(1)
    other = connect()
    take = client.create_manual_backup

    def the_other_run_is_faster(box_id: int) -> None:
        other.create_manual_backup(box_id)
        take(box_id)

    client.create_manual_backup = the_other_run_is_faster  # type: ignore[method-assign]
    assert ensure(client).actions == []
    assert "manual" in client.get_backups(box_id)


def test_a_box_that_is_deleted_meanwhile_is_told_to_be_gone(sandbox: Any, client: Client) -> None:
    [box_id] = sandbox.seed(1, running=False)
    client.delete_box(box_id)
    with pytest.raises(WaitFailed, match="the box is gone, and its backups with it"):
        ensure(client)


def test_a_refusal_is_told_in_the_services_words(sandbox: Any, client: Client) -> None:
    [box_id] = sandbox.seed(1)
    sandbox.fault("POST", "/backups/*", "status", status=409, times=5)
    with pytest.raises(Refused, match=rf"Could not switch on the automatic backups of box web1 \({box_id}\): "):
        ensure(client, state="scheduled", day="1", window="1")


@pytest.mark.parametrize(
    ("kind", "more", "message"),
    [
        ("status", {"status": 502}, "HTTP 502"),
        ("html", {}, "text/html instead of JSON"),
        ("truncate", {}, "broke before the answer was complete"),
        ("reset_before", {}, "connection broke"),
        ("timeout", {}, "no answer within 2 s"),
    ],
)
def test_backups_that_cannot_be_read_are_told_and_nothing_is_changed(
    sandbox: Any, connect: Callable[..., Client], kind: str, more: dict[str, Any], message: str
) -> None:
    sandbox.seed(1)
    sandbox.forget()
    sandbox.fault("GET", "/backups/*", kind, times=9, **more)
    with pytest.raises(NoUsableAnswer, match=message):
        ensure(connect(timeout=2))
    assert sandbox.changes() == []


def test_every_error_keeps_the_token_to_itself(sandbox: Any, client: Client) -> None:
    sandbox.seed(1)
    sandbox.fault("POST", "/backups/*", "reset_before", times=9)
    with pytest.raises(BoxfleetError) as caught:
        ensure(client)
    assert sandbox.token not in repr(caught.getrepr(chain=True))
