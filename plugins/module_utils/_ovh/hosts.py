# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Instances, dedicated servers and VPS as hosts of an inventory."""

from __future__ import annotations

import ipaddress
from typing import Any, Callable, Iterable, Iterator, Mapping

from .._core.client import Json
from .._core.errors import NoUsableAnswer, Refused
from .._core.hosts import Fields, HostSource, Options
from .._core.naming import snake_fields
from .._core.shape import listing, text
from . import shapes
from .client import Client
from .instance.model import addresses, instance, instance_shape, place
from .kinds import PROJECT, below, project_name
from .provider import OVH

CLOUD, DEDICATED, VPS = "cloud", "dedicated", "vps"
# What an entry of the listing is, and what only a further call told of it.
SOURCE, BESIDES = "boxfleet_source", "boxfleet_besides"
_SERVER = ("datacenter", "availabilityZone", "rack", "os", "reverse", "commercialRange", "monitoring", "linkSpeed")
_VPS = ("displayName", "zone", "vcore", "memoryLimit", "netbootMode", "offerType")
_OWN = ("plan_code", "project", "project_id", "flavor_id", "image_id", "ssh_key_id", "created", "tags")


# Asking


def hosts(client: Client, options: Options) -> Iterable[Json]:
    """All that can be logged in to, of the sources that are asked for; a few calls for each, however many there are."""
    asked: Mapping[str, Callable[[Client, Options], Iterator[Json]]] = {CLOUD: _cloud, DEDICATED: _dedicated, VPS: _vps}
    for source, ask in asked.items():
        if source in options["sources"]:
            yield from ask(client, options)


def _cloud(client: Client, options: Options) -> Iterator[Json]:
    """The instances of each project, with the names of their flavors and images."""
    wanted = options["projects"]
    projects = [PROJECT.find(client, one, "projects") for one in wanted] if wanted else PROJECT.all(client)
    for project in projects:
        there = instance(project).all(client)
        names = {
            one["id"]: one["name"]
            for what in ("flavor", "image")
            for one in (client.get_all(*below(project, what), shape=shapes.OFFER) if there else [])
        }
        for one in there:
            told = {"flavor": names.get(one.get("flavorId")), "image": names.get(one.get("imageId"))}
            named = {"project": project_name(project), "project_id": project["project_id"]}
            yield {**one, SOURCE: CLOUD, BESIDES: {**told, **named}}


def _dedicated(client: Client, options: Options) -> Iterator[Json]:
    for server in client.get_details("dedicated", "server", id_of="name"):
        yield {**server, SOURCE: DEDICATED}


def _vps(client: Client, options: Options) -> Iterator[Json]:
    """The VPS with their addresses: those of all blocks that lead to one, or what each says of itself."""
    there = client.get_details("vps", id_of="name")
    routed: dict[str, list[str]] = {}
    for block in _blocks(client) if there else []:
        holder = (block.get("routedTo") or {}).get("serviceName")
        routed.setdefault(str(holder), []).append(str(block.get("ip")).partition("/")[0])
    left = [one["name"] for one in there if one["name"] not in routed]
    routed.update(client.get_each("vps", ids=left, below="/ips", shape=listing(text)))
    for one in there:
        yield {**one, SOURCE: VPS, BESIDES: {"addresses": routed.get(one["name"], [])}}


def _blocks(client: Client) -> list[Json]:
    try:
        found: list[Json] = client.get_details("ip", id_of="ip", shape=shapes.BLOCK, type="vps")
    except Refused as error:
        if error.status != 403:
            raise
        # who may not look at all addresses may still ask each VPS
        return []
    return found


# Reading


def host_fields(entry: Any, _extras: Mapping[str, Any]) -> Fields:
    """What is said of one.

    :raises NoUsableAnswer: the entry is nothing of the kind.
    """
    source = entry.get(SOURCE) if isinstance(entry, dict) else None
    reads = {CLOUD: _instance, DEDICATED: _server, VPS: _virtual}
    if source not in reads:
        raise NoUsableAnswer("something that is no instance and no server")
    besides = entry.get(BESIDES) or {}
    try:
        own = reads[source](entry, besides)
    except ValueError as error:
        raise NoUsableAnswer(str(error)) from None
    return {**dict.fromkeys(_EVERY), "source": source, **own}


def _instance(entry: Json, besides: Json) -> Fields:
    told = instance_shape(entry)
    return {
        "id": told["id"],
        "name": told["name"],
        "state": place(told),
        "status": told["status"],
        "region": told["region"],
        "flavor": besides.get("flavor"),
        "image": besides.get("image"),
        "flavor_id": told.get("flavorId"),
        "image_id": told.get("imageId"),
        "ssh_key_id": told.get("sshKeyId"),
        "project": besides.get("project"),
        "project_id": besides.get("project_id"),
        "plan_code": told.get("planCode"),
        "created": told.get("created"),
        "public_ipv4": addresses(told, "public", 4),
        "private_ipv4": addresses(told, "private", 4),
        "public_ipv6": addresses(told, "public", 6),
        "private_ipv6": addresses(told, "private", 6),
    }


def _server(entry: Json, besides: Json) -> Fields:
    told = shapes.SERVER(entry)
    return {
        "id": told["name"],
        "name": (told.get("iam") or {}).get("displayName") or told["name"],
        "state": "running" if told.get("powerState") == "poweron" else "stopped",
        "status": told.get("state"),
        "region": told.get("region") or told.get("datacenter"),
        "flavor": told.get("commercialRange"),
        "image": told.get("os"),
        **_split([told.get("ip")]),
        "tags": (told.get("iam") or {}).get("tags"),
        **snake_fields(told, _SERVER),
    }


def _virtual(entry: Json, besides: Json) -> Fields:
    told = shapes.VPS(entry)
    return {
        "id": told["name"],
        "name": told.get("displayName") or told["name"],
        "state": told.get("state"),
        "status": told.get("state"),
        "region": told.get("zone"),
        "flavor": (told.get("model") or {}).get("name"),
        **_split(besides.get("addresses") or []),
        "tags": (told.get("iam") or {}).get("tags"),
        **snake_fields(told, _VPS),
    }


def _split(told: Iterable[Any]) -> Fields:
    """Addresses by their version; all of these are public."""
    there = [str(one) for one in told if _is_address(one)]
    return {
        "public_ipv4": [one for one in there if ":" not in one],
        "public_ipv6": [one for one in there if ":" in one],
        "private_ipv4": [],
        "private_ipv6": [],
    }


def _is_address(value: Any) -> bool:
    try:
        ipaddress.ip_address(str(value))
    except ValueError:
        return False
    return True


# Every host has all of these; None where they mean nothing for it.
_EVERY = (
    *("id", "name", "state", "status", "region", "flavor", "image", *_OWN),
    *("public_ipv4", "private_ipv4", "public_ipv6", "private_ipv6"),
    *snake_fields({}, (*_SERVER, *_VPS)),
)


HOSTS: HostSource[Client] = HostSource(
    provider=OVH,
    what="host",
    several="hosts",
    listing=hosts,
    read=host_fields,
    neutral={
        "id": "id",
        "name": "name",
        "state": "state",
        "public_ipv4": "public_ipv4",
        "private_ipv4": "private_ipv4",
        "public_ipv6": "public_ipv6",
        "private_ipv6": "private_ipv6",
        "size": "flavor",
        "image": "image",
        "region": "region",
        "labels": "tags",
    },
    ways=("public_ipv4", "private_ipv4", "public_ipv6", "private_ipv6", "name"),
    names=("name", "id", "public_ipv4", "private_ipv4", "public_ipv6"),
    chosen={"regions": "region", "states": "state"},
    scope=("sources", "projects"),
    lost="What is on its way has no address yet. Leave it out with states: [running], or add to connect_with.",
)
