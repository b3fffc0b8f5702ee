# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The contactGroups module, over HTTP."""

from __future__ import annotations

from typing import Any

import pytest
from jiffybox_account import Sandbox

BUILT_IN = "Stammdaten-E-Mail-Adresse"
CONTACTS = ["a@example.com", "b@example.com"]


def built_in(sandbox: Sandbox) -> int:
    return int(next(iter(sandbox.get("/contactGroups"))))


def created(sandbox: Sandbox, name: str = "admins") -> int:
    number = sandbox.call("POST", "/contactGroups", name=name, contacts=CONTACTS)["id"]
    sandbox.settle()
    return int(number)


def test_the_group_of_the_customer_always_exists_and_stays_as_it_is(sandbox: Sandbox) -> None:
    number = built_in(sandbox)
    group = sandbox.get(f"/contactGroups/{number}")
    assert (group["id"], group["name"], group["status"]) == (number, BUILT_IN, "STATUS_READY")
    assert "kann nicht geaendert" in sandbox.refusal("PUT", f"/contactGroups/{number}", name="mine")
    assert "kann nicht geaendert" in sandbox.refusal("DELETE", f"/contactGroups/{number}")
    assert sandbox.get("/contactGroups") == {str(number): group}


def test_its_name_is_not_for_other_groups(sandbox: Sandbox) -> None:
    assert sandbox.name_taken("POST", "/contactGroups", name=BUILT_IN, contacts=CONTACTS)
    assert sandbox.name_taken("PUT", f"/contactGroups/{created(sandbox)}", name=BUILT_IN)


def test_a_group_is_created_changed_and_deleted_and_says_so_meanwhile(sandbox: Sandbox) -> None:
    group = sandbox.call("POST", "/contactGroups", name="admins", contacts=CONTACTS)
    number = group["id"]
    assert group == {"id": number, "name": "admins", "contacts": CONTACTS, "status": "STATUS_READY"}
    changed = sandbox.call("PUT", f"/contactGroups/{number}", name="ops")
    assert changed == {"id": number, "name": "ops", "contacts": CONTACTS, "status": "STATUS_UPDATING"}
    assert "STATUS_UPDATING" in sandbox.refusal("PUT", f"/contactGroups/{number}", name="other")
    sandbox.settle()
    assert sandbox.get(f"/contactGroups/{number}")["status"] == "STATUS_READY"
    changed = sandbox.call("PUT", f"/contactGroups/{number}", contacts=["c@example.com"])
    assert (changed["name"], changed["contacts"]) == ("ops", ["c@example.com"])
    sandbox.settle()
    assert sandbox.call("DELETE", f"/contactGroups/{number}") is True
    assert sandbox.get(f"/contactGroups/{number}")["status"] == "STATUS_DELETING"
    sandbox.settle()
    assert f"keine Kontaktgruppe Nr. {number}" in sandbox.refusal("GET", f"/contactGroups/{number}")


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({"contacts": CONTACTS}, "name"),
        ({"name": "admins"}, "contacts"),
        ({"name": "x" * 31, "contacts": CONTACTS}, "Name"),
        ({"name": "a,b", "contacts": CONTACTS}, "Name"),
        ({"name": "admins", "contacts": []}, "zwischen 1 und 10"),
        ({"name": "admins", "contacts": ["a@example.com"] * 11}, "zwischen 1 und 10"),
        ({"name": "admins", "contacts": ["nobody"]}, "nobody"),
        ({"name": "admins", "contacts": [7]}, "7"),
    ],
)
def test_a_group_that_breaks_the_rules_is_refused(sandbox: Sandbox, fields: dict[str, Any], complaint: str) -> None:
    assert complaint in sandbox.refusal("POST", "/contactGroups", **fields)
    assert len(sandbox.get("/contactGroups")) == 1


def test_a_group_may_have_ten_contacts(sandbox: Sandbox) -> None:
    ten = [f"{number}@example.com" for number in range(10)]
    assert sandbox.call("POST", "/contactGroups", name="all", contacts=ten)["contacts"] == ten


def test_a_change_without_anything_to_change_is_refused(sandbox: Sandbox) -> None:
    assert "weder" in sandbox.refusal("PUT", f"/contactGroups/{created(sandbox)}")


def test_a_duplicate_needs_a_difference(sandbox: Sandbox) -> None:
    number = created(sandbox)
    path = f"/contactGroups/{number}"
    assert "mindestens" in sandbox.refusal("POST", path)
    assert "mindestens" in sandbox.refusal("POST", path, name="admins", contacts=CONTACTS)
    renamed = sandbox.call("POST", path, name="ops")
    assert (renamed["name"], renamed["contacts"], renamed["status"]) == ("ops", CONTACTS, "STATUS_UPDATING")
    other_contacts = sandbox.call("POST", path, contacts=["c@example.com"])
    assert (other_contacts["name"], other_contacts["contacts"]) == ("admins", ["c@example.com"])
    assert len({number, renamed["id"], other_contacts["id"]}) == 3


def test_a_group_that_a_check_uses_is_not_deleted(sandbox: Sandbox) -> None:
    number = created(sandbox)
    ip = sandbox.box(sandbox.ready())["ips"]["public"][0]
    check = sandbox.call("POST", "/monitoring", name="up", ip=ip, checkType="ping", contactgroups=[number])["id"]
    assert f"up(M{check})" in sandbox.refusal("DELETE", f"/contactGroups/{number}")
    sandbox.settle()
    sandbox.call("DELETE", f"/monitoring/{check}")
    sandbox.settle()
    assert sandbox.call("DELETE", f"/contactGroups/{number}") is True
    assert "geloescht" in sandbox.refusal(
        "POST", "/monitoring", name="up", ip=ip, checkType="ping", contactgroups=[number]
    )


def test_a_creation_that_is_stuck_is_told_as_one(sandbox: Sandbox) -> None:
    sandbox.fault("POST", "/contactGroups", "stuck")
    number = created(sandbox)
    sandbox.advance(10**8)
    assert sandbox.get(f"/contactGroups/{number}")["status"] == "STATUS_CREATING"


def test_contacts_sent_as_form_fields_are_understood(sandbox: Sandbox) -> None:
    for contacts in ({"contacts[]": CONTACTS}, {"contacts": '["a@example.com", "b@example.com"]'}):
        sent = {"name": "admins", **contacts}
        assert sandbox.send("POST", "/contactGroups", data=sent).json()["result"]["contacts"] == CONTACTS
