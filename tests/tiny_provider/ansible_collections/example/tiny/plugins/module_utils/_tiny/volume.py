# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""A volume is plain: a table of its fields, and the calls."""

from __future__ import annotations

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.record.table import Field, Parent, Record
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.record.task import record_spec

from .client import Client
from .kinds import SERVER, volume
from .provider import TINY

VOLUME: Record[Client] = Record(
    key="volume",
    kind=volume,
    parents=(Parent("server", lambda: SERVER),),
    fields=(
        Field("name", needed=True),
        Field("gigabytes", "int", needed=True, grows=True, more={"least": 1}),
        Field("disk_type", fixed=True, more={"choices": ("hdd", "ssd")}),
        Field("labels", "list[str]", unordered=True),
        Field("passphrase", hidden=True, more={"no_log": True}),
    ),
    create=lambda client, server, values: client.create("servers", server["id"], "volumes", values=values),
    change=lambda client, server, it, values: client.change(
        "servers", server["id"], "volumes", it["id"], values=values
    ),
    delete=lambda client, server, it, desired: client.delete("servers", server["id"], "volumes", it["id"]),
    unique=False,
    becomes=lambda it, values: {**(it or {}), **values, "state": "READY"},
    broken=lambda it: it["state"] == "ERROR",
    more=lambda it: {"state": it.get("state")},
)
VOLUME_TASK = record_spec(TINY, VOLUME)
