# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a call of the API is given to work with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from functools import cached_property
from typing import Any

from sandbox._core.call import Call as CoreCall
from sandbox._core.documents import Document

from . import body, keys
from .store import Store

AHEAD = timezone(timedelta(hours=2))


@dataclass
class Call:
    """One call of somebody who is known.

    ``input`` are all fields that were sent, ``things`` what the path names, by the names of its parts.
    ``form`` says whether answers have one of the ``forms``, ``kinds`` are how rows are shown. ``cache`` is what one
    answer need not look for twice.
    """

    core: CoreCall[Store]
    key: Document
    user: Document
    form: Callable[[str], bool]
    kinds: Mapping[str, Any]
    is_client: bool
    input: dict[str, Any]
    things: dict[str, Document] = field(default_factory=dict)
    cache: dict[Any, Any] = field(default_factory=dict)

    @property
    def store(self) -> Store:
        return self.core.store

    @property
    def parts(self) -> Mapping[str, str]:
        return self.core.parts

    @property
    def now(self) -> float:
        return self.core.now

    @property
    def server(self) -> Document:
        return self.things["server"]

    @property
    def base(self) -> str:
        """The address of the panel, as the caller knows it."""
        return f"http://{self.core.request.headers.get('Host', 'localhost')}"

    @property
    def is_admin(self) -> bool:
        return bool(self.user.value["root_admin"])

    @cached_property
    def query(self) -> dict[str, Any]:
        return body.nested(self.core.request.query)

    @cached_property
    def includes(self) -> dict[str, set[str]]:
        """What is to be included, and what within that."""
        found: dict[str, set[str]] = {}
        for name in str(self.query.get("include", "")).split(","):
            first, _dot, second = name.strip().partition(".")
            if first:
                found.setdefault(first, set()).update({second} if second else set())
        return found

    def may_read(self, resource: str) -> bool:
        return keys.may(self.key, resource, keys.READ)

    def once(self, kind: str, number: object) -> Document:
        """A row that is surely there, and that many rows may point to."""
        place = (kind, str(number))
        if place not in self.cache:
            self.cache[place] = self.store.known(kind, number)
        found: Document = self.cache[place]
        return found

    def time(self, moment: float | None) -> str | None:
        """A time as this API shows it."""
        if moment is None:
            return None
        zone = AHEAD if self.is_client and self.form("local_times") else UTC
        return datetime.fromtimestamp(int(moment), zone).isoformat()

    def times(self, row: Mapping[str, Any]) -> dict[str, Any]:
        return {"created_at": self.time(row["created_at"]), "updated_at": self.time(row["updated_at"])}


def precise(moment: float) -> str:
    """A time as variables have it, in both APIs."""
    return datetime.fromtimestamp(int(moment), UTC).strftime("%Y-%m-%dT%H:%M:%S.000000Z")
