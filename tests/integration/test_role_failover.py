# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the role jiffybox_failover refuses. How it moves an address is tested with machines."""

from __future__ import annotations

from typing import Any

import pytest

ROLE = "boxfleet.cloud.jiffybox_failover"
# the first box that is seeded has the first address, which is not floating
OWN = "198.18.0.1"


def named(**variables: Any) -> dict[str, Any]:
    """The variables of the role; these are without its name."""
    options = {"boxes": ["web1", "web2"], "check": {"timeout": 1, "retries": 0}, "ssh_timeout": 1, **variables}
    return {f"jiffybox_failover_{name}": value for name, value in options.items()}


def role(**variables: Any) -> dict[str, Any]:
    """A task that includes the role."""
    return {"ansible.builtin.include_role": {"name": ROLE}, "vars": named(**variables)}


def run(ansible: Any, *arguments: str, play: dict[str, Any] | None = None, **variables: Any) -> Any:
    """Run the role."""
    return ansible.play([], *arguments, roles=[ROLE], vars=named(**variables), **(play or {}))


def order_address(sandbox: Any, box: int) -> str:
    """A floating address on the box."""
    return str(sandbox.control("POST", "ips", {"box": box, "count": 1})["ips"][0]["ip"])


NOT_MOVED: list[tuple[dict[str, Any], str]] = [
    ({"boxes": ["web1", "wbe2", "wbe3"]}, "there is no box wbe2 and no box wbe3 in the account"),
    ({"address": "203.0.113.9"}, "203.0.113.9 is on no box of the account"),
    ({"address": OWN}, f"{OWN} came with its box and can never move"),
    ({"boxes": ["web2", "web3"]}, "is on web1, which is not in jiffybox_failover_boxes (web2, web3)"),
]


def test_an_address_that_is_not_to_be_moved_among_these_boxes_is_refused(sandbox: Any, ansible: Any) -> None:
    address = order_address(sandbox, sandbox.seed(3)[0])
    tasks = [ansible.fails(role(**{"address": address, **variables}), message) for variables, message in NOT_MOVED]
    done = ansible.play(tasks)
    assert done.code == 0, done.output
    assert "Traceback" not in done.output
    assert sandbox.changes() == []


TYPOS: list[tuple[dict[str, Any], str]] = [
    ({}, "missing required arguments: jiffybox_failover_address"),
    ({"address": OWN, "check": {"type": "https"}}, "value of type must be one of: http, tcp, got: https"),
    ({"address": OWN, "check": {"prot": 80}}, "jiffybox_failover_check.prot"),
]


def test_a_typo_is_told_before_any_call(sandbox: Any, ansible: Any) -> None:
    done = ansible.play([ansible.fails(role(**variables), message) for variables, message in TYPOS])
    assert done.code == 0, done.output
    assert sandbox.calls() == []


@pytest.mark.parametrize(
    ("running", "found"),
    [
        (False, ["web1: switched off", "web2: switched off"]),
        pytest.param(
            True,
            ["web1: running, fails the check (", "web2: running, fails the check (", "does not answer over SSH ("],
            marks=pytest.mark.long,
        ),
    ],
)
def test_with_no_healthy_box_nothing_is_switched_off_or_moved(
    sandbox: Any, ansible: Any, running: bool, found: list[str]
) -> None:
    address = order_address(sandbox, sandbox.seed(2, running=running)[0])
    sandbox.forget()
    for mode in ([], ["--check"]):
        done = run(ansible, *mode, address=address)
        assert done.code != 0
        assert f"{address} stays on web1, which does not pass the check" in done.output
        for text in found:
            assert text in done.output
        assert "Traceback" not in done.output
    assert sandbox.calls() == [("GET", "/jiffyBoxes"), ("GET", "/ips")] * 2


@pytest.mark.each_ansible
def test_a_dry_run_from_nothing_gets_to_its_end(sandbox: Any, ansible: Any) -> None:
    done = run(ansible, "--check", address="198.18.0.9")
    assert done.code == 0, done.output
    assert "There is no box web1 and no box web2 in the account yet" in done.output


def test_the_options_of_the_api_reach_the_role_from_the_play(sandbox: Any, ansible: Any) -> None:
    sandbox.seed(2)
    for name in ("JIFFYBOX_API_URL", "JIFFYBOX_API_TOKEN"):
        del ansible.environment[name]
    options = {"api_url": sandbox.url, "api_token": sandbox.token}
    play = {"module_defaults": {"group/boxfleet.cloud.jiffybox": options}}
    done = run(ansible, play=play, address=OWN)
    assert f"{OWN} came with its box" in done.output
