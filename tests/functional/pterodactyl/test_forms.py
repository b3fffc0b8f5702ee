# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Panels that are set otherwise, or speak otherwise, or are so where nothing says how: tasks do the same at all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import NoUsableAnswer, Refused
from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.info.task import INFO_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.location.record import LOCATION_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.power.resource import POWER_TASK
from tests.functional.pterodactyl.cases import CASES
from tests.functional.pterodactyl.used_cases import USED
from tests.functional.pterodactyl.world import PanelWorld, client_of
from tests.functional.suite.case import Case, run

FORMS = (
    "jexactyl",
    "empty_lists",
    "unordered",
    "local_times",
    "no_cache",
    "debug",
    "fixed_ports",
    "server_identifiers",
    "news",
)
# What comes together in make test, a few things at a time.
QUICK = {"pterodactyl_server", "pterodactyl_backup", "pterodactyl_schedule"}
TOGETHER = (
    ("jexactyl", "unordered", "news"),
    ("empty_lists", "local_times", "no_cache", "debug", "server_identifiers"),
)


def speaks(world: PanelWorld, *forms: str) -> None:
    """All answers have these forms from now on."""
    for form in forms:
        world.fault(form, 0, times=100_000)


def trials() -> Iterator[Any]:
    for case in (*CASES, *USED):
        for state, wanted in case.thorough:
            for forms in (*TOGETHER, *((form,) for form in FORMS)):
                quick = case.name in QUICK and forms in TOGETHER
                marks = () if quick else (pytest.mark.long,)
                yield pytest.param(case, state, wanted, forms, id=f"{case.name}-{' '.join(forms)}", marks=marks)


@pytest.mark.parametrize(("case", "state", "wanted", "forms"), list(trials()))
def test_tasks_do_the_same_in_every_form(
    world: PanelWorld, case: Case, state: str, wanted: str, forms: tuple[str, ...]
) -> None:
    case.states[state](world)
    usual = run(world, case, wanted)
    world.settle()
    expected = world.everything()
    world.reset()
    case.states[state](world)
    speaks(world, *forms)
    there = run(world, case, wanted)
    assert there.error is None, there.told
    assert there.actions == usual.actions
    if wanted not in case.always:
        again = run(world, case, wanted)
        assert (again.error, again.actions) == (None, [])
    world.heal()
    world.settle()
    if wanted not in case.forgets:
        assert world.everything() == expected


def test_all_is_told_in_every_form(world: PanelWorld) -> None:
    speaks(world, *FORMS)
    told = INFO_TASK.task(world.connect(), INFO_TASK.wanted({"gather_subset": ["all"]}), True).values
    assert [server["name"] for server in told["servers"]] == ["other1"]


def test_what_comes_in_pages_comes_in_an_order_that_lasts(world: PanelWorld) -> None:
    world.panel.control("POST", "/servers", count=3)
    speaks(world, "unordered")
    for what in ("servers", "users"):
        ids = [one["id"] for one in world.connect().get_all("application", what)]
        assert ids == sorted(ids)


def test_a_daemon_that_says_nothing_is_one_of_a_server_that_is_off(world: PanelWorld) -> None:
    speaks(world, "silent_daemon")
    off = {"server": "other1", "state": "stopped"}
    assert POWER_TASK.task(world.connect(), POWER_TASK.wanted(off), False).actions == []


def test_a_panel_that_wants_two_factors_is_told_with_what_to_do(world: PanelWorld) -> None:
    speaks(world, "two_factor")
    with pytest.raises(Refused, match="set that up for the owner of the key"):
        LOCATION_TASK.task(world.connect(), LOCATION_TASK.wanted({"short": "local"}), False)


def test_what_a_panel_in_debug_mode_tells_of_itself_is_not_shown(world: PanelWorld) -> None:
    speaks(world, "debug")
    with pytest.raises(Refused) as told:
        LOCATION_TASK.task(world.connect(), LOCATION_TASK.wanted({"short": "x" * 61}), False)
    assert "source_field" not in str(told.value)
    assert "password=secret" not in f"{told.value} {told.value.details}"


@pytest.mark.parametrize("status", [302, 200])
def test_a_page_instead_of_an_answer_is_no_answer(world: PanelWorld, status: int) -> None:
    kind = {"kind": "html"} if status == 200 else {"kind": "status", "status": 302}
    world.fault(**kind, after=0, times=9)  # type: ignore[arg-type]
    with pytest.raises((NoUsableAnswer, Refused)) as told:
        LOCATION_TASK.task(client_of(world.panel, retries=0), LOCATION_TASK.wanted({"short": "local"}), False)
    assert "api_url" in str(told.value)
