# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The variables of eggs, and what servers have for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sandbox._core.documents import Document

from .call import Call
from .nests import variable_attributes
from .store import Store
from .validation import check, rules


def of_egg(call: Call, egg: object) -> list[Document]:
    place = ("variables", str(egg))
    if place not in call.cache:
        call.cache[place] = call.store.documents.listed("variable", parent=str(egg))
    found: list[Document] = call.cache[place]
    return found


def checked(store: Store, egg: object, sent: Mapping[str, Any], only: Iterable[str] | None = None) -> dict[str, str]:
    """What is kept for the variables of an egg, all of them: one that is left out counts as null. Raises Refused."""
    variables = store.documents.listed("variable", parent=str(egg))
    values = {it.value["env_variable"]: sent.get(it.value["env_variable"]) for it in variables}
    table = {f"environment.{it.value['env_variable']}": rules(it.value["rules"]) for it in variables}
    names = {f"environment.{it.value['env_variable']}": f"{it.value['name']} variable" for it in variables}
    check({"environment": values}, table, names)
    return {it.id: as_text(values[it.value["env_variable"]]) for it in variables}


def as_text(value: object) -> str:
    """A value as the panel keeps it."""
    if value is None or value is False:
        return ""
    return "1" if value is True else str(value)


def environment(call: Call, server: Document) -> dict[str, Any]:
    """All that the process of a server gets to see."""
    row = server.value
    values = {it.value["env_variable"]: value_of(server, it) for it in of_egg(call, row["egg_id"])}
    node = call.once("node", row["node_id"])
    return {
        **values,
        "STARTUP": row["startup"],
        "P_SERVER_LOCATION": call.once("location", node.value["location_id"]).value["short"],
        "P_SERVER_UUID": row["uuid"],
        "P_SERVER_ALLOCATION_LIMIT": row["allocation_limit"],
    }


def value_of(server: Document, variable: Document) -> str:
    """What the server has, or what is usual."""
    found = server.value["variables"].get(variable.id)
    return str(variable.value["default_value"]) if found is None else str(found)


def server_variables(call: Call, server: Document) -> list[Document]:
    """The variables of a server's egg, each with what the server has for it."""
    return [with_value(server, it) for it in of_egg(call, server.value["egg_id"])]


def with_value(server: Document, variable: Document) -> Document:
    value = {**variable.value, "server_value": server.value["variables"].get(variable.id)}
    return Document(variable.kind, variable.id, value, parent=variable.parent)


def attributes(call: Call, variable: Document) -> dict[str, Any]:
    return {**variable_attributes(call, variable), "server_value": variable.value["server_value"]}


def client_attributes(call: Call, variable: Document) -> dict[str, Any]:
    row = variable.value
    return {
        "name": row["name"],
        "description": row["description"],
        "env_variable": row["env_variable"],
        "default_value": row["default_value"],
        "server_value": row["server_value"],
        "is_editable": row["user_editable"],
        "rules": row["rules"],
    }
