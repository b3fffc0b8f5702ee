# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What everybody is offered: locations, images, templates of Cubes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from sandbox._core.documents import Document

from .hot import HOT

BORN = ["2021-01-01T00:00:00Z", "System", "[UNKNOWN]"]
# Location, name, and the families of processors that it has, the usual one first.
LOCATIONS = {
    "de/fkb": ("karlsruhe", ("AMD_OPTERON", "INTEL_XEON")),
    "de/fra": ("frankfurt", ("INTEL_SKYLAKE", "AMD_OPTERON", "INTEL_XEON", "INTEL_ICELAKE")),
    "de/fra/2": ("frankfurt", ("AMD_EPYC",)),
    "de/txl": ("berlin", ("INTEL_SKYLAKE", "INTEL_ICELAKE")),
    "gb/lhr": ("london", ("INTEL_SKYLAKE", "INTEL_ICELAKE")),
    "us/ewr": ("newark", ("INTEL_XEON", "INTEL_SKYLAKE")),
    "us/las": ("lasvegas", ("INTEL_SKYLAKE", "AMD_OPTERON", "INTEL_XEON")),
}
# Name, aliases, type, licence, cloud-init, GB.
OFFICIAL = (
    ("Debian-12-server", ("debian:latest", "debian:12"), "HDD", "LINUX", "V1", 2.0),
    ("Ubuntu-22.04-LTS-server", ("ubuntu:22.04",), "HDD", "LINUX", "V1", 3.0),
    ("Ubuntu-24.04-LTS-server", ("ubuntu:latest", "ubuntu:24.04"), "HDD", "LINUX", "V1", 3.0),
    ("windows-2022-server", ("windows:latest", "windows:2022"), "HDD", "WINDOWS2022", "NONE", 14.0),
    ("debian-12-netinst.iso", ("debian:latest_iso", "debian:12_iso"), "CDROM", "LINUX", "NONE", 0.63),
    ("ubuntu-24.04-live-server.iso", ("ubuntu:latest_iso", "ubuntu:24.04_iso"), "CDROM", "LINUX", "NONE", 2.7),
)
# Name, cores, MB of memory, GB of disk.
CUBES = (("Basic Cube XS", 1, 2048, 60), ("Basic Cube S", 2, 4096, 120), ("Basic Cube M", 4, 8192, 240))


def parent_of(location: str) -> str:
    """The location whose images a location has."""
    return "/".join(location.split("/")[:2])


def families(location: str) -> tuple[str, ...]:
    return LOCATIONS[location][1]


def architecture(location: str) -> list[dict[str, Any]]:
    """The processors of a location, as it and its data centres show them."""
    return [
        {"cpuFamily": family, "maxCores": 62, "maxRam": 245760, "vendor": vendor(family)}
        for family in families(location)
    ]


def vendor(family: str) -> str:
    return "AuthenticAMD" if family.startswith("AMD") else "GenuineIntel"


def _id(*words: str) -> str:
    return str(uuid5(NAMESPACE_URL, "https://images.example/" + "/".join(words)))


def _thing(kind: str, number: str, path: str, properties: Mapping[str, Any], **more: Any) -> Document:
    value = {"path": path, "properties": dict(properties), "made": BORN, "changed": BORN, **more}
    return Document(kind, number, value)


def _image(location: str, row: tuple[Any, ...]) -> Document:
    name, aliases, image_type, licence, cloud_init, size = row
    number = _id(location, name)
    properties = {
        "name": name,
        "description": None,
        "location": location,
        "size": size,
        **dict.fromkeys(HOT, licence == "LINUX"),
        "discScsiHotPlug": False,
        "discScsiHotUnplug": False,
        "cpuHotUnplug": False,
        "ramHotUnplug": False,
        "exposeSerial": False,
        "requireLegacyBios": True,
        "licenceType": licence,
        "applicationType": "UNKNOWN",
        "imageType": image_type,
        "public": True,
        "imageAliases": list(aliases),
        "cloudInit": cloud_init,
    }
    return _thing("image", number, f"/images/{number}", properties)


# Each image is there once in every location, with an id of its own.
IMAGES: Mapping[str, Document] = {
    image.id: image
    for location in LOCATIONS
    if location == parent_of(location)
    for image in (_image(location, row) for row in OFFICIAL)
}
ALIASES = [alias for row in OFFICIAL for alias in row[1]]
PLACES: Mapping[str, Document] = {
    location: _thing(
        "location",
        location,
        f"/locations/{location}",
        {
            "name": name,
            "features": ["ssd", "cloud-init", "cpu-hot-plug", "mem-hot-plug", "nic-hot-plug", "pcc"],
            "imageAliases": ALIASES,
            "cpuArchitecture": architecture(location),
            "metroRegion": parent_of(location),
        },
    )
    for location, (name, _families) in LOCATIONS.items()
}
TEMPLATES: Mapping[str, Document] = {
    number: _thing(
        "template",
        number,
        f"/templates/{number}",
        {
            "name": name,
            "cores": float(cores),
            "ram": float(ram),
            "storageSize": float(disk),
            "category": "General Purpose",
        },
    )
    for name, cores, ram, disk in CUBES
    for number in (_id("cube", name),)
}


def aliased(alias: str, location: str) -> Document | None:
    """The image that an alias means in a location."""
    place = parent_of(location)
    fitting = (image for image in IMAGES.values() if image.value["properties"]["location"] == place)
    return next((image for image in fitting if alias in image.value["properties"]["imageAliases"]), None)
