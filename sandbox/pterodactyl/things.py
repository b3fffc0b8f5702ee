# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What people see on the page. A panel knows no prices."""

from __future__ import annotations

from collections.abc import Iterable

from sandbox._core.documents import Document
from sandbox._core.thing import Thing

from .store import Store


def things(store: Store) -> Iterable[Thing]:
    """Nodes, their servers, and what servers have; an address is what a server listens at."""
    working = {job.value["server_id"] for job in store.all("job")}
    allocations: dict[int | None, list[str]] = {}
    for it in store.all("allocation"):
        allocations.setdefault(it.value["server_id"], []).append(f"{it.value['ip']}:{it.value['port']}")
    for node in store.all("node"):
        state = "maintenance" if node.value["maintenance_mode"] else ""
        yield Thing("node", node.id, node.value["name"], state, addresses=(node.value["fqdn"],))
    for server in store.all("server"):
        number = server.value["id"]
        busy = number in working
        addresses = tuple(allocations.get(number, ()))
        yield Thing("server", server.id, server.value["name"], _state(server), busy, addresses=addresses)
    for backup in store.all("backup"):
        yield _backup(backup)
    for database in store.all("database"):
        yield Thing("database", database.id, database.value["database"])


def _state(server: Document) -> str:
    """What keeps a server from being used, or else whether it runs."""
    return str(server.value["status"] or server.value["power"])


def _backup(backup: Document) -> Thing:
    row = backup.value
    busy = row["completed_at"] is None
    state = "being made" if busy else "made" if row["is_successful"] else "failed"
    return Thing("backup", backup.id, row["name"], state, busy)
