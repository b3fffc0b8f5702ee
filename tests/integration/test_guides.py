# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every block of every guide does what it says, in the order of the page, as somebody who reads it would try it.

A page is run in a folder of its own, with a sandbox of its own. A block with a name becomes a file, a playbook is run
as it is met, tasks alone are gathered and run in one play, an inventory is listed, commands are typed. Where a page has
a sandbox started, the test starts one on a free port and puts its address in the place of the one that the page names.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from running import Server, serving

from tests.guides import CHECKOUT, RUN_BY, Block, blocks, pages

BIN = Path(sys.executable).parent
ADDRESS = "http://127.0.0.1:8765"
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl nobody@example.com\n"
SITE = "- hosts: localhost\n  gather_facts: false\n  tasks: []\n"
TOKEN = "0123456789abcdef0123456789abcdef"
# What a page goes on from.
FACTS: dict[str, dict[str, Any]] = {
    "docs/ionos.md": {"upgrade": {"failed": True}, "first_password": "0123456789abcdef", "key": KEY},
}
SEEDS: dict[tuple[str, str], list[tuple[str, dict[str, Any]]]] = {
    ("docs/inventory.md", "jiffybox"): [
        ("/boxes", {"count": 1, "prefix": "jump"}),
        ("/boxes", {"count": 2, "prefix": "web"}),
    ],
    ("docs/ionos.md", "ionos"): [("/images", {"name": "golden.qcow2"})],
    ("docs/leaving-jiffybox.md", "jiffybox"): [("/boxes", {"count": 2, "prefix": "old", "metadata": {"role": "web"}})],
}
# Pages of which make test does not run every playbook, since each takes some seconds; make long does.
TAKE_LONG = ("coming-from", "first-playbook", "fleets", "inventory", "ionos", "leaving-jiffybox", "ovh", "pterodactyl")
PAGES = [page for page in pages() if page not in RUN_BY and blocks(page)]
# What commands that take minutes, want a network or never end begin with, and what is checked of them instead.
SANDBOX = re.compile(r"(?:\S*python|python) (?:-m )?\S*\bsandbox[./](\w+)(.*)$")
REFUSED = re.compile(r'"result": ?(?:false|null)|"errorCode"|"httpStatus"|"error"|"class"')


def make_targets() -> set[str]:
    """What make can do."""
    text = (CHECKOUT / "Makefile").read_text("utf-8")
    listed = re.search(r"^SESSIONS := (.*)$", text, re.MULTILINE)
    return {*re.findall(r"^([a-z]+):", text, re.MULTILINE), *(listed[1].split() if listed else ())}


class Reader:
    """Somebody who tries a page: a folder, a shell, a sandbox."""

    def __init__(self, page: str, folder: Path, opened: ExitStack) -> None:
        self.page, self.folder, self.opened = page, folder, opened
        (folder / ".ssh").mkdir()
        (folder / ".ssh" / "id_ed25519.pub").write_text(KEY)
        (folder / "site.yml").write_text(SITE)
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("ANSIBLE", "OVH", "IONOS"))}
        self.environment = {
            **kept,
            "HOME": str(folder),
            "PATH": f"{BIN}:{os.environ['PATH']}",
            "ANSIBLE_HOME": str(folder / "ansible_home"),
            "ANSIBLE_LOCALHOST_WARNING": "false",
            "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
            "ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED": "true",
            "ANSIBLE_NOCOLOR": "true",
        }
        # variables of the shell, which later commands use
        self.assigned: list[str] = []
        self.tasks: list[Any] = []
        self.last = ""
        self.sandbox = self.start("jiffybox")
        self.environment.update({"JIFFYBOX_API_URL": self.sandbox.url, "JIFFYBOX_API_TOKEN": TOKEN})

    def start(self, provider: str) -> Server:
        """Start a sandbox, which takes the place of the one before."""
        steps = "0" if provider in ("jiffybox", "ionos") and "sandbox" in self.page else "0.1"
        server = self.opened.enter_context(serving("--step-seconds", steps, program=f"sandbox.{provider}"))
        for where, values in SEEDS.get((self.page, provider), ()):
            server.control("POST", where, **values)
        return server

    def here(self, text: str) -> str:
        """A text with the address of the sandbox that runs."""
        return text.replace(ADDRESS, self.sandbox.url)

    def shell(self, line: str) -> str:
        """What a command prints that has to succeed."""
        done = subprocess.run(
            ["bash", "-o", "pipefail", "-c", "\n".join([*self.assigned, line])],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{line}\n{done.stdout}"
        assert "Traceback" not in done.stdout, f"{line}\n{done.stdout}"
        return done.stdout

    def play(self, plays: list[Any], name: str = "page.yml") -> None:
        """Run a playbook that has no name."""
        (self.folder / name).write_text(self.here(yaml.safe_dump(plays, sort_keys=False)), "utf-8")
        facts = json.dumps(FACTS.get(self.page, {}))
        self.shell(f"ansible-playbook {name} -e {shlex.quote(facts)}")

    def finish(self) -> None:
        """Run the tasks that were gathered."""
        if self.tasks:
            self.play([{"hosts": "localhost", "gather_facts": False, "tasks": self.tasks}])

    def read(self, block: Block) -> None:
        """Do what a block says."""
        if block.why:
            return
        if block.language == "console":
            self.type(block)
        elif block.name:
            self.write(block.name, self.here(block.text))
        elif block.language == "yaml":
            self.show(yaml.safe_load(block.text))
        elif block.language == "python":
            self.run_python(block)
        elif block.language == "ini":
            assert "…" in block.text, f"{block}: give it a name, or say why it is not run"
        else:
            raise AssertionError(f"{block}: nothing runs it; give it a name, or say why it is not run")

    def write(self, name: str, text: str) -> None:
        """Write a file. One that takes the place of what was made has no key that this lacks."""
        path = self.folder / name
        if path.exists() and name.endswith(".json"):
            made, shown = json.loads(path.read_text("utf-8")), json.loads(text)
            for key, entries in shown.items():
                for entry in entries:
                    assert set(entry) <= set(made[key][0]), key
                    assert set(entry["plan"]) <= set(made[key][0]["plan"])
        path.write_text(text, "utf-8")

    def show(self, value: Any) -> None:
        """Run a playbook, gather tasks, list an inventory."""
        if isinstance(value, list):
            if any("hosts" in entry for entry in value):
                self.play(value)
            else:
                self.tasks += value
            return
        if "all" in value:
            name = "hosts.yml"
        else:
            name = f"source.{value.get('plugin', 'boxfleet.cloud.jiffybox').rpartition('.')[2]}.yml"
            value = {"plugin": "boxfleet.cloud.jiffybox", **value}
        (self.folder / name).write_text(self.here(yaml.safe_dump(value, sort_keys=False)), "utf-8")
        self.shell(f"ansible-inventory -i {name} --list")

    def run_python(self, block: Block) -> None:
        """Run a program; what shows a file of the collection stands in it."""
        if "ansible_collections" in block.text:
            files = [path.read_text("utf-8") for path in (CHECKOUT / "plugins" / "action").glob("*.py")]
            assert any(all(line in text for line in block.text.splitlines()) for text in files), str(block)
        else:
            self.shell(f"python -c {shlex.quote(self.here(block.text))}")

    def type(self, block: Block) -> None:
        """Type the commands of a block."""
        for command in block.commands:
            line = self.here(command.partition("   # ")[0].strip())
            words = line.replace(".venv/bin/", "").split()
            started = SANDBOX.match(line)
            if started:
                self.sandbox = self.start(started[1])
            elif "…" in line:
                self.check_variables(line)
            elif words[0] == "make":
                assert {word for word in words[1:] if "=" not in word} <= make_targets(), line
            elif words[0] == "export" or re.match(r"\w+=\S*", words[0]):
                self.assign(line)
            elif words[:2] == ["ansible-galaxy", "collection"] or words[0] == "." or {"pip", "venv"} & set(words):
                installed = (CHECKOUT / "docs" / "install.md").read_text("utf-8")
                assert command in installed or "requirements.txt" in line or words[2:3] == ["venv"], line
            else:
                answer = self.shell(line.replace(".venv/bin/", ""))
                assert words[0] != "curl" or not REFUSED.search(answer), f"{line}\n{answer}"
                # what is run again has nothing to change
                assert line != self.last or "changed=0" in answer, f"{line}\n{answer}"
                self.last = line

    def assign(self, line: str) -> None:
        """Keep what a line sets; what it runs in doing so, such as curl, is run each time it is needed."""
        if line.startswith("export "):
            self.environment.update(word.split("=", 1) for word in shlex.split(line)[1:])
        elif re.match(r"[a-z]+=", line):
            self.assigned.append(line)
        else:
            self.shell(line)

    def check_variables(self, line: str) -> None:
        """Check that variables whose values are left to the reader are variables of a plugin."""
        code = "".join(path.read_text("utf-8") for path in (CHECKOUT / "plugins" / "doc_fragments").glob("*.py"))
        named = re.findall(r"\b([A-Z_]+)=", line)
        assert named, line
        for name in named:
            assert f"E({name})" in code or f"name: {name}" in code, line


@pytest.fixture
def opened() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


@pytest.mark.parametrize(
    "page",
    [pytest.param(page, marks=[pytest.mark.long] if Path(page).stem in TAKE_LONG else [], id=page) for page in PAGES],
)
def test_every_block_of_a_page_does_what_it_says(page: str, tmp_path: Path, opened: ExitStack) -> None:
    reader = Reader(page, tmp_path, opened)
    for block in blocks(page):
        reader.read(block)
    reader.finish()


def test_a_block_that_nothing_runs_is_told(tmp_path: Path, opened: ExitStack) -> None:
    reader = SimpleNamespace(page="", here=str)
    for block in (Block("a.md", 1, "", "text\n"), Block("a.md", 1, "ini", "[section]\nkey=value\n")):
        with pytest.raises(AssertionError, match="say why it is not run"):
            Reader.read(reader, block)  # type: ignore[arg-type]
