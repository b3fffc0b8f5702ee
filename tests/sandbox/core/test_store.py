# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The database that every sandbox has, and its documents."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import pytest

from sandbox._core import clock
from sandbox._core.documents import Document
from sandbox._core.store import Store


class Welcoming(Store):
    """A store with something in it from the start, for all and for each account."""

    TABLES = "CREATE TABLE parts (thing INTEGER REFERENCES things); CREATE TABLE things (id INTEGER PRIMARY KEY);"
    FIRST_ACCOUNT = 7

    def add_thing(self) -> None:
        self._db.execute("INSERT INTO things VALUES (1)")
        self._db.execute("INSERT INTO parts VALUES (1)")

    def tables_with_rows(self) -> list[str]:
        tables = ("things", "parts")
        return [table for table in tables if self._db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]]

    def fill(self) -> None:
        self.documents.put(Document("place", "here", {"number": self.new_ids("places")}))

    def welcome(self, account: int) -> None:
        self.documents.put(Document("mailbox", str(account), {}, account=account))


@pytest.fixture
def store() -> Welcoming:
    return Welcoming(":memory:", "tests")


def test_what_is_there_from_the_start_is_there_again_after_a_reset(store: Welcoming) -> None:
    with store.transaction():
        assert (store.account("anna"), store.account("bert"), store.account("anna")) == (7, 8, 7)
        store.documents.put(Document("server", "1", {}))
        store.new_ids("places", 5)
        clock.advance(store, 10)
        store.add_thing()
        assert store.tables_with_rows() == ["things", "parts"]
        store.reset()
    assert store.tables_with_rows() == []
    assert store.documents.listed("server") == []
    assert [document.value for document in store.documents.listed("place")] == [{"number": 1}]
    assert [document.id for document in store.documents.listed("mailbox")] == ["7", "8"]
    assert clock.offset(store) == 0
    assert store.account("bert") == 8


def test_an_exception_undoes_all_that_happened_in_a_transaction(store: Welcoming) -> None:
    def fail() -> None:
        with store.transaction():
            store.documents.put(Document("server", "1", {}))
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    assert store.documents.get("server", "1") is None


def test_a_file_remembers_all_of_it_and_no_secret(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    first = Welcoming(str(path), "tests")
    first.account("the-secret-of-anna")
    server = Document("server", "a/b", {"name": "ü", "deep": [{"x": None}]}, 7, "dc", 12.5)
    first.documents.put(server)
    first.close()
    second = Welcoming(str(path), "tests")
    assert second.documents.get("server", "a/b") == server
    assert len(second.documents.listed("place")) == 1
    second.close()
    assert b"the-secret-of-anna" not in path.read_bytes()


def test_documents_are_listed_in_the_order_of_their_making_by_kind_parent_and_account(store: Welcoming) -> None:
    for number, (parent, account) in enumerate([("a", 1), ("b", 1), ("a", 2)]):
        store.documents.put(Document("server", str(number), {}, account, parent))
    store.documents.put(Document("disk", "0", {}, 1, "a"))
    store.documents.put(Document("server", "0", {"changed": True}, 1, "a"))

    def ids(**of: object) -> list[str]:
        return [document.id for document in store.documents.listed("server", **of)]  # type: ignore[arg-type]

    assert ids() == ["0", "1", "2"]
    assert (ids(parent="a"), ids(account=1), ids(parent="a", account=1), ids(parent="c")) == (
        ["0", "2"],
        ["0", "1"],
        ["0"],
        [],
    )
    assert store.documents.get("server", "0") == Document("server", "0", {"changed": True}, 1, "a")
    store.documents.drop("server", "1")
    store.documents.drop("server", "1")
    assert ids() == ["0", "2"]
    assert store.documents.get("disk", "0") is not None


def test_due_is_what_has_ended_in_the_order_in_which_it_did(store: Welcoming) -> None:
    for name, ends in (("late", 9.0), ("early", 3.0), ("never", math.inf), ("ahead", 10.5), ("settled", None)):
        store.documents.put(Document("server", name, {}, ends=ends))
    due = store.documents.due(10.0)
    assert [document.id for document in due] == ["early", "late"]
    store.documents.put(replace(due[0], ends=None))
    assert [document.id for document in store.documents.due(10.0)] == ["late"]
