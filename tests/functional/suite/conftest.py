# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The accounts that the suite works with, each at a sandbox of its provider."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.functional.ionos.world import IonosWorld
from tests.functional.jiffybox.world import JiffyBoxWorld
from tests.functional.ovh.world import OvhWorld
from tests.functional.pterodactyl.world import PanelWorld
from tests.functional.suite.case import Case, World
from tests.functional.tiny.world import TinyWorld

# A world for each provider, and the sandbox that it is made of.
WORLDS: dict[str, tuple[Callable[[Any], World], str]] = {
    "ionos": (IonosWorld, "ionos"),
    "jiffybox": (JiffyBoxWorld, "sandbox"),
    "ovh": (OvhWorld, "ovh"),
    "pterodactyl": (PanelWorld, "pterodactyl"),
    "tiny": (TinyWorld, "tiny"),
}


@pytest.fixture
def world(case: Case, request: pytest.FixtureRequest) -> World:
    """An account at the provider of the case."""
    make, sandbox = WORLDS[case.spec.provider.name]
    return make(request.getfixturevalue(sandbox))
