# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reading backups in the shapes that were recorded of the real service, and asking for them."""

from __future__ import annotations

from time import tzset

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import InvalidInput
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.backup import model as reading
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.backup.desired import DesiredBackups

DAILY = {"id": "d" * 32, "created": 1714536000}
MANUAL = {"id": "a" * 32, "created": 1714000000}

maps = st.fixed_dictionaries(
    {},
    optional={
        **{kind: st.just({"id": kind[0] * 32, "created": 1714536000}) for kind in reading.TYPES},
        "day": st.integers(0, 6) | st.sampled_from("0123456"),
        "time": st.sampled_from([0, 1, 2, 6, "1", "6"]),
    },
)
days = st.none() | st.integers(0, 6)
windows = st.none() | st.sampled_from([1, 2, 6])


def test_schedule_and_backups_are_returned_in_words_and_numbers() -> None:
    assert reading.backups_result({"manual": MANUAL, "daily": DAILY, "day": 0, "time": 2}) == {
        "schedule": {"day": "sunday", "day_id": 0, "window": "04-06", "time_id": 2},
        "backups": [{"type": "daily", **DAILY}, {"type": "manual", **MANUAL}],
    }


def test_a_box_without_backups_has_the_same_keys() -> None:
    assert reading.backups_result({}) == {"schedule": None, "backups": []}
    assert reading.backups_result({"manual": [], "daily": None}) == {"schedule": None, "backups": []}


@pytest.mark.parametrize(
    ("time", "window", "time_id"), [(0, "00-04", 0), ("6", "22-24", 6), (5, None, 5), (None, None, None)]
)
def test_a_window_by_an_old_or_unknown_number_does_no_harm(time: object, window: str, time_id: int) -> None:
    schedule = reading.schedule_of({"day": "3", "time": time})
    assert schedule == {"day": "wednesday", "day_id": 3, "window": window, "time_id": time_id}


def test_a_backup_is_found_by_its_type_or_its_id_and_told_with_its_time() -> None:
    backups = {"daily": DAILY, "manual": MANUAL}
    assert reading.find_backup(backups, "daily") == {"type": "daily", **DAILY}
    assert reading.find_backup(backups, backup_id="a" * 32) == {"type": "manual", **MANUAL}
    assert reading.find_backup(backups, "weekly") is None
    assert reading.find_backup(backups, backup_id="0" * 32) is None
    assert reading.told({"type": "daily", **DAILY}) == "daily backup of 2024-05-01 04:00 UTC"
    assert reading.told(reading.find_backup(reading.with_new_manual({}), "manual")) == "manual backup"


def test_the_time_of_a_backup_is_told_in_utc_wherever_the_task_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as there:
        there.setenv("TZ", "<+0530>-05:30")
        tzset()
        told = reading.told({"type": "daily", **DAILY})
    tzset()
    assert told == "daily backup of 2024-05-01 04:00 UTC"


@given(backups=maps, day=days, time=windows)
def test_a_schedule_becomes_as_asked_and_what_was_not_asked_stays(backups: dict, day: int, time: int) -> None:
    after = reading.scheduled(backups, day, time)
    seen, before = reading.schedule_of(after) or {}, reading.schedule_of(backups) or {}
    assert seen.get("day_id") == (before.get("day_id") if day is None else day)
    names = {number: window for window, number in reading.WINDOWS.items()}
    assert seen.get("window") == (before.get("window") if time is None else names[time])
    assert reading.listed(after) == reading.listed(backups)
    assert reading.scheduled(after, day, time) == after


@given(backups=maps)
def test_switching_off_is_foreseen_to_cost_the_automatic_backups_and_nothing_else(backups: dict) -> None:
    after = reading.unscheduled(backups)
    assert reading.schedule_of(after) is None
    assert reading.listed(after) == [backup for backup in reading.listed(backups) if backup["type"] == "manual"]


@given(backups=maps, kind=st.sampled_from(reading.TYPES))
def test_deleting_and_taking_a_backup_touch_no_other(backups: dict, kind: str) -> None:
    others = [backup for backup in reading.listed(backups) if backup["type"] != kind]
    assert reading.listed(reading.without(backups, kind)) == others
    renewed = reading.with_new_manual(backups)
    assert [backup for backup in reading.listed(renewed) if backup["type"] != "manual"] == [
        backup for backup in reading.listed(backups) if backup["type"] != "manual"
    ]
    assert reading.schedule_of(renewed) == reading.schedule_of(backups)


@pytest.mark.parametrize(
    ("day", "window", "numbers"),
    [
        ("sunday", "00-04", (0, 1)),
        ("Saturday", "04-06", (6, 2)),
        ("3", "6", (3, 6)),
        ("0", "1", (0, 1)),
        (None, "22-24", (None, 6)),
        ("friday", None, (5, None)),
    ],
)
def test_days_and_windows_are_understood_by_name_and_number(day: str, window: str, numbers: tuple) -> None:
    desired = DesiredBackups(box="web1", state="scheduled", day=day, window=window)
    assert (desired.day_id, desired.time_id) == numbers


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"state": "scheduled", "day": "sonday"}, "day: 'sonday' must be one of sunday, .*Did you mean sunday"),
        ({"state": "scheduled", "day": "7"}, "day: '7' must be one of sunday, .*or the API's number 0, 1, 2"),
        ({"state": "scheduled", "window": "0"}, "window: '0' must be one of 00-04, 04-06, 22-24 or .* number 1, 2, 6"),
        ({"state": "scheduled", "window": "00-06"}, "window: '00-06' must be"),
        ({"day": "sunday"}, "day: 'sunday' has no meaning with state: present; it belongs to state: scheduled"),
        ({"type": "manual"}, "type: 'manual' has no meaning with state: present; .*state: restored or absent"),
        ({"state": "scheduled", "max_age": 5}, "max_age: 5 has no meaning with state: scheduled; .* state: present"),
        ({"state": "absent", "type": "manual", "max_age": 5}, "max_age: 5 has no meaning with state: absent"),
        ({"state": "restored", "type": "hourly"}, "type: 'hourly' must be one of daily, weekly, biweekly, manual"),
        ({"state": "restored"}, "state: 'restored' needs type or backup_id, to say which backup"),
        ({"state": "absent", "backup_id": "A" * 32}, "backup_id: 'A+' must be 32 hexadecimal digits in lower case"),
        ({"max_age": -1}, r"max_age: -1 must be at least 0 \(seconds\)"),
        ({"wait_timeout": 0}, "wait_timeout: 0 must be at least 1"),
        ({"stop_timeout": 0}, "stop_timeout: 0 must be at least 1"),
    ],
)
def test_a_wish_that_cannot_be_meant_is_refused_with_the_rule(options: dict, message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        DesiredBackups(box="web1", **options)
