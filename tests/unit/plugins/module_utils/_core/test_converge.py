# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Converging, on a world that plays tricks: a counter that should reach a number by steps of one."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.approval.gate import Gate, NotApproved
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.approval.steps import Approved, written_steps
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.converge import (
    HIDDEN,
    Outcome,
    Run,
    Step,
    Steps,
    converge,
)
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.dialect import Request
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import (
    BoxfleetError,
    NoUsableAnswer,
    OutcomeUnknown,
    Refused,
    Unreachable,
    WaitFailed,
)
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.http import HttpOptions
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.wait import Clock
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.watch import silent
from ansible_collections.boxfleet.cloud.tests.unit.own_time import OwnTime

# What the world does with one step: does it; does it or not and loses the answer; refuses, since another was faster.
TRICKS = ["done", "lost_after", "lost_before", "other_was_faster"]


class NoWait(Clock):
    def sleep(self, seconds: float) -> None:
        pass


class Service:
    """What converge() asks of a session."""

    def __init__(self, options: HttpOptions) -> None:
        self.options = options
        self.clock: Clock = NoWait()
        self.accepted = 0
        self.unknown = 0
        self.tell = silent
        self.gate = Gate()


class Counter:
    """A resource that counts up to its goal."""

    what = title = "counter"
    action = "to_{}"

    def __init__(self, goal: int, tricks: list[str]) -> None:
        self.count = 0
        self.goal = goal
        self.tricks = list(tricks)
        self.by_others = 0

    def observe(self) -> int:
        return self.count

    def view(self, actual: int) -> int:
        return actual

    def plan(self, actual: int) -> Steps[int]:
        numbers = range(actual + 1, self.goal + 1)
        steps = (Step(self.action.format(number), f"count to {number}", number, self.up) for number in numbers)
        return Steps(actual, tuple(steps))

    def up(self, actual: int, run: Run) -> int:
        trick = self.tricks.pop(0) if self.tricks else "done"
        if trick != "lost_before":
            self.count = actual + 1
        if trick == "other_was_faster":
            self.by_others += 1
            raise Refused("somebody else did it", 200)
        if trick.startswith("lost"):
            raise OutcomeUnknown("no answer")
        return self.count


def run(counter: Counter, check_mode: bool = False, retries: int = 9) -> Outcome[int]:
    return converge(counter, Service(HttpOptions(retries=retries)), check_mode=check_mode)


class Alike(Counter):
    """A counter whose steps all have the same name, as new ports have."""

    action = "count"


@given(
    goal=st.integers(0, 5), tricks=st.lists(st.sampled_from(TRICKS), max_size=9), kind=st.sampled_from([Counter, Alike])
)
def test_whatever_happens_on_the_way_the_goal_is_reached_and_every_step_is_made_once(
    goal: int, tricks: list[str], kind: type[Counter]
) -> None:
    counter = kind(goal, tricks)
    predicted = run(counter, check_mode=True)
    assert counter.count == 0
    outcome = run(counter)
    assert counter.count == outcome.actual == outcome.after == goal == predicted.after
    assert len(outcome.actions) == goal - counter.by_others
    assert set(outcome.actions) <= set(predicted.actions)
    assert run(counter).actions == []


def test_a_step_that_never_gets_an_answer_is_given_up_after_the_retries() -> None:
    counter = Counter(2, ["done"] + ["lost_before"] * 99)
    with pytest.raises(OutcomeUnknown, match="Could not count to 2: no answer") as caught:
        run(counter, retries=3)
    assert caught.value.actions == ["to_1"]
    assert len(counter.tricks) == 99 - 4


class Waiting(Counter):
    """A call without an answer is waited for, and a look at what it leads to fails."""

    service: Service

    def up(self, actual: int, run: Run) -> int:
        trick = self.tricks.pop(0) if self.tricks else "done"
        if trick == "done":
            self.count = actual + 1
            return self.count
        self.service.unknown += 1
        self.count = actual + (trick == "carried_out")
        raise NoUsableAnswer("no look")


@pytest.mark.parametrize("tricks", [["carried_out"], ["got_lost"], ["got_lost", "carried_out"]])
def test_a_lost_call_that_a_step_waits_for_itself_is_looked_for_and_told_once(tricks: list[str]) -> None:
    counter = Waiting(1, tricks)
    counter.service = Service(HttpOptions(retries=3))
    outcome = converge(counter, counter.service, check_mode=False)
    assert (counter.count, outcome.actions) == (1, ["to_1"])


def test_a_lost_call_that_may_have_been_carried_out_is_told_if_nobody_can_look(monkeypatch: pytest.MonkeyPatch) -> None:
    counter = Waiting(1, ["carried_out"])
    counter.service = Service(HttpOptions(retries=3))
    looks = [lambda: 0]

    def observe() -> int:
        if looks:
            return looks.pop()()
        raise NoUsableAnswer("no look either")

    monkeypatch.setattr(counter, "observe", observe)
    with pytest.raises(NoUsableAnswer, match="Could not count to 1: no look") as caught:
        converge(counter, counter.service, check_mode=False)
    assert caught.value.actions == ["to_1"]


class Stubborn(Counter):
    sent = 0

    def up(self, actual: int, run: Run) -> int:
        self.sent += 1
        raise self.error


@pytest.mark.parametrize("error", [Refused("never", 200), WaitFailed("never")])
def test_a_refusal_that_still_stands_after_a_second_look_is_final(error: Exception) -> None:
    counter = Stubborn(1, [])
    counter.error = error
    with pytest.raises(type(error), match="Could not count to 1: never"):
        run(counter)
    assert counter.sent == 1


class Accepted(Counter):
    """The service says yes, and does it or not; then something goes wrong."""

    def __init__(self, done: bool, error: Exception, accepted: int = 1) -> None:
        super().__init__(1, [])
        self.service = Service(HttpOptions(retries=9))
        self.done, self.error, self.accepted = done, error, accepted
        self.looks = self.sent = 0

    def observe(self) -> int:
        self.looks += 1
        return self.count

    def up(self, actual: int, run: Run) -> int:
        self.sent += 1
        self.service.accepted += self.accepted
        self.count += self.done
        raise self.error


@pytest.mark.parametrize("error", [NoUsableAnswer("x"), Unreachable("x"), Refused("x", 403), ValueError("x")])
def test_what_was_accepted_and_is_there_counts_whatever_came_after_it(error: Exception) -> None:
    counter = Accepted(True, error)
    outcome = converge(counter, counter.service, check_mode=False)
    assert (counter.sent, outcome.actions, outcome.after) == (1, ["to_1"], 1)


@pytest.mark.parametrize("error", [NoUsableAnswer("x"), OutcomeUnknown("x"), Refused("x", 423), ValueError("x")])
def test_what_was_accepted_and_is_not_there_is_told_and_not_made_again(error: Exception) -> None:
    counter = Accepted(False, error)
    with pytest.raises(BoxfleetError) as caught:
        converge(counter, counter.service, check_mode=False)
    assert (counter.sent, caught.value.actions) == (1, ["to_1"])


@pytest.mark.parametrize(("error", "accepted"), [(WaitFailed("x"), 1), (Unreachable("x"), 0), (ValueError("x"), 0)])
def test_what_no_look_can_mend_fails_at_once(error: Exception, accepted: int) -> None:
    counter = Accepted(False, error, accepted)
    with pytest.raises(BoxfleetError) as caught:
        converge(counter, counter.service, check_mode=False)
    assert (counter.looks, caught.value.actions) == (1, ["to_1"] * accepted)


class Undone(Counter):
    """The service undoes what was done."""

    sent = 0

    def up(self, actual: int, run: Run) -> int:
        self.sent += 1
        assert self.sent < 99, "it goes on for ever"
        return actual


@pytest.mark.parametrize(("wait", "times"), [(True, 4), (False, 1)])
def test_what_the_service_undoes_by_itself_is_made_again_as_often_as_a_call(wait: bool, times: int) -> None:
    counter = Undone(1, [])
    converge(counter, Service(HttpOptions(retries=3)), check_mode=False, wait=wait)
    assert counter.sent == times


class Blind(Counter):
    def observe(self) -> int:
        if self.count:
            raise WaitFailed("the light is off")
        return self.count


def test_if_even_looking_fails_both_errors_are_told() -> None:
    with pytest.raises(
        OutcomeUnknown, match=r"no answer.*Looking at it again failed too: the light is off.*again"
    ) as caught:
        run(Blind(1, ["lost_after"]))
    assert "may still" not in str(caught.value)


class Once(Counter):
    """Each step is a creation that is sent once; a look fails as long as there are errors."""

    def __init__(self, goal: int, tricks: list[str], errors: list[Exception]) -> None:
        super().__init__(goal, tricks)
        self.errors = errors
        self.sent = 0

    def plan(self, actual: int) -> Steps[int]:
        planned = super().plan(actual)
        return replace(planned, steps=tuple(replace(step, again_late=True, once=True) for step in planned.steps))

    def up(self, actual: int, run: Run) -> int:
        self.sent += 1
        return super().up(actual, run)

    def observe(self) -> int:
        if self.sent and self.errors:
            raise self.errors.pop(0)
        return self.count


def test_what_is_sent_once_is_looked_for_though_looks_fail() -> None:
    errors = [Refused("not you", 403), NoUsableAnswer("a page"), Unreachable("nobody there")]
    counter = Once(1, ["lost_after"], errors)
    assert run(counter).actions == ["to_1"]
    assert (counter.sent, counter.errors) == (1, [])


def test_what_is_sent_once_and_does_not_show_is_looked_for_as_long_as_it_may_and_not_sent_again() -> None:
    counter, service = Once(1, ["lost_before"], []), Service(HttpOptions(retries=9, timeout=1))
    service.clock = OwnTime()
    with pytest.raises(OutcomeUnknown, match=r"may still carry it out, .*not sent again.* then run the task") as caught:
        converge(counter, service, check_mode=False)
    assert (counter.sent, caught.value.actions) == (1, [])
    assert service.clock.now() >= HIDDEN


def test_what_is_sent_once_and_refused_will_not_come() -> None:
    class Refusing(Once):
        def up(self, actual: int, run: Run) -> int:
            raise Refused("never", 200)

    service = Service(HttpOptions())
    service.clock = OwnTime()
    with pytest.raises(Refused, match=r"Could not count to 1: never\.$"):
        converge(Refusing(1, [], []), service, check_mode=False)
    assert service.clock.now() == 0


def test_what_could_come_twice_is_looked_for_with_patience_before_it_is_sent_again() -> None:
    class Late(Once):
        def plan(self, actual: int) -> Steps[int]:
            planned = super().plan(actual)
            return replace(planned, steps=tuple(replace(step, once=False) for step in planned.steps))

    counter, service = Late(1, ["lost_before"], []), Service(HttpOptions(timeout=100))
    service.clock = OwnTime()
    assert converge(counter, service, check_mode=False).actions == ["to_1"]
    assert counter.sent == 2
    assert 200 <= service.clock.now() < 220


def test_what_is_sent_once_and_cannot_be_looked_for_may_still_come_to_be() -> None:
    counter, service = Once(1, ["lost_before"], [Refused("not you", 403) for _ in range(999)]), Service(HttpOptions())
    service.clock = OwnTime()
    with pytest.raises(OutcomeUnknown, match=r"too: not you\. The service may still .*in some minutes; then run the"):
        converge(counter, service, check_mode=False)
    assert counter.sent == 1
    assert service.clock.now() >= HIDDEN


def test_a_look_that_shows_what_is_wrong_ends_the_looking() -> None:
    counter = Once(1, ["lost_before"], [WaitFailed("the light is off"), WaitFailed("never asked")])
    with pytest.raises(OutcomeUnknown, match="the light is off"):
        run(counter)
    assert len(counter.errors) == 1


def test_only_the_last_step_may_go_unwaited() -> None:
    waits = []

    class Watched(Counter):
        def up(self, actual: int, run: Run) -> int:
            waits.append(run.wait)
            return super().up(actual, run)

    converge(Watched(3, []), Service(HttpOptions()), check_mode=False, wait=False)
    assert waits == [True, True, False]


@pytest.mark.parametrize("check_mode", [False, True])
def test_in_an_approved_run_nothing_begins_that_was_not_approved(check_mode: bool) -> None:
    shown, service = Counter(1, []).plan(0), Service(HttpOptions())
    service.gate = Gate({"counter": [Approved("", written_steps(shown.before, shown.steps))]})
    counter = Counter(2, [])
    with pytest.raises(NotApproved, match="other changes than were approved"):
        converge(counter, service, check_mode=check_mode)
    assert counter.count == 0


def test_in_an_approved_run_the_gate_is_open_for_a_step_and_no_longer() -> None:
    change = Request("POST", "/count")

    class Sending(Counter):
        def up(self, actual: int, run: Run) -> int:
            service.gate.let_pass(change)
            return super().up(actual, run)

    shown, service = Counter(1, []).plan(0), Service(HttpOptions())
    service.gate = Gate({"counter": [Approved("", written_steps(shown.before, shown.steps))]})
    assert converge(Sending(1, []), service, check_mode=False).actions == ["to_1"]
    with pytest.raises(NotApproved):
        service.gate.let_pass(change)


class Moved(Counter):
    """A counter whose goal is another as soon as the first step is taken."""

    def up(self, actual: int, run: Run) -> int:
        self.goal = 4
        return super().up(actual, run)


@pytest.mark.parametrize("trick", ["done", "lost_after", "lost_before"])
def test_in_an_approved_run_what_turns_up_on_the_way_is_not_done_and_what_was_done_is_told(trick: str) -> None:
    shown = Counter(1, []).plan(0)
    service = Service(HttpOptions(retries=9))
    service.gate = Gate({"counter": [Approved("", written_steps(shown.before, shown.steps))]})
    counter = Moved(1, [trick])
    with pytest.raises(NotApproved, match="counter needs other changes than were approved") as caught:
        converge(counter, service, check_mode=False)
    assert counter.count == (trick != "lost_before")
    assert caught.value.actions == ["to_1"]
