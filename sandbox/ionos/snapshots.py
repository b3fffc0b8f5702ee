# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Snapshots of volumes. They belong to the contract."""

from __future__ import annotations

from typing import Any

from sandbox._core.answer import Answer
from sandbox._core.documents import Document
from sandbox._core.request import FORM
from sandbox._core.routes import Route

from . import paging
from .call import Call
from .calls import change, delete, get
from .errors import by_platform, not_found
from .fields import Field, flag, one_of
from .hot import FURTHER, HOT, hot
from .kind import Kind
from .work import Work

LICENCES = ("LINUX", "RHEL", "WINDOWS", "WINDOWS2016", "WINDOWS2019", "WINDOWS2022", "WINDOWS2025", "OTHER", "UNKNOWN")
SNAPSHOT = Kind(
    "snapshot",
    "snapshots",
    (
        Field("name"),
        Field("description"),
        Field("location", own=True),
        Field("size", own=True),
        Field("secAuthProtection", flag, default=False),
        *hot(further_until=6),
        Field("exposeSerial", flag, default=False, since=6),
        Field("requireLegacyBios", flag, default=True, since=6),
        Field("licenceType", one_of(*LICENCES)),
        Field("applicationType", own=True, since=6),
    ),
    page=None,
)


def _sent(call: Call) -> tuple[dict[str, Any], str]:
    """What was sent, and where it stands: a form until 2023, the envelope today."""
    body = call.body()
    if call.core.request.content_type == FORM:
        # the first client writes down None for what it was not given
        return {name: value for name, value in body.items() if value not in ("", "None")}, "(root)"
    properties = body.get("properties", {})
    return properties if isinstance(properties, dict) else {"properties": properties}, "(root).properties"


def create_snapshot(call: Call) -> Answer:
    """The snapshot; in v4 its size and licence are null until the request is done."""
    work, volume, datacenter = Work(call), call.own("volume"), call.own("datacenter")
    sent, where = _sent(call)
    values = work.validated(SNAPSHOT, sent, where)
    work.problems.check()
    taken = volume.value["properties"]
    names = (taken["name"], datacenter.value["properties"]["name"])
    values.setdefault("description", 'Created from "{}" in Data Center "{}"'.format(*names))
    values |= {name: taken[name] for name in (*HOT, *FURTHER) if name not in values}
    values |= {"location": datacenter.value["properties"]["location"], "applicationType": "UNKNOWN"}
    known = {"size": taken["size"], "licenceType": values.get("licenceType") or taken["licenceType"]}
    later = known if call.version == 4 else {}
    if call.version == 4:
        values.pop("licenceType", None)
    else:
        values |= known
    snapshot = work.new(SNAPSHOT, "", values, later=later)
    work.touch(volume)
    return work.accepted(snapshot, shown=snapshot, targets=False, queue=datacenter.id)


def restore_snapshot(call: Call) -> Answer:
    work, volume = Work(call), call.own("volume")
    sent, where = _sent(call)
    number = sent.get("snapshotId")
    snapshot = call.thing("snapshot", number) if isinstance(number, str) else None
    if number is None:
        work.problems.add(f"{where}.snapshotId", "Attribute 'snapshotId' is required")
    elif snapshot is None:
        raise not_found()
    elif reason := _misfit(snapshot, volume, call.own("datacenter")):
        raise by_platform(f"[VDC-5-503] {reason}")
    work.problems.check()
    return work.accepted(volume)


def _misfit(snapshot: Document, volume: Document, datacenter: Document) -> str | None:
    """Why a snapshot cannot become the content of a volume."""
    properties = snapshot.value["properties"]
    if properties["location"] != datacenter.value["properties"]["location"]:
        return "The snapshot is in another location"
    if (properties["size"] or 0) > volume.value["properties"]["size"]:
        return "The snapshot is larger than the volume"
    return None


def list_snapshots(call: Call) -> Answer:
    return paging.answered(call, "/snapshots", call.listed("snapshot"), SNAPSHOT.page)


PATH = "/snapshots/{snapshot}"
ROUTES = (
    Route("GET", "/snapshots", list_snapshots),
    Route("GET", PATH, get("snapshot")),
    Route("PATCH", PATH, change(SNAPSHOT)),
    Route("PUT", PATH, change(SNAPSHOT)),
    Route("DELETE", PATH, delete("snapshot")),
)
