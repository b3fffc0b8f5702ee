# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One running machine: ``boot IMAGE BASE FOLDER NAME LIBRARIES``, started by ``machine``; root on Linux.

Two processes. The keeper makes mounts and a PID namespace, in which the second becomes the machine's init. Then both
forget the host's file tree. Init goes on in a user namespace of its own, which makes root in it powerless outside.

Lines on stdout tell the maker: ``disk FD`` (the keeper's descriptor of the mounted disk), ``init PID``, ``up``. What
the maker says on stdin: ``n`` the network is there, ``s`` shut down. When stdin ends, the machine's power is gone.

The SSH server is the sshd of the base. If LIBRARIES, folders of Python modules, are not empty, it is the one of
``ssh_server``, made of a package that is in them.
"""

from __future__ import annotations

import os
import resource
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from sandbox.machines import tree

# unshare(2)
NEW_NAMES, NEW_IPC, NEW_USERS, NEW_PIDS, NEW_NETWORK = 0x04000000, 0x08000000, 0x10000000, 0x20000000, 0x40000000

ALL_IDS = "0 0 4294967295\n"
DEVICES = ("full", "null", "random", "tty", "urandom", "zero")
LINKS = {
    "fd": "/proc/self/fd",
    "ptmx": "pts/ptmx",
    "stderr": "/proc/self/fd/2",
    "stdin": "/proc/self/fd/0",
    "stdout": "/proc/self/fd/1",
}
# What is the host's although a PID namespace has a /proc of its own.
READ_ONLY = ("bus", "fs", "irq", "sys", "sysrq-trigger")
HIDDEN = ("acpi", "asound", "kcore", "key-users", "keys", "kmsg", "latency_stats", "scsi", "sched_debug", "timer_list")

# Who asks here wants to know whether it has been rebooted.
BOOT_ID = "proc/sys/kernel/random/boot_id"

MOST_PROCESSES = 2000
SSHD = ("/usr/sbin/sshd", "-D", "-e")
SSHD_PAUSE = 1.0
GRACE = 3.0


def main() -> None:
    image, base, folder = map(Path, sys.argv[1:4])
    name, libraries = sys.argv[4:]
    disk, root = folder / "disk", folder / "root"
    tree.die_with_parent(signal.SIGTERM)
    tree.mount_disk(image, disk)
    opened = os.open(disk, os.O_RDONLY | os.O_DIRECTORY)
    tell(f"disk {opened}")
    tree.mount_tree(base, disk, root)
    make_devices(root / "dev")
    mount_memory(root / "run", "mode=755,size=64m,nosuid,nodev")
    tree.run("mount", "-t", "sysfs", "-o", "ro,nosuid,nodev,noexec", "sysfs", root / "sys")
    tree.unshare(NEW_PIDS)
    ready, mapped = socket.socketpair()
    init = os.fork()
    if init:
        mapped.close()
        keep(init, ready)
    else:
        ready.close()
        os.close(opened)
        start_ssh = ssh_server_of(libraries) if libraries else start_sshd
        mount_processes(root / "proc", root / "dev" / "null")
        name_boot(root / "run" / "boot_id", root / BOOT_ID)
        forget_host(root)
        confine(mapped)
        Init(name, start_ssh).run()


def tell(line: str) -> None:
    """A line for the maker of this machine."""
    os.write(1, f"{line}\n".encode())


def make_devices(folder: Path) -> None:
    """The devices that every program expects, and no other."""
    mount_memory(folder, "mode=755,size=64k,nosuid")
    for device in DEVICES:
        there = os.stat(f"/dev/{device}")
        os.mknod(folder / device, there.st_mode, there.st_rdev)
        os.chmod(folder / device, 0o666)
    for name, target in LINKS.items():
        os.symlink(target, folder / name)
    for name in ("pts", "shm"):
        (folder / name).mkdir()
    options = "newinstance,ptmxmode=0666,mode=620,gid=5,nosuid,noexec"
    tree.run("mount", "-t", "devpts", "-o", options, "devpts", folder / "pts")
    mount_memory(folder / "shm", "mode=1777,size=64m,nosuid,nodev")


def mount_memory(folder: Path, options: str) -> None:
    folder.mkdir(exist_ok=True)
    tree.run("mount", "-t", "tmpfs", "-o", options, "tmpfs", folder)


def mount_processes(folder: Path, nothing: Path) -> None:
    """/proc of this PID namespace, without what in it belongs to the host."""
    tree.run("mount", "-t", "proc", "-o", "nosuid,nodev,noexec", "proc", folder)
    for name in READ_ONLY:
        if (folder / name).exists():
            tree.run("mount", "--bind", "-o", "ro,nosuid,nodev,noexec", folder / name, folder / name)
    for name in HIDDEN:
        hidden = folder / name
        if hidden.is_dir():
            tree.run("mount", "-t", "tmpfs", "-o", "ro,size=0", "tmpfs", hidden)
        elif hidden.exists():
            tree.run("mount", "--bind", nothing, hidden)


def name_boot(file: Path, shown: Path) -> None:
    """An id of this boot, where the one of the host's would be seen."""
    file.write_text(Path("/proc/sys/kernel/random/uuid").read_text())
    file.chmod(0o444)
    tree.run("mount", "--bind", "-o", "ro,nosuid,nodev,noexec", file, shown)


def forget_host(root: Path) -> None:
    """Make the machine's tree the only one, for both processes."""
    old = root / "run" / "host"
    old.mkdir()
    tree.run("pivot_root", root, old)
    os.chdir("/")
    tree.detach("/run/host")
    os.rmdir("/run/host")


def confine(mapped: socket.socket) -> None:
    """Leave root's power over the host behind; what init owns from here on ends at its namespaces."""
    tree.unshare(NEW_USERS | tree.NEW_MOUNTS | NEW_NAMES | NEW_IPC | NEW_NETWORK)
    mapped.send(b"u")
    mapped.recv(1)
    mapped.close()


def keep(init: int, ready: socket.socket) -> None:
    """Let root in the machine be root, but only there; then stay until init has ended."""
    ready.recv(1)
    for kind in ("uid", "gid"):
        Path(f"/proc/1/{kind}_map").write_text(ALL_IDS)
    tell(f"init {init}")
    ready.send(b"m")
    null = os.open("/dev/null", os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(null, descriptor)
    signal.signal(signal.SIGTERM, lambda number, frame: os.kill(init, signal.SIGKILL))
    os.waitpid(init, 0)


class Init:
    """PID 1 of a machine: starts what starts at boot, keeps the SSH server running, and reaps."""

    def __init__(self, name: str, start_ssh: Callable[[], int]) -> None:
        self.name = name
        self.start_ssh = start_ssh
        self.sshd = 0
        self.sshd_due = 0.0
        # rings when a process has ended
        self.deaths, self.bell = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)

    def run(self) -> None:
        if os.read(0, 1) != b"n":
            return
        self._prepare()
        while True:
            if not self.sshd and time.monotonic() >= self.sshd_due:
                self.sshd = self.start_ssh()
                self.sshd_due = time.monotonic() + SSHD_PAUSE
            said = self._wait()
            if said == b"s":
                shut_down()
            if said is not None:
                return

    def _prepare(self) -> None:
        # This time it shows the interfaces of the machine instead of the host's.
        tree.mount("sysfs", "/sys", tree.READ_ONLY)
        resource.setrlimit(resource.RLIMIT_NPROC, (MOST_PROCESSES, MOST_PROCESSES))
        os.umask(0o022)
        try:
            name = Path("/etc/hostname").read_text(encoding="utf-8").strip()
        except (OSError, ValueError):
            name = self.name
        socket.sethostname(name[:64] or self.name)
        # whoever started the sandbox may ignore these, as with nohup
        for number in (signal.SIGHUP, signal.SIGQUIT):
            signal.signal(number, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        # The handler only has to exist: then the arrival of the signal is written to the descriptor.
        signal.signal(signal.SIGCHLD, lambda number, frame: None)
        signal.set_wakeup_fd(self.bell, warn_on_full_buffer=False)
        os.makedirs("/run/sshd", mode=0o755, exist_ok=True)
        # From now on the machine's users may be there, and what comes from here could be theirs.
        tell("up")
        if os.access("/etc/rc.local", os.X_OK):
            spawn("/etc/rc.local")

    def _wait(self) -> bytes | None:
        """What the maker said, b"" for a gone one; None after something else happened."""
        patience = None if self.sshd else max(0.0, self.sshd_due - time.monotonic())
        readable = select.select([0, self.deaths], [], [], patience)[0]
        if self.deaths in readable:
            os.read(self.deaths, 4096)
        if self.sshd in reap():
            self.sshd = 0
        return os.read(0, 1) if 0 in readable else None


def start_sshd() -> int:
    return spawn(*SSHD)


def ssh_server_of(libraries: str) -> Callable[[], int]:
    """What starts the SSH server made of a package, which is imported now: later the machine does not have it."""
    sys.path += libraries.split(os.pathsep)
    from sandbox.machines.ssh_server import serve

    def start() -> int:
        process = os.fork()
        if not process:
            become_a_service()
            serve()
            os._exit(0)
        return process

    return start


def become_a_service() -> None:
    """Leave init's ways behind, in a fork of it."""
    os.setsid()
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGCHLD, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)
    for descriptor, file in ((0, os.open("/dev/null", os.O_RDWR)), (1, log_file())):
        os.dup2(file, descriptor)
    os.dup2(1, 2)
    os.closerange(3, 1024)


def log_file() -> int:
    """A descriptor of the log of what starts at boot."""
    try:
        return os.open("/var/log/boot.log", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)
    except OSError:
        return os.open("/dev/null", os.O_WRONLY)


def spawn(*command: str) -> int:
    """Start a program with a session of its own and without a terminal; its PID, 0 if it cannot be started."""
    environment = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root"}
    log = log_file()
    try:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environment, cwd="/", start_new_session=True
        )
    except OSError:
        return 0
    finally:
        os.close(log)
    # init itself reaps it
    process.returncode = 0
    return process.pid


def reap() -> set[int]:
    """The children that have ended since."""
    ended: set[int] = set()
    while True:
        try:
            child = os.waitpid(-1, os.WNOHANG)[0]
        except ChildProcessError:
            return ended
        if not child:
            return ended
        ended.add(child)


def shut_down() -> None:
    """Ask every process to end and give them a moment; init's own end is that of the rest."""
    try:
        os.kill(-1, signal.SIGTERM)
    except ProcessLookupError:
        return
    deadline = time.monotonic() + GRACE
    while time.monotonic() < deadline:
        try:
            if not os.waitpid(-1, os.WNOHANG)[0]:
                time.sleep(0.01)
        except ChildProcessError:
            return


if __name__ == "__main__":
    main()
