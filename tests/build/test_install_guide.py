# SPDX-FileCopyrightText: boxfleet contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/install.md in an empty home, with the tarball just built in the place of the released one, and no checkout."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.build.conftest import CHECKOUT
from tests.guides import blocks

PAGE = "docs/install.md"
RELEASED = re.compile(r"https://github\.com/\S+/releases/download/([\d.]+)/boxfleet-cloud-([\d.]+)\.tar\.gz")
PIP = "python -m pip install "
# What sets the reader's own environment up, which here is that of the tests; and what the tarball was made with.
DONE = ("python3 -m venv ", ". ", PIP, "ansible-galaxy collection build")


def names_in(requirements: str) -> set[str]:
    """The packages that a file of requirements pins."""
    return set(re.findall(r"^([\w-]+)==", (CHECKOUT / "requirements" / requirements).read_text("utf-8"), re.MULTILINE))


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home, in which Ansible finds no collection but what is installed there."""
    for name in [name for name in os.environ if name.startswith(("ANSIBLE", "PYTHONPATH", "IONOS"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("ANSIBLE_COLLECTIONS_SCAN_SYS_PATH", "false")
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(line: str) -> str:
    """What a command prints that has to succeed."""
    done = subprocess.run(line, shell=True, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"
    return done.stdout


def first_playbook(command: str, folder: Path) -> None:
    """Start a sandbox of the collection that is installed, and run the first playbook of the guide on it, dry."""
    server = subprocess.Popen(f"exec {command} --port 0", shell=True, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout
        said = server.stdout.readline()
        assert said.startswith("listening on "), said
        (playbook,) = (block for block in blocks("docs/first-playbook.md") if block.name == "ionos.yml")
        (folder / playbook.name).write_text(playbook.text, "utf-8")
        account = "IONOS_USERNAME=user@example.com IONOS_PASSWORD=0123456789abcdef"
        url = said.removeprefix("listening on ").strip()
        shown = run(f"IONOS_API_URL={url} {account} ansible-playbook {playbook.name} --check")
        assert "changed=1" in shown
    finally:
        server.terminate()
        server.communicate()


def test_every_block_of_the_page_does_what_it_says(home: Path, tarball: Path) -> None:
    version = yaml.safe_load((CHECKOUT / "galaxy.yml").read_text("utf-8"))["version"]
    packages: set[str] = set()
    for block in blocks(PAGE):
        assert {part for found in RELEASED.findall(block.text) for part in found} <= {version}
        assert block.name or block.language == "console", f"{block}: nothing runs it"
        if block.name:
            (home / block.name).write_text(RELEASED.sub(str(tarball), block.text).replace("type: url", "type: file"))
        for command in block.commands:
            if command.startswith(DONE):
                packages |= set(command.removeprefix(PIP).split()) if command.startswith(PIP) else set()
            elif "/sandbox/" in command:
                first_playbook(command, home)
            else:
                line = RELEASED.sub(str(tarball), command).replace(f" {tarball.name}", f" {tarball}")
                answer = run(line.replace("collection install", "collection install --offline"))
                assert "collection list" not in line or version in answer
    assert packages == names_in("sandbox.txt") | names_in("build.txt") | {"ansible-core"}
    assert (home / ".ansible" / "collections" / "ansible_collections" / "boxfleet" / "cloud" / "README.md").is_file()
