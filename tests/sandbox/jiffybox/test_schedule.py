# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The pure function that says which backups a box has."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.jiffybox.schedule import DAY, PERIODS, WINDOW_ENDS, Backup, Schedule, automatic, current

MONDAY_NOON = datetime(2024, 1, 1, 12, tzinfo=UTC).timestamp()

times = st.floats(0, 4e9)
schedules = st.builds(
    Schedule, box=st.just(1), day=st.integers(0, 6), time=st.sampled_from(sorted(WINDOW_ENDS)), since=times
)


@pytest.mark.parametrize(("time", "hour"), [(0, 4), (1, 4), (2, 6), (6, 0)])
def test_the_daily_backup_is_finished_at_the_end_of_its_window(time: int, hour: int) -> None:
    schedule = Schedule(1, 0, time, MONDAY_NOON)
    assert "daily" not in current([], schedule, MONDAY_NOON)
    daily = current([], schedule, MONDAY_NOON + DAY)["daily"]
    assert datetime.fromtimestamp(daily.created, UTC) == datetime(2024, 1, 2, hour, tzinfo=UTC)


@pytest.mark.parametrize("day", range(7))
def test_the_weekly_backup_is_made_on_the_day_asked_for_with_sunday_as_0(day: int) -> None:
    schedule = Schedule(1, day, 2, MONDAY_NOON)
    weekly = current([], schedule, MONDAY_NOON + 7 * DAY)["weekly"]
    assert int(datetime.fromtimestamp(weekly.created, UTC).strftime("%w")) == day


@given(schedules, times)
def test_a_backup_is_never_from_the_future_nor_from_before_the_schedule(schedule: Schedule, now: float) -> None:
    for backup in automatic(schedule, now):
        assert schedule.since < backup.created <= now


@given(schedules)
def test_after_one_period_there_is_a_backup_of_each_type(schedule: Schedule) -> None:
    for kind, period in PERIODS.items():
        assert kind in current([], schedule, schedule.since + period + 1)


@given(schedules, times, st.floats(0, DAY))
def test_a_backup_keeps_its_id_until_the_next_one_replaces_it(schedule: Schedule, now: float, wait: float) -> None:
    earlier, later = current([], schedule, now), current([], schedule, now + wait)
    assert set(earlier) <= set(later)
    for kind, backup in earlier.items():
        assert (later[kind].id == backup.id) == (later[kind].created == backup.created)


def test_a_backup_that_is_not_finished_is_not_listed() -> None:
    former, new = Backup(1, "manual", "a", 100), Backup(1, "manual", "b", 200)
    assert current([new, former], None, 199) == {"manual": former}
    assert current([new, former], None, 200) == {"manual": new}
