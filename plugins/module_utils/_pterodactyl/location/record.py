# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Locations, which nodes are grouped by: a table."""

from __future__ import annotations

from ..._core.record.table import Record
from ..._core.record.task import record_spec
from .. import kinds, tables
from ..client import Client
from ..provider import PANEL

LOCATION: Record[Client] = Record(
    key="location",
    kind=lambda: kinds.LOCATION,
    fields=(tables.name("short"), tables.words("long")),
    identity=("short",),
    create=tables.creation("locations"),
    change=tables.change("locations", always=("short", "long")),
    delete=tables.deletion("locations"),
    more=tables.created("created_at", "updated_at"),
)
LOCATION_TASK = record_spec(PANEL, LOCATION)
