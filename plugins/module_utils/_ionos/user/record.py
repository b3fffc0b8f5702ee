# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Users of a contract: a table, with the groups that one is in."""

from __future__ import annotations

from typing import Any

from ..._core.kind import Thing
from ..._core.record.members import How, Inside, Members
from ..._core.record.table import Field, Record
from ..._core.record.task import record_spec
from .. import kinds, tables
from ..client import Client
from ..kinds import properties
from ..provider import IONOS

_NEVER_SENT = ("s3CanonicalUserId", "secAuthActive")


class Groups(Members):
    """The groups that a user is in. To look at them takes a call of its own, made only where they are asked for."""

    name, one, purge = "groups", "group", "purge_groups"

    def listed(self, resource: Any, thing: Thing) -> Inside:
        """Those that the user is in."""
        return {one["id"]: _told(one) for one in resource.client.get_all("um", "users", thing["id"], "groups")}

    def find(self, resource: Any) -> Inside:
        """The groups, by id or name."""
        every = resource.client.get_all("um", "groups")
        found = [kinds.GROUP.pick(every, text, f"groups[{at}]") for at, text in enumerate(resource.desired.groups)]
        return {group["id"]: _told(group) for group in found}

    def add(self, resource: Any, thing: Thing, member: str, how: How) -> Thing:
        """Put the user in a group."""
        noted: Thing = resource.client.put_in("um", "groups", member, "users", other=thing["id"], thing=thing)
        return noted

    def remove(self, resource: Any, thing: Thing, member: str, how: How) -> Thing:
        """Take the user out of a group."""
        noted: Thing = resource.client.take_out("um", "groups", member, "users", thing["id"], thing=thing)
        return noted


def _told(group: Thing) -> How:
    return {"name": properties(group).get("name")}


def _same_address(wanted: Any, there: Any) -> bool:
    return bool(str(wanted).lower() == str(there).lower())


USER: Record[Client] = Record(
    key="user",
    kind=lambda: kinds.USER,
    fields=(
        Field("email", same=_same_address),
        Field("firstname", needed=True),
        Field("lastname", needed=True),
        Field("user_password", api="password", hidden=True, needed=True, more={"no_log": True}),
        *(Field(name, "bool") for name in ("administrator", "force_sec_auth", "active")),
    ),
    create=lambda client, values: client.create("um", "users", properties=values),
    change=lambda client, it, values: client.replace(
        "um", "users", it["id"], properties=tables.whole(it, values, but=_NEVER_SENT)
    ),
    delete=lambda client, it, desired: client.delete("um", "users", it["id"], thing=it),
    parts=(Groups(),),
    identity=("email",),
    values=properties,
    becomes=tables.becomes,
    more=lambda it: {
        name: told for name, told in tables.more("secAuthActive", "s3CanonicalUserId")(it).items() if name != "state"
    },
)
USER_TASK = record_spec(IONOS, USER)
