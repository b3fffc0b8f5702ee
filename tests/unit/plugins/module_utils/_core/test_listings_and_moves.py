# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Listings that threads share, and the shortest way between states."""

from __future__ import annotations

import threading
from collections import deque

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.background import in_background
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import NoUsableAnswer
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.listings import Listings
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.moves import Move, shortest_way
from ansible_collections.boxfleet.cloud.tests.unit.own_time import OwnTime

PATIENCE = 120


class Asked:
    """Counts the calls; each answers with its number."""

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self) -> int:
        self.calls += 1
        return self.calls


def test_a_young_answer_is_given_again_and_an_old_one_is_not() -> None:
    listings, ask, clock = Listings(young=1.0), Asked(), OwnTime()
    assert [listings.get("a boxes", ask, clock) for _time in range(3)] == [1, 1, 1]
    clock.time = 1.0
    assert listings.get("a boxes", ask, clock) == 1
    clock.time = 1.01
    assert listings.get("a boxes", ask, clock) == 2
    assert listings.get("a disks", ask, clock) == 3


def test_an_answer_that_takes_long_is_young_when_it_comes() -> None:
    listings, ask, clock = Listings(young=1.0), Asked(), OwnTime()

    def slow() -> int:
        clock.time += 30.0
        return ask()

    assert [listings.get("a boxes", slow, clock) for _time in range(3)] == [1, 1, 1]
    clock.time += 1.01
    assert listings.get("a boxes", slow, clock) == 2


def test_without_an_age_every_question_is_a_call() -> None:
    listings, ask, clock = Listings(), Asked(), OwnTime()
    assert [listings.get("a boxes", ask, clock) for _time in range(3)] == [1, 2, 3]


def test_after_a_change_the_account_is_asked_anew_and_no_other() -> None:
    listings, ask, clock = Listings(young=9.0), Asked(), OwnTime()
    for key in ("a boxes", "a disks", "b boxes"):
        listings.get(key, ask, clock)
    listings.forget("a")
    assert [listings.get(key, ask, clock) for key in ("a boxes", "a disks", "b boxes")] == [4, 5, 3]


def test_an_answer_from_before_a_change_is_not_given_after_it() -> None:
    """The change was made while the service was asked."""
    listings, ask, clock = Listings(young=9.0), Asked(), OwnTime()

    def ask_meanwhile() -> int:
        listings.forget("a")
        return ask()

    assert listings.get("a boxes", ask_meanwhile, clock) == 1
    assert listings.get("a boxes", ask, clock) == 2
    assert listings.get("a boxes", ask, clock) == 2


def test_an_answer_is_young_from_when_it_came() -> None:
    listings, ask, clock = Listings(young=4.0), Asked(), OwnTime()

    def slow() -> int:
        clock.time += 3
        return ask()

    assert [listings.get("a boxes", slow, clock) for _time in range(2)] == [1, 1]
    clock.time = 7.0
    assert listings.get("a boxes", ask, clock) == 1
    clock.time = 7.5
    assert listings.get("a boxes", ask, clock) == 2


def test_an_error_is_not_kept() -> None:
    listings, ask, clock = Listings(young=9.0), Asked(), OwnTime()

    def broken() -> int:
        raise NoUsableAnswer("cut short")

    with pytest.raises(NoUsableAnswer):
        listings.get("a boxes", broken, clock)
    assert listings.get("a boxes", ask, clock) == 1


def joined(second: object) -> tuple[list[object], Asked]:
    """What three threads get: the second begins while the first is asking, and the third joins the second."""
    listings, ask = Listings(young=1.0), Asked()
    listings.get("a boxes", ask, OwnTime())
    late, there, may_end = OwnTime(), threading.Event(), threading.Event()
    late.time = 5.0

    def slow() -> int:
        there.set()
        assert may_end.wait(PATIENCE)
        return ask()

    class NotingClock(OwnTime):
        """Is looked at under the lock under which a thread joins."""

        time = 5.0

        def __init__(self) -> None:
            self.looked = threading.Event()

        def now(self) -> float:
            self.looked.set()
            return self.time

    threads = [in_background(lambda: listings.get("a boxes", slow, late))]
    assert there.wait(PATIENCE)
    for question in (second, ask):
        clock = NotingClock()
        threads.append(in_background(lambda question=question, clock=clock: listings.get("a boxes", question, clock)))
        assert clock.looked.wait(PATIENCE)
        with listings._listings["a boxes"].lock:
            pass
    listings.forget("a")
    may_end.set()
    answers: list[object] = []
    for thread in threads:
        error = thread.exception(PATIENCE)
        answers.append(type(error) if error else thread.result())
    return answers, ask


def test_who_asks_while_another_is_asking_joins_the_next_call_and_not_that_one() -> None:
    calls = Asked()
    answers, _ask = joined(lambda: calls() + 100)
    assert answers == [2, 101, 101]
    assert calls.calls == 1


def test_who_joined_a_call_that_failed_asks_for_itself() -> None:
    def broken() -> int:
        raise NoUsableAnswer("cut short")

    answers, ask = joined(broken)
    assert answers == [2, NoUsableAnswer, 3]
    assert ask.calls == 3


def test_who_joined_a_call_that_was_killed_is_not_left_waiting() -> None:
    def killed() -> None:
        raise SystemExit

    assert joined(killed)[0] == [2, SystemExit, SystemExit]


# Ways

graphs = st.dictionaries(st.integers(0, 7), st.lists(st.integers(0, 7), max_size=4), max_size=8)


def distances(graph: dict[int, list[int]], start: int) -> dict[int, int]:
    """How many moves each state is away, found by relaxing every edge again and again."""
    found = {start: 0}
    for _round in range(9):
        for state, targets in graph.items():
            for target in targets:
                if state in found:
                    found[target] = min(found.get(target, 99), found[state] + 1)
    return found


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(graph=graphs, start=st.integers(0, 7), goals=st.sets(st.integers(0, 7), max_size=3))
def test_a_way_is_one_leads_to_the_goal_and_none_is_shorter(
    graph: dict[int, list[int]], start: int, goals: set[int]
) -> None:
    def moves(state: int) -> list[Move[int]]:
        return [Move(f"{state}->{target}", target) for target in graph.get(state, [])]

    reachable = {goal: away for goal, away in distances(graph, start).items() if goal in goals}
    if not reachable:
        with pytest.raises(AssertionError, match=f"no way from {start}"):
            shortest_way(start, goals.__contains__, moves)
        return
    way = shortest_way(start, goals.__contains__, moves)
    state = start
    for move in way:
        assert move in moves(state)
        state = move.to
    assert state in goals
    assert len(way) == min(reachable.values())


def test_of_ways_of_the_same_length_the_first_move_offered_is_taken() -> None:
    table = {"off": ["boot", "wake"], "boot": ["on"], "wake": ["on"]}
    way = shortest_way("off", "on".__eq__, lambda state: [Move(f"to {to}", to) for to in table.get(state, [])])
    assert [move.action for move in way] == ["to boot", "to on"]


def test_no_state_is_looked_at_twice() -> None:
    looked: deque[int] = deque()

    def moves(state: int) -> list[Move[int]]:
        looked.append(state)
        return [Move("up", min(state + 1, 20)), Move("down", max(state - 1, 0)), Move("stay", state)]

    assert len(shortest_way(0, lambda state: state == 20, moves)) == 20
    assert len(looked) == len(set(looked))
