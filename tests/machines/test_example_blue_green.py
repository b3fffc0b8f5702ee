# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""examples/blue_green.yml: a box is replaced, and nobody notices."""

from __future__ import annotations

import itertools
import json
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


def stop_web(box: Box) -> None:
    box.run("pkill -f [h]ttp.server")


def ask(address: str) -> str:
    with urllib.request.urlopen(f"http://{address}/", timeout=10) as answer:
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
        while not self.gone.wait(0.02 if self.answers else 0.1):
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
    def pages(self) -> list[str]:
        """The pages in their order, each once for as long as it was there."""
        return [page for page, _answers in itertools.groupby(page for _moment, page in self.answers)]

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
        ours = {"jiffybox_fleet_known_hosts": str(self.ansible.folder / "known_hosts"), **variables}
        done = self.ansible.run("ansible-playbook", str(EXAMPLE), "-e", json.dumps(ours))
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


# A web server that the rest of the world does not reach at the floating address.
WALLED = """\
import http.server
class Handler(http.server.SimpleHTTPRequestHandler):
    def do_GET(self):
        here, there = self.connection.getsockname()[0], self.client_address[0]
        if here == "{address}" and there != here:
            self.send_error(503)
        else:
            super().do_GET()
http.server.ThreadingHTTPServer(("", 80), Handler).serve_forever()
"""


@pytest.mark.long
def test_a_box_is_replaced_and_nobody_notices(service: BlueGreen, record_testsuite_property: Any) -> None:
    with visiting(service.sandbox) as visitor:
        # from nothing: release 1, replaced by release 2
        service.succeeds()
        assert service.boxes() == {"bluegreen-1": ("retired", False), "bluegreen-2": ("live", True)}
        assert visitor.pages == ["This is release 1.", "This is release 2."]

        # the second run changes nothing, and what was stopped a moment ago is kept
        service.sandbox.forget()
        assert "changed=0" in service.succeeds(remove_old="true")
        assert service.sandbox.changes() == []

        # back to what was before, but that is not what it should be
        said = service.fails(release="1", expected="This is release one.")
        assert "So bluegreen-2 stays live, and nobody has noticed. bluegreen-1 is left running" in said
        assert service.boxes() == {"bluegreen-1": ("new", True), "bluegreen-2": ("live", True)}

        # it answers only at its own address
        old = service.box("bluegreen-1")
        stop_web(old)
        old.run(f"setsid python3 -m http.server 80 --bind {old.address} --directory /srv >/dev/null 2>&1 &")
        said = service.fails(release="1")
        assert "See that the web server listens on all addresses" in said

        # a copy of what is live takes over, and the former one is not kept
        service.succeeds(release="3", green_from="backup", remove_old="true", grace_hours="0")
        assert service.boxes() == {"bluegreen-1": ("new", True), "bluegreen-3": ("live", True)}
        assert visitor.pages == ["This is release 1.", "This is release 2.", "This is release 3."]
    for name in ("answers", "broken", "lost"):
        record_testsuite_property(name, len(getattr(visitor, name)))
    record_testsuite_property("longest_gap", visitor.longest_gap)
    assert visitor.lost == [], "there was no box that had the address"
    assert len(visitor.broken) <= 2, "a move can break the one request that is under way"

    # it answers nobody outside at the floating address, so that is with the former box again
    address = floating(service.sandbox)
    stop_web(old)
    old.run(f"cat > /root/walled.py <<'END'\n{WALLED.format(address=address)}END")
    old.run("cd /srv; setsid python3 /root/walled.py >/dev/null 2>&1 &")
    said = service.fails(release="1")
    assert f"answers at its own address, but not at {address}, which is on bluegreen-3 again" in said
    assert ask(address) == "This is release 3."
    assert service.boxes() == {"bluegreen-1": ("new", True), "bluegreen-3": ("live", True)}
