# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What of a contract can be shared with groups, listed together."""

from __future__ import annotations

from sandbox._core.answer import Answer
from sandbox._core.documents import Document
from sandbox._core.routes import Route

from .call import Call
from .errors import not_found
from .store import Store
from .view import View

KINDS = ("datacenter", "image", "snapshot", "ipblock")


def shared_with(store: Store, group: Document) -> list[Document]:
    """The things that are shared with a group and still there."""
    shares = store.documents.listed("share", parent=group.id)
    found = (store.documents.get(share.value["of"], share.id.partition("/")[2]) for share in shares)
    return [thing for thing in found if thing]


def found(call: Call, number: str) -> Document:
    """The thing with this id, if it can be shared. Raises Refused."""
    thing = next((thing for kind in KINDS if (thing := call.thing(kind, number))), None)
    if thing is None:
        raise not_found()
    return thing


def _path(thing: Document) -> str:
    return f"/um/resources/{thing.kind}/{thing.id}"


def _listing(call: Call, path: str, kinds: tuple[str, ...]) -> Answer:
    view = View(call)
    things = [thing for kind in kinds for thing in call.listed(kind)]
    shown = view.resource if call.depth else view.reference
    items = [shown(thing, _path(thing)) for thing in things]
    return Answer({"id": "resources", "type": "collection", "href": view.href(path), "items": items})


def list_resources(call: Call) -> Answer:
    return _listing(call, "/um/resources", KINDS)


def list_kind(call: Call) -> Answer:
    kind = call.parts["kind"]
    if kind not in KINDS:
        raise not_found()
    return _listing(call, f"/um/resources/{kind}", (kind,))


def get_resource(call: Call) -> Answer:
    thing = call.thing(call.parts["kind"], call.parts["resource"]) if call.parts["kind"] in KINDS else None
    if thing is None:
        raise not_found()
    return Answer(View(call).resource(thing, _path(thing)))


ROUTES = (
    Route("GET", "/um/resources", list_resources),
    Route("GET", "/um/resources/{kind}", list_kind),
    Route("GET", "/um/resources/{kind}/{resource}", get_resource),
)
