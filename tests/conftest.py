# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How Hypothesis works here, and a sandbox for the tests that need a network. Pure unit tests never touch it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

# ansible-test repeats the unit tests on many Pythons: a few examples show whether one differs from the rest.
UNDER_ANSIBLE_TEST = "ansible_forked" in os.environ.get("PYTEST_PLUGINS", "")

# No test depends on how fast the machine is. And tests with many examples empty the sandbox themselves.
settings.register_profile(
    "boxfleet",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
    max_examples=10 if UNDER_ANSIBLE_TEST else 100,
)
settings.load_profile("boxfleet")


def pytest_configure(config: pytest.Config) -> None:
    """Run all tests in one process, where ansible-test would start one for each: most of its time went there."""
    if UNDER_ANSIBLE_TEST:
        config.pluginmanager.unregister(name="ansible_forked")


TOKEN = "0123456789abcdef0123456789abcdef"

# The faults (docs/sandbox.md) after which a client cannot know whether its call was carried out, or that pass.
LOST_ANSWERS: list[tuple[str, dict[str, Any]]] = [
    ("reset_after", {}),
    ("reset_before", {}),
    ("status_after", {"status": 500}),
    ("status", {"status": 503}),
    ("truncate", {}),
    ("html", {}),
    ("timeout", {}),
]


class Sandbox:
    """A running sandbox and its control plane (docs/sandbox.md)."""

    def __init__(self, url: str) -> None:
        from running import Wire

        self.url = url
        self.token = TOKEN
        self._wire = Wire(url)

    def control(self, verb: str, path: str, body: Any = None) -> Any:
        """One call of the control plane; its answer."""
        return self._wire.control(verb, f"/{path}", body)

    def reset(self) -> None:
        self.control("POST", "reset")

    def advance(self, seconds: float) -> None:
        """Move the sandbox's clock."""
        self.control("POST", "clock", {"advance": seconds})

    def fault(self, method: str, path: str, kind: str, **more: Any) -> None:
        """Make the next matching request fail."""
        self.control("POST", "faults", {"method": method, "path": path, "kind": kind, **more})

    def seed(self, count: int, prefix: str = "web", **more: Any) -> list[int]:
        """Make settled boxes; their ids."""
        return self.control("POST", "boxes", {"count": count, "prefix": prefix, **more})["ids"]

    def calls(self) -> list[tuple[str, str]]:
        """The requests since the last reset or forget(), as (verb, path)."""
        return [(entry["verb"], entry["path"]) for entry in self.control("GET", "requests")["requests"]]

    def changes(self) -> list[tuple[str, str]]:
        """The requests that could have changed something."""
        return [call for call in self.calls() if call[0] != "GET"]

    def forget(self) -> None:
        """Empty the request log."""
        self.control("DELETE", "requests")

    def api(self, verb: str, path: str, body: Any = None) -> Any:
        """One call of the API itself, past the client under test; its result."""
        _status, text = self._wire.call(verb, f"/{self.token}/v1.0/{path}", body)
        answer = json.loads(text)
        assert answer["result"] is not False, answer
        return answer["result"]


@contextmanager
def start_sandbox(*options: str) -> Iterator[Sandbox]:
    """A sandbox in a process of its own, in memory and on a free port, until the block ends."""
    from running import serving

    with serving("--db", ":memory:", *options) as server:
        yield Sandbox(server.url)


@pytest.fixture(scope="session")
def sandbox_server() -> Iterator[Sandbox]:
    """One sandbox for all tests. Asynchronous steps take 20 s of its clock, which tests move."""
    with start_sandbox("--boot-seconds", "20") as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(sandbox_server: Sandbox) -> Sandbox:
    """The sandbox, empty and without faults."""
    sandbox_server.reset()
    return sandbox_server
