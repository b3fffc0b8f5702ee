# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is for every provider names none, no provider knows another, and plugins and sandbox meet over HTTP alone."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[3]
PLUGINS = CHECKOUT / "plugins"
UTILS = PLUGINS / "module_utils"
SANDBOX = CHECKOUT / "sandbox"
PROVIDERS = sorted(path.parent.name[1:] for path in UTILS.glob("_*/provider.py") if path.parent.name != "_core")
NAMES = {"jiffybox", "ionos", "profitbricks", "ovh", "pterodactyl", "jexactyl", "domainfactory", *PROVIDERS}


def files(folder: Path) -> list[Path]:
    """The files that a folder holds, without what Python made of them."""
    found = [path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    assert found, folder
    return sorted(found)


def imported(path: Path) -> Iterator[str]:
    """What a file imports, in full: ``from ..client import Client`` is the client's dotted name."""
    here = path.relative_to(CHECKOUT).with_suffix("").parts
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            base = ".".join(here[: len(here) - node.level]) if node.level else ""
            start = ".".join(filter(None, [base, node.module]))
            yield from (f"{start}.{alias.name}" for alias in node.names)


def words_of(dotted: str) -> set[str]:
    return set(dotted.removeprefix("ansible_collections.boxfleet.cloud.").split("."))


def test_what_is_for_all_names_no_provider() -> None:
    fragments = [path for path in files(PLUGINS / "doc_fragments") if path.stem.partition("_")[0] not in PROVIDERS]
    for_all = [*files(UTILS / "_core"), *files(PLUGINS / "plugin_utils"), *files(PLUGINS / "callback"), *fragments]
    named = [
        f"{place}: {name}"
        for path in for_all
        for place in [str(path.relative_to(CHECKOUT))]
        for name in sorted(NAMES)
        if name in f"{place} {path.read_text(encoding='utf-8')}".lower()
    ]
    assert named == []


def test_core_imports_no_provider() -> None:
    of_a_provider = {f"_{name}" for name in PROVIDERS}
    core = files(UTILS / "_core")
    assert [(path.name, one) for path in core for one in imported(path) if words_of(one) & of_a_provider] == []


@pytest.mark.parametrize("provider", PROVIDERS)
def test_no_provider_imports_another(provider: str) -> None:
    others = {f"_{name}" for name in PROVIDERS if name != provider}
    of_it = files(UTILS / f"_{provider}")
    for folder in ("modules", "action", "inventory", "doc_fragments"):
        of_it += [path for path in files(PLUGINS / folder) if path.stem.partition("_")[0] == provider]
    assert [(path.name, one) for path in of_it for one in imported(path) if words_of(one) & others] == []


@pytest.mark.parametrize(("folder", "other"), [(PLUGINS, "sandbox"), (SANDBOX, "plugins")], ids=["plugins", "sandbox"])
def test_plugins_and_sandbox_meet_over_http_alone(folder: Path, other: str) -> None:
    of_it = [path for path in files(folder) if path.suffix == ".py"]
    far = {other, "ansible_collections"} if other == "plugins" else {other}
    assert [(str(path), one) for path in of_it for one in imported(path) if one.split(".")[0] in far] == []
