# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The stored facts. All things are documents, and their values are made like this:

``path`` is the path of the API, ``properties`` are as the API shows them, ``made`` and ``changed`` are ``[date, by,
user id]``. ``joined`` is the id of what a thing is attached to: a volume to a server, a NIC to a LAN. Further keys
belong to a kind, and stand in its file.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

import sandbox._core.store
from sandbox._core.documents import Document

from . import catalogue, queue
from .account import Person

TABLES = """
CREATE INDEX documents_joined ON documents (kind, json_extract(value, '$.joined'));
CREATE INDEX documents_by_account ON documents (kind, account);
"""


class Store(sandbox._core.store.Store):
    """The database. Raises sqlite3.Error when the file cannot be opened, or was made by another kind of sandbox.

    ``machines`` says whether servers in it can be machines.
    """

    VERSION = 1
    TABLES = TABLES

    def __init__(self, path: str, people: Iterable[Person], machines: bool = False) -> None:
        self._people = tuple(people)
        self.machines = machines
        super().__init__(path, "sandbox.ionos --machines" if machines else "sandbox.ionos")

    def fill(self) -> None:
        """The people who have an account are users of their contracts."""
        for person in self._people:
            for contract in person.contracts:
                user = person.as_user(contract)
                if self.documents.get(user.kind, user.id) is None:
                    self.documents.put(user)

    def settle(self, now: float) -> None:
        """Carry out every request that is done by ``now``."""
        for request in self.documents.due(now):
            queue.finish(self, request, now)

    def pending(self) -> list[Document]:
        """The requests that are not done."""
        return self.documents.due(math.inf)

    def joined(self, kind: str, to: str) -> list[Document]:
        """What has been joined to a thing, in the order in which it was made."""
        return self.documents.select("kind = ? AND json_extract(value, '$.joined') = ?", kind, to)

    def disks(self) -> dict[int, Document]:
        """The volumes that machines can boot, by the numbers of their disks."""
        volumes = self.documents.select("kind = 'volume' AND json_extract(value, '$.disk') IS NOT NULL")
        return {volume.value["disk"]: volume for volume in volumes}

    def total(self, kind: str, contract: int, amount: str, condition: str = "TRUE") -> int:
        """The sum of an amount, an SQL expression over ``value``, over a kind of things of a contract."""
        query = f"SELECT total({amount}) FROM documents WHERE kind = ? AND account = ? AND {condition}"
        return int(self._db.execute(query, (kind, contract)).fetchone()[0])

    def largest(self, kind: str, contract: int, amount: str, condition: str = "TRUE") -> int:
        """The largest of such amounts, 0 if there are none."""
        query = f"SELECT coalesce(max({amount}), 0) FROM documents WHERE kind = ? AND account = ? AND {condition}"
        return int(self._db.execute(query, (kind, contract)).fetchone()[0])

    def image(self, contract: int, image: str) -> Document | None:
        """An image that everybody has, or one of the contract's own."""
        own = self.documents.get("image", image)
        return own if own and own.account == contract else catalogue.IMAGES.get(image)

    def image_or_snapshot(self, contract: int, wanted: str) -> Document | None:
        snapshot = self.documents.get("snapshot", wanted)
        return snapshot if snapshot and snapshot.account == contract else self.image(contract, wanted)
