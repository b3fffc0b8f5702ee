# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The gate that changes pass."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.approval.gate import Gate, NotApproved
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.approval.steps import Approved, written_steps
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.converge import Step, Steps
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.dialect import Request

OFF, ON = {"state": "off"}, {"state": "on"}


def steps(before: Any, *afters: Any) -> Steps[Any]:
    return Steps(before, tuple(Step("set", "set it", after, lambda actual, _run: actual) for after in afters))


def approving(planned: Steps[Any], asked: str = "") -> Gate:
    return Gate({"box web": [Approved("", written_steps(planned.before, planned.steps))]}, asked)


def test_where_nothing_has_to_be_approved_everything_passes() -> None:
    gate = Gate()
    gate.check("box web", steps(OFF, ON))
    gate.let_pass(Request("POST", "/boxes"))


def test_where_nothing_was_approved_nothing_passes() -> None:
    gate = Gate({})
    with pytest.raises(NotApproved):
        gate.check("box web", steps(OFF, ON))
    with pytest.raises(NotApproved):
        gate.let_pass(Request("POST", "/boxes"))


def test_what_was_approved_passes_and_so_does_a_thing_that_needs_nothing() -> None:
    gate = approving(steps(OFF, ON))
    gate.check("box web", steps(OFF, ON))
    gate.check("box other", steps(OFF))


def test_a_thing_of_which_nothing_was_approved_is_refused_with_what_it_needs() -> None:
    with pytest.raises(NotApproved) as caught:
        approving(steps(OFF, ON)).check("box other", steps(OFF, ON))
    assert str(caught.value).startswith(
        "box other needs a change that was not approved: set it (state: off → on). Make a new dry run"
    )
    assert caught.value.details["approved_steps"] == []
    assert caught.value.details["needed_steps"][0]["changes"] == {"state": ["off", "on"]}


def test_other_steps_are_refused_with_both() -> None:
    with pytest.raises(NotApproved) as caught:
        approving(steps(OFF, ON)).check("box web", steps({"state": "frozen"}, ON))
    assert "Needed: set it (state: frozen → on). Approved: set it (state: off → on)." in str(caught.value)


def test_a_task_that_asks_for_something_else_is_refused() -> None:
    with pytest.raises(NotApproved, match="the options of the task are others"):
        approving(steps(OFF, ON), asked="other").check("box web", steps(OFF, ON))


def test_of_several_tasks_about_one_thing_each_has_what_was_approved_for_it() -> None:
    gate = Gate(
        {
            "box web": [
                Approved("first", written_steps(OFF, steps(OFF, ON).steps)),
                Approved("second", written_steps(ON, steps(ON, OFF).steps)),
            ]
        },
        "second",
    )
    gate.check("box web", steps(ON, OFF))
    with pytest.raises(NotApproved):
        gate.check("box web", steps(OFF, ON))


def test_what_is_approved_twice_for_one_task_passes_either_way() -> None:
    ways = [Approved("", written_steps(before, steps(before, after).steps)) for before, after in ((OFF, ON), (ON, OFF))]
    gate = Gate({"box web": ways})
    gate.check("box web", steps(OFF, ON))
    gate.check("box web", steps(ON, OFF))


def test_a_step_within_a_step_leaves_the_gate_open() -> None:
    gate = approving(steps(OFF, ON))
    with gate.opened():
        with gate.opened():
            pass
        gate.let_pass(Request("POST", "/boxes"))


def test_a_change_is_sent_by_a_step_alone() -> None:
    gate = approving(steps(OFF, ON))
    gate.let_pass(Request("GET", "/boxes"))
    with pytest.raises(NotApproved, match="POST boxes belongs to no step that was approved"):
        gate.let_pass(Request("POST", "/boxes"))
    with gate.opened():
        gate.let_pass(Request("POST", "/boxes"))
    with pytest.raises(NotApproved):
        gate.let_pass(Request("POST", "/boxes"))


def test_the_step_of_one_thread_opens_the_gate_to_no_other() -> None:
    gate, caught = approving(steps(OFF, ON)), []

    def other() -> None:
        try:
            gate.let_pass(Request("DELETE", "/boxes/1"))
        except NotApproved as error:
            caught.append(error)

    with gate.opened():
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
    assert len(caught) == 1
