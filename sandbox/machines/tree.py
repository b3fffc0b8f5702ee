# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The file tree of a machine: a base that stays as it is, and over it what the machine's own disk holds.

For the programs that run in a process of their own (``boot``, ``provision``). They leave the mounts of the host
alone: all of this happens in their own mount namespace.
"""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from pathlib import Path

NEW_MOUNTS = 0x00020000  # CLONE_NEWNS, see unshare(2)
READ_ONLY = 0x1 | 0x2 | 0x4 | 0x8  # MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, see mount(2)
DETACH = 2  # MNT_DETACH, see umount2(2)
PARENT_DEATH = 1  # PR_SET_PDEATHSIG, see prctl(2)

_libc = ctypes.CDLL(None, use_errno=True)


def _check(result: int, what: str) -> None:
    if result:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")


def unshare(flags: int) -> None:
    """Leave the namespaces that these flags of the system call stand for. Raises OSError."""
    _check(_libc.unshare(flags), "unshare")


def mount(kind: str, folder: str, flags: int) -> None:
    """Do what needs no device without a program of the host, which may be out of sight. Raises OSError."""
    _check(_libc.mount(kind.encode(), folder.encode(), kind.encode(), flags, None), f"mount {folder}")


def detach(folder: str) -> None:
    """Unmount, at once for whoever comes later, see umount2(2). Raises OSError."""
    _check(_libc.umount2(folder.encode(), DETACH), f"umount {folder}")


def die_with_parent(number: int) -> None:
    """Get this signal when the process that started this one has ended, see prctl(2). Raises OSError."""
    _check(_libc.prctl(PARENT_DEATH, number, 0, 0, 0), "prctl")


def run(*command: str | Path, said: str = "") -> None:
    """Run a program of the host with ``said`` on stdin. Raises SystemExit with the reason when it fails."""
    done = subprocess.run(command, check=False, capture_output=True, text=True, input=said)
    if done.returncode:
        sys.exit(f"{command[0]}: {done.stderr.strip() or f'exit code {done.returncode}'}")


def mount_disk(image: Path, folder: Path) -> None:
    """Enter a mount namespace of its own and mount the image of a disk in it."""
    unshare(NEW_MOUNTS)
    run("mount", "--make-rprivate", "/")
    run("mount", "-t", "ext4", "-o", "loop,nodev", image, folder)


def mount_tree(base: Path, disk: Path, root: Path) -> None:
    """Lay the mounted disk over the base."""
    layers = f"lowerdir={base},upperdir={disk / 'upper'},workdir={disk / 'work'}"
    run("mount", "-t", "overlay", "-o", f"{layers},redirect_dir=on,nodev", "overlay", root)
