# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the Public Cloud offers: regions, and in each of them flavors and images under ids of their own."""

from __future__ import annotations

from typing import Any, NamedTuple
from uuid import NAMESPACE_URL, uuid5

from .dates import zulu

MADE = zulu(1_700_000_000)


class Region(NamedTuple):
    """``place`` is where it is, ``countries`` are those that a failover address in it can be of."""

    place: str
    continent: str
    country: str
    countries: tuple[str, ...]


REGIONS = {
    "GRA11": Region("GRA", "EU", "fr", ("fr", "de", "es", "it", "pl", "be")),
    "SBG5": Region("SBG", "EU", "fr", ("fr", "de", "es", "it", "pl", "be")),
    "BHS5": Region("BHS", "NA", "ca", ("ca",)),
}
SERVICES = ("instance", "network", "volume", "image", "workflow")
# Name: processors, GiB of memory, GB of disk.
SIZES = {
    "d2-2": (1, 2, 25),
    "d2-4": (2, 4, 50),
    "d2-8": (4, 8, 50),
    "b2-7": (2, 7, 50),
    "b2-15": (4, 15, 100),
    "b2-30": (8, 30, 200),
    "c2-7": (2, 7, 50),
    "c2-15": (4, 15, 100),
    "r2-15": (2, 15, 50),
}
# Name: who logs in, operating system, GB of disk at least.
SYSTEMS = {
    "Debian 11": ("debian", "linux", 0),
    "Debian 12": ("debian", "linux", 0),
    "Ubuntu 22.04": ("ubuntu", "linux", 0),
    "Ubuntu 24.04": ("ubuntu", "linux", 0),
    "AlmaLinux 9": ("almalinux", "linux", 0),
    "Windows Server 2022 Standard (Core)": ("admin", "windows", 50),
}
CAPABILITIES = ("failoverip", "resize", "snapshot", "volume")


def id_of(what: str, name: str, region: str) -> str:
    return str(uuid5(NAMESPACE_URL, f"sandbox.ovh/{what}/{region}/{name}"))


def _flavor(name: str, region: str) -> dict[str, Any]:
    processors, memory, disk = SIZES[name]
    monthly = None if name.startswith("d2") else f"{name}.monthly.postpaid"
    return {
        "id": id_of("flavor", name, region),
        "name": name,
        "region": region,
        "ram": memory,
        "disk": disk,
        "vcpus": processors,
        "type": "ovh.ssd.eg",
        "osType": "linux",
        "inboundBandwidth": 250,
        "outboundBandwidth": 250,
        "available": True,
        "quota": 20,
        "planCodes": {"monthly": monthly, "hourly": f"{name}.consumption", "license": None},
        "capabilities": [{"name": capability, "enabled": True} for capability in CAPABILITIES],
    }


def _image(name: str, region: str) -> dict[str, Any]:
    user, system, least = SYSTEMS[name]
    return {
        "id": id_of("image", name, region),
        "name": name,
        "region": region,
        "status": "active",
        "type": system,
        "user": user,
        "visibility": "public",
        "size": 2.0 if system == "linux" else 12.0,
        "minDisk": least,
        "minRam": 0,
        "creationDate": MADE,
        "flavorType": None,
        "planCode": None,
        "tags": [],
    }


def _by_id(things: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {thing["id"]: thing for thing in things}


FLAVORS = _by_id([_flavor(name, region) for region in REGIONS for name in SIZES])
IMAGES = _by_id([_image(name, region) for region in REGIONS for name in SYSTEMS])


def in_list(flavor: dict[str, Any], small_ram: bool) -> dict[str, Any]:
    """A flavor as lists have it, with its memory in thousands."""
    return flavor if small_ram else {**flavor, "ram": flavor["ram"] * 1000}


def region_shown(name: str) -> dict[str, Any]:
    region = REGIONS[name]
    return {
        "name": name,
        "status": "UP",
        "type": "region",
        "availabilityZones": [],
        "continentCode": region.continent,
        "countryCode": region.country,
        "datacenterLocation": region.place,
        "ipCountries": list(region.countries),
        "services": [{"name": service, "status": "UP", "endpoint": ""} for service in SERVICES],
    }
