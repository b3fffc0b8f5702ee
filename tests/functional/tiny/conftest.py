# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Clients of the provider of docs/new-provider.md."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from running import Server

from ansible_collections.example.tiny.plugins.module_utils._tiny.client import Client
from tests.functional.tiny.world import client_of


@pytest.fixture
def connect(tiny: Server) -> Callable[..., Client]:
    """Makes clients of the sandbox; keyword arguments are options, without api_."""
    return lambda **options: client_of(tiny, **options)
