# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the tests of IONOS Cloud begin with."""

from __future__ import annotations

import pytest
from running import Server

from tests.functional.ionos.world import IonosWorld


@pytest.fixture
def world(ionos: Server) -> IonosWorld:
    """An account as the suite begins with it."""
    made = IonosWorld(ionos)
    made.reset()
    return made
