# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The role jiffybox_failover: an address goes where the service is, and is never in two boxes."""

from __future__ import annotations

import os
import signal
import subprocess
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.machines.conftest import Box

CHECKOUT = Path(__file__).resolve().parent.parent.parent
SERVE = "cd /srv; hostname > name; setsid python3 -m http.server 80 {} >/dev/null 2>&1 &"


@dataclass
class Pair:
    """Two boxes with a web server, and an address that was ordered for the first."""

    sandbox: Any
    ansible: Any
    web1: Box
    web2: Box
    ip: int
    floating: str

    def run(self, *arguments: str, **variables: Any) -> Any:
        return self.ansible.run("ansible-playbook", self.playbook(**variables), *arguments)

    def playbook(self, **variables: Any) -> str:
        """A playbook with the role; variables are without the role's name."""
        options = {
            "address": self.floating,
            "boxes": ["web1", "web2"],
            "check": {"path": "/name", "timeout": 10, "retries": 0},
            "known_hosts": str(self.ansible.folder / "known_hosts"),
            "ssh_timeout": 10,
            **variables,
        }
        play = {
            "hosts": "localhost",
            "connection": "local",
            "gather_facts": False,
            "roles": ["boxfleet.cloud.jiffybox_failover"],
            "vars": {f"jiffybox_failover_{name}": value for name, value in options.items()},
            "post_tasks": [{"ansible.builtin.debug": {"var": "jiffybox_failover_result"}}],
        }
        file = self.ansible.folder / "failover.yml"
        file.write_text(yaml.safe_dump([play]), encoding="utf-8")
        return str(file)

    def moves(self, **variables: Any) -> None:
        """A run ends well and changes something, the next one finds all as it should be."""
        done = self.run(**variables)
        assert done.code == 0, done.output
        assert "changed=0" not in done.output
        assert "Traceback" not in done.output
        self.is_idle(**variables)

    def is_idle(self, **variables: Any) -> None:
        self.sandbox.forget()
        done = self.run(**variables)
        assert done.code == 0, done.output
        assert "changed=0" in done.output
        assert self.sandbox.changes() == []

    def routed(self) -> str:
        """The box that the service sends the address to."""
        ips = self.sandbox.api("GET", "ips")
        return {self.web1.id: "web1", self.web2.id: "web2"}[
            next(int(box) for box, entries in ips.items() if str(self.ip) in entries)
        ]

    def configured(self) -> list[str]:
        """The running boxes that have the address."""
        boxes = [("web1", self.web1), ("web2", self.web2)]
        return [name for name, box in boxes if box.facts["running"] and self.floating in addresses(box)]

    def answers(self) -> str:
        """The name of the box that answers at the address."""
        with urllib.request.urlopen(f"http://{self.floating}/name", timeout=60) as answer:
            return str(answer.read().decode().strip())

    def add(self, box: Box) -> None:
        box.run(f"ip address add {self.floating}/32 dev eth0")

    def move(self, box: Box) -> None:
        owner = {"web1": self.web1, "web2": self.web2}[self.routed()]
        self.sandbox.api("PUT", f"ips/{owner.id}/{self.ip}/move", {"targetid": box.id})


def addresses(box: Box) -> str:
    return box.run("ip -4 -oneline address show")


def break_web(box: Box) -> None:
    box.run("pkill -f [h]ttp.server")


def serve(box: Box, options: str = "") -> None:
    """Start the web server, and wait until it answers."""
    box.run(SERVE.format(options))
    deadline = time.monotonic() + 300
    while True:
        try:
            urllib.request.urlopen(f"http://{box.address}/name", timeout=60).close()
            return
        except OSError:
            assert time.monotonic() < deadline
            time.sleep(0.05)


def refuse_logins(box: Box) -> None:
    """SSH answers, but nobody gets in."""
    box.run("mv /root/.ssh /root/away")


def family(process: int) -> list[int]:
    """A process and all that come from it; Ansible's workers lead sessions of their own."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="utf-8")
    return [process, *(member for child in children.split() for member in family(int(child)))]


def hang_ssh(box: Box) -> None:
    """SSH takes connections, and then nothing comes."""
    box.run("kill -STOP $(pgrep -o sshd)")


@pytest.fixture
def pair(sandbox: Any, ansible: Any, make: Callable[..., Box]) -> Pair:
    web1, web2 = make("web1"), make("web2")
    with (ansible.folder / "known_hosts").open("w") as file:
        command = ["ssh-keyscan", web1.address, web2.address]
        subprocess.run(command, stdout=file, stderr=subprocess.DEVNULL, check=True)
    for box in (web1, web2):
        serve(box)
    ordered = sandbox.control("POST", "ips", {"box": web1.id, "count": 1})["ips"][0]
    return Pair(sandbox, ansible, web1, web2, ordered["id"], ordered["ip"])


@pytest.fixture
def active(pair: Pair) -> Pair:
    """The address is on the first box, as a run leaves it."""
    pair.add(pair.web1)
    pair.sandbox.forget()
    return pair


@pytest.mark.long
def test_the_example_runs_also_dry(sandbox: Any, ansible: Any, key: Path) -> None:
    known_hosts = ansible.folder / "known_hosts"
    files = [f"-e{role}_known_hosts={known_hosts}" for role in ("jiffybox_fleet", "jiffybox_failover")]
    example = [str(CHECKOUT / "examples" / "failover.yml"), *files]
    for arguments in (["--check"], []):
        done = ansible.run("ansible-playbook", *example, *arguments, JIFFYBOX_PRIVATE_KEY=str(key))
        assert done.code == 0, done.output
        assert "WARNING" not in done.output.replace("[WARNING]: Could not match supplied host pattern", "")
        assert bool(sandbox.changes()) == (not arguments)
    assert "was on failover-web1 and is on failover-web2 now" in done.output


@pytest.mark.long
def test_from_nothing_the_address_answers_and_nothing_changes_when_all_is_well(pair: Pair) -> None:
    pair.sandbox.forget()
    dry = pair.run("--check", "--diff")
    assert dry.code == 0, dry.output
    assert f"configure {pair.floating} on web1, interface eth0" in dry.output
    assert "changed=1" in dry.output
    assert pair.sandbox.changes() == []
    assert pair.configured() == []
    pair.moves()
    assert (pair.answers(), pair.configured()) == ("web1", ["web1"])


@pytest.mark.long
def test_the_address_leaves_a_box_that_fails_and_returns_only_if_asked_to(active: Pair) -> None:
    break_web(active.web1)
    dry = active.run("--check", "--diff")
    for step in (
        f"take {active.floating} off web1",
        f"configure {active.floating} on web2, interface eth0",
        f"move {active.floating} from web1 to web2",
        '+    "box": "web2"',
    ):
        assert step in dry.output
    assert active.sandbox.changes() == []
    assert active.configured() == ["web1"]

    active.moves()
    assert (active.answers(), active.configured()) == ("web2", ["web2"])

    serve(active.web1)
    active.is_idle()
    active.moves(failback=True)
    assert (active.answers(), active.configured()) == ("web1", ["web1"])


@pytest.mark.long
def test_the_address_leaves_a_box_that_has_died(active: Pair) -> None:
    active.web1.change(status="PULLPLUG")
    active.moves()
    assert (active.answers(), active.configured()) == ("web2", ["web2"])


@pytest.mark.long
@pytest.mark.parametrize("silence", [refuse_logins, hang_ssh])
def test_a_failing_box_that_cannot_be_told_is_switched_off_before_the_address_moves(
    active: Pair, silence: Callable[[Box], None]
) -> None:
    break_web(active.web1)
    silence(active.web1)
    refused = active.run(fence=False)
    assert refused.code != 0
    assert f"web1 cannot be told over SSH to drop {active.floating}, and may not be switched off" in refused.output
    assert "Traceback" not in refused.output
    assert active.sandbox.changes() == []
    assert "switch off web1" in active.run("--check").output
    assert active.sandbox.changes() == []

    active.moves(fence_timeout=1)
    assert (active.answers(), active.configured()) == ("web2", ["web2"])
    # nothing in the box brings the address back when somebody starts it again
    active.web1.change(status="START")
    assert active.answers() == "web2"


@pytest.mark.long
def test_a_box_that_passes_its_check_is_never_switched_off(pair: Pair) -> None:
    # web1 lost the address in a reboot, say. Whether web2 has it cannot be told.
    refuse_logins(pair.web2)
    pair.sandbox.forget()
    refused = pair.run()
    assert refused.code != 0
    assert "because a box that passes its check never is" in refused.output
    assert pair.sandbox.changes() == []
    assert addresses(pair.web1).count(pair.floating) == 0


@pytest.mark.long
def test_a_healthy_active_box_that_does_not_let_us_in_is_left_alone(active: Pair) -> None:
    refuse_logins(active.web1)
    active.is_idle()
    active.is_idle(boxes=["web2", "web1"], failback=True)
    assert active.answers() == "web1"


@pytest.mark.long
def test_with_no_healthy_box_nothing_is_touched_and_all_that_was_found_is_told(active: Pair) -> None:
    for box in (active.web1, active.web2):
        break_web(box)
    done = active.run()
    assert done.code != 0
    assert f"{active.floating} stays on web1" in done.output
    assert "web2: running, fails the check (Status code was -1" in done.output
    assert active.sandbox.changes() == []
    assert active.configured() == ["web1"]


@pytest.mark.long
def test_a_standby_that_cannot_be_told_gets_nothing(active: Pair) -> None:
    break_web(active.web1)
    refuse_logins(active.web2)
    done = active.run()
    assert done.code != 0
    assert "web2: running, passes the check, does not answer over SSH (" in done.output
    assert "Permission denied" in done.output
    assert active.sandbox.changes() == []
    assert active.floating in addresses(active.web1)


@pytest.mark.long
@pytest.mark.parametrize(("configured", "moved"), [(["web1"], True), ([], False), (["web2"], False), ([], True)])
def test_the_next_run_completes_one_that_was_interrupted(pair: Pair, configured: list[str], moved: bool) -> None:
    break_web(pair.web1)
    for box in ("web1", "web2"):
        if box in configured:
            pair.add(getattr(pair, box))
    if moved:
        pair.move(pair.web2)
    done = pair.run()
    assert done.code == 0, done.output
    assert (pair.routed(), pair.answers(), pair.configured()) == ("web2", "web2", ["web2"])


@pytest.mark.long
@pytest.mark.parametrize("fault", ["slow", "timeout"])
def test_a_run_that_is_killed_while_it_moves_the_address_does_no_harm(active: Pair, fault: str) -> None:
    break_web(active.web1)
    active.sandbox.fault("PUT", "/ips/*/move", fault, seconds=60)
    process = active.ansible.start("ansible-playbook", active.playbook())
    while active.configured() != ["web2"] or (fault == "slow" and active.routed() != "web2"):
        assert process.poll() is None, process.communicate()[0]
        time.sleep(0.2)
    for member in family(process.pid):
        os.kill(member, signal.SIGKILL)
    process.communicate()
    active.sandbox.control("DELETE", "faults")
    done = active.run()
    assert done.code == 0, done.output
    assert (active.answers(), active.configured()) == ("web2", ["web2"])


@pytest.mark.long
def test_an_address_left_on_a_standby_is_taken_off(active: Pair) -> None:
    active.add(active.web2)
    active.moves(check={"type": "tcp", "timeout": 2, "retries": 0})
    assert (active.answers(), active.configured()) == ("web1", ["web1"])


@pytest.mark.long
def test_a_service_that_does_not_listen_at_the_address_is_told(pair: Pair) -> None:
    break_web(pair.web1)
    serve(pair.web1, f"--bind {pair.web1.address}")
    done = pair.run()
    assert done.code != 0
    assert "See that the service listens on all addresses" in done.output


@pytest.mark.long
def test_an_interface_that_does_not_exist_is_told_and_the_address_stays(active: Pair) -> None:
    break_web(active.web1)
    done = active.run(interface="eth9")
    assert done.code != 0
    assert f"web2 did not configure {active.floating} on its interface eth9 (" in done.output
    assert 'Cannot find device "eth9"' in done.output.replace("\\", "")
    assert active.routed() == "web1"
    active.moves()
