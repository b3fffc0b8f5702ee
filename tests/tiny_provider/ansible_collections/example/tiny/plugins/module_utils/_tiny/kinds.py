# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The kinds of things: how one is found, and how it is."""

from __future__ import annotations

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.kind import Kind, Thing, id_like

from .client import Client


def _settled(thing: Thing) -> bool:
    return thing["state"] in ("OFF", "ON", "READY", "ERROR")


def _kind(what: str, *where: str, owner: str = "this account") -> Kind[Client]:
    return Kind(
        what,
        f"{what}s",
        get=lambda client, thing_id: client.get(*where, thing_id),
        get_all=lambda client: client.get_all(*where),
        id_from=id_like(f"{what[:3]}-[0-9]+"),
        leaving=lambda thing: thing["state"] == "DELETING",
        settled=_settled,
        condition=lambda thing: f"{thing['state']}, of {thing['created']}",
        owner=owner,
        age=lambda thing: thing["created"],
        unknown_codes=(404,),
    )


SERVER = _kind("server", "servers")


def volume(server: Thing) -> Kind[Client]:
    """The volumes of a server."""
    return _kind("volume", "servers", server.get("id", ""), "volumes", owner=f"server {server.get('name')}")
