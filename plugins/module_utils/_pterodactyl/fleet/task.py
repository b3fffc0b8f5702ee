# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The task "many servers as desired": a table."""

from __future__ import annotations

from typing import Any

from ..._core.fleet.kind import FleetKind
from ..._core.fleet.task import fleet_spec
from ..._core.record.resource import RecordResource
from ..._core.record.task import shown_at_the_end
from ..client import Client
from ..provider import PANEL
from ..server.record import SERVER_RECORD, SERVER_TASK
from ..usable import when_usable

SERVERS: FleetKind[Client, Any, None] = FleetKind(
    one="server",
    several="servers",
    kind=SERVER_RECORD.kind,
    item=SERVER_TASK.desired,
    resource=lambda client, desired, _shared, seen: RecordResource(client, SERVER_RECORD, desired, seen),
    result=shown_at_the_end,
    key="external_id",
)
SERVERS_TASK = when_usable(fleet_spec(PANEL, SERVERS))
