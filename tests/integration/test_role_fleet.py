# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The role jiffybox_fleet, up to the boxes. tests/machines has what is left: logging in to them."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.integration.readmes import first_playbook

CHECKOUT = Path(__file__).resolve().parent.parent.parent
EXAMPLE = str(CHECKOUT / "examples" / "fleet.yml")

FLEET = {
    "jiffybox_fleet_name": "shop",
    "jiffybox_fleet_connect": False,
    "jiffybox_fleet_defaults": {
        "distribution": "debian_bookworm_64bit",
        "plan": "44",
        "settle": 0,
        "metadata": {"env": "test"},
    },
    "jiffybox_fleet_boxes": [
        {"name": "web1", "groups": ["web"]},
        {"name": "db1", "metadata": {"role": "db"}},
        {"name": "off1", "state": "stopped"},
    ],
}


def fleet(ansible: Any, *arguments: str, then: tuple[dict[str, Any], ...] = (), **variables: Any) -> Any:
    """Run the role, then the tasks."""
    role = {"ansible.builtin.include_role": {"name": "boxfleet.cloud.jiffybox_fleet"}}
    return ansible.play([role, *then], *arguments, vars={**FLEET, **variables})


def boxes(sandbox: Any) -> dict[str, Any]:
    """The boxes that there are, by name."""
    there = sandbox.api("GET", "jiffyBoxes")
    return {box["name"]: box for box in there.values()} if there else {}


def test_a_list_becomes_boxes_a_dry_run_says_so_and_a_second_run_changes_nothing(sandbox: Any, ansible: Any) -> None:
    told = "jiffybox_fleet_result.boxes | map(attribute='name') == ['web1', 'db1', 'off1']"
    check = {"ansible.builtin.assert": {"that": [told, "jiffybox_fleet_result.unlisted == []"]}}
    dry = fleet(ansible, "--check", "--diff", then=(check,))
    assert (dry.code, sandbox.changes()) == (0, []), dry.output
    assert "changed=1" in dry.output
    assert dry.output.count('+        "state": "running"') == 2

    real = fleet(ansible, then=(check,))
    assert real.code == 0, real.output
    there = boxes(sandbox)
    assert {name: (box["running"], box["metadata"]) for name, box in there.items()} == {
        "web1": (True, {"env": "test", "fleet": "shop"}),
        "db1": (True, {"role": "db", "fleet": "shop"}),
        "off1": (False, {"env": "test", "fleet": "shop"}),
    }

    sandbox.forget()
    again = fleet(ansible, then=(check,))
    assert again.code == 0, again.output
    assert "changed=0" in again.output
    assert sandbox.calls() == [("GET", "/jiffyBoxes")] * 2
    assert "WARNING" not in dry.output + real.output + again.output


@pytest.mark.long
def test_boxes_that_are_not_listed_are_told_and_deleted_only_when_asked_for(sandbox: Any, ansible: Any) -> None:
    sandbox.seed(2, prefix="old", metadata={"fleet": "shop"})
    # none of these is of the fleet
    sandbox.seed(1, prefix="other", metadata={"fleet": "shop2"})
    sandbox.seed(1, prefix="cased", metadata={"fleet": "Shop"})
    sandbox.seed(1, prefix="listed", metadata={"fleet": ["shop"]})
    sandbox.seed(1, prefix="unmarked", metadata={"role": "shop"})
    sandbox.seed(1, prefix="bare")
    before = set(boxes(sandbox))
    wanted = {"jiffybox_fleet_boxes": [{"name": "old2"}], "jiffybox_fleet_defaults": {"state": "stopped"}}

    names = "jiffybox_fleet_result.unlisted | map(attribute='name') == ['old1']"
    left = fleet(ansible, then=({"ansible.builtin.assert": {"that": names}},), **wanted)
    assert left.code == 0, left.output
    assert "Of the fleet shop but not listed: old1 (10001, READY). They are left alone." in left.output
    assert set(boxes(sandbox)) == before
    assert not boxes(sandbox)["old2"]["running"]

    sandbox.forget()
    asked = {**wanted, "jiffybox_fleet_remove": True}
    dry = fleet(ansible, "--check", "--diff", **asked)
    assert (dry.code, sandbox.changes()) == (0, []), dry.output
    assert "old1: delete" in dry.output

    names = "jiffybox_fleet_result.removed | map(attribute='name') == ['old1']"
    real = fleet(ansible, then=({"ansible.builtin.assert": {"that": names}},), **asked)
    assert real.code == 0, real.output
    assert set(boxes(sandbox)) == before - {"old1"}
    again = fleet(ansible, **asked)
    assert "changed=0" in again.output


@pytest.mark.long
def test_a_dry_run_that_cannot_know_the_boxes_yet_says_why(sandbox: Any, ansible: Any) -> None:
    made = {"boxfleet.cloud.jiffybox_box": {"name": "golden", "distribution": "debian_bookworm_64bit", "plan": "44"}}
    role = {"ansible.builtin.include_role": {"name": "boxfleet.cloud.jiffybox_fleet"}}
    boxes = [{"name": "web1", "clone_from": "golden", "distribution": None}]
    dry = ansible.play([made, role], "--check", vars={**FLEET, "jiffybox_fleet_boxes": boxes})
    assert "fatal" in dry.output
    assert "jiffybox_boxes web1: what would be changed is known once boxes[0].clone_from 'golden' is" in " ".join(
        dry.output.split("fatal", 1)[1].split()
    )


def test_a_box_of_another_fleet_is_not_taken_over(sandbox: Any, ansible: Any) -> None:
    sandbox.seed(1, prefix="web", metadata={"fleet": "blue"})
    [other] = sandbox.seed(1, prefix="other", metadata={"fleet": "green"})
    done = fleet(ansible, jiffybox_fleet_boxes=[{"name": "web1"}, {"id": other}])
    assert done.code != 0
    assert 'web1 (10001) is of the fleet \\"blue\\", other1 (10002) is of the fleet \\"green\\", not of' in done.output
    assert 'not of \\"shop\\". Nothing was changed.' in done.output
    assert sandbox.changes() == []


MISTAKES: list[tuple[dict[str, Any], str]] = [
    ({"jiffybox_fleet_boxes": [{"name": "web1", "stat": "started"}]}, "jiffybox_fleet_boxes.stat. Supported"),
    ({"jiffybox_fleet_defaults": {"state": "running"}}, "value of state must be one of: present, started"),
    ({"jiffybox_fleet_boxes": [{"name": "web", "groups": ["web"]}]}, "web cannot be the name of a box here"),
    ({"jiffybox_fleet_boxes": [{"name": "localhost"}]}, "localhost cannot be the name of a box here"),
    ({"jiffybox_fleet_name": ""}, "jiffybox_fleet_name is empty"),
]


def test_a_mistake_is_told_before_any_call(sandbox: Any, ansible: Any) -> None:
    role = {"ansible.builtin.include_role": {"name": "boxfleet.cloud.jiffybox_fleet"}}
    tasks = [ansible.fails({**role, "vars": {**FLEET, **variables}}, message) for variables, message in MISTAKES]
    done = ansible.play(tasks)
    assert done.code == 0, done.output
    assert sandbox.calls() == []


@pytest.mark.long
def test_an_interrupted_run_is_completed_without_a_box_too_many(sandbox: Any, ansible: Any) -> None:
    playbook = ansible.folder / "interrupted.yml"
    play = {"hosts": "localhost", "connection": "local", "gather_facts": False, "vars": FLEET}
    playbook.write_text(yaml.safe_dump([{**play, "roles": ["boxfleet.cloud.jiffybox_fleet"]}]))
    interrupted = ansible.start("ansible-playbook", str(playbook))
    while not sandbox.changes() and interrupted.poll() is None:
        time.sleep(0.01)
    os.killpg(interrupted.pid, signal.SIGKILL)
    interrupted.communicate()

    done = fleet(ansible)
    assert done.code == 0, done.output
    assert {name: box["running"] for name, box in boxes(sandbox).items()} == {"web1": True, "db1": True, "off1": False}


def test_options_of_the_api_reach_the_role_from_the_play_and_no_secret_is_shown(sandbox: Any, ansible: Any) -> None:
    access = {"api_url": ansible.environment.pop("JIFFYBOX_API_URL")}
    access["api_token"] = ansible.environment.pop("JIFFYBOX_API_TOKEN")
    role = {"ansible.builtin.include_role": {"name": "boxfleet.cloud.jiffybox_fleet"}}
    listed = [{"name": "web1", "password": "geheim-4711"}]
    done = ansible.play(
        [role],
        "-vvvv",
        "--diff",
        vars={**FLEET, "jiffybox_fleet_boxes": listed},
        module_defaults={"group/boxfleet.cloud.jiffybox": access},
    )
    assert done.code == 0, done.output
    assert boxes(sandbox)["web1"]["running"]
    for secret in (sandbox.token, "geheim-4711"):
        assert secret not in done.output


@pytest.mark.long
def test_the_example_runs_twice_where_nobody_can_log_in(sandbox: Any, ansible: Any) -> None:
    arguments = (EXAMPLE, "-e", "jiffybox_fleet_connect=false")
    dry = ansible.run("ansible-playbook", "--check", *arguments)
    assert (dry.code, sandbox.changes()) == (0, []), dry.output
    for changed in (1, 0):
        done = ansible.run("ansible-playbook", *arguments)
        assert done.code == 0, done.output
        assert f"changed={changed} " in done.output
        assert "skipping: no hosts matched" in done.output


@pytest.mark.parametrize("arguments", [[], pytest.param(["--check"], marks=pytest.mark.long)])
def test_on_a_sandbox_without_machines_the_example_says_so_at_once(
    sandbox: Any, ansible: Any, arguments: list[str]
) -> None:
    done = ansible.run("ansible-playbook", EXAMPLE)
    assert done.code != 0
    assert set(boxes(sandbox)) == {"shop-web1", "shop-web2", "shop-db1"}
    if arguments:
        sandbox.forget()
        done = ansible.run("ansible-playbook", EXAMPLE, *arguments)
        assert sandbox.changes() == []
    assert "these are boxes of a sandbox without machines, so nobody can log in to them." in done.output
    assert "-e jiffybox_fleet_connect=false, or start the sandbox with --machines" in done.output
    assert "Wait until all of them show their host keys" not in done.output


@pytest.mark.long
def test_what_the_readmes_show_runs_one_after_the_other_where_nobody_logs_in(sandbox: Any, ansible: Any) -> None:
    for role, arguments in (("jiffybox_fleet", ["-e", "jiffybox_fleet_connect=false"]), ("jiffybox_retire", [])):
        playbook = ansible.folder / f"{role}.yml"
        playbook.write_text(first_playbook(role), encoding="utf-8")
        done = ansible.run("ansible-playbook", str(playbook), *arguments)
        assert done.code == 0, done.output
    assert set(boxes(sandbox)) == {"web1-retired", "web2", "db1-retired"}
