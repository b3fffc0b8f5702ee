# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The accounts that the suite works with, each at a sandbox of its provider."""

from __future__ import annotations

from typing import Any

import pytest

from tests.functional.jiffybox.world import JiffyBoxWorld
from tests.functional.suite.case import World


@pytest.fixture
def world(case: Any, sandbox: Any) -> World:
    """An account at the provider of the case."""
    return JiffyBoxWorld(sandbox)
