# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a call of the API is given to work with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from sandbox._core.call import Call as CoreCall
from sandbox._core.documents import Document

from . import bodies
from .account import Person
from .errors import BODY, Message, not_found, refused
from .kind import Kind
from .store import Store

# Where a thing is a part of another, its path names both.
PARENTS = {
    "server": "datacenter",
    "volume": "datacenter",
    "lan": "datacenter",
    "loadbalancer": "datacenter",
    "nic": "server",
    "firewall-rule": "nic",
}
# How deep one can ask; the deepest shows everything.
DEEPEST = {4: 5, 5: 10, 6: 10}
EVERYTHING = 10


def date(now: float) -> str:
    return datetime.fromtimestamp(int(now), UTC).isoformat().replace("+00:00", "Z")


@dataclass
class Call:
    """One call of somebody who is known. ``base`` is the address of the API, ``kinds`` are all there are by name.

    ``form`` says whether answers have one of the ``forms``.
    """

    core: CoreCall[Store]
    person: Person
    contract: int
    version: int
    base: str
    kinds: Mapping[str, Kind]
    form: Callable[[str], bool]

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
    def who(self) -> list[str]:
        """When something is done, and by whom."""
        return [date(self.now), self.person.email, self.person.id_in(self.contract)]

    @cached_property
    def query(self) -> dict[str, str]:
        return dict(self.core.request.query)

    @cached_property
    def depth(self) -> int:
        """The depth that was asked for. Raises Refused."""
        asked = self.number("depth", 0, range(DEEPEST[self.version] + 1))
        return EVERYTHING if asked == DEEPEST[self.version] else asked

    def number(self, name: str, default: int, allowed: range) -> int:
        """A number in the query. Raises Refused."""
        sent = self.query.get(name, "")
        if not sent:
            return default
        if not sent.isdecimal() or int(sent) not in allowed:
            words = f"[(query).{name}] Attribute value '{sent}' is out of range. Expected {allowed[0]} to {allowed[-1]}"
            raise refused(422, Message(BODY, words))
        return int(sent)

    def body(self) -> dict[str, Any]:
        """The body, which is an object. Raises Refused."""
        return bodies.parsed(self.core.request)

    @cached_property
    def busy(self) -> frozenset[str]:
        """The ids of everything that a request which is not done has to do with."""
        return frozenset(touched for request in self.store.pending() for touched in request.value["touched"])

    @cached_property
    def coming(self) -> frozenset[str]:
        """The ids of everything that a request which is not done makes."""
        undone = (effect for request in self.store.pending() for effect in request.value["undo"])
        return frozenset(arguments[1] for name, *arguments in undone if name == "drop")

    def forget(self) -> None:
        """Look again at what is busy."""
        self.__dict__.pop("busy", None)

    def own(self, kind: str) -> Document:
        """The thing of this kind that the path names, in the place where the path has it. Raises Refused."""
        part = self.parts[kind]
        parent = self.own(PARENTS[kind]) if kind in PARENTS else None
        found = self.thing(kind, f"{self.parts['datacenter']}/{part}" if kind == "lan" else part)
        if found is None or (parent is not None and found.parent != parent.id):
            raise not_found()
        return found

    def thing(self, kind: str, number: str) -> Document | None:
        """A thing of this contract."""
        found = self.store.documents.get(kind, number)
        return found if found and found.account == self.contract else None

    def listed(self, kind: str, parent: str | None = None) -> list[Document]:
        """Things of this contract, the oldest first."""
        return self.store.documents.listed(kind, parent=parent, account=self.contract)
