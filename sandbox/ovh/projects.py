# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Public Cloud projects, and what they offer: regions, quotas, flavors, images."""

from __future__ import annotations

import hashlib
from typing import Any

from sandbox._core.answer import Answer
from sandbox._core.documents import Document
from sandbox._core.routes import Route

from . import catalogue, services
from .call import VOID, Call, shown
from .dates import date_time
from .errors import bad_value, classed, no_object
from .fields import Field, flag, text
from .store import Store

BASE = "/cloud/project"
PROJECT = f"{BASE}/{{service}}"
KEYS = 50
QUOTA = {"instances": 20, "cores": 40}
# The SQL conditions for what takes from the quota: everything that still has a flavor.
COUNTED = "kind = 'instance' AND parent = ? AND json_extract(value, '$.region') = ?"


def plant(store: Store, account: int, number: int, now: float, description: str) -> Document:
    """A new project."""
    key = hashlib.sha256(f"sandbox.ovh project {account} {number}".encode()).hexdigest()[:32]
    value = {
        "project_id": key,
        "projectName": str(8_000_000_000_000_000 + account * 1000 + number),
        "description": description,
        "status": "ok",
        "access": "full",
        "planCode": "project.2018",
        "creationDate": date_time(now),
        "expiration": None,
        "manualQuota": False,
        "unleash": False,
        "orderId": None,
        "iam": services.identity("publicCloudProject", key, description),
        "_quota": QUOTA,
    }
    project = Document("project", key, value, account=account)
    store.documents.put(project)
    return project


def get_all(call: Call) -> Answer:
    return Answer([it.id for it in services.tagged(call, call.listed("project"))])


def get(call: Call) -> Answer:
    return Answer(shown(call.service("project").value))


def put(call: Call) -> Answer:
    project = call.service("project")
    call.change(project, **call.changes(Field("description", text), Field("manualQuota", flag, default=False)))
    return VOID


# What there is in each region


def known_region(call: Call, name: str) -> str:
    """A region, as a body names it. Raises Refused."""
    if name not in catalogue.REGIONS:
        raise bad_value("region")
    return name


def in_path(call: Call) -> str:
    """The region that the path names. Raises Refused."""
    call.service("project")
    if call.parts["region"] not in catalogue.REGIONS:
        raise no_object("regionName", call.parts["region"])
    return call.parts["region"]


def get_regions(call: Call) -> Answer:
    call.service("project")
    return Answer(list(catalogue.REGIONS))


def get_region(call: Call) -> Answer:
    return Answer(catalogue.region_shown(in_path(call)))


def post_region(call: Call) -> Answer:
    """Access to a region: all that there are can be used already."""
    call.service("project")
    name = known_region(call, call.body(Field("region", text, needed=True))["region"])
    return Answer(catalogue.region_shown(name))


def used(store: Store, project: Document, region: str) -> dict[str, int]:
    """What a region of a project holds already."""
    flavors = [
        catalogue.FLAVORS[instance.value["flavorId"]]
        for instance in store.documents.select(COUNTED, project.id, region)
        if instance.value["status"] not in ("DELETED", "SOFT_DELETED")
    ]
    return {
        "instances": len(flavors),
        "cores": sum(flavor["vcpus"] for flavor in flavors),
        "ram": sum(flavor["ram"] for flavor in flavors),
    }


def check_quota(call: Call, project: Document, region: str, instances: int, cores: int) -> None:
    """Raises Refused if a region cannot hold so much more."""
    held, limits = used(call.store, project, region), project.value["_quota"]
    for name, more in (("instances", instances), ("cores", cores)):
        if held[name] + more > limits[name]:
            words = f"Quota exceeded for {name} in region {region}: {held[name]} of {limits[name]} are used"
            raise classed(403, words)


def get_quota(call: Call) -> Answer:
    project = call.service("project")
    return Answer([_quota(call, project, region) for region in catalogue.REGIONS])


def _quota(call: Call, project: Document, region: str) -> dict[str, Any]:
    held, limits = used(call.store, project, region), project.value["_quota"]
    volumes = [it for it in call.listed("volume", project.id) if it.value["region"] == region]
    networks = [
        it for it in call.listed("network", project.id) if any(each["region"] == region for each in it.value["regions"])
    ]
    return {
        "region": region,
        "instance": {
            "maxInstances": limits["instances"],
            "usedInstances": held["instances"],
            "maxCores": limits["cores"],
            "usedCores": held["cores"],
            "maxRam": limits["cores"] * 8 * 1000,
            "usedRAM": held["ram"] * 1000,
        },
        "volume": {
            "maxGigabytes": 20_000,
            "usedGigabytes": sum(it.value["size"] for it in volumes),
            "volumeCount": len(volumes),
            "maxVolumeCount": 200,
            "maxBackupGigabytes": 20_000,
            "usedBackupGigabytes": 0,
            "volumeBackupCount": 0,
            "maxVolumeBackupCount": 200,
        },
        "network": {
            "maxNetworks": 50,
            "usedNetworks": len(networks),
            "maxSubnets": 50,
            "usedSubnets": sum(len(call.listed("subnet", it.id)) for it in networks),
            "maxFloatingIPs": 50,
            "usedFloatingIPs": 0,
            "maxGateways": 10,
            "usedGateways": 0,
        },
        "keypair": {"maxCount": KEYS},
    }


def get_flavors(call: Call) -> Answer:
    call.service("project")
    small, wanted = call.form("small_ram"), call.query.get("region")
    found = [it for it in catalogue.FLAVORS.values() if wanted in (None, "", it["region"])]
    return Answer([catalogue.in_list(flavor, small) for flavor in found])


def get_flavor(call: Call) -> Answer:
    call.service("project")
    found = catalogue.FLAVORS.get(call.parts["item"])
    if found is None:
        raise no_object("flavorId", call.parts["item"])
    return Answer(catalogue.in_list(found, call.form("small_ram")))


def get_images(call: Call) -> Answer:
    call.service("project")
    wanted = {"region": call.query.get("region"), "type": call.query.get("osType")}
    found = catalogue.IMAGES.values()
    return Answer([it for it in found if all(value in (None, "", it[name]) for name, value in wanted.items())])


def get_image(call: Call) -> Answer:
    project = call.service("project")
    snapshot = call.get("snapshot", call.parts["item"])
    found = shown(snapshot.value) if snapshot and snapshot.parent == project.id else None
    found = found or catalogue.IMAGES.get(call.parts["item"])
    if found is None:
        raise no_object("imageId", call.parts["item"])
    return Answer(found)


ROUTES = (
    Route("GET", BASE, get_all),
    Route("GET", PROJECT, get),
    Route("PUT", PROJECT, put),
    Route("GET", f"{PROJECT}/region", get_regions),
    Route("GET", f"{PROJECT}/region/{{region}}", get_region),
    Route("POST", f"{PROJECT}/region", post_region),
    Route("GET", f"{PROJECT}/quota", get_quota),
    Route("GET", f"{PROJECT}/flavor", get_flavors),
    Route("GET", f"{PROJECT}/flavor/{{item}}", get_flavor),
    Route("GET", f"{PROJECT}/image", get_images),
    Route("GET", f"{PROJECT}/image/{{item}}", get_image),
)
