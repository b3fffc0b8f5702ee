# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a user meets when the service, the network or another run gets in the way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import (
    BoxfleetError,
    InvalidInput,
    Missing,
    NoUsableAnswer,
    Refused,
    Unreachable,
    WaitFailed,
    WaitTimeout,
)
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.http import HttpOptions
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.box.desired import DesiredBox
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.box.task import BOX_TASK, ensure_box
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.client import Client
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.provider import account
from tests.conftest import LOST_ANSWERS

NEW = {"name": "web", "distribution": "debian_stretch_64bit", "plan": "CloudLevel 1"}
STARTED = DesiredBox(**NEW, state="started")


def the_only_box(client: Client) -> dict[str, Any]:
    [box] = client.get_boxes().values()
    return box


@pytest.mark.parametrize(("kind", "more"), LOST_ANSWERS)
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_a_change_whose_answer_is_lost_is_made_exactly_once(
    sandbox: Any, connect: Callable[..., Client], method: str, kind: str, more: dict[str, Any]
) -> None:
    client = connect(timeout=2)
    if method == "DELETE":
        ensure_box(client, STARTED, check_mode=False)
    wish = DesiredBox(name="web", state="absent") if method == "DELETE" else STARTED
    sandbox.fault(method, "/jiffyBoxes*", kind, **more)

    report = ensure_box(client, wish, check_mode=False)

    assert report.actions == (["shutdown", "delete"] if method == "DELETE" else ["create", "start"])
    assert report.changed
    if method == "DELETE":
        assert client.get_boxes() == {}
    else:
        assert the_only_box(client)["running"]
    assert not ensure_box(client, wish, check_mode=False).changed


@pytest.mark.parametrize(("kind", "more"), LOST_ANSWERS)
def test_a_restart_whose_answers_are_lost_still_ends_with_the_box_up(
    sandbox: Any, connect: Callable[..., Client], kind: str, more: dict[str, Any]
) -> None:
    client = connect(timeout=2)
    ensure_box(client, STARTED, check_mode=False)
    sandbox.fault("PUT", "/jiffyBoxes/*", kind, **more, after=1)
    report = ensure_box(client, DesiredBox(name="web", state="restarted"), check_mode=False)
    assert report.actions == ["shutdown", "start"]
    assert the_only_box(client)["running"]


def test_two_runs_that_create_the_same_name_end_with_one_box_and_two_successes(
    sandbox: Any, client: Client, connect: Callable[..., Client]
) -> None:
    other = connect()
    list_boxes = client.get_boxes

    def list_then_the_other_run_is_faster() -> Any:
        boxes = list_boxes()
        client.get_boxes = list_boxes  # type: ignore[method-assign]
        ensure_box(other, STARTED, check_mode=False)
        return boxes

    client.get_boxes = list_then_the_other_run_is_faster  # type: ignore[method-assign]
    report = ensure_box(client, STARTED, check_mode=False)
    assert report.actions == []
    assert report.after["state"] == "running"
    assert the_only_box(client)["running"]


def test_a_run_that_was_killed_is_picked_up_by_the_next(sandbox: Any, client: Client) -> None:
    client.create_box("web", "CloudLevel 1", distribution="debian_stretch_64bit")
    report = ensure_box(client, STARTED, check_mode=False)
    assert report.actions == ["start"]
    assert the_only_box(client)["running"]


def test_a_box_that_vanishes_while_it_is_created_is_reported_and_can_be_tried_again(
    sandbox: Any, client: Client
) -> None:
    sandbox.fault("POST", "/jiffyBoxes", "vanish")
    with pytest.raises(WaitFailed, match="Could not create box web: the service dropped box web"):
        ensure_box(client, STARTED, check_mode=False)
    assert ensure_box(client, STARTED, check_mode=False).actions == ["create", "start"]


def test_a_status_that_never_settles_ends_at_the_timeout_with_advice(sandbox: Any, client: Client) -> None:
    sandbox.fault("POST", "/jiffyBoxes", "stuck")
    wish = DesiredBox(**NEW, wait_timeout=90)
    with pytest.raises(WaitTimeout, match=r"box web \(\d+\) was still CREATING after 90 s.*wait_timeout"):
        ensure_box(client, wish, check_mode=False)
    assert client.session.clock.now() == pytest.approx(90)
    with pytest.raises(WaitTimeout, match="was still CREATING"):
        ensure_box(client, wish, check_mode=True)


def test_deleting_that_fails_is_not_reported_as_done(sandbox: Any, client: Client) -> None:
    ensure_box(client, STARTED, check_mode=False)
    sandbox.fault("DELETE", "/jiffyBoxes/*", "delete_fails")
    with pytest.raises(WaitFailed, match=r"Could not delete box web \(\d+\): .* is READY and not running") as caught:
        ensure_box(client, DesiredBox(name="web", state="absent"), check_mode=False)
    assert caught.value.actions == ["shutdown", "delete"]
    assert ensure_box(client, DesiredBox(name="web", state="absent"), check_mode=False).actions == ["delete"]


def test_a_box_that_does_not_shut_down_is_reported_with_the_way_out(sandbox: Any, client: Client) -> None:
    ensure_box(client, STARTED, check_mode=False)
    sandbox.fault("PUT", "/jiffyBoxes/*", "shutdown_fails")
    with pytest.raises(WaitFailed, match=r"Could not shut down box web .*force_stop: true"):
        ensure_box(client, DesiredBox(name="web", state="stopped"), check_mode=False)


@pytest.mark.parametrize("wait", [True, False])
def test_with_force_stop_the_plug_of_a_box_that_does_not_shut_down_is_pulled(
    sandbox: Any, client: Client, wait: bool
) -> None:
    ensure_box(client, STARTED, check_mode=False)
    sandbox.fault("PUT", "/jiffyBoxes/*", "shutdown_fails")
    change, sent = client.change_box, []

    def note(box_id: int, *, status: str, **more: Any) -> Any:
        sent.append(status)
        return change(box_id, status=status, **more)

    client.change_box = note  # type: ignore[method-assign]
    wish = DesiredBox(name="web", state="stopped", force_stop=True, wait=wait)
    report = ensure_box(client, wish, check_mode=False)
    assert (report.actions, sent) == (["shutdown", "pull_plug"], ["SHUTDOWN", "PULLPLUG"])
    assert "plug was pulled" in report.warnings[0]
    sandbox.advance(30)
    assert not the_only_box(client)["running"]


def test_a_box_has_stop_timeout_to_shut_down_and_no_longer(sandbox: Any, client: Client) -> None:
    ensure_box(client, STARTED, check_mode=False)
    sandbox.fault("PUT", "/jiffyBoxes/*", "stuck")
    with pytest.raises(WaitTimeout, match=r"Could not shut down box web .*still UPDATING after 40 s"):
        ensure_box(client, DesiredBox(name="web", state="stopped", stop_timeout=40), check_mode=False)


def test_what_was_warned_about_is_told_although_the_task_fails(sandbox: Any, client: Client) -> None:
    ensure_box(client, STARTED, check_mode=False)
    sandbox.fault("PUT", "/jiffyBoxes/*", "shutdown_fails")
    sandbox.fault("DELETE", "/jiffyBoxes/*", "delete_fails")
    with pytest.raises(WaitFailed) as caught:
        ensure_box(client, DesiredBox(name="web", state="absent", force_stop=True), check_mode=False)
    assert caught.value.actions == ["shutdown", "pull_plug", "delete"]
    assert "plug was pulled" in caught.value.warnings[0]


def test_a_refusal_is_told_in_the_services_words_with_the_state_of_the_box(sandbox: Any, client: Client) -> None:
    box_id = ensure_box(client, STARTED, check_mode=False).values["box"]["id"]
    sandbox.fault("PUT", "/jiffyBoxes/*", "status", status=409, times=5)
    with pytest.raises(BoxfleetError, match="Could not shut down box web"):
        ensure_box(client, DesiredBox(id=box_id, state="stopped"), check_mode=False)


def test_reads_survive_a_bad_minute(sandbox: Any, client: Client) -> None:
    for kind, more in LOST_ANSWERS[:-1]:
        sandbox.fault("GET", "/jiffyBoxes*", kind, **more)
        assert client.get_boxes() == {}
    sandbox.fault("GET", "/jiffyBoxes", "status", status=429, retry_after=7)
    before = client.session.clock.now()
    assert client.get_boxes() == {}
    assert client.session.clock.now() - before == pytest.approx(7)


def test_a_create_that_is_turned_away_for_speed_is_sent_again(sandbox: Any, client: Client) -> None:
    sandbox.fault("POST", "/jiffyBoxes", "status", status=429, retry_after=3)
    assert ensure_box(client, STARTED, check_mode=False).actions == ["create", "start"]


def test_a_service_that_asks_for_an_hours_pause_is_told_at_once(sandbox: Any, client: Client) -> None:
    sandbox.fault("GET", "/jiffyBoxes", "status", status=429, retry_after=3600)
    with pytest.raises(Refused, match=r"too many requests.*come back in 3600 s"):
        client.get_boxes()
    assert client.session.clock.now() == 0


def test_codes_the_user_adds_are_tried_again(sandbox: Any, connect: Callable[..., Client]) -> None:
    sandbox.fault("GET", "/jiffyBoxes", "status", status=418)
    assert connect(retry_codes=(418,)).get_boxes() == {}


@pytest.mark.parametrize(
    ("kind", "more", "error", "message"),
    [
        ("status", {"status": 502}, NoUsableAnswer, "HTTP 502"),
        ("html", {}, NoUsableAnswer, "text/html instead of JSON"),
        ("truncate", {}, NoUsableAnswer, "broke before the answer was complete"),
        ("reset_before", {}, NoUsableAnswer, "connection broke"),
        ("timeout", {}, NoUsableAnswer, "no answer within 2 s"),
    ],
)
def test_a_service_that_stays_broken_is_told_apart(
    sandbox: Any, connect: Callable[..., Client], kind: str, more: dict[str, Any], error: type, message: str
) -> None:
    client = connect(timeout=2)
    sandbox.fault("GET", "/jiffyBoxes", kind, times=9, **more)
    with pytest.raises(error, match=message) as caught:
        ensure_box(client, STARTED, check_mode=False)
    assert sandbox.token not in repr(caught.getrepr(chain=True))
    assert len(client.session.calls) == 3


def test_a_wrong_token_is_told_with_where_to_look(sandbox: Any) -> None:
    client = Client(account("x" * 32, sandbox.url))
    with pytest.raises(Refused, match=r"API-Token ist ungueltig.*Check api_token"):
        ensure_box(client, DesiredBox(id=1, state="absent"), check_mode=False)


def test_a_host_that_is_not_there_is_told_with_its_address(sandbox: Any) -> None:
    client = Client(account(sandbox.token, "http://127.0.0.1:9", HttpOptions(retries=1, backoff_factor=0)))
    with pytest.raises(Unreachable, match=r"http://127.0.0.1:9 cannot be reached: .*refused.*Check api_url") as caught:
        client.get_boxes()
    assert sandbox.token not in repr(caught.getrepr(chain=True))
    assert len(client.session.calls) == 2


BAD_INPUT = [
    ({"name": "x" * 31}, "name.*1 to 30 characters; it has 31"),
    ({"name": "web/1"}, r"name.*must not contain /"),
    ({"metadata": {"note": "ü" * 700}}, "metadata: takes 42.* bytes as JSON; the service stores at most 4096"),
    ({"backup_id": "zz", "distribution": None}, "backup_id.*32 hexadecimal"),
    ({"purge_metadata": True}, "purge_metadata.*needs metadata"),
    ({"wait_timeout": 0}, "wait_timeout: 0 must be at least 1"),
]


@pytest.mark.parametrize(("options", "message"), BAD_INPUT)
def test_bad_input_is_refused_before_any_call(options: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        DesiredBox(**{**NEW, **options})


UNFIT = [
    ({"distribution": "debian_strech_64bit"}, r"distribution: .*Did you mean debian_stretch_64bit"),
    ({"plan": "CloudLevel2"}, r"plan: 'CloudLevel2' is not offered.*Did you mean CloudLevel 2"),
    ({"plan": None}, r"name: 'web' is no box of this account, and to create it the task needs plan"),
    ({"distribution": None}, r"needs one of distribution, backup_id or clone_from"),
    ({"distribution": None, "clone_from": "wbe1"}, r"clone_from: 'wbe1' is no box.*Did you mean web1"),
]


@pytest.mark.parametrize("check_mode", [True, False])
@pytest.mark.parametrize(("options", "message"), UNFIT)
def test_what_the_service_does_not_have_is_refused_before_anything_is_created(
    sandbox: Any, client: Client, options: dict[str, Any], message: str, check_mode: bool
) -> None:
    sandbox.seed(1)
    sandbox.forget()
    with pytest.raises(InvalidInput, match=message):
        ensure_box(client, DesiredBox(**{**NEW, **options}), check_mode)
    assert sandbox.changes() == []


def test_a_box_that_is_missing_is_called_as_the_task_that_makes_it_does(client: Client) -> None:
    with pytest.raises(Missing) as told:
        ensure_box(client, DesiredBox(name="web", state="stopped"), check_mode=True)
    assert [(one.key, one.name) for one in BOX_TASK.makes({"name": "web"})] == [(*told.value.keys, told.value.value)]


@pytest.mark.parametrize("check_mode", [True, False])
def test_a_plan_whose_disk_is_too_small_for_the_distribution_is_refused(
    sandbox: Any, client: Client, check_mode: bool
) -> None:
    wish = DesiredBox(**NEW)
    client.get_distributions = lambda: {wish.distribution: {"minDiskSizeMB": 102400}}  # type: ignore
    assert ensure_box(client, wish, check_mode=True).actions == ["create"]
    client.get_distributions = lambda: {wish.distribution: {"minDiskSizeMB": 102401}}  # type: ignore
    told = r"plan: 'CloudLevel 1' has a disk of 102400 MB, and debian_stretch_64bit needs 102401 MB"
    with pytest.raises(InvalidInput, match=told):
        ensure_box(client, wish, check_mode)
    assert sandbox.changes() == []


@pytest.mark.parametrize("check_mode", [True, False])
def test_a_plan_change_that_would_stop_a_running_box_needs_force(
    sandbox: Any, client: Client, check_mode: bool
) -> None:
    ensure_box(client, STARTED, check_mode=False)
    for state in ("present", "started"):
        with pytest.raises(InvalidInput, match=r"means stopping box web .*Set force: true"):
            ensure_box(client, DesiredBox(name="web", plan="45", state=state), check_mode)


def test_another_distribution_is_warned_about_and_never_installed(sandbox: Any, client: Client) -> None:
    ensure_box(client, STARTED, check_mode=False)
    report = ensure_box(client, DesiredBox(name="web", distribution="fedora_24_64bit"), check_mode=False)
    assert not report.changed
    assert "has the distribution debian_stretch_64bit, not fedora_24_64bit" in report.warnings[0]


def test_an_id_that_is_not_there_is_an_error_unless_it_should_not_be_there(sandbox: Any, client: Client) -> None:
    with pytest.raises(InvalidInput, match="id: 4711 is no box of this account"):
        ensure_box(client, DesiredBox(id=4711), check_mode=False)
    assert not ensure_box(client, DesiredBox(id=4711, state="absent"), check_mode=False).changed


def test_for_a_box_that_is_not_to_be_it_does_not_matter_whether_its_plan_is_still_offered(
    sandbox: Any, client: Client
) -> None:
    gone = DesiredBox(name="web", plan="CloudLevel 99", state="absent")
    assert not ensure_box(client, gone, check_mode=False).changed
    ensure_box(client, STARTED, check_mode=False)
    assert ensure_box(client, gone, check_mode=False).actions == ["shutdown", "delete"]


def test_metadata_that_grows_too_large_together_with_what_is_there_is_refused_first(
    sandbox: Any, client: Client
) -> None:
    ensure_box(client, DesiredBox(**NEW, metadata={"a": "x" * 3000}), check_mode=False)
    sandbox.forget()
    with pytest.raises(InvalidInput, match="metadata, with what the box has"):
        ensure_box(client, DesiredBox(name="web", metadata={"b": "x" * 3000}), check_mode=False)
    assert sandbox.changes() == []


@pytest.mark.parametrize(
    ("call", "wish", "actions"),
    [
        ("change_box", DesiredBox(name="web1", metadata={"role": "web"}), ["set_metadata"]),
        ("delete_box", DesiredBox(name="web1", state="absent"), ["delete"]),
        ("duplicate_box", DesiredBox(name="copy", plan="CloudLevel 1", clone_from="web1"), ["create"]),
    ],
)
def test_a_change_waits_for_a_backup_that_began_after_the_task_had_looked(
    sandbox: Any, client: Client, connect: Callable[..., Client], call: str, wish: DesiredBox, actions: list[str]
) -> None:
    [box_id] = sandbox.seed(1, running=False)
    send, other, refused = getattr(client, call), connect(), []

    def too_late(*arguments: Any, **options: Any) -> Any:
        if not refused:
            other.create_manual_backup(box_id)
        try:
            return send(*arguments, **options)
        except Refused as error:
            refused.append(error)
            raise

    setattr(client, call, too_late)
    assert ensure_box(client, wish, check_mode=False).actions == actions
    assert len(refused) == 1


@pytest.mark.parametrize("wish", [{"plan": "CloudLevel 2"}, {"metadata": {"role": "web"}}])
def test_a_change_that_the_service_shows_late_is_waited_for_and_sent_once(
    sandbox: Any, client: Client, wish: dict[str, Any]
) -> None:
    [box_id] = sandbox.seed(1, running=False)
    before, look, change, looks = client.get_box(box_id), client.get_box, client.change_box, []

    def look_later(box_id: int) -> Any:
        looks.append(box_id)
        return before if len(looks) < 4 else look(box_id)

    client.get_box = look_later  # type: ignore[method-assign]
    client.change_box = lambda *what, **how: {**before, "id": change(*what, **how)["id"]}  # type: ignore
    sandbox.forget()
    box = ensure_box(client, DesiredBox(id=box_id, **wish), check_mode=False).values["box"]
    assert (box["plan"]["name"], box["metadata"]) == (wish.get("plan", "CloudLevel 1"), wish.get("metadata", {}))
    assert len(sandbox.changes()) == 1


def test_a_refusal_by_a_box_that_is_free_is_for_good(sandbox: Any, client: Client) -> None:
    sandbox.seed(1, running=False)
    sandbox.fault("DELETE", "/jiffyBoxes/*", "status", status=409, times=5)
    sandbox.forget()
    with pytest.raises(Refused, match="Could not delete box web1"):
        ensure_box(client, DesiredBox(name="web1", state="absent"), check_mode=False)
    assert len(sandbox.changes()) == 1
