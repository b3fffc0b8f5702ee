# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How a task ends, wherever it runs."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.approval.terms import Terms
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.auth import Basic
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.converge import Outcome, Step, Steps
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.dialect import Request
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import BoxfleetError, Missing
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.options import option
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.provider import Account
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.report import Report, report_of
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.task import TaskSpec, run_task
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.provider import JIFFYBOX

TOKEN = "0123456789abcdef0123456789abcdef"
PARAMS = {
    **{name: option.get("default") for name, option in JIFFYBOX.argument_spec.items()},
    "api_token": TOKEN,
    "api_url": "http://127.0.0.1:9",
}


@dataclass(frozen=True)
class Nothing:
    """A task without options."""


@dataclass(frozen=True)
class Guarded:
    """A task with a password."""

    password: str | None = option(no_log=True)


def end_of(outcome: Any, verbosity: int = 0, check_mode: bool = False) -> Any:
    """How a task ends that returns this report or raises this error."""

    def task(client: Any, desired: Nothing, check_mode: bool) -> Report:
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    return run_task(TaskSpec(JIFFYBOX, Nothing, task), PARAMS, check_mode, verbosity)


def test_a_warning_is_given_once() -> None:
    assert end_of(Report({}, warnings=["Look out.", "Look out."])).warnings == ["Look out."]


def test_a_failure_says_what_was_changed_before_it_and_what_became_of_each_part() -> None:
    error = BoxfleetError("the service gave up")
    error.actions, error.warnings, error.details = ["shutdown"], ["Look out."], {"results": [1]}
    end = end_of(error)
    assert (end.failed, end.warnings) == (True, ["Look out."])
    assert end.values == {"msg": "the service gave up.", "changed": True, "actions": ["shutdown"], "results": [1]}


def test_a_dry_run_says_that_what_is_missing_may_yet_be_made() -> None:
    real, dry = (
        end_of(Missing("boxes[1].box[0]", "web", "is no box", "Did you mean wbe?"), 0, check).values for check in (0, 1)
    )
    assert real["msg"] == "boxes[1].box[0]: 'web' is no box. Did you mean wbe?"
    assert "missing" not in real
    assert dry["msg"] == f"{real['msg']} If a task before this one makes it, run that one without --check first."
    assert dry["missing"] == [{"option": "boxes[1].box[0]", "value": "web", "keys": ["box"], "needs": []}]


def test_a_fault_of_the_collection_shows_neither_a_traceback_nor_the_token() -> None:
    end = end_of(ValueError(f"in {TOKEN}"))
    assert end.values["msg"].startswith("This is a fault in boxfleet.cloud, please report it: ValueError: in ********.")
    assert "-vvv" in end.values["msg"]
    assert end.values.keys() == {"msg", "changed", "actions"}


def test_a_fault_of_the_collection_can_be_reported_with_its_details() -> None:
    end = end_of(ValueError(f"in {TOKEN}"), verbosity=3)
    assert "-vvv" not in end.values["msg"]
    assert end.values["details"][-1] == "ValueError: in ********"
    assert TOKEN not in str(end)


def test_a_password_that_the_service_repeats_is_not_shown_in_whatever_form() -> None:
    password = "Ge\"heim'47-11"
    spec = TaskSpec(JIFFYBOX, Guarded, lambda client, desired, check_mode: Report({"said": said}))
    said = [password, password.upper(), json.dumps(password), quote(password), repr(password)]
    end = run_task(spec, {**PARAMS, "password": password}, False, 3)
    assert re.findall(r"eim", str(end), re.IGNORECASE) == []


def test_no_secret_is_in_what_is_told_warned_of_and_returned_wherever_it_came_from() -> None:
    """One is the account's and no option's, one is an option, one was learned on the way."""
    told: list[str] = []

    def with_a_secret(params: Any) -> Account:
        account = JIFFYBOX.account(params)
        return replace(account, auth=Basic("me", "of-the-account"))

    def task(client: Any, desired: Any, check_mode: bool) -> Report:
        client.session.learn("given-out")
        said = f"{desired.password} of-the-account given-out"
        client.tell(said, said, 7.0, "1 of 2 done")
        client.session.warnings.append(f"door: {said}")
        return Report({"said": said}, warnings=[f"task: {said}"])

    def tell(what: str, condition: str, seconds: float, tally: str = "") -> None:
        told.append(f"{what}: {condition} ({seconds}, {tally})")

    spec = TaskSpec(replace(JIFFYBOX, account=with_a_secret), Guarded, task)
    end = run_task(spec, {**PARAMS, "password": "of-an-option"}, False, 0, tell)
    hidden = "******** ******** ********"
    assert told == [f"{hidden}: {hidden} (7.0, 1 of 2 done)"]
    assert end.values["said"] == hidden
    assert end.warnings == [f"task: {hidden}", f"door: {hidden}"]


def test_calls_are_returned_to_who_asks_with_three_v() -> None:
    assert "api_calls" not in end_of(Report({}), verbosity=2).values
    assert end_of(Report({}), verbosity=3).values["api_calls"] == []


def test_what_the_run_as_a_whole_was_told_holds_for_its_task() -> None:
    create: Any = Step("create", "create shelf a", {"state": "present"}, lambda actual, run: actual)
    planned: Any = Steps({"state": "absent"}, (create,))
    outcome: Any = Outcome("shelf", "shelf a", planned, ["create"], [], None, {"state": "present"})

    def task(client: Any, desired: Nothing, check_mode: bool) -> Report:
        if not check_mode:
            client.session.gate.let_pass(Request("POST", "/x"))
        return report_of(outcome)

    def end(check_mode: bool, **terms: Any) -> Any:
        return run_task(TaskSpec(JIFFYBOX, Nothing, task), PARAMS, check_mode, 0, terms=Terms(**terms))

    assert not end(False).failed
    assert "belongs to no step that was approved" in end(False, approved=[]).values["msg"]
    assert "boxfleet" not in end(True).values
    assert [thing["title"] for thing in end(True, written=True).values["boxfleet"]["things"]] == ["shelf a"]
    assert "what is there is not what is desired" in end(True, fail_on_drift=True).values["msg"]


def test_a_task_can_read_its_parameters_itself_and_name_further_secrets() -> None:
    def read(params: Any) -> str:
        return f"{params['api_token']} geheimer"

    spec = TaskSpec(
        JIFFYBOX,
        Nothing,
        lambda client, desired, check_mode: Report({"said": desired}),
        options={"body": {"type": "dict"}},
        read=read,
        secret_names=("passphrase",),
    )
    end = run_task(spec, {**PARAMS, "body": {"passphrase": "geheimer"}}, False, 0)
    assert end.values["said"] == "******** ********"
    assert spec.argument_spec.keys() == {*JIFFYBOX.argument_spec, "body"}


def test_a_bad_option_of_the_api_is_a_failure_like_any_other() -> None:
    spec = TaskSpec(JIFFYBOX, Nothing, lambda client, desired, check_mode: Report({}))
    end = run_task(spec, {**PARAMS, "api_timeout": 0}, False, 3)
    assert end.failed
    assert "api_timeout: 0 must be more than 0" in end.values["msg"]
