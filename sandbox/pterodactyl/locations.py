# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Locations."""

from __future__ import annotations

from typing import Any

from sandbox._core.answer import Answer
from sandbox._core.documents import Document

from .call import Call
from .errors import display
from .paging import Listing, page
from .unique import unique
from .validation import Rules, check, rules
from .view import created, nothing, thing

LISTING = Listing(("short", "long"), ("id",))
NAMES = {"short": "Location Identifier", "long": "Location Description"}


def attributes(call: Call, location: Document) -> dict[str, Any]:
    row = location.value
    return {"id": row["id"], "short": row["short"], "long": row["long"], **_times(call, row)}


def _times(call: Call, row: dict[str, Any]) -> dict[str, Any]:
    return {"updated_at": call.time(row["updated_at"]), "created_at": call.time(row["created_at"])}


def _rules(call: Call, location: Document | None = None) -> dict[str, Rules]:
    return {
        "short": rules("required|string|between:1,60", unique(call.store, "location", "short", location)),
        "long": rules("sometimes|nullable|string|between:1,191"),
    }


def get_all(call: Call) -> Answer:
    return page(call, "location", call.store.all("location"), LISTING)


def get(call: Call) -> Answer:
    return Answer(thing(call, "location", call.things["location"]))


def create(call: Call) -> Answer:
    check(call.input, _rules(call), NAMES)
    row = {"short": call.input["short"], "long": call.input.get("long")}
    location = call.store.add("location", row, call.now)
    return created(thing(call, "location", location), f"{call.base}/api/application/locations/{location.id}")


def update(call: Call) -> Answer:
    location = call.things["location"]
    check(call.input, _rules(call, location), NAMES)
    changes: dict[str, Any] = {name: call.input[name] for name in ("short", "long") if name in call.input}
    return Answer(thing(call, "location", call.store.change(location, changes, call.now)))


def delete(call: Call) -> Answer:
    location = call.things["location"]
    if call.store.all("node", location):
        words = "Cannot delete a location that has active nodes attached to it."
        raise display(words, "HasActiveNodesException")
    call.store.drop(location)
    return nothing()
