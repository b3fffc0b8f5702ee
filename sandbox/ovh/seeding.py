# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the control plane has of its own here: things that the API cannot order, and what happens outside of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from sandbox._core.control import check_fields
from sandbox._core.documents import Document
from sandbox._core.provider import ControlRoute

from . import addresses, catalogue, failover, instances, ips, projects, servers, sshkeys, stages, vps, zones
from .dates import zulu

if TYPE_CHECKING:
    from .provider import Ovh

MOST = 100_000


def _account(provider: Ovh, sent: Mapping[str, Any]) -> int:
    """The account that is named by its application's key, or the first one."""
    application = sent.get("application", next(iter(provider.people)))
    if application not in provider.numbers:
        raise ValueError(f"application must be one of {', '.join(provider.numbers)}")
    return provider.numbers[application]


def number(sent: Mapping[str, Any], name: str, default: int, least: int = 1, most: int = MOST) -> int:
    found = sent.get(name, default)
    if isinstance(found, bool) or not isinstance(found, int) or not least <= found <= most:
        raise ValueError(f"{name} must be a whole number from {least} to {most}")
    return found


def choice(sent: Mapping[str, Any], name: str, choices: Any) -> str:
    """One of several texts, the first one if nothing was sent."""
    found = sent.get(name, next(iter(choices)))
    if found not in choices:
        raise ValueError(f"{name} must be one of {', '.join(choices)}")
    return str(found)


def thing(provider: Ovh, kind: str, key: Any) -> Document:
    found = provider.store.documents.get(kind, str(key))
    if found is None:
        raise ValueError(f"there is no {kind} {key}")
    return found


def _project(provider: Ovh, sent: Mapping[str, Any]) -> Document:
    """The project that is named, or the first one of the account."""
    if "project" in sent:
        return thing(provider, "project", sent["project"])
    found = provider.store.documents.listed("project", account=_account(provider, sent))
    if not found:
        raise ValueError("the account has no project")
    return found[0]


def seed_project(provider: Ovh, sent: Mapping[str, Any]) -> Any:
    """``POST projects``: a new project."""
    check_fields(sent, ("description", "application"))
    account = _account(provider, sent)
    count = provider.store.new_ids(f"project {account}", first=2)
    made = projects.plant(
        provider.store, account, count, provider.now, str(sent.get("description", f"project {count}"))
    )
    return {"id": made.id}


def seed_instances(provider: Ovh, sent: Mapping[str, Any]) -> Any:
    """``POST instances``: settled instances with public addresses, whatever the quota says."""
    known = ("count", "prefix", "project", "application", "region", "flavor", "image", "status", "ssh_key")
    check_fields(sent, known)
    project, store = _project(provider, sent), provider.store
    count, region = number(sent, "count", 1), choice(sent, "region", catalogue.REGIONS)
    flavor = catalogue.FLAVORS[catalogue.id_of("flavor", choice(sent, "flavor", catalogue.SIZES), region)]
    names = ["Debian 12", *catalogue.SYSTEMS]
    image = catalogue.id_of("image", choice(sent, "image", names), region)
    prefix, status = str(sent.get("prefix", "instance")), str(sent.get("status", "ACTIVE"))
    key = sshkeys.key_id(str(sent["ssh_key"])) if "ssh_key" in sent else None
    public_keys = _public_keys(provider, project, key)
    made = []
    for index in range(1, count + 1):
        given = addresses.of_internet(store, region)
        value = {
            "id": str(uuid4()),
            "name": f"{prefix}{index}",
            "status": status,
            "region": region,
            "flavorId": flavor["id"],
            "imageId": image,
            "sshKeyId": key,
            "ipAddresses": given,
            "created": zulu(provider.now),
            "monthlyBilling": None,
            "planCode": flavor["planCodes"]["hourly"],
            "operationIds": [],
            "currentMonthOutgoingTraffic": None,
            "availabilityZone": None,
            "_group": None,
            "_password": None,
            "_given": given,
            **instances.hardware(store, public_keys),
        }
        store.documents.put(Document("instance", value["id"], value, account=project.account, parent=project.id))
        made.append(value)
    return {
        "project": project.id,
        "ids": [value["id"] for value in made],
        "names": [value["name"] for value in made],
        "addresses": [value["ipAddresses"][0]["ip"] for value in made],
    }


def _public_keys(provider: Ovh, project: Document, key: str | None) -> list[str]:
    """Those of the key that is named, and of the account."""
    named = provider.store.documents.get("key", f"{project.id} {key}")
    machines = provider.settings.machines
    found = [named.value["publicKey"] if named else None, machines.ssh_key if machines else None]
    return [public for public in found if public]


def set_quota(provider: Ovh, sent: Mapping[str, Any]) -> Any:
    """``POST quota``: another quota for every region of a project."""
    check_fields(sent, ("project", "application", *projects.QUOTA))
    project = _project(provider, sent)
    quota = {name: number(sent, name, usual, 0) for name, usual in project.value["_quota"].items()}
    provider.store.documents.put(replace(project, value={**project.value, "_quota": quota}))
    return quota


def change(provider: Ovh, sent: Mapping[str, Any]) -> Any:
    """``POST change`` ``{"type", "id", "values"}``: somebody else, or the service, has changed a thing."""
    check_fields(sent, ("type", "id", "values"))
    found, values = thing(provider, str(sent.get("type")), sent.get("id")), sent.get("values")
    if not isinstance(values, dict) or not set(values) <= set(found.value):
        raise ValueError(f"values must be some of {', '.join(found.value)}")
    provider.store.documents.put(replace(found, value={**found.value, **values}))
    return {"type": found.kind, "id": found.id}


def vanish(provider: Ovh, sent: Mapping[str, Any]) -> Any:
    """``POST vanish`` ``{"type", "id"}``: somebody else has deleted it, and it is gone at once."""
    check_fields(sent, ("type", "id"))
    found = thing(provider, str(sent.get("type")), sent.get("id"))
    stages.remove(provider.store, found)
    return {"type": found.kind, "id": found.id}


def seed_servers(provider: Ovh, sent: Mapping[str, Any]) -> Any:
    """``POST servers``: dedicated servers."""
    check_fields(sent, ("count", "datacenter", "application"))
    account, datacenter = _account(provider, sent), choice(sent, "datacenter", servers.DATACENTERS)
    made = [
        servers.plant(provider.store, account, provider.now, datacenter) for _number in range(number(sent, "count", 1))
    ]
    return {"names": [it.id for it in made]}


def seed_vps(provider: Ovh, sent: Mapping[str, Any]) -> Any:
    """``POST vps``: virtual private servers of a range, ``new`` or ``old``."""
    check_fields(sent, ("count", "range", "application"))
    account, which = _account(provider, sent), choice(sent, "range", (vps.NEW, vps.OLD))
    made = [vps.plant(provider.store, account, provider.now, which) for _number in range(number(sent, "count", 1))]
    return {"names": [it.id for it in made]}


def seed_ips(provider: Ovh, sent: Mapping[str, Any]) -> Any:
    """``POST ips``: failover blocks of a length, routed to a service or parked."""
    check_fields(sent, ("count", "length", "routed_to", "application"))
    account, length, store = _account(provider, sent), number(sent, "length", 32, 24, 32), provider.store
    routed = None if sent.get("routed_to") is None else str(sent["routed_to"])
    if routed and not any(store.documents.get(kind, routed) for kind in ips.HOLDERS):
        raise ValueError(f"there is no service {routed}")
    blocks = [addresses.block(store, length) for _number in range(number(sent, "count", 1))]
    return {"blocks": [ips.plant(store, account, provider.now, it, "failover", routed).id for it in blocks]}


def seed_failover_ips(provider: Ovh, sent: Mapping[str, Any]) -> Any:
    """``POST failover_ips``: failover addresses of a project, routed to one of its instances or to none."""
    check_fields(sent, ("count", "project", "application", "instance"))
    project, store = _project(provider, sent), provider.store
    routed = thing(provider, "instance", sent["instance"]).id if sent.get("instance") else None
    given = addresses.public(store, number(sent, "count", 1))
    return {"ids": [failover.plant(store, project, it, routed).id for it in given], "addresses": given}


def seed_zones(provider: Ovh, sent: Mapping[str, Any]) -> Any:
    """``POST zones``: a zone with the records that every new one has."""
    check_fields(sent, ("name", "application"))
    name = str(sent.get("name", "example.net"))
    if provider.store.documents.get("zone", name):
        raise ValueError(f"there is a zone {name} already")
    return {"name": zones.plant(provider.store, _account(provider, sent), provider.now, name).id}


def get_served(provider: Ovh, sent: Mapping[str, Any]) -> Any:
    """``GET served``: the records that the world sees, of each zone."""
    return {it.id: it.value["_served"] for it in provider.store.documents.listed("zone")}


SERVICES = ("project", "server", "vps", "zone", "ip")


def expire(provider: Ovh, sent: Mapping[str, Any]) -> Any:
    """``POST expire`` ``{"type", "id"}``: a service is over. It is still listed, and every call about it is refused."""
    check_fields(sent, ("type", "id", "expired"))
    found = thing(provider, choice(sent, "type", SERVICES), sent.get("id"))
    value = {**found.value, "_expired": bool(sent.get("expired", True))}
    provider.store.documents.put(replace(found, value=value))
    return {"type": found.kind, "id": found.id}


CONTROLS = (
    ControlRoute("POST", "/projects", seed_project),
    ControlRoute("POST", "/instances", seed_instances),
    ControlRoute("POST", "/servers", seed_servers),
    ControlRoute("POST", "/vps", seed_vps),
    ControlRoute("POST", "/ips", seed_ips),
    ControlRoute("POST", "/failover_ips", seed_failover_ips),
    ControlRoute("POST", "/zones", seed_zones),
    ControlRoute("GET", "/served", get_served),
    ControlRoute("POST", "/quota", set_quota),
    ControlRoute("POST", "/change", change),
    ControlRoute("POST", "/vanish", vanish),
    ControlRoute("POST", "/expire", expire),
)
