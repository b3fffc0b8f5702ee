# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Private networks: a table, with their subnets."""

from __future__ import annotations

from functools import partial
from typing import Any, Iterable

from ..._core.kind import Thing
from ..._core.record.table import Field, Parent, Record
from ..._core.wait import Deadline
from .. import kinds, shapes
from ..client import Client
from ..rules import NEEDS
from ..task import permitted, record_task
from .subnets import Subnets, check_subnets

# Seconds until a network is in one more region.
_LONGEST = 600.0


def _names(regions: Any) -> list[str]:
    return sorted(one["region"] for one in regions or [])


def _is_in(region: str, network: Thing) -> bool:
    return region in _names(network.get("regions"))


def _create(client: Client, project: Thing, values: dict[str, Any]) -> Thing:
    made = client.create(*kinds.below(project, "network", "private"), values=values, shape=shapes.NETWORK)
    return client.begin(made["id"], made, "create", None)


def _change(client: Client, project: Thing, there: Thing, values: dict[str, Any]) -> Thing:
    """Another name, and into more regions, one after the other."""
    where = kinds.below(project, "network", "private", there["id"])
    if "name" in values:
        client.change(*where, values={"name": values["name"]})
        there = {**there, "name": values["name"]}
    kind = kinds.private_network(project)
    for region in values.get("regions", []):
        if region not in _names(there.get("regions")):
            there = kind.watch(client, there).at_rest(there, Deadline(client.session.clock, _LONGEST))
            answer = client.create(*where, "region", values={"region": region}, shape=shapes.NETWORK)
            there = client.begin(there["id"], answer, "join", partial(_is_in, region))
    return there


def _delete(client: Client, project: Thing, there: Thing, desired: Any) -> None:
    client.delete(*kinds.below(project, "network", "private", there["id"]))
    client.begin(there["id"], there, "delete", lambda seen: bool(seen["status"] != there["status"]))


def _becomes(there: Thing | None, values: dict[str, Any]) -> Thing:
    then = {**(there or {"status": "ACTIVE", "regions": []}), **values}
    if "regions" in values:
        regions = (there or {}).get("regions") or []
        new = [{"region": name} for name in values["regions"] if name not in _names(regions)]
        then["regions"] = [*regions, *new]
    return then


def _planned(resource: Any, there: Thing | None) -> Iterable[str]:
    """An update is one of the name, of the regions, or of both."""
    for action in resource.planned:
        if action != "update" or there is None:
            yield action
            continue
        if resource.desired.name not in (None, there["name"]):
            yield "update"
        if not set(resource.desired.regions or []) <= set(_names(there.get("regions"))):
            yield "join_region"


NETWORK: Record[Client] = permitted(
    Record(
        key="private_network",
        kind=kinds.private_network,
        parents=(Parent("project", lambda: kinds.PROJECT),),
        fields=(
            Field("name"),
            Field("vlan_id", "int", fixed=True, more={"least": 0, "most": 4095}),
            # it is in these at least: it cannot leave one
            Field("regions", "list[str]", same=lambda wanted, there: set(wanted) <= set(there), read=_names),
        ),
        create=_create,
        change=_change,
        delete=_delete,
        parts=(Subnets(),),
        check=check_subnets,
        unique=False,
        created_once=True,
        becomes=_becomes,
        broken=kinds.broken,
        first=kinds.refuse_broken,
        more=lambda one: {
            "status": one["status"],
            "openstack_ids": {each["region"]: each.get("openstackId") for each in one.get("regions") or []},
        },
    ),
    NEEDS["ovh_private_network"],
    _planned,
)
NETWORK_TASK = record_task(NETWORK, NEEDS["ovh_private_network"])
