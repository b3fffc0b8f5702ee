# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The pure state function: whatever happens to a box, in whatever order, and whenever someone looks."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from sandbox.jiffybox import state
from sandbox.jiffybox.state import Box, Step

FRESH = Box(10001, 40001, "web", 0, "vmhost", 1, 44, "debian_trixie_64bit", 0)
SETTLED = {"READY", "FROZEN"}

steps = st.tuples(
    st.sampled_from([step for step in Step if step is not Step.CREATE]),
    st.one_of(st.just(math.inf), st.floats(0, 60)),
    st.booleans(),
)
waits = st.floats(0, 100)
boxes = st.builds(
    Box,
    id=st.just(1),
    account=st.just(1),
    name=st.just("web"),
    created=st.just(0),
    host=st.just("vmhost"),
    slot=st.just(1),
    plan=st.just(44),
    distribution=st.just("debian_trixie_64bit"),
    content_since=st.just(0),
    frozen=st.booleans(),
    running_since=st.one_of(st.none(), st.just(5)),
    step=st.sampled_from(Step),
    step_ends=st.one_of(st.just(math.inf), st.floats(0, 100)),
    step_fails=st.booleans(),
    next_plan=st.one_of(st.none(), st.just(45)),
)


def after(box: Box, step: Step) -> tuple[str, bool] | None:
    """Status and power that the reference promises once a step has ended well; None for gone."""
    return {
        Step.START: ("READY", True),
        Step.SHUTDOWN: ("READY", False),
        Step.PULLPLUG: ("READY", False),
        Step.FREEZE: ("FROZEN", False),
        Step.THAW: ("READY", False),
        Step.PLAN: ("READY", False),
        Step.CREATE: ("READY", False),
        Step.RESTORE: ("READY", False),
        Step.DELETE: None,
    }[step]


@given(st.lists(st.tuples(waits, steps)))
def test_no_order_of_changes_leads_a_box_into_a_state_the_service_does_not_have(
    history: list[tuple[float, tuple[Step, float, bool]]],
) -> None:
    now = 0.0
    box: Box | None = state.begin(FRESH, Step.CREATE, ends=10)
    for wait, (step, duration, fails) in history:
        now += wait
        box = state.at(box, now) if box else None
        if box is None:
            return
        if state.why_busy(box, being_copied=False, being_backed_up=False) or state.why_not(box, step):
            continue
        assert state.status(box) in SETTLED
        power, settled = state.is_running(box), state.status(box)
        box = state.begin(box, step, now + duration, fails, next_plan=45)
        assert state.status(box) == state.STATUS_DURING[step]
        assert state.is_running(box) == power
        ended = state.at(box, now + min(duration, 1e9))
        if math.isinf(duration):
            assert ended == box
        elif fails:
            assert ended
            assert (state.status(ended), state.is_running(ended)) == (settled, power)
        else:
            assert (ended and (state.status(ended), state.is_running(ended))) == after(box, step)
        assert not (box.frozen and state.is_running(box))


@given(boxes, st.lists(st.floats(0, 200), min_size=1))
def test_looking_at_a_box_any_number_of_times_never_changes_what_it_becomes(box: Box, times: list[float]) -> None:
    looked: Box | None = box
    for now in sorted(times):
        looked = state.at(looked, now) if looked else None
        assert looked == state.at(box, now)


@given(boxes, st.floats(0, 200))
def test_looking_at_a_settled_box_later_shows_the_same_box(box: Box, wait: float) -> None:
    if math.isinf(box.step_ends or 0):
        assert state.at(box, wait) == box
        return
    settled = state.at(box, box.step_ends or 0)
    assert settled is None or state.at(settled, (box.step_ends or 0) + wait) == settled


@given(boxes, st.floats(0, 200))
def test_a_box_disappears_only_by_deletion_or_by_a_failed_creation(box: Box, now: float) -> None:
    if state.at(box, now) is None:
        assert (box.step, box.step_fails) in {(Step.DELETE, False), (Step.CREATE, True)}


@given(boxes)
def test_a_busy_box_says_why_it_takes_no_change(box: Box) -> None:
    assert state.status(box) in (state.why_busy(box, False, False) or "")


def test_a_box_being_copied_or_backed_up_says_why_it_takes_no_change() -> None:
    assert "kopiert" in (state.why_busy(FRESH, being_copied=True, being_backed_up=False) or "")
    assert "Backup" in (state.why_busy(FRESH, being_copied=False, being_backed_up=True) or "")
    assert state.why_busy(FRESH, being_copied=False, being_backed_up=False) is None
