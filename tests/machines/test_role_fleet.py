# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The role jiffybox_fleet, with boxes that are machines: host keys, logins and groups."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.machines.conftest import Box

Make = Callable[..., Box]

CHECKOUT = Path(__file__).resolve().parent.parent.parent
BOX = {"distribution": "debian_trixie_64bit", "plan": "44", "use_sshkey": True, "settle": 0}


class Fleet:
    """A fleet of one box, whose host key is recorded in a file of its own."""

    def __init__(self, sandbox: Any, ansible: Any) -> None:
        self.sandbox = sandbox
        self.ansible = ansible
        self.known_hosts = ansible.folder / "ssh" / "known hosts"
        self.variables = {
            "jiffybox_fleet_name": "shop",
            "jiffybox_fleet_defaults": BOX,
            "jiffybox_fleet_boxes": [{"name": "web1", "groups": ["web"]}],
            "jiffybox_fleet_known_hosts": str(self.known_hosts),
        }

    def run(self, *arguments: str, on_web: tuple[dict[str, Any], ...] = (), **variables: Any) -> Any:
        """Run the role, and then the tasks on the group web."""
        here = {"hosts": "localhost", "connection": "local", "gather_facts": False}
        role = {**here, "vars": {**self.variables, **variables}, "roles": ["boxfleet.cloud.jiffybox_fleet"]}
        there = {"hosts": "web", "gather_facts": False, "tasks": list(on_web)}
        playbook = self.ansible.folder / "fleet.yml"
        playbook.write_text(yaml.safe_dump([role, there] if on_web else [role]), encoding="utf-8")
        return self.ansible.run("ansible-playbook", str(playbook), *arguments)

    @property
    def recorded(self) -> list[str]:
        return self.known_hosts.read_text(encoding="utf-8").splitlines()

    def record(self, *lines: str) -> None:
        self.known_hosts.parent.mkdir(exist_ok=True)
        self.known_hosts.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


@pytest.fixture
def fleet(sandbox: Any, ansible: Any) -> Fleet:
    return Fleet(sandbox, ansible)


@pytest.fixture
def other_key(tmp_path: Path) -> str:
    """A host key that no box has."""
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", tmp_path / "other"], check=True)
    return " ".join((tmp_path / "other.pub").read_text().split()[:2])


@pytest.mark.long
def test_the_example_configures_three_boxes_and_changes_nothing_the_second_time(sandbox: Any, ansible: Any) -> None:
    known_hosts = ansible.folder / "known_hosts"
    command = [str(CHECKOUT / "examples" / "fleet.yml"), "-e", f"jiffybox_fleet_known_hosts={known_hosts}"]
    first = ansible.run("ansible-playbook", *command)
    assert first.code == 0, first.output
    assert "shop-web1 runs Debian on CloudLevel 1" in first.output
    assert len(known_hosts.read_text().splitlines()) == 3
    second = ansible.run("ansible-playbook", *command)
    assert second.code == 0, second.output
    assert second.output.count("changed=0") == 3
    assert "WARNING" not in first.output + second.output


def test_a_host_has_the_variables_of_the_inventory_and_text_of_the_service_is_no_template(
    make: Make, fleet: Fleet
) -> None:
    trap = fleet.ansible.folder / "trapped"
    make("web1", metadata={"note": "{{ lookup('ansible.builtin.pipe', 'touch " + str(trap) + "') }}"})
    conditions = [
        "jiffybox_id | int > 0",
        "jiffybox_name == 'web1'",
        "jiffybox_running",
        "jiffybox_plan.id == 44",
        "jiffybox_metadata.fleet == 'shop'",
        "jiffybox_public_ipv4 == [ansible_host]",
        "group_names | sort == ['jiffybox', 'web']",
    ]
    show = {"ansible.builtin.debug": {"var": "jiffybox_metadata"}}
    done = fleet.run(on_web=({"ansible.builtin.assert": {"that": conditions}}, show))
    assert done.code == 0, done.output
    assert "lookup('ansible.builtin.pipe', 'touch " in done.output
    assert not trap.exists()


@pytest.mark.long
def test_a_dry_run_shows_what_is_there_to_later_plays_and_keeps_away_from_what_is_not(make: Make, fleet: Fleet) -> None:
    make("web1")
    make("web2", start=False)
    listed = [{"name": name, "groups": ["web"]} for name in ("web1", "web2", "web3")]
    hosts = {"ansible.builtin.debug": {"msg": "{{ ansible_play_hosts }}"}, "run_once": True}
    done = fleet.run("--check", "--diff", on_web=(hosts,), jiffybox_fleet_boxes=listed)
    assert done.code == 0, done.output
    assert fleet.sandbox.api("GET", "jiffyBoxes").keys() == {"10001", "10002"}
    assert "web1" in done.output.rpartition("PLAY RECAP")[2]
    assert "web2" not in done.output.rpartition("PLAY RECAP")[2]
    assert "+++ after: " + str(fleet.known_hosts) in done.output
    assert not fleet.known_hosts.exists()


@pytest.mark.long
def test_a_new_box_replaces_the_key_of_an_earlier_one_at_its_address(sandbox: Any, fleet: Fleet) -> None:
    assert fleet.run().code == 0
    [before] = fleet.recorded
    [number] = sandbox.api("GET", "jiffyBoxes")
    sandbox.api("PUT", f"jiffyBoxes/{number}", {"status": "SHUTDOWN"})
    sandbox.advance(0)
    sandbox.api("DELETE", f"jiffyBoxes/{number}")
    sandbox.advance(0)

    done = fleet.run(on_web=({"ansible.builtin.ping": None},))
    assert done.code == 0, done.output
    [after] = fleet.recorded
    assert (after.split()[0], after != before) == (before.split()[0], True)


def test_a_key_that_has_changed_is_refused_and_nobody_logs_in(box: Box, fleet: Fleet, other_key: str) -> None:
    address = box.address
    line = f"{address} {other_key}"
    fleet.record(line)
    for arguments in (["--check"], []):
        done = fleet.run(*arguments, jiffybox_fleet_boxes=[{"name": "web"}])
        assert done.code != 0
        assert f"web ({box.id}) at {address}. The box is not new, so its key should be the same." in done.output
        assert f"-R {address}" in done.output
        assert "Log in to each of them" not in done.output
    assert fleet.recorded == [line]


@pytest.mark.long
def test_a_key_that_was_noted_for_a_box_that_is_gone_is_replaced(box: Box, fleet: Fleet, other_key: str) -> None:
    """As when a run was interrupted after it created a box, and before it recorded its key."""
    fleet.record(f"{box.address} {other_key} jiffybox=77@1700000000", f"elsewhere.example.com {other_key}")
    done = fleet.run(jiffybox_fleet_boxes=[{"name": "web"}])
    assert done.code == 0, done.output
    elsewhere, recorded = fleet.recorded
    assert elsewhere.startswith("elsewhere.example.com")
    assert recorded.endswith(f" jiffybox={box.id}@{box.facts['created']}")


@pytest.mark.long
def test_a_key_that_somebody_recorded_by_hand_is_left_as_it_is(box: Box, fleet: Fleet) -> None:
    scanned = subprocess.run(
        ["ssh-keyscan", "-t", "ecdsa,ed25519", box.address], capture_output=True, text=True, check=True
    )
    line = next(line for line in scanned.stdout.splitlines() if not line.startswith("#"))
    fleet.record(line)
    done = fleet.run(jiffybox_fleet_boxes=[{"name": "web"}])
    assert done.code == 0, done.output
    assert fleet.recorded == [line]


@pytest.mark.long
def test_a_login_that_fails_is_told_with_the_boxes_and_what_to_check(fleet: Fleet, tmp_path: Path) -> None:
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", tmp_path / "wrong"], check=True)
    wrong = {"jiffybox_fleet_private_key": str(tmp_path / "wrong"), "jiffybox_fleet_login_timeout": 1}
    # so that no other key is tried
    fleet.ansible.environment["ANSIBLE_SSH_ARGS"] = "-o IdentitiesOnly=yes -o IdentityAgent=none"
    done = fleet.run(**wrong)
    assert done.code != 0
    assert "Could not log in as root: web1 (10001) at " in done.output
    assert "Permission denied" in done.output
    assert fleet.run().code == 0


@pytest.mark.long
def test_a_box_that_does_not_answer_is_told_after_the_time_it_has(fleet: Fleet) -> None:
    done = fleet.run(jiffybox_fleet_port=2222, jiffybox_fleet_port_timeout=1)
    assert done.code != 0
    assert "No SSH server answered at port 2222 within 1 s: web1 (10001) at " in done.output
    assert fleet.run().code == 0
