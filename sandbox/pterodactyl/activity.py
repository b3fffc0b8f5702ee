# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The activity log: what people did through the client API."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from sandbox._core.answer import Answer
from sandbox._core.documents import Document

from .call import Call
from .paging import Listing, page
from .store import Store

LISTING = Listing(("event",), ("timestamp",), per_page=25, most=100)


def log(call: Call, event: str, **properties: Any) -> None:
    """Something was done, to the server that the call is about if there is one."""
    server = call.things.get("server")
    row = {
        "batch": None,
        "event": event,
        "ip": call.core.request.remote,
        "actor_id": call.user.value["id"],
        "of_server": server.value["id"] if server else None,
        "identifier": call.key.value["identifier"],
        "properties": properties,
        "timestamp": call.now,
        "hash": str(uuid4()),
    }
    call.store.add("activity", row, call.now, parent=_owner(server, call.user))


def _owner(server: Document | None, user: Document) -> str:
    return f"server:{server.id}" if server else f"user:{user.id}"


def attributes(call: Call, entry: Document) -> dict[str, Any]:
    row = entry.value
    properties: Any = row["properties"]
    return {
        "id": row["hash"],
        "batch": row["batch"],
        "event": row["event"],
        "is_api": True,
        "ip": row["ip"],
        "description": None,
        "properties": properties or ([] if call.form("empty_lists") else {}),
        "has_additional_metadata": False,
        "timestamp": call.time(row["timestamp"]),
    }


def of_server(call: Call) -> Answer:
    rows = call.store.documents.listed("activity", parent=_owner(call.server, call.user))
    return page(call, "activity", rows[::-1], LISTING)


def of_account(call: Call) -> Answer:
    rows = call.store.documents.listed("activity", parent=_owner(None, call.user))
    return page(call, "activity", rows[::-1], LISTING)


def forget(store: Store, user: Document) -> None:
    """What a user did about himself goes with him."""
    for entry in store.documents.listed("activity", parent=_owner(None, user)):
        store.drop(entry)
