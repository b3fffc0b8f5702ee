# SPDX-FileCopyrightText: boxfleet contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What users install: the tarball that ``ansible-galaxy collection build`` makes of the checkout."""

from __future__ import annotations

import json
import subprocess
import tarfile
from pathlib import Path

import pytest

from tests.build.conftest import CHECKOUT, tracked

PLUGIN_TYPES = {"modules": "module", "inventory": "inventory", "callback": "callback"}
# What contributors alone need, and what is made anew when the tarball is built.
FOR_CONTRIBUTORS = ("benchmarks", "changelogs", "requirements", "tests", "tools")
AT_THE_TOP = (
    "CODE_OF_CONDUCT.md",
    "CONTRIBUTING.md",
    "Makefile",
    "ansible.cfg",
    "galaxy.yml",
    "noxfile.py",
    "pyproject.toml",
)
MADE = {"MANIFEST.json", "FILES.json"}


def for_users(name: str) -> bool:
    top = Path(name).parts[0]
    if name == "changelogs/changelog.yaml":  # since the first release
        return True
    return top not in FOR_CONTRIBUTORS and name not in AT_THE_TOP and not top.startswith(".")


def plugins() -> list[tuple[str, str]]:
    """Every plugin that has documentation, as (type, name)."""
    files = ((kind, path) for folder, kind in PLUGIN_TYPES.items() for path in CHECKOUT.glob(f"plugins/{folder}/*.py"))
    return sorted((kind, f"boxfleet.cloud.{path.stem}") for kind, path in files if path.stem != "__init__")


def test_tarball_holds_what_users_need_and_nothing_else(tarball: Path) -> None:
    with tarfile.open(tarball) as archive:
        names = {entry.name for entry in archive.getmembers() if entry.isfile()}
    assert names == {*filter(for_users, tracked()), *MADE}, "name it in galaxy.yml, or here if users need none of it"


def test_tarball_installs_without_a_network(installed: Path) -> None:
    assert (installed / "MANIFEST.json").is_file()


@pytest.mark.parametrize("kind", sorted({kind for kind, _name in plugins()}))
def test_installed_plugins_show_their_documentation(kind: str, installed: Path) -> None:
    names = [name for each, name in plugins() if each == kind]
    answer = subprocess.run(["ansible-doc", "--json", "-t", kind, *names], capture_output=True, check=True, text=True)
    shown = json.loads(answer.stdout)
    assert sorted(shown) == names
    for plugin in shown.values():
        assert Path(plugin["doc"]["filename"]).is_relative_to(installed)
        assert plugin["examples"].strip()


def test_installed_playbooks_can_be_called_by_their_names(installed: Path) -> None:
    names = sorted(path.stem for path in CHECKOUT.glob("playbooks/*.yml"))
    command = ["ansible-playbook", "-vvv", "--syntax-check", *(f"boxfleet.cloud.{name}" for name in names)]
    answer = subprocess.run(command, capture_output=True, check=False, text=True)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    for name in names:
        assert str(installed / "playbooks" / f"{name}.yml") in answer.stdout
