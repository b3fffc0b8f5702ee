# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The module jiffybox_boxes, as a task."""

from __future__ import annotations

from typing import Any

import pytest

DEFAULTS = {"state": "started", "distribution": "debian_bookworm_64bit", "plan": "CloudLevel 1", "settle": 0}
FLEET = {
    "defaults": DEFAULTS,
    "boxes": [{"name": "web"}, {"name": "db", "plan": "45"}, {"name": "off", "state": "stopped"}],
}


@pytest.mark.each_ansible
def test_a_fleet_is_made_in_one_task_and_the_second_run_is_one_call(sandbox: Any, ansible: Any) -> None:
    first = ansible.module("jiffybox_boxes", options=FLEET).result
    assert first["actions"] == ["web: create", "web: start", "db: create", "db: start", "off: create"]
    assert [(entry["name"], entry["box"]["running"]) for entry in first["boxes"]] == [
        ("web", True),
        ("db", True),
        ("off", False),
    ]
    sandbox.forget()
    second = ansible.module("jiffybox_boxes", options=FLEET).result
    assert (second["changed"], second["actions"]) == (False, [])
    assert [entry["box"] for entry in second["boxes"]] == [entry["box"] for entry in first["boxes"]]
    assert sandbox.calls() == [("GET", "/jiffyBoxes")]


def test_check_and_diff_show_the_plan_of_all_boxes_beforehand(sandbox: Any, ansible: Any) -> None:
    dry = ansible.module("jiffybox_boxes", "--check", "--diff", options=FLEET)
    assert sandbox.changes() == []
    assert dry.output.count('+        "state": "running"') == 2
    assert "actions: web: create, web: start, db: create, db: start, off: create" in dry.output
    real = ansible.module("jiffybox_boxes", "--diff", options=FLEET)
    assert dry.output.partition("actions:")[0] == real.output.partition("actions:")[0]
    assert dry.result["actions"] == real.result["actions"]


@pytest.mark.parametrize("verbosity", ["-v", "-vvvv"])
def test_a_box_that_fails_is_told_with_the_others_done_and_without_secrets(
    sandbox: Any, ansible: Any, verbosity: str
) -> None:
    sandbox.seed(1, prefix="db", running=False)
    sandbox.fault("POST", "/jiffyBoxes", "vanish")
    options = {"defaults": {**DEFAULTS, "password": "geheim-4711"}, "boxes": [{"name": "web"}, {"name": "db1"}]}
    done = ansible.module("jiffybox_boxes", verbosity, "--diff", options=options)
    assert done.code != 0
    assert done.result["msg"].startswith(
        "1 of 2 boxes failed. web: Could not create box web: the service dropped box web (10002)."
    )
    web, db = done.result["boxes"]
    assert (web["failed"], web["box"]) == (True, None)
    assert (db["failed"], db["msg"], db["actions"], db["box"]["running"]) == (False, None, ["start"], True)
    assert done.result["changed"]
    assert "Traceback" not in done.output
    for secret in (sandbox.token, "geheim-4711"):
        assert secret not in done.output


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"boxes": [{"nam": "web"}]}, "boxes.nam. Supported parameters include: backup_id"),
    ({"boxes": [{"name": "web", "state": "running"}]}, "value of state must be one of: present, started"),
    ({"boxes": [{"name": "web"}, {"name": "web"}]}, "boxes[1].name: 'web' is boxes[0] already"),
    ({"boxes": [], "defaults": {"name": "web"}}, "defaults.name"),
    ({"boxes": [], "defaults": {"backup_id": "0" * 32, "clone_from": "a"}}, "mutually exclusive"),
]


def test_bad_input_is_told_before_any_call(sandbox: Any, ansible: Any) -> None:
    ansible.assert_refused("jiffybox_boxes", REFUSED)
    assert sandbox.calls() == []
