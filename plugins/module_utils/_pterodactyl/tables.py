# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What all tables of things of this API have in common: its names are Ansible's, and it trims what it is sent."""

from __future__ import annotations

from typing import Any, Callable, Iterator, Mapping

from .._core.client import Json
from .._core.kind import Thing
from .._core.record.table import Field, Values
from .client import APPLICATION, Client


def own(name: str, kind: str = "str", **more: Any) -> Field:
    """A field that is called the same here and there."""
    return Field(name, kind, **{"api": name, **more})


def name(key: str, **more: Any) -> Field:
    """A text, which the panel trims."""
    return own(key, same=same_words, sent=lambda value: value.strip(), **more)


def words(name: str, **more: Any) -> Field:
    """A text that can be empty: the panel trims it, and takes nothing for an empty one."""
    return own(name, same=same_words, read=lambda value: value or "", sent=lambda value: value.strip(), **more)


def same_words(desired: Any, actual: Any) -> bool:
    """Whether the panel keeps a text as this one."""
    return str(desired or "").strip() == str(actual or "")


def same_id(desired: Any, actual: Any) -> bool:
    """Whether two mean the same thing: of one that the key may not read only the id is known."""
    return bool(desired["id"] == actual["id"])


def created(*names: str) -> Callable[[Thing], Values]:
    """What results say besides the fields: these, as they are."""
    return lambda thing: {name: thing.get(name) for name in names}


def small(desired: Any, there: Mapping[str, Any], few: int) -> Iterator[str]:
    """Warnings of memory and disk that are to become less than so many MiB, as if GiB were asked for."""
    for name in ("memory", "disk"):
        value = getattr(desired, name)
        if value and value < few and value != there.get(name):
            yield f"{name}: {value} is {value} MiB. If GiB are meant, write {value * 1024}."


def creation(*where: str, usual: Mapping[str, Any] | None = None) -> Callable[..., Json]:
    """For Record.create: a thing of the application API, with usual values for what is not given."""
    return lambda client, values: client.create(APPLICATION, *where, values={**(usual or {}), **values})


def change(*where: str, always: tuple[str, ...] = ()) -> Callable[..., Json]:
    """For Record.change: the panel wants or wipes some fields, so that they are sent as they are."""

    def changed(client: Client, thing: Thing, values: Values) -> Json:
        kept = {name: thing.get(name) for name in always}
        return client.change(APPLICATION, *where, thing["id"], values={**kept, **values})

    return changed


def deletion(*where: str) -> Callable[..., None]:
    """For Record.delete."""
    return lambda client, thing, desired: client.delete(APPLICATION, *where, thing["id"])
