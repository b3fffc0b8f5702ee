# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A task returns the same as a module and in Ansible's own process, whatever its resource is.

It is a dry run: what is on the way to its end takes time that only the sandbox's clock can shorten.
tests/integration/test_in_process.py has Ansible print real runs both ways.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from ansible.module_utils.testing import patch_module_args

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.module import run_module
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.task import TaskSpec
from ansible_collections.boxfleet.cloud.plugins.plugin_utils.as_module import result_of
from tests.functional.suite.case import Case, World
from tests.functional.suite.test_suite import CASES, begin


def at_the_account_of(world: World, spec: TaskSpec) -> TaskSpec:
    """The task, which needs not be told the account any more."""
    account = world.connect().account
    return replace(spec, provider=replace(spec.provider, options={}, account=lambda options: account))


def from_a_module(spec: TaskSpec, options: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """What a module prints. Its warnings go to Ansible's display instead, since that is in this process."""
    with patch_module_args({**options, "_ansible_check_mode": True}), pytest.raises(SystemExit):
        run_module(spec)
    result: dict[str, Any] = json.loads(capsys.readouterr().out)
    return result


# Every third by turns in make test, the others in make long.
TURNS = [pytest.param(case, id=case.name, marks=pytest.mark.long if at % 3 else ()) for at, case in enumerate(CASES)]


@pytest.mark.parametrize("case", TURNS)
def test_a_task_returns_the_same_both_ways(world: World, case: Case, capsys: pytest.CaptureFixture[str]) -> None:
    state, wanted = case.roughly()[0]
    begin(world, case, state)
    world.settle()
    spec, options = at_the_account_of(world, case.spec), dict(case.wanted[wanted])
    module = from_a_module(spec, options, capsys)
    in_process = result_of(spec, f"boxfleet.cloud.{case.name}", options, check_mode=True, verbosity=0)
    # newer versions of Ansible do not always have a module tell it
    module.setdefault("invocation", in_process["invocation"])
    assert {**in_process, "warnings": []} == {**module, "warnings": []}
    assert not in_process.get("failed")
    assert in_process["actions"]
