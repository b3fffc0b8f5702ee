# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The module jiffybox_ip, as a task."""

from __future__ import annotations

from typing import Any


def ordered_for_web1(sandbox: Any) -> tuple[list[int], str]:
    """The boxes web1 and web2, and a floating address of web1."""
    boxes = sandbox.seed(2)
    [address] = sandbox.control("POST", "ips", {"box": boxes[0]})["ips"]
    sandbox.forget()
    return boxes, address["ip"]


def test_an_address_is_moved_as_check_and_diff_say_beforehand(sandbox: Any, ansible: Any) -> None:
    boxes, address = ordered_for_web1(sandbox)
    wish = {"address": address, "box": "web2"}
    dry = ansible.module("jiffybox_ip", "--check", "--diff", options=wish)
    assert sandbox.changes() == []
    assert '-    "box": "web1"' in dry.output
    assert '+    "box": "web2"' in dry.output
    real = ansible.module("jiffybox_ip", "--diff", options=wish)
    assert dry.output == real.output
    assert real.result["actions"] == ["move"]
    assert real.result["ip"]["box"] == boxes[1]
    again = ansible.module("jiffybox_ip", options=wish).result
    assert (again["changed"], again["actions"], again["ip"]) == (False, [], real.result["ip"])


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({}, "one of the following is required: address, id"),
    ({"address": "198.18.0.3", "id": 1}, "mutually exclusive: address|id"),
    ({"address": "198.18.0"}, "address: '198.18.0' must be an IP address"),
]


def test_bad_input_is_told_before_any_call(sandbox: Any, ansible: Any) -> None:
    ansible.assert_refused("jiffybox_ip", [({"box": "web1", **options}, message) for options, message in REFUSED])
    assert sandbox.calls() == []


def test_an_address_that_cannot_move_is_told_without_the_token(sandbox: Any, ansible: Any) -> None:
    boxes, _address = ordered_for_web1(sandbox)
    [own] = sandbox.api("GET", f"jiffyBoxes/{boxes[0]}")["ips"]["public"][:1]
    done = ansible.module("jiffybox_ip", "-vvvv", options={"address": own, "box": "web2"})
    assert f"address: '{own}' came with box web1 ({boxes[0]}) and cannot move" in done.result["msg"]
    assert "Traceback" not in done.output
    assert sandbox.token not in done.output
