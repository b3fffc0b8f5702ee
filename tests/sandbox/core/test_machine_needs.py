# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What machines lack on a computer is told all at once, a line each."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from sandbox.machines import needs
from sandbox.machines.needs import missing, ssh_server


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
    said = missing(tmp_path, "sshd")
    assert said[:2] == [
        "machines need root: run this with sudo",
        "programs are missing: e2fsck, ip, mkfs.ext4 (apt-get install e2fsprogs iproute2)",
    ]
    assert [line.partition(":")[0] for line in said[2:]] == [
        f"the base {tmp_path} has no usr/bin/python3",
        f"the base {tmp_path} has no usr/sbin/sshd",
    ]
    assert said[3].endswith(f"or the Python package ({sys.executable} -m pip install asyncssh)")


def test_where_there_is_no_sshd_the_server_of_the_package_serves(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(needs, "find_spec", lambda name: object() if name == "asyncssh" else None)
    assert ssh_server(tmp_path) == "asyncssh"
    assert not [reason for reason in missing(tmp_path) if "usr/sbin/sshd" in reason or "asyncssh" in reason]
    (tmp_path / "usr" / "sbin").mkdir(parents=True)
    (tmp_path / "usr" / "sbin" / "sshd").touch()
    assert ssh_server(tmp_path) == "sshd"


def test_without_either_both_are_named_and_a_chosen_one_that_is_missing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(needs, "find_spec", lambda name: None)
    assert ssh_server(tmp_path) == "sshd"
    pip = f"{sys.executable} -m pip install asyncssh"
    assert [reason for reason in missing(tmp_path) if "openssh-server" in reason and pip in reason]
    assert f"{sys.executable} has no asyncssh: {pip}" in missing(tmp_path, "asyncssh")


def test_elsewhere_than_on_linux_there_is_one_reason(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert missing(tmp_path) == [
        "machines are made of what only Linux has: run this on Linux, in a virtual machine for instance"
    ]
