# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The shapes of the objects of the JiffyBox API; field names as in the API reference."""

from __future__ import annotations

from typing import Any

from .._core.shape import address, anything, flag, listing, mapping, maybe, number, record, text, whole

_PLAN = {
    "cpus": whole,
    "ramInMB": whole,
    "diskSizeInMB": whole,
    "pricePerHour": number,
    "pricePerHourFrozen": number,
    "priceCap": number,
}
PLAN = record({"id": whole, "name": text}, _PLAN)
DISTRIBUTION = record({}, {"name": text, "minDiskSizeMB": whole, "rootdiskMode": text, "defaultKernel": text})
_DISK = record({}, {"name": text, "distribution": text, "created": whole, "sizeInMB": number})
_PROFILE = record({}, {"rootdisk": text, "created": whole, "disks": mapping(_DISK)})
BOX = record(
    {"id": whole, "name": text, "status": text},
    {
        "running": flag,
        "runningSince": whole,
        "created": whole,
        "recoverymodeActive": flag,
        "manualBackupRunning": flag,
        "isBeingCopied": flag,
        "host": text,
        "plan": record({}, {"id": whole, "name": text, **_PLAN}),
        "metadata": mapping(anything),
        "ips": record({}, {"public": listing(text), "private": listing(text)}),
        "activeProfile": _PROFILE,
    },
)
_BACKUP = record({"id": text}, {"created": whole})
BACKUPS = mapping(anything)
_KNOWN_BACKUPS = record(
    {},
    {"daily": _BACKUP, "weekly": _BACKUP, "biweekly": _BACKUP, "manual": _BACKUP, "day": whole, "time": whole},
)
SCHEDULE = record({}, {"dayid": whole, "timeid": whole})
ADDRESS = record({"id": whole, "ip": address}, {"ipVersion": whole, "type": text})
_NAMED = record({"id": whole, "name": text})
CHECK = record(
    {"id": whole, "name": text, "ip": text, "checkType": text},
    {"status": text, "jiffyBox": whole, "contactgroups": listing(_NAMED), "password": text},
)
CONTACT_GROUP = record({"id": whole, "name": text}, {"status": text, "contacts": listing(text)})
CHECK_STATUS = mapping(record({}, {"code": anything, "response": anything}), key=whole)
BOXES = mapping(BOX)
ANYTHING_BY_ID = mapping(anything)
PLANS = mapping(PLAN)
DISTRIBUTIONS = mapping(DISTRIBUTION)
ADDRESSES = mapping(ADDRESS)
ADDRESSES_OF_BOXES = mapping(ADDRESSES, key=whole)
CHECKS = mapping(CHECK)
CONTACT_GROUPS = mapping(CONTACT_GROUP)
DOC = mapping(maybe(text))
MODULE_DOC = mapping(anything)


def backups(value: Any) -> dict[str, Any]:
    """Backups and schedule of a box: an empty map can be a list."""
    return _KNOWN_BACKUPS(BACKUPS(value))


BACKUPS_OF_BOXES = mapping(backups, key=whole)
