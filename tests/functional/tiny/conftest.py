# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The provider of docs/new-provider.md, and a sandbox that speaks its API."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from running import Server, serving
from tiny_account import FOLDER, TOKEN

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.provider import HTTP_OPTIONS
from ansible_collections.example.tiny.plugins.module_utils._tiny.client import Client
from ansible_collections.example.tiny.plugins.module_utils._tiny.provider import TINY
from tests.functional.conftest import SandboxClock


@pytest.fixture(scope="session")
def tiny_sandbox() -> Iterator[Server]:
    """One sandbox for all tests. Steps take 20 s of its clock, which tests move."""
    with serving("--step-seconds", "20", program="tiny", folder=FOLDER) as server:
        yield server


@pytest.fixture
def tiny(tiny_sandbox: Server) -> Server:
    """The sandbox, empty and without faults."""
    tiny_sandbox.control("POST", "/reset")
    return tiny_sandbox


@pytest.fixture
def connect(tiny: Server) -> Callable[..., Client]:
    """Makes clients of the sandbox; keyword arguments are options, without api_."""
    return lambda **options: client_of(tiny, **options)


def client_of(tiny: Server, **options: Any) -> Client:
    """A client whose clock is the sandbox's."""
    usual = {name: spec.get("default") for name, spec in HTTP_OPTIONS.items()}
    named = {f"api_{name}": value for name, value in {"timeout": 5.0, "retries": 3, **options}.items()}
    account = TINY.account({**usual, "api_url": tiny.url, "api_token": TOKEN, **named})
    return Client(account, SandboxClock(tiny))
