# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Things that are JSON trees: a table of them, for providers that need no tables of their own."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Document:
    """One thing. ``kind`` and ``id`` together name it, ``parent`` is the id of what it is part of.

    ``ends`` (Unix seconds, may be infinite) is when the step that is under way ends; what that step is stands in
    ``value``, and ``Store.settle`` says what it leads to.
    """

    kind: str
    id: str
    value: dict[str, Any]
    account: int | None = None
    parent: str | None = None
    ends: float | None = None


class Documents:
    """The table of one store; use it inside the store's transactions."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def get(self, kind: str, id: str) -> Document | None:  # noqa: A002
        return next(iter(self.select("kind = ? AND id = ?", kind, id)), None)

    def listed(self, kind: str, parent: str | None = None, account: int | None = None) -> list[Document]:
        """Those of a kind, in the order in which they were made; of one parent, or of one account."""
        narrowed = {"parent": parent, "account": account}
        given = {column: value for column, value in narrowed.items() if value is not None}
        # only the columns that are meant, so that an index can be used
        condition = " AND ".join(["kind = ?", *(f"{column} = ?" for column in given)])
        return self.select(condition, kind, *given.values())

    def due(self, now: float) -> list[Document]:
        """Those whose step has ended by ``now``, in the order in which they ended."""
        return sorted(self.select("ends <= ?", now), key=lambda document: document.ends or 0.0)

    def put(self, document: Document) -> None:
        """Add it, or replace the one with the same kind and id where it is."""
        self._db.execute(
            "INSERT INTO documents (kind, id, account, parent, value, ends) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (kind, id) DO UPDATE SET"
            " account = excluded.account, parent = excluded.parent, value = excluded.value, ends = excluded.ends",
            (
                document.kind,
                document.id,
                document.account,
                document.parent,
                json.dumps(document.value),
                document.ends,
            ),
        )

    def drop(self, kind: str, id: str) -> None:  # noqa: A002
        """Remove it, if it is there; what names it as parent stays."""
        self._db.execute("DELETE FROM documents WHERE kind = ? AND id = ?", (kind, id))

    def select(self, condition: str, *values: Any) -> list[Document]:
        """Those that fit an SQL condition, in the order in which they were made."""
        rows = self._db.execute(
            f"SELECT kind, id, value, account, parent, ends FROM documents WHERE {condition} ORDER BY place", values
        )
        return [Document(kind, key, json.loads(value), *more) for kind, key, value, *more in rows]
