# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What an inventory is told: servers are hosts."""

from __future__ import annotations

from typing import Any, Mapping

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.hosts import Fields, HostSource

from .client import Client
from .provider import TINY


def _fields(server: Any, _extras: Mapping[str, Any]) -> Fields:
    there = {name: server.get(name) for name in ("id", "name", "size", "state", "created")}
    return {**there, "public_ipv4": [server["address"]] if server.get("address") else []}


SERVER_HOSTS: HostSource[Client] = HostSource(
    provider=TINY,
    what="server",
    several="servers",
    listing=lambda client, options: client.get_all("servers"),
    read=_fields,
    neutral={name: name for name in ("id", "name", "state", "size", "public_ipv4")},
    ways=("public_ipv4", "name"),
    chosen={"states": "state"},
)
