# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One sandbox for the whole run, emptied before every test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from pterodactyl_account import APPLICATION_KEY, PEOPLE, STEP, USER_KEY, Sandbox, running

OPTIONS = ("--db", ":memory:", "--step-seconds", str(STEP), *(part for text in PEOPLE for part in ("--account", text)))


@pytest.fixture(scope="session")
def panel() -> Iterator[Sandbox]:
    with running(*OPTIONS, "--rate", "none") as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(panel: Sandbox) -> Sandbox:
    """As an admin with a client key, who may do everything."""
    panel.control("POST", "/reset")
    return panel


@pytest.fixture
def application(sandbox: Sandbox) -> Sandbox:
    """With an application key."""
    return sandbox.with_key(APPLICATION_KEY)


@pytest.fixture
def user(sandbox: Sandbox) -> Sandbox:
    """As an ordinary user."""
    return sandbox.with_key(USER_KEY)


@pytest.fixture
def started() -> Iterator[Callable[..., Sandbox]]:
    """Starts sandboxes of the test's own, with further options."""
    with ExitStack() as stack:
        yield lambda *options: stack.enter_context(running(*OPTIONS, *options))
