# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the control plane has of its own here: things that are there at once, and what happens outside of the API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from sandbox._core.control import check_fields
from sandbox._core.documents import Document
from sandbox._core.provider import ControlRoute

from . import addresses, catalogue, costs, effects, limits
from .call import date
from .hot import FURTHER, HOT
from .routes import KINDS
from .servers import host_name
from .store import Store

if TYPE_CHECKING:
    from .provider import Ionos

MOST = 100_000


def _contract(provider: Ionos, sent: Mapping[str, Any]) -> int:
    every = {contract for person in provider.people for contract in person.contracts}
    contract = sent.get("contract", provider.people[0].contracts[0])
    if contract not in every:
        raise ValueError(f"contract must be one of {', '.join(map(str, sorted(every)))}")
    return int(contract)


def _count(sent: Mapping[str, Any], name: str, default: int, least: int = 1, most: int = MOST) -> int:
    count = sent.get(name, default)
    if isinstance(count, bool) or not isinstance(count, int) or not least <= count <= most:
        raise ValueError(f"{name} must be a whole number from {least} to {most}")
    return count


class Planter:
    """Puts settled things into the store."""

    def __init__(self, provider: Ionos, contract: int) -> None:
        self.store: Store = provider.store
        self.contract = contract
        person = next(it for it in provider.people if contract in it.contracts)
        self._who = [date(provider.now), person.email, person.id_in(contract)]

    def put(
        self, kind: str, under: str, values: Mapping[str, Any], parent: str | None = None, number: str = "", **more: Any
    ) -> Document:
        table, number = KINDS[kind], number or str(uuid4())
        key = f"{parent}/{number}" if kind == "lan" else number
        properties = {field.name: values.get(field.name, field.default) for field in table.fields}
        value = {
            "path": f"{under}/{table.plural}/{number}",
            "properties": properties,
            "made": self._who,
            "changed": self._who,
            **more,
        }
        thing = Document(kind, key, value, account=self.contract, parent=parent)
        self.store.documents.put(thing)
        return thing


def _datacenter(planter: Planter, sent: Mapping[str, Any]) -> Document:
    """The data centre that was named, or a new one with a public LAN."""
    wanted = sent.get("datacenter")
    if wanted is not None:
        found = planter.store.documents.get("datacenter", str(wanted))
        if found is None or found.account != planter.contract:
            raise ValueError(f"there is no data center {wanted}")
        return found
    location = sent.get("location", "de/fra")
    if location not in catalogue.LOCATIONS:
        raise ValueError(f"location must be one of {', '.join(catalogue.LOCATIONS)}")
    values = {
        "name": sent.get("datacenter_name", "seeded"),
        "location": location,
        "version": 1,
        "features": catalogue.PLACES[location].value["properties"]["features"],
        "cpuArchitecture": catalogue.architecture(location),
        "ipv6CidrBlock": addresses.datacenter_block(planter.store),
    }
    return planter.put("datacenter", "", values)


def _public_lan(planter: Planter, datacenter: Document) -> Document:
    lans = planter.store.documents.listed("lan", parent=datacenter.id)
    public = next((lan for lan in lans if lan.value["properties"]["public"]), None)
    if public:
        return public
    number = str(len(lans) + 1)
    values = {"name": "public", "public": True, "ipFailover": []}
    net = addresses.new_network(planter.store)
    return planter.put("lan", datacenter.value["path"], values, datacenter.id, number, net=net)


def seed_servers(provider: Ionos, sent: Mapping[str, Any]) -> Any:
    """``POST servers``: settled servers, each with a boot volume and a NIC with a public address."""
    known = (
        "count",
        "prefix",
        "datacenter",
        "datacenter_name",
        "location",
        "running",
        "cores",
        "ram",
        "size",
        "contract",
    )
    check_fields(sent, known)
    count = _count(sent, "count", 1)
    planter = Planter(provider, _contract(provider, sent))
    datacenter = _datacenter(planter, sent)
    lan = _public_lan(planter, datacenter)
    prefix, running = str(sent.get("prefix", "server")), sent.get("running", True)
    if not isinstance(running, bool):
        raise ValueError("running must be true or false")
    location = datacenter.value["properties"]["location"]
    image = catalogue.aliased("debian:12", location)
    path, family = datacenter.value["path"], catalogue.families(location)[0]
    ips = addresses.publics(planter.store, count)
    size = {
        "cores": _count(sent, "cores", 2),
        "ram": _count(sent, "ram", 4096, 256, 2**20),
        "cpuFamily": family,
        "vmState": "RUNNING" if running else "SHUTOFF",
    }
    disk = {
        "size": _count(sent, "size", 10),
        "image": image and image.id,
        "licenceType": "LINUX",
        "bus": "VIRTIO",
        "deviceNumber": 1,
        "pciSlot": 5,
        **dict.fromkeys(HOT, True),
    }
    machines = provider.settings.machines
    key = machines.ssh_key if machines else None
    ids, names = [], []
    for index, ip in enumerate(ips, 1):
        name = f"{prefix}{index}"
        volume = str(uuid4())
        values = {**size, "name": name, "hostname": host_name(name), "bootVolume": volume}
        server = planter.put("server", path, values, datacenter.id, cdroms=[], off=not running)
        login = {"disk": planter.store.new_ids("disks"), "login": {"password": None, "keys": [key]}} if key else {}
        named = {**disk, "name": f"{name}-boot"}
        planter.put("volume", path, named, datacenter.id, volume, joined=server.id, **login)
        card = {
            "name": "eth0",
            "lan": int(lan.id.rpartition("/")[2]),
            "ips": [ip] if running else [],
            "mac": addresses.mac(planter.store),
            "pciSlot": 6,
        }
        planter.put("nic", server.value["path"], card, server.id, joined=lan.id, given=True)
        ids.append(server.id)
        names.append(name)
    return {"datacenter": datacenter.id, "lan": lan.value["path"].rsplit("/", 1)[-1], "ids": ids, "names": names}


def seed_image(provider: Ionos, sent: Mapping[str, Any]) -> Any:
    """``POST images``: a private image, as if it had been uploaded."""
    check_fields(sent, ("name", "location", "size", "imageType", "licenceType", "cloudInit", "contract"))
    location = sent.get("location", "de/fra")
    if location not in catalogue.LOCATIONS:
        raise ValueError(f"location must be one of {', '.join(catalogue.LOCATIONS)}")
    planter = Planter(provider, _contract(provider, sent))
    values = {
        "name": sent.get("name", "uploaded"),
        "location": location,
        "size": sent.get("size", 2.0),
        "imageType": sent.get("imageType", "HDD"),
        "licenceType": sent.get("licenceType", "UNKNOWN"),
        "cloudInit": sent.get("cloudInit", "NONE"),
        "public": False,
        "imageAliases": [],
        "applicationType": "UNKNOWN",
        **dict.fromkeys((*HOT, *FURTHER), False),
    }
    return {"id": planter.put("image", "", values).id}


def shut_down(provider: Ionos, sent: Mapping[str, Any]) -> Any:
    """``POST shutdown`` ``{"server"}``: the guest shuts itself down; the server stays allocated."""
    check_fields(sent, ("server",))
    server = provider.store.documents.get("server", str(sent.get("server")))
    if server is None:
        raise ValueError(f"there is no server {sent.get('server')}")
    effects.shut_down(provider.store, provider.now, server.id)
    return {"server": server.id}


def vanish(provider: Ionos, sent: Mapping[str, Any]) -> Any:
    """``POST vanish`` ``{"type", "id"}``: somebody else has deleted it, and it is gone at once."""
    check_fields(sent, ("type", "id"))
    kind, number = str(sent.get("type")), str(sent.get("id"))
    if provider.store.documents.get(kind, number) is None:
        raise ValueError(f"there is no {kind} {number}")
    effects.drop(provider.store, provider.now, kind, number)
    return {"type": kind, "id": number}


def set_limits(provider: Ionos, sent: Mapping[str, Any]) -> Any:
    """``POST limits``: other limits for a contract, by the names that ``/contracts`` has."""
    check_fields(sent, (*limits.DEFAULTS, "contract"))
    values = {name: _count(sent, name, 0, 0, 2**40) for name in sent if name != "contract"}
    return limits.set_limits(provider.store, _contract(provider, sent), values)


def get_costs(provider: Ionos, sent: Mapping[str, Any]) -> Any:
    """``GET costs``: what would still cost money."""
    return costs.listed(provider.store)


CONTROLS = (
    ControlRoute("POST", "/servers", seed_servers),
    ControlRoute("POST", "/images", seed_image),
    ControlRoute("POST", "/shutdown", shut_down),
    ControlRoute("POST", "/vanish", vanish),
    ControlRoute("POST", "/limits", set_limits),
    ControlRoute("GET", "/costs", get_costs),
)
