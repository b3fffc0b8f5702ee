# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The stored facts. All things are documents, and their values are as the API shows them.

Keys that begin with ``_`` are the sandbox's own: ``_stages`` and ``_seconds`` (see ``stages``), ``_from`` (when a thing
can be seen at last), ``_expired`` (a service that is over). Further ones belong to a kind, and stand in its file.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from heapq import heapify, heappop, heappush
from itertools import count
from typing import Any

import sandbox._core.store
from sandbox._core.documents import Document

from . import stages
from .account import Account

TABLES = """
CREATE INDEX documents_by_account ON documents (kind, account);
"""
# It is given the store, the number of an account and its credentials.
Plant = Callable[["Store", int, Account], None]


class Store(sandbox._core.store.Store):
    """The database. Raises sqlite3.Error when the file cannot be opened, or was made by another kind of sandbox.

    ``machines`` says whether instances in it can be machines.
    """

    VERSION = 2
    TABLES = TABLES

    def __init__(self, path: str, accounts: Sequence[Account], plant: Plant, machines: bool = False) -> None:
        self._accounts, self._plant = accounts, plant
        # The numbers of the accounts, by the application's key.
        self.numbers: Mapping[str, int] = {}
        # When each credential was used last, by its id. It is not worth a write each time.
        self.last_use: dict[str, float] = {}
        # What expanded lists were when they were last put together, by account and address: they can be a cache.
        self.cached: dict[tuple[int, str], list[Any]] = {}
        self.machines = machines
        super().__init__(path, "sandbox.ovh --machines" if machines else "sandbox.ovh")

    def enrol(self) -> None:
        """Every account of the options has a number, and when it is new, what an account has from the start."""
        numbers = {it.application: self.account(f"{it.application}:{it.secret}") for it in self._accounts}
        for credentials in self._accounts:
            number = numbers[credentials.application]
            if not self.documents.listed("nichandle", account=number):
                self._plant(self, number, credentials)
        self.numbers = numbers

    def reset(self) -> None:
        super().reset()
        self.last_use.clear()
        self.cached.clear()
        self.enrol()

    def disks(self) -> dict[int, Document]:
        """The instances that can be machines, by the numbers of their disks."""
        found = self.documents.select("kind = 'instance' AND json_extract(value, '$._disk') IS NOT NULL")
        return {instance.value["_disk"]: instance for instance in found}

    def settle(self, now: float) -> None:
        """Let everything happen that was to happen by ``now``, in its order."""
        order = count()
        due = [(thing.ends or 0.0, next(order), thing.kind, thing.id) for thing in self.documents.due(now)]
        heapify(due)
        while due:
            ends, _place, kind, key = heappop(due)
            thing = self.documents.get(kind, key)
            # what happened to another one can have ended it, or begun it anew
            following = stages.advance(self, thing) if thing and thing.ends == ends else None
            if following is not None and following <= now:
                heappush(due, (following, next(order), kind, key))
