# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the READMEs of the roles show works as it stands, one after the other on one sandbox."""

from __future__ import annotations

from typing import Any

from tests.integration.readmes import first_playbook


def boxes(sandbox: Any) -> dict[str, Any]:
    return {box["name"]: box for box in sandbox.api("GET", "jiffyBoxes").values()}


def test_the_playbooks_of_the_readmes_run_one_after_the_other(sandbox: Any, ansible: Any) -> None:
    ansible.environment["HOME"] = str(ansible.folder)
    known_hosts = ansible.folder / ".ssh" / "known_hosts"
    ansible.environment["ANSIBLE_SSH_ARGS"] = f"-o UserKnownHostsFile={known_hosts}"

    def run(role: str) -> str:
        playbook = ansible.folder / f"{role}.yml"
        playbook.write_text(first_playbook(role), encoding="utf-8")
        # ssh looks for this file in the home of the user, wherever HOME is
        hosts = f"jiffybox_failover_known_hosts={known_hosts}"
        done = ansible.run("ansible-playbook", str(playbook), "-e", hosts)
        assert done.code == 0, done.output
        return str(done.output)

    run("jiffybox_fleet")
    assert set(boxes(sandbox)) == {"web1", "web2", "db1"}
    sandbox.control("POST", "ips", {"box": boxes(sandbox)["web1"]["id"], "count": 1})
    assert "failed=0" in run("jiffybox_failover")
    run("jiffybox_retire")
    assert set(boxes(sandbox)) == {"web1-retired", "web2", "db1-retired"}
    assert "changed=0" in run("jiffybox_retire")
