# SPDX-FileCopyrightText: boxfleet contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What make release refuses, and that it can be tried without a trace."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.build.conftest import CHECKOUT


@pytest.fixture
def release(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.syspath_prepend(str(CHECKOUT / "tools"))
    import release

    yield release
    del sys.modules["release"]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """As little as a release looks at, at version 1.2.0."""
    files = {
        "galaxy.yml": "version: 1.2.0\n",
        "README.md": "ansible-galaxy collection install boxfleet-cloud-1.2.1.tar.gz\n",
        "docs/awx.md": "boxfleet-cloud.tar.gz\n",
        "changelogs/changelog.yaml": "releases: {1.2.0: {}}\n",
        "changelogs/fragments/new.yml": "minor_changes: [new]\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_a_new_version_can_be_released(release: Any, checkout: Path) -> None:
    assert release.complaint(checkout, "1.2.1") == ""
    (checkout / "changelogs" / "changelog.yaml").unlink()
    assert release.complaint(checkout, "1.2.1") == "", "the first"


@pytest.mark.parametrize(
    ("version", "words"),
    [
        ("1.2", "is no version"),
        ("v1.2.1", "is no version"),
        ("1.1.9", "older than 1.2.0"),
        ("1.2.0", "released already"),
        ("1.10.0", "README.md: the tarball of another version is named. Say boxfleet-cloud-1.10.0.tar.gz."),
    ],
)
def test_what_cannot_be_released_is_refused(release: Any, checkout: Path, version: str, words: str) -> None:
    assert words in release.complaint(checkout, version)


def test_a_release_has_something_to_tell(release: Any, checkout: Path) -> None:
    (checkout / "changelogs" / "fragments" / "new.yml").unlink()
    assert "nothing to tell" in release.complaint(checkout, "1.2.1")


def state() -> dict[str, bytes]:
    """All that a release changes in the checkout."""
    files = [*CHECKOUT.glob("changelogs/**/*.y*ml"), *CHECKOUT.glob("*.tar.gz"), *CHECKOUT.glob("*.md")]
    return {str(path): path.read_bytes() for path in [*files, CHECKOUT / "galaxy.yml"]}


def test_a_release_can_be_tried_without_a_trace() -> None:
    version = yaml.safe_load((CHECKOUT / "galaxy.yml").read_text(encoding="utf-8"))["version"]
    before = state()
    command = [sys.executable, "tools/release.py", version, "--dry-run"]
    done = subprocess.run(command, cwd=CHECKOUT, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "A second run changes nothing." in done.stdout
    assert "collections/ansible_collections/boxfleet/cloud/roles/jiffybox_sandbox/tasks" in done.stdout
    assert done.stdout.endswith(f"==> {version} could be released; the checkout is as it was.\n")
    assert state() == before
