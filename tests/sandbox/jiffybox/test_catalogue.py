# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The plans and distributions modules."""

from __future__ import annotations

from typing import Any

import pytest
from jiffybox_account import Sandbox

from sandbox.jiffybox.catalogue import DISTRIBUTIONS, PLANS, check_fits
from sandbox.jiffybox.envelope import Refused

RECORDED = {
    "centos_6_0_64bit": 2048,
    "centos_7_64bit": 2560,
    "debian_jessie_64bit": 2048,
    "debian_stretch_64bit": 2048,
    "fedora_24_64bit": 2048,
    "opensuse_42_64bit": 2048,
    "ubuntu_14_4_lts_64bit": 2048,
    "ubuntu_16_4_lts_64bit": 2048,
}


# id, name, cpus, RAM and disk in MB, price an hour, the same frozen, most in a month
RECORDED_PLANS = [
    (44, "CloudLevel 1", 1, 2048, 102400, 0.02, 0.005, 12.99),
    (45, "CloudLevel 2", 2, 4096, 204800, 0.03, 0.01, 19.99),
    (46, "CloudLevel 3", 4, 8192, 307200, 0.05, 0.015, 29.99),
    (47, "CloudLevel 4", 6, 12288, 512000, 0.08, 0.02, 49.99),
    (48, "CloudLevel 5", 8, 16384, 768000, 0.11, 0.03, 69.99),
    (49, "CloudLevel 6", 12, 32768, 1024000, 0.15, 0.04, 99.99),
    (50, "CloudLevel 1 SSD", 1, 2048, 51200, 0.03, 0.01, 14.99),
    (51, "CloudLevel 2 SSD", 2, 4096, 102400, 0.05, 0.015, 24.99),
    (52, "CloudLevel 3 SSD", 4, 8192, 153600, 0.08, 0.02, 39.99),
    (53, "CloudLevel 4 SSD", 6, 12288, 256000, 0.11, 0.03, 69.99),
    (54, "CloudLevel 5 SSD", 8, 16384, 358400, 0.15, 0.04, 99.99),
    (55, "CloudLevel 6 SSD", 12, 32768, 512000, 0.23, 0.06, 149.99),
]
OF_PLAN = ("id", "name", "cpus", "ramInMB", "diskSizeInMB", "pricePerHour", "pricePerHourFrozen", "priceCap")


def test_every_recorded_plan_is_on_offer_under_its_id(sandbox: Sandbox) -> None:
    plans = sandbox.get("/plans")
    listed = {key: {**plan, "name": plan["name"].strip()} for key, plan in plans.items()}
    assert listed == {str(plan[0]): dict(zip(OF_PLAN, plan, strict=True)) for plan in RECORDED_PLANS}
    assert plans["50"] == {
        "id": 50,
        "name": "CloudLevel 1 SSD",
        "diskSizeInMB": 51200,
        "ramInMB": 2048,
        "pricePerHour": 0.03,
        "pricePerHourFrozen": 0.01,
        "cpus": 1,
        "priceCap": 14.99,
    }


def test_a_plan_is_listed_with_the_space_that_a_name_was_recorded_with_and_found_without(sandbox: Sandbox) -> None:
    assert sandbox.get("/plans")["55"]["name"] == " CloudLevel 6 SSD"
    for name in ("CloudLevel 6 SSD", "%20CloudLevel%206%20SSD"):
        assert sandbox.get(f"/plans/{name}")["id"] == 55


@pytest.mark.parametrize("asked", ["51", "CloudLevel 2 SSD", "CloudLevel%202%20SSD"])
def test_a_plan_is_found_by_id_and_by_name(sandbox: Sandbox, asked: str) -> None:
    assert sandbox.get(f"/plans/{asked}")["id"] == 51


def test_every_recorded_distribution_is_on_offer_and_newer_ones_too(sandbox: Sandbox) -> None:
    distributions: dict[str, Any] = sandbox.get("/distributions")
    assert {key: distributions[key]["minDiskSizeMB"] for key in RECORDED} == RECORDED
    assert len(distributions) > len(RECORDED)
    for key, entry in distributions.items():
        assert set(entry) == {"minDiskSizeMB", "name", "rootdiskMode", "defaultKernel"}
        assert (entry["rootdiskMode"], entry["defaultKernel"]) == ("ro", "xen-pvops-x86_64")
        assert sandbox.get(f"/distributions/{key}") == entry


def test_a_misspelt_plan_or_distribution_is_told_by_its_name(sandbox: Sandbox) -> None:
    assert sandbox.refusal("GET", "/plans/CloudLevel") == 'Der Tarif "CloudLevel" existiert nicht.'
    assert sandbox.refusal("GET", "/plans/99") == "Die Paket Nr. 99 existiert nicht."
    assert sandbox.refusal("GET", "/distributions/debian") == "Die Distribution debian existiert nicht."


def test_a_distribution_that_does_not_fit_the_disk_of_the_plan_is_refused() -> None:
    with pytest.raises(Refused, match="zu klein"):
        check_fits({**PLANS[44], "diskSizeInMB": 2047}, DISTRIBUTIONS["debian_stretch_64bit"])
    check_fits({**PLANS[44], "diskSizeInMB": 2048}, DISTRIBUTIONS["debian_stretch_64bit"])
