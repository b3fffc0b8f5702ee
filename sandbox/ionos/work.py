# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A change on its way: what it makes and changes at once, and what only happens when its request is done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import uuid4

from sandbox._core.answer import Answer
from sandbox._core.documents import Document

from .call import Call
from .errors import Problems
from .fields import Field, validated
from .kind import Kind
from .queue import enter
from .view import View, etag

UNSEEN = ("imagePassword", "userData")


class Work:
    """What a call does. New values can be seen at once; ``after`` are the effects of the request being done,
    ``undo`` those of its failing.
    """

    def __init__(self, call: Call) -> None:
        self.call = call
        self.store = call.store
        self.problems = Problems()
        self.after: list[list[Any]] = []
        self.undo: list[list[Any]] = []
        self.targets: list[Document] = []
        self.touched: set[str] = set()
        self.echo: dict[str, dict[str, Any]] = {}

    def validated(
        self, kind: Kind, sent: Any, where: str, actual: Document | None = None, complete: bool = True
    ) -> dict[str, Any]:
        """What was sent for a thing of a kind; what is wrong with it is among the problems."""
        fields = kind.in_version(self.call.version)
        properties = actual.value["properties"] if actual else None
        return validated(fields, sent, where, self.problems, properties, self.call.form("lenient"), complete)

    def new(
        self,
        kind: Kind,
        under: str,
        values: Mapping[str, Any],
        parent: Document | None = None,
        number: str | None = None,
        later: Mapping[str, Any] | None = None,
        **more: Any,
    ) -> Document:
        """A new thing in the collection at a path. ``later`` are properties that it has once the request is done."""
        shown_id = number or str(uuid4())
        key = f"{parent.id}/{shown_id}" if parent and kind.name == "lan" else shown_id
        properties: dict[str, Any] = {}
        awaited: dict[str, Any] = {}
        for field in kind.fields:
            value = values.get(field.name)
            if (field.secret or field.echoed) and value is not None:
                self._echo(key, field, value)
                value = None
            elif value is None and field.default is not None:
                (properties if field.at_once else awaited)[field.name] = field.default
                value = field.default if field.at_once else None
            properties[field.name] = value
        value = {
            "path": f"{under}/{kind.plural}/{shown_id}",
            "properties": properties,
            "made": self.call.who,
            "changed": self.call.who,
            **more,
        }
        thing = Document(kind.name, key, value, account=self.call.contract, parent=parent.id if parent else None)
        self.store.documents.put(thing)
        self.touch(thing)
        self.targets.append(thing)
        self.after += [["born", thing.kind, key], ["set", thing.kind, key, {**awaited, **(later or {})}]]
        self.undo.insert(0, ["drop", thing.kind, key])
        return thing

    def share(self, kind: Kind, group: Document, resource: Document, values: Mapping[str, Any]) -> Document:
        """A new share of a resource with a group. It is a thing of its own, and shows the id of the resource."""
        key = f"{group.id}/{resource.id}"
        value = {
            "path": f"{group.value['path']}/{kind.plural}/{resource.id}",
            "properties": {field.name: values.get(field.name, field.default) for field in kind.fields},
            "made": self.call.who,
            "changed": self.call.who,
            "of": resource.kind,
        }
        share = Document("share", key, value, account=self.call.contract, parent=group.id)
        self.store.documents.put(share)
        self.touch(share)
        self.targets.append(share)
        self.undo.insert(0, ["drop", "share", key])
        return share

    def _echo(self, key: str, field: Field, value: Any) -> None:
        """The 202 shows what was sent, but for what nobody is to see."""
        shown = not field.hidden and field.name not in UNSEEN
        if shown or (field.name == "imagePassword" and self.call.form("password_echoed")):
            self.echo.setdefault(key, {})[field.name] = value

    def change(self, thing: Document, values: Mapping[str, Any], **more: Any) -> Document:
        """A thing with other properties, and other values of the sandbox's own; undone if the request fails."""
        properties = thing.value["properties"]
        secrets = {field.name for field in self.call.kinds[thing.kind].fields if field.secret}
        values = {name: value for name, value in values.items() if name not in secrets}
        self.undo.append(["set", thing.kind, thing.id, {name: properties.get(name) for name in values}])
        if more:
            self.undo.append(["keep", thing.kind, thing.id, {name: thing.value.get(name) for name in more}])
        value = {**thing.value, "properties": {**properties, **values}, "changed": self.call.who, **more}
        changed = replace(thing, value=value)
        self.store.documents.put(changed)
        self.touch(changed)
        return changed

    def later(self, effect: str, *arguments: Any) -> None:
        """An effect of the request being done, see ``effects``."""
        self.after.append([effect, *arguments])

    def touch(self, thing: Document) -> None:
        """The thing, and what it is part of, are busy until the request is done."""
        whole = thing.value["path"].split("/")[2::2]
        self.touched |= {thing.id, *(whole[1:] if self.call.form("calm_datacenters") else whole)}

    def drop(self, thing: Document) -> None:
        """The thing will be gone."""
        self.touch(thing)
        self.later("drop", thing.kind, thing.id)

    def accepted(
        self, main: Document, shown: Document | None = None, targets: bool = True, queue: str | None = None
    ) -> Answer:
        """The 202: the thing as it will be, or nothing. Raises Refused when there are problems.

        ``targets``: whether the request names what it concerns; ``queue`` is another one than its own.
        """
        self.problems.check()
        self.touch(main)
        if targets and not any(target.id == main.id for target in self.targets):
            self.targets.insert(0, main)
        if not targets or self.call.form("no_targets"):
            self.targets = []
        request = enter(self, main, queue)
        self.call.forget()
        current = self.store.documents.get(main.kind, main.id) or main
        tag = etag(current, self.call.busy)
        headers = {"Location": f"{self.call.base}{request.value['path']}/status", "ETag": tag}
        if shown is None:
            return Answer(status=202, headers=headers)
        shown = self.store.documents.get(shown.kind, shown.id) or shown
        return Answer(View(self.call, self.echo).thing(shown, self.call.depth), 202, headers)
