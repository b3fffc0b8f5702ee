# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How a server starts, for its owner: variables one by one, and which image."""

from __future__ import annotations

from typing import Any

from sandbox._core.answer import Answer
from sandbox._core.documents import Document

from . import activity, variables
from .call import Call
from .errors import bad_request, crash
from .validation import check, rules
from .view import listed, nothing, thing


def command(call: Call, server: Document, hides: bool = False) -> str:
    """The startup command, with the values that it names filled in; ``hides``: without those of variables."""
    row = server.value
    allocation = call.once("allocation", row["allocation_id"]).value
    known: dict[str, Any] = {
        "SERVER_MEMORY": row["memory"],
        "SERVER_IP": allocation["ip"],
        "SERVER_PORT": allocation["port"],
    }
    hidden: dict[str, Any] = {}
    for variable in variables.server_variables(call, server):
        place = known if variable.value["user_viewable"] and not hides else hidden
        place[variable.value["env_variable"]] = variables.value_of(server, variable)
    text = str(row["startup"])
    for name, value in known.items():
        text = text.replace(f"{{{{{name}}}}}", str(value))
    for name in hidden:
        text = text.replace(f"{{{{{name}}}}}", "[hidden]")
    return text


def viewable(call: Call, server: Document) -> list[Document]:
    return [it for it in variables.server_variables(call, server) if it.value["user_viewable"]]


def get(call: Call) -> Answer:
    server = call.server
    images: Any = call.once("egg", server.value["egg_id"]).value["docker_images"]
    meta = {
        "startup_command": command(call, server),
        "docker_images": images or ([] if call.form("empty_lists") else {}),
        "raw_startup_command": server.value["startup"],
    }
    return Answer({**listed(call, "client_variable", viewable(call, server)), "meta": meta})


def update(call: Call) -> Answer:
    check(call.input, {"key": rules("required|string"), "value": rules("present")})
    server, store, key = call.server, call.store, call.input["key"]
    found = next((it for it in variables.server_variables(call, server) if it.value["env_variable"] == key), None)
    if found is None:
        raise crash("ErrorException")
    if not found.value["user_viewable"]:
        raise bad_request("The environment variable you are trying to edit does not exist.")
    if not found.value["user_editable"]:
        raise bad_request("The environment variable you are trying to edit is read-only.")
    check({"value": call.input["value"]}, {"value": rules(found.value["rules"])})
    value = variables.as_text(call.input["value"])
    changed = {**server.value["variables"], found.id: value}
    server = store.change(server, {"variables": changed}, call.now)
    call.cache.clear()
    activity.log(call, "server:startup.edit", variable=key, new=value)
    shown = thing(call, "client_variable", variables.with_value(server, found))
    meta = {"startup_command": command(call, server), "raw_startup_command": server.value["startup"]}
    return Answer({**shown, "meta": meta})


def change_image(call: Call) -> Answer:
    """One of the egg's, and only if the present one is such."""
    images = list(call.once("egg", call.server.value["egg_id"]).value["docker_images"].values())
    check(call.input, {"docker_image": rules(f"required|string|max:191|in:{','.join(images)}")})
    if call.server.value["image"] not in images:
        raise bad_request("This server's Docker image has been manually set by an administrator and cannot be updated.")
    call.store.change(call.server, {"image": call.input["docker_image"]}, call.now)
    activity.log(call, "server:startup.image", new=call.input["docker_image"])
    return nothing()


def rename(call: Call) -> Answer:
    table = {
        "name": rules("required|string|min:1|max:191"),
        "description": rules("sometimes|nullable|string"),
    }
    check(call.input, table)
    changes = {"name": call.input["name"]}
    if "description" in call.input:
        # where an empty one is none
        kept = call.server.value["description"] if call.form("jexactyl") else ""
        changes["description"] = call.input["description"] or kept
    call.store.change(call.server, changes, call.now)
    activity.log(call, "server:settings.rename", new=call.input["name"])
    return nothing()
