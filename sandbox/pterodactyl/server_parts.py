# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The three parts of a server that admins change: details, build, startup. Each wipes what it is not sent."""

from __future__ import annotations

from typing import Any

from sandbox._core.answer import Answer
from sandbox._core.documents import Document

from . import variables
from .call import Call
from .errors import display
from .servers import COUNT, IMAGE, LIMITS
from .unique import exists, unique
from .validation import Own, Rules, check, flag, rules, whole, whole_or_none
from .view import thing


def _shown(call: Call, server: Document) -> Answer:
    return Answer(thing(call, "server", server))


def details(call: Call) -> Answer:
    server, sent, store = call.things["server"], call.input, call.store
    taken = unique(store, "server", "external_id", server)
    table: dict[str, Rules] = {
        "external_id": rules("sometimes|nullable|string|between:1,191", taken),
        "name": rules("required|string|min:1|max:191"),
        "user": rules("required|integer", exists(store, "user")),
        "description": rules("sometimes|nullable|string"),
    }
    check(sent, table)
    changes = {
        "external_id": sent.get("external_id"),
        "name": sent["name"],
        "owner_id": whole(sent["user"]),
        "description": sent.get("description") or "",
    }
    return _shown(call, store.change(server, changes, call.now))


def _build_rules(call: Call, server: Document) -> dict[str, Rules]:
    store = call.store
    nested = bool(call.input.get("limits"))
    others = Own(
        "unique",
        lambda value: all(it.id == server.id for it in store.where("server", "allocation_id", whole(value))),
        "The :attribute has already been taken.",
    )
    place = [*rules("bail|required|integer"), others, exists(store, "allocation")]
    # what is missing is named by the rule that asks for one of the two forms
    place_of, asked = ("limits.", "required_with:limits") if nested else ("", "required_without:limits")
    sizes: dict[str, Rules] = {f"{place_of}{name}": [asked, *wanted[1:]] for name, wanted in LIMITS.items()}
    return {
        "allocation": place,
        "oom_disabled": rules("sometimes|boolean"),
        "limits": rules("sometimes|array"),
        **sizes,
        f"{place_of}threads": ["sometimes", "nullable", "regex:/^[0-9-,]+$/"],
        "feature_limits": rules("required|array"),
        "feature_limits.databases": rules(COUNT),
        "feature_limits.allocations": rules(f"sometimes|{COUNT}"),
        "feature_limits.backups": rules(COUNT),
        "add_allocations": rules("sometimes|array"),
        "add_allocations.*": rules("integer"),
        "remove_allocations": rules("sometimes|array"),
        "remove_allocations.*": rules("integer"),
    }


def build(call: Call) -> Answer:
    server, sent = call.things["server"], call.input
    check(sent, _build_rules(call, server))
    size: dict[str, Any] = sent.get("limits") or sent
    features = sent["feature_limits"]
    changes: dict[str, Any] = {name: whole(size[name]) for name in LIMITS}
    if "threads" in size:
        changes["threads"] = size["threads"]
    if sent.get("oom_disabled") is not None:
        changes["oom_disabled"] = flag(sent["oom_disabled"])
    changes["database_limit"] = whole_or_none(features["databases"])
    changes["allocation_limit"] = whole_or_none(features.get("allocations"))
    changes["backup_limit"] = whole(features["backups"])
    changes["allocation_id"] = _ports(call, server, whole(sent["allocation"]))
    return _shown(call, call.store.change(server, changes, call.now))


def _ports(call: Call, server: Document, default: int) -> int:
    """Add allocations, then remove some; the default one that comes of it. Raises Refused.

    What is not free or elsewhere is skipped without a word.
    """
    store, sent = call.store, call.input
    added = [whole(number) for number in sent.get("add_allocations") or ()]
    removed = [whole(number) for number in sent.get("remove_allocations") or ()]
    fresh = [row for row in map(_finder(call, server), added) if row and row.value["server_id"] is None]
    for row in fresh:
        store.change(row, {"server_id": server.value["id"], "notes": None}, call.now)
    if default in removed:
        if not fresh:
            raise display(
                "You are attempting to delete the default allocation for this server but there is no fallback "
                "allocation to use."
            )
        default = min(row.value["id"] for row in fresh)
    for number in removed:
        row = store.get("allocation", number)
        if row and row.value["server_id"] == server.value["id"] and number not in added:
            store.change(row, {"server_id": None, "notes": None}, call.now)
    found = store.get("allocation", default)
    if default != server.value["allocation_id"] and (not found or found.value["server_id"] != server.value["id"]):
        raise display("The requested default allocation is not currently assigned to this server.")
    return default


def _finder(call: Call, server: Document) -> Any:
    def find(number: int) -> Document | None:
        row = call.store.get("allocation", number)
        return row if row and row.parent == server.parent else None

    return find


def startup(call: Call) -> Answer:
    """An empty environment leaves the variables alone; another one is checked as a whole."""
    server, sent, store = call.things["server"], call.input, call.store
    table: dict[str, Rules] = {
        "startup": rules("required|string"),
        "environment": rules("present|array"),
        "egg": rules("required", exists(store, "egg")),
        "image": [*rules("required|string|max:191"), IMAGE],
        "skip_scripts": rules("present|boolean"),
    }
    check(sent, table)
    egg = store.known("egg", whole(sent["egg"]))
    changes = {
        "startup": sent["startup"],
        "egg_id": egg.value["id"],
        "nest_id": egg.value["nest"],
        "image": sent["image"],
        "skip_scripts": flag(sent["skip_scripts"]),
    }
    if sent["environment"]:
        changes["variables"] = {**server.value["variables"], **variables.checked(store, egg.id, sent["environment"])}
    return _shown(call, store.change(server, changes, call.now))
