# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Contact groups as desired, on the sandbox, and what its faults make of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import (
    InvalidInput,
    NoUsableAnswer,
    Refused,
    WaitTimeout,
)
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.report import Report
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.client import Client
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.contact_group.record import CONTACT_GROUP_TASK
from tests.conftest import LOST_ANSWERS

BUILT_IN = "Stammdaten-E-Mail-Adresse"
CONTACTS = ["a@example.com", "b@example.com"]
OPS = {"name": "ops", "contacts": CONTACTS}


def ensure(client: Client, check_mode: bool = False, **options: Any) -> Report:
    return CONTACT_GROUP_TASK.task(client, CONTACT_GROUP_TASK.wanted(options), check_mode)


def predict_then_do(sandbox: Any, client: Client, **options: Any) -> Report:
    """A dry run, then a real run that must do just that; checks that the dry run sent nothing that changes."""
    sandbox.forget()
    dry = ensure(client, check_mode=True, **options)
    assert sandbox.changes() == []
    real = ensure(client, **options)
    assert (dry.changed, dry.actions, dry.before, dry.after) == (real.changed, real.actions, real.before, real.after)
    assert (dry.values["contact_group"] or {}).keys() == (real.values["contact_group"] or {}).keys()
    return real


def groups(client: Client, name: str = "ops") -> list[dict[str, Any]]:
    return [group for group in client.get_contact_groups().values() if group["name"] == name]


def test_a_group_is_created_changed_renamed_and_deleted_and_each_second_run_is_idle(
    sandbox: Any, client: Client
) -> None:
    created = predict_then_do(sandbox, client, **OPS)
    group_id = created.values["contact_group"]["id"]
    wishes = [
        ("update", {"name": "ops", "contacts": ["c@example.com"]}),
        ("update", {"id": group_id, "name": "on call"}),
        ("update", {"id": group_id, "name": "ops", "contacts": CONTACTS}),
        ("delete", {"id": group_id, "state": "absent"}),
    ]
    assert created.actions == ["create"]
    for action, options in wishes:
        assert predict_then_do(sandbox, client, **options).actions == [action]
        assert not predict_then_do(sandbox, client, **options).changed
    assert len(client.get_contact_groups()) == 1


contacts = st.lists(st.sampled_from([f"{number}@example.com" for number in range(12)]), min_size=1, max_size=10)
wishes = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["ops", "dev"]),
        "state": st.sampled_from(["present", "present", "absent"]),
        "contacts": contacts,
        "wait": st.booleans(),
    }
)


@settings(max_examples=20)
@given(sequence=st.lists(wishes, min_size=1, max_size=5))
def test_any_sequence_of_wishes_is_predicted_and_comes_true(
    sandbox: Any, client: Client, sequence: list[dict[str, Any]]
) -> None:
    sandbox.reset()
    for wish in sequence:
        predict_then_do(sandbox, client, **wish)
        assert not predict_then_do(sandbox, client, **wish).changed
        sandbox.advance(30)
        found = groups(client, wish["name"])
        assert [set(group["contacts"]) for group in found] == (
            [set(wish["contacts"])] if wish["state"] == "present" else []
        )


def test_a_copy_has_the_contacts_of_its_source_or_those_asked_for(sandbox: Any, client: Client) -> None:
    ensure(client, **OPS, wait=False)
    like = predict_then_do(sandbox, client, name="like", clone_from="ops")
    assert like.values["contact_group"]["contacts"] == CONTACTS
    other = predict_then_do(sandbox, client, name="other", clone_from="ops", contacts=["c@example.com"])
    assert other.values["contact_group"]["contacts"] == ["c@example.com"]
    assert predict_then_do(sandbox, client, name="mine", clone_from=BUILT_IN).actions == ["create"]
    assert not predict_then_do(sandbox, client, name="like", clone_from="ops").changed


def test_a_noop_is_one_call(sandbox: Any, client: Client) -> None:
    group_id = ensure(client, **OPS).values["contact_group"]["id"]
    sandbox.forget()
    assert not ensure(client, **OPS).changed
    assert sandbox.calls() == [("GET", "/contactGroups")]
    sandbox.forget()
    assert not ensure(client, id=group_id, contacts=CONTACTS[::-1]).changed
    assert sandbox.calls() == [("GET", f"/contactGroups/{group_id}")]


@pytest.mark.parametrize("check_mode", [True, False])
@pytest.mark.parametrize(
    "options",
    [
        {"state": "absent"},
        {"contacts": ["mine@example.com"]},
        {"name": "mine", "by_id": True},
        {"state": "absent", "by_id": True},
    ],
)
def test_the_customers_own_group_is_refused_with_the_reason_before_any_change(
    sandbox: Any, client: Client, options: dict[str, Any], check_mode: bool
) -> None:
    options = {"name": BUILT_IN, **options}
    if options.pop("by_id", False):
        options = {"id": groups(client, BUILT_IN)[0]["id"], **{k: v for k, v in options.items() if v != BUILT_IN}}
    sandbox.forget()
    with pytest.raises(InvalidInput, match=f"names the group {BUILT_IN}, which holds the customer's own address"):
        ensure(client, check_mode, **options)
    assert sandbox.changes() == []


def test_the_customers_own_group_may_be_named_as_it_is(sandbox: Any, client: Client) -> None:
    assert not ensure(client, name=BUILT_IN).changed


UNFIT = [
    ({"name": "opps"}, r"name: 'opps' is no contact group .*contacts or clone_from.*Did you mean ops\?"),
    ({"name": "new", "clone_from": "opps"}, r"clone_from: 'opps' is no contact group .*Did you mean ops\?"),
    ({"id": 4711, "name": "new", "contacts": CONTACTS}, r"id: 4711 is no contact group .*id is given by the service"),
    (
        {"name": "twice", "contacts": CONTACTS},
        r"name: 'twice' is the name of several contact groups: \d+ \(STATUS_\w+\) and \d+",
    ),
]


@pytest.mark.parametrize("check_mode", [True, False])
@pytest.mark.parametrize(("options", "message"), UNFIT)
def test_what_cannot_be_done_is_told_before_anything_is_changed(
    sandbox: Any, client: Client, options: dict[str, Any], message: str, check_mode: bool
) -> None:
    for name in ("ops", "twice", "twice"):
        client.create_contact_group(name, CONTACTS)
    sandbox.forget()
    with pytest.raises(InvalidInput, match=message):
        ensure(client, check_mode, **options)
    assert sandbox.changes() == []


def test_an_id_that_is_not_there_is_no_error_if_it_should_not_be_there(sandbox: Any, client: Client) -> None:
    assert not ensure(client, id=4711, state="absent").changed


def test_a_group_that_a_check_uses_is_not_deleted_and_the_service_says_by_which(sandbox: Any, client: Client) -> None:
    [box_id] = sandbox.seed(1)
    group_id = ensure(client, **OPS).values["contact_group"]["id"]
    address = client.get_box(box_id)["ips"]["public"][0]
    client.create_check({"name": "up", "ip": address, "checkType": "ping", "contactgroups": [group_id]})
    with pytest.raises(Refused, match=r"Could not delete contact group ops \(\d+\): .*Monitoring-Check up\(M\d+\)"):
        ensure(client, name="ops", state="absent")


STEPS = {
    "POST": ("create", {}, OPS),
    "PUT": ("update", OPS, {"name": "ops", "contacts": ["c@example.com"]}),
    "DELETE": ("delete", OPS, {"name": "ops", "state": "absent"}),
}


@pytest.mark.parametrize(("kind", "more"), LOST_ANSWERS)
@pytest.mark.parametrize("method", STEPS)
def test_a_change_whose_answer_is_lost_is_made_exactly_once(
    sandbox: Any, connect: Callable[..., Client], method: str, kind: str, more: dict[str, Any]
) -> None:
    client = connect(timeout=2)
    action, before, wish = STEPS[method]
    if before:
        ensure(client, **before)
    sandbox.fault(method, "/contactGroups*", kind, **more)
    assert ensure(client, **wish).actions == [action]
    assert len(groups(client)) == (0 if method == "DELETE" else 1)
    assert not ensure(client, **wish).changed


@pytest.mark.parametrize("kind", ["status", "html", "truncate", "reset_before", "timeout"])
def test_a_service_that_stays_broken_is_told_without_the_token(
    sandbox: Any, connect: Callable[..., Client], kind: str
) -> None:
    sandbox.fault("GET", "/contactGroups", kind, times=9)
    with pytest.raises(NoUsableAnswer) as caught:
        ensure(connect(timeout=2), **OPS)
    assert sandbox.token not in repr(caught.getrepr(chain=True))


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_a_status_that_never_settles_ends_at_the_timeout_with_advice(sandbox: Any, client: Client, method: str) -> None:
    _action, before, wish = STEPS[method]
    if before:
        ensure(client, **before)
    sandbox.fault(method, "/contactGroups*", "stuck")
    with pytest.raises(WaitTimeout, match=r"contact group ops \(\d+\) was still STATUS_.* after 60 s.*wait_timeout"):
        ensure(client, **wish, wait_timeout=60)
    with pytest.raises(WaitTimeout):
        ensure(client, check_mode=True, **wish, wait_timeout=60)
    assert len(groups(client)) == 1


def test_two_runs_that_delete_the_same_group_both_succeed(sandbox: Any, client: Client) -> None:
    group = ensure(client, **OPS).values["contact_group"]
    list_groups = client.get_contact_groups

    def list_then_the_other_run_is_faster() -> Any:
        listed = list_groups()
        client.get_contact_groups = list_groups  # type: ignore[method-assign]
        client.delete_contact_group(group["id"])
        return listed

    client.get_contact_groups = list_then_the_other_run_is_faster  # type: ignore[method-assign]
    assert ensure(client, name="ops", state="absent").actions == []
    assert groups(client) == []


@pytest.mark.parametrize("first", ["the other task", "this one"])
def test_two_tasks_that_make_a_group_at_once_leave_one_though_the_answer_was_lost(
    sandbox: Any, client: Client, first: str
) -> None:
    create = client.create_contact_group

    def both_create(name: str, contacts: list[str]) -> Any:
        client.create_contact_group = create  # type: ignore[method-assign]
        if first == "the other task":
            sandbox.api("POST", "contactGroups", OPS)
        sandbox.fault("POST", "/contactGroups", "reset_after")
        try:
            return create(name, contacts)
        finally:
            if first == "this one":
                sandbox.api("POST", "contactGroups", OPS)

    client.create_contact_group = both_create  # type: ignore[method-assign]
    report = ensure(client, **OPS)
    assert report.actions == ["create", "delete"]
    assert len(groups(client)) == 1
    [warning] = report.warnings
    assert "came to be at the same time" in warning
    assert min(group["id"] for group in groups(client)) == report.values["contact_group"]["id"]
    assert not ensure(client, **OPS).changed
