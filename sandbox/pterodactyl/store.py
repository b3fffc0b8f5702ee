# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The stored facts. All things are documents, whose values are the rows that the panel has of them.

Every row has ``id``, ``created_at`` and ``updated_at`` (Unix seconds). ``parent`` of a document is what a thing is a
part of, as ``PARENTS`` says; ``server_id`` and the like stand in rows, as they do at the panel.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import sandbox._core.store
from sandbox._core.documents import Document

from .account import Person

TABLES = """
CREATE INDEX documents_by_server ON documents (kind, json_extract(value, '$.server_id'));
CREATE INDEX documents_by_uuid ON documents (kind, json_extract(value, '$.uuid'));
CREATE INDEX documents_by_short_uuid ON documents (kind, json_extract(value, '$.uuidShort'));
CREATE INDEX documents_by_user ON documents (kind, json_extract(value, '$.user_id'));
CREATE INDEX documents_by_external_id ON documents (kind, json_extract(value, '$.external_id'));
"""


class Store(sandbox._core.store.Store):
    """The database. Raises sqlite3.Error when the file cannot be opened, or was made by another kind of sandbox."""

    VERSION = 1
    TABLES = TABLES

    def __init__(self, path: str, people: Iterable[Person], ports: int, eggs_reversed: bool = False) -> None:
        self.people = tuple(people)
        self.ports = ports
        self.eggs_reversed = eggs_reversed
        # What need not outlive the process: when keys were used last, loads that were looked at, links to files.
        self.last_used: dict[str, float] = {}
        self.loads: dict[str, tuple[float, dict[str, Any]]] = {}
        self.links: dict[str, dict[str, Any]] = {}
        super().__init__(path, "sandbox.pterodactyl")

    # Rows

    def add(self, kind: str, row: Mapping[str, Any], now: float, parent: str | None = None) -> Document:
        """A new row, with a number of its own."""
        number = self.new_ids(kind)
        value = {"id": number, **row, "created_at": now, "updated_at": now}
        document = Document(kind, str(number), value, parent=parent)
        self.documents.put(document)
        return document

    def change(self, document: Document, changes: Mapping[str, Any], now: float | None = None) -> Document:
        """The row with other values; ``now`` says that people have changed it."""
        touched = {} if now is None else {"updated_at": now}
        changed = replace(document, value={**document.value, **changes, **touched})
        self.documents.put(changed)
        return changed

    def drop(self, document: Document) -> None:
        self.documents.drop(document.kind, document.id)

    def get(self, kind: str, number: object) -> Document | None:
        return self.documents.get(kind, str(number))

    def known(self, kind: str, number: object) -> Document:
        """A row that is surely there."""
        found = self.get(kind, number)
        if found is None:
            raise LookupError(f"no {kind} {number}")
        return found

    def all(self, kind: str, parent: Document | None = None) -> list[Document]:
        return self.documents.listed(kind, parent=parent.id if parent else None)

    def where(self, kind: str, column: str, value: Any) -> list[Document]:
        """The rows that have a value in a column."""
        return self.documents.select(f"kind = ? AND json_extract(value, '$.{column}') = ?", kind, value)

    def first(self, kind: str, column: str, value: Any) -> Document | None:
        return next(iter(self.where(kind, column, value)), None)

    def next_due(self, now: float) -> Document | None:
        """What ends first of all that has ended by ``now``."""
        row = self._db.execute(
            "SELECT kind, id FROM documents WHERE ends <= ? ORDER BY ends, place LIMIT 1", (now,)
        ).fetchone()
        return self.documents.get(*row) if row else None

    def total(self, kind: str, parent: Document, column: str) -> int:
        """The sum of a column over the parts of a thing."""
        row = self._db.execute(
            f"SELECT sum(json_extract(value, '$.{column}')) FROM documents WHERE kind = ? AND parent = ?",
            (kind, parent.id),
        ).fetchone()
        return int(row[0] or 0)

    def moved(self, document: Document, parent: str) -> Document:
        """The same row as a part of something else."""
        changed = replace(document, parent=parent)
        self.documents.put(changed)
        return changed
