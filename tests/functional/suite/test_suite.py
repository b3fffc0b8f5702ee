# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The suite that every resource must pass, over everything that can be there and everything that can be asked for.

Check = run; the second run is idle; nothing is touched that was not asked; lost answers, kills, refusals and damaged
answers at every call leave a state that the next run repairs, and what was changed is told.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Iterator
from typing import Any

import pytest

from tests.functional.ionos.cases import CASES as IONOS
from tests.functional.jiffybox.cases import CASES as JIFFYBOX
from tests.functional.ovh.cases import CASES as OVH
from tests.functional.ovh.ordered_cases import CASES as OVH_ORDERED
from tests.functional.pterodactyl.cases import CASES as PTERODACTYL
from tests.functional.pterodactyl.used_cases import USED as PTERODACTYL_USED
from tests.functional.suite.case import Case, Ran, World, run
from tests.functional.test_documentation import MODULES, task_of
from tests.functional.tiny.cases import CASES as TINY

CASES = [*JIFFYBOX, *TINY, *IONOS, *OVH, *OVH_ORDERED, *PTERODACTYL, *PTERODACTYL_USED]
# At so many calls of a run something goes wrong in make test.
FEW_CALLS = 6
# What a service numbers its answers by, for its support.
NUMBER = re.compile(r" \(query [^)]+\)")
# After these a client cannot know whether its call was carried out, or they pass.
FAULTS: list[tuple[str, dict[str, Any]]] = [
    ("reset_after", {}),
    ("status_after", {"status": 500}),
    ("truncate", {}),
    ("status", {"status": 503}),
    ("html", {}),
    ("reset_before", {}),
    ("status", {"status": 429, "retry_after": 1}),
]


def parameters(case: Case, pairs: Iterable[tuple[str, str]], quick: Collection[tuple[str, str]]) -> Iterator[Any]:
    """The pairs as parameters of a test; make test takes those that are quick, make long all others."""
    for state, wanted in dict.fromkeys(pairs):
        marks = () if (state, wanted) in quick else (pytest.mark.long,)
        yield pytest.param(case, state, wanted, id=f"{case.name}-{state}-{wanted}", marks=marks)


PAIRS = [one for case in CASES for one in parameters(case, case.pairs(), case.sample())]
all_pairs = pytest.mark.parametrize(("case", "state", "wanted"), PAIRS)


def thorough_pairs(turn: int) -> pytest.MarkDecorator:
    """What is tried with everything that can go wrong, and at how many calls of a run.

    Of the three tests each resource takes one by turns in make test, with its first pair and at a few calls; make long
    does all.
    """
    tried = []
    for at, case in enumerate(CASES):
        pairs = list(case.roughly())
        quick = pairs[:1] if at % 3 == turn else []
        for most, some, marks in ((FEW_CALLS, quick, ()), (10**6, pairs, pytest.mark.long)):
            for state, wanted in dict.fromkeys(some):
                name = f"{case.name}-{state}-{wanted}" + ("" if marks else "-some")
                tried.append(pytest.param(case, state, wanted, most, id=name, marks=marks))
    return pytest.mark.parametrize(("case", "state", "wanted", "most"), tried)


def some_of(places: list[int], most: int) -> list[int]:
    """So many of them at the most, the last one and others at equal distances before it."""
    distance = max(1, math.ceil(len(places) / most))
    return places[::-distance][::-1]


def begin(world: World, case: Case, state: str) -> None:
    world.reset()
    case.states[state](world)
    world.changes()


def things(world: World, case: Case) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the task is about, and all others."""
    world.settle()
    everything = world.everything()
    mine = {key: value for key, value in everything.items() if case.mine(key)}
    return mine, {key: value for key, value in everything.items() if key not in mine}


def straight(world: World, case: Case, state: str, wanted: str) -> tuple[Ran, dict[str, Any]]:
    """A run in which nothing goes wrong, and what is there afterwards."""
    begin(world, case, state)
    ran = run(world, case, wanted)
    return ran, things(world, case)[0]


def changes_something(world: World, case: Case, state: str, wanted: str) -> tuple[Ran, dict[str, Any]]:
    ran, after = straight(world, case, state, wanted)
    if not ran.actions:
        assert (state, wanted) != case.roughly()[0], "make test tries the first alone, so that has to change something"
        pytest.skip("nothing is to be done")
    return ran, after


def must_end_well(world: World, case: Case, wanted: str, after: dict[str, Any]) -> None:
    """The next run repairs whatever a run left, and the one after it has nothing to do."""
    world.settle()
    again = run(world, case, wanted)
    assert again.error is None, again.told
    assert things(world, case)[0] == after or wanted in case.forgets
    if wanted not in case.always:
        assert run(world, case, wanted).actions == []


@all_pairs
def test_the_dry_run_says_what_the_real_run_does_and_the_second_run_is_idle(
    world: World, case: Case, state: str, wanted: str
) -> None:
    begin(world, case, state)
    mine, others = things(world, case)
    begin(world, case, state)
    dry = run(world, case, wanted, check_mode=True)
    assert world.changes() == []
    real = run(world, case, wanted)
    if real.error:
        said, really_said = (NUMBER.sub("", str(ran.error)) for ran in (dry, real))
        assert (said, world.changes()) == (really_said, [])
        return
    assert dry.report
    assert real.report
    assert (dry.actions, dry.report.before, dry.report.after) == (real.actions, real.report.before, real.report.after)
    assert dry.report.values.keys() == real.report.values.keys()
    then, others_then = things(world, case)
    assert others_then == others
    assert bool(real.actions) or then == mine
    world.changes()
    if wanted not in case.always:
        assert run(world, case, wanted).actions == []
        assert world.changes() == []


@thorough_pairs(0)
def test_a_lost_answer_at_any_call_does_no_harm(world: World, case: Case, state: str, wanted: str, most: int) -> None:
    ran, after = changes_something(world, case, state, wanted)
    begin(world, case, state)
    before, others = things(world, case)
    for at in some_of(ran.places, most):
        kind, more = FAULTS[at % len(FAULTS)]
        begin(world, case, state)
        world.fault(kind, after=at, **more)
        faulty = run(world, case, wanted)
        world.heal()
        then, others_then = things(world, case)
        assert others_then == others
        assert faulty.actions or then == before, f"{kind} at call {at}: a change was not told: {faulty.told}"
        must_end_well(world, case, wanted, after)


@thorough_pairs(1)
def test_a_run_that_is_killed_after_any_call_is_picked_up_by_the_next(
    world: World, case: Case, state: str, wanted: str, most: int
) -> None:
    ran, after = changes_something(world, case, state, wanted)
    for at in some_of(ran.places, most):
        begin(world, case, state)
        run(world, case, wanted, at=at, how="kill")
        must_end_well(world, case, wanted, after)


@pytest.mark.parametrize("ways", [("refuse", "damage"), pytest.param(("damage", "refuse"), marks=pytest.mark.long)])
@thorough_pairs(2)
def test_a_refusal_or_a_damaged_answer_at_any_call_is_told_and_repaired(
    world: World, case: Case, state: str, wanted: str, most: int, ways: tuple[str, str]
) -> None:
    ran, after = changes_something(world, case, state, wanted)
    begin(world, case, state)
    before, others = things(world, case)
    for number, at in enumerate(some_of(ran.places, most)):
        how = ways[number % 2]
        begin(world, case, state)
        meddled = run(world, case, wanted, at=at, how=how, seed=at)
        then, others_then = things(world, case)
        assert others_then == others
        assert meddled.actions or then == before, f"{how} at call {at}: a change was not told: {meddled.told}"
        must_end_well(world, case, wanted, after)


@pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for case in CASES if case.waits])
def test_a_wait_tells_what_is_waited_for_and_how_it_is(world: World, case: Case) -> None:
    state, wanted = case.waits
    begin(world, case, state)
    ran = run(world, case, wanted)
    assert ran.error is None
    # that a step is under way is told of each, whether anything looks at it or not
    assert [line for line in ran.waits if not line.endswith(": under way")]


def test_every_module_that_is_for_one_thing_takes_the_suite() -> None:
    taken = [case.spec for case in CASES]
    left = [name for name in MODULES if task_of(name) not in taken]
    assert left
    of_many = [name for name in left if task_of(name).read]
    assert [name for name in left if name not in of_many and not name.endswith(("_info", "_facts"))] == []
