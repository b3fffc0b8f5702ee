# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Data centres: a table. A whole one is made in one request."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, Iterator

from ..._core.errors import InvalidInput
from ..._core.kind import Thing
from ..._core.record.namesakes import warns_of_namesakes
from ..._core.record.table import Field, Record
from ..._core.record.task import record_spec
from .. import kinds, tables
from ..arriving import arriving
from ..client import Client
from ..kinds import inside, properties
from ..labels import Labels, check_labels, refuse_protected
from ..lan.record import LAN
from ..load_balancer.record import LOAD_BALANCER
from ..provider import IONOS
from ..server.record import SERVER_IN_DATACENTER, new_server
from ..volume.record import VOLUME_IN_DATACENTER, new_volume
from .contents import HOLDS, WHOLE, Inside, Lans, LansAtLast, numbered, told

_NAMESAKES = warns_of_namesakes(
    "location", "None can move; with two of a name, tasks say by id which datacenter they mean."
)
_NOT_IN_NAMES = re.compile(r"""[@/\\|"']""")


def _check(desired: Any) -> None:
    if desired.name is not None and _NOT_IN_NAMES.search(desired.name):
        raise InvalidInput("name", desired.name, "must not hold any of @ / \\ | \" '")
    check_labels(desired.labels)
    if desired.state == "absent":
        return
    places = {volume.name: f"volumes[{at}]" for at, volume in enumerate(desired.volumes or [])}
    for at, server in enumerate(desired.servers or []):
        for number, volume in enumerate(server.volumes or []):
            place = f"servers[{at}].volumes[{number}]"
            if places.setdefault(volume.name, place) != place:
                rule = f"is {places[volume.name]} already: a volume stands where it is attached, once"
                raise InvalidInput(f"{place}.name", volume.name, rule)


def _create(client: Client, values: dict[str, Any], load_balancers: Any = (), **parts: Any) -> Thing:
    """A data centre with all that is in it, in one request."""
    return client.create("datacenters", **tables.new(values, {**parts, "loadbalancers": load_balancers}))


def _refuse(resource: Any, datacenter: Thing | None) -> None:
    if resource.desired.state != "absent" or datacenter is None:
        return
    held = told(datacenter)
    if held and not resource.desired.force:
        rule = f"cannot be absent: data centre {resource.kind.describe(datacenter)} holds {', '.join(held)}"
        raise InvalidInput(
            "state", None, rule, advice="Delete that first, or set force: true to have all of it deleted"
        )
    parts = ((one[:-1], thing) for what, one in HOLDS.items() for thing in inside(datacenter, what))
    refuse_protected(resource, datacenter, parts)


def _warn(resource: Any, datacenter: Thing | None) -> Iterator[str]:
    held = told(datacenter) if datacenter and resource.desired.state == "absent" else []
    if datacenter and held:
        yield f"With data centre {resource.kind.describe(datacenter)} goes all that it holds: {', '.join(held)}."
    yield from _NAMESAKES(resource, datacenter)


DATACENTER: Record[Client] = Record(
    key="datacenter",
    kind=lambda: kinds.DATACENTER,
    fields=(
        Field("name"),
        Field("location", needed=True, fixed=True),
        Field("description"),
        Field("sec_auth_protection", "bool"),
    ),
    create=_create,
    change=lambda client, it, values: client.change("datacenters", it["id"], properties=values),
    delete=lambda client, it, desired: client.delete("datacenters", it["id"], thing=it),
    parts=(
        Lans("lans", "lans", LAN, tables.new, put=numbered, guards=True),
        Inside("volumes", "volumes", VOLUME_IN_DATACENTER, new_volume),
        Inside("servers", "servers", SERVER_IN_DATACENTER, new_server, depth=WHOLE),
        LansAtLast("lans", "lans", LAN, None),
        # the NICs behind one are put there when they have ids
        Inside("load_balancers", "loadbalancers", replace(LOAD_BALANCER, parts=()), tables.new),
        Labels(lambda it: ("datacenters", it["id"])),
    ),
    identity=("name", "location"),
    options=(("force", "bool", False),),
    unique=False,
    arrives=arriving(lambda: ("datacenters",)),
    values=properties,
    becomes=tables.becomes,
    check=_check,
    refuse=_refuse,
    warn=_warn,
    more=tables.more("version"),
)
DATACENTER_TASK = record_spec(IONOS, DATACENTER, timeout=1800)
