# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Machines that can be logged in to. Needs Linux, root and the programs that docs/sandbox.md names."""

from __future__ import annotations

import fcntl
import os
import subprocess
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from sandbox.machines.needs import missing

MISSING = missing(Path("/"))
DISK_MB = 300
SSH_OPTIONS = ("UserKnownHostsFile=/dev/null", "StrictHostKeyChecking=no", "LogLevel=ERROR", "ConnectTimeout=60")


# Whose turn it is, when several checkouts are tested on a computer that has room for one sandbox with machines.
TURN = Path("/var/tmp/boxfleet-machines-tests.lock")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Without machines there is nothing to test, which CI must not take for a success. With them it takes a turn."""
    ours = [item for item in items if item.path.is_relative_to(Path(__file__).parent)]
    if MISSING and not os.environ.get("CI"):
        for item in ours:
            item.add_marker(pytest.mark.skip(reason="; ".join(MISSING)))
    elif ours and not config.option.collectonly:
        turn = TURN.open("w")
        fcntl.flock(turn, fcntl.LOCK_EX)
        config.add_cleanup(turn.close)


class Machine(ABC):
    """What somebody with the key logs in to as root."""

    key: Path

    @property
    @abstractmethod
    def address(self) -> str:
        """Where it is."""

    def try_run(self, command: str, address: str = "") -> subprocess.CompletedProcess[str]:
        """A command in the machine, by its own address if no other is given."""
        options = [word for option in (*SSH_OPTIONS, f"IdentityFile={self.key}") for word in ("-o", option)]
        login = ["ssh", "-n", *options, f"root@{address or self.address}", command]
        return subprocess.run(login, capture_output=True, text=True, check=False)

    def takes(self, password: str, folder: Path) -> bool:
        """Whether root logs in with this password; ``folder`` is for a file."""
        ask = folder / "ask"
        ask.write_text(f"#!/bin/sh\necho '{password}'\n")
        ask.chmod(0o700)
        options = (*SSH_OPTIONS, "NumberOfPasswordPrompts=1", "PubkeyAuthentication=no")
        login = ["ssh", *(word for option in options for word in ("-o", option)), f"root@{self.address}", "true"]
        environment = {**os.environ, "SSH_ASKPASS": str(ask), "SSH_ASKPASS_REQUIRE": "force"}
        return subprocess.run(login, env=environment, stdin=subprocess.DEVNULL, check=False).returncode == 0

    def run(self, command: str) -> str:
        """What a command that must succeed prints."""
        done = self.try_run(command)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()


@dataclass
class Box(Machine):
    """A box of the sandbox, and the machine that it is."""

    sandbox: Any
    id: int
    key: Path

    @property
    def facts(self) -> Any:
        return self.sandbox.api("GET", f"jiffyBoxes/{self.id}")

    @property
    def address(self) -> str:
        return str(self.facts["ips"]["public"][0])

    def change(self, **fields: Any) -> None:
        """PUT, and wait until it is done."""
        self.sandbox.api("PUT", f"jiffyBoxes/{self.id}", fields)
        self.sandbox.advance(0)


@pytest.fixture(scope="session")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A private key; its public half lies beside it."""
    file = tmp_path_factory.mktemp("ssh") / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", file], check=True)
    return file


@pytest.fixture(scope="session")
def options(key: Path) -> list[str]:
    """How a sandbox with machines is started here: steps end when they are done."""
    return ["--machines", "--boot-seconds", "0", "--disk-mb", str(DISK_MB), "--ssh-key", f"{key}.pub"]


@pytest.fixture(scope="module")
def sandbox_server(options: list[str]) -> Iterator[Any]:
    """One for the tests of a file: a computer has room for one sandbox with machines."""
    from tests.conftest import start_sandbox

    with start_sandbox(*options) as sandbox:
        yield sandbox


@pytest.fixture
def ansible(sandbox: Any, tmp_path: Path, key: Path) -> Any:
    """Ansible, which logs in with the key."""
    from tests.integration.conftest import Ansible

    ansible = Ansible(sandbox, tmp_path)
    ansible.environment["ANSIBLE_PRIVATE_KEY_FILE"] = str(key)
    # fewer connections for each task
    ansible.environment["ANSIBLE_PIPELINING"] = "true"
    return ansible


def create(sandbox: Any, key: Path, name: str, start: bool = True, **fields: Any) -> Box:
    """A new box, running unless told otherwise."""
    source = {} if {"backupid"} & set(fields) else {"distribution": "debian_trixie_64bit"}
    wanted = {"name": name, "planid": 44, "use_sshkey": True, **source, **fields}
    box = Box(sandbox, sandbox.api("POST", "jiffyBoxes", wanted)["id"], key)
    sandbox.advance(0)
    if start:
        box.change(status="START")
    return box


@pytest.fixture
def make(sandbox: Any, key: Path) -> Callable[..., Box]:
    return lambda name="web", **how: create(sandbox, key, name, **how)


@pytest.fixture
def box(make: Callable[..., Box]) -> Box:
    """A box that runs."""
    return make()
