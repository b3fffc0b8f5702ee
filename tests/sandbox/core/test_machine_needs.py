# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What machines lack on a computer is told all at once, a line each."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from sandbox.machines.needs import missing


@pytest.fixture(autouse=True)
def _linux(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")


def test_root_programs_and_what_a_base_lacks_are_told_together(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    monkeypatch.setattr(
        shutil, "which", lambda name, path: None if name in ("e2fsck", "mkfs.ext4", "ip") else f"/bin/{name}"
    )
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "sh").touch()
    said = missing(tmp_path)
    assert said[:2] == [
        "machines need root, such as with sudo",
        "programs are missing: e2fsck, ip, mkfs.ext4 (Debian packages e2fsprogs iproute2)",
    ]
    assert [line.partition(":")[0] for line in said[2:]] == [
        f"the base {tmp_path} has no usr/sbin/sshd",
        f"the base {tmp_path} has no usr/bin/python3",
    ]


def test_elsewhere_than_on_linux_there_is_one_reason(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert missing(tmp_path) == ["machines are made of what only Linux has, and this is another system"]
