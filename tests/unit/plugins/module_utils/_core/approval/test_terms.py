# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What stands for the options of a task, and how a module is told the terms of a run."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.approval.gate import NotApproved
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.approval.keyed import asked_for
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.approval.terms import (
    FREE,
    Drifted,
    TaskTerms,
    Terms,
    as_arguments,
    from_arguments,
)
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.converge import Outcome, Step, Steps
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.cost import Cost

ASKED = {"name": "web", "password": "geheim", "size": None}


def asked(params: dict[str, Any] = ASKED, key: str = "", secret: str = "token") -> str:
    return asked_for(params, ("api_token",), key, (secret,))


def test_the_same_options_have_the_same_hash_and_others_another() -> None:
    assert asked({**ASKED, "api_token": "x", "wait": False, "wait_timeout": 9}) == asked()
    assert asked({"name": "web", "password": "geheim"}) == asked()
    assert asked({**ASKED, "password": "geheim2"}) != asked()
    assert asked({**ASKED, "size": 1}) != asked()
    assert asked({"tags": {"a": 1, "b": 2}}) == asked({"tags": {"b": 2, "a": 1}})
    assert asked({"name": "w\udcffb"}) != asked({"name": "wb"})
    both = [asked_for(ASKED, (), "", secrets) for secrets in (("one", "other"), ("other", "one"))]
    assert both[0] == both[1]


def test_nobody_can_try_out_a_password_without_the_key() -> None:
    assert asked(secret="other") != asked()
    assert asked(key="mine") != asked()
    assert asked(key="mine", secret="other") == asked(key="mine")
    assert "geheim" not in asked()


def test_a_module_gets_the_terms_and_does_not_keep_them() -> None:
    terms = Terms(True, [{"account": "1", "title": "box web", "asked": "2", "steps": []}], "key", True, {"x": {}})
    params = {"name": "web", **as_arguments(terms)}
    assert from_arguments(params) == terms
    assert params == {"name": "web"}
    assert from_arguments({"name": "web", "_boxfleet": None, "_boxfleet_key": None}) == FREE


OFF, ON = {"state": "off"}, {"state": "on"}
PLANNED: Steps[Any] = Steps(OFF, (Step("start", "start box web", ON, lambda actual, _run: actual),))
WRITTEN = [{"action": "start", "what": "start box web", "changes": {"state": ["off", "on"]}}]


def of_task(terms: Terms, *costs: Any, account: str = "mine", **params: Any) -> TaskTerms:
    """The terms of a run for a task that names a box; the costs are by state."""
    known: Any = lambda client: lambda what, view: dict(costs).get(view["state"])  # noqa: E731
    provider = SimpleNamespace(name="pantry", costs=known if costs else None, argument_spec={"api_token": {}})
    spec: Any = SimpleNamespace(provider=provider, argument_spec={"name": {}, "api_token": {}})
    auth = SimpleNamespace(secrets=["token"])
    client: Any = SimpleNamespace(session=SimpleNamespace(account=account), account=SimpleNamespace(auth=auth))
    return TaskTerms(terms, spec, {"name": "web", "api_token": "token", **params}, client)


def outcome(planned: Steps[Any] = PLANNED) -> Outcome[Any]:
    return Outcome("box", "box web", planned, [], [], None, planned.after)


def test_what_a_task_tells_is_what_it_may_do_later_in_the_same_account_alone() -> None:
    told = of_task(Terms(written=True)).told([outcome()])["boxfleet"]
    assert told == {
        "provider": "pantry",
        "account": "mine",
        "asked": asked({"name": "web"}),
        "things": [
            {
                "title": "box web",
                "steps": WRITTEN,
                "cost": {"before": None, "after": None, "currency": None, "note": ""},
            }
        ],
    }
    approved = {"account": "mine", "title": "box web", "asked": told["asked"], "steps": WRITTEN}
    other = {**approved, "asked": "another task's"}
    of_task(Terms(approved=[other, approved, other])).gate().check("box web", PLANNED)
    # what Ansible gives every module says nothing of the task
    of_task(Terms(approved=[approved]), _ansible_verbosity=3).gate().check("box web", PLANNED)
    for refused in (
        of_task(Terms(approved=[])),
        of_task(Terms(approved=[other])),
        of_task(Terms(approved=[approved]), name="db"),
        of_task(Terms(approved=[approved]), account="theirs"),
    ):
        with pytest.raises(NotApproved):
            refused.gate().check("box web", PLANNED)
    of_task(FREE).gate().check("box web", PLANNED)
    assert of_task(FREE).told([outcome()]) == {}
    assert of_task(Terms(written=True)).told([]) == {}


def test_what_a_thing_costs_is_told_before_and_after_the_users_table_first() -> None:
    costs = [("off", Cost(1.0, "EUR")), ("on", Cost(2.5, "EUR", "no cap"))]
    told = of_task(Terms(written=True), *costs).told([outcome()])
    assert told["cost"] == {"before": 1.0, "after": 2.5, "currency": "EUR", "note": "no cap"}
    assert "cost" not in of_task(Terms(written=True), *costs).told([outcome(), outcome()])
    known = of_task(Terms(written=True), costs[1]).told([outcome()])["cost"]
    assert (known["before"], known["after"], known["currency"]) == (None, 2.5, "EUR")
    prices = {"currency": "CHF", "pantry": {"box": {"base": 7}}}
    told = of_task(Terms(written=True, prices=prices), *costs).told([outcome()])
    assert (told["cost"]["after"], told["cost"]["currency"]) == (7.0, "CHF")


def test_a_dry_run_that_asks_for_drift_fails_where_something_differs_alone() -> None:
    asking = of_task(Terms(fail_on_drift=True))
    with pytest.raises(Drifted, match=r"which would take: start box web \(state: off → on\)\. Nothing was changed"):
        asking.see_drift([outcome(Steps(ON)), outcome()], True)
    asking.see_drift([outcome(Steps(ON))], True)
    asking.see_drift([outcome()], False)
    of_task(FREE).see_drift([outcome()], True)
