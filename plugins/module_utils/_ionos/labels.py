# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Labels, which data centres, servers, volumes, snapshots, IP blocks and images can have: answered at once."""

from __future__ import annotations

from functools import partial
from typing import Any, Callable, Iterable

from .._core.errors import InvalidInput, Refused
from .._core.kind import Thing
from .._core.options import option
from .._core.protection import PROTECTED, protected
from .._core.record.table import Change, Part
from . import shapes
from .client import VERSION, Client
from .kinds import properties


class Labels(Part):
    """The labels of a thing. They cost a call of their own, made only where they are asked for, or may keep the thing.

    :param where: the path of the thing: takes the parents, and the thing.
    """

    name = "labels"
    guards = True

    def __init__(self, where: Callable[..., tuple[str, ...]]) -> None:
        self._where = where

    def options(self) -> Iterable[tuple[str, str, Any]]:
        """The labels, whether those not given are removed, and the one that protects."""
        yield ("labels", "dict | None", option())
        yield ("purge_labels", "bool", False)
        yield ("delete_protection", "bool | None", option())

    def asked(self, desired: Any) -> bool:
        """Whether any of them is given."""
        return desired.labels is not None or desired.delete_protection is not None

    def look(self, resource: Any, thing: Thing) -> Thing:
        """The thing with its labels."""
        if resource.one_of_many and not resource.made and self.name in thing:
            # whoever looked at many has seen them
            return thing
        try:
            labels = resource.client.get_labels(*self._where(*resource.parents, thing))
        except Refused as error:
            if error.status != 404:
                raise
            # it has just gone
            labels = {}
        return {**thing, "labels": labels}

    def view(self, resource: Any, thing: Thing) -> dict[str, str]:
        """Those that are there."""
        return dict(thing.get("labels") or {})

    def result(self, thing: Thing) -> Any:
        """Those that are there, None if nobody asked for them."""
        return thing.get("labels")

    def changes(self, resource: Any, thing: Thing) -> Iterable[Change]:
        """A change for each label."""
        there = self.view(resource, thing)
        wanted = self._wanted(resource, there)
        for key in sorted({*there, *wanted}):
            value = wanted.get(key)
            if value == there.get(key):
                continue
            make = partial(self._make, resource, key, value, key not in there)
            there = _with(there, key, value)
            action = "remove_label" if value is None else "set_label"
            yield Change(action, f"{action.replace('_', ' ')} {key}", {"labels": there}, make)

    def _make(self, resource: Any, key: str, value: str | None, new: bool, thing: Thing, _run: Any) -> Thing:
        where = self._where(*resource.parents, thing)
        if value is None:
            resource.client.remove_label(*where, key=key)
        else:
            resource.client.set_label(*where, key=key, value=value, new=new)
        return {**thing, "labels": _with(self.view(resource, thing), key, value)}

    def foreseen(self, resource: Any, thing: Thing) -> Thing:
        """The thing with its labels as desired."""
        return {**thing, "labels": self._wanted(resource, self.view(resource, thing))}

    @staticmethod
    def _wanted(resource: Any, there: dict[str, str]) -> dict[str, str]:
        desired = resource.desired
        purged = desired.purge_labels and desired.labels is not None
        # protection goes only where that is asked for
        kept = {key: value for key, value in there.items() if key == PROTECTED or not purged}
        labels = {**kept, **(desired.labels or {})}
        if desired.delete_protection is not None:
            labels[PROTECTED] = True if desired.delete_protection else None
        return {key: _text(value) for key, value in labels.items() if value is not None}


def _with(labels: dict[str, str], key: str, value: str | None) -> dict[str, str]:
    return {name: one for name, one in {**labels, key: value}.items() if one is not None}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else str(value).lower() if isinstance(value, bool) else str(value)


def check_labels(labels: Any) -> None:
    """See that labels are texts, before any call.

    :raises InvalidInput: one is not.
    """
    for key, value in (labels or {}).items():
        if isinstance(value, (dict, list)):
            raise InvalidInput(f"labels.{key}", value, "must be a text")


def labels_of_all(client: Client) -> dict[str, dict[str, str]]:
    """The labels of everything in the contract, by the ids of what has them."""
    labels: dict[str, dict[str, str]] = {}
    for label in client.fetch(f"{VERSION}/labels", shapes.LABELS, depth=1)["items"]:
        told = label["properties"]
        labels.setdefault(str(told.get("resourceId")), {})[told["key"]] = told["value"]
    return labels


def refuse_protected(resource: Any, thing: Thing, also: Iterable[tuple[str, Thing]]) -> None:
    """See that nothing is protected of what would be deleted along with a thing.

    :param also: what that is: what one is called in a sentence, and the one.
    :raises InvalidInput: something is.
    """
    there = list(also)
    if not there:
        return
    labels = labels_of_all(resource.client)
    kept = [f"{what} {properties(one).get('name')} ({one['id']})" for what, one in there if _has(labels, one)]
    if kept:
        rule = f"would delete with {resource.kind.what} {resource.kind.describe(thing)} what is protected "
        rule += f"({PROTECTED} in its labels): {', '.join(kept)}"
        advice = "If it is to go nevertheless, lift that first, with delete_protection: false of its own module"
        raise InvalidInput("state", "absent", rule, advice=advice)


def _has(labels: dict[str, dict[str, str]], one: Thing) -> bool:
    return protected(labels.get(one["id"]))
