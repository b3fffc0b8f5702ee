# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Two small providers, each in a sandbox for the whole run, emptied before every test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from running import Server, serving
from tiny_account import FOLDER


@pytest.fixture(scope="session")
def tiny_server() -> Iterator[Server]:
    with serving("--step-seconds", "10", program="tiny", folder=FOLDER) as server:
        yield server


@pytest.fixture
def tiny(tiny_server: Server) -> Server:
    """The provider of docs/new-provider.md."""
    tiny_server.control("POST", "/reset")
    return tiny_server


@pytest.fixture(scope="session")
def odd_server() -> Iterator[Server]:
    with serving(program="odd", folder=Path(__file__).parent) as server:
        yield server


@pytest.fixture
def odd(odd_server: Server) -> Server:
    """The provider of odd.py."""
    odd_server.control("POST", "/reset")
    return odd_server
