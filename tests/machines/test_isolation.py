# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What happens in a box stays in the box.

Everything here that would harm is tried only after the canary: harmless attempts that must fail or stay inside. If
one of them does not, the whole run ends at once.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.machines.conftest import Box

Make = Callable[..., Box]

# In none of these may the box be the host.
NAMESPACES = ("ipc", "mnt", "net", "pid", "user", "uts")
# What root on the host could do; each would change nothing if it worked.
FORBIDDEN = (
    "cat /proc/sys/kernel/printk > /proc/sys/kernel/printk",
    "cat /proc/sys/vm/swappiness > /proc/sys/vm/swappiness",
    "mount -o remount,rw /proc/sys && cat /proc/sys/vm/swappiness > /proc/sys/vm/swappiness",
    "umount /proc/sys",
    "mkdir -p /srv/p && mount -t proc proc /srv/p && test -w /srv/p/sys/vm/swappiness && cat /srv/p/uptime",
    "mkdir -p /srv/s && mount -t sysfs -o rw sysfs /srv/s && touch /srv/s/power/state",
    "mkdir -p /srv/d && mount -t devtmpfs devtmpfs /srv/d && ls /srv/d/kmsg",
    "mkdir -p /srv/c && mount -t cgroup2 cgroup2 /srv/c && ls /srv/c/cgroup.procs",
    "mkdir -p /srv/b && mount -t debugfs debugfs /srv/b && ls /srv/b/*",
    "mknod /srv/disk b 7 0 && head -c 1 /srv/disk",
    "mknod /srv/kmsg c 1 11 && head -c 1 /srv/kmsg",
    "mknod /dev/mem c 1 1 && head -c 1 /dev/mem",
    "ls /dev/loop-control /dev/kvm /dev/vda /dev/sda /dev/kmsg",
    "echo h > /proc/sysrq-trigger",
    "head -c 1 /proc/kcore",
    "dmesg",
    "modprobe -n -q loop && insmod /dev/null",
    "swapon /srv/swap",
    "date -s @$(date +%s)",
    "chroot /proc/1/root/../../.. test -e /var/tmp/boxfleet-machines",
    "nsenter --target 1 --net --mount --pid test -e /var/tmp/boxfleet-machines/lock",
    "ls /proc/1/fd/* -l | grep -E 'socket|disk[.]img'",
)


@pytest.fixture(scope="module")
def canary_file() -> Iterator[Path]:
    """A file of the host in a place that boxes see the base's content of."""
    file = Path("/usr/local/share/boxfleet-canary")
    file.write_text("of the host\n")
    yield file
    file.unlink()


@pytest.fixture
def inside(make: Make, canary_file: Path) -> Box:
    """A box that has been shown to be apart from the host by harmless means."""
    box = make()
    try:
        check_canary(box, canary_file)
    except (AssertionError, subprocess.TimeoutExpired) as error:
        pytest.exit(f"A box is not apart from the host, nothing more is tried: {error}", returncode=3)
    return box


def check_canary(box: Box, canary_file: Path) -> None:
    for name in NAMESPACES:
        assert box.run(f"readlink /proc/self/ns/{name}") != os.readlink(f"/proc/self/ns/{name}"), name
    assert box.run("cat /proc/self/uid_map").split() != [], "no user namespace"
    box.run(f"grep -q host {canary_file}; rm {canary_file}; touch {canary_file}.new")
    assert canary_file.read_text() == "of the host\n"
    assert not canary_file.with_suffix(".new").exists()
    stranger = subprocess.Popen(["sleep", "60"])
    try:
        assert box.try_run(f"kill {stranger.pid}").returncode != 0
        assert str(os.getpid()) not in box.run("ls /proc").split()
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()
    assert "boxfleet-machines" not in box.run("ls /var/tmp")


def test_root_in_a_box_has_no_power_over_the_host(inside: Box) -> None:
    assert [attempt for attempt in FORBIDDEN if inside.try_run(attempt).returncode == 0] == []


def test_a_host_name_set_in_a_box_is_that_of_the_box(inside: Box) -> None:
    before = os.uname().nodename
    assert inside.run("hostname other; hostname") == "other"
    assert os.uname().nodename == before


def test_what_a_box_mounts_nobody_else_sees(inside: Box) -> None:
    inside.run("mount -t tmpfs tmpfs /mnt && touch /mnt/inside")
    assert not Path("/mnt/inside").exists()


def test_a_box_that_is_wrecked_harms_nobody_else(make: Make, inside: Box) -> None:
    """It removes /etc, fills its disk and kills everything, as a playbook gone wrong does."""
    other = make("other")
    before = {path: path.stat().st_mtime_ns for path in map(Path, ("/etc", "/etc/passwd", "/usr/bin", "/var"))}
    stranger = subprocess.Popen(["sleep", "60"])
    try:
        inside.try_run("rm -rf /etc; head -c 1G /dev/zero > /var/big; head -c 1G /dev/zero > /dev/shm/big; kill -9 -1")
        assert stranger.poll() is None
        assert {path: path.stat().st_mtime_ns for path in before} == before
        assert other.run("ls /etc/passwd; hostname").split() == ["/etc/passwd", "other"]
        assert inside.facts["status"] == "READY"
    finally:
        stranger.kill()
        stranger.wait()


def test_the_ssh_server_comes_back_after_everything_was_killed(inside: Box) -> None:
    inside.try_run("kill -9 -1")
    assert any(inside.try_run("true").returncode == 0 for _attempt in range(20))


@pytest.mark.long
def test_a_flood_of_processes_ends_at_the_limit_of_the_box(make: Make, inside: Box) -> None:
    other = make("other")
    inside.try_run("for i in $(seq 2500); do sleep 5 & done 2>/dev/null; wait")
    assert other.run("echo alive") == "alive"
    assert int(Path("/proc/loadavg").read_text().split("/")[1].split()[0]) < 5000
