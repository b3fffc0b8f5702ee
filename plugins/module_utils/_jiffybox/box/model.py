# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""A box as the service describes it (jiffyBoxes): what its fields mean, and how results show them."""

from __future__ import annotations

from typing import Any, Optional

from ..._core.naming import snake_fields
from ..._core.protection import protected
from ..client import Json, as_map

MaybeBox = Optional[Json]

RUNNING, STOPPED, FROZEN, ABSENT = "running", "stopped", "frozen", "absent"

# Where a box that is in flight will be, as far as its status tells: UPDATING goes either way.
_HEADING = {"CREATING": STOPPED, "FREEZING": FROZEN, "DELETING": ABSENT}

PLAN_FIELDS = (
    "id",
    "name",
    "cpus",
    "ramInMB",
    "diskSizeInMB",
    "pricePerHour",
    "pricePerHourFrozen",
    "priceCap",
)
_FIELDS = (
    "id",
    "name",
    "status",
    "running",
    "runningSince",
    "created",
    "host",
    "recoverymodeActive",
    "manualBackupRunning",
    "isBeingCopied",
)
_PROFILE_FIELDS = ("name", "created", "runlevel", "kernel", "rootdisk", "rootdiskMode", "status")
_DISK_FIELDS = ("name", "filesystem", "sizeInMB", "created", "status", "distribution")


def settled(box: Json) -> bool:
    """Whether the box is in no transition; any status that is not known is one. One known client lists RUNNING."""
    return box["status"] in ("READY", "RUNNING", "FROZEN")


def busy(box: Json) -> bool:
    """Whether the box is settled and yet takes no changes, because it is being copied or backed up."""
    return bool(box.get("isBeingCopied") or box.get("manualBackupRunning"))


def takes_changes(box: Json) -> bool:
    """Whether the box is in no transition, and neither being copied nor backed up."""
    return settled(box) and not busy(box)


def power(box: MaybeBox) -> str | None:
    """Where the box is or is going: running, stopped, frozen, absent; None if its status does not tell."""
    if box is None:
        return ABSENT
    if box["status"] in ("READY", "RUNNING"):
        return RUNNING if box.get("running") or box["status"] == "RUNNING" else STOPPED
    return FROZEN if box["status"] == "FROZEN" else _HEADING.get(box["status"])


def rests(box: MaybeBox, wanted: str) -> bool:
    """Whether the box has arrived at a power and is in no transition."""
    return power(box) == wanted and (box is None or settled(box))


def describe(box: Json) -> str:
    """The box in a sentence: "web1 (10001)"."""
    return f"{box['name']} ({box['id']})"


def condition(box: Json) -> str:
    """The status in a sentence: "READY and running", "CREATING"."""
    if box["status"] != "READY":
        return str(box["status"])
    doing = [
        name
        for flag, name in (("isBeingCopied", "being copied"), ("manualBackupRunning", "being backed up"))
        if box.get(flag)
    ]
    return " and ".join(["READY", "running" if box.get("running") else "not running", *doing])


def plan_of(box: MaybeBox) -> Json:
    """The plan of the box, empty if there is no box."""
    return (box or {}).get("plan") or {}


def metadata_of(box: MaybeBox) -> Json:
    """The metadata of the box, empty where the service sends none."""
    return as_map((box or {}).get("metadata") or {})


def distribution_of(box: MaybeBox) -> str | None:
    """Key of the distribution on the root disk; None while the box is being created."""
    profile = (box or {}).get("activeProfile") or {}
    device = str(profile.get("rootdisk")).rpartition("/")[2]  # "/dev/xvda", while the disks' keys are "xvda"
    disk = as_map(profile.get("disks") or {}).get(device) or {}
    return disk.get("distribution")


def box_result(box: Json) -> dict[str, Any]:
    """The box as modules return it: snake_case, every key always there, None where the service says nothing."""
    ips = as_map(box.get("ips") or {})
    public, private = list(ips.get("public") or []), list(ips.get("private") or [])
    return {
        **snake_fields(box, _FIELDS),
        "plan": snake_fields(plan_of(box), PLAN_FIELDS),
        "distribution": distribution_of(box),
        "metadata": metadata_of(box),
        "delete_protection": protected(metadata_of(box)),
        "ips": {"public": public, "private": private},
        "public_ipv4": [address for address in public if ":" not in address],
        "private_ipv4": [address for address in private if ":" not in address],
        "active_profile": _profile_result(box["activeProfile"]) if box.get("activeProfile") else None,
    }


def _profile_result(profile: Json) -> dict[str, Any]:
    disks = as_map(profile.get("disks") or {})
    return {
        **snake_fields(profile, _PROFILE_FIELDS),
        "disks": {device: snake_fields(disk, _DISK_FIELDS) for device, disk in disks.items()},
    }
