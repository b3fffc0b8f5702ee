# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What contributors are told to run is there, and workflows run that and nothing else."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

CHECKOUT = Path(__file__).resolve().parents[3]
WORKFLOWS = sorted((CHECKOUT / ".github" / "workflows").glob("*.yml"))
MAKEFILE = (CHECKOUT / "Makefile").read_text(encoding="utf-8")
(SESSIONS,) = re.findall(r"^SESSIONS := (.*)$", MAKEFILE, re.MULTILINE)
TARGETS = {*re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE), *SESSIONS.split()}
PROVIDERS = {path.parent.name for path in CHECKOUT.glob("sandbox/*/__main__.py")}
GUIDE = (CHECKOUT / "CONTRIBUTING.md").read_text(encoding="utf-8")


def values(job: dict[str, Any], text: str) -> list[str]:
    """A text with what the matrix of its job has, in each way."""
    name = re.search(r"\$\{\{ matrix\.(\w+) \}\}", text)
    return [text.replace(name[0], value) for value in job["strategy"]["matrix"][name[1]]] if name else [text]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_workflows_call_make_and_nothing_else(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "secrets." not in text
    workflow = yaml.safe_load(text)
    assert workflow["permissions"] == {"contents": "read"}
    for job in workflow["jobs"].values():
        assert "permissions" not in job
        for step in job["steps"]:
            assert ("uses" in step) != ("run" in step)
            assert re.fullmatch(r"actions/[a-z-]+@v\d+", step.get("uses", "actions/checkout@v1"))
            for command in values(job, step.get("run", "make test")):
                made = re.fullmatch(
                    r'(?:sudo env PATH="\$PATH" CI=true )?make ([a-z]+)(?: PROVIDER=([a-z]+))?', command
                )
                assert made, command
                assert made[1] in TARGETS
                assert made[2] is None or made[2] in PROVIDERS


def test_chaos_is_played_for_every_provider_each_night() -> None:
    nightly = (CHECKOUT / ".github" / "workflows" / "nightly.yml").read_text(encoding="utf-8")
    assert set(re.findall(r"chaos PROVIDER=([a-z]+)", nightly)) == PROVIDERS


def test_hooks_call_make_and_nothing_else() -> None:
    config = yaml.safe_load((CHECKOUT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    hooks = [hook for repository in config["repos"] for hook in repository["hooks"]]
    assert {repository["repo"] for repository in config["repos"]} == {"local"}
    assert [hook["entry"] for hook in hooks] == ["make lint", "make types"]


def test_commands_of_the_guide_are_there() -> None:
    commands = re.findall(r"^\$ make ((?:[a-z]+ ?)+)", GUIDE, re.MULTILINE)
    assert {word for command in commands for word in command.split()} == {"venv", "lint", "types", "release"}
    assert {"venv", "lint", "types", "release", *re.findall(r"`make ([a-z]+)`", GUIDE)} <= TARGETS


def test_files_that_the_guide_names_are_there() -> None:
    named = re.findall(r"\b(?:tests|tools|examples|docs)/[\w/.-]+\w", GUIDE)
    linked = [link for link in re.findall(r"\]\(([^)#]+)", GUIDE) if not link.startswith("https:")]
    assert [name for name in [*named, *linked] if not (CHECKOUT / name).exists()] == []
