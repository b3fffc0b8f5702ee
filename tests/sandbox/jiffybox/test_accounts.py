# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every token is an account of its own."""

from __future__ import annotations

from typing import Any

from jiffybox_account import OTHER_TOKEN, TOKEN, Sandbox


def test_nobody_sees_the_things_of_another_account(sandbox: Sandbox, other: Sandbox) -> None:
    sandbox.ready()
    for path in ("/jiffyBoxes", "/backups", "/ips", "/monitoring"):
        assert other.get(path) == {}
    assert len(other.get("/contactGroups")) == 1


def test_a_foreign_box_cannot_be_read_changed_copied_backed_up_or_deleted(sandbox: Sandbox, other: Sandbox) -> None:
    number = sandbox.ready()
    calls: list[tuple[str, str, dict[str, Any]]] = [
        ("GET", f"/jiffyBoxes/{number}", {}),
        ("PUT", f"/jiffyBoxes/{number}", {"status": "START"}),
        ("POST", f"/jiffyBoxes/{number}", {"name": "copy", "planid": 44}),
        ("DELETE", f"/jiffyBoxes/{number}", {}),
        ("GET", f"/backups/{number}", {}),
        ("POST", f"/backups/{number}", {"dayid": 0, "timeid": 1}),
        ("POST", f"/backups/{number}/manual", {}),
        ("GET", f"/ips/{number}", {}),
    ]
    for verb, path, fields in calls:
        message = other.refusal(verb, path, **fields)
        assert message.startswith("Der Kunde Nr. ")
        assert message.endswith(f" hat keine JiffyBox Nr. {number}.")
    assert sandbox.box(number)["status"] == "READY"


def test_the_message_names_the_customer_who_asked(sandbox: Sandbox, other: Sandbox) -> None:
    mine = sandbox.refusal("GET", "/jiffyBoxes/1")
    theirs = other.refusal("GET", "/jiffyBoxes/1")
    assert mine != theirs


def test_two_accounts_can_use_the_same_name_and_never_the_same_id(sandbox: Sandbox, other: Sandbox) -> None:
    assert sandbox.ready("web") != other.ready("web")


def test_a_foreign_backup_is_no_source_for_a_box(sandbox: Sandbox, other: Sandbox) -> None:
    number = sandbox.ready()
    sandbox.call("POST", f"/backups/{number}/manual")
    sandbox.settle()
    backup = sandbox.get(f"/backups/{number}")["manual"]["id"]
    assert "existiert nicht" in other.refusal("POST", "/jiffyBoxes", name="web", planid=44, backupid=backup)


def test_a_foreign_address_or_group_is_no_target_for_a_check(sandbox: Sandbox, other: Sandbox) -> None:
    ip = sandbox.box(sandbox.running())["ips"]["public"][0]
    own = other.box(other.running())["ips"]["public"][0]
    mine, theirs = (int(next(iter(account.get("/contactGroups")))) for account in (sandbox, other))
    check = {"name": "ping", "checkType": "ping"}
    assert ip in other.refusal("POST", "/monitoring", **check, ip=ip, contactgroups=[theirs])
    assert str(mine) in other.refusal("POST", "/monitoring", **check, ip=own, contactgroups=[mine])


def test_a_floating_address_does_not_move_to_a_foreign_box(sandbox: Sandbox, other: Sandbox) -> None:
    number, foreign = sandbox.ready(), other.ready()
    address = sandbox.control("POST", "/ips", box=number)["ips"][0]
    assert str(foreign) in sandbox.refusal("PUT", f"/ips/{number}/{address['id']}/move", targetid=foreign)


def test_the_log_says_which_account_asked_and_never_its_token(sandbox: Sandbox, other: Sandbox) -> None:
    sandbox.get("/plans")
    other.get("/plans")
    sandbox.as_other("0" * 32).refusal("GET", "/plans")
    sandbox.refusal("GET", f"/jiffyBoxes/{TOKEN}")
    sandbox.refusal("GET", "/jiffyBoxes/%30" + TOKEN[1:])
    sandbox.session.get(f"{sandbox.url}/{TOKEN}/{TOKEN}/v1.0")
    log = sandbox.log()
    assert [entry["account"] for entry in log] == [0, 1, None, 0, 0, 0]
    assert {entry["path"] for entry in log[:3]} == {"/plans"}
    for token in (TOKEN, OTHER_TOKEN, "0" * 32):
        assert token not in str(log)
