# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""All calls, and all kinds of things."""

from __future__ import annotations

from . import (
    attaching,
    contracts,
    datacenters,
    firewall,
    groups,
    images,
    ipblocks,
    labels,
    lans,
    loadbalancers,
    nics,
    power,
    requests,
    resources,
    root,
    servers,
    snapshots,
    users,
    volumes,
)
from .kind import Kind

ROUTES = (
    *root.ROUTES,
    *datacenters.ROUTES,
    *servers.ROUTES,
    *attaching.ROUTES,
    *power.ROUTES,
    *volumes.ROUTES,
    *nics.ROUTES,
    *firewall.ROUTES,
    *lans.ROUTES,
    *loadbalancers.ROUTES,
    *ipblocks.ROUTES,
    *snapshots.ROUTES,
    *images.ROUTES,
    *labels.ROUTES,
    *requests.ROUTES,
    *contracts.ROUTES,
    *resources.ROUTES,
    *users.ROUTES,
    *groups.ROUTES,
)
KINDS: dict[str, Kind] = {
    "datacenter": datacenters.DATACENTER,
    "server": servers.SERVER,
    "volume": volumes.VOLUME,
    "nic": nics.NIC,
    "firewall-rule": firewall.RULE,
    "lan": lans.LAN,
    "loadbalancer": loadbalancers.LOADBALANCER,
    "ipblock": ipblocks.IPBLOCK,
    "snapshot": snapshots.SNAPSHOT,
    "image": images.IMAGE,
    "location": images.LOCATION,
    "template": images.TEMPLATE,
    "label": labels.LABEL,
    "request": requests.REQUEST,
    "contract": contracts.CONTRACT,
    "user": users.USER,
    "s3key": users.S3KEY,
    "group": groups.GROUP,
    "share": groups.SHARE,
}
