# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Approved runs, over everything that can be there and everything that can be asked for.

What was approved is done and nothing else; a run that was killed can be run again; where the world has moved on, a run
does what was approved, or fails before its first change.
"""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.approval.gate import Gate, NotApproved
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.approval.steps import Approved, written_steps
from tests.functional.suite.case import Case, Ran, World, run
from tests.functional.suite.test_suite import CASES, FAULTS, begin, must_end_well, parameters, straight

# One of a resource is tried by make test; make long tries all.
FEW_PAIRS = [one for case in CASES for one in parameters(case, case.pairs(), case.sample()[:1])]
# The first resource of each provider stands for the others; make long tries all.
FIRST = {case.spec.provider.name: case for case in reversed(CASES)}.values()
KILLED = [
    one for case in CASES for one in parameters(case, case.roughly(), case.roughly()[:1] if case in FIRST else ())
]

few_pairs = pytest.mark.parametrize(("case", "state", "wanted"), FEW_PAIRS)


def approved(dry: Ran) -> Gate:
    """What was approved: all that a dry run shows."""
    assert dry.report
    shown: dict[str, list[Approved]] = {}
    for outcome in dry.report.outcomes:
        steps = written_steps(outcome.planned.before, outcome.planned.steps)
        shown.setdefault(outcome.title, []).append(Approved("", steps))
    return Gate(shown)


def dry_run(world: World, case: Case, state: str, wanted: str) -> Ran:
    begin(world, case, state)
    dry = run(world, case, wanted, check_mode=True)
    if dry.error:
        pytest.skip("it cannot be done")
    return dry


@few_pairs
def test_a_run_does_what_was_approved_and_without_approval_nothing(
    world: World, case: Case, state: str, wanted: str
) -> None:
    dry = dry_run(world, case, state, wanted)
    world.changes()
    refused = run(world, case, wanted, gate=Gate({}))
    assert world.changes() == []
    assert isinstance(refused.error, NotApproved) == bool(dry.actions)
    assert refused.actions == []
    real = run(world, case, wanted, gate=approved(dry))
    assert real.error is None, real.told
    assert real.actions == dry.actions


@pytest.mark.parametrize(("case", "state", "wanted"), KILLED)
def test_an_approved_run_that_was_killed_is_completed_by_the_next(
    world: World, case: Case, state: str, wanted: str
) -> None:
    ran, after = straight(world, case, state, wanted)
    for at in ran.places:
        dry = dry_run(world, case, state, wanted)
        run(world, case, wanted, at=at, how="kill", gate=approved(dry))
        world.settle()
        again = run(world, case, wanted, gate=approved(dry))
        assert again.error is None, again.told
        must_end_well(world, case, wanted, after)


@pytest.mark.long
@pytest.mark.parametrize(("case", "state", "wanted"), KILLED)
def test_a_lost_answer_leads_to_nothing_that_was_not_approved(
    world: World, case: Case, state: str, wanted: str
) -> None:
    ran, after = straight(world, case, state, wanted)
    for at in ran.places:
        dry = dry_run(world, case, state, wanted)
        kind, more = FAULTS[at % len(FAULTS)]
        world.fault(kind, after=at, **more)
        run(world, case, wanted, gate=approved(dry))
        world.heal()
        world.settle()
        again = run(world, case, wanted, gate=approved(dry))
        assert again.error is None, again.told
        must_end_well(world, case, wanted, after)


def others(cases: list[Case]) -> list[Any]:
    """Each thing that can be asked for, in one state when it is approved, and in another when it is done."""
    found = []
    for case in cases:
        states = list(case.states)
        for at, wanted in enumerate(case.wanted):
            first, then = states[at % len(states)], states[(at + 1) % len(states)]
            marks = pytest.mark.long if at else ()
            found.append(
                pytest.param(case, first, then, wanted, id=f"{case.name}-{first}-{then}-{wanted}", marks=marks)
            )
    return found


@pytest.mark.parametrize(("case", "first", "then", "wanted"), others(CASES))
def test_where_the_world_has_moved_on_what_was_approved_is_done_or_nothing(
    world: World, case: Case, first: str, then: str, wanted: str
) -> None:
    dry = dry_run(world, case, first, wanted)
    begin(world, case, then)
    ran = run(world, case, wanted, gate=approved(dry))
    if ran.error:
        assert world.changes() == []
    else:
        left = iter(dry.actions)
        assert all(action in left for action in ran.actions), "something was done that was not approved"
