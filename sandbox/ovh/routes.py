# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""All calls."""

from __future__ import annotations

from . import (
    credentials,
    failover,
    instance_actions,
    instances,
    interfaces,
    ips,
    me,
    networks,
    oauth2,
    operations,
    projects,
    redirections,
    servers,
    services,
    sshkeys,
    volumes,
    vps,
    zones,
)

ROUTES = (
    *credentials.ROUTES,
    *oauth2.ROUTES,
    *me.ROUTES,
    *projects.ROUTES,
    *sshkeys.ROUTES,
    *instances.ROUTES,
    *instance_actions.ROUTES,
    *interfaces.ROUTES,
    *volumes.ROUTES,
    *networks.ROUTES,
    *failover.ROUTES,
    *operations.ROUTES,
    *servers.ROUTES,
    *ips.ROUTES,
    *vps.ROUTES,
    *zones.ROUTES,
    *redirections.ROUTES,
    *services.ROUTES,
)
