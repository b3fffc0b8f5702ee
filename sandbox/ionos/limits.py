# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a contract may have, and how much of it is taken."""

from __future__ import annotations

from typing import Any

from sandbox._core.documents import Document

from .call import Call
from .errors import by_platform
from .store import Store

GB = 1024
PROPERTY = "json_extract(value, '$.properties.{}')"
IS_ON = "coalesce(json_extract(value, '$.off'), 0) = 0"
IS_HDD = "json_extract(value, '$.properties.type') = 'HDD'"
IS_SSD = "json_extract(value, '$.properties.type') LIKE 'SSD%'"
IS_DAS = "json_extract(value, '$.properties.type') = 'DAS'"
# RAM and disks in MB.
DEFAULTS = {
    "coresPerServer": 62,
    "coresPerContract": 50_000,
    "ramPerServer": 245_760,
    "ramPerContract": 200_000_000,
    "hddLimitPerVolume": 4_194_304,
    "hddLimitPerContract": 4_000_000_000,
    "ssdLimitPerVolume": 4_194_304,
    "ssdLimitPerContract": 4_000_000_000,
    "reservableIps": 1000,
    "k8sClusterLimitTotal": 0,
    "nlbLimitTotal": 0,
    "natGatewayLimitTotal": 0,
    "securityGroupsPerVdc": 0,
    "securityGroupsPerResource": 0,
    "rulesPerSecurityGroup": 0,
}
NONE_OF = ("k8sClustersProvisioned", "nlbProvisioned", "natGatewayProvisioned")


def allowed(store: Store, contract: int) -> dict[str, int]:
    """The limits of a contract, as they are or as a test has set them."""
    own = store.documents.get("limits", str(contract))
    return {**DEFAULTS, **(own.value if own else {})}


def set_limits(store: Store, contract: int, values: dict[str, int]) -> dict[str, int]:
    """Other limits for a contract; all of them are returned."""
    own = store.documents.get("limits", str(contract))
    store.documents.put(Document("limits", str(contract), {**(own.value if own else {}), **values}))
    return allowed(store, contract)


def taken(store: Store, contract: int) -> dict[str, int]:
    """What is provisioned; servers that were stopped take nothing."""

    def total(kind: str, name: str, condition: str) -> int:
        return store.total(kind, contract, PROPERTY.format(name), condition)

    return {
        "coresProvisioned": total("server", "cores", IS_ON),
        "ramProvisioned": total("server", "ram", IS_ON),
        "hddVolumeProvisioned": total("volume", "size", IS_HDD) * GB,
        "ssdVolumeProvisioned": total("volume", "size", IS_SSD) * GB,
        "dasVolumeProvisioned": total("volume", "size", IS_DAS) * GB,
        "reservedIpsOnContract": total("ipblock", "size", "TRUE"),
    }


def shown(store: Store, contract: int, in_use: int) -> dict[str, Any]:
    """As the contract shows them."""
    counted = {**taken(store, contract), "reservedIpsInUse": in_use}
    return {**allowed(store, contract), **counted, **dict.fromkeys(NONE_OF, 0)}


def measured(store: Store, contract: int) -> dict[str, int]:
    """The amounts that are limited, each under the name of its limit."""
    has = taken(store, contract)

    def largest(kind: str, name: str, condition: str = "TRUE") -> int:
        return store.largest(kind, contract, PROPERTY.format(name), condition)

    return {
        "coresPerContract": has["coresProvisioned"],
        "ramPerContract": has["ramProvisioned"],
        "hddLimitPerContract": has["hddVolumeProvisioned"],
        "ssdLimitPerContract": has["ssdVolumeProvisioned"],
        "reservableIps": has["reservedIpsOnContract"],
        "coresPerServer": largest("server", "cores"),
        "ramPerServer": largest("server", "ram"),
        "hddLimitPerVolume": largest("volume", "size", IS_HDD) * GB,
        "ssdLimitPerVolume": largest("volume", "size", IS_SSD) * GB,
    }


class Guard:
    """Made before a change; afterwards ``check`` refuses it if it has exceeded a limit."""

    def __init__(self, call: Call) -> None:
        self._store, self._contract = call.store, call.contract
        self._before = measured(self._store, self._contract)

    def check(self, **more: int) -> None:
        """Raises Refused. ``more`` is what is not there yet and will be, by the name of the limit."""
        may = allowed(self._store, self._contract)
        for limit, amount in measured(self._store, self._contract).items():
            reached = amount + more.get(limit, 0)
            if reached > max(may[limit], self._before[limit]):
                raise by_platform(f"[VDC-5-1000] The resource limit '{limit}' of your contract is {may[limit]}")
