# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One sandbox for the whole run, emptied before every test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from ovh_account import ACCOUNTS, STEP, Sandbox, running

OPTIONS = ("--step-seconds", str(STEP), *(part for text in ACCOUNTS for part in ("--account", text)))


@pytest.fixture(scope="session")
def server() -> Iterator[Sandbox]:
    with running(*OPTIONS) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(server: Sandbox) -> Sandbox:
    server.reset()
    return server


@pytest.fixture
def other(sandbox: Sandbox) -> Sandbox:
    """The same sandbox as another customer sees it."""
    return sandbox.as_other()


@pytest.fixture
def started() -> Iterator[Callable[..., Sandbox]]:
    """Starts sandboxes of the test's own, with further options."""
    with ExitStack() as stack:
        yield lambda *options: stack.enter_context(running(*OPTIONS, *options))
