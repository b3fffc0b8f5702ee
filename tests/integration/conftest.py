# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Ansible itself, as users run it, against the sandbox."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

CHECKOUT = Path(__file__).resolve().parent.parent.parent
# The programs of the environment that the tests run in.
BIN = Path(sys.executable).parent


@dataclass
class Finished:
    """A command that has ended."""

    code: int
    output: str

    @property
    def result(self) -> Any:
        """The module's result, of an ad hoc command."""
        return json.loads(self.output[self.output.index("=> {") + 3 :])


class Ansible:
    """Runs the programs of Ansible in a folder of their own, with the sandbox's account in the environment."""

    def __init__(self, sandbox: Any, folder: Path) -> None:
        self.folder = folder
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("ANSIBLE", "JIFFYBOX"))},
            "ANSIBLE_HOME": str(folder / "ansible_home"),
            "ANSIBLE_LOCALHOST_WARNING": "false",
            "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
            "ANSIBLE_NOCOLOR": "true",
            "JIFFYBOX_API_URL": sandbox.url,
            "JIFFYBOX_API_TOKEN": sandbox.token,
        }

    def start(self, program: str, *arguments: str, **environment: str) -> subprocess.Popen[str]:
        """Start a program in a process group of its own; its output is one text."""
        return subprocess.Popen(
            [BIN / program, *arguments],
            cwd=self.folder,
            env={**self.environment, **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def run(self, program: str, *arguments: str, **environment: str) -> Finished:
        """Run a program to its end."""
        process = self.start(program, *arguments, **environment)
        output = process.communicate()[0]
        return Finished(process.returncode, output)

    def module(self, name: str, *arguments: str, options: dict[str, Any], **environment: str) -> Finished:
        """Run one module of the collection on localhost."""
        command = ["localhost", "-m", f"boxfleet.cloud.{name}", "-a", json.dumps(options), *arguments]
        return self.run("ansible", *command, **environment)

    def play(self, tasks: list[dict[str, Any]], *arguments: str, **play: Any) -> Finished:
        """Run tasks in a play on localhost; further keywords are those of the play."""
        return self.run("ansible-playbook", self.playbook(tasks, **play), *arguments)

    def playbook(self, tasks: list[dict[str, Any]], **play: Any) -> str:
        """The path of a playbook of one play on localhost."""
        playbook = self.folder / "playbook.yml"
        header = {"hosts": "localhost", "connection": "local", "gather_facts": False, **play}
        playbook.write_text(yaml.safe_dump([{**header, "tasks": tasks}]), encoding="utf-8")
        return str(playbook)

    @staticmethod
    def fails(task: dict[str, Any], message: str) -> dict[str, Any]:
        """A task that succeeds where this one fails with these words."""
        told = "(ansible_failed_result.msg | default('')) ~ (ansible_failed_result | string)"
        check = {"that": f"words in {told}", "fail_msg": f"{{{{ words }}}} not in {{{{ {told} }}}}"}
        return {
            "block": [task, {"ansible.builtin.fail": {"msg": "It went well."}}],
            "rescue": [{"ansible.builtin.assert": check, "vars": {"words": message}}],
        }

    def assert_refused(self, name: str, cases: list[tuple[dict[str, Any], str]]) -> Finished:
        """Each of the cases, options of a module and a part of its message, fails with it; all of them in one run."""
        given = [{key: value for key, value in options.items() if value is not None} for options, _message in cases]
        tasks = [{f"boxfleet.cloud.{name}": options, "ignore_errors": True} for options in given]
        done = self.run("ansible-playbook", self.playbook(tasks), ANSIBLE_STDOUT_CALLBACK="ansible.builtin.minimal")
        results = [json.JSONDecoder().raw_decode(rest)[0] for rest in done.output.split("| FAILED! => ")[1:]]
        assert len(results) == len(cases), done.output
        for (_options, message), result in zip(cases, results, strict=True):
            assert message in result["msg"]
        return done


@pytest.fixture(scope="session")
def sandbox_server() -> Iterator[Any]:
    """One sandbox for all tests, in which asynchronous steps take half a second."""
    from tests.conftest import start_sandbox

    with start_sandbox("--boot-seconds", "0.5") as sandbox:
        yield sandbox


@pytest.fixture
def ansible(sandbox: Any, tmp_path: Path) -> Ansible:
    return Ansible(sandbox, tmp_path)
