# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The collection's own code against the sandbox, in the process of the tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from running import Server, serving
from tiny_account import FOLDER

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.http import HttpOptions
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.wait import Clock
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.client import Client
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.provider import account


class SandboxClock(Clock):
    """A clock whose sleep moves the sandbox's time instead of waiting for it."""

    def __init__(self, sandbox: Any) -> None:
        self.sandbox = sandbox
        self.origin = self
        self.slept = 0.0

    def now(self) -> float:
        return self.slept

    def sleep(self, seconds: float) -> None:
        self.slept += seconds
        self.sandbox.advance(seconds)


@pytest.fixture
def connect(sandbox: Any) -> Callable[..., Client]:
    """Makes clients of the sandbox; keyword arguments are those of HttpOptions."""

    def new_client(**options: Any) -> Client:
        http = HttpOptions(**{"timeout": 60.0, "retries": 2, **options})
        return Client(account(sandbox.token, sandbox.url, http), SandboxClock(sandbox))

    return new_client


@pytest.fixture
def client(connect: Callable[..., Client]) -> Client:
    return connect()


@pytest.fixture(scope="session")
def tiny_sandbox() -> Iterator[Server]:
    """A sandbox of the small provider for all tests. Steps take 20 s of its clock, which tests move."""
    with serving("--step-seconds", "20", program="tiny", folder=FOLDER) as server:
        yield server


@pytest.fixture
def tiny(tiny_sandbox: Server) -> Server:
    """The sandbox of the small provider, empty and without faults."""
    tiny_sandbox.control("POST", "/reset")
    return tiny_sandbox


@pytest.fixture(scope="session")
def ionos_sandbox() -> Iterator[Server]:
    """A sandbox of IONOS Cloud for all tests. Steps take 20 s of its clock, which tests move."""
    with serving("--step-seconds", "20", program="sandbox.ionos") as server:
        yield server


@pytest.fixture
def ionos(ionos_sandbox: Server) -> Server:
    """The sandbox of IONOS Cloud, empty and without faults."""
    ionos_sandbox.control("POST", "/reset")
    return ionos_sandbox


@pytest.fixture(scope="session")
def ovh_sandbox() -> Iterator[Server]:
    """A sandbox of OVHcloud for all tests. Steps take 20 s of its clock, which tests move."""
    with serving("--step-seconds", "20", program="sandbox.ovh") as server:
        yield server


@pytest.fixture
def ovh(ovh_sandbox: Server) -> Server:
    """The sandbox of OVHcloud, as it is at first and without faults."""
    ovh_sandbox.control("POST", "/reset")
    return ovh_sandbox


@pytest.fixture(scope="session")
def pterodactyl_sandbox() -> Iterator[Server]:
    """A sandbox of a panel for all tests, without limits. Steps take 20 s of its clock, which tests move."""
    with serving("--step-seconds", "20", "--rate", "none", "--ports", "40", program="sandbox.pterodactyl") as server:
        yield server


@pytest.fixture
def pterodactyl(pterodactyl_sandbox: Server) -> Server:
    """The sandbox of a panel, as it is at first and without faults."""
    pterodactyl_sandbox.control("POST", "/reset")
    return pterodactyl_sandbox
