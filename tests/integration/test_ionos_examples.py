# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The playbooks in examples/ionos run as they stand, a second time without a change, and leave nothing that costs."""

from __future__ import annotations

from typing import Any

from running import Server

from tests.integration.test_example_heads import first_run, quoted
from tests.integration.test_example_list import EXAMPLES
from tests.integration.test_ionos import ansible, ionos, ionos_sandbox

__all__ = ["ansible", "ionos", "ionos_sandbox"]


def play(ansible: Any, *playbooks: Any, **variables: str) -> str:
    """The output of playbooks, one after the other in one run."""
    whole = ansible.folder / "whole.yml"
    whole.write_text("".join(f"- ansible.builtin.import_playbook: {playbook}\n" for playbook in playbooks))
    words = [word for name, value in variables.items() for word in ("-e", f"{name}={value}")]
    done = ansible.run("ansible-playbook", str(whole), *words)
    assert done.code == 0, done.output
    return " ".join(done.output.split())


def test_the_examples_of_ionos_run_twice_and_are_cleaned_up(ionos: Server, ansible: Any) -> None:
    made = [EXAMPLES / "ionos/web_server.yml", EXAMPLES / "ionos/fleet.yml", EXAMPLES / "ionos/failover.yml"]
    output = play(ansible, *made)
    for playbook in made:
        for text in quoted(first_run(str(playbook))):
            assert text in output, output
    again = play(ansible, *made)
    assert "changed=0" in again, again
    moved = play(ansible, made[-1], made[1], failover_to="failover-2", fleet_web="stopped")
    assert "changed=2" in moved, moved
    assert "failover-2 has" in moved
    assert "fleet-web2 is stopped" in moved
    cleanup = EXAMPLES / "ionos/cleanup.yml"
    gone = play(ansible, cleanup, cleanup)
    for text in quoted(first_run(str(cleanup))):
        assert text in gone, gone
    assert not any(ionos.control("GET", "/costs").values())
    # the second time there is nothing left to do
    assert "changed=2" in gone, gone
