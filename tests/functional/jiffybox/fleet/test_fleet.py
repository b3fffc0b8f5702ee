# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Many boxes in one task, on the sandbox."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import (
    BoxfleetError,
    InvalidInput,
    NoUsableAnswer,
)
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.http import HttpOptions
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.report import Report
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.wait import Clock
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.client import Client
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.fleet.task import BOXES_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.provider import account
from tests.conftest import LOST_ANSWERS

LIKE = {"distribution": "debian_stretch_64bit", "plan": "CloudLevel 1"}
STARTED = {**LIKE, "state": "started"}
STATES = ["absent", "present", "started", "stopped", "restarted", "frozen"]


class FleetClock(Clock):
    """A clock whose sleep moves the sandbox's time. Every thread sleeps as if it were alone, beginning at the latest
    time any has reached; so none runs out of time because others sleep, too.
    """

    def __init__(self, sandbox: Any) -> None:
        self.sandbox = sandbox
        self.latest = 0.0
        self._own = threading.local()
        self._lock = threading.Lock()

    def now(self) -> float:
        if not hasattr(self._own, "time"):
            self._own.time = self.latest
        return self._own.time

    def sleep(self, seconds: float) -> None:
        self._own.time = self.now() + seconds
        with self._lock:
            if self._own.time > self.latest:
                self.sandbox.advance(self._own.time - self.latest)
                self.latest = self._own.time


@pytest.fixture
def connect(sandbox: Any) -> Callable[..., Client]:
    """Makes clients of the sandbox; keyword arguments are those of HttpOptions."""

    def new_client(**options: Any) -> Client:
        http = HttpOptions(**{"timeout": 60.0, "retries": 2, **options})
        return Client(account(sandbox.token, sandbox.url, http), FleetClock(sandbox))

    return new_client


def ensure(client: Client, boxes: list[dict[str, Any]], check_mode: bool = False, **options: Any) -> Report:
    desired = BOXES_TASK.wanted({"boxes": boxes, **options})
    return BOXES_TASK.task(client, desired, check_mode)


def names(*boxes: str) -> list[dict[str, Any]]:
    return [{"name": name} for name in boxes]


def states(client: Client) -> dict[str, str]:
    """What there is: name -> running, stopped or the status."""
    power = {True: "running", False: "stopped"}
    return {
        box["name"]: power[box["running"]] if box["status"] == "READY" else box["status"]
        for box in client.get_boxes().values()
    }


def told(run: Callable[[], Report]) -> Any:
    """What a run says: its report, or its error as text."""
    try:
        report = run()
    except BoxfleetError as error:
        return str(error)
    return (report.changed, report.actions, report.before, report.after)


def predict_then_do(sandbox: Any, client: Client, boxes: list[dict[str, Any]], **options: Any) -> Any:
    """A dry run, then a real run that must say the same; checks that the dry run sent nothing that changes."""
    sandbox.forget()
    dry = told(lambda: ensure(client, boxes, check_mode=True, **options))
    assert sandbox.changes() == []
    real = told(lambda: ensure(client, boxes, **options))
    assert dry == real
    return real


def test_a_fleet_is_created_started_and_the_second_run_is_idle(sandbox: Any, client: Client) -> None:
    boxes = [{"name": "web1"}, {"name": "web2", "plan": "45"}, {"name": "db", "metadata": {"role": "db"}}]
    changed, actions, before, after = predict_then_do(sandbox, client, boxes, defaults=STARTED)
    assert changed
    assert actions == [f"{name}: {action}" for name in ("web1", "web2", "db") for action in ("create", "start")]
    assert before == {name: {"name": name, "state": "absent"} for name in ("web1", "web2", "db")}
    assert {name: (view["state"], view["plan"]) for name, view in after.items()} == {
        "web1": ("running", "CloudLevel 1"),
        "web2": ("running", "CloudLevel 2"),
        "db": ("running", "CloudLevel 1"),
    }
    assert states(client) == {"web1": "running", "web2": "running", "db": "running"}
    assert predict_then_do(sandbox, client, boxes, defaults=STARTED) == (False, [], after, after)


def test_a_hundred_boxes_that_need_nothing_cost_one_call(sandbox: Any, client: Client) -> None:
    ids = sandbox.seed(100)
    boxes = client.get_boxes()
    wanted = [{"id": box_id} if box_id % 2 else {"name": boxes[str(box_id)]["name"]} for box_id in ids]
    plan = boxes[str(ids[0])]["plan"]["name"]
    sandbox.forget()
    report = ensure(client, wanted, defaults={"state": "started", "plan": plan, "metadata": {}})
    assert not report.changed
    assert sandbox.calls() == [("GET", "/jiffyBoxes")]
    assert [entry["id"] for entry in report.values["boxes"]] == ids
    assert all(entry["box"]["running"] for entry in report.values["boxes"])
    sandbox.forget()
    ensure(client, wanted, check_mode=True, defaults={"state": "started", "plan": plan, "metadata": {}})
    assert sandbox.calls() == [("GET", "/jiffyBoxes")]


def test_fifty_boxes_are_created_with_one_listing_and_one_look_at_plans_and_distributions(
    sandbox: Any, client: Client
) -> None:
    ensure(client, names(*(f"box{number}" for number in range(50))), defaults=STARTED, parallel=7)
    assert set(states(client).values()) == {"running"}
    calls = Counter(sandbox.calls())
    assert calls["GET", "/plans"] == calls["GET", "/distributions"] == 1
    # the second is that of states() above
    assert calls["GET", "/jiffyBoxes"] == 2
    assert calls["POST", "/jiffyBoxes"] == 50


def test_a_fleet_of_no_boxes_is_nothing_to_do(sandbox: Any, client: Client) -> None:
    assert not ensure(client, []).changed
    assert sandbox.calls() == []


def test_an_id_that_no_box_has_is_absent_and_nothing_else(sandbox: Any, client: Client) -> None:
    report = ensure(client, [{"id": 4711, "state": "absent"}])
    assert report.after == {"#4711": {"id": 4711, "state": "absent"}}
    [entry] = report.values["boxes"]
    assert (entry["name"], entry["id"], entry["changed"], entry["box"]) == (None, 4711, False, None)
    with pytest.raises(InvalidInput, match=r"boxes\[0\].id: 4711 is no box of this account"):
        ensure(client, [{"id": 4711}])


def test_without_wait_nothing_is_waited_for_and_the_next_run_goes_on(sandbox: Any, client: Client) -> None:
    report = ensure(client, names("a", "b"), defaults={**LIKE, "wait": False})
    assert [entry["box"]["status"] for entry in report.values["boxes"]] == ["CREATING", "CREATING"]
    assert client.session.clock.now() == 0
    # both are looked at while they are in flight, and only then started
    report = ensure(client, names("a", "b"), defaults={"state": "started"})
    assert report.actions == ["a: start", "b: start"]
    assert report.before["a"]["state"] == "stopped"


def test_a_box_of_which_nobody_knows_where_it_goes_is_waited_for_before_anything_is_planned(
    sandbox: Any, client: Client
) -> None:
    ensure(client, names("a"), defaults=LIKE)
    [box_id] = client.get_boxes()
    client.change_box(int(box_id), status="START")
    sandbox.forget()
    with pytest.raises(InvalidInput, match=r"boxes\[0\].plan: .*means stopping box a .*running"):
        ensure(client, [{"name": "a", "plan": "45"}, {"name": "b", **LIKE}])
    assert sandbox.changes() == []


def test_a_box_that_is_being_deleted_is_made_anew(sandbox: Any, client: Client) -> None:
    [old] = sandbox.seed(1, prefix="a", running=False)
    client.delete_box(old)
    report = ensure(client, names("a1", "a2"), defaults=LIKE)
    assert report.actions == ["a1: create", "a2: create"]
    assert report.values["boxes"][0]["id"] != old


# Copies


def test_a_copy_waits_for_its_source_wherever_it_stands_in_the_list(sandbox: Any, client: Client) -> None:
    copies = [{"name": f"copy{number}", "clone_from": "golden"} for number in range(3)]
    boxes = [
        {"name": "copy of copy", "clone_from": "copy1", "state": "started"},
        *copies,
        {"name": "golden", **STARTED},
    ]
    changed, actions, before, after = predict_then_do(sandbox, client, boxes, defaults=LIKE)
    assert changed
    assert actions == [
        "copy of copy: create",
        "copy of copy: start",
        *(f"copy{number}: create" for number in range(3)),
        "golden: create",
        "golden: start",
    ]
    assert before["golden"]["state"] == "absent"
    assert {view["distribution"] for view in after.values()} == {LIKE["distribution"]}
    assert not ensure(client, boxes, defaults=LIKE).changed


def test_copies_of_one_source_that_exists_are_made_one_after_the_other(sandbox: Any, client: Client) -> None:
    [source] = sandbox.seed(1, prefix="golden")
    boxes = names("a", "b", "c")
    defaults = {"clone_from": str(source), "plan": "44", "state": "started"}
    actions = predict_then_do(sandbox, client, boxes, defaults=defaults)[1]
    assert actions == [f"{name}: {action}" for name in "abc" for action in ("create", "start")]
    # the copies without waiting, too
    report = ensure(client, names("d", "e"), defaults={**defaults, "state": "present", "wait": False})
    assert report.actions == ["d: create", "e: create"]


def test_a_source_that_is_changed_in_the_same_task_is_copied_afterwards(sandbox: Any, client: Client) -> None:
    sandbox.seed(1, prefix="golden")
    boxes = [{"name": "copy", "clone_from": "golden1"}, {"name": "golden1", "state": "frozen"}]
    actions = predict_then_do(sandbox, client, boxes, defaults=LIKE)[1]
    assert actions == ["copy: create", "golden1: shutdown", "golden1: freeze"]
    assert [verb for verb, path in sandbox.changes()] == ["PUT", "PUT", "POST"]


def test_a_copy_whose_source_failed_is_not_tried_and_says_why(sandbox: Any, client: Client) -> None:
    sandbox.fault("POST", "/jiffyBoxes", "vanish")
    boxes = [{"name": "copy", "clone_from": "golden"}, {"name": "golden"}]
    with pytest.raises(BoxfleetError, match="2 of 2 boxes failed") as caught:
        ensure(client, boxes, defaults=LIKE)
    copy, golden = caught.value.details["boxes"]
    assert copy["msg"] == "Could not create box copy: its source, golden, failed. Nothing was done for it."
    assert golden["msg"].startswith("Could not create box golden: the service dropped box golden")
    assert not copy["changed"]
    assert ensure(client, boxes, defaults=LIKE).actions == ["copy: create", "golden: create"]


IMPOSSIBLE_COPIES = [
    (
        [{"name": "a", "clone_from": "b"}, {"name": "b", "clone_from": "a"}],
        r"boxes\[0\].clone_from: 'b' leads back to the box itself: a from b from a. .*"
        r"boxes\[1\].clone_from: 'a' leads back to the box itself: b from a from b",
    ),
    ([{"name": "a", "clone_from": "a"}], r"clone_from: 'a' leads back to the box itself: a from a"),
    (
        [{"name": "a", "clone_from": "web1"}, {"name": "web1", "state": "absent"}],
        r"boxes\[0\].clone_from: 'web1' is to be absent by the same task \(boxes\[1\]\).*by a later task",
    ),
    ([{"name": "a", "clone_from": "golden"}, {"name": "goldem", **LIKE}], "clone_from: .*Did you mean goldem"),
]


@pytest.mark.parametrize("check_mode", [True, False])
@pytest.mark.parametrize(("boxes", "message"), IMPOSSIBLE_COPIES)
def test_copies_that_cannot_be_are_refused_before_anything_is_changed(
    sandbox: Any, client: Client, boxes: list[dict[str, Any]], message: str, check_mode: bool
) -> None:
    sandbox.seed(1)
    sandbox.forget()
    with pytest.raises(InvalidInput, match=message):
        ensure(client, boxes, check_mode, defaults={"plan": "44"})
    assert sandbox.changes() == []


# Refusals


@pytest.mark.parametrize("check_mode", [True, False])
def test_all_that_cannot_be_planned_is_told_together_and_nothing_is_changed(
    sandbox: Any, client: Client, check_mode: bool
) -> None:
    sandbox.seed(1)
    sandbox.forget()
    boxes = [
        {"name": "good"},
        {"name": "web1", "plan": "CloudLevel 2"},
        {"name": "a", "plan": "CloudLevel22"},
        {"name": "b", "distribution": None, "backup_id": "0" * 32},
        {"name": "c"},
    ]
    with pytest.raises(InvalidInput) as caught:
        ensure(client, boxes, check_mode, defaults={"plan": "CloudLevel 1", "distribution": "debian_strech_64bit"})
    assert str(caught.value) == (
        "boxes: 3 things are wrong, so nothing was changed. "
        "defaults.distribution: 'debian_strech_64bit' is not offered by the service. Did you mean debian_stretch_64bit"
        " or debian_trixie_64bit or debian_jessie_64bit? "
        "boxes[1].plan: 'CloudLevel 2' means stopping box web1 (10001), which is running with CloudLevel 1. Set force: "
        "true to have it stopped, changed and started again, or use state: stopped. "
        "boxes[2].plan: 'CloudLevel22' is not offered by the service. Did you mean CloudLevel 2 or CloudLevel 6 or "
        "CloudLevel 5?"
    )
    assert sandbox.changes() == []


def test_a_name_and_an_id_of_the_same_box_are_refused(sandbox: Any, client: Client) -> None:
    [box_id] = sandbox.seed(1)
    sandbox.forget()
    with pytest.raises(InvalidInput, match=r"boxes\[1\].id: 10001 means box web1 \(10001\), as boxes\[0\] does"):
        ensure(client, [{"name": "web1", "state": "stopped"}, {"id": box_id, "state": "started"}])
    assert sandbox.calls() == [("GET", "/jiffyBoxes")]


@pytest.mark.parametrize("check_mode", [True, False])
def test_of_many_wrong_names_ten_are_told_with_names_that_the_account_has(
    sandbox: Any, client: Client, check_mode: bool
) -> None:
    sandbox.seed(30)
    sandbox.forget()
    wrong = [f"wbe{number}" for number in range(1, 31)]
    with pytest.raises(InvalidInput) as caught:
        ensure(client, names(*wrong), check_mode, defaults={"state": "started"})
    told = str(caught.value)
    assert told.startswith(
        "boxes: 30 things are wrong, so nothing was changed. boxes[0].name: 'wbe1' is no box of this account, and to "
        "create it the task needs plan and one of distribution, backup_id or clone_from. If it should exist already: "
        "Did you mean web1 or web"
    )
    assert told.endswith(" And 20 more.")
    for name in wrong:
        assert told.count(f"{name}'") == (name in wrong[:10])
        assert f"{name}?" not in told
        assert f"{name} or" not in told
    assert sandbox.calls() == [("GET", "/jiffyBoxes")]


# Faults


def test_one_failing_box_does_not_stop_the_others_and_the_next_run_does_the_rest(sandbox: Any, client: Client) -> None:
    sandbox.fault("POST", "/jiffyBoxes", "vanish")
    with pytest.raises(BoxfleetError) as caught:
        ensure(client, names("a", "b", "c"), defaults=STARTED)
    entries = caught.value.details["boxes"]
    [failed] = [entry for entry in entries if entry["failed"]]
    others = sorted({"a", "b", "c"} - {failed["name"]})
    assert str(caught.value).startswith(
        f"1 of 3 boxes failed. {failed['name']}: Could not create box {failed['name']}: the service dropped box"
    )
    assert str(caught.value).endswith(
        "Nothing went wrong with the other 2 boxes. Run the task again: it looks first, and does only what is missing."
    )
    assert [entry["name"] for entry in entries] == ["a", "b", "c"]
    assert all(entry["box"]["running"] for entry in entries if not entry["failed"])
    assert set(caught.value.actions) >= {f"{name}: {action}" for name in others for action in ("create", "start")}
    assert states(client) == dict.fromkeys(others, "running")
    name = failed["name"]
    assert ensure(client, names("a", "b", "c"), defaults=STARTED).actions == [f"{name}: create", f"{name}: start"]


@pytest.mark.parametrize(("kind", "more"), LOST_ANSWERS)
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_changes_whose_answers_are_lost_are_made_exactly_once(
    sandbox: Any, connect: Callable[..., Client], method: str, kind: str, more: dict[str, Any]
) -> None:
    client = connect(timeout=2)
    boxes = names("a", "b", "c", "d")
    desired = STARTED
    if method == "DELETE":
        ensure(client, boxes, defaults=STARTED)
        desired = {"state": "absent"}
    sandbox.fault(method, "/jiffyBoxes*", kind, times=2, **more)
    report = ensure(client, boxes, defaults=desired)
    steps = ("shutdown", "delete") if method == "DELETE" else ("create", "start")
    assert report.actions == [f"{name}: {step}" for name in "abcd" for step in steps]
    assert states(client) == ({} if method == "DELETE" else dict.fromkeys("abcd", "running"))
    assert not ensure(client, boxes, defaults=desired).changed


@pytest.mark.parametrize("check_mode", [True, False])
def test_a_box_that_is_stuck_fails_alone(sandbox: Any, client: Client, check_mode: bool) -> None:
    # creating tells where it leads, starting does not
    sandbox.fault("POST", "/jiffyBoxes", "stuck")
    ensure(client, names("stuck"), defaults={**LIKE, "wait": False})
    ensure(client, names("starting"), defaults=LIKE)
    sandbox.fault("PUT", "/jiffyBoxes/*", "stuck")
    ensure(client, names("starting"), defaults={"state": "started", "wait": False})
    with pytest.raises(BoxfleetError) as caught:
        ensure(client, names("stuck", "fine", "starting"), check_mode, defaults={**LIKE, "wait_timeout": 90})
    stuck, fine, starting = caught.value.details["boxes"]
    assert "was still CREATING after 90 s" in stuck["msg"]
    assert "was still UPDATING after 90 s" in starting["msg"]
    assert fine["actions"] == ["create"]
    assert caught.value.actions == ["fine: create"]


def test_a_service_that_fails_at_first_sight_is_told_once(sandbox: Any, connect: Callable[..., Client]) -> None:
    sandbox.fault("GET", "/jiffyBoxes", "status", status=502, times=9)
    with pytest.raises(NoUsableAnswer, match=r"^the service failed with HTTP 502"):
        ensure(connect(), names("a", "b"), defaults=LIKE)
    sandbox.control("DELETE", "faults")
    sandbox.fault("GET", "/plans", "html", times=9)
    with pytest.raises(NoUsableAnswer, match="text/html instead of JSON"):
        ensure(connect(), names("a", "b"), defaults=LIKE)
    assert sandbox.changes() == []


def test_warnings_of_boxes_that_are_well_are_told_although_others_fail(sandbox: Any, client: Client) -> None:
    sandbox.seed(1)
    sandbox.fault("POST", "/jiffyBoxes", "vanish")
    boxes = [{"name": "web1", "distribution": "fedora_24_64bit"}, {"name": "a", **LIKE}]
    with pytest.raises(BoxfleetError) as caught:
        ensure(client, boxes)
    assert "has the distribution" in caught.value.warnings[0]


def test_a_password_is_in_no_result_and_no_error(sandbox: Any, client: Client) -> None:
    sandbox.fault("POST", "/jiffyBoxes", "vanish")
    with pytest.raises(BoxfleetError) as caught:
        ensure(client, names("a", "b"), defaults={**LIKE, "password": "geheim-4711"})
    assert "geheim-4711" not in str(caught.value) + repr(caught.value.details)


# Whatever is wanted

NAMES = ["a", "b", "c"]
desired = st.fixed_dictionaries(
    {
        "state": st.sampled_from(STATES),
        "plan": st.sampled_from([None, "CloudLevel 2"]),
        "metadata": st.none() | st.dictionaries(st.sampled_from(["role", "owner"]), st.none() | st.integers(0, 2)),
        "clone_from": st.none() | st.none() | st.sampled_from(NAMES),
        "wait": st.sampled_from([None, None, False]),
    }
)
fleet = st.dictionaries(st.sampled_from(NAMES), desired, min_size=1)


@settings(max_examples=20)
@given(fleets=st.lists(fleet, min_size=1, max_size=3))
def test_any_sequence_of_fleets_is_predicted_and_comes_true_or_is_refused(
    sandbox: Any, client: Client, fleets: list[dict[str, dict[str, Any]]]
) -> None:
    sandbox.reset()
    for wanted in fleets:
        boxes = [{"name": name, **desired} for name, desired in wanted.items()]
        outcome = predict_then_do(sandbox, client, boxes, defaults={**LIKE, "force": True})
        if isinstance(outcome, str):
            assert sandbox.changes() == []
            continue
        power = {"started": "running", "restarted": "running", "stopped": "stopped", "frozen": "FROZEN"}
        sandbox.advance(60)
        there = states(client)
        for name, desired in wanted.items():
            if desired["state"] != "present":
                assert there.get(name, "absent") == power.get(desired["state"], "absent")
        if not any(desired["state"] == "restarted" for desired in wanted.values()):
            assert not told(lambda boxes=boxes: ensure(client, boxes, defaults={**LIKE, "force": True}))[0]
