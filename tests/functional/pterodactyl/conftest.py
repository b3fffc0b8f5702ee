# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the tests of panels begin with."""

from __future__ import annotations

import pytest
from running import Server

from tests.functional.pterodactyl.world import PanelWorld


@pytest.fixture
def world(pterodactyl: Server) -> PanelWorld:
    """A panel with the server other1, which may have five backups and databases."""
    made = PanelWorld(pterodactyl)
    made.reset()
    return made
