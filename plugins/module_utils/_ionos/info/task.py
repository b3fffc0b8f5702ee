# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What there is in a contract and on offer: the table of ionos_info. It only reads."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial

from ..._core.client import Json
from ..._core.info import Lists, info_spec
from ..._core.naming import snake_case
from ..._core.options import check_options
from ..client import Client
from ..kinds import DATACENTER, inside, properties, state_of
from ..provider import IONOS

# What a request keeps of the call that it was can hold a password.
_NEVER = ("body", "headers", "secretKey")
# What of a thing is shown with it.
_PARTS = ("volumes", "nics", "firewallrules", "cdroms", "balancednics")


@dataclass(frozen=True)
class InfoOptions:
    """What to ask for, and of which data centres."""

    gather_subset: tuple[str, ...] = ("min",)
    datacenter: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        check_options(self)


class Contract:
    """Asks nothing twice, and nothing that the lists asked for do not need."""

    def __init__(self, client: Client, options: InfoOptions) -> None:
        self.client = client
        self.options = options

    @cached_property
    def datacenters(self) -> list[Json]:
        """The data centres, or those that are named."""
        there = self.client.get_all("datacenters")
        wanted = self.options.datacenter
        return [DATACENTER.pick(there, name, "datacenter") for name in wanted] if wanted else there

    def everywhere(self, *where: str) -> list[Json]:
        """A list of the contract."""
        return [thing_result(thing) for thing in self.client.get_all(*where)]

    def in_each(self, what: str, depth: int = 1) -> list[Json]:
        """A list of every data centre; each thing says which it is in."""
        return [
            {**thing_result(thing), "datacenter_id": datacenter["id"]}
            for datacenter in self.datacenters
            for thing in self.client.get_all("datacenters", datacenter["id"], what, depth=depth)
        ]


def thing_result(thing: Json) -> Json:
    """A thing as results show it: its properties in snake case, its state, and what is in it."""
    told = {snake_case(name): value for name, value in properties(thing).items() if name not in _NEVER}
    metadata = thing.get("metadata") or {}
    about = {"state": state_of(thing), "created": metadata.get("createdDate")}
    parts = {
        snake_case(what): [thing_result(one) for one in inside(thing, what)] for what in _PARTS if inside(thing, what)
    }
    return {"id": thing["id"], **told, **{name: value for name, value in about.items() if value}, **parts}


LISTS = Lists(
    IONOS,
    {
        "datacenters": lambda contract: [thing_result(one) for one in contract.datacenters],
        "servers": lambda contract: contract.in_each("servers", depth=5),
        "volumes": lambda contract: contract.in_each("volumes"),
        "lans": lambda contract: contract.in_each("lans"),
        "load_balancers": lambda contract: contract.in_each("loadbalancers", depth=3),
        **{
            name: partial(lambda path, contract: contract.everywhere(*path), path)
            for name, path in {
                "ip_blocks": ("ipblocks",),
                "snapshots": ("snapshots",),
                "images": ("images",),
                "locations": ("locations",),
                "labels": ("labels",),
                "requests": ("requests",),
                "users": ("um", "users"),
                "groups": ("um", "groups"),
            }.items()
        },
        "contracts": lambda contract: [thing_result(one) for one in contract.client.get_contracts()],
    },
    least=("datacenters",),
    options=InfoOptions,
    begin=Contract,
)
INFO_TASK = info_spec(LISTS)
