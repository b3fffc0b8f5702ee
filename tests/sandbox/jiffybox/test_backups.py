# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The backups module, over HTTP."""

from __future__ import annotations

import re
from typing import Any

import pytest
from jiffybox_account import BOOT_SECONDS, Sandbox

DAY = 86400


def with_manual(sandbox: Sandbox, name: str = "web", **more: Any) -> tuple[int, str]:
    """A new box and the id of its manual backup."""
    number = sandbox.ready(name, **more)
    sandbox.call("POST", f"/backups/{number}/manual")
    sandbox.settle()
    return number, sandbox.get(f"/backups/{number}")["manual"]["id"]


def with_automatic(sandbox: Sandbox) -> int:
    """A new box with a daily, a weekly and a biweekly backup."""
    number = sandbox.ready()
    sandbox.call("POST", f"/backups/{number}", dayid=3, timeid=1)
    sandbox.advance(15 * DAY)
    return number


def test_a_box_without_backups_has_an_empty_map(sandbox: Sandbox) -> None:
    number = sandbox.ready()
    assert sandbox.get(f"/backups/{number}") == {}
    assert sandbox.get("/backups") == {str(number): {}}


def test_the_schedule_is_dayid_and_timeid_when_set_and_day_and_time_when_read(sandbox: Sandbox) -> None:
    number = sandbox.ready()
    assert sandbox.call("POST", f"/backups/{number}", dayid="3", timeid=6) == {"dayid": 3, "timeid": 6}
    assert sandbox.get(f"/backups/{number}") == {"day": 3, "time": 6}


def test_each_half_of_the_schedule_can_be_changed_alone(sandbox: Sandbox) -> None:
    number = sandbox.ready()
    sandbox.call("POST", f"/backups/{number}", dayid=3, timeid=6)
    assert sandbox.call("PUT", f"/backups/{number}", dayid=0) == {"dayid": 0, "timeid": 6}
    assert sandbox.call("PUT", f"/backups/{number}", timeid=0) == {"dayid": 0, "timeid": 0}
    assert sandbox.call("PUT", f"/backups/{number}") == {"dayid": 0, "timeid": 0}


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({"timeid": 1}, "dayid"),
        ({"dayid": 1}, "timeid"),
        ({"dayid": 7, "timeid": 1}, "dayid"),
        ({"dayid": -1, "timeid": 1}, "dayid"),
        ({"dayid": 1, "timeid": 3}, "timeid"),
        ({"dayid": "x", "timeid": 1}, "dayid"),
        ({"dayid": True, "timeid": 1}, "dayid"),
        ({"dayid": 1.5, "timeid": 1}, "dayid"),
    ],
)
def test_a_day_or_window_that_does_not_exist_is_refused(
    sandbox: Sandbox, fields: dict[str, Any], complaint: str
) -> None:
    number = sandbox.ready()
    assert complaint in sandbox.refusal("POST", f"/backups/{number}", **fields)
    assert sandbox.get(f"/backups/{number}") == {}


def test_automatic_backups_are_switched_on_once_and_off_only_when_on(sandbox: Sandbox) -> None:
    number = sandbox.ready()
    assert "nicht" not in sandbox.call("POST", f"/backups/{number}", dayid=1, timeid=1)
    assert "bereits" in sandbox.refusal("POST", f"/backups/{number}", dayid=1, timeid=1)
    assert sandbox.call("DELETE", f"/backups/{number}") is True
    assert "keine automatischen Backups" in sandbox.refusal("DELETE", f"/backups/{number}")
    assert "keine automatischen Backups" in sandbox.refusal("PUT", f"/backups/{number}", dayid=1)


def test_automatic_backups_appear_as_time_passes_in_the_recorded_shape(sandbox: Sandbox) -> None:
    number = with_automatic(sandbox)
    backups = sandbox.get(f"/backups/{number}")
    assert set(backups) == {"daily", "weekly", "biweekly", "day", "time"}
    for kind in ("daily", "weekly", "biweekly"):
        assert set(backups[kind]) == {"id", "created"}
        assert re.fullmatch("[0-9a-f]{32}", backups[kind]["id"])
        assert isinstance(backups[kind]["created"], int)


def test_the_list_of_all_backups_does_not_say_when_they_are_made(sandbox: Sandbox) -> None:
    number = with_automatic(sandbox)
    made = {kind: entry for kind, entry in sandbox.get(f"/backups/{number}").items() if kind not in ("day", "time")}
    assert sandbox.get("/backups") == {str(number): made}


def test_a_changed_schedule_keeps_the_backups_already_made(sandbox: Sandbox) -> None:
    number = with_automatic(sandbox)
    before = sandbox.get(f"/backups/{number}")
    sandbox.call("PUT", f"/backups/{number}", dayid=5, timeid=6)
    assert sandbox.get(f"/backups/{number}") == {**before, "day": 5, "time": 6}


def test_switching_off_takes_the_automatic_backups_and_leaves_the_manual_one(sandbox: Sandbox) -> None:
    number = with_automatic(sandbox)
    sandbox.call("POST", f"/backups/{number}/manual")
    sandbox.settle()
    sandbox.call("DELETE", f"/backups/{number}")
    assert set(sandbox.get(f"/backups/{number}")) == {"manual"}
    sandbox.call("POST", f"/backups/{number}", dayid=3, timeid=1)
    assert set(sandbox.get(f"/backups/{number}")) == {"manual", "day", "time"}


def test_a_manual_backup_is_listed_only_when_finished_and_shows_on_the_box_until_then(sandbox: Sandbox) -> None:
    number = sandbox.running()
    assert sandbox.call("POST", f"/backups/{number}/manual") is True
    assert sandbox.box(number)["manualBackupRunning"] is True
    assert sandbox.get("/jiffyBoxes")[str(number)]["manualBackupRunning"] is True
    assert sandbox.get(f"/backups/{number}") == {}
    sandbox.advance(BOOT_SECONDS - 5)
    assert sandbox.get(f"/backups/{number}") == {}
    sandbox.advance(5)
    assert sandbox.box(number)["manualBackupRunning"] is False
    assert list(sandbox.get(f"/backups/{number}")) == ["manual"]


def test_a_box_holds_one_manual_backup_and_the_former_stays_until_the_new_one_is_finished(sandbox: Sandbox) -> None:
    number, former = with_manual(sandbox)
    sandbox.call("POST", f"/backups/{number}/manual")
    assert sandbox.get(f"/backups/{number}")["manual"]["id"] == former
    sandbox.settle()
    assert sandbox.get(f"/backups/{number}")["manual"]["id"] != former


def test_a_box_being_backed_up_takes_no_change(sandbox: Sandbox) -> None:
    number, backup = with_manual(sandbox)
    sandbox.call("POST", f"/backups/{number}/manual")
    calls: list[tuple[str, str, dict[str, Any]]] = [
        ("PUT", f"/jiffyBoxes/{number}", {"metadata": {"a": 1}}),
        ("PUT", f"/jiffyBoxes/{number}", {"status": "START"}),
        ("DELETE", f"/jiffyBoxes/{number}", {}),
        ("POST", f"/jiffyBoxes/{number}", {"name": "copy", "planid": 44}),
        ("POST", f"/backups/{number}", {"dayid": 1, "timeid": 1}),
        ("POST", f"/backups/{number}/manual", {}),
        ("POST", f"/backups/{number}/manual/{backup}", {}),
        ("DELETE", f"/backups/{number}/manual/{backup}", {}),
    ]
    for verb, path, fields in calls:
        assert "manuelles Backup" in sandbox.refusal(verb, path, **fields)


def test_a_frozen_box_is_not_backed_up(sandbox: Sandbox) -> None:
    assert "FROZEN" in sandbox.refusal("POST", f"/backups/{sandbox.frozen()}/manual")


def test_restoring_updates_the_box_and_gives_its_disks_new_content(sandbox: Sandbox) -> None:
    number, backup = with_manual(sandbox, metadata={"a": 1})
    before = sandbox.box(number)
    assert sandbox.call("POST", f"/backups/{number}/manual/{backup}") is True
    assert sandbox.box(number)["status"] == "UPDATING"
    sandbox.settle()
    after = sandbox.box(number)
    assert (after["status"], after["running"]) == ("READY", False)
    assert (after["name"], after["plan"], after["metadata"]) == (before["name"], before["plan"], before["metadata"])
    assert after["activeProfile"]["created"] > before["activeProfile"]["created"]
    assert sandbox.get(f"/backups/{number}")["manual"]["id"] == backup


def test_a_running_box_is_not_overwritten_by_a_restore(sandbox: Sandbox) -> None:
    number, backup = with_manual(sandbox)
    sandbox.change(number, status="START")
    assert "UPDATING" in sandbox.refusal("POST", f"/backups/{number}/manual/{backup}")
    sandbox.settle()
    assert "ausgeschaltet" in sandbox.refusal("POST", f"/backups/{number}/manual/{backup}")


@pytest.mark.parametrize("verb", ["POST", "DELETE"])
def test_a_backup_is_only_found_on_its_box_under_its_type(sandbox: Sandbox, verb: str) -> None:
    number, backup = with_manual(sandbox)
    elsewhere = sandbox.ready("elsewhere")
    for path in (f"{number}/daily/{backup}", f"{number}/manual/{'0' * 32}", f"{elsewhere}/manual/{backup}"):
        assert "hat kein Backup" in sandbox.refusal(verb, f"/backups/{path}")


def test_deleting_one_backup_leaves_the_others(sandbox: Sandbox) -> None:
    number = with_automatic(sandbox)
    before = sandbox.get(f"/backups/{number}")
    assert sandbox.call("DELETE", f"/backups/{number}/weekly/{before['weekly']['id']}") is True
    del before["weekly"]
    assert sandbox.get(f"/backups/{number}") == before
    sandbox.advance(7 * DAY)
    assert "weekly" in sandbox.get(f"/backups/{number}")


def test_a_box_can_be_created_from_any_backup_of_the_account(sandbox: Sandbox) -> None:
    _box, backup = with_manual(sandbox, distribution="centos_7_64bit")
    number = sandbox.call("POST", "/jiffyBoxes", name="again", planid=45, backupid=backup)["id"]
    sandbox.settle()
    disks = sandbox.box(number)["activeProfile"]["disks"]
    assert disks["xvda"]["distribution"] == "centos_7_64bit"


def test_the_backups_of_a_box_go_with_it(sandbox: Sandbox) -> None:
    number, backup = with_manual(sandbox)
    sandbox.call("DELETE", f"/jiffyBoxes/{number}")
    sandbox.settle()
    assert sandbox.get("/backups") == {}
    assert "existiert nicht" in sandbox.refusal("POST", "/jiffyBoxes", name="again", planid=44, backupid=backup)
