# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a user of monitoring checks meets when the service, the network or another run gets in the way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import NoUsableAnswer, Refused, WaitTimeout
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.report import Report
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.check.desired import DesiredCheck
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.check.task import ensure_check
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.client import Client
from tests.conftest import LOST_ANSWERS

BUILT_IN = "Stammdaten-E-Mail-Adresse"
PING = {"name": "up", "box": "web1", "check_type": "ping", "contact_groups": [BUILT_IN]}
# Calls of the API to lose -> what there is before, what is wanted, and what it takes.
JOBS = {
    "create": ("POST", "/monitoring", None, PING, ["create"]),
    "replace": ("POST", "/monitoring/*", PING, {**PING, "check_interval": 60}, ["create", "delete"]),
    "delete the old": ("DELETE", "/monitoring/*", PING, {**PING, "check_interval": 60}, ["create", "delete"]),
    "delete": ("DELETE", "/monitoring/*", PING, {"name": "up", "state": "absent"}, ["delete"]),
}


def ensure(client: Client, check_mode: bool = False, **options: Any) -> Report:
    return ensure_check(client, DesiredCheck(**options), check_mode)


@pytest.mark.parametrize(("kind", "more"), LOST_ANSWERS)
@pytest.mark.parametrize("job", JOBS)
def test_a_change_whose_answer_is_lost_is_made_exactly_once(
    sandbox: Any, connect: Callable[..., Client], job: str, kind: str, more: dict[str, Any]
) -> None:
    client = connect(timeout=2)
    sandbox.seed(1)
    method, path, before, wish, actions = JOBS[job]
    if before:
        ensure(client, **before)
    sandbox.fault(method, path, kind, **more)
    assert ensure(client, **wish).actions == actions
    assert [check.get("checkInterval") for check in client.get_checks().values()] == (
        [] if job == "delete" else [wish.get("check_interval", 300)]
    )
    assert not ensure(client, **wish).changed


@pytest.mark.parametrize("kind", ["status", "html", "truncate", "reset_before", "timeout"])
@pytest.mark.parametrize("path", ["/monitoring", "/jiffyBoxes", "/contactGroups"])
def test_a_service_that_stays_broken_is_told_without_the_token(
    sandbox: Any, connect: Callable[..., Client], path: str, kind: str
) -> None:
    sandbox.seed(1)
    sandbox.fault("GET", path, kind, times=9)
    with pytest.raises(NoUsableAnswer) as caught:
        ensure(connect(timeout=2), **PING)
    assert sandbox.token not in repr(caught.getrepr(chain=True))
    assert sandbox.changes() == []


@pytest.mark.parametrize("job", ["create", "replace", "delete"])
def test_a_status_that_never_settles_ends_at_the_timeout_with_what_is_still_in_place(
    sandbox: Any, client: Client, job: str
) -> None:
    sandbox.seed(1)
    method, path, before, wish, _actions = JOBS[job]
    if before:
        ensure(client, **before)
    sandbox.fault(method, path, "stuck")
    with pytest.raises(WaitTimeout, match=r"up \(\d+\) was still STATUS_.* after 60 s.*wait_timeout") as caught:
        ensure(client, **wish, wait_timeout=60)
    if job == "replace":
        assert "What it was to replace, up (" in str(caught.value)
    with pytest.raises(WaitTimeout):
        ensure(client, check_mode=True, **wish, wait_timeout=60)


def test_a_replacement_that_is_refused_leaves_the_old_check_and_tells_the_services_words(
    sandbox: Any, client: Client
) -> None:
    sandbox.seed(1)
    old = ensure(client, **PING).values["monitoring_check"]["id"]
    with pytest.raises(Refused, match=r"Could not replace monitoring check up \(\d+\): .*198.19.0.1"):
        ensure(client, name="up", ip="198.19.0.1")
    assert [check["id"] for check in client.get_checks().values()] == [old]


def test_a_check_whose_box_vanishes_while_it_is_waited_for_is_told(sandbox: Any, client: Client) -> None:
    [box_id] = sandbox.seed(1, running=False)
    create_check = client.create_check

    def create_and_lose_the_box(parameters: Any) -> Any:
        check = create_check(parameters)
        client.delete_box(box_id)
        sandbox.advance(60)
        return check

    client.create_check = create_and_lose_the_box  # type: ignore[method-assign]
    with pytest.raises(Exception, match=r"Could not create monitoring check up: the service dropped .*not exist"):
        ensure(client, **PING)


def test_two_runs_that_replace_the_same_check_end_with_one(
    sandbox: Any, client: Client, connect: Callable[..., Client]
) -> None:
    sandbox.seed(1)
    ensure(client, **PING)
    other = connect()
    list_checks = client.get_checks

    def list_then_the_other_run_is_faster() -> Any:
        checks = list_checks()
        client.get_checks = list_checks  # type: ignore[method-assign]
        ensure(other, **PING, check_interval=60)
        return checks

    client.get_checks = list_then_the_other_run_is_faster  # type: ignore[method-assign]
    assert ensure(client, **PING, check_interval=60).actions == []
    assert [check["checkInterval"] for check in client.get_checks().values()] == [60]
