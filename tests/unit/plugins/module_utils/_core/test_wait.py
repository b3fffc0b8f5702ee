# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Waiting, with a clock that never waits."""

from __future__ import annotations

import re
from itertools import islice
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.boxfleet.cloud.plugins.module_utils._core import wait
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import Abandoned, WaitTimeout
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.wait import Clock, Deadline, backoff, poll
from ansible_collections.boxfleet.cloud.tests.unit.own_time import OwnTime


@given(ready_at=st.floats(0, 500), patience=st.floats(1, 400))
def test_a_wait_ends_when_it_is_done_or_at_its_deadline_and_never_later(ready_at: float, patience: float) -> None:
    clock = OwnTime()
    if ready_at > patience:
        with pytest.raises(WaitTimeout, match=re.escape(f"longer than {patience:g} s")):
            poll(clock.now, lambda now: now >= ready_at, Deadline(clock, patience))
        assert clock.now() == pytest.approx(patience)
    else:
        seen = poll(clock.now, lambda now: now >= ready_at - 1e-6, Deadline(clock, patience))
        assert seen <= patience + 1e-6
        assert seen - ready_at <= 13.5


def test_a_boot_of_two_minutes_costs_at_most_twenty_looks() -> None:
    clock = OwnTime()
    looks = []
    poll(lambda: looks.append(clock.now()), lambda _: clock.now() >= 120, Deadline(clock, 600))
    assert len(looks) <= 20
    assert looks[0] < 1.2


@given(first=st.floats(0.01, 10), factor=st.floats(1, 3), longest=st.floats(1, 100))
def test_pauses_grow_to_the_longest_and_differ_from_client_to_client(
    first: float, factor: float, longest: float
) -> None:
    expected = first
    for pause in islice(backoff(first, factor, longest), 100):
        assert 0.89 * min(expected, longest) <= pause <= 1.11 * min(expected, longest)
        expected = min(expected * factor, longest)
    assert len(set(islice(backoff(first, 1.0, longest), 20))) > 1


def test_who_sleeps_looks_every_second_whether_anybody_still_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    own, looks = OwnTime(), []

    def stay() -> None:
        looks.append(own.time)
        if own.time >= 2:
            raise Abandoned

    monkeypatch.setattr(wait, "time", SimpleNamespace(monotonic=own.now, sleep=own.sleep))
    monkeypatch.setattr(wait, "stay", stay)
    with pytest.raises(Abandoned):
        Clock().sleep(60)
    assert looks == [0, 1, 2]


def test_a_deadline_within_a_deadline_ends_with_the_earlier() -> None:
    clock = OwnTime()
    outer = Deadline(clock, 10)
    assert outer.within(5).remaining() == 5
    assert outer.within(50).remaining() == 10
    clock.sleep(11)
    assert outer.remaining() == 0
