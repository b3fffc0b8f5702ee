# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The plans and distributions on offer. API reference: plans, distributions."""

from __future__ import annotations

from typing import Any

from sandbox._core.answer import Answer

from .call import Call
from .envelope import Refused, map_of, result
from .rules import as_integer

SWAP_MB = 512


def _plan(
    number: int, name: str, cpus: int, ram: int, disk: int, price: float, frozen: float, cap: float
) -> dict[str, Any]:
    return {
        "id": number,
        "name": name,
        "diskSizeInMB": disk,
        "ramInMB": ram,
        "pricePerHour": price,
        "pricePerHourFrozen": frozen,
        "cpus": cpus,
        "priceCap": cap,
    }


def _distribution(name: str, minimum: int = 2048) -> dict[str, Any]:
    return {
        "minDiskSizeMB": minimum,
        "name": name,
        "rootdiskMode": "ro",
        "defaultKernel": "xen-pvops-x86_64",
    }


PLANS: dict[int, dict[str, Any]] = {
    plan["id"]: plan
    for plan in (
        _plan(44, "CloudLevel 1", 1, 2048, 102400, 0.02, 0.005, 12.99),
        _plan(45, "CloudLevel 2", 2, 4096, 204800, 0.03, 0.01, 19.99),
        _plan(46, "CloudLevel 3", 4, 8192, 307200, 0.05, 0.015, 29.99),
        _plan(47, "CloudLevel 4", 6, 12288, 512000, 0.08, 0.02, 49.99),
        _plan(48, "CloudLevel 5", 8, 16384, 768000, 0.11, 0.03, 69.99),
        _plan(49, "CloudLevel 6", 12, 32768, 1024000, 0.15, 0.04, 99.99),
        _plan(50, "CloudLevel 1 SSD", 1, 2048, 51200, 0.03, 0.01, 14.99),
        _plan(51, "CloudLevel 2 SSD", 2, 4096, 102400, 0.05, 0.015, 24.99),
        _plan(52, "CloudLevel 3 SSD", 4, 8192, 153600, 0.08, 0.02, 39.99),
        _plan(53, "CloudLevel 4 SSD", 6, 12288, 256000, 0.11, 0.03, 69.99),
        _plan(54, "CloudLevel 5 SSD", 8, 16384, 358400, 0.15, 0.04, 99.99),
        # with the space that a name was recorded with
        _plan(55, " CloudLevel 6 SSD", 12, 32768, 512000, 0.23, 0.06, 149.99),
    )
}

DISTRIBUTIONS: dict[str, dict[str, Any]] = {
    "centos_6_0_64bit": _distribution("CentOS 6 64-Bit"),
    "centos_7_64bit": _distribution("CentOS 7 64-Bit", 2560),
    "debian_jessie_64bit": _distribution("Debian Jessie (8) 64-Bit"),
    "debian_stretch_64bit": _distribution("Debian Stretch (9) 64-Bit"),
    "fedora_24_64bit": _distribution("Fedora 24 64-Bit"),
    "opensuse_42_64bit": _distribution("openSUSE 42.3 64-Bit"),
    "ubuntu_14_4_lts_64bit": _distribution("Ubuntu 14.04 LTS 64-Bit"),
    "ubuntu_16_4_lts_64bit": _distribution("Ubuntu 16.04 LTS 64-Bit"),
    # Newer than the last recorded catalogue.
    "debian_bookworm_64bit": _distribution("Debian Bookworm (12) 64-Bit"),
    "debian_trixie_64bit": _distribution("Debian Trixie (13) 64-Bit"),
    "ubuntu_22_4_lts_64bit": _distribution("Ubuntu 22.04 LTS 64-Bit"),
    "ubuntu_24_4_lts_64bit": _distribution("Ubuntu 24.04 LTS 64-Bit"),
}

PLAN_IDS_BY_NAME = {plan["name"].strip(): number for number, plan in PLANS.items()}


def plan_id(value: Any) -> int:
    """The id of the plan that an id, an id as a string, or a name stands for. Raises Refused."""
    number = PLAN_IDS_BY_NAME.get(value.strip()) if isinstance(value, str) else None
    number = number or as_integer(value)
    if number not in PLANS:
        by_id = as_integer(value) is not None
        raise Refused(f"Die Paket Nr. {value} existiert nicht." if by_id else f'Der Tarif "{value}" existiert nicht.')
    return number


def distribution_key(value: Any) -> str:
    """The key, if there is such a distribution. Raises Refused."""
    if not isinstance(value, str) or value not in DISTRIBUTIONS:
        raise Refused(f"Die Distribution {value} existiert nicht.")
    return value


def check_fits(plan: dict[str, Any], distribution: dict[str, Any]) -> None:
    """Raises Refused when the disk of the plan is smaller than the distribution needs."""
    if plan["diskSizeInMB"] < distribution["minDiskSizeMB"]:
        raise Refused(f"Die Festplatte von {plan['name']} ist zu klein fuer {distribution['name']}.")


def list_plans(call: Call) -> Answer:
    """``GET /plans``: map of id to plan."""
    return result(map_of(PLANS))


def get_plan(call: Call) -> Answer:
    """``GET /plans/{id or name}``: one plan."""
    return result(PLANS[plan_id(call.parts["plan"])])


def list_distributions(call: Call) -> Answer:
    """``GET /distributions``: map of key to distribution."""
    return result(map_of(DISTRIBUTIONS))


def get_distribution(call: Call) -> Answer:
    """``GET /distributions/{key}``: one distribution, which does not name its key."""
    return result(DISTRIBUTIONS[distribution_key(call.parts["key"])])
