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
            "check": {"path": "/name", "timeout": 2, "retries": 0},
            "known_hosts": str(self.ansible.folder / "known_hosts"),
            "ssh_timeout": 6,
            **variables,
        }
        play = {
            "hosts": "localhost",
            "connection": "local",
            "gather_facts": False,
            "roles": ["boxfleet.cloud.jiffybox_failover"],
            "vars": {f"jiffybox_failover_{name}": value for name, value in options.items()},
            "post_tasks": [{"ansible.builtin.debug": {"var": "jiffybox_failover_outcome"}}],
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
        return [name for name, box in boxes if box.facts["running"] and self.floating in self.addresses(box)]

    def addresses(self, box: Box) -> str:
        done = box.try_run("ip -4 -oneline address show")
        if done.returncode:
            # SSH was broken by the test
            done = box.try_run("ip -4 -oneline address show")
        return done.stdout

    def answers(self) -> str:
        """The name of the box that answers at the address."""
        with urllib.request.urlopen(f"http://{self.floating}/name", timeout=5) as answer:
            return str(answer.read().decode().strip())

    def add(self, box: Box) -> None:
        box.run(f"ip address add {self.floating}/32 dev eth0")

    def move(self, box: Box) -> None:
        owner = {"web1": self.web1, "web2": self.web2}[self.routed()]
        self.sandbox.api("PUT", f"ips/{owner.id}/{self.ip}/move", {"targetid": box.id})


def break_web(box: Box) -> None:
    box.run("pkill -f [h]ttp.server")


def serve(box: Box, options: str = "") -> None:
    box.run(SERVE.format(options))
    deadline = time.monotonic() + 10
    while True:
        try:
            urllib.request.urlopen(f"http://{box.address}/name", timeout=5).close()
            return
        except OSError:
            assert time.monotonic() < deadline
            time.sleep(0.05)


def refuse_logins(box: Box) -> None:
    """SSH answers, but nobody gets in."""
    box.run("mv /root/.ssh /root/away")


def hang_ssh(box: Box) -> None:
    """SSH takes connections, and then nothing comes."""
    box.run("kill -STOP $(pgrep -o sshd)")


@pytest.fixture
def pair(sandbox: Any, ansible: Any, make: Callable[..., Box]) -> Pair:
    web1, web2 = make("web1"), make("web2")
    known_hosts = ansible.folder / "known_hosts"
    with known_hosts.open("w") as file:
        subprocess.run(["ssh-keyscan", web1.address, web2.address], stdout=file, stderr=subprocess.DEVNULL, check=True)
    for box in (web1, web2):
        serve(box)
    ordered = sandbox.control("POST", "ips", {"box": web1.id, "count": 1})["ips"][0]
    sandbox.forget()
    return Pair(sandbox, ansible, web1, web2, ordered["id"], ordered["ip"])


def test_try(pair: Pair) -> None:
    done = pair.run("--check", "--diff")
    print(done.output)
    done = pair.run()
    print(done.output)
    pair.is_idle()
    break_web(pair.web1)
    print(pair.run("--check", "--diff").output)
    done = pair.run()
    print(done.output)
    assert pair.answers() == "web2"
    assert 0
