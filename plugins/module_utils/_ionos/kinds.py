# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The kinds of things: where each is, how one is found, and how it is."""

from __future__ import annotations

from typing import Any, Mapping

from .._core.errors import NoUsableAnswer
from .._core.kind import Kind, Thing, id_like
from .client import Client

UUID = id_like(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
# With another state, or none that is known, it is on its way.
SETTLED = ("AVAILABLE", "INACTIVE", None)


def properties(thing: Thing) -> Mapping[str, Any]:
    """What a thing has."""
    return thing.get("properties") or {}


def inside(thing: Thing, what: str) -> list[Thing]:
    """The things in a thing, as far as they were asked for."""
    return list(((thing.get("entities") or {}).get(what) or {}).get("items") or [])


def state_of(thing: Thing) -> str | None:
    """Its state; None where it has none."""
    state: str | None = (thing.get("metadata") or {}).get("state")
    return state


def settled(thing: Thing) -> bool:
    """Whether no change of it is under way."""
    return not thing.get("request") and state_of(thing) in SETTLED


def condition(thing: Thing) -> str:
    """How it is, in a sentence."""
    created = (thing.get("metadata") or {}).get("createdDate")
    state = "BUSY" if thing.get("request") else state_of(thing) or "there"
    return f"{state}, of {created}" if created else state


def kind(
    what: str, several: str, *where: str, owner: str = "this account", depth: int = 0, **more: Any
) -> Kind[Client]:
    """A kind of thing that has the path ``where`` and its id.

    :param depth: how deep a look at one goes.
    """
    told: dict[str, Any] = {
        "get": lambda client, thing_id: client.get(*where, thing_id.lower(), depth=depth),
        "get_all": lambda client: client.get_all(*where, depth=depth + 1),
        "name_of": lambda thing: str(properties(thing).get("name") or ""),
        "id_from": UUID,
        "settled": settled,
        "condition": condition,
        "owner": owner,
        "labels_of": lambda thing: thing.get("labels") or {},
        "unknown_codes": (404,),
    }
    return Kind(what, several, **{**told, **more})


DATACENTER = kind("data centre", "data centres", "datacenters")
IP_BLOCK = kind("IP block", "IP blocks", "ipblocks")
SNAPSHOT = kind("snapshot", "snapshots", "snapshots")
PRIVATE_IMAGE = kind("private image", "private images", "images")
USER = kind("user", "users", "um", "users", name_of=lambda thing: str(properties(thing).get("email") or ""))
GROUP = kind("group", "groups", "um", "groups")
# What can be shared with a group, whatever it is.
RESOURCE = kind(
    "resource",
    "resources",
    *("um", "resources"),
    condition=lambda thing: str(thing.get("type")),
    keys=("datacenter", "snapshot", "ip_block", "image"),
)


def _in(datacenter: Thing, what: str, several: str, path: str, **more: Any) -> Kind[Client]:
    name = properties(datacenter).get("name")
    where = ("datacenters", str(datacenter.get("id")), path)
    return kind(what, several, *where, owner=f"data centre {name}", **more)


def server(datacenter: Thing, depth: int = 0) -> Kind[Client]:
    """The servers of a data centre."""
    return _in(datacenter, "server", "servers", "servers", depth=depth)


def volume(datacenter: Thing) -> Kind[Client]:
    """The volumes of a data centre."""
    return _in(datacenter, "volume", "volumes", "volumes")


def attached_volume(datacenter: Thing, server_of_it: Thing) -> Kind[Client]:
    """The volumes that are attached to a server."""
    where = ("datacenters", str(datacenter.get("id")), "servers", str(server_of_it.get("id")), "volumes")
    return kind("volume", "volumes", *where, owner=f"server {properties(server_of_it).get('name')}")


def lan(datacenter: Thing) -> Kind[Client]:
    """The LANs of a data centre, which have numbers for ids."""
    return _in(datacenter, "LAN", "LANs", "lans", id_from=id_like("[0-9]{1,9}"))


def number(lan_there: Thing) -> int:
    """The number of a LAN, which is its id.

    :raises NoUsableAnswer: it is none.
    """
    lan_id = str(lan_there["id"])
    if not (lan_id.isascii() and lan_id.isdigit() and len(lan_id) < 10):
        raise NoUsableAnswer(f"the service shows a LAN with the id {lan_id!r}, which is no number")
    return int(lan_id)


def load_balancer(datacenter: Thing) -> Kind[Client]:
    """The load balancers of a data centre, each with its NICs."""
    return _in(datacenter, "load balancer", "load balancers", "loadbalancers", depth=2)


def nic(datacenter: Thing, server_of_it: Thing, depth: int = 0) -> Kind[Client]:
    """The NICs of a server."""
    where = ("datacenters", str(datacenter.get("id")), "servers", str(server_of_it.get("id")), "nics")
    return kind("NIC", "NICs", *where, owner=f"server {properties(server_of_it).get('name')}", depth=depth)


def any_nic(datacenter: Thing) -> Kind[Client]:
    """The NICs of all servers of a data centre, which no call lists; they are picked out of those of servers."""
    return _in(datacenter, "NIC", "NICs", "servers")


def firewall_rule(datacenter: Thing, server_of_it: Thing, nic_of_it: Thing) -> Kind[Client]:
    """The firewall rules of a NIC."""
    where = ("datacenters", str(datacenter.get("id")), "servers", str(server_of_it.get("id")), "nics")
    owner = f"NIC {properties(nic_of_it).get('name')}"
    return kind("firewall rule", "firewall rules", *where, str(nic_of_it.get("id")), "firewallrules", owner=owner)
