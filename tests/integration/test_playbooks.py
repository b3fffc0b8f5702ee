# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The playbooks of the collection, called by their names as users without a checkout do."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.integration.conftest import CHECKOUT

PLAYBOOKS = sorted(path.stem for path in (CHECKOUT / "playbooks").glob("*.yml"))


def run(ansible: Any, name: str, *arguments: str, **variables: Any) -> Any:
    return ansible.run("ansible-playbook", f"boxfleet.cloud.{name}", *arguments, "-e", json.dumps(variables))


def names(sandbox: Any) -> list[str]:
    there = sandbox.api("GET", "jiffyBoxes")
    return sorted(box["name"] for box in there.values()) if there else []


@pytest.mark.long
def test_the_quickstart_leaves_nothing(sandbox: Any, ansible: Any) -> None:
    done = run(ansible, "jiffybox_quickstart")
    assert done.code == 0, done.output
    assert "A second run changes nothing." in done.output
    assert names(sandbox) == []


def test_the_backup_policy_finds_what_has_no_backup(sandbox: Any, ansible: Any) -> None:
    sandbox.seed(1, metadata={"backup": "nightly"})
    done = run(ansible, "jiffybox_nightly_backups")
    assert "No backup of the last 26 hours: web1." in " ".join(done.output.split())


@pytest.mark.long
def test_a_fleet_is_made_and_retired(sandbox: Any, ansible: Any) -> None:
    fleet = {
        "jiffybox_fleet_name": "shop",
        "jiffybox_fleet_connect": False,
        "jiffybox_fleet_defaults": {"distribution": "debian_bookworm_64bit", "plan": "44", "settle": 0},
        "jiffybox_fleet_boxes": [{"name": "web1"}],
    }
    done = run(ansible, "jiffybox_fleet", **fleet)
    assert (done.code, names(sandbox)) == (0, ["web1"]), done.output
    done = run(ansible, "jiffybox_retire", jiffybox_retire_boxes=["web1"])
    assert (done.code, names(sandbox)) == (0, ["web1-retired"]), done.output


def test_a_failover_without_its_boxes_says_so(sandbox: Any, ansible: Any) -> None:
    variables = {"jiffybox_failover_address": "198.18.0.3", "jiffybox_failover_boxes": ["web1"]}
    done = run(ansible, "jiffybox_failover", **variables)
    assert "jiffybox_failover_boxes: there is no box web1 in the account." in done.output


def test_the_sandbox_is_stopped_where_there_is_none(ansible: Any) -> None:
    folder = str(ansible.folder / "sandbox")
    done = run(ansible, "jiffybox_sandbox", jiffybox_sandbox_state="stopped", jiffybox_sandbox_folder=folder)
    assert done.code == 0, done.output
    assert "changed=0" in done.output


@pytest.mark.parametrize("name", PLAYBOOKS)
def test_the_head_of_a_playbook_says_how_it_is_called(name: str) -> None:
    text = (CHECKOUT / "playbooks" / f"{name}.yml").read_text(encoding="utf-8")
    assert f"#   ansible-playbook boxfleet.cloud.{name}" in text
    assert f'"{name}"' in (CHECKOUT / "tests" / "integration" / "test_playbooks.py").read_text(encoding="utf-8")
