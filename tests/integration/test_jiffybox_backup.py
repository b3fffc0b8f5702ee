# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The module jiffybox_backup, as a task."""

from __future__ import annotations

from typing import Any


def test_a_manual_backup_is_taken_and_restored_as_check_and_diff_say_beforehand(sandbox: Any, ansible: Any) -> None:
    [box_id] = sandbox.seed(1)
    dry = ansible.module("jiffybox_backup", "--check", "--diff", options={"box": "web1"})
    assert sandbox.changes() == []
    assert '"manual": "new"' in dry.output
    real = ansible.module("jiffybox_backup", "--diff", options={"box": "web1"})
    assert dry.output.partition("actions:")[0] == real.output.partition("actions:")[0]
    assert dry.result["actions"] == real.result["actions"] == ["create_backup"]
    [foreseen], [backup] = (done.result["backups"]["backups"] for done in (dry, real))
    assert foreseen == {"type": "manual", "id": None, "created": None}
    assert backup["id"] == sandbox.api("GET", f"backups/{box_id}")["manual"]["id"]

    restored = ansible.module(
        "jiffybox_backup", options={"box": str(box_id), "state": "restored", "backup_id": backup["id"], "force": True}
    ).result
    assert restored["actions"] == ["shutdown", "restore_backup", "start"]
    assert restored["box"]["running"] is True
    assert restored["backups"]["backups"] == [backup]


def test_a_schedule_as_people_write_it_in_yaml_is_understood(sandbox: Any, ansible: Any) -> None:
    [box_id] = sandbox.seed(1)
    task = {"box": "web1", "state": "scheduled"}
    plays = [({"day": 0, "window": "00-04"}, 1), ({"day": "Sunday", "window": 2}, 2), ({"window": "22-24"}, 6)]
    tasks = [{"boxfleet.cloud.jiffybox_backup": {**task, **more}} for more, outcome in plays]
    done = ansible.play(tasks)
    assert "changed=3" in done.output, done.output
    assert sandbox.api("GET", f"backups/{box_id}") == {"day": 0, "time": 6}


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"state": "absent"}, "state is absent but any of the following are missing: type, backup_id"),
    ({"state": "restored", "type": "manual", "backup_id": "0" * 32}, "mutually exclusive: type|backup_id"),
    ({"state": "scheduled", "day": "sonday"}, "day: 'sonday' must be one of sunday"),
    ({"max_age": "1 day"}, "we were unable to convert to int"),
]


def test_bad_input_is_told_before_any_call(sandbox: Any, ansible: Any) -> None:
    ansible.assert_refused("jiffybox_backup", [({"box": "web1", **options}, message) for options, message in REFUSED])
    assert sandbox.calls() == []


def test_a_backup_that_never_ends_is_told_without_the_token(sandbox: Any, ansible: Any) -> None:
    sandbox.seed(1)
    sandbox.fault("POST", "/backups/*", "stuck")
    done = ansible.module("jiffybox_backup", "-vvvv", options={"box": "web1", "wait_timeout": 2})
    assert "Could not take the manual backup of box web1" in done.result["msg"]
    assert "being backed up after 2 s. Run the task again" in done.result["msg"]
    assert "Traceback" not in done.output
    assert sandbox.token not in done.output
