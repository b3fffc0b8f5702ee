# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What will happen when: each thing that is on its way has its future with it, as plain data."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sandbox._core.documents import Document

from .dates import date_time, zulu

if TYPE_CHECKING:
    from .store import Store

# ["merge", kind, id, values] or ["drop", kind, id]
Effect = list[Any]
Stage = list[Effect]
# Values that become the time at which the effect happens.
NOW = "@now"
NOW_ZULU = "@now zulu"
STAGES, SECONDS = "_stages", "_seconds"


def merge(kind: str, key: str, **values: Any) -> Effect:
    """The thing has other values."""
    return ["merge", kind, key, values]


def drop(kind: str, key: str) -> Effect:
    """The thing is gone."""
    return ["drop", kind, key]


def with_future(thing: Document, now: float, seconds: float, stages: Sequence[Stage]) -> Document:
    """The thing, with what happens to it: the last stage comes after these seconds, the others evenly before it."""
    each = seconds / len(stages)
    future = {STAGES: list(stages), SECONDS: None if math.isinf(each) else each}
    return replace(thing, value={**thing.value, **future}, ends=now + each)


def advance(store: Store, thing: Document) -> float | None:
    """The next stage of a thing, whose time has come; returned is the time of the one after it."""
    ended = thing.ends or 0.0
    stage, *left = thing.value[STAGES]
    value = {**thing.value, STAGES: left}
    if not left:
        value = {name: found for name, found in value.items() if name not in (STAGES, SECONDS)}
    ends = ended + thing.value[SECONDS] if left else None
    store.documents.put(replace(thing, value=value, ends=ends))
    for effect in stage:
        apply(store, effect, ended)
    return ends


def apply(store: Store, effect: Effect, now: float) -> None:
    """Let an effect happen, if what it concerns is still there."""
    word, kind, key, *more = effect
    thing = store.documents.get(kind, key)
    if thing is None:
        return
    if word == "drop":
        remove(store, thing)
        return
    times = {NOW: date_time(now), NOW_ZULU: zulu(now)}
    values = {name: times.get(value, value) if isinstance(value, str) else value for name, value in more[0].items()}
    store.documents.put(replace(thing, value={**thing.value, **values}))


def remove(store: Store, thing: Document) -> None:
    """A thing is gone, and all that is part of it."""
    for part in store.documents.select("parent = ?", thing.id):
        remove(store, part)
    store.documents.drop(thing.kind, thing.id)
