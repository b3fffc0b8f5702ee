# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tasks of a server are followed by their ids, through looks that fail."""

from __future__ import annotations

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import NoUsableAnswer, WaitFailed
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.wait import Deadline
from ansible_collections.boxfleet.cloud.plugins.module_utils._ovh.tasks import NUMBERED, Tasks
from ansible_collections.boxfleet.cloud.tests.unit.own_time import OwnTime

WHERE = ("dedicated", "server", "ns1")
REBOOT, REINSTALL = "hardReboot", "reinstallServer"


class Service:
    """A server's tasks, by their ids.

    :ivar fails: after so many seconds one look at a task fails.
    """

    def __init__(self):
        self.clock, self.fails, self.there = OwnTime(), None, {}
        self.tell = lambda *_told: None

    def get(self, *where, shape):
        if len(where) == len(WHERE) + 1:
            return list(self.there)
        if self.fails is not None and self.clock.now() > self.fails:
            self.fails = None
            raise NoUsableAnswer("the service failed")
        return self._seen(where[-1])

    def get_each(self, *_where, ids, shape):
        return [(number, self._seen(number)) for number in ids]

    def _seen(self, number):
        function, end, state = self.there[number]
        return {"taskId": number, "function": function, "status": state if self.clock.now() >= end else "doing"}


def follow(service, task, function):
    tasks = Tasks(service, NUMBERED, WHERE, (REBOOT, REINSTALL))
    there, service.there = service.there, {}
    assert tasks.recent() == []
    service.there = there
    tasks.follow(task, function, Deadline(service.clock, 3600))
    return service.clock.now()


def test_a_look_that_fails_late_does_not_end_the_wait_for_a_task_that_was_seen():
    service = Service()
    service.there, service.fails = {7: (REINSTALL, 600, "done")}, 400
    assert follow(service, {"taskId": 7}, REINSTALL) >= 600
    assert service.fails is None


def test_a_task_whose_id_is_not_told_is_the_one_that_does_what_was_asked_for():
    service = Service()
    service.there = {7: (REBOOT, 30, "done"), 8: (REINSTALL, 0, "ovhError")}
    assert 30 <= follow(service, {}, REBOOT) < 100
    with pytest.raises(WaitFailed, match=r"task reinstallServer \(8\) is ovhError"):
        follow(service, {}, REINSTALL)


def test_a_task_that_never_shows_is_told():
    with pytest.raises(WaitFailed, match="shows no task hardReboot for it"):
        follow(Service(), {}, REBOOT)
