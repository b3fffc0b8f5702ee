# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A service that means harm, and Ansible's own programs: each ends in time, within its memory, with words that help."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.http import WHOLE_CALL
from tests.functional.core.raw import Connection, Talk, raw_server, reply
from tests.functional.core.test_hostile import BOMBS, ENDLESS, NO_JSON, TOO_MUCH
from tests.hostile.canary import HERE, Canary
from tests.hostile.providers import PROVIDERS, Hosted

TIMEOUT = 2.0
# A call ends after WHOLE_CALL * TIMEOUT, a run within three times that; the rest is for Ansible, on a busy machine.
BOUND = WHOLE_CALL * TIMEOUT
FOR_ANSIBLE = 60.0
# The most that any process may take at its peak, Ansible itself included.
MEGABYTES = 200
WAYS = ("module", "in process", "inventory")


def kept(cases: dict[str, Any], make: Callable[[Any], Talk | bytes]) -> dict[str, Callable[[], Talk | bytes]]:
    return {what: (lambda case=case: make(case)) for what, case in cases.items()}


def packed(bomb: Callable[[], bytes]) -> bytes:
    body = bomb()
    return reply(body, "200 OK", "Content-Encoding: gzip" if body.startswith(b"\x1f\x8b") else "X-Plain: yes")


def round_and_round(to: Connection) -> None:
    to.send(reply(b"", "302 Found", f"Location: {to.server.url}/again"))


OTHERS: dict[str, Callable[[], Talk | bytes]] = {
    "a redirect to itself": lambda: round_and_round,
    "a redirect to a file": lambda: reply(b"", "307 Go", "Location: file:///etc/passwd"),
    "a template for a redirect": lambda: reply(b"", "303 Go", "Location: {{ lookup('pipe', 'id') }}"),
    "come back in 30 years": lambda: reply(b"{}", "429 Too Many", "Retry-After: 999999999"),
    "come back in the year 9999": lambda: reply(b"{}", "503 Busy", "Retry-After: Fri, 31 Dec 9999 23:59:59 GMT"),
    "come back in 5,000 digits": lambda: reply(b"{}", "503 Busy", "Retry-After: " + "9" * 5000),
    "50,000 cookies": lambda: reply(b"{}", "200 OK", *(f"Set-Cookie: a{n}=b" for n in range(50_000))),
    "an unknown protocol": lambda: reply(b"", "101 Switching Protocols", "Upgrade: websocket"),
}
CASES: dict[str, Callable[[], Talk | bytes]] = {
    **kept(ENDLESS, lambda talk: talk),
    **kept(TOO_MUCH, lambda case: case[0]),
    **kept(NO_JSON, reply),
    **kept(BOMBS, packed),
    **OTHERS,
}
# In make test: one of each kind, in the way that has most to carry.
QUICK = [
    ("100 Continue", "inventory"),
    ("gzip", "in process"),
    ("maps nested 100,000 levels", "module"),
    ("come back in 30 years", "in process"),
]


def run(hosted: Hosted, way: str, server: Any, folder: Path) -> tuple[str, dict[str, float]]:
    """What a run says, and what it takes."""
    canary = Canary(hosted, server.url, folder, measured=HERE / "inside" / "measured.py")
    if way == "inventory":
        done = canary.inventory(["--list", "-vvv"], {"api_timeout": TIMEOUT})
    else:
        calling = {
            name: {**options, "api_retries": 0, "api_timeout": TIMEOUT} for name, options in hosted.calling.items()
        }
        done = canary.play([calling], "-vvv", BOXFLEET_IN_PROCESS="1" if way == "in process" else "0")
    assert canary.found() == []
    return done.output, json.loads((canary.left / "measured").read_text())


def ends_well(hosted: Hosted, what: str, way: str, folder: Path, record: Any) -> None:
    with raw_server(CASES[what]()) as server:
        said, took = run(hosted, way, server, folder)
        asked = len(server.seen)
    record("took", took)
    assert took["seconds"] < 3 * BOUND + FOR_ANSIBLE
    assert took["megabytes"] < MEGABYTES
    assert "This is a fault" not in said
    assert "Traceback" not in said
    # a redirect is not followed, and what is hopeless is not asked again
    assert asked <= 2
    assert re.search(r"FAILED|fatal:|Could not|WARNING|ok=", said)


@pytest.mark.parametrize(("what", "way"), QUICK)
def test_a_run_ends_in_time_and_within_its_memory(what: str, way: str, tmp_path: Path, record_property: Any) -> None:
    ends_well(PROVIDERS[0], what, way, tmp_path, record_property)


@pytest.mark.long
@pytest.mark.parametrize("hosted", PROVIDERS, ids=str)
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("what", CASES)
def test_every_run_ends_in_time_and_within_its_memory(
    hosted: Hosted, what: str, way: str, tmp_path: Path, record_property: Any
) -> None:
    ends_well(hosted, what, way, tmp_path, record_property)
