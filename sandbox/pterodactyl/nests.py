# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Nests and their eggs, which nobody can change."""

from __future__ import annotations

from typing import Any

from sandbox._core.answer import Answer
from sandbox._core.documents import Document

from .call import Call, precise
from .paging import page
from .view import listed, thing

EGG = ("id", "uuid", "name", "nest", "author", "description", "docker_image", "docker_images", "config", "startup")


def attributes(call: Call, nest: Document) -> dict[str, Any]:
    row = nest.value
    shown = {name: row[name] for name in ("id", "uuid", "author", "name", "description")}
    return {**shown, **call.times(row)}


def egg_attributes(call: Call, egg: Document) -> dict[str, Any]:
    row = egg.value
    return {**{name: row[name] for name in EGG}, "script": row["script"], **call.times(row)}


def variable_attributes(call: Call, variable: Document) -> dict[str, Any]:
    row = variable.value
    names = (
        "id",
        "egg_id",
        "name",
        "description",
        "env_variable",
        "default_value",
        "user_viewable",
        "user_editable",
        "rules",
    )
    shown = {name: row[name] for name in names}
    return {**shown, "created_at": precise(row["created_at"]), "updated_at": precise(row["updated_at"])}


def get_all(call: Call) -> Answer:
    return page(call, "nest", call.store.all("nest"))


def get(call: Call) -> Answer:
    return Answer(thing(call, "nest", call.things["nest"]))


def get_eggs(call: Call) -> Answer:
    return Answer(listed(call, "egg", call.store.all("egg", call.things["nest"])))


def get_egg(call: Call) -> Answer:
    return Answer(thing(call, "egg", call.things["egg"]))
