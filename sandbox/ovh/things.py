# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What people see on the page. Prices the API tells of bills alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sandbox._core.documents import Document
from sandbox._core.thing import Thing

from .store import Store

# What is under way for the thing that it is a part of.
TASKS = ("task", "vps-task")


def things(store: Store) -> Iterable[Thing]:
    """The things of every account, kind by kind."""
    under_way = store.documents.select("ends IS NOT NULL")
    working = {it.parent for it in under_way if it.kind in TASKS}
    for kind, shown in KINDS.items():
        for thing in store.documents.listed(kind):
            name, state, addresses = shown(thing)
            busy = thing.ends is not None or thing.id in working
            yield Thing(kind, thing.id, name, state, busy, addresses=addresses)


def _project(project: Document) -> tuple[str, str, tuple[str, ...]]:
    return project.value["description"] or project.id, project.value["status"], ()


def _instance(instance: Document) -> tuple[str, str, tuple[str, ...]]:
    value = instance.value
    return value["name"], value["status"], tuple(address["ip"] for address in value["ipAddresses"])


def _part(part: Document) -> tuple[str, str, tuple[str, ...]]:
    return part.value["name"] or part.id, part.value["status"], ()


def _vps(vps: Document) -> tuple[str, str, tuple[str, ...]]:
    value = vps.value
    return value["displayName"] or vps.id, value["state"], tuple(it["ipAddress"] for it in value["_addresses"])


def _server(server: Document) -> tuple[str, str, tuple[str, ...]]:
    value = server.value
    return server.id, f"{value['state']} ({value['powerState']})", (value["ip"],)


def _ip(ip: Document) -> tuple[str, str, tuple[str, ...]]:
    target = (ip.value["routedTo"] or {}).get("serviceName")
    return ip.id, "", (f"routed to {target}",) if target else ()


def _failover(failover: Document) -> tuple[str, str, tuple[str, ...]]:
    value = failover.value
    return value["ip"], value["status"], (f"routed to {value['routedTo']}",) if value["routedTo"] else ()


def _zone(zone: Document) -> tuple[str, str, tuple[str, ...]]:
    return zone.id, "", ()


KINDS: dict[str, Callable[[Document], tuple[str, str, tuple[str, ...]]]] = {
    "project": _project,
    "instance": _instance,
    "snapshot": _part,
    "volume": _part,
    "volume-snapshot": _part,
    "network": _part,
    "failover": _failover,
    "vps": _vps,
    "server": _server,
    "ip": _ip,
    "zone": _zone,
}
