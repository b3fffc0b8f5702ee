# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Disks: files that hold an ext4 file system, as large as the machine may fill and sparse until it does.

Every function raises ``programs.Failed``, and a file that is being written has its name only when it is whole.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from pathlib import Path

from .programs import Failed, run

# No journal: a machine whose plug is pulled takes no kernel down with it, so its file system is always whole.
EXT4 = ("-q", "-F", "-b", "4096", "-m", "0", "-O", "^has_journal,^resize_inode", "-E", "lazy_itable_init=1,nodiscard")
MEGABYTE = 1024 * 1024
LOOPS = Path("/sys/block")
RELEASE_SECONDS = 60.0
LOOK_SECONDS = 0.01

# The descriptor keeps the file system at hand, so that it is thawed even if the machine ends meanwhile.
COPY_FROZEN = """\
exec 9< "$1"
fsfreeze --freeze /proc/self/fd/9
trap 'fsfreeze --unfreeze /proc/self/fd/9' EXIT
cp --sparse=always --reflink=auto "$2" "$3"
"""


async def make(image: Path, megabytes: int) -> None:
    """A new, empty disk."""
    new = _new(image)
    new.touch()
    await run("truncate", f"--size={megabytes}M", new)
    await run("mkfs.ext4", *EXT4, new)
    new.rename(image)


async def copy(image: Path, to: Path, mounted: Path | None = None) -> None:
    """A copy of a disk. ``mounted`` is where it is mounted if it is in use; its users then wait for the copy."""
    new = _new(to)
    if mounted is None:
        await run("cp", "--sparse=always", "--reflink=auto", image, new)
    else:
        await run("sh", "-ec", COPY_FROZEN, "sh", mounted, image, new)
    new.rename(to)


async def resize(image: Path, megabytes: int) -> None:
    """Another size for a disk that is not in use. Fails, and leaves it as it was, where what it holds takes more."""
    before, wanted = image.stat().st_size, megabytes * MEGABYTE
    if wanted > before:
        await run("truncate", f"--size={wanted}", image)
    # the next program asks for it, and calls what it finds on a healthy disk no error
    await run("e2fsck", "-f", "-p", image, fine=(0, 1))
    await run("resize2fs", image, f"{megabytes}M")
    if wanted < before:
        await run("truncate", f"--size={wanted}", image)


async def released(image: Path) -> None:
    """Wait until no loop device uses the disk any more: the kernel lets go a moment after the last process."""
    for _attempt in range(round(RELEASE_SECONDS / LOOK_SECONDS)):
        if str(image) not in _in_use():
            return
        await asyncio.sleep(LOOK_SECONDS)
    raise Failed(f"{image} is still in use")


def _in_use() -> set[str]:
    files = set()
    for loop in LOOPS.glob("loop*/loop/backing_file"):
        # a device can go while one looks
        with suppress(OSError):
            files.add(loop.read_text().strip())
    return files


def _new(image: Path) -> Path:
    image.parent.mkdir(parents=True, exist_ok=True)
    return image.with_name(f"{image.name}.new")
