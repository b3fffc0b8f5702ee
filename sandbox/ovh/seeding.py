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

from . import addresses, catalogue, projects, sshkeys, stages
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
            "licensePlanCode": None,
            "operationIds": [],
            "currentMonthOutgoingTraffic": None,
            "availabilityZone": None,
            "_group": None,
            "_password": None,
            "_given": given,
        }
        store.documents.put(Document("instance", value["id"], value, account=project.account, parent=project.id))
        made.append(value)
    return {
        "project": project.id,
        "ids": [value["id"] for value in made],
        "names": [value["name"] for value in made],
        "addresses": [value["ipAddresses"][0]["ip"] for value in made],
    }


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
    ControlRoute("POST", "/quota", set_quota),
    ControlRoute("POST", "/change", change),
    ControlRoute("POST", "/vanish", vanish),
    ControlRoute("POST", "/expire", expire),
)
