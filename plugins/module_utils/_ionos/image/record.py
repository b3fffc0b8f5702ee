# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Private images: a table. They come to be elsewhere, by an upload."""

from __future__ import annotations

from typing import Any

from ..._core.errors import InvalidInput
from ..._core.kind import Thing
from ..._core.record.table import Field, Record
from ..._core.record.task import record_spec
from .. import kinds, tables
from ..client import Client
from ..kinds import properties
from ..labels import Labels, check_labels
from ..provider import IONOS

# What of a server with a disk made of it can be changed without a reboot.
HOT = (
    *("cpu_hot_plug", "cpu_hot_unplug", "ram_hot_plug", "ram_hot_unplug", "nic_hot_plug", "nic_hot_unplug"),
    *("disc_virtio_hot_plug", "disc_virtio_hot_unplug", "disc_scsi_hot_plug", "disc_scsi_hot_unplug"),
)


def _refuse(resource: Any, image: Thing | None) -> None:
    if image is not None and properties(image).get("public"):
        rule = f"is {properties(image).get('name')}, a public image, which nobody can change or delete"
        raise InvalidInput("id", image["id"], rule, advice="ionos_info lists those with public: false")


IMAGE: Record[Client] = Record(
    key="image",
    kind=lambda: kinds.PRIVATE_IMAGE,
    fields=(
        Field("name"),
        Field("location", fixed=True),
        Field("description"),
        Field("licence_type"),
        Field("cloud_init", more={"choices": ("NONE", "V1")}),
        *(Field(name, "bool") for name in (*HOT, "expose_serial", "require_legacy_bios")),
    ),
    create=None,
    no_creation="Private images come to be by an upload over FTP; upload it first, and wait until ionos_info lists it",
    change=lambda client, it, values: client.change("images", it["id"], properties=values),
    delete=lambda client, it, desired: client.delete("images", it["id"], thing=it),
    parts=(Labels(lambda it: ("images", it["id"])),),
    identity=("name", "location"),
    among=lambda resource, image: not properties(image).get("public"),
    unique=False,
    values=properties,
    becomes=tables.becomes,
    check=lambda desired: check_labels(desired.labels),
    refuse=_refuse,
    more=tables.more("size", "imageType"),
)
IMAGE_TASK = record_spec(IONOS, IMAGE)
