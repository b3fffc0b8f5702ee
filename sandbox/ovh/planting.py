# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What an account has from the start."""

from __future__ import annotations

from sandbox._core import clock

from . import credentials, me, oauth2, projects
from .account import Account
from .store import Store


def plant(store: Store, account: int, people: Account) -> None:
    """Everything of a new account."""
    now = clock.now(store)
    me.plant(store, account, now)
    credentials.plant_application(store, account, people)
    credentials.made(store, account, people.application, people.consumer, now, status=credentials.VALIDATED)
    oauth2.plant(store, account, people)
    projects.plant(store, account, 1, now, "sandbox")
