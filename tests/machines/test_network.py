# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where addresses lead."""

from __future__ import annotations

import socket
import time
import urllib.request
from collections.abc import Callable
from typing import Any

import pytest

from tests.machines.conftest import Box

Make = Callable[..., Box]
SERVE = "cd /srv; hostname > name; setsid python3 -m http.server 80 >/dev/null 2>&1 &"


def name_at(address: str) -> str:
    """What the web server at an address calls itself, as soon as it is up."""
    deadline = time.monotonic() + 300
    while True:
        try:
            with urllib.request.urlopen(f"http://{address}/name", timeout=60) as answer:
                return str(answer.read().decode().strip())
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


def order_address(sandbox: Any, box: Box) -> tuple[int, str]:
    """The id and the address of a floating address that was ordered for the box."""
    ordered = sandbox.control("POST", "ips", {"box": box.id, "count": 1})["ips"][0]
    return ordered["id"], ordered["ip"]


def connects(address: str, port: int, timeout: float = 60) -> bool:
    try:
        with socket.create_connection((address, port), timeout=timeout):
            return True
    except OSError:
        return False


def test_two_boxes_serve_on_the_same_port_each_at_its_own_address(make: Make) -> None:
    one, two = make("one"), make("two")
    for box in (one, two):
        box.run(SERVE)
    assert [name_at(one.address), name_at(two.address)] == ["one", "two"]


def test_an_address_of_no_running_box_answers_nothing(make: Make) -> None:
    box = make("off", start=False)
    with pytest.raises(OSError, match="No route to host"):
        socket.create_connection((box.address, 22), timeout=60)


def test_boxes_reach_each_other_by_public_and_by_private_address(make: Make) -> None:
    one, two = make("one"), make("two")
    two.run(SERVE)
    name_at(two.address)
    private = two.facts["ips"]["private"][0]
    for address in (two.address, private):
        assert one.run(f"curl -sS --max-time 60 http://{address}/name") == "two"


def test_a_floating_address_leads_to_the_box_that_has_it_and_has_configured_it(sandbox: Any, make: Make) -> None:
    one, two = make("one"), make("two")
    number, floating = order_address(sandbox, one)
    assert not connects(floating, 22, 3), "nobody has configured it"
    one.run(f"ip address add {floating}/32 dev eth0")
    two.run(f"ip address add {floating}/32 dev eth0")
    assert one.try_run("hostname", floating).stdout == "one\n"
    sandbox.api("PUT", f"ips/{one.id}/{number}/move", {"targetid": two.id})
    assert one.try_run("hostname", floating).stdout == "two\n"
    two.run(f"ip address del {floating}/32 dev eth0")
    assert not connects(floating, 22, 3)


def test_a_floating_address_still_leads_there_after_a_reboot(sandbox: Any, box: Box) -> None:
    floating = order_address(sandbox, box)[1]
    box.change(status="SHUTDOWN")
    assert not connects(floating, 22, 3)
    box.change(status="START")
    box.run(f"ip address add {floating}/32 dev eth0")
    assert connects(floating, 22)


def test_a_box_does_not_reach_what_listens_only_inside_the_host(sandbox: Any, box: Box) -> None:
    port = int(sandbox.url.rsplit(":", 1)[1])
    look = f"curl -sS -o /dev/null --max-time 3 http://{{}}:{port}/_sandbox/clock"
    assert box.try_run(look.format("127.0.0.1")).returncode != 0
    assert box.try_run(look.format("127.66.255.254")).returncode != 0
    # not even with its own idea of where the loopback range lies
    box.run("ip address flush dev lo; ip route replace 127.0.0.1 via 127.66.255.253 dev eth0")
    assert box.try_run(look.format("127.0.0.1")).returncode != 0
