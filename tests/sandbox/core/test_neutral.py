# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Nothing in sandbox/_core knows a provider, and no provider knows another."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from running import ROOT

SANDBOX = ROOT / "sandbox"
NAMES = {
    "jiffybox": ("jiffybox", "domainfactory"),
    "ionos": ("ionos", "profitbricks"),
    "ovh": ("ovh",),
    "pterodactyl": ("pterodactyl", "jexactyl", "pelican"),
}
PROVIDERS = sorted(file.parent.name for file in SANDBOX.glob("*/__main__.py"))


def named(file: Path, names: list[str]) -> list[str]:
    """Lines of a file that hold one of the names, in whatever case, also inside longer words."""
    found = re.compile("|".join(names), re.IGNORECASE)
    lines = file.read_text(encoding="utf-8").splitlines()
    return [f"{file.relative_to(ROOT)}:{number}: {line}" for number, line in enumerate(lines, 1) if found.search(line)]


@pytest.mark.parametrize("folder", ["_core", "machines"])
def test_what_is_shared_names_no_provider(folder: str) -> None:
    names = sorted({name for known in NAMES.values() for name in known} | set(PROVIDERS))
    files = [file for file in sorted((SANDBOX / folder).rglob("*")) if file.suffix in (".css", ".js", ".py")]
    assert files
    assert [line for file in files for line in named(file, names)] == []


@pytest.mark.parametrize("provider", PROVIDERS)
def test_no_provider_names_another(provider: str) -> None:
    others = [name for other in {*NAMES, *PROVIDERS} - {provider} for name in NAMES.get(other, (other,))]
    files = sorted((SANDBOX / provider).rglob("*.py"))
    assert files
    assert [line for file in files for line in named(file, others)] == []


def test_only_one_file_knows_the_http_library() -> None:
    """So that the rest can be started, read and tested without it."""
    users = [str(file.relative_to(SANDBOX)) for file in SANDBOX.rglob("*.py") if named(file, ["import.*aiohttp"])]
    users += [str(file.relative_to(SANDBOX)) for file in SANDBOX.rglob("*.py") if named(file, ["from aiohttp"])]
    assert sorted(set(users)) == ["_core/server.py"]
