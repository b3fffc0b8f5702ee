# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The module jiffybox_facts, as a task."""

from __future__ import annotations

import json
from typing import Any

import pytest


@pytest.mark.each_ansible
def test_facts_are_variables_after_the_task_and_the_same_in_check_mode(sandbox: Any, ansible: Any) -> None:
    sandbox.seed(2, prefix="web", metadata={"role": "web", "tier": 1})
    sandbox.seed(1, prefix="db")
    sandbox.forget()
    tasks = [
        {"boxfleet.cloud.jiffybox_facts": {"name": "web*", "metadata": {"tier": 1}}, "register": "told"},
        {
            "ansible.builtin.assert": {
                "that": ["ansible_facts.jiffybox_boxes | map(attribute='name') | sort == ['web1', 'web2']"]
            }
        },
        {"ansible.builtin.assert": {"that": ["ansible_facts.jiffybox_costs.boxes == 2", "told is not changed"]}},
        {"ansible.builtin.assert": {"that": ["told.actions is undefined", "told.diff is undefined"]}},
    ]
    for arguments in ([], ["--check", "--diff"]):
        done = ansible.play(tasks, *arguments)
        assert done.code == 0, done.output
        assert "WARNING" not in done.output
    assert sandbox.calls() == [("GET", "/jiffyBoxes")] * 2


def test_every_fact_is_documented_and_every_documented_fact_is_there(sandbox: Any, ansible: Any) -> None:
    [box_id] = sandbox.seed(1)
    address = sandbox.api("GET", f"jiffyBoxes/{box_id}")["ips"]["public"][0]
    [group_id] = sandbox.api("GET", "contactGroups")
    check = {"name": "up", "ip": address, "checkType": "ping", "contactgroups": [int(group_id)]}
    sandbox.api("POST", "monitoring", check)
    sandbox.api("POST", f"backups/{box_id}", {"dayid": 0, "timeid": 1})
    sandbox.advance(8 * 86400)
    name = "boxfleet.cloud.jiffybox_facts"
    documented = json.loads(ansible.run("ansible-doc", "--json", name).output)[name]["return"]["ansible_facts"]

    done = ansible.module("jiffybox_facts", options={"gather_subset": "all", "check_status": True})

    assert_documented(done.result["ansible_facts"], documented, ("jiffybox_boxes",))


def assert_documented(value: Any, documented: dict[str, Any], elsewhere: tuple[str, ...] = ()) -> None:
    """Whether a value and the values in it have the keys that are documented, no more and no less.

    :param elsewhere: keys whose values are documented elsewhere in part.
    """
    if isinstance(value, list):
        for item in value:
            assert_documented(item, documented)
    elif "contains" in documented and value is not None:
        assert value.keys() == documented["contains"].keys()
        for key, item in value.items():
            if key not in elsewhere:
                assert_documented(item, documented["contains"][key])


def test_at_vvv_the_calls_are_listed_without_the_token(sandbox: Any, ansible: Any) -> None:
    done = ansible.module("jiffybox_facts", "-vvv", options={"gather_subset": "plans", "plan": "CloudLevel 1"})
    [call] = done.result["api_calls"]
    assert (call["verb"], call["path"], call["status"]) == ("GET", "/v1.0/plans/CloudLevel%201", 200)
    assert sandbox.token not in done.output


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"gather_subset": "boxs"}, "gather_subset: 'boxs' is not a subset. Did you mean boxes?"),
    ({"status": "RUNING"}, "value of status must be one or more of: READY"),
    ({"id": 0}, "id: 0 must be a positive number"),
]


def test_bad_input_is_told_before_any_call(sandbox: Any, ansible: Any) -> None:
    ansible.assert_refused("jiffybox_facts", REFUSED)
    assert sandbox.calls() == []


def test_a_failure_names_the_subset_without_a_traceback_or_the_token(sandbox: Any, ansible: Any) -> None:
    sandbox.fault("GET", "/plans", "html", times=9)
    options = {"gather_subset": "plans", "api_retries": 1, "api_backoff_factor": 0.1}
    done = ansible.module("jiffybox_facts", "-vvvv", options=options)
    assert "Could not gather the subset plans: " in done.result["msg"]
    assert "Traceback" not in done.output
    assert sandbox.token not in done.output
