# SPDX-FileCopyrightText: boxfleet contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What make release refuses, that it can be tried without a trace, and a whole one."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.build.conftest import CHECKOUT, tracked


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


def content(folder: Path) -> dict[str, bytes]:
    """All files below a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_release_can_be_tried_without_a_trace(
    release: Any, checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = content(checkout)
    tried = []

    def build(folder: Path, version: str) -> Path:
        (folder / "CHANGELOG.md").write_text(version, encoding="utf-8")
        (folder / "built.tar.gz").write_text(version, encoding="utf-8")
        return folder / "built.tar.gz"

    monkeypatch.setattr(release, "CHECKOUT", checkout)
    monkeypatch.setattr(release, "git", lambda *arguments: "\0".join(before) if arguments[0] == "ls-files" else "")
    monkeypatch.setattr(release, "build", build)
    monkeypatch.setattr(release, "try_it", lambda tarball, folder: tried.append(tarball.read_text(encoding="utf-8")))
    monkeypatch.setattr(sys, "argv", ["release.py", "1.2.1", "--dry-run"])
    assert release.main() == 0
    assert (tried, content(checkout)) == (["1.2.1"], before)
    assert capsys.readouterr().out == "==> 1.2.1 could be released; the checkout is as it was.\n"
    monkeypatch.setattr(sys, "argv", ["release.py", "1.2.1"])
    assert release.main() == 0
    assert content(checkout)["CHANGELOG.md"] == b"1.2.1"


def test_a_release_is_what_was_tried_without_a_checkout(tmp_path: Path) -> None:
    for name in tracked():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(CHECKOUT / name, tmp_path / name)
    # as before the first release, whatever has been released since
    (tmp_path / "changelogs" / "changelog.yaml").unlink(missing_ok=True)
    (tmp_path / "changelogs" / "fragments").mkdir(exist_ok=True)
    (tmp_path / "changelogs" / "fragments" / "new.yml").write_text("minor_changes: [something new]\n", encoding="utf-8")
    version = yaml.safe_load((tmp_path / "galaxy.yml").read_text(encoding="utf-8"))["version"]
    somebody = ["-c", "user.name=somebody", "-c", "user.email=somebody@example.com"]
    for command in (["init", "--quiet"], ["add", "--all"], [*somebody, "commit", "--quiet", "--message", "all"]):
        subprocess.run(["git", *command], cwd=tmp_path, check=True)
    done = subprocess.run(
        [sys.executable, "tools/release.py", version], cwd=tmp_path, check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "A second run changes nothing." in done.stdout
    assert "collections/ansible_collections/boxfleet/cloud/roles/jiffybox_sandbox/tasks" in done.stdout
    assert "something new" in (tmp_path / "CHANGELOG.md").read_text(encoding="utf-8")
    assert not list((tmp_path / "changelogs" / "fragments").glob("*.yml"))
    assert (tmp_path / f"boxfleet-cloud-{version}.tar.gz").is_file()
