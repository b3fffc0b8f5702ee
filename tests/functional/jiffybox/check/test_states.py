# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Monitoring checks as desired, on the sandbox."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import InvalidInput, Refused
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.report import Report
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.check.check_types import TYPES
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.check.desired import DesiredCheck
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.check.model import API_NAMES
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.check.task import ensure_check
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.client import Client

BUILT_IN = "Stammdaten-E-Mail-Adresse"
SECRET = "geheim-4711"
PING = {"name": "up", "box": "web1", "check_type": "ping", "contact_groups": [BUILT_IN]}
VALUES: dict[str, Any] = {
    "port": [80, 8080],
    "domainname": ["example.com", "example.org"],
    "path": ["/", "/health"],
    "username": ["me", "you"],
    "password": [SECRET, f"{SECRET}-2"],
    "ssl": [True, False],
    "send_msg": ["a", "b"],
    "expect_msg": ["c", "d"],
    "dns_type": ["A", "MX"],
    "zone": ["example.com", "example.org"],
    "expected_answer": ["192.0.2.1", "192.0.2.2"],
}


def ensure(client: Client, check_mode: bool = False, **options: Any) -> Report:
    return ensure_check(client, DesiredCheck(**options), check_mode)


def predict_then_do(sandbox: Any, client: Client, **options: Any) -> Report:
    """A dry run, then a real run that must do just that; checks that the dry run sent nothing that changes."""
    sandbox.forget()
    dry = ensure(client, check_mode=True, **options)
    assert sandbox.changes() == []
    real = ensure(client, **options)
    assert (dry.changed, dry.actions, dry.before, dry.after) == (real.changed, real.actions, real.before, real.after)
    assert (dry.values["monitoring_check"] or {}).keys() == (real.values["monitoring_check"] or {}).keys()
    for report in (dry, real):
        assert SECRET not in repr(report)
    return real


def the_only_check(client: Client) -> dict[str, Any]:
    [check] = client.get_checks().values()
    return check


@pytest.fixture
def boxes(sandbox: Any) -> list[int]:
    """Two running boxes, web1 and web2."""
    return sandbox.seed(2)


@pytest.mark.parametrize("type_name", TYPES)
def test_a_check_of_every_type_is_made_and_each_of_its_options_makes_a_difference(
    sandbox: Any, client: Client, boxes: list[int], type_name: str
) -> None:
    own = {option: VALUES[option][0] for option in TYPES[type_name].options}
    wish = {**PING, "check_type": type_name, **own}
    first = predict_then_do(sandbox, client, **wish)
    assert first.actions == ["create"]
    assert not predict_then_do(sandbox, client, **wish).changed
    for option in own:
        wish[option] = VALUES[option][1]
        assert predict_then_do(sandbox, client, **wish).actions == ["create", "delete"]
        assert not predict_then_do(sandbox, client, **wish).changed
    assert predict_then_do(sandbox, client, name="up", state="absent").actions == ["delete"]
    assert client.get_checks() == {}


def test_what_a_type_needs_is_what_the_service_refuses_to_do_without(client: Client, boxes: list[int]) -> None:
    names = {**API_NAMES, "password": "password"}
    address = client.get_box(boxes[0])["ips"]["public"][0]
    for type_name, check_type in TYPES.items():
        basis = {"name": type_name, "ip": address, "checkType": type_name}
        needed = {names[option]: VALUES[option][0] for option in check_type.required}
        client.create_check({**basis, **needed})
        for name in needed:
            with pytest.raises(Refused, match=name):
                client.create_check({**basis, **{other: needed[other] for other in needed if other != name}})


COMMON = [
    {"check_interval": 60},
    {"reminder_interval": 60},
    {"retry_tolerance": 1},
    {"active": False},
    {"box": "web2"},
    {"contact_groups": ["ops", BUILT_IN]},
    {"contact_groups": ["ops"]},
]


@pytest.mark.parametrize("change", COMMON, ids=lambda change: next(iter(change)))
def test_each_option_of_every_check_makes_a_difference_and_the_rest_stays(
    sandbox: Any, client: Client, boxes: list[int], change: dict[str, Any]
) -> None:
    client.create_contact_group("ops", ["ops@example.com"])
    before = ensure(client, **PING, check_interval=120).values["monitoring_check"]
    report = predict_then_do(sandbox, client, name="up", **change)
    assert report.actions == ["create", "delete"]
    after = report.values["monitoring_check"]
    differing = {key for key in after if after[key] != before[key]}
    with_it = {"active": {"status"}, "box": {"ip", "jiffy_box"}, "contact_groups": {"contactgroups"}}
    [option] = change
    assert differing == {"id"} | with_it.get(option, set()) | ({option} & after.keys())
    assert not predict_then_do(sandbox, client, name="up", **change).changed
    assert the_only_check(client)["id"] == after["id"]


def test_a_timeout_which_the_service_does_not_show_makes_no_difference(
    sandbox: Any, client: Client, boxes: list[int]
) -> None:
    assert ensure(client, **PING, timeout=60).values["monitoring_check"]["timeout"] is None
    assert not predict_then_do(sandbox, client, **PING, timeout=5).changed


def test_a_deactivated_check_stays_so_until_it_is_activated(sandbox: Any, client: Client, boxes: list[int]) -> None:
    assert ensure(client, **PING, active=False).values["monitoring_check"]["status"] == "STATUS_DEACTIVATED"
    assert predict_then_do(sandbox, client, name="up", check_interval=60).after["active"] is False
    assert predict_then_do(sandbox, client, name="up", active=True).actions == ["create", "delete"]
    assert the_only_check(client)["status"] == "STATUS_READY"


type_names = st.sampled_from(["ping", "ssh", "ftp", "https", "imap"])


@st.composite
def wishes(draw: st.DrawFn) -> dict[str, Any]:
    type_name = draw(type_names)
    return {
        "name": draw(st.sampled_from(["up", "down"])),
        "state": draw(st.sampled_from(["present", "present", "present", "absent"])),
        "box": draw(st.sampled_from(["web1", "web2"])),
        "check_type": type_name,
        "contact_groups": draw(st.sampled_from([["ops"], [BUILT_IN], ["ops", BUILT_IN]])),
        "check_interval": draw(st.sampled_from([None, 60])),
        "active": draw(st.sampled_from([None, True, False])),
        "wait": draw(st.booleans()),
        **{option: draw(st.sampled_from(VALUES[option])) for option in TYPES[type_name].required},
        **{option: draw(st.sampled_from([None, *VALUES[option]])) for option in TYPES[type_name].optional},
    }


@settings(max_examples=20)
@given(sequence=st.lists(wishes(), min_size=1, max_size=4), twins=st.booleans())
def test_any_sequence_of_wishes_is_predicted_and_comes_true(
    sandbox: Any, client: Client, sequence: list[dict[str, Any]], twins: bool
) -> None:
    sandbox.reset()
    sandbox.seed(2)
    group = client.create_contact_group("ops", ["ops@example.com"])
    address = next(iter(client.get_boxes().values()))["ips"]["public"][0]
    for _repetition in range(2 if twins else 0):
        client.create_check({"name": "up", "ip": address, "checkType": "ping", "contactgroups": [group["id"]]})
    for wish in sequence:
        predict_then_do(sandbox, client, **wish)
        assert not predict_then_do(sandbox, client, **wish).changed
        sandbox.advance(30)
        found = [check for check in client.get_checks().values() if check["name"] == wish["name"]]
        assert [check["checkType"] for check in found] == [wish["check_type"]] * (wish["state"] == "present")


def test_monitoring_has_no_gap_while_a_check_is_replaced(sandbox: Any, client: Client, boxes: list[int]) -> None:
    old = ensure(client, **PING).values["monitoring_check"]["id"]
    delete_check = client.delete_check

    def delete_when_the_other_is_ready(check_id: int) -> None:
        assert check_id == old
        assert sorted(check["status"] for check in client.get_checks().values()) == ["STATUS_READY"] * 2
        delete_check(check_id)

    client.delete_check = delete_when_the_other_is_ready  # type: ignore[method-assign]
    assert ensure(client, name="up", check_interval=60).actions == ["create", "delete"]


def test_a_run_that_was_killed_between_creating_and_deleting_is_finished_by_the_next(
    sandbox: Any, client: Client, boxes: list[int]
) -> None:
    old = ensure(client, **PING).values["monitoring_check"]["id"]
    new = client.duplicate_check(old, {"checkInterval": 60})["id"]
    assert ensure(client, check_mode=True, **PING, check_interval=60).values["monitoring_check"]["id"] == new
    report = predict_then_do(sandbox, client, **PING, check_interval=60)
    assert report.actions == ["delete"]
    assert the_only_check(client)["id"] == new


def test_two_checks_of_the_name_that_both_differ_are_both_replaced_by_one(
    sandbox: Any, client: Client, boxes: list[int]
) -> None:
    old = ensure(client, **PING).values["monitoring_check"]["id"]
    client.duplicate_check(old, {"checkInterval": 60})
    report = predict_then_do(sandbox, client, **PING, check_interval=90)
    assert report.actions == ["create", "delete"]
    assert the_only_check(client)["checkInterval"] == 90


def test_a_copy_takes_what_the_task_does_not_say_from_its_source(
    sandbox: Any, client: Client, boxes: list[int]
) -> None:
    page = {"check_type": "https", "port": 443, "domainname": "example.com", "path": "/", "username": "me"}
    ensure(client, **{**PING, **page, "password": SECRET, "check_interval": 60}, wait=False)
    report = predict_then_do(sandbox, client, name="copy", clone_from="up", path="/health", box="web2")
    copy = report.values["monitoring_check"]
    assert (copy["path"], copy["check_interval"], copy["username"]) == ("/health", 60, "me")
    assert copy["jiffy_box"] == boxes[1]
    assert client.get_check(copy["id"])["password"] == SECRET
    assert not predict_then_do(sandbox, client, name="copy", clone_from="up", path="/health", box="web2").changed
    port_only = predict_then_do(sandbox, client, name="port", clone_from="up", check_type="portTcp")
    assert port_only.values["monitoring_check"]["port"] == 443
    source = report.values["monitoring_check"]["id"]
    assert predict_then_do(sandbox, client, name="again", clone_from=str(source)).actions == ["create"]


def test_a_noop_asks_for_no_more_than_it_needs(sandbox: Any, client: Client, boxes: list[int]) -> None:
    check = ensure(client, **PING).values["monitoring_check"]
    assert check["ip"] == client.get_box(boxes[0])["ips"]["public"][0]
    sandbox.forget()
    assert not ensure(client, **PING).changed
    assert sorted(sandbox.calls()) == [("GET", "/jiffyBoxes"), ("GET", "/monitoring")]
    sandbox.forget()
    assert not ensure(client, id=check["id"], ip=check["ip"], contact_groups=[BUILT_IN]).changed
    assert sandbox.calls() == [("GET", f"/monitoring/{check['id']}")]
    sandbox.forget()
    assert not ensure(client, **{**PING, "name": "other", "state": "absent"}).changed
    assert sandbox.calls() == [("GET", "/monitoring")]


UNFIT = [
    (
        {"name": "new", "box": None},
        r"name: 'new' is no monitoring check .*the task needs ip or box\. .*The account has: near",
    ),
    ({"name": "new", "check_type": None}, r"the task needs check_type"),
    ({"name": "new", "check_type": "dns", "port": 53}, r"needs dns_type, zone and expected_answer"),
    (
        {"check_type": "dns", "port": 53},
        r"check_type: 'dns' needs dns_type, zone and expected_answer too, which check near \(\d+\) does not have",
    ),
    ({"box": "wbe1"}, r"box: 'wbe1' is no box of this account\. Did you mean web1"),
    ({"contact_groups": ["twcie"]}, r"contact_groups: 'twcie' is no contact group .*Did you mean twice"),
    ({"contact_groups": ["twice"]}, r"contact_groups: 'twice' is the name of several contact groups: \d+ .* and \d+"),
    ({"name": "new", "clone_from": "naer"}, r"clone_from: 'naer' is no monitoring check .*Did you mean near"),
    ({"check_type": None, "path": "/"}, r"path: does not go with check_type ping, which takes no option of its own"),
]


@pytest.mark.parametrize("check_mode", [True, False])
@pytest.mark.parametrize(("options", "message"), UNFIT)
def test_what_cannot_be_done_is_told_before_anything_is_changed(
    sandbox: Any, client: Client, boxes: list[int], options: dict[str, Any], message: str, check_mode: bool
) -> None:
    for _repetition in range(2):
        client.create_contact_group("twice", ["ops@example.com"])
    ensure(client, **{**PING, "name": "near"})
    sandbox.forget()
    with pytest.raises(InvalidInput, match=message):
        ensure(client, check_mode, **{**PING, "name": "near", **options})
    assert sandbox.changes() == []


def test_a_box_without_an_address_is_told_with_its_state(sandbox: Any, client: Client) -> None:
    [box_id] = sandbox.seed(1, running=False)
    client.change_box(box_id, status="FREEZE")
    sandbox.advance(30)
    with pytest.raises(InvalidInput, match=r"box: 'web1' has no public IPv4 address .*it is FROZEN"):
        ensure(client, **PING)
