# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Two small providers, each in a sandbox for the whole run, emptied before every test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from example_provider import written_to
from running import Server, serving


@pytest.fixture(scope="session")
def example_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the guide's provider can be started: ``python -m example``."""
    return written_to(tmp_path_factory.mktemp("guide"))


@pytest.fixture(scope="session")
def example_server(example_folder: Path) -> Iterator[Server]:
    with serving("--step-seconds", "10", program="example", folder=example_folder) as server:
        yield server


@pytest.fixture
def example(example_server: Server) -> Server:
    """The guide's provider."""
    example_server.control("POST", "/reset")
    return example_server


@pytest.fixture(scope="session")
def odd_server() -> Iterator[Server]:
    with serving(program="odd", folder=Path(__file__).parent) as server:
        yield server


@pytest.fixture
def odd(odd_server: Server) -> Server:
    """The provider of odd.py."""
    odd_server.control("POST", "/reset")
    return odd_server
