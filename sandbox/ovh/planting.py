# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What an account has from the start."""

from __future__ import annotations

from sandbox._core import clock

from . import addresses, credentials, failover, ips, me, oauth2, projects, servers, vps, zones
from .account import Account
from .store import Store


def plant(store: Store, account: int, people: Account) -> None:
    """Everything of a new account."""
    now = clock.now(store)
    me.plant(store, account, now)
    credentials.plant_application(store, account, people)
    credentials.made(store, account, people.application, people.consumer, now, status=credentials.VALIDATED)
    oauth2.plant(store, account, people)
    project = projects.plant(store, account, 1, now, "sandbox")
    first, second = (servers.plant(store, account, now, datacenter) for datacenter in ("sbg1", "gra2"))
    for server in (first, second):
        ips.plant(store, account, now, f"{server.value['ip']}/32", "dedicated", server.id)
    moved, cloudy = addresses.public(store, 2)
    ips.plant(store, account, now, f"{moved}/32", "failover", first.id)
    failover.plant(store, project, cloudy, None)
    for which in (vps.NEW, vps.OLD):
        vps.plant(store, account, now, which)
    zones.plant(store, account, now, zone_name(account))


def zone_name(account: int) -> str:
    """The zone of an account; no two have the same one."""
    return "example.com" if account == 1 else f"example-{account}.com"
