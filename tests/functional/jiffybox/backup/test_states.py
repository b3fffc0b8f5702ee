# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Everything that can be wanted of the backups of a box, on the sandbox."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import InvalidInput
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.report import Report
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.backup.desired import DesiredBackups
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.backup.task import ensure_backups
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.box.model import box_result
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.client import Client

DAY = 86400
AUTOMATIC = ["daily", "weekly", "biweekly"]

Ensure = Callable[..., Report]


@pytest.fixture
def ensure(sandbox: Any, client: Client) -> Ensure:
    """Runs the task by the sandbox's time of day, with options of the module."""

    def run(check_mode: bool = False, **options: Any) -> Report:
        return ensure_backups(
            client, DesiredBackups(**options), check_mode, lambda: sandbox.control("GET", "clock")["now"]
        )

    return run


def to_noon(sandbox: Any) -> None:
    """Move the clock to a time of day at which no backup is made on its own."""
    sandbox.advance(DAY - (sandbox.control("GET", "clock")["now"] - DAY / 2) % DAY)


@pytest.fixture
def box_id(sandbox: Any) -> int:
    """A running box, web1, at noon."""
    to_noon(sandbox)
    return sandbox.seed(1)[0]


def predict_then_do(sandbox: Any, ensure: Ensure, **options: Any) -> Report:
    """A dry run, then a real run that must do just that; checks that the dry run sent nothing that changes."""
    sandbox.forget()
    dry = ensure(check_mode=True, **options)
    assert sandbox.changes() == []
    real = ensure(**options)
    assert (dry.changed, dry.actions, dry.after) == (real.changed, real.actions, real.after)
    assert dry.before == real.before
    assert dry.values["backups"]["schedule"] == real.values["backups"]["schedule"]
    assert types(dry) == types(real)
    assert dry.values["box"]["running"] == real.values["box"]["running"]
    return real


def types(report: Report) -> list[str]:
    return [backup["type"] for backup in report.values["backups"]["backups"]]


def content_since(client: Client, box_id: int) -> int:
    """When the disks of the box got what is on them."""
    return client.get_box(box_id)["activeProfile"]["created"]


def test_automatic_backups_are_switched_on_changed_and_off_each_once(
    sandbox: Any, client: Client, ensure: Ensure, box_id: int
) -> None:
    wish = {"box": "web1", "state": "scheduled", "day": "sunday", "window": "00-04"}
    report = predict_then_do(sandbox, ensure, **wish)
    assert report.actions == ["schedule"]
    assert report.values["backups"]["schedule"] == {"day": "sunday", "day_id": 0, "window": "00-04", "time_id": 1}
    assert not predict_then_do(sandbox, ensure, **wish).changed

    report = predict_then_do(sandbox, ensure, box="web1", state="scheduled", window="22-24")
    assert report.actions == ["reschedule"]
    assert client.get_backups(box_id) == {"day": 0, "time": 6}
    assert not predict_then_do(sandbox, ensure, box="web1", state="scheduled").changed

    assert predict_then_do(sandbox, ensure, box="web1", state="unscheduled").actions == ["unschedule"]
    assert client.get_backups(box_id) == {}
    assert not predict_then_do(sandbox, ensure, box="web1", state="unscheduled").changed


def test_only_what_differs_is_sent_to_change_a_schedule(
    sandbox: Any, client: Client, ensure: Ensure, box_id: int
) -> None:
    client.schedule_backups(box_id, 3, 2)
    sent = []
    client.reschedule_backups = lambda *changes: sent.append(changes) or {"dayid": 0, "timeid": 2}  # type: ignore
    ensure(box="web1", state="scheduled", day="0", window="04-06")
    assert sent == [(box_id, 0, None)]


def test_a_window_that_the_service_numbers_in_the_old_way_is_not_changed_for_ever(
    sandbox: Any, client: Client, ensure: Ensure, box_id: int
) -> None:
    sandbox.api("POST", f"backups/{box_id}", {"dayid": 0, "timeid": 0})
    wish = {"box": "web1", "state": "scheduled", "day": "sunday", "window": "00-04"}
    assert not predict_then_do(sandbox, ensure, **wish).changed
    assert client.get_backups(box_id)["time"] == 0


@pytest.mark.parametrize("missing", ["day", "window"])
def test_half_a_schedule_is_refused_before_anything_is_switched_on(
    sandbox: Any, ensure: Ensure, box_id: int, missing: str
) -> None:
    options = {"day": "sunday", "window": "00-04", missing: None}
    sandbox.forget()
    with pytest.raises(InvalidInput, match=rf"has no automatic backups, and .* the task needs {missing}"):
        ensure(box="web1", state="scheduled", **options)
    assert sandbox.changes() == []


def test_the_diff_names_the_automatic_backups_that_switching_off_loses(
    sandbox: Any, client: Client, ensure: Ensure, box_id: int
) -> None:
    client.schedule_backups(box_id, 3, 2)
    client.create_manual_backup(box_id)
    sandbox.advance(15 * DAY)
    report = predict_then_do(sandbox, ensure, box="web1", state="unscheduled")
    assert list(report.before["backups"]) == [*AUTOMATIC, "manual"]
    assert "UTC" in report.before["backups"]["weekly"]
    assert report.before["schedule"] == "wednesday 04-06"
    assert (list(report.after["backups"]), report.after["schedule"]) == (["manual"], None)
    assert types(report) == ["manual"]


def test_the_manual_backup_is_taken_once_and_waited_for(
    sandbox: Any, client: Client, ensure: Ensure, box_id: int
) -> None:
    report = predict_then_do(sandbox, ensure, box="web1")
    assert report.actions == ["create_backup"]
    [backup] = report.values["backups"]["backups"]
    assert backup["id"] == client.get_backups(box_id)["manual"]["id"]
    assert report.values["box"]["manual_backup_running"] is False
    again = predict_then_do(sandbox, ensure, box="web1")
    assert not again.changed
    assert again.values["backups"] == report.values["backups"]


def test_a_fresh_manual_backup_is_kept_and_an_old_one_is_replaced(sandbox: Any, ensure: Ensure, box_id: int) -> None:
    first = ensure(box="web1").values["backups"]
    sandbox.advance(3000)
    assert not predict_then_do(sandbox, ensure, box="web1", max_age=3600).changed
    sandbox.advance(3000)
    assert not predict_then_do(sandbox, ensure, box="web1").changed
    report = predict_then_do(sandbox, ensure, box="web1", max_age=3600)
    assert report.actions == ["create_backup"]
    assert report.values["backups"] != first
    assert report.after["backups"] == {"manual": "new"}
    assert not predict_then_do(sandbox, ensure, box="web1", max_age=3600).changed


def test_a_backup_without_any_age_is_taken_in_every_run(sandbox: Any, ensure: Ensure, box_id: int) -> None:
    ids = {ensure(box="web1", max_age=0).values["backups"]["backups"][0]["id"] for repetition in range(3)}
    assert len(ids) == 3


@pytest.mark.parametrize("ahead", [0, 600])
def test_a_backup_without_any_age_is_taken_also_where_the_services_clock_is_ahead(
    client: Client, ensure: Ensure, box_id: int, ahead: int
) -> None:
    [backup] = ensure(box="web1").values["backups"]["backups"]
    wish = DesiredBackups(box="web1", max_age=0)
    assert ensure_backups(client, wish, True, lambda: backup["created"] - ahead).actions == ["create_backup"]


def test_a_backup_that_another_run_began_is_waited_for_and_not_taken_twice(
    sandbox: Any, client: Client, ensure: Ensure, box_id: int
) -> None:
    client.create_manual_backup(box_id)
    report = ensure(box="web1", max_age=600)
    assert not report.changed
    assert types(report) == ["manual"]
    assert client.session.clock.now() > 0


def test_without_wait_a_backup_is_begun_and_left_to_the_service(
    sandbox: Any, client: Client, ensure: Ensure, box_id: int
) -> None:
    wish = {"box": "web1", "wait": False}
    report = ensure(**wish)
    assert report.actions == ["create_backup"]
    assert report.values["box"]["manual_backup_running"] is True
    assert not ensure(**wish).changed
    assert client.session.clock.now() == 0
    assert types(ensure(box="web1")) == ["manual"]


@pytest.mark.parametrize("by", ["type", "id"])
def test_a_backup_is_deleted_once_and_no_other(
    sandbox: Any, client: Client, ensure: Ensure, box_id: int, by: str
) -> None:
    client.schedule_backups(box_id, 3, 2)
    client.create_manual_backup(box_id)
    sandbox.advance(15 * DAY)
    backups = client.get_backups(box_id)
    wish = {"box": "web1", "state": "absent"}
    wish.update({"type": "weekly"} if by == "type" else {"backup_id": backups["weekly"]["id"]})
    report = predict_then_do(sandbox, ensure, **wish)
    assert report.actions == ["delete_backup"]
    del backups["weekly"]
    assert client.get_backups(box_id) == backups
    assert not predict_then_do(sandbox, ensure, **wish).changed


@pytest.mark.parametrize("running", [True, False])
def test_a_restore_replaces_the_data_and_leaves_the_box_on_or_off_as_it_was(
    sandbox: Any, client: Client, ensure: Ensure, running: bool
) -> None:
    to_noon(sandbox)
    [box_id] = sandbox.seed(1, running=running)
    ensure(box="web1")
    before = content_since(client, box_id)
    report = predict_then_do(sandbox, ensure, box="web1", state="restored", type="manual", force=True)
    assert report.actions == (["shutdown", "restore_backup", "start"] if running else ["restore_backup"])
    assert content_since(client, box_id) > before
    assert client.get_box(box_id)["running"] is running
    assert report.values["box"] == box_result(client.get_box(box_id))
    assert (report.before["restored"], report.before["state"]) == (None, "running" if running else "stopped")
    assert report.after["restored"].startswith("manual backup of 20")


def test_a_restore_by_id_puts_back_the_backup_with_this_id(
    sandbox: Any, client: Client, ensure: Ensure, box_id: int
) -> None:
    client.schedule_backups(box_id, 3, 2)
    sandbox.advance(15 * DAY)
    backup_id = client.get_backups(box_id)["biweekly"]["id"]
    sandbox.forget()
    report = ensure(box="web1", state="restored", backup_id=backup_id, force=True)
    assert ("POST", f"/backups/{box_id}/biweekly/{backup_id}") in sandbox.changes()
    assert report.after["restored"].startswith("biweekly backup of 20")


@pytest.mark.parametrize("check_mode", [True, False])
def test_a_running_box_is_not_restored_without_force(
    sandbox: Any, ensure: Ensure, box_id: int, check_mode: bool
) -> None:
    ensure(box="web1")
    sandbox.forget()
    with pytest.raises(InvalidInput, match=r"state: 'restored' means stopping box web1 .*all its data.*force: true"):
        ensure(check_mode, box="web1", state="restored", type="manual")
    assert sandbox.changes() == []


@pytest.mark.parametrize("check_mode", [True, False])
def test_a_box_is_not_stopped_for_a_backup_that_is_not_there(
    sandbox: Any, ensure: Ensure, box_id: int, check_mode: bool
) -> None:
    wish = {"box": "web1", "state": "restored", "force": True}
    with pytest.raises(InvalidInput, match=rf"type: 'daily' is no backup that box web1 \({box_id}\) has. It has none"):
        ensure(check_mode, **wish, type="daily")
    ensure(box="web1")
    sandbox.forget()
    with pytest.raises(InvalidInput, match=r"backup_id: '0{32}' is no backup .*It has: manual backup of .* \(\w{32}\)"):
        ensure(check_mode, **wish, backup_id="0" * 32)
    assert sandbox.changes() == []


@pytest.mark.parametrize("wish", [{"max_age": 0}, {"state": "restored", "type": "manual"}])
def test_a_frozen_box_is_refused_with_the_way_out(
    sandbox: Any, client: Client, ensure: Ensure, wish: dict[str, Any]
) -> None:
    [box_id] = sandbox.seed(1, running=False)
    ensure(box="web1")
    client.change_box(box_id, status="FREEZE")
    sandbox.advance(30)
    for check_mode in (True, False):
        with pytest.raises(InvalidInput, match=r"box: 'web1 \(\d+\)' is frozen .*Thaw it first"):
            ensure(check_mode, box="web1", **wish)
    assert not ensure(box="web1").changed


def test_a_box_that_is_not_there_is_told_with_the_nearest_name(sandbox: Any, ensure: Ensure, box_id: int) -> None:
    for state in ("present", "unscheduled"):
        with pytest.raises(InvalidInput, match=r"box: 'wbe1' is no box of this account. Did you mean web1\?"):
            ensure(box="wbe1", state=state)


def test_an_idle_run_asks_for_the_box_and_its_backups_and_nothing_else(
    sandbox: Any, ensure: Ensure, box_id: int
) -> None:
    for wish in ({"state": "unscheduled"}, {"state": "absent", "type": "daily"}):
        sandbox.forget()
        assert not ensure(box=str(box_id), **wish).changed
        assert sandbox.calls() == [("GET", f"/jiffyBoxes/{box_id}"), ("GET", f"/backups/{box_id}")]
        sandbox.forget()
        assert not ensure(box="web1", **wish).changed
        assert sandbox.calls() == [("GET", "/jiffyBoxes"), ("GET", f"/backups/{box_id}")]


def test_a_box_in_a_transition_is_waited_for_only_if_it_is_to_be_changed(
    sandbox: Any, client: Client, ensure: Ensure, box_id: int
) -> None:
    client.change_box(box_id, status="SHUTDOWN")
    assert not ensure(box="web1", state="unscheduled").changed
    assert client.session.clock.now() == 0
    assert ensure(box="web1", state="scheduled", day="1", window="2").actions == ["schedule"]
    assert client.session.clock.now() > 0


def test_a_box_that_is_shutting_down_is_restored_without_force(
    sandbox: Any, client: Client, ensure: Ensure, box_id: int
) -> None:
    ensure(box="web1")
    client.change_box(box_id, status="SHUTDOWN")
    assert ensure(box="web1", state="restored", type="manual").actions == ["restore_backup"]
    assert client.get_box(box_id)["running"] is False


wishes = st.one_of(
    st.fixed_dictionaries(
        {"state": st.just("scheduled"), "day": st.sampled_from("0136"), "window": st.sampled_from("126")}
    ),
    st.fixed_dictionaries({"state": st.just("present"), "max_age": st.sampled_from([None, 100, 10 * DAY])}),
    st.fixed_dictionaries(
        {"state": st.sampled_from(["restored", "absent"]), "type": st.sampled_from([*AUTOMATIC, "manual"])}
    ),
    st.just({"state": "unscheduled"}),
)


@settings(max_examples=20)
@given(
    sequence=st.lists(st.tuples(wishes, st.sampled_from([0, 1, 20]), st.booleans()), min_size=1, max_size=5),
    running=st.booleans(),
)
def test_any_sequence_of_wishes_is_predicted_and_comes_true(
    sandbox: Any, client: Client, ensure: Ensure, sequence: list[tuple[dict[str, Any], int, bool]], running: bool
) -> None:
    sandbox.reset()
    to_noon(sandbox)
    [box_id] = sandbox.seed(1, running=running)
    for wish, days_later, by_id in sequence:
        options = {"box": str(box_id) if by_id else "web1", "force": True, **wish}
        if wish["state"] == "restored" and wish["type"] not in client.get_backups(box_id):
            with pytest.raises(InvalidInput, match="is no backup that box"):
                ensure(**options)
            continue
        predict_then_do(sandbox, ensure, **options)
        if wish["state"] != "restored":
            assert not predict_then_do(sandbox, ensure, **options).changed
        sandbox.advance(days_later * DAY)
        to_noon(sandbox)
