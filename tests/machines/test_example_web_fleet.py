# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""examples/web_fleet.yml: a page that stays up, whatever happens to one box."""

from __future__ import annotations

import urllib.request
from pathlib import Path
from typing import Any

import pytest

from tests.machines.conftest import Box

EXAMPLE = Path(__file__).resolve().parent.parent.parent / "examples" / "web_fleet.yml"


def page_of(address: str) -> str:
    with urllib.request.urlopen(f"http://{address}/", timeout=60) as answer:
        return str(answer.read().decode().strip())


class WebFleet:
    """The example, and what it makes."""

    def __init__(self, sandbox: Any, ansible: Any, key: Path) -> None:
        self.sandbox = sandbox
        self.ansible = ansible
        self.key = key

    def run(self, *arguments: str) -> Any:
        known_hosts = f"jiffybox_fleet_known_hosts={self.ansible.folder / 'known_hosts'}"
        done = self.ansible.run("ansible-playbook", str(EXAMPLE), "-e", known_hosts, *arguments)
        assert "Traceback" not in done.output
        return done

    def succeeds(self) -> str:
        done = self.run()
        assert done.code == 0, done.output
        assert "WARNING" not in done.output
        return str(done.output)

    def box(self, name: str) -> Box:
        boxes = self.sandbox.api("GET", "jiffyBoxes").values()
        return Box(self.sandbox, next(box["id"] for box in boxes if box["name"] == name), self.key)

    @property
    def floating(self) -> list[tuple[int, str]]:
        """The floating addresses, each with the box that has it."""
        ips = self.sandbox.api("GET", "ips")
        return [
            (int(box), entry["ip"])
            for box, entries in ips.items()
            for entry in entries.values()
            if entry["floating"] == "true"
        ]

    def page(self) -> str:
        """What the world sees."""
        [(_box, address)] = self.floating
        return page_of(address)


@pytest.fixture
def fleet(sandbox: Any, ansible: Any, key: Path) -> WebFleet:
    return WebFleet(sandbox, ansible, key)


@pytest.mark.long
def test_the_page_is_there_from_nothing_and_outlives_a_web_server_and_a_box(fleet: WebFleet) -> None:
    assert "answers: <h1>Here is webfleet-1</h1>" in fleet.succeeds()
    assert fleet.page() == "<h1>Here is webfleet-1</h1>"

    # one left: it serves the page, and the others are repaired
    fleet.box("webfleet-1").run("pkill -f [h]ttp.server")
    fleet.box("webfleet-2").change(status="PULLPLUG")
    fleet.succeeds()
    assert fleet.page() == "<h1>Here is webfleet-3</h1>"
    for name in ("webfleet-1", "webfleet-2"):
        assert page_of(fleet.box(name).address) == f"<h1>Here is {name}</h1>"

    # nothing is wrong any more, so nothing is changed
    fleet.sandbox.forget()
    assert fleet.succeeds().count("changed=0") == 4
    assert fleet.sandbox.changes() == []


def test_without_an_address_it_says_what_to_do_and_orders_none_where_it_would_cost(fleet: WebFleet) -> None:
    done = fleet.run("-e", "jiffybox_fleet_connect=false", "-e", f"api_url={fleet.sandbox.url}/elsewhere")
    assert done.code != 0
    assert "No floating address is on webfleet-1 or webfleet-2 or webfleet-3. Order one for webfleet-1" in done.output
    assert fleet.floating == []
