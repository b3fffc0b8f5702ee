# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The flags that say what can be changed while a server runs."""

from __future__ import annotations

from .fields import Field, flag

HOT = (
    "cpuHotPlug",
    "ramHotPlug",
    "nicHotPlug",
    "nicHotUnplug",
    "discVirtioHotPlug",
    "discVirtioHotUnplug",
)
# Volumes had these too, up to v4; images and snapshots still do.
FURTHER = ("cpuHotUnplug", "ramHotUnplug", "discScsiHotPlug", "discScsiHotUnplug")


def hot(further_until: int) -> tuple[Field, ...]:
    """The fields of all flags, the further ones up to a version."""
    usual = tuple(Field(name, flag, default=False) for name in HOT)
    return usual + tuple(Field(name, flag, default=False, until=further_until) for name in FURTHER)
