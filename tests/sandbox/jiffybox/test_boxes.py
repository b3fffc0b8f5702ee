# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The jiffyBoxes module, over HTTP."""

from __future__ import annotations

import json
from typing import Any

import pytest
from jiffybox_account import BOOT_SECONDS, Sandbox

BOX_TYPES = {
    "id": int,
    "name": str,
    "ips": dict,
    "status": str,
    "created": int,
    "recoverymodeActive": bool,
    "manualBackupRunning": bool,
    "isBeingCopied": bool,
    "running": bool,
    "host": str,
    "plan": dict,
}


def test_a_box_has_every_recorded_field_with_its_recorded_type(sandbox: Sandbox) -> None:
    box = sandbox.box(sandbox.running())
    assert {key: type(box[key]) for key in BOX_TYPES} == BOX_TYPES
    assert set(box) == {*BOX_TYPES, "runningSince", "activeProfile"}
    assert isinstance(box["runningSince"], int)
    assert [len(box["ips"]["public"]), len(box["ips"]["private"])] == [1, 1]


def test_a_profile_has_every_recorded_field_and_swap_has_no_distribution(sandbox: Sandbox) -> None:
    box = sandbox.box(sandbox.ready())
    created = box["created"]
    assert box["activeProfile"] == {
        "name": "Standard",
        "created": created,
        "runlevel": "default",
        "kernel": "xen-pvops-x86_64",
        "rootdisk": "/dev/xvda",
        "rootdiskMode": "ro",
        "status": "READY",
        "disks": {
            "xvda": {
                "name": "Debian Trixie (13) 64-Bit",
                "filesystem": "ext4",
                "sizeInMB": 102400 - 512,
                "created": created,
                "status": "READY",
                "distribution": "debian_trixie_64bit",
            },
            "xvdb": {"name": "Swap", "filesystem": "swap", "sizeInMB": 512, "created": created, "status": "READY"},
        },
    }


def test_a_created_box_becomes_ready_and_is_off_until_someone_starts_it(sandbox: Sandbox) -> None:
    created = sandbox.create()
    assert created["status"] == "CREATING"
    assert "activeProfile" not in created
    sandbox.advance(BOOT_SECONDS - 5)
    assert sandbox.box(created["id"])["status"] == "CREATING"
    sandbox.advance(5)
    box = sandbox.box(created["id"])
    assert (box["status"], box["running"]) == ("READY", False)
    assert "runningSince" not in box
    assert "activeProfile" in box


def test_the_list_holds_every_box_under_its_id_as_a_string(sandbox: Sandbox) -> None:
    ids = [sandbox.ready("one"), sandbox.ready("two")]
    listed = sandbox.get("/jiffyBoxes")
    assert list(listed) == [str(number) for number in ids]
    assert listed[str(ids[0])] == sandbox.box(ids[0])


def test_no_boxes_arrive_as_an_empty_map(sandbox: Sandbox) -> None:
    assert sandbox.get("/jiffyBoxes") == {}


def test_a_plan_can_be_named_by_id_by_digits_or_by_name(sandbox: Sandbox) -> None:
    plans = [sandbox.create(f"web{index}", planid=plan)["plan"]["id"] for index, plan in enumerate([51, "51"])]
    assert [*plans, sandbox.create("web", planid="CloudLevel 2 SSD")["plan"]["id"]] == [51, 51, 51]


def test_a_name_may_hold_every_allowed_character(sandbox: Sandbox) -> None:
    names = ["aZ09üöäÜÖÄß", "_()=!*@.-\\ ", "x" * 30]
    assert [sandbox.create(name)["name"] for name in names] == names


@pytest.mark.parametrize("name", ["", "x" * 31, "a/b", "a\nb", "a,b", "é", "web\n", True, ["web"], {"a": 1}])
def test_a_name_that_breaks_the_rules_is_refused(sandbox: Sandbox, name: Any) -> None:
    fields = {"planid": 44, "distribution": "debian_trixie_64bit"}
    assert "ungueltig" in sandbox.refusal("POST", "/jiffyBoxes", name=name, **fields)
    assert sandbox.get("/jiffyBoxes") == {}


def test_a_second_box_of_the_same_name_is_refused_until_the_first_is_gone(sandbox: Sandbox) -> None:
    number = sandbox.ready()
    fields = {"name": "web", "planid": 44, "distribution": "debian_trixie_64bit"}
    assert sandbox.name_taken("POST", "/jiffyBoxes", **fields)
    sandbox.call("DELETE", f"/jiffyBoxes/{number}")
    assert sandbox.name_taken("POST", "/jiffyBoxes", **fields)
    sandbox.settle()
    assert sandbox.create()["id"] != number


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"planid": 99}, "Die Paket Nr. 99 existiert nicht."),
        ({"planid": "CloudLevel 9"}, 'Der Tarif "CloudLevel 9" existiert nicht.'),
        ({"planid": None}, "Parameter planid"),
        ({"planid": True}, 'Der Tarif "True" existiert nicht.'),
        ({"name": None}, "Parameter name"),
        ({"distribution": "windows"}, "Distribution windows existiert nicht"),
        ({"distribution": None}, "genau einer der Parameter distribution und backupid"),
        ({"backupid": "a" * 32}, "genau einer der Parameter distribution und backupid"),
        ({"distribution": None, "backupid": "a" * 32}, f"Backup {'a' * 32} existiert nicht"),
        ({"use_sshkey": "maybe"}, "use_sshkey"),
        ({"password": ["secret"]}, "password"),
        ({"metadata": "text"}, "metadata"),
        ({"metadata": [1]}, "metadata"),
    ],
)
def test_a_create_with_a_bad_parameter_is_refused_and_creates_nothing(
    sandbox: Sandbox, change: dict[str, Any], complaint: str
) -> None:
    fields = {"name": "web", "planid": 44, "distribution": "debian_trixie_64bit", **change}
    assert complaint in sandbox.refusal("POST", "/jiffyBoxes", **fields)
    assert sandbox.get("/jiffyBoxes") == {}


def test_password_and_ssh_key_are_accepted_and_never_shown(sandbox: Sandbox) -> None:
    assert "Passwort123" not in json.dumps(sandbox.create(password="Passwort123", use_sshkey=True))


def test_metadata_is_missing_until_it_was_set_and_can_be_empty(sandbox: Sandbox) -> None:
    assert "metadata" not in sandbox.create("one")
    assert sandbox.create("two", metadata={})["metadata"] == {}
    number = sandbox.ready("three", metadata={"a": 1})
    assert sandbox.change(number, metadata={"a": None})["metadata"] == {}


def test_metadata_merges_key_by_key_and_null_removes_a_key(sandbox: Sandbox) -> None:
    number = sandbox.ready(metadata={"keep": {"deep": [1, None, "ü"]}, "drop": 1, "change": 1, "none": None})
    changed = sandbox.change(number, metadata={"drop": None, "change": 2, "new": {}})["metadata"]
    assert changed == {"keep": {"deep": [1, None, "ü"]}, "change": 2, "new": {}}
    assert sandbox.box(number)["metadata"] == changed
    assert sandbox.box(number)["status"] == "READY"


def test_metadata_of_exactly_4096_bytes_fits_and_one_more_does_not(sandbox: Sandbox) -> None:
    fits = {"key": "x" * (4096 - len('{"key":""}'))}
    number = sandbox.ready(metadata=fits)
    assert sandbox.box(number)["metadata"] == fits
    refused = {"name": "more", "planid": 44, "distribution": "debian_trixie_64bit"}
    assert "4096" in sandbox.refusal("POST", "/jiffyBoxes", **refused, metadata={"key": fits["key"] + "x"})


def test_metadata_counts_an_umlaut_as_its_six_byte_escape(sandbox: Sandbox) -> None:
    fields = {"name": "web", "planid": 44, "distribution": "debian_trixie_64bit"}
    assert "4096" in sandbox.refusal("POST", "/jiffyBoxes", **fields, metadata={"key": "ü" * 700})


def test_metadata_that_only_grows_too_long_by_merging_is_refused(sandbox: Sandbox) -> None:
    number = sandbox.ready(metadata={"one": "x" * 3000})
    assert "4096" in sandbox.refusal("PUT", f"/jiffyBoxes/{number}", metadata={"two": "x" * 3000})
    assert list(sandbox.box(number)["metadata"]) == ["one"]


@pytest.mark.parametrize("stop", ["SHUTDOWN", "PULLPLUG"])
def test_power_goes_on_and_off_only_once_the_update_is_over(sandbox: Sandbox, stop: str) -> None:
    number = sandbox.ready()
    started = sandbox.change(number, status="START")
    assert (started["status"], started["running"]) == ("UPDATING", False)
    sandbox.settle()
    box = sandbox.box(number)
    assert (box["status"], box["running"]) == ("READY", True)
    assert box["runningSince"] >= box["created"] + BOOT_SECONDS
    stopping = sandbox.change(number, status=stop)
    assert (stopping["status"], stopping["running"]) == ("UPDATING", True)
    sandbox.settle()
    box = sandbox.box(number)
    assert (box["status"], box["running"]) == ("READY", False)
    assert "runningSince" not in box


def test_a_frozen_box_has_no_address_and_thaws_with_the_plan_asked_for(sandbox: Sandbox) -> None:
    number = sandbox.ready()
    freezing = sandbox.change(number, status="FREEZE")
    assert freezing["status"] == "FREEZING"
    assert freezing["ips"]["public"]
    sandbox.settle()
    frozen = sandbox.box(number)
    assert (frozen["status"], frozen["running"]) == ("FROZEN", False)
    assert frozen["ips"] == {"public": [], "private": []}
    thawing = sandbox.change(number, status="THAW", planid=46)
    assert (thawing["status"], thawing["plan"]["id"]) == ("THAWING", 44)
    sandbox.settle()
    thawed = sandbox.box(number)
    assert (thawed["status"], thawed["running"], thawed["plan"]["id"]) == ("READY", False, 46)
    assert thawed["ips"]["public"]


def test_a_plan_change_shows_the_old_plan_until_it_is_over_and_then_resizes_the_disk(sandbox: Sandbox) -> None:
    number = sandbox.ready()
    changing = sandbox.change(number, status="PLAN", planid="CloudLevel 3")
    assert (changing["status"], changing["plan"]["name"]) == ("CHANGING PLAN", "CloudLevel 1")
    sandbox.settle()
    box = sandbox.box(number)
    assert (box["status"], box["plan"]["name"]) == ("READY", "CloudLevel 3")
    assert box["activeProfile"]["disks"]["xvda"]["sizeInMB"] == 307200 - 512


@pytest.mark.parametrize("status", ["THAW", "PLAN"])
def test_a_change_that_needs_a_plan_is_refused_without_one(sandbox: Sandbox, status: str) -> None:
    number = sandbox.frozen() if status == "THAW" else sandbox.ready()
    assert "planid" in sandbox.refusal("PUT", f"/jiffyBoxes/{number}", status=status)
    assert "existiert nicht" in sandbox.refusal("PUT", f"/jiffyBoxes/{number}", status=status, planid="none")


RUNNING, STOPPED, FROZEN = "running", "ready", "frozen"


@pytest.mark.parametrize(
    ("made", "status"),
    [
        (RUNNING, "START"),
        (RUNNING, "FREEZE"),
        (RUNNING, "THAW"),
        (RUNNING, "PLAN"),
        (STOPPED, "SHUTDOWN"),
        (STOPPED, "PULLPLUG"),
        (STOPPED, "THAW"),
        (FROZEN, "START"),
        (FROZEN, "SHUTDOWN"),
        (FROZEN, "PULLPLUG"),
        (FROZEN, "FREEZE"),
        (FROZEN, "PLAN"),
    ],
)
def test_a_change_that_does_not_suit_the_state_is_refused_and_changes_nothing(
    sandbox: Sandbox, made: str, status: str
) -> None:
    number = getattr(sandbox, made)()
    before = sandbox.box(number)
    message = sandbox.refusal("PUT", f"/jiffyBoxes/{number}", status=status, planid=45, metadata={"a": 1})
    assert str(number) in message
    assert sandbox.box(number) == before


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({}, "weder der Parameter status noch der Parameter metadata"),
        ({"planid": 45}, "weder der Parameter status noch der Parameter metadata"),
        ({"status": "REBOOT"}, "Status REBOOT ist ungueltig"),
        ({"status": "CREATE"}, "Status CREATE ist ungueltig"),
        ({"status": ["START"]}, "ungueltig"),
        ({"name": "new"}, "name kann nicht geaendert werden"),
        ({"status": "START", "distribution": "centos_7_64bit"}, "distribution kann nicht geaendert werden"),
    ],
)
def test_a_change_the_service_does_not_offer_is_refused(
    sandbox: Sandbox, fields: dict[str, Any], complaint: str
) -> None:
    number = sandbox.ready()
    assert complaint in sandbox.refusal("PUT", f"/jiffyBoxes/{number}", **fields)


def test_one_change_can_carry_a_status_and_metadata(sandbox: Sandbox) -> None:
    changed = sandbox.change(sandbox.ready(), status="START", metadata={"a": 1})
    assert (changed["status"], changed["metadata"]) == ("UPDATING", {"a": 1})


@pytest.mark.parametrize(
    ("made", "step"),
    [
        ("ready", {"status": "START"}),
        ("running", {"status": "SHUTDOWN"}),
        ("ready", {"status": "FREEZE"}),
        ("frozen", {"status": "THAW", "planid": 44}),
        ("ready", {"status": "PLAN", "planid": 45}),
    ],
)
def test_a_box_in_flight_takes_no_change_at_all(sandbox: Sandbox, made: str, step: dict[str, Any]) -> None:
    number = getattr(sandbox, made)()
    status = sandbox.change(number, **step)["status"]
    path = f"/jiffyBoxes/{number}"
    assert status in sandbox.refusal("PUT", path, metadata={"a": 1})
    assert status in sandbox.refusal("PUT", path, status="START")
    assert status in sandbox.refusal("DELETE", path)
    assert status in sandbox.refusal("POST", path, name="copy", planid=44)
    assert status in sandbox.refusal("POST", f"/backups/{number}/manual")


def test_a_box_being_created_or_deleted_takes_no_change_either(sandbox: Sandbox) -> None:
    path = f"/jiffyBoxes/{sandbox.create()['id']}"
    assert "CREATING" in sandbox.refusal("PUT", path, status="START")
    assert "CREATING" in sandbox.refusal("DELETE", path)
    sandbox.settle()
    sandbox.call("DELETE", path)
    assert "DELETING" in sandbox.refusal("PUT", path, status="START")
    assert "DELETING" in sandbox.refusal("DELETE", path)


@pytest.mark.parametrize("made", ["ready", "frozen"])
def test_a_deleted_box_is_deleting_and_then_gone(sandbox: Sandbox, made: str) -> None:
    number = getattr(sandbox, made)()
    assert sandbox.call("DELETE", f"/jiffyBoxes/{number}") is True
    assert sandbox.box(number)["status"] == "DELETING"
    sandbox.settle()
    assert f"hat keine JiffyBox Nr. {number}." in sandbox.refusal("GET", f"/jiffyBoxes/{number}")
    assert not sandbox.exists(number)


def test_a_running_box_is_not_deleted(sandbox: Sandbox) -> None:
    number = sandbox.running()
    assert "ausgeschaltet" in sandbox.refusal("DELETE", f"/jiffyBoxes/{number}")
    assert sandbox.box(number)["running"]


@pytest.mark.parametrize("number", ["9", "abc", "10001x", "-1", "9" * 40, "%C2%B2"])
@pytest.mark.parametrize("verb", ["GET", "PUT", "POST", "DELETE"])
def test_an_unknown_box_is_told_in_the_known_words(sandbox: Sandbox, verb: str, number: str) -> None:
    message = sandbox.refusal(verb, f"/jiffyBoxes/{number}")
    assert message.startswith("Der Kunde Nr. ")
    assert " hat keine JiffyBox Nr. " in message


def test_a_copy_has_the_content_of_its_source_which_cannot_be_changed_meanwhile(sandbox: Sandbox) -> None:
    source = sandbox.ready(distribution="centos_7_64bit", metadata={"of": "source"})
    copy = sandbox.call("POST", f"/jiffyBoxes/{source}", name="copy", planid=45)
    assert (copy["status"], copy["plan"]["id"]) == ("CREATING", 45)
    assert "metadata" not in copy
    assert sandbox.box(source)["isBeingCopied"] is True
    assert sandbox.get("/jiffyBoxes")[str(source)]["isBeingCopied"] is True
    for verb, fields in (("PUT", {"status": "START"}), ("DELETE", {}), ("POST", {"name": "more", "planid": 44})):
        assert "kopiert" in sandbox.refusal(verb, f"/jiffyBoxes/{source}", **fields)
    sandbox.settle()
    assert sandbox.box(source)["isBeingCopied"] is False
    disks = sandbox.box(copy["id"])["activeProfile"]["disks"]
    assert disks["xvda"]["distribution"] == "centos_7_64bit"


def test_a_running_box_can_be_copied_and_the_copy_is_off(sandbox: Sandbox) -> None:
    copy = sandbox.call("POST", f"/jiffyBoxes/{sandbox.running()}", name="copy", planid=44, metadata={"a": 1})
    assert copy["metadata"] == {"a": 1}
    sandbox.settle()
    assert sandbox.box(copy["id"])["running"] is False


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [({"planid": 44}, "name"), ({"name": "copy"}, "planid")],
)
def test_a_copy_needs_a_plan_and_a_name(sandbox: Sandbox, fields: dict[str, Any], complaint: str) -> None:
    assert complaint in sandbox.refusal("POST", f"/jiffyBoxes/{sandbox.ready()}", **fields)


def test_a_copy_needs_a_name_of_its_own(sandbox: Sandbox) -> None:
    assert sandbox.name_taken("POST", f"/jiffyBoxes/{sandbox.ready()}", name="web", planid=44)


def test_the_answers_to_start_plan_and_freeze_come_without_a_profile_as_recorded(sandbox: Sandbox) -> None:
    number = sandbox.ready()
    asked = ({"status": "START"}, {"status": "SHUTDOWN"}, {"status": "PLAN", "planid": 45}, {"status": "FREEZE"})
    with_profile = []
    for fields in asked:
        with_profile.append("activeProfile" in sandbox.change(number, **fields))
        assert "activeProfile" in sandbox.box(number)
        sandbox.settle()
    assert with_profile == [False, True, False, False]


def test_no_two_boxes_ever_share_an_address_or_an_id(sandbox: Sandbox) -> None:
    sandbox.control("POST", "/boxes", count=300, prefix="web", running=False)
    listed = sandbox.get("/jiffyBoxes")
    addresses = [box["ips"][kind][0] for box in listed.values() for kind in ("public", "private")]
    assert len(set(addresses)) == 600
    last = max(map(int, listed))
    sandbox.call("DELETE", f"/jiffyBoxes/{last}")
    sandbox.settle()
    assert sandbox.create("new")["id"] == last + 1
