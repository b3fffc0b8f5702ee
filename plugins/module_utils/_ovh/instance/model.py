# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What the API shows of an instance: one form of it, and what its status means."""

from __future__ import annotations

from typing import Any, Iterator

from ..._core.kind import Kind, Thing
from ..._core.moves import Move
from .. import kinds, shapes
from ..client import DOING, Client

RUNNING, STOPPED, SHELVED, RESCUE, PAUSED, ERROR = "running", "stopped", "shelved", "rescue", "paused", "error"
# Where an instance is that is in no transition; with any other status it is on its way.
PLACES = {
    "ACTIVE": RUNNING,
    "SHUTOFF": STOPPED,
    "STOPPED": STOPPED,
    "SHELVED_OFFLOADED": SHELVED,
    "RESCUE": RESCUE,
    "RESCUED": RESCUE,
    "PAUSED": PAUSED,
    "SUSPENDED": PAUSED,
    "ERROR": ERROR,
    "UNKNOWN": ERROR,
}
STATUSES = {RUNNING: "ACTIVE", STOPPED: "SHUTOFF", SHELVED: "SHELVED_OFFLOADED", RESCUE: "RESCUE"}
_OBJECTS = {"flavor": "flavorId", "image": "imageId", "sshKey": "sshKeyId"}


def instance_shape(value: Any) -> Thing:
    """An instance, with ids beside objects: a list tells ids alone, a call for one objects, with or without ids.

    An id of nothing, such as that of the image where a volume is booted, can be an empty text.
    """
    told = shapes.INSTANCE(value)
    ids = {key: told.get(key) or (told.get(name) or {}).get("id") for name, key in _OBJECTS.items()}
    return {**told, **ids}


def place(instance: Thing) -> str:
    """Where an instance is, as tasks call it; the service's own word for one that is on its way."""
    return PLACES.get(instance["status"], str(instance["status"]).lower())


def addresses(one: Thing, kind: str, version: int) -> list[str]:
    """Those of its addresses that are public or private, of a version of IP."""
    return [
        str(each["ip"])
        for each in one.get("ipAddresses") or []
        if each.get("type") == kind and (":" in str(each["ip"])) == (version == 6)
    ]


def moves(at: str) -> Iterator[Move[str]]:
    """Every move that the API offers."""
    if at == RUNNING:
        yield Move("stop", STOPPED)
    if at == STOPPED:
        yield Move("start", RUNNING)
    if at in (RUNNING, STOPPED):
        yield Move("shelve", SHELVED)
        yield Move("rescue", RESCUE)
    if at == SHELVED:
        yield Move("unshelve", RUNNING)
    if at == RESCUE:
        yield Move("unrescue", RUNNING)
    if at == PAUSED:
        yield Move("resume", RUNNING)


def instance(project: Thing) -> Kind[Client]:
    """The instances of a project."""
    return kinds.in_project(
        project,
        "instance",
        "instances",
        "instance",
        shape=instance_shape,
        settled=lambda one: DOING not in one and one["status"] in PLACES,
        leaving=lambda one: one["status"] == "DELETING",
        gone=lambda one: one["status"] in ("DELETED", "SOFT_DELETED"),
    )
