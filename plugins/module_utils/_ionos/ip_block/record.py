# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""IP blocks: a table."""

from __future__ import annotations

from ..._core.record.namesakes import warns_of_namesakes
from ..._core.record.table import Field, Record
from ..._core.record.task import record_spec
from .. import kinds, tables
from ..arriving import arriving
from ..client import Client
from ..labels import Labels, check_labels
from ..provider import IONOS

IP_BLOCK: Record[Client] = Record(
    key="ip_block",
    kind=lambda: kinds.IP_BLOCK,
    fields=(
        Field("name"),
        Field("location", needed=True, fixed=True),
        Field("size", "int", needed=True, fixed=True, more={"least": 1}),
    ),
    create=lambda client, values: client.create("ipblocks", properties=values),
    change=lambda client, it, values: client.change("ipblocks", it["id"], properties=values),
    delete=lambda client, it, desired: client.delete("ipblocks", it["id"], thing=it),
    parts=(Labels(lambda it: ("ipblocks", it["id"])),),
    identity=("name", "location"),
    unique=False,
    arrives=arriving(lambda: ("ipblocks",)),
    values=kinds.properties,
    becomes=tables.becomes,
    check=lambda desired: check_labels(desired.labels),
    warn=warns_of_namesakes("location"),
    more=tables.more("ips", "ipConsumers"),
)
IP_BLOCK_TASK = record_spec(IONOS, IP_BLOCK)
