# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The resources of OVHcloud in the suite: how to make their states, and what can be asked for."""

from __future__ import annotations

from typing import Any

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.task import TaskSpec
from ansible_collections.boxfleet.cloud.plugins.module_utils._ovh.api.task import API_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ovh.credential.task import CREDENTIAL_TASK
from tests.functional.ovh.world import PUBLIC_KEY
from tests.functional.suite.case import Case, World

KEY = {"path": "/me/sshKey/ops", "create_path": "/me/sshKey", "create_body": {"keyName": "ops", "key": PUBLIC_KEY}}


def nothing(world: World) -> None:
    """Nothing is there."""


def after(*tasks: tuple[TaskSpec, dict[str, Any]]) -> Any:
    """The state that tasks make, one after the other."""

    def make(world: World) -> None:
        for task, options in tasks:
            task.task(world.connect(), task.wanted(options), False)

    return make


CASES = [
    Case(
        "ovh_api",
        API_TASK,
        states={"absent": nothing, "there": after((API_TASK, KEY))},
        wanted={
            "present": KEY,
            "absent": {"path": "/me/sshKey/ops", "state": "absent"},
            "not made": {"path": "/me/sshKey/ops"},
            "no such call": {"path": "/me/sshKeys/ops", "state": "absent"},
        },
        mine=lambda key: key.startswith("account key ops#"),
        thorough=(("absent", "present"),),
        long=(("there", "absent"),),
    ),
    Case(
        "ovh_credential",
        CREDENTIAL_TASK,
        states={"valid": nothing, "over": after((CREDENTIAL_TASK, {"state": "absent"}))},
        wanted={
            "enough": {"rules_for": ["ovh_info"], "wait": False},
            "absent": {"state": "absent"},
        },
        mine=lambda key: key.startswith("credential "),
        thorough=(("valid", "absent"),),
        # one that waits for a person is no key yet
        always=frozenset({"enough"}),
        forgets=frozenset({"enough"}),
    ),
]
