# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What most calls have in common: reading, changing and deleting a thing, whatever it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from sandbox._core.answer import Answer
from sandbox._core.documents import Document

from . import paging
from .call import Call
from .errors import not_found, refused
from .kind import Kind
from .view import View, etag
from .work import Work

# Seconds in which a new thing may not be found yet.
LATE = 30
Handler = Callable[[Call], Answer]
# It adds problems and effects, and may change the values; returns what else is kept of the thing.
Check = Callable[[Work, Document, dict[str, Any], str], dict[str, Any] | None]


def shown(call: Call, thing: Document, path: str | None = None) -> Answer:
    """A thing, or 304 where the caller has it already."""
    tag = etag(thing, call.busy)
    if call.core.request.headers.get("If-None-Match", "").strip('"') == tag:
        return Answer(status=304)
    headers = {} if "depth" in call.query else {"ETag": tag}
    return Answer(View(call).thing(thing, call.depth, path), 200, headers)


def get(kind: str) -> Handler:
    def handler(call: Call) -> Answer:
        thing = call.own(kind)
        if call.form("found_late") and _is_new(call, thing):
            raise not_found()
        return shown(call, thing)

    return handler


def _is_new(call: Call, thing: Document) -> bool:
    """Whether it is being made, or was a moment ago."""
    made = datetime.fromisoformat(thing.value["made"][0]).timestamp()
    return thing.id in call.coming or call.now - made < LATE


def get_all(parent: str, entity: str, kind: Kind) -> Handler:
    """A list of what is in a thing of the kind ``parent``."""

    def handler(call: Call) -> Answer:
        owner = call.own(parent)
        collection = call.kinds[parent].entity(entity)
        path = f"{owner.value['path']}/{entity}"
        things = collection.listed(call.store, owner)
        return paging.answered(call, path, things, kind.page, path if collection.under_it else None)

    return handler


def unchanged(call: Call, thing: Document) -> None:
    """Raises Refused if the caller means another version of the thing."""
    wanted = call.core.request.headers.get("If-Match")
    if wanted is not None and wanted.strip('"') not in ("*", etag(thing, call.busy)):
        raise refused(412)


def no_check(work: Work, thing: Document, values: dict[str, Any], where: str) -> None:
    return None


def change(kind: Kind, check: Check = no_check) -> Handler:
    """PATCH takes bare properties, PUT the envelope; what neither sends stays."""

    def handler(call: Call) -> Answer:
        thing = call.own(kind.name)
        return changed(call, kind, thing, check)

    return handler


def changed(call: Call, kind: Kind, thing: Document, check: Check = no_check) -> Answer:
    unchanged(call, thing)
    work, put = Work(call), call.core.request.verb == "PUT"
    where = "(root).properties" if put or call.form("enveloped_paths") else "(root)"
    sent = call.body().get("properties") if put else call.body()
    values = work.validated(kind, sent, where, actual=thing, complete=put)
    kept = check(work, thing, values, where) or {}
    work.problems.check()
    after = work.change(thing, values, **kept)
    return work.accepted(after, shown=after)


def delete(kind: str, check: Callable[[Work, Document], None] = lambda work, thing: None) -> Handler:
    def handler(call: Call) -> Answer:
        thing = call.own(kind)
        unchanged(call, thing)
        work = Work(call)
        check(work, thing)
        work.drop(thing)
        return work.accepted(thing)

    return handler


def enclosed(work: Work, sent: Any, entity: str, where: str) -> Iterator[tuple[Any, str]]:
    """What is sent along with a thing for one of its collections, each with its place in the body."""
    entities = sent.get("entities") if isinstance(sent, dict) else None
    collection = entities.get(entity) if isinstance(entities, dict) else None
    items = collection.get("items") if isinstance(collection, dict) else None
    if collection is not None and not isinstance(items, list):
        work.problems.add(f"{where}.entities.{entity}", "Attribute 'items' is required")
    for index, item in enumerate(items if isinstance(items, list) else ()):
        yield item, f"{where}.entities.{entity}.items.[{index}]"


def properties_of(sent: Any) -> Any:
    return sent.get("properties") if isinstance(sent, dict) else None


def named_id(sent: Any) -> str | None:
    """The id in ``{"id"}``, if that is what was sent."""
    found = sent.get("id") if isinstance(sent, dict) else None
    return found.lower() if isinstance(found, str) else None
