# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Data centres: a table. A whole one can be made in one request."""

from __future__ import annotations

import re
from typing import Any

from ..._core.errors import InvalidInput
from ..._core.kind import Thing
from ..._core.record.table import Field, Record
from ..._core.record.task import record_spec
from .. import kinds, tables
from ..client import Client
from ..kinds import inside, properties
from ..labels import Labels, check_labels
from ..provider import IONOS

_NOT_IN_NAMES = re.compile(r"""[@/\\|"']""")
# What a data centre holds, as the API calls it and as people do.
HOLDS = {"servers": "servers", "volumes": "volumes", "lans": "LANs", "loadbalancers": "load balancers"}

# With the names of what it holds, since that is not deleted unasked.
WITH_CONTENTS = kinds.kind("data centre", "data centres", "datacenters", depth=2)


def _check(desired: Any) -> None:
    if desired.name is not None and _NOT_IN_NAMES.search(desired.name):
        raise InvalidInput("name", desired.name, "must not hold any of @ / \\ | \" '")
    check_labels(desired.labels)


def contents(datacenter: Thing) -> list[str]:
    """What is in a data centre, a text for each thing."""
    return [
        f"{one[:-1]} {properties(thing).get('name') or ''} ({thing['id']})".replace("  ", " ")
        for what, one in HOLDS.items()
        for thing in inside(datacenter, what)
    ]


def _refuse(resource: Any, datacenter: Thing | None) -> None:
    if resource.desired.state != "absent" or datacenter is None or resource.desired.force:
        return
    held = contents(datacenter)
    if held:
        rule = f"cannot be absent: data centre {resource.kind.describe(datacenter)} holds {', '.join(held)}"
        raise InvalidInput(
            "state", None, rule, advice="Delete that first, or set force: true to have all of it deleted"
        )


def _warn(resource: Any, datacenter: Thing | None) -> list[str]:
    held = contents(datacenter) if datacenter and resource.desired.state == "absent" else []
    return (
        [f"With data centre {resource.kind.describe(datacenter)} goes all that it holds: {', '.join(held)}."]
        if held
        else []
    )


DATACENTER: Record[Client] = Record(
    key="datacenter",
    kind=lambda: WITH_CONTENTS,
    fields=(
        Field("name"),
        Field("location", needed=True, fixed=True),
        Field("description"),
        Field("sec_auth_protection", "bool"),
    ),
    create=lambda client, values: client.create("datacenters", properties=values),
    change=lambda client, it, values: client.change("datacenters", it["id"], properties=values),
    delete=lambda client, it, desired: client.delete("datacenters", it["id"], thing=it),
    parts=(Labels(lambda it: ("datacenters", it["id"])),),
    identity=("name", "location"),
    options=(("force", "bool", False),),
    unique=False,
    values=properties,
    becomes=tables.becomes,
    check=_check,
    refuse=_refuse,
    warn=_warn,
    more=tables.more("version"),
)
DATACENTER_TASK = record_spec(IONOS, DATACENTER)
