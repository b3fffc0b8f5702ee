# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rows as the API shows them: in the envelope, with what was asked to be included."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sandbox._core.answer import Answer
from sandbox._core.documents import Document

from .call import Call

NULL = {"object": "null_resource", "attributes": None}
Attributes = Callable[[Call, Document], dict[str, Any]]


class Include(NamedTuple):
    """Something that belongs to a row. ``resource`` is what a key must be allowed to read, ``kind`` the name of what
    ``find`` finds: one thing, a list, or nothing.
    """

    kind: str
    find: Callable[[Call, Document], Document | list[Document] | None]
    resource: str | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """``type`` is what the API calls it. ``always`` are includes that come unasked."""

    type: str
    attributes: Attributes
    includes: Mapping[str, Include] = field(default_factory=dict)
    always: tuple[str, ...] = ()


def thing(call: Call, name: str, row: Document, includes: Mapping[str, set[str]] | None = None) -> dict[str, Any]:
    """A row in its envelope, with what the query asks for unless ``includes`` say what."""
    kind: Kind = call.kinds[name]
    asked = call.includes if includes is None else includes
    attributes = kind.attributes(call, row)
    if call.form("news"):
        attributes["colour_scheme"] = "dark"
    found = {
        key: _included(call, include, row, asked.get(key, set()))
        for key, include in kind.includes.items()
        if key in asked or key in kind.always
    }
    if found:
        attributes["relationships"] = found
    return {"object": kind.type, "attributes": attributes}


def _included(call: Call, include: Include, row: Document, within: Iterable[str]) -> dict[str, Any]:
    if include.resource is not None and not call.may_read(include.resource):
        return dict(NULL)
    found = include.find(call, row)
    if found is None:
        return dict(NULL)
    deeper: dict[str, set[str]] = {name: set() for name in within}
    if isinstance(found, Document):
        return thing(call, include.kind, found, deeper)
    return {"object": "list", "data": [thing(call, include.kind, item, deeper) for item in found]}


def listed(call: Call, name: str, rows: Iterable[Document]) -> dict[str, Any]:
    """A whole list."""
    return {"object": "list", "data": [thing(call, name, row) for row in rows]}


def created(shown: dict[str, Any], where: str) -> Answer:
    """A new thing, and its address."""
    return Answer({**shown, "meta": {"resource": where}}, 201)


def nothing() -> Answer:
    return Answer(status=204)


def accepted() -> Answer:
    return Answer([], 202)
