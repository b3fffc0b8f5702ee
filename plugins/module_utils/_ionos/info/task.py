# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What there is in a contract and on offer: the table of ionos_info. It only reads."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial

from ..._core.client import Json
from ..._core.info import Lists, info_spec
from ..._core.naming import snake_inside
from ..._core.options import check_options
from ..client import Client
from ..kinds import DATACENTER, inside, properties, state_of
from ..provider import IONOS

# What a request keeps of the call that it was can hold a password.
_NEVER = ("body", "headers", "secretKey")
# What of a thing is shown with it.
_PARTS = {
    **{what: what for what in ("volumes", "nics", "cdroms", "users", "resources")},
    "firewallrules": "firewall_rules",
    "balancednics": "nics",
}


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

    @cached_property
    def users(self) -> list[Json]:
        """The users."""
        return self.client.get_all("um", "users")

    @cached_property
    def groups(self) -> list[Json]:
        """The groups, with their users and what is shared with them."""
        return self.client.get_all("um", "groups", depth=3)

    def everywhere(self, *where: str, depth: int = 1) -> list[Json]:
        """A list of the contract."""
        return [thing_result(thing) for thing in self.client.get_all(*where, depth=depth)]

    def in_each(self, what: str, depth: int = 1) -> list[Json]:
        """A list of every data centre; each thing says which it is in."""
        return [
            {**thing_result(thing), "datacenter_id": datacenter["id"]}
            for datacenter in self.datacenters
            for thing in self.client.get_all("datacenters", datacenter["id"], what, depth=depth)
        ]

    def s3_keys(self) -> list[Json]:
        """The keys of all users, without what is secret of them."""
        return [
            {**thing_result(key), "user_id": user["id"], "email": properties(user).get("email")}
            for user in self.users
            for key in self.client.get_all("um", "users", user["id"], "s3keys")
        ]

    def shares(self) -> list[Json]:
        """What is shared with each group, and what it may do with it."""
        return [
            {**thing_result(share), "group_id": group["id"], "group": properties(group).get("name")}
            for group in self.groups
            for share in self.client.get_all("um", "groups", group["id"], "shares")
        ]

    def resources(self) -> list[Json]:
        """What can be shared, each with what it is."""
        there = self.client.get_all("um", "resources")
        return [{**thing_result(resource), "type": resource.get("type")} for resource in there]


def thing_result(thing: Json) -> Json:
    """A thing as results show it: its properties in snake case, its state, and what is in it."""
    told = {name: value for name, value in properties(thing).items() if name not in _NEVER}
    metadata = thing.get("metadata") or {}
    about = {"state": state_of(thing), "created": metadata.get("createdDate")}
    asked_for = [
        what for what, held in (thing.get("entities") or {}).items() if what in _PARTS and "items" in (held or {})
    ]
    parts = {_PARTS[what]: [thing_result(one) for one in inside(thing, what)] for what in asked_for}
    return {
        "id": thing["id"],
        **snake_inside(told),
        **{name: value for name, value in about.items() if value},
        **parts,
    }


def request_result(request: Json) -> Json:
    """A request as results show it: what was asked, when and by whom, how far it is, and what it concerns."""
    metadata = request.get("metadata") or {}
    standing = (metadata.get("requestStatus") or {}).get("metadata") or {}
    targets = [one.get("target") or {} for one in standing.get("targets") or []]
    return {
        **thing_result(request),
        "created_by": metadata.get("createdBy"),
        "status": standing.get("status"),
        "message": standing.get("message"),
        # where they are is not always told truly
        "targets": [{"id": one.get("id"), "type": one.get("type")} for one in targets],
    }


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
                "templates": ("templates",),
                "labels": ("labels",),
            }.items()
        },
        "requests": lambda contract: [request_result(one) for one in contract.client.get_all("requests", depth=2)],
        "users": lambda contract: [thing_result(one) for one in contract.users],
        "s3_keys": Contract.s3_keys,
        "groups": lambda contract: [thing_result(one) for one in contract.groups],
        "shares": Contract.shares,
        "resources": Contract.resources,
        "contracts": lambda contract: [thing_result(one) for one in contract.client.get_contracts()],
    },
    least=("datacenters",),
    options=InfoOptions,
    begin=Contract,
)
INFO_TASK = info_spec(LISTS)
