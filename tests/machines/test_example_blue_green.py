# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""examples/blue_green.yml: a box is replaced, and nobody notices."""

from __future__ import annotations

import itertools
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Sandbox
from tests.machines.conftest import Box

EXAMPLE = Path(__file__).resolve().parent.parent.parent / "examples" / "blue_green.yml"


def floating(sandbox: Any) -> str:
    """The floating address, empty if there is none yet."""
    ips = sandbox.api("GET", "ips") or {}
    found = [entry["ip"] for entries in ips.values() for entry in entries.values() if entry["floating"] == "true"]
    return str(found[0]) if found else ""


def ask(address: str) -> str:
    with urllib.request.urlopen(f"http://{address}/", timeout=2) as answer:
        return str(answer.read().decode().strip())


@dataclass
class Visitor:
    """Somebody who asks for the page all the time, and once more at once when there is no answer, as browsers do.

    ``answers`` has every page with its time. ``broken`` are requests without an answer, ``lost`` those for which asking
    again did not help. It begins with the first answer at all.
    """

    sandbox: Sandbox
    answers: list[tuple[float, str]] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    gone: threading.Event = field(default_factory=threading.Event)

    def stroll(self) -> None:
        address = ""
        while not self.gone.wait(0.005 if self.answers else 0.1):
            address = address or floating(self.sandbox)
            if address:
                self.visit(address)

    def visit(self, address: str) -> None:
        for failures in (self.broken, self.lost):
            try:
                self.answers.append((time.monotonic(), ask(address)))
            except OSError as error:
                if self.answers:
                    failures.append(f"{type(error).__name__}: {error}")
            else:
                return

    @property
    def longest_gap(self) -> float:
        times = [moment for moment, _page in self.answers]
        return max(later - earlier for earlier, later in itertools.pairwise(times))


@contextmanager
def visiting(sandbox: Any) -> Iterator[Visitor]:
    visitor = Visitor(Sandbox(sandbox.url))
    thread = threading.Thread(target=visitor.stroll)
    thread.start()
    try:
        yield visitor
    finally:
        visitor.gone.set()
        thread.join()


class BlueGreen:
    """The example, and what it makes."""

    def __init__(self, sandbox: Any, ansible: Any, key: Path) -> None:
        self.sandbox = sandbox
        self.ansible = ansible
        self.key = key

    def run(self, **variables: str) -> Any:
        ours = {"jiffybox_fleet_known_hosts": self.ansible.folder / "known_hosts", **variables}
        options = [word for name, value in ours.items() for word in ("-e", f"{name}={value}")]
        done = self.ansible.run("ansible-playbook", str(EXAMPLE), *options)
        assert "WARNING" not in done.output
        assert "Traceback" not in done.output
        return done

    def succeeds(self, **variables: str) -> str:
        done = self.run(**variables)
        assert done.code == 0, done.output
        return str(done.output)

    def fails(self, **variables: str) -> str:
        done = self.run(**variables)
        assert done.code != 0, done.output
        # as one text, wherever Ansible breaks lines
        return str(done.output)

    def boxes(self) -> dict[str, tuple[str, bool]]:
        """Stage of each box and whether it runs, by name."""
        boxes = self.sandbox.api("GET", "jiffyBoxes").values()
        return {box["name"]: (box["metadata"]["stage"], box["running"]) for box in boxes}

    def box(self, name: str) -> Box:
        boxes = self.sandbox.api("GET", "jiffyBoxes").values()
        return Box(self.sandbox, next(box["id"] for box in boxes if box["name"] == name), self.key)


@pytest.fixture
def service(sandbox: Any, ansible: Any, key: Path) -> BlueGreen:
    return BlueGreen(sandbox, ansible, key)


def test_a_box_is_replaced_and_nobody_notices(
    service: BlueGreen, record_property: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    with visiting(service.sandbox) as visitor:
        # from nothing: release 1, replaced by release 2
        service.succeeds()
        assert service.boxes() == {"bluegreen-1": ("retired", False), "bluegreen-2": ("live", True)}

        # the second run changes nothing, and what was stopped a moment ago is kept
        service.sandbox.forget()
        assert "changed=0" in service.succeeds(remove_old="true")
        assert service.sandbox.changes() == []

        # back to what was before, but that does not answer as it should, at its own address
        said = service.fails(release="1", expected="nine")
        assert "bluegreen-2 stays live, and nobody has noticed. bluegreen-1 is left running" in said
        assert service.boxes() == {"bluegreen-1": ("new", True), "bluegreen-2": ("live", True)}

        # it answers there, but not at the floating address
        old = service.box("bluegreen-1")
        old.run(f"pkill -f http.server; setsid python3 -m http.server 80 -b {old.address} -d /srv >/dev/null 2>&1 &")
        said = service.fails(release="1")
        assert f"answers at its own address, but not at {floating(service.sandbox)}, which is on bluegreen-2" in said
        assert ask(floating(service.sandbox)) == "This is release 2."

        # a copy of what is live takes over, and the former one is not kept
        service.succeeds(release="3", green_from="backup", remove_old="true", grace_hours="0")
        assert service.boxes() == {"bluegreen-1": ("new", True), "bluegreen-3": ("live", True)}
    print(len(visitor.answers), visitor.broken, visitor.lost, visitor.longest_gap)
