# SPDX-FileCopyrightText: boxfleet contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What users install: the tarball that ``ansible-galaxy collection build`` makes of the checkout."""

from __future__ import annotations

import json
import subprocess
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
PLUGIN_TYPES = {"modules": "module", "inventory": "inventory", "lookup": "lookup", "filter": "filter"}
NEEDED = {
    *("MANIFEST.json", "FILES.json", "README.md", "CHANGELOG.md", "COPYING", "LICENSES", "meta", "plugins"),
    # to start from, and to rehearse on
    *("docs", "examples", "roles", "sandbox"),
}
ALLOWED = NEEDED | {"changelogs"}


def plugins() -> list[tuple[str, str]]:
    """Every plugin that has documentation, as (type, name)."""
    files = ((kind, path) for folder, kind in PLUGIN_TYPES.items() for path in CHECKOUT.glob(f"plugins/{folder}/*.py"))
    return sorted((kind, f"boxfleet.cloud.{path.stem}") for kind, path in files if path.stem != "__init__")


@pytest.fixture(scope="module")
def tarball(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tarball")
    subprocess.run(["ansible-galaxy", "collection", "build", "--output-path", folder], cwd=CHECKOUT, check=True)
    (path,) = folder.iterdir()
    return path


@pytest.fixture(scope="module")
def installed(tarball: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where the tarball is installed. Ansible sees no other collection, so not the checkout's either."""
    folder = tmp_path_factory.mktemp("collections")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("ANSIBLE_COLLECTIONS_PATH", str(folder))
        environment.setenv("ANSIBLE_COLLECTIONS_SCAN_SYS_PATH", "false")
        subprocess.run(["ansible-galaxy", "collection", "install", "--offline", tarball, "-p", folder], check=True)
        yield folder / "ansible_collections" / "boxfleet" / "cloud"


def test_tarball_holds_what_users_need_and_nothing_else(tarball: Path) -> None:
    with tarfile.open(tarball) as archive:
        names = archive.getnames()
    top = {Path(name).parts[0] for name in names}
    assert top - ALLOWED == set(), "name it in build_ignore of galaxy.yml, or here if users need it"
    assert NEEDED - top == set()
    assert [name for name in names if any(part.startswith((".", "__pycache__")) for part in Path(name).parts)] == []


def test_tarball_installs_without_a_network(installed: Path) -> None:
    assert (installed / "MANIFEST.json").is_file()


@pytest.mark.parametrize(("kind", "name"), plugins())
def test_installed_plugin_shows_its_documentation(kind: str, name: str, installed: Path) -> None:
    command = ["ansible-doc", "--json", "-t", kind, name]
    answer = subprocess.run(command, capture_output=True, check=True, text=True)
    plugin = json.loads(answer.stdout)[name]
    assert Path(plugin["doc"]["filename"]).is_relative_to(installed)
    assert plugin["examples"].strip()
