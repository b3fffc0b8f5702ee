# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Servers as hosts of an inventory."""

from __future__ import annotations

import ipaddress
from typing import Any, Iterable, Mapping

from .._core.client import Json
from .._core.errors import NoUsableAnswer
from .._core.hosts import Extra, Fields, HostSource, Options
from .._core.naming import snake_fields
from . import shapes
from .client import Client
from .kinds import DATACENTER, inside, properties
from .labels import labels_of_all
from .provider import IONOS
from .server.record import power

LABELS = "labels"
_OWN_NETWORKS = [ipaddress.ip_network(one) for one in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")]
_PLAIN = ("vmState", "cores", "ram", "cpuFamily", "availabilityZone", "type", "hostname")


def servers(client: Client, options: Options) -> Iterable[Json]:
    """All servers with their volumes and NICs: a call for the data centres, and one for each."""
    there = client.get_all("datacenters")
    wanted = options["datacenters"]
    chosen = [DATACENTER.pick(there, name, "datacenters") for name in wanted] if wanted else there
    for datacenter in chosen:
        where = {"id": datacenter["id"], **{key: properties(datacenter).get(key) for key in ("name", "location")}}
        for server in client.get_all("datacenters", datacenter["id"], "servers", depth=3):
            yield {**server, "datacenter": where}


def host_fields(entry: Any, extras: Mapping[str, Any]) -> Fields:
    """What is said of a server.

    :param extras: under LABELS the labels of all servers, if they were asked for.
    :raises NoUsableAnswer: the entry is no server.
    """
    try:
        server = shapes.SERVER_OF_INVENTORY(entry)
    except ValueError as error:
        raise NoUsableAnswer(str(error)) from None
    there = properties(server)
    addresses = [address for nic in inside(server, "nics") for address in _addresses(nic)]
    boot = (there.get("bootVolume") or {}).get("id")
    image = next((properties(one).get("image") for one in inside(server, "volumes") if one["id"] == boot), None)
    return {
        "id": server["id"],
        "name": there.get("name"),
        "power": power(server),
        **snake_fields(there, _PLAIN),
        "datacenter": server["datacenter"].get("name"),
        "datacenter_id": server["datacenter"].get("id"),
        "location": server["datacenter"].get("location"),
        "size": f"{there.get('cores')} cores, {there.get('ram')} MB",
        "image": image,
        "created": (server.get("metadata") or {}).get("createdDate"),
        "public_ipv4": [one for one in addresses if ":" not in one and not is_private(one)],
        "private_ipv4": [one for one in addresses if ":" not in one and is_private(one)],
        "public_ipv6": [one for one in addresses if ":" in one and not is_private(one)],
        "private_ipv6": [one for one in addresses if ":" in one and is_private(one)],
        "nics": [
            {"id": nic["id"], **snake_fields(properties(nic), ("name", "lan", "ips", "mac"))}
            for nic in inside(server, "nics")
        ],
        "volumes": [
            {"id": one["id"], **snake_fields(properties(one), ("name", "size", "type"))}
            for one in inside(server, "volumes")
        ],
        "labels": extras[LABELS].get(server["id"], {}) if isinstance(extras.get(LABELS), dict) else None,
    }


def is_private(address: str) -> bool:
    """Whether an address is of a network that anybody may use for himself."""
    ip = ipaddress.ip_address(address)
    return any(ip in network for network in _OWN_NETWORKS if network.version == ip.version)


def _addresses(nic: Json) -> list[str]:
    there = properties(nic)
    return [str(one) for one in [*(there.get("ips") or []), *(there.get("ipv6Ips") or [])] if _is_address(one)]


def _is_address(text: Any) -> bool:
    try:
        ipaddress.ip_address(str(text))
    except ValueError:
        return False
    return True


SERVER_HOSTS: HostSource[Client] = HostSource(
    provider=IONOS,
    what="server",
    several="servers",
    listing=servers,
    read=host_fields,
    neutral={
        "id": "id",
        "name": "name",
        "state": "power",
        "public_ipv4": "public_ipv4",
        "private_ipv4": "private_ipv4",
        "public_ipv6": "public_ipv6",
        "private_ipv6": "private_ipv6",
        "size": "size",
        "image": "image",
        "region": "location",
        "labels": "labels",
    },
    ways=("public_ipv4", "private_ipv4", "public_ipv6", "private_ipv6", "name"),
    names=("name", "id", "hostname", "public_ipv4", "private_ipv4", "public_ipv6"),
    chosen={"powers": "power"},
    extras=(Extra(LABELS, ("labels",), labels_of_all),),
    scope=("datacenters",),
    lost="Servers that are stopped may have no address. Leave them out with powers: [running], or add to connect_with.",
)
