# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The task "many instances as desired": a table."""

from __future__ import annotations

from typing import Any

from ..._core.fleet.kind import FleetKind
from ..._core.fleet.task import fleet_spec
from ..._core.record.resource import RecordResource
from ..._core.record.task import shown_at_the_end
from ..client import Client
from ..instance.record import INSTANCE, INSTANCE_TASK
from ..provider import OVH
from ..rules import NEEDS
from ..task import telling

INSTANCES: FleetKind[Client, Any, None] = FleetKind(
    one="instance",
    several="instances",
    kind=INSTANCE.kind,
    item=INSTANCE_TASK.desired,
    resource=lambda client, desired, _shared, seen: RecordResource(client, INSTANCE, desired, seen),
    result=shown_at_the_end,
    parents=INSTANCE.parents,
    besides=INSTANCE.identity[1:],
)
INSTANCES_TASK = telling(fleet_spec(OVH, INSTANCES), NEEDS["ovh_instances"])
