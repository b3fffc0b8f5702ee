# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The stored facts: one SQLite database. A provider adds tables, or keeps its things as ``documents``."""

from __future__ import annotations

import sqlite3
from contextlib import AbstractContextManager
from hashlib import sha256
from typing import Any, ClassVar

from .documents import Documents

SCHEMA = """
CREATE TABLE made_by (what TEXT NOT NULL);
CREATE TABLE counters (name TEXT PRIMARY KEY, value REAL NOT NULL) WITHOUT ROWID;
CREATE TABLE accounts (id INTEGER PRIMARY KEY, secret_hash TEXT NOT NULL UNIQUE);
CREATE TABLE documents (
    place INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    account INTEGER,
    parent TEXT,
    value TEXT NOT NULL,
    ends REAL,
    UNIQUE (kind, id)
);
CREATE INDEX documents_by_parent ON documents (kind, parent);
CREATE INDEX documents_under_way ON documents (ends) WHERE ends IS NOT NULL;
"""
# What a reset leaves alone.
KEPT = ("made_by", "accounts")


class Store:
    """The database. Raises sqlite3.Error when the file cannot be opened, or was made by another kind of sandbox.

    ``made_by`` is what a file must have been made by, such as the provider's name.
    """

    VERSION: ClassVar[int] = 1
    TABLES: ClassVar[str] = ""
    FIRST_ACCOUNT: ClassVar[int] = 1

    def __init__(self, path: str, made_by: str) -> None:
        self._db = sqlite3.connect(path, isolation_level=None)
        # How many rows transactions have written that were not undone.
        self.written = 0
        self._db.row_factory = sqlite3.Row
        self._db.execute("PRAGMA foreign_keys = ON")
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = NORMAL")
        self.documents = Documents(self._db)
        version = self._one("PRAGMA user_version")
        if version == 0 and self._one("SELECT count(*) FROM sqlite_master") == 0:
            self._make(made_by)
        elif version == 0:
            raise sqlite3.DatabaseError("it is the database of another program")
        elif version != self.VERSION:
            raise sqlite3.DatabaseError(f"it holds version {version} of the data, this sandbox needs {self.VERSION}")
        elif (found := self._one("SELECT what FROM made_by")) != made_by:
            raise sqlite3.DatabaseError(f"it was made by {found} and stays so, this is {made_by}")

    def _make(self, made_by: str) -> None:
        marks = f"INSERT INTO made_by VALUES ('{made_by}'); PRAGMA user_version = {self.VERSION};"
        self._db.executescript(f"BEGIN; {SCHEMA} {self.TABLES} {marks}")
        self.fill()
        self._db.execute("COMMIT")

    def _one(self, query: str) -> Any:
        return self._db.execute(query).fetchone()[0]

    def close(self) -> None:
        self._db.close()

    def transaction(self) -> AbstractContextManager[Any]:
        """All writes inside it happen, or, when an exception leaves it, none."""
        return _Transaction(self)

    def settle(self, now: float) -> None:
        """Fold in every step that has ended by ``now``, so that whatever is read afterwards is true at that time."""

    def fill(self) -> None:
        """Add what is there from the start. Called for a new database, and after a reset."""

    def welcome(self, account: int) -> None:
        """Add what an account has from the start. Called when it is first seen, and after a reset."""

    def reset(self) -> None:
        """Forget everything except which account belongs to which secret."""
        self._db.execute("PRAGMA defer_foreign_keys = ON")
        for row in self._db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            if row["name"] not in KEPT:
                self._db.execute(f"DELETE FROM {row['name']}")
        self.fill()
        for row in self._db.execute("SELECT id FROM accounts ORDER BY id").fetchall():
            self.welcome(row["id"])

    # Accounts and numbers

    def account(self, secret: str) -> int:
        """The number of the account with this secret, the same after every restart. The secret itself is not stored."""
        secret_hash = sha256(secret.encode()).hexdigest()
        row = self._db.execute("SELECT id FROM accounts WHERE secret_hash = ?", (secret_hash,)).fetchone()
        if row:
            return int(row["id"])
        last = self._one("SELECT max(id) FROM accounts")
        account: int = self.FIRST_ACCOUNT if last is None else last + 1
        self._db.execute("INSERT INTO accounts VALUES (?, ?)", (account, secret_hash))
        self.welcome(account)
        return account

    def new_ids(self, name: str, count: int = 1, first: int = 1) -> int:
        """The first of ``count`` consecutive numbers that were never given out under this name before."""
        number = int(self.number(name, first))
        self.set_number(name, number + count)
        return number

    def number(self, name: str, default: float) -> float:
        row = self._db.execute("SELECT value FROM counters WHERE name = ?", (name,)).fetchone()
        return row["value"] if row else default

    def set_number(self, name: str, value: float) -> None:
        self._db.execute("INSERT OR REPLACE INTO counters VALUES (?, ?)", (name, value))


class _Transaction:
    def __init__(self, store: Store) -> None:
        self._store = store
        self._db = store._db

    def __enter__(self) -> None:
        self._db.execute("BEGIN IMMEDIATE")
        self._before = self._db.total_changes

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is None:
            self._store.written += self._db.total_changes - self._before
        self._db.execute("ROLLBACK" if kind else "COMMIT")
