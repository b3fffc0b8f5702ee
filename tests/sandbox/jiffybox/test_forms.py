# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The forms that answers can have beside the recorded one: for one request by a fault, for all by an option."""

from __future__ import annotations

from typing import Any

import pytest
import requests
from jiffybox_account import Sandbox, running

from sandbox.jiffybox.forms import FORMS, RESHAPE

NEW = {"name": "web", "planid": 44, "distribution": "debian_trixie_64bit"}


def in_form(sandbox: Sandbox, form: str, path: str) -> Any:
    """What a GET answers in a form; after it the recorded one is back."""
    recorded = sandbox.get(path)
    sandbox.fault("GET", path, form)
    answer = sandbox.get(path)
    assert sandbox.control("GET", "/faults") == {"faults": []}
    assert sandbox.get(path) == recorded
    return answer


def test_an_empty_map_can_be_an_empty_list_at_any_depth(sandbox: Sandbox) -> None:
    assert in_form(sandbox, "empty_lists", "/jiffyBoxes") == []
    number = sandbox.ready(metadata={"deep": {"empty": {}}, "text": ""})
    box = in_form(sandbox, "empty_lists", f"/jiffyBoxes/{number}")
    assert box["metadata"] == {"deep": {"empty": []}, "text": ""}
    assert in_form(sandbox, "empty_lists", "/backups") == {str(number): []}


def test_a_list_can_be_a_map(sandbox: Sandbox) -> None:
    number = sandbox.ready()
    address = sandbox.box(number)["ips"]["public"][0]
    box = in_form(sandbox, "list_maps", f"/jiffyBoxes/{number}")
    assert box["ips"]["public"] == {"1": address}
    groups = in_form(sandbox, "list_maps", "/contactGroups").values()
    assert [type(group["contacts"]) for group in groups] == [dict]


def test_flags_and_numbers_can_be_strings(sandbox: Sandbox) -> None:
    number = sandbox.running()
    box = in_form(sandbox, "strings", f"/jiffyBoxes/{number}")
    assert (box["id"], box["running"], box["isBeingCopied"]) == (str(number), "true", "false")
    assert (box["plan"]["id"], box["plan"]["pricePerHour"]) == ("44", "0.02")
    assert box["created"].isdecimal()
    sandbox.fault("POST", "/backups/*", "strings")
    assert sandbox.call("POST", f"/backups/{number}/manual") is True


def test_things_can_be_listed_under_other_numbers_than_their_ids(sandbox: Sandbox) -> None:
    number = sandbox.ready()
    listed = in_form(sandbox, "other_keys", "/jiffyBoxes")
    assert [(key, box["id"]) for key, box in listed.items()] == [(str(number + 1000), number)]
    box = in_form(sandbox, "other_keys", f"/jiffyBoxes/{number}")
    assert box == sandbox.box(number)


def test_a_refusal_can_have_the_other_result(sandbox: Sandbox) -> None:
    sandbox.fault("GET", "/jiffyBoxes/1", "null_results")
    refused = [sandbox.send("GET", "/jiffyBoxes/1").json() for _time in range(2)]
    assert [answer["result"] for answer in refused] == [None, False]
    assert refused[0]["messages"] == refused[1]["messages"]
    sandbox.create()
    sandbox.fault("POST", "/jiffyBoxes", "false_results")
    taken = [sandbox.send("POST", "/jiffyBoxes", json=NEW).json() for _time in range(2)]
    assert [answer["result"] for answer in taken] == [False, None]


def test_a_form_of_refusals_waits_for_one(sandbox: Sandbox) -> None:
    sandbox.fault("*", "*", "null_results")
    assert sandbox.get("/plans/44")["id"] == 44
    assert sandbox.as_other("x" * 32).send("GET", "/plans").json()["result"] is None


def test_a_box_can_lack_its_profile_and_say_that_it_is_running(sandbox: Sandbox) -> None:
    number, off = sandbox.running(), sandbox.ready("off")
    assert "activeProfile" not in in_form(sandbox, "no_profile", f"/jiffyBoxes/{number}")
    listed = in_form(sandbox, "running_status", "/jiffyBoxes")
    assert [listed[str(box)]["status"] for box in (number, off)] == ["RUNNING", "READY"]


def test_plans_can_be_older_or_without_a_cap_also_inside_boxes(sandbox: Sandbox) -> None:
    number = sandbox.ready()
    plans = in_form(sandbox, "old_plans", "/plans").values()
    assert not any({"cpus", "priceCap"} & set(plan) for plan in plans)
    assert {plan["priceCap"] for plan in in_form(sandbox, "uncapped", "/plans").values()} == {0}
    assert in_form(sandbox, "uncapped", f"/jiffyBoxes/{number}")["plan"]["priceCap"] == 0


def test_all_backups_can_come_with_day_and_time(sandbox: Sandbox) -> None:
    number = sandbox.ready()
    sandbox.call("POST", f"/backups/{number}", dayid=3, timeid=6)
    assert in_form(sandbox, "windows_listed", "/backups") == {str(number): {"day": 3, "time": 6}}


def test_checks_can_show_all_that_they_were_told(sandbox: Sandbox) -> None:
    ip = sandbox.box(sandbox.ready())["ips"]["public"][0]
    fields = {"name": "up", "ip": ip, "checkType": "ping", "timeout": 5, "active": False}
    sandbox.fault("POST", "/monitoring", "full_checks")
    created = sandbox.call("POST", "/monitoring", **fields)
    assert (created["timeout"], created["active"], created["username"]) == (5, False, None)
    sandbox.settle()
    check = in_form(sandbox, "full_checks", f"/monitoring/{created['id']}")
    assert check == {**created, "status": "STATUS_DEACTIVATED"}
    assert in_form(sandbox, "full_checks", "/monitoring") == {str(check["id"]): check}


def test_a_contact_group_can_take_its_time(sandbox: Sandbox) -> None:
    sandbox.fault("POST", "/contactGroups", "slow_groups")
    group = sandbox.call("POST", "/contactGroups", name="ops", contacts=["a@example.com"])
    assert group["status"] == "STATUS_CREATING"
    assert "STATUS_CREATING" in sandbox.refusal("PUT", f"/contactGroups/{group['id']}", name="other")
    sandbox.settle()
    assert sandbox.get(f"/contactGroups/{group['id']}")["status"] == "STATUS_READY"


def test_a_new_box_can_run_by_itself_copies_too(sandbox: Sandbox) -> None:
    sandbox.fault("POST", "/jiffyBoxes*", "born_running", times=2)
    created = sandbox.create()
    assert created["running"] is False
    sandbox.settle()
    box = sandbox.box(created["id"])
    assert (box["status"], box["running"], "runningSince" in box) == ("READY", True, True)
    copy = sandbox.call("POST", f"/jiffyBoxes/{created['id']}", name="copy", planid=44)
    sandbox.settle()
    assert sandbox.box(copy["id"])["running"] is True
    sandbox.change(created["id"], status="SHUTDOWN")
    sandbox.settle()
    assert sandbox.box(created["id"])["running"] is False


def test_a_box_that_vanishes_does_not_run(sandbox: Sandbox) -> None:
    for kind in ("born_running", "vanish"):
        sandbox.fault("POST", "/jiffyBoxes", kind)
    number = sandbox.create()["id"]
    sandbox.settle()
    assert not sandbox.exists(number)


def test_a_new_box_can_have_automatic_backups(sandbox: Sandbox) -> None:
    sandbox.fault("POST", "/jiffyBoxes", "born_backed_up")
    number = sandbox.ready()
    assert sandbox.get(f"/backups/{number}") == {"day": 0, "time": 1}


def test_two_boxes_can_have_one_name(sandbox: Sandbox) -> None:
    first = sandbox.ready()
    sandbox.fault("POST", "/jiffyBoxes", "same_names")
    second = sandbox.create()["id"]
    assert {box["id"] for box in sandbox.get("/jiffyBoxes").values() if box["name"] == "web"} == {first, second}
    assert sandbox.name_taken("POST", "/jiffyBoxes", **NEW)


@pytest.mark.parametrize(("change", "status", "after"), [("FREEZE", "FROZEN", False), ("PLAN", "READY", True)])
def test_a_box_that_runs_can_be_frozen_and_change_its_plan(
    sandbox: Sandbox, change: str, status: str, after: bool
) -> None:
    number = sandbox.running()
    sandbox.fault("PUT", "/jiffyBoxes/*", "live_changes")
    sandbox.change(number, status=change, planid=45)
    sandbox.settle()
    box = sandbox.box(number)
    assert (box["status"], box["running"], box["plan"]["id"]) == (status, after, 45 if change == "PLAN" else 44)


def test_the_form_of_a_box_that_runs_waits_for_one(sandbox: Sandbox) -> None:
    number = sandbox.frozen()
    sandbox.fault("PUT", "/jiffyBoxes/*", "live_changes")
    assert "FROZEN" in sandbox.refusal("PUT", f"/jiffyBoxes/{number}", status="PLAN", planid=45)
    assert len(sandbox.control("GET", "/faults")["faults"]) == 1


def test_a_box_in_flight_can_take_changes_that_begin_no_other_step(sandbox: Sandbox) -> None:
    number = sandbox.ready()
    sandbox.change(number, status="START")
    sandbox.fault("*", "*", "busy_changes", times=3)
    changed = sandbox.change(number, metadata={"a": 1})
    assert (changed["status"], changed["metadata"]) == ("UPDATING", {"a": 1})
    assert sandbox.call("POST", f"/backups/{number}", dayid=1, timeid=1) == {"dayid": 1, "timeid": 1}
    assert "UPDATING" in sandbox.refusal("PUT", f"/jiffyBoxes/{number}", status="START")
    sandbox.settle()
    assert (sandbox.box(number)["running"], sandbox.box(number)["metadata"]) == (True, {"a": 1})


def test_a_box_that_is_backed_up_can_be_started(sandbox: Sandbox) -> None:
    number = sandbox.ready()
    sandbox.call("POST", f"/backups/{number}/manual")
    sandbox.fault("PUT", "*", "busy_changes")
    assert sandbox.change(number, status="START")["status"] == "UPDATING"


def test_metadata_alone_can_be_refused(sandbox: Sandbox) -> None:
    number = sandbox.ready()
    sandbox.fault("PUT", "*", "status_needed")
    assert "status" in sandbox.refusal("PUT", f"/jiffyBoxes/{number}", metadata={"a": 1})
    sandbox.fault("PUT", "*", "status_needed")
    assert sandbox.change(number, status="START", metadata={"a": 1})["metadata"] == {"a": 1}


def test_forms_hold_for_all_requests_when_the_option_says_so() -> None:
    with running("--form", "same_names", "--form", "strings", "--form", "empty_lists") as sandbox:
        assert sandbox.get("/jiffyBoxes") == []
        numbers = [sandbox.create()["id"] for _time in range(2)]
        assert numbers == ["10001", "10002"]
        assert [box["running"] for box in sandbox.get("/jiffyBoxes").values()] == ["false", "false"]


def test_a_form_that_does_not_exist_is_told_with_those_that_do() -> None:
    with running() as sandbox:
        fault = {"method": "GET", "path": "*", "kind": "nonsense"}
        refused = requests.post(f"{sandbox.url}/_sandbox/faults", json=fault, timeout=30)
        assert [form for form in FORMS if form not in refused.json()["error"]] == []


@pytest.mark.parametrize("form", RESHAPE)
def test_any_answer_can_be_reshaped(sandbox: Sandbox, form: str) -> None:
    number = sandbox.running()
    sandbox.call("POST", f"/backups/{number}/manual")
    for path in ("/jiffyBoxes", f"/jiffyBoxes/{number}", "/backups", "/plans", "/distributions", "/ips", "/doc/Plans"):
        sandbox.fault("GET", path, form)
        assert sandbox.send("GET", path).json()["messages"] == []
