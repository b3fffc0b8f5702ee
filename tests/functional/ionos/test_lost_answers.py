# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The answer to a creation is lost: what comes of it is adopted, and nothing is sent again that could still arrive."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.converge import PATIENCE
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.dialect import Answer, Request
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import OutcomeUnknown, WaitFailed
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.report import Report
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.task import TaskSpec
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.client import HALF_MADE
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.datacenter.record import DATACENTER_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.ip_block.record import IP_BLOCK_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.server.record import SERVER_TASK
from tests.functional.ionos.cases import BLOCK, SERVER
from tests.functional.ionos.world import IonosWorld

TIMEOUT = 10.0
# Until the service shows it, and then for good; while it works on it, and when it is done.
FORMS = ((), ("shown_late",), ("shown_late", "no_targets", "oldest_first"), ("forgotten_requests", "no_queue"))
forms = pytest.mark.parametrize("forms", FORMS, ids=" ".join)


class Lost:
    """Loses the first creation: it arrives after so many further calls, at once with 0, or never with None."""

    def __init__(self, client: Any, other: Any, arrives: int | None) -> None:
        self.client = client
        self._other = other
        self.sent = 0
        self.later: Request | None = None
        self.left = arrives
        self._send = client.session.send
        client.session.send = self.send
        self.waited = 0.0

    def send(self, request: Request) -> Answer:
        """Stands for Session.send()."""
        if request.verb == "POST":
            self.sent += 1
            if self.sent == 1:
                self.later, self.waited = request, self.client.session.clock.now()
                self._arrive()
                raise OutcomeUnknown("the connection broke")
            self.waited = self.client.session.clock.now() - self.waited
        answer: Answer = self._send(request)
        if self.later and self.left is not None:
            self.left -= 1
            self._arrive()
        return answer

    def _arrive(self) -> None:
        if self.later and self.left == 0:
            later, self.later = self.later, None
            self._other.session.send(later)


@pytest.fixture
def world(world: IonosWorld) -> IonosWorld:
    world.changes()
    return world


def run(world: IonosWorld, task: TaskSpec, options: dict[str, Any], arrives: int | None) -> tuple[Report, Lost]:
    client = world.connect()
    lost = Lost(client, world.connect(), arrives)
    return task.task(client, task.wanted(options), False), lost


def named(world: IonosWorld, key: str) -> int:
    world.settle()
    return sum(found.startswith(f"{key}#") and found[len(key) + 1 :].isdigit() for found in world.everything())


@forms
@pytest.mark.parametrize("arrives", [0, 1, 4])
def test_what_arrives_is_adopted_and_not_sent_again(world: IonosWorld, forms: tuple[str, ...], arrives: int) -> None:
    for form in forms:
        world.ionos.fault("*", "*", form, times=1000)
    # longer than a call that was lost is waited for
    world.ionos.fault("POST", "*", "lengthy")
    report, lost = run(world, SERVER_TASK, SERVER, arrives)
    assert (lost.sent, report.actions, report.values["server"]["power"]) == (1, ["create"], "running")
    world.heal()
    assert named(world, "/datacenter shop#0/server web") == 1


@pytest.mark.parametrize(
    ("task", "options", "key"),
    [
        (DATACENTER_TASK, {"name": "new", "location": "de/fra"}, "/datacenter new"),
        (IP_BLOCK_TASK, BLOCK, "/ipblock fixed"),
    ],
)
def test_so_it_is_outside_of_data_centres(world: IonosWorld, task: TaskSpec, options: Any, key: str) -> None:
    world.ionos.fault("*", "*", "shown_late", times=1000)
    report, lost = run(world, task, options, 2)
    assert (lost.sent, report.actions) == (1, ["create"])
    world.heal()
    assert named(world, key) == 1


@forms
def test_what_never_arrives_is_sent_again_when_it_no_longer_can(world: IonosWorld, forms: tuple[str, ...]) -> None:
    for form in forms:
        world.ionos.fault("*", "*", form, times=1000)
    report, lost = run(world, SERVER_TASK, SERVER, None)
    assert (lost.sent, report.actions) == (2, ["create"])
    assert lost.waited >= PATIENCE * TIMEOUT
    world.heal()
    assert named(world, "/datacenter shop#0/server web") == 1


def test_what_arrived_and_failed_is_sent_again(world: IonosWorld) -> None:
    world.ionos.fault("*", "*", "shown_late", times=1000)
    world.ionos.fault("POST", "*", "fails")
    report, lost = run(world, SERVER_TASK, SERVER, 0)
    assert (lost.sent, report.actions) == (2, ["create"])
    world.heal()
    assert named(world, "/datacenter shop#0/server web") == 1


@pytest.mark.parametrize(("fault", "half"), [("fails", False), ("fails_halfway", True)])
def test_what_a_failed_creation_leaves_is_told(world: IonosWorld, fault: str, half: bool) -> None:
    world.ionos.fault("POST", "*", fault)
    with pytest.raises(WaitFailed) as failed:
        SERVER_TASK.task(world.connect(), SERVER_TASK.wanted(SERVER), False)
    assert (HALF_MADE in str(failed.value)) is half
    assert named(world, "/datacenter shop#0/server web") == half


def test_a_request_for_something_else_is_not_waited_for(world: IonosWorld) -> None:
    world.ionos.fault("POST", "*", "stuck")
    client = world.connect()
    other = {**SERVER, "name": "another", "volumes": None, "wait": False}
    SERVER_TASK.task(client, SERVER_TASK.wanted(other), False)
    report, lost = run(world, IP_BLOCK_TASK, BLOCK, None)
    assert (lost.sent, report.actions) == (2, ["create"])
