# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One sandbox for the whole run, emptied before every test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from jiffybox_account import BOOT_SECONDS, OTHER_TOKEN, TOKEN, Sandbox, running


@pytest.fixture(scope="session")
def server() -> Iterator[Sandbox]:
    options = ("--db", ":memory:", "--boot-seconds", str(BOOT_SECONDS), "--token", TOKEN, "--token", OTHER_TOKEN)
    with running(*options) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(server: Sandbox) -> Sandbox:
    server.control("POST", "/reset")
    return server


@pytest.fixture
def other(sandbox: Sandbox) -> Sandbox:
    """The same sandbox as a customer with another token sees it."""
    return sandbox.as_other(OTHER_TOKEN)
