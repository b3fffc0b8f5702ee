# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a box is from its creation to its end, seen by whoever logs in to it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.machines.conftest import DISK_MB, Box

Make = Callable[..., Box]

NAMES = {"web1.example.com": "web1.example.com", "Büro (alt)": "B-ro-alt", "@@@": None}


def test_a_box_that_runs_can_be_worked_on_under_its_name(box: Box) -> None:
    assert box.facts["running"]
    assert box.run("hostname; whoami; cat /etc/hostname; hostname -i").split() == ["web", "root", "web", box.address]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_no_host_can_have_becomes_one_that_can(make: Make, name: str) -> None:
    box = make(name)
    assert box.run("hostname") == (NAMES[name] or f"box-{box.id}")


def test_root_logs_in_with_the_password_of_the_creation_and_with_no_other(make: Make, tmp_path: Path) -> None:
    box = make("secret", password="corr:ect h0rse", use_sshkey=False)
    assert box.takes("corr:ect h0rse", tmp_path)
    assert not box.takes("wrong", tmp_path)
    assert box.try_run("true").returncode == 255, "the key was not asked for, so it must not open the box"


def test_the_hosts_own_files_are_not_in_a_new_box(box: Box, tmp_path: Path) -> None:
    assert box.run(
        f"ls -A /home /tmp /srv /mnt; ls -d {tmp_path.parent} 2>&1 | grep -c 'No such'; ls -A /root"
    ).split() == [
        "/home:",
        "/mnt:",
        "/srv:",
        "/tmp:",
        "1",
        ".ssh",
    ]
    assert box.run("cut -d: -f2 /etc/shadow | sort -u") == "*"
    assert "ssh_host_rsa_key" not in box.run("ls /etc/ssh")


def test_files_outlive_shutdown_and_pulled_plug(box: Box) -> None:
    box.run("echo kept > /srv/file; sync")
    for way in ("SHUTDOWN", "PULLPLUG"):
        box.change(status=way)
        assert box.facts["status"] == "READY"
        assert not box.facts["running"]
        assert box.try_run("true").returncode == 255
        box.change(status="START")
        assert box.run("cat /srv/file") == "kept"


def test_shutdown_lets_programs_end_and_a_pulled_plug_does_not(box: Box) -> None:
    service = "trap 'echo ended >> /srv/log; exit' TERM; while :; do sleep 0.1; done"
    for way, expected in (("SHUTDOWN", "ended"), ("PULLPLUG", "")):
        box.run(f'rm -f /srv/log; touch /srv/log; setsid sh -c "{service}" >/dev/null 2>&1 & sleep 0.2')
        box.change(status=way)
        box.change(status="START")
        assert box.run("cat /srv/log") == expected, way


def test_what_rc_local_starts_runs_after_every_boot(box: Box) -> None:
    box.run("printf '#!/bin/sh\\necho up >> /srv/boots\\n' > /etc/rc.local; chmod +x /etc/rc.local")
    box.change(status="SHUTDOWN")
    box.change(status="START")
    assert box.run("cat /srv/boots") == "up"


def test_a_frozen_box_keeps_its_files_and_has_no_address(box: Box) -> None:
    address = box.address
    box.run("echo kept > /srv/file")
    box.change(status="SHUTDOWN")
    box.change(status="FREEZE")
    assert box.facts["ips"]["public"] == []
    assert box.try_run("true", address).returncode == 255
    box.change(status="THAW", planid=45)
    box.change(status="START")
    assert box.run("cat /srv/file") == "kept"


def test_a_disk_takes_what_its_limit_says_and_no_more(box: Box) -> None:
    assert int(box.run("df --output=size -m / | tail -1")) in range(DISK_MB - 30, DISK_MB)
    assert "No space left" in box.try_run(f"head -c {DISK_MB + 10}M /dev/zero > /srv/big").stderr
    box.run("rm /srv/big; echo fits > /srv/small")


def test_a_clone_starts_as_what_the_running_box_was_and_goes_its_own_way(sandbox: Any, box: Box) -> None:
    box.run("echo shared > /srv/file")
    copy = Box(sandbox, sandbox.api("POST", f"jiffyBoxes/{box.id}", {"name": "copy", "planid": 44})["id"], box.key)
    sandbox.advance(0)
    copy.change(status="START")
    assert copy.run("hostname; cat /srv/file").split() == ["copy", "shared"]
    copy.run("echo own > /srv/file")
    assert box.run("cat /srv/file") == "shared"
    assert box.address != copy.address


def backup(sandbox: Any, box: Box) -> str:
    """The id of the manual backup that is made now."""
    sandbox.api("POST", f"backups/{box.id}/manual", {})
    sandbox.advance(0)
    return str(sandbox.api("GET", f"backups/{box.id}")["manual"]["id"])


def test_a_restored_box_is_what_it_was_at_the_backup(sandbox: Any, box: Box) -> None:
    box.run("echo good > /srv/file")
    saved = backup(sandbox, box)
    box.run("rm -rf /srv/* /usr/bin/python3; echo bad > /etc/hostname")
    box.change(status="SHUTDOWN")
    sandbox.api("POST", f"backups/{box.id}/manual/{saved}", {})
    sandbox.advance(0)
    box.change(status="START")
    assert box.run("cat /srv/file; hostname; ls /usr/bin/python3").split() == ["good", "web", "/usr/bin/python3"]


def test_a_new_backup_replaces_the_former_one(sandbox: Any, box: Box) -> None:
    backup(sandbox, box)
    box.run("echo newer > /srv/file")
    saved = backup(sandbox, box)
    box.change(status="SHUTDOWN")
    sandbox.api("POST", f"backups/{box.id}/manual/{saved}", {})
    sandbox.advance(0)
    box.change(status="START")
    assert box.run("cat /srv/file") == "newer"


def test_a_box_from_a_backup_holds_it_and_lets_its_own_key_in(sandbox: Any, make: Make, box: Box) -> None:
    box.run("echo saved > /srv/file; rm -r /root/.ssh")
    new = make("second", backupid=backup(sandbox, box))
    assert new.run("hostname; cat /srv/file").split() == ["second", "saved"]


def test_an_automatic_backup_holds_what_the_box_was_when_it_was_due(sandbox: Any, box: Box) -> None:
    sandbox.api("POST", f"backups/{box.id}", {"dayid": 0, "timeid": 1})
    box.run("echo monday > /srv/file")
    sandbox.advance(86400)
    saved = sandbox.api("GET", f"backups/{box.id}")["daily"]["id"]
    box.run("echo tuesday > /srv/file")
    box.change(status="SHUTDOWN")
    sandbox.api("POST", f"backups/{box.id}/daily/{saved}", {})
    sandbox.advance(0)
    box.change(status="START")
    assert box.run("cat /srv/file") == "monday"


def test_a_deleted_box_leaves_no_file(sandbox: Any, box: Box) -> None:
    backup(sandbox, box)
    box.change(status="SHUTDOWN")
    sandbox.api("DELETE", f"jiffyBoxes/{box.id}")
    sandbox.advance(0)
    assert sandbox.api("GET", "jiffyBoxes") == {}
    left = Path("/var/tmp/boxfleet-machines").rglob(f"{box.id}/*")
    assert list(left) == []


def test_a_box_whose_ssh_server_was_removed_runs_and_is_out_of_reach_until_it_is_restored(
    sandbox: Any, box: Box
) -> None:
    saved = backup(sandbox, box)
    box.run("rm /usr/sbin/sshd")
    box.change(status="SHUTDOWN")
    box.change(status="START")
    assert box.facts["running"]
    assert box.try_run("true").returncode == 255
    box.change(status="PULLPLUG")
    sandbox.api("POST", f"backups/{box.id}/manual/{saved}", {})
    sandbox.advance(0)
    box.change(status="START")
    assert box.run("hostname") == "web"
