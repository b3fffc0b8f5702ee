# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The task "many servers as desired": a table."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache, partial
from typing import Any, Callable, Dict

from ..._core.fleet.kind import FleetKind
from ..._core.fleet.task import fleet_spec
from ..._core.record.resource import RecordResource
from ..._core.record.task import shown_at_the_end
from ..._core.seen import Seen
from ..client import Client
from ..labels import labels_of_all
from ..provider import IONOS
from ..server.record import SERVER, SERVER_TASK

# What asks for the labels of everything, by ids.
AllLabels = Callable[[], Dict[str, Dict[str, str]]]


def _resource(client: Client, desired: Any, labels: AllLabels, seen: Seen) -> RecordResource[Client]:
    """The server, with its labels where it is looked at for them: one call shows those of all."""
    server = RecordResource(client, SERVER, desired, seen)
    if seen.thing is None or not server.looks or "labels" in seen.thing:
        return server
    labelled = {**seen.thing, "labels": labels().get(seen.thing["id"], {})}
    return RecordResource(client, SERVER, desired, replace(seen, thing=labelled))


SERVERS: FleetKind[Client, Any, AllLabels] = FleetKind(
    one="server",
    several="servers",
    kind=SERVER.kind,
    item=SERVER_TASK.desired,
    resource=_resource,
    result=shown_at_the_end,
    share=lambda client: lru_cache(maxsize=None)(partial(labels_of_all, client)),
    parents=SERVER.parents,
)
SERVERS_TASK = fleet_spec(IONOS, SERVERS)
