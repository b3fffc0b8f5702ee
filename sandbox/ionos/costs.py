# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What costs money as long as it is there."""

from __future__ import annotations

from typing import Any

from sandbox._core.documents import Document

from .store import Store


def listed(store: Store) -> dict[str, list[dict[str, Any]]]:
    """Servers that are allocated, volumes that are in none of them, reserved addresses, snapshots."""
    servers = [server for server in store.documents.listed("server") if not server.value.get("off")]
    volumes = [volume for volume in store.documents.listed("volume") if not volume.value.get("joined")]
    return {
        "servers": [_named(server) for server in servers],
        "volumes": [_named(volume) for volume in volumes],
        "addresses": [_named(block) for block in store.documents.listed("ipblock")],
        "snapshots": [_named(snapshot) for snapshot in store.documents.listed("snapshot")],
    }


def _named(thing: Document) -> dict[str, Any]:
    return {"id": thing.id, "name": thing.value["properties"]["name"], "contract": thing.account}
