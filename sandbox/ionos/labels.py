# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Labels of things: answered at once, without a request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sandbox._core.answer import Answer
from sandbox._core.documents import Document
from sandbox._core.routes import Route

from . import images, paging
from .call import Call
from .calls import properties_of, shown
from .errors import BODY, Message, not_found, refused
from .fields import Field, matching
from .kind import Kind
from .view import View
from .work import Work

WORD = r"[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?"
# Where each kind of thing is that can have labels.
PLACES = {
    "datacenter": "/datacenters/{datacenter}",
    "server": "/datacenters/{datacenter}/servers/{server}",
    "volume": "/datacenters/{datacenter}/volumes/{volume}",
    "snapshot": "/snapshots/{snapshot}",
    "ipblock": "/ipblocks/{ipblock}",
    "image": "/images/{image}",
}
LABEL = Kind(
    "label",
    "labels",
    (
        Field("key", matching(WORD, "Attribute 'key' is not a valid label key"), needed=True, fixed=True),
        Field("value", matching(f"({WORD})?", "Attribute 'value' is not a valid label value"), needed=True),
    ),
    page=None,
    has_state=False,
)


def _owner(call: Call, kind: str) -> Document:
    return images.own(call) if kind == "image" else call.own(kind)


def _key(owner: Document, key: str) -> str:
    return f"urn:label:{owner.kind}:{owner.id}:{key}"


def _own(call: Call, kind: str) -> Document:
    label = call.thing("label", _key(_owner(call, kind), call.parts["key"]))
    if label is None:
        raise not_found()
    return label


def _of(kind: str) -> tuple[Route, ...]:
    """The calls for the labels of a kind of things."""

    def get_all(call: Call) -> Answer:
        owner = _owner(call, kind)
        return paging.answered(call, f"{owner.value['path']}/labels", call.listed("label", owner.id), LABEL.page)

    def create(call: Call) -> Answer:
        owner, work = _owner(call, kind), Work(call)
        values = work.validated(LABEL, properties_of(call.body()), "(root).properties")
        work.problems.check()
        number = _key(owner, values["key"])
        if call.thing("label", number):
            raise refused(422, Message(BODY, f"[(root).properties.key] The label '{values['key']}' exists already"))
        value = {
            "path": f"{owner.value['path']}/labels/{values['key']}",
            "properties": values,
            "made": call.who,
            "changed": call.who,
            "of": [owner.kind, owner.id, owner.value["path"]],
        }
        label = Document("label", number, value, account=call.contract, parent=owner.id)
        call.store.documents.put(label)
        return Answer(View(call).thing(label), 201)

    def change(call: Call) -> Answer:
        label, work = _own(call, kind), Work(call)
        values = work.validated(LABEL, properties_of(call.body()), "(root).properties", actual=label, complete=False)
        work.problems.check()
        properties = {**label.value["properties"], **values}
        changed = replace(label, value={**label.value, "properties": properties, "changed": call.who})
        call.store.documents.put(changed)
        return Answer(View(call).thing(changed))

    def delete(call: Call) -> Answer:
        call.store.documents.drop("label", _own(call, kind).id)
        return Answer()

    path = f"{PLACES[kind]}/labels"
    return (
        Route("GET", path, get_all),
        Route("POST", path, create),
        Route("GET", f"{path}/{{key}}", lambda call: shown(call, _own(call, kind))),
        Route("PUT", f"{path}/{{key}}", change),
        Route("DELETE", f"{path}/{{key}}", delete),
    )


def _with_resource(view: View, label: Document) -> dict[str, Any]:
    """A label among all those of the contract: it says whose it is."""
    kind, number, path = label.value["of"]
    resource = {"resourceId": number, "resourceType": kind, "resourceHref": view.href(path)}
    envelope: Mapping[str, Any] = view.thing(label)
    return {
        **envelope,
        "id": label.id,
        "href": view.href(f"/labels/{label.id}"),
        "properties": {**envelope["properties"], **resource},
    }


def list_labels(call: Call) -> Answer:
    view, found = View(call), call.listed("label")
    if call.depth == 0:
        items = [{"id": it.id, "type": "label", "href": view.href(f"/labels/{it.id}")} for it in found]
    else:
        items = [_with_resource(view, label) for label in found]
    return Answer({**view.bare("/labels"), "items": items})


def get_label(call: Call) -> Answer:
    label = call.thing("label", call.parts["urn"])
    if label is None:
        raise not_found()
    return Answer(_with_resource(View(call), label))


ROUTES = (
    *(route for kind in PLACES for route in _of(kind)),
    Route("GET", "/labels", list_labels),
    Route("GET", "/labels/{urn}", get_label),
)
