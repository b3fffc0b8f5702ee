# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Contact groups (contactGroups), a table: what one is, and which calls make, change and end it."""

from __future__ import annotations

import re
from typing import Any

from ..._core.errors import InvalidInput
from ..._core.kind import Thing
from ..._core.record.table import Field, Record
from ..._core.record.task import record_spec
from .. import status
from ..client import Client, Json, as_map
from ..kinds import CONTACT_GROUP
from ..names import checked_name
from ..provider import JIFFYBOX

# Always there; holds the address of the customer, and cannot be changed or deleted.
BUILT_IN = "Stammdaten-E-Mail-Adresse"
MOST_CONTACTS = 10
_MAIL = re.compile(r"[^\s@,;<>]+@[^\s@,;<>.]+(\.[^\s@,;<>.]+)+")


def contact_group_result(group: Json) -> dict[str, Any]:
    """The group as modules return it: every key always there, None where the service says nothing."""
    return CONTACT_GROUP_RECORD.result(CONTACT_GROUP, group)


def _check(desired: Any) -> None:
    if desired.name is not None:
        checked_name("name", desired.name)
    if desired.contacts is None:
        return
    for contact in desired.contacts:
        if not _MAIL.fullmatch(contact):
            raise InvalidInput("contacts", contact, "is not an e-mail address such as ops@example.com")
    count = len(set(desired.contacts))
    if not 1 <= count <= MOST_CONTACTS:
        raise InvalidInput("contacts", None, f"must be 1 to {MOST_CONTACTS} different addresses; there are {count}")


def _refuse(resource: Any, group: Thing | None) -> None:
    desired = resource.desired
    if BUILT_IN in ((group or {}).get("name"), desired.name):
        option, value = ("name", None) if desired.name == BUILT_IN else ("id", desired.id)
        rule = f"names the group {BUILT_IN}, which holds the customer's own address"
        advice = "The service lets nobody create, change or delete it; use another group"
        raise InvalidInput(option, value, rule, advice=advice)


CONTACT_GROUP_RECORD: Record[Client] = Record(
    key="contact_group",
    kind=lambda: CONTACT_GROUP,
    fields=(
        Field("name"),
        Field(
            "contacts",
            "list[str]",
            needed=True,
            unordered=True,
            read=lambda contacts: list(as_map(contacts or []).values()),
        ),
    ),
    create=lambda client, values: client.create_contact_group(**values),
    copy=lambda client, group, values: client.duplicate_contact_group(group["id"], **values),
    change=lambda client, group, values: client.change_contact_group(group["id"], **values),
    delete=lambda client, group, desired: client.delete_contact_group(group["id"]),
    unique=False,
    id_type="int",
    becomes=lambda group, values: {**(group or {}), **values, "status": "STATUS_READY"},
    broken=status.failed,
    check=_check,
    refuse=_refuse,
    more=lambda group: {"status": group.get("status")},
)
CONTACT_GROUP_TASK = record_spec(JIFFYBOX, CONTACT_GROUP_RECORD)
