# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Disks by themselves, without a machine that uses them."""

from __future__ import annotations

import asyncio
import subprocess
from pathlib import Path

import pytest

from sandbox.machines import disk
from sandbox.machines.programs import Failed

MEGABYTE = 1024 * 1024


@pytest.fixture
def image(tmp_path: Path) -> Path:
    image = tmp_path / "disk.img"
    asyncio.run(disk.make(image, 200))
    return image


def fill(image: Path, megabytes: int) -> None:
    """Write a file of random content into the disk, without mounting it."""
    content = image.with_name("content")
    subprocess.run(["dd", "if=/dev/urandom", f"of={content}", "bs=1M", f"count={megabytes}"], check=True)
    subprocess.run(["debugfs", "-w", "-R", f"write {content} content", image], check=True)


def free_of_errors(image: Path) -> bool:
    return subprocess.run(["e2fsck", "-f", "-n", image], check=False).returncode == 0


def test_a_new_disk_takes_little_room_until_it_is_filled(image: Path) -> None:
    assert image.stat().st_size == 200 * MEGABYTE
    assert image.stat().st_blocks * 512 < 2 * MEGABYTE


@pytest.mark.parametrize("megabytes", [100, 200, 900, 100_000])
def test_a_disk_gets_another_size_with_what_is_on_it(image: Path, megabytes: int) -> None:
    fill(image, 30)
    asyncio.run(disk.resize(image, megabytes))
    assert image.stat().st_size == megabytes * MEGABYTE
    assert free_of_errors(image)


def test_a_disk_too_full_for_a_smaller_size_stays_as_it_was(image: Path) -> None:
    fill(image, 150)
    with pytest.raises(Failed):
        asyncio.run(disk.resize(image, 100))
    assert image.stat().st_size == 200 * MEGABYTE
    assert free_of_errors(image)


def test_a_copy_is_the_same_and_takes_no_more_room(image: Path, tmp_path: Path) -> None:
    fill(image, 30)
    copy = tmp_path / "copy.img"
    asyncio.run(disk.copy(image, copy))
    assert copy.read_bytes() == image.read_bytes()
    assert copy.stat().st_blocks <= image.stat().st_blocks + 64
    assert not list(tmp_path.glob("*.new"))
