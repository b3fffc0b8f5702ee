# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Prepare the disk of a machine that is off: ``provision IMAGE BASE FOLDER``; root on Linux. On stdin wishes as JSON:

``fresh`` (bool): the disk is new; hide what of the base is not for a new machine, and make keys for its SSH server.
``hostname``, ``address`` (str): what the machine is called, and its address in /etc/hosts.
``password`` (str or null), ``ssh_keys`` (list of public keys): how root logs in; null and none leave that as it is.
``hidden`` (list of str): more folders of the base to hide, as paths in it.
"""

from __future__ import annotations

import json
import os
import re
import stat
import sys
import uuid
from pathlib import Path

from sandbox.machines import tree

# The top of a base that a new machine gets; everything else there is the host's own business.
KEPT = ("bin", "etc", "lib", "lib32", "lib64", "libx32", "opt", "sbin", "usr", "var")
EMPTY = {
    "boot": 0o755,
    "dev": 0o755,
    "home": 0o755,
    "media": 0o755,
    "mnt": 0o755,
    "proc": 0o555,
    "root": 0o700,
    "run": 0o755,
    "srv": 0o755,
    "sys": 0o555,
    "tmp": 0o1777,
    "var/tmp": 0o1777,
}
SSHD_CONFIG = """\
# A new machine: root may log in with a password or a key.
PermitRootLogin yes
PasswordAuthentication yes
KbdInteractiveAuthentication no
UsePAM no
UseDNS no
AcceptEnv LANG LC_*
Subsystem sftp internal-sftp
HostKey /etc/ssh/ssh_host_ed25519_key
"""
HOSTS = """\
127.0.0.1 localhost
{address} {hostname}
"""


def main() -> None:
    image, base, folder = map(Path, sys.argv[1:])
    wishes = json.load(sys.stdin)
    disk, root = folder / "disk", folder / "root"
    tree.mount_disk(image, disk)
    if wishes["fresh"]:
        more = [name for name in wishes["hidden"] if not any(Path(name).is_relative_to(empty) for empty in EMPTY)]
        prepare_layers(disk, base, [*EMPTY, *more])
    tree.mount_tree(base, disk, root)
    if wishes["fresh"]:
        prepare_system(root)
    name_it(root, wishes["hostname"], wishes["address"])
    let_in(root, wishes["password"], wishes["ssh_keys"])


def prepare_layers(disk: Path, base: Path, hidden: list[str]) -> None:
    """The layer of the machine's own files, so that what is hidden of the base is empty or not there."""
    upper = disk / "upper"
    upper.mkdir()
    (disk / "work").mkdir()
    for name in os.listdir(base):
        if name not in KEPT and name not in EMPTY:
            # a device 0/0 in an upper layer means that there is nothing, see the kernel's overlayfs.rst
            os.mknod(upper / name, stat.S_IFCHR, 0)
    for name in hidden:
        empty = upper / name
        empty.mkdir(parents=True, exist_ok=True)
        os.setxattr(empty, "trusted.overlay.opaque", b"y")


def prepare_system(root: Path) -> None:
    """What must not be the same in two machines, or depend on how the host is set up."""
    for name, mode in EMPTY.items():
        os.chmod(root / name, mode)
    ssh = root / "etc" / "ssh"
    ssh.mkdir(exist_ok=True)
    for old in (*ssh.glob("ssh_host_*"), *ssh.glob("sshd_config.d/*"), root / "etc" / "rc.local"):
        old.unlink(missing_ok=True)
    (ssh / "sshd_config").write_text(SSHD_CONFIG, encoding="utf-8")
    tree.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", ssh / "ssh_host_ed25519_key")
    (root / "etc" / "machine-id").write_text(f"{uuid.uuid4().hex}\n", encoding="utf-8")
    lock_passwords(root / "etc" / "shadow")


def lock_passwords(shadow: Path) -> None:
    """Nobody logs in with a password of the base's users."""
    locked = re.sub(r"^([^:]+):[^:]*:", r"\1:*:", shadow.read_text(encoding="utf-8"), flags=re.MULTILINE)
    shadow.write_text(locked, encoding="utf-8")


def name_it(root: Path, hostname: str, address: str) -> None:
    """The machine's own name; what it called itself before is forgotten."""
    etc = root / "etc"
    (etc / "hostname").write_text(f"{hostname}\n", encoding="utf-8")
    (etc / "hosts").write_text(HOSTS.format(address=address, hostname=hostname), encoding="utf-8")


def let_in(root: Path, password: str | None, ssh_keys: list[str]) -> None:
    """How root logs in."""
    if password is not None:
        tree.run("chpasswd", "--root", root, "--crypt-method", "SHA512", said=f"root:{password}\n")
    if ssh_keys:
        folder = root / "root" / ".ssh"
        folder.mkdir(mode=0o700, exist_ok=True)
        (folder / "authorized_keys").write_text("".join(f"{key}\n" for key in ssh_keys), encoding="utf-8")


if __name__ == "__main__":
    main()
