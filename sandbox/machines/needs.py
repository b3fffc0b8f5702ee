# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What machines need of the computer that they run on."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

# Program to the Debian package that brings it.
PROGRAMS = {
    "chpasswd": "passwd",
    "cp": "coreutils",
    "e2fsck": "e2fsprogs",
    "fsfreeze": "util-linux",
    "ip": "iproute2",
    "mkfs.ext4": "e2fsprogs",
    "mount": "mount",
    "nsenter": "util-linux",
    "pivot_root": "util-linux",
    "resize2fs": "e2fsprogs",
    "ssh-keygen": "openssh-client",
    "truncate": "coreutils",
    "unshare": "util-linux",
}
# What a base must hold, and the package.
IN_BASE = {"usr/bin/python3": "python3", "bin/sh": "dash"}
# The SSH servers that machines can have: that of the base, or one made of a Python package.
SSHD, ASYNCSSH = SSH_SERVERS = ("sshd", "asyncssh")
SSHD_IN_BASE, SSHD_PACKAGE = "usr/sbin/sshd", "openssh-server"
ONE_TREE = ("bin", "etc", "sbin", "usr", "var")
TRY = ("unshare", "--mount", "--net", "--user", "--map-root-user", "true")


def ssh_server(base: Path) -> str:
    """The SSH server that machines get: sshd, unless there is none but the other."""
    return ASYNCSSH if not (base / SSHD_IN_BASE).exists() and find_spec("asyncssh") else SSHD


def missing(base: Path, server: str | None = None) -> list[str]:
    """One sentence for each thing that machines with this SSH server lack; none means that they can run."""
    if sys.platform != "linux":
        return ["machines are made of what only Linux has: run this on Linux, in a virtual machine for instance"]
    found = [*root(), *programs(), *tree(base), *ssh(base, server or ssh_server(base))]
    return found or kernel()


def packages(base: Path) -> list[str]:
    """The Debian packages that bring the programs that are missing, and what a base that is this system lacks."""
    found = {PROGRAMS[name] for name in _missing_programs()}
    if base == Path("/"):
        wanted = {**IN_BASE, SSHD_IN_BASE: SSHD_PACKAGE}
        found |= {package for name, package in wanted.items() if not (base / name).exists()}
    return sorted(found)


def root() -> list[str]:
    return [] if os.geteuid() == 0 else ["machines need root: run this with sudo"]


def programs() -> list[str]:
    names = _missing_programs()
    packages = sorted({PROGRAMS[name] for name in names})
    return [f"programs are missing: {', '.join(names)} (apt-get install {' '.join(packages)})"] if names else []


def _missing_programs() -> list[str]:
    path = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/sbin"))
    return [name for name in PROGRAMS if not shutil.which(name, path=path)]


def tree(base: Path) -> list[str]:
    if not base.is_dir():
        return [f"the base {base} is no folder"]
    found = [
        f"the base {base} has no {name}: {_advice(base, package)}"
        for name, package in IN_BASE.items()
        if not (base / name).exists()
    ]
    apart = [name for name in ONE_TREE if (base / name).exists() and _device(base / name) != _device(base)]
    if apart:
        found.append(
            f"the base {base} has {', '.join(apart)} on another file system, of which machines would see nothing:"
            " name another base with --base"
        )
    return found


def ssh(base: Path, server: str) -> list[str]:
    package = f"{sys.executable} -m pip install asyncssh"
    if server == ASYNCSSH:
        return [] if find_spec("asyncssh") else [f"{sys.executable} has no asyncssh: {package}"]
    if (base / SSHD_IN_BASE).exists() or not base.is_dir():
        return []
    return [f"the base {base} has no {SSHD_IN_BASE}: {_advice(base, SSHD_PACKAGE)}, or the Python package ({package})"]


def kernel() -> list[str]:
    tried = subprocess.run(TRY, capture_output=True, text=True, check=False)
    if tried.returncode:
        reason = tried.stderr.strip() or f"exit code {tried.returncode}"
        return [f"this system makes no namespaces ({reason}): in a container, it has to be a privileged one"]
    if not Path("/dev/loop-control").exists():
        return ["/dev/loop-control is missing, so disks cannot be mounted: load the kernel module loop"]
    return []


def _device(path: Path) -> int:
    return path.stat().st_dev


def _advice(base: Path, package: str) -> str:
    if base == Path("/"):
        return f"install {package}"
    return f"make it with debootstrap --include=iproute2,openssh-server,python3, or install {package} in it"
