# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Groups of users: a table of rights, with the users in one and what is shared with it."""

from __future__ import annotations

from dataclasses import MISSING, dataclass
from typing import Any

from ..._core.kind import Thing
from ..._core.options import option
from ..._core.record.members import How, Inside, Members
from ..._core.record.table import Field, Record
from ..._core.record.task import record_spec
from .. import kinds, tables
from ..arriving import arriving
from ..client import Client
from ..kinds import properties
from ..provider import IONOS

# What the service spells in its own way.
_SPELT = {"create_datacenter": "createDataCenter", "manage_dbaas": "manageDBaaS"}
RIGHTS = tuple(
    Field(name, "bool", api=_SPELT.get(name, ""))
    for name in (
        *("create_datacenter", "create_snapshot", "reserve_ip", "access_activity_log", "create_pcc", "s3_privilege"),
        *("create_backup_unit", "create_internet_access", "create_k8s_cluster", "create_flow_log"),
        *("create_network_security_groups", "access_and_manage_monitoring", "access_and_manage_certificates"),
        *("access_and_manage_dns", "access_and_manage_ai_model_hub", "access_and_manage_api_gateway"),
        *("access_and_manage_cdn", "access_and_manage_iam_resources", "access_and_manage_kaas"),
        *("access_and_manage_logging", "access_and_manage_network_file_storage", "access_and_manage_vpn"),
        *("manage_dbaas", "manage_dataplatform", "manage_registry"),
    )
)
_PRIVILEGES = {"edit_privilege": "editPrivilege", "share_privilege": "sharePrivilege"}


class Users(Members):
    """The users in a group. To look at them takes a call of its own, made only where they are asked for."""

    name, one, purge = "users", "user", "purge_users"

    def listed(self, resource: Any, thing: Thing) -> Inside:
        """Those that are in the group."""
        return {user["id"]: _told(user) for user in resource.client.get_all(*_path(thing, "users"))}

    def find(self, resource: Any) -> Inside:
        """The users, by id or e-mail address."""
        every = resource.client.get_all("um", "users")
        found = [kinds.USER.pick(every, text, f"users[{at}]") for at, text in enumerate(resource.desired.users)]
        return {user["id"]: _told(user) for user in found}

    def add(self, resource: Any, thing: Thing, member: str, how: How) -> Thing:
        """Put a user in the group."""
        noted: Thing = resource.client.put_in(*_path(thing, "users"), other=member, thing=thing)
        return noted

    def remove(self, resource: Any, thing: Thing, member: str, how: How) -> Thing:
        """Take a user out of the group."""
        noted: Thing = resource.client.take_out(*_path(thing, "users", member), thing=thing)
        return noted


@dataclass(frozen=True)
class Share:
    """A thing of the contract, and what a group may do with it besides using it."""

    resource: str = option(MISSING)
    type: str | None = option(choices=("datacenter", "image", "snapshot", "ipblock"))
    edit_privilege: bool = False
    share_privilege: bool = False


class Shares(Members):
    """What is shared with a group. To look at it takes a call of its own, made only where it is asked for."""

    name, one, purge, entry = "shares", "share", "purge_shares", Share

    def listed(self, resource: Any, thing: Thing) -> Inside:
        """What the group has."""
        return {share["id"]: _as_told(share) for share in resource.client.get_all(*_path(thing, "shares"))}

    def find(self, resource: Any) -> Inside:
        """The things, by id or name."""
        found: Inside = {}
        for at, entry in enumerate(resource.desired.shares):
            there = resource.client.get_all("um", "resources", *filter(None, [entry.type]))
            shared = kinds.RESOURCE.pick(there, entry.resource, f"shares[{at}].resource")
            found[shared["id"]] = {name: getattr(entry, name) for name in _PRIVILEGES}
        return found

    def as_desired(self, how: How, there: How) -> bool:
        """Whether the group may do with it what it shall."""
        return how == there

    def add(self, resource: Any, thing: Thing, member: str, how: How) -> Thing:
        """Share a thing with the group."""
        noted: Thing = resource.client.act(*_path(thing, "shares", member), thing=thing, properties=_sent(how))
        return noted

    def update(self, resource: Any, thing: Thing, member: str, how: How) -> Thing:
        """Let the group do more or less with a thing."""
        noted: Thing = resource.client.set_in(*_path(thing, "shares", member), thing=thing, properties=_sent(how))
        return noted

    def remove(self, resource: Any, thing: Thing, member: str, how: How) -> Thing:
        """Share a thing no longer."""
        noted: Thing = resource.client.take_out(*_path(thing, "shares", member), thing=thing)
        return noted


def _path(group: Thing, *more: str) -> tuple[str, ...]:
    return ("um", "groups", group["id"], *more)


def _told(user: Thing) -> How:
    return {"email": properties(user).get("email")}


def _as_told(share: Thing) -> How:
    return {name: bool(properties(share).get(key)) for name, key in _PRIVILEGES.items()}


def _sent(how: How) -> dict[str, Any]:
    return {key: how[name] for name, key in _PRIVILEGES.items()}


GROUP: Record[Client] = Record(
    key="group",
    kind=lambda: kinds.GROUP,
    fields=(Field("name"), *RIGHTS),
    create=lambda client, values: client.create("um", "groups", properties=values),
    change=lambda client, it, values: client.replace(*_path(it), properties=tables.whole(it, values)),
    delete=lambda client, it, desired: client.delete(*_path(it), thing=it),
    parts=(Users(), Shares()),
    unique=False,
    arrives=arriving(lambda: ("um", "groups")),
    values=properties,
    becomes=tables.becomes,
)
GROUP_TASK = record_spec(IONOS, GROUP)
