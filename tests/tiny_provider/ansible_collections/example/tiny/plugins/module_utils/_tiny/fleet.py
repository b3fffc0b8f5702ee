# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Many servers as desired, as a table."""

from __future__ import annotations

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.fleet.kind import FleetKind
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.fleet.task import fleet_spec

from .client import Client
from .kinds import SERVER
from .provider import TINY
from .server import ABSENT, ERROR, OFF, ON, DesiredServer, ServerResource, place, server_result

SERVERS: FleetKind[Client, DesiredServer, None] = FleetKind(
    one="server",
    several="servers",
    kind=lambda: SERVER,
    item=DesiredServer,
    resource=lambda client, desired, _shared, seen: ServerResource(client, desired, seen),
    result=server_result,
    foreseeable=lambda server: place(server) in (ABSENT, OFF, ON, ERROR),
)
SERVERS_TASK = fleet_spec(TINY, SERVERS)
