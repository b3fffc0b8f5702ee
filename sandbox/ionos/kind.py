# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a sort of thing is: its properties, and what it contains."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from sandbox._core.documents import Document

from .fields import Field

if TYPE_CHECKING:
    from .store import Store
    from .view import View


class Page(NamedTuple):
    """How many things one answer holds if nothing is asked for, and at most."""

    usual: int = 1000
    most: int = 10000


USUAL = Page()


def nothing(store: Store, parent: Document) -> list[Document]:
    """For entities that this sandbox does not have: their collections are always empty."""
    return []


def parts(kind: str) -> Callable[[Store, Document], list[Document]]:
    """The things of a kind that are parts of another."""
    return lambda store, parent: store.documents.listed(kind, parent=parent.id)


def joined(kind: str) -> Callable[[Store, Document], list[Document]]:
    """The things of a kind that have been joined to another."""
    return lambda store, parent: store.joined(kind, parent.id)


class Entity(NamedTuple):
    """A collection below a thing. ``under_it``: its items are addressed below the thing, whatever they are.

    ``as_resources``: of its items only what all have is shown.
    """

    name: str
    listed: Callable[[Store, Document], list[Document]] = nothing
    since: int = 4
    under_it: bool = False
    as_resources: bool = False


def no_more(view: View, thing: Document, depth: int) -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True, slots=True)
class Kind:
    """``name`` is the type that the API shows, ``computed`` what is not stored of the properties."""

    name: str
    plural: str
    fields: tuple[Field, ...]
    entities: tuple[Entity, ...] = ()
    page: Page | None = USUAL
    computed: Callable[[View, Document, int], Mapping[str, Any]] = no_more
    has_metadata: bool = True
    has_state: bool = True
    # names came back in lower case before v6
    once_lower_case: bool = False

    def in_version(self, version: int) -> list[Field]:
        """What can be sent."""
        return [field for field in self.fields if field.since <= version <= field.until]

    def shown(self, version: int) -> list[Field]:
        """What can be read."""
        return [field for field in self.in_version(version) if not field.hidden]

    def entity(self, name: str) -> Entity:
        return next(entity for entity in self.entities if entity.name == name)
