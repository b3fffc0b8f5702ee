# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is there from the start: people, nests and eggs, a location, a node with ports, a database host."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from sandbox._core.documents import Document

from . import allocations, eggs, keys, nodes, users
from .account import Person
from .ports import FIRST

if TYPE_CHECKING:
    from .store import Store

# 1 January 2026
BORN = 1767225600.0
NODE = {
    "name": "node1",
    "fqdn": "node1.example.com",
    "scheme": "https",
    "memory": 262144,
    "memory_overallocate": 0,
    "disk": 2097152,
    "disk_overallocate": 0,
    "daemon_listen": 8080,
    "daemon_sftp": 2022,
}
ORDINARY = Person("user", ())


def fill(store: Store) -> None:
    """Add what is missing of it; people may have come since."""
    people = [*store.people, *([] if any(it.name == ORDINARY.name for it in store.people) else [ORDINARY])]
    for person in sorted(people, key=lambda it: not it.is_admin):
        _add_person(store, person)
    if store.get("nest", 1) is None:
        _add_eggs(store)
        location = store.add("location", {"short": "local", "long": "This computer"}, BORN)
        node = nodes.new(store, {**NODE, "location_id": location.value["id"]}, BORN)
        allocations.add(store, node, ["127.0.0.1"], range(FIRST, FIRST + store.ports), BORN)
        store.add("database_host", {"name": "local", "host": "127.0.0.1", "port": 3306, "max_databases": None}, BORN)


def _uuid(what: str) -> str:
    """The same for the same thing, whenever it is made."""
    return str(uuid5(NAMESPACE_URL, f"panel:{what}"))


def _add_person(store: Store, person: Person) -> Document:
    user = store.first("user", "uuid", _uuid(person.email))
    if user is None:
        row = {
            "uuid": _uuid(person.email),
            "username": person.name,
            "email": person.email,
            "first_name": person.name.title(),
            "last_name": "Example",
            "root_admin": person.is_admin,
        }
        user = users.new(store, row, BORN)
    for key in person.keys:
        if store.first("api_key", "identifier", key.text[:16]) is None:
            permissions = dict(key.permissions) or None
            keys.add(store, user, key.text, BORN, permissions, key.allowed_ips, "given at the start")
    return user


def _add_eggs(store: Store) -> None:
    """Nests in their order, and all eggs in theirs or the other way round."""
    found: list[tuple[Document, eggs.Nest, eggs.Egg]] = []
    for nest in eggs.NESTS:
        row = {
            "uuid": _uuid(nest.name),
            "author": eggs.AUTHOR,
            "name": nest.name,
            "description": nest.description,
        }
        home = store.add("nest", row, BORN)
        found += [(home, nest, egg) for egg in nest.eggs]
    for home, nest, egg in reversed(found) if store.eggs_reversed else found:
        shape = eggs.row(egg, home.value["id"], _uuid(f"{nest.name}/{egg.name}"))
        made = store.add("egg", shape, BORN, parent=home.id)
        for variable in egg.variables:
            store.add("variable", eggs.variable_row(variable, made.value["id"]), BORN, parent=made.id)
