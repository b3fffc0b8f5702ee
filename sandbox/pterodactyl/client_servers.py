# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Servers, as those see them who use them."""

from __future__ import annotations

from base64 import b32encode
from typing import Any
from uuid import UUID

from sandbox._core.answer import Answer
from sandbox._core.documents import Document

from . import activity, guards, installs, network, startup, states
from .account import random_text
from .call import Call
from .paging import Listing, like, page
from .servers import feature_limits, limits
from .view import accepted, thing


def _any(call: Call, server: Document, wanted: str | bool) -> bool:
    """The filter ``*``: names, ids and addresses."""
    row, text = server.value, str(wanted)
    ports = [f"{it.value['ip']}:{it.value['port']}" for it in network.of_server(call.store, server)]
    if text.startswith(":"):
        return any(place.endswith(text) for place in ports)
    if any(text in (place, place.partition(":")[0]) for place in ports):
        return True
    return row["uuidShort"] == text or any(like(row[name], text) for name in ("uuid", "name", "external_id"))


LISTING = Listing(("uuid", "name", "description", "external_id"), most=100, extra={"*": _any})


def attributes(call: Call, server: Document) -> dict[str, Any]:
    row, node = server.value, call.once("node", server.value["node_id"]).value
    more = {"renewable": False, "renewal": 7, "bg": None} if call.form("jexactyl") else {}
    return {
        "server_owner": row["owner_id"] == call.user.value["id"],
        "identifier": _identifier(row) if call.form("server_identifiers") else row["uuidShort"],
        "internal_id": row["id"],
        "uuid": row["uuid"],
        "name": row["name"],
        "node": node["name"],
        "is_node_under_maintenance": node["maintenance_mode"],
        "sftp_details": {"ip": node["fqdn"], "port": node["daemon_sftp"]},
        "description": row["description"],
        "limits": limits(row),
        "invocation": startup.command(call, server, not guards.may(call, server, "startup.read")),
        "docker_image": row["image"],
        "egg_features": call.once("egg", row["egg_id"]).value["features"],
        "feature_limits": feature_limits(row),
        "status": row["status"],
        "is_suspended": row["status"] == states.SUSPENDED,
        "is_installing": states.is_installing(server),
        "is_transferring": row["transferring"],
        **more,
    }


def _identifier(row: dict[str, Any]) -> str:
    """What newer panels can be told to call a server."""
    return f"{guards.SERVER}{b32encode(UUID(row['uuid']).bytes).decode().rstrip('=')}"


def egg_attributes(call: Call, egg: Document) -> dict[str, Any]:
    names = ("name",) if call.form("jexactyl") else ("uuid", "name")
    return {name: egg.value[name] for name in names}


def get_all(call: Call) -> Answer:
    """One's own and those one may use; admins ask for more by ``type``."""
    store, wanted = call.store, call.query.get("type")
    mine = {it.id for it in store.where("server", "owner_id", call.user.value["id"])}
    shared = {it.parent for it in store.where("subuser", "user_id", call.user.value["id"])}
    everything = store.all("server")
    if wanted in ("admin", "admin-all"):
        chosen = everything if call.is_admin else []
        rows = [it for it in chosen if wanted == "admin-all" or it.id not in mine | shared]
    elif wanted == "owner":
        rows = [it for it in everything if it.id in mine]
    else:
        rows = [it for it in everything if it.id in mine | shared]
    return page(call, "client_server", rows, LISTING)


def get(call: Call) -> Answer:
    own = guards.is_owner(call, call.server)
    may = ["*"] if own or call.is_admin else guards.own_permissions(call, call.server)
    if call.is_admin:
        may += ["admin.websocket.errors", "admin.websocket.install", "admin.websocket.transfer"]
    meta = {"is_server_owner": own, "user_permissions": may}
    return Answer({**thing(call, "client_server", call.server), "meta": meta})


def websocket(call: Call) -> Answer:
    """Where one would listen to the console; nobody answers there."""
    node = call.once("node", call.server.value["node_id"]).value
    scheme = "wss" if node["scheme"] == "https" else "ws"
    socket = f"{scheme}://{node['fqdn']}:{node['daemon_listen']}/api/servers/{call.server.value['uuid']}/ws"
    return Answer({"data": {"token": random_text(64), "socket": socket}})


def reinstall(call: Call) -> Answer:
    installs.begin(call, call.server, again=True)
    activity.log(call, "server:reinstall")
    return accepted()
