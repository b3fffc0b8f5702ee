# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What nobody says of requests and answers may be one way or the other: a life goes well in all of them."""

from __future__ import annotations

from typing import Any

import pytest
from running import Server

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.task import TaskSpec
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.datacenter.record import DATACENTER_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.server.record import SERVER_TASK
from tests.functional.ionos.cases import WHOLE
from tests.functional.ionos.world import IonosWorld

WEB = {"datacenter": "new", "name": "web"}
LIFE: tuple[tuple[TaskSpec, dict[str, Any], list[str]], ...] = (
    (DATACENTER_TASK, WHOLE, ["create"]),
    (DATACENTER_TASK, WHOLE, []),
    (SERVER_TASK, {**WEB, "cores": 2, "ram": 2048, "allow_reboot": True}, ["update"]),
    (SERVER_TASK, {**WEB, "state": "stopped"}, ["stop"]),
    (SERVER_TASK, {**WEB, "state": "started", "volumes": [{"name": "spare"}]}, ["create_volume", "start"]),
    (SERVER_TASK, {**WEB, "state": "absent", "delete_volumes": "all"}, ["delete"]),
    (DATACENTER_TASK, {"name": "new", "state": "absent", "force": True}, ["delete"]),
)
FORMS = (
    *("shown_late", "found_late", "forgotten_requests", "oldest_first", "no_queue", "calm_datacenters", "no_targets"),
    *("lists_of_2021", "next_forever", "strict_power", "no_alias", "zero_numbers", "float_sizes", "news"),
)


@pytest.mark.parametrize("form", FORMS)
def test_a_life_goes_well_in_this_form(ionos: Server, form: str) -> None:
    world = IonosWorld(ionos)
    world.reset()
    ionos.fault("*", "*", form, times=10_000)
    for task, options, actions in LIFE:
        report = task.task(world.connect(), task.wanted(options), False)
        assert report.actions == actions, options
    assert [name for name in world.everything() if "new" in name] == []
