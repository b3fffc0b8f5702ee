# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How things are shown: the envelope, and as much of what they contain as the depth says."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from sandbox._core.documents import Document

from .call import Call
from .fields import Field
from .kind import Entity
from .store import Store

# Boot volumes are shown whole from here on, as recorded.
EXPANDED = 4


def api_id(thing: Document) -> str:
    """The id that the API shows: where it is unique only below something else, the last part of the path."""
    return str(thing.value["path"].rsplit("/", 1)[-1]) if thing.kind in ("lan", "label", "share") else thing.id


def state(thing: Document, busy: Iterable[str]) -> str:
    if thing.id in busy:
        return "BUSY"
    return "INACTIVE" if thing.value.get("off") else "AVAILABLE"


def etag(thing: Document, busy: Iterable[str]) -> str:
    """It changes with everything that can be seen of a thing."""
    seen = f"{thing.id} {thing.value['properties']} {thing.value['changed']} {thing.id in busy}"
    return hashlib.md5(seen.encode(), usedforsecurity=False).hexdigest()


class View:
    """How one call shows things. ``echo`` are properties that only this answer shows, by the id of the thing."""

    def __init__(self, call: Call, echo: Mapping[str, Mapping[str, Any]] | None = None) -> None:
        self.call = call
        self.store: Store = call.store
        self.echo = echo or {}
        self._fields: dict[str, list[Field]] = {}
        self._known: dict[tuple[str, str], Document | None] = {}
        # what the addresses of a contract are used for is asked of all its NICs at once
        self.nics_by_address: dict[str, list[Document]] | None = None
        self._absent = ("imageAlias",) if call.form("no_alias") else ()
        self._sparse = call.form("sparse")
        self._news = call.form("news")

    def href(self, path: str) -> str:
        return self.call.base + path

    def reference(self, thing: Document, path: str | None = None) -> dict[str, Any]:
        kind = self.call.kinds[thing.kind]
        return {"id": api_id(thing), "type": kind.name, "href": self.href(path or thing.value["path"])}

    def thing(self, thing: Document, depth: int = 0, path: str | None = None) -> dict[str, Any]:
        """A thing as a call for it alone shows it at this depth; ``path`` is where it is shown."""
        kind = self.call.kinds[thing.kind]
        self._known[thing.kind, thing.id] = thing
        # first, since what it contains is often what its properties name
        entities = {
            entity.name: self.entity(thing, entity, depth)
            for entity in kind.entities
            if entity.since <= self.call.version
        }
        shown = self.reference(thing, path)
        if kind.has_metadata:
            shown["metadata"] = self.metadata(thing, kind.has_state)
        shown["properties"] = self.properties(thing, depth)
        return {**shown, "entities": entities} if entities else shown

    def metadata(self, thing: Document, with_state: bool = True) -> dict[str, Any]:
        made, changed = thing.value["made"], thing.value["changed"]
        shown = {
            "etag": etag(thing, self.call.busy),
            "createdDate": made[0],
            "createdBy": made[1],
            "createdByUserId": made[2],
            "lastModifiedDate": changed[0],
            "lastModifiedBy": changed[1],
            "lastModifiedByUserId": changed[2],
            **({"lastLogin": None} if thing.kind == "user" and self.call.version >= 6 else {}),
        }
        return {**shown, "state": state(thing, self.call.busy)} if with_state else shown

    def properties(self, thing: Document, depth: int = 0) -> dict[str, Any]:
        kind = self.call.kinds[thing.kind]
        fields = self._fields.get(thing.kind)
        if fields is None:
            fields = self._fields[thing.kind] = kind.shown(self.call.version)
        stored = thing.value["properties"]
        shown = {field.name: stored.get(field.name) for field in fields}
        shown.update(kind.computed(self, thing, depth))
        if kind.once_lower_case and self.call.version < 6 and shown["name"]:
            shown["name"] = shown["name"].lower()
        shown.update(self.echo.get(thing.id, {}))
        if self._sparse:
            shown.update({field.name: None for field in fields if not field.needed and field.name != "name"})
        for name in self._absent:
            shown.pop(name, None)
        return {**shown, "addedLater": {"unknown": True}} if self._news else shown

    def entity(self, thing: Document, entity: Entity, depth: int) -> dict[str, Any]:
        """What is in a thing: without its items at depth 0, then with as much of them as the depth says."""
        path = f"{thing.value['path']}/{entity.name}"
        if depth == 0:
            return self.bare(path)
        items_at = path if entity.under_it else None
        return self.collection(path, entity.listed(self.store, thing), depth - 1, items_at, entity.as_resources)

    def bare(self, path: str) -> dict[str, Any]:
        """A collection without its items."""
        parts = path.rsplit("/", 2)
        number = f"{parts[1]}/{parts[2]}" if parts[0] else parts[-1]
        return {"id": number, "type": "collection", "href": self.href(path)}

    def collection(
        self,
        path: str,
        things: Iterable[Document],
        depth: int,
        items_at: str | None = None,
        as_resources: bool = False,
    ) -> dict[str, Any]:
        """A collection at a depth; ``items_at`` is where its items are, if that is not each one's own place."""
        items = []
        for thing in things:
            where = None if items_at is None else f"{items_at}/{api_id(thing)}"
            if depth == 0:
                items.append(self.reference(thing, where))
            else:
                items.append(self.resource(thing) if as_resources else self.thing(thing, depth - 1, where))
        return {**self.bare(path), "items": items}

    def resource(self, thing: Document, path: str | None = None) -> dict[str, Any]:
        """A thing as something that can be shared: what all of them have."""
        properties = thing.value["properties"]
        return {
            **self.reference(thing, path),
            "metadata": self.metadata(thing),
            "properties": {"name": properties.get("name"), "secAuthProtection": properties.get("secAuthProtection")},
            "entities": {"groups": self.bare(f"/um/resources/{thing.kind}/{thing.id}/groups")},
        }

    def pointer(self, kind: str, number: str | None, under: str, depth: int) -> dict[str, Any] | None:
        """A property that names another thing, of the collection at a path; deep down the thing is shown whole."""
        thing = self.found(kind, number) if depth >= EXPANDED else None
        if thing:
            return self.thing(thing)
        return None if number is None else {"id": number, "type": kind, "href": self.href(f"{under}/{number}")}

    def found(self, kind: str, number: str | None) -> Document | None:
        """Another thing that this one has to do with."""
        if number is None:
            return None
        if (kind, number) not in self._known:
            image = self.store.image(self.call.contract, number) if kind == "image" else None
            self._known[kind, number] = image or self.store.documents.get(kind, number)
        return self._known[kind, number]
