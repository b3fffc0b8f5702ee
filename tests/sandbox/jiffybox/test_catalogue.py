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


def test_every_recorded_plan_is_on_offer_under_its_id(sandbox: Sandbox) -> None:
    plans = sandbox.get("/plans")
    assert list(plans) == [str(number) for number in range(44, 56)]
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
