# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A protected box outlives every module that deletes."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import InvalidInput
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.task import TaskSpec
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.backup.task import BACKUP_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.box.task import BOX_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.client import Client
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.fleet.task import BOXES_TASK

NEW = {"name": "web", "plan": "CloudLevel 1", "distribution": "debian_stretch_64bit"}
KEY = "boxfleet_protected"


def do(client: Client, spec: TaskSpec, options: dict[str, Any], check_mode: bool = False) -> dict[str, Any]:
    """What a task returns, and whether it changed something."""
    report = spec.task(client, spec.wanted(options), check_mode)
    return {**report.values, "actions": report.actions}


def box(client: Client, check_mode: bool = False, **options: Any) -> dict[str, Any]:
    return do(client, BOX_TASK, {**NEW, **options}, check_mode)


@pytest.fixture
def protected(sandbox: Any, client: Client) -> int:
    """The id of a protected box with a backup."""
    made = box(client, state="started", metadata={"role": "db"}, delete_protection=True)
    do(client, BACKUP_TASK, {"box": "web", "state": "present"})
    sandbox.forget()
    return int(made["box"]["id"])


DELETIONS = [
    (BOX_TASK, {"name": "web", "state": "absent"}, "would delete it"),
    (BOXES_TASK, {"boxes": [{"name": "web", "state": "absent"}]}, r"boxes\[0\]\.state: 'absent' would delete it"),
    (BOXES_TASK, {"boxes": [{"name": "web"}], "defaults": {"state": "absent"}}, "defaults.state: 'absent' would"),
    (BACKUP_TASK, {"box": "web", "state": "absent", "type": "manual"}, "would delete a backup"),
]


@pytest.mark.parametrize("check_mode", [False, True])
@pytest.mark.parametrize(("spec", "options", "told"), DELETIONS)
def test_nothing_of_it_is_deleted_in_dry_runs_nor_in_real_ones(
    sandbox: Any, client: Client, protected: int, spec: TaskSpec, options: Any, told: str, check_mode: bool
) -> None:
    with pytest.raises(InvalidInput, match=told) as refused:
        do(client, spec, options, check_mode)
    assert f"box web ({protected}) is protected ({KEY} in its metadata)" in str(refused.value)
    assert "delete_protection: false" in str(refused.value)
    assert sandbox.changes() == []


@pytest.mark.parametrize(("spec", "options", "_told"), DELETIONS)
def test_without_protection_it_is(client: Client, protected: int, spec: TaskSpec, options: Any, _told: str) -> None:
    assert box(client, state="present", delete_protection=False)["actions"] == ["set_metadata"]
    assert do(client, spec, options)["actions"]


def test_of_a_fleet_nothing_is_deleted_if_one_is_protected(sandbox: Any, client: Client, protected: int) -> None:
    sandbox.seed(2, prefix="other")
    boxes = [{"name": name} for name in ("other1", "web", "other2")]
    with pytest.raises(InvalidInput, match="Nothing was changed"):
        do(client, BOXES_TASK, {"boxes": boxes, "defaults": {"state": "absent"}})
    assert sandbox.changes() == []


def test_who_says_so_in_the_task_deletes_it_in_one_go(client: Client, protected: int) -> None:
    gone = {"state": "absent", "delete_protection": False}
    dry = box(client, check_mode=True, **gone)
    assert dry["actions"] == box(client, **gone)["actions"] == ["shutdown", "delete"]


def test_protection_is_shown_and_stays_until_it_is_lifted(client: Client, protected: int) -> None:
    assert box(client)["box"]["delete_protection"] is True
    kept = box(client, metadata={"role": "web"}, purge_metadata=True)
    assert kept["box"]["metadata"] == {"role": "web", KEY: True}
    assert box(client, delete_protection=True)["actions"] == []
    dry = box(client, check_mode=True, delete_protection=False)["box"]
    real = box(client, delete_protection=False)["box"]
    for shown in (dry, real):
        assert (shown["delete_protection"], shown["metadata"]) == (False, {"role": "web"})
    assert box(client, delete_protection=False)["actions"] == []
    assert box(client, metadata={KEY: True})["box"]["delete_protection"] is True
    assert box(client, metadata={KEY: None})["box"]["delete_protection"] is False


def test_whoever_has_set_the_key_it_protects(sandbox: Any, client: Client) -> None:
    sandbox.seed(1, prefix="web", metadata={KEY: "yes"})
    with pytest.raises(InvalidInput, match=r"box web1 \(10001\) is protected"):
        do(client, BOX_TASK, {"id": 10001, "state": "absent"})


def test_a_box_that_is_going_or_gone_is_not_refused(client: Client, protected: int) -> None:
    box(client, state="absent", delete_protection=False, wait=False)
    assert box(client, state="absent")["actions"] == []


@pytest.mark.parametrize("inherits", [True, False])
@pytest.mark.parametrize("protect", [True, False])
def test_a_copy_is_protected_only_if_that_is_asked_for(
    client: Client, protected: int, protect: bool, inherits: bool
) -> None:
    """Whether a service gives a copy the metadata of its source where none are sent, nobody says."""
    duplicate = client.duplicate_box

    def with_metadata(box_id: int, name: str, planid: Any, metadata: Any) -> Any:
        return duplicate(box_id, name, planid, client.get_box(box_id)["metadata"] if metadata is None else metadata)

    if inherits:
        client.duplicate_box = with_metadata  # type: ignore[method-assign]
    copy = do(client, BOX_TASK, {"name": "copy", "plan": "44", "clone_from": "web", "delete_protection": protect})
    assert copy["actions"] == ["create"]
    assert copy["box"]["metadata"] == {**({"role": "db"} if inherits else {}), **({KEY: True} if protect else {})}
