# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Nodes: the computers that servers run on."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from sandbox._core.answer import Answer
from sandbox._core.documents import Document

from . import daemon
from .account import random_text
from .call import Call
from .errors import display, error
from .paging import Listing, page
from .store import Store
from .unique import exists
from .validation import Rules, check, flag, rules, whole
from .view import created, nothing, thing

LISTING = Listing(("uuid", "name", "fqdn", "daemon_token_id"), ("id", "uuid", "memory", "disk"))
BASE = "/var/lib/pterodactyl/volumes"
DEFAULTS = {
    "public": True,
    "behind_proxy": False,
    "maintenance_mode": False,
    "daemon_base": BASE,
    "upload_size": 100,
    "description": None,
}
NUMBERS = (
    "location_id",
    "memory",
    "memory_overallocate",
    "disk",
    "disk_overallocate",
    "upload_size",
    "daemon_listen",
    "daemon_sftp",
)
FLAGS = ("public", "behind_proxy", "maintenance_mode")
SHOWN = (
    "id",
    "uuid",
    "public",
    "name",
    "description",
    "location_id",
    "fqdn",
    "scheme",
    "behind_proxy",
    "maintenance_mode",
    "memory",
    "memory_overallocate",
    "disk",
    "disk_overallocate",
    "upload_size",
    "daemon_listen",
    "daemon_sftp",
    "daemon_base",
)


def attributes(call: Call, node: Document) -> dict[str, Any]:
    row = node.value
    taken = _taken(call, node)
    more = {"deployable": True, "deploy_fee": row.get("deploy_fee", 0)} if call.form("jexactyl") else {}
    return {**{name: row[name] for name in SHOWN}, **more, **call.times(row), "allocated_resources": taken}


def _taken(call: Call, node: Document) -> dict[str, int]:
    """What its servers may use of it; looked for once, however often it is shown."""
    place = ("taken", node.id)
    if place not in call.cache:
        call.cache[place] = {name: call.store.total("server", node, name) for name in ("memory", "disk")}
    return dict(call.cache[place])


def _rules(call: Call) -> dict[str, Rules]:
    more: dict[str, Rules] = {"deploy_fee": rules("sometimes|numeric|min:0")} if call.form("jexactyl") else {}
    return {
        "name": rules("required|regex:/^([\\w .-]{1,100})$/"),
        "location_id": rules("required|integer", exists(call.store, "location")),
        "fqdn": rules("required|string"),
        "scheme": rules("required|string"),
        "public": rules("sometimes|boolean"),
        "behind_proxy": rules("sometimes|boolean"),
        "maintenance_mode": rules("sometimes|boolean"),
        "memory": rules("required|numeric|min:1"),
        "memory_overallocate": rules("required|numeric|min:-1"),
        "disk": rules("required|numeric|min:1"),
        "disk_overallocate": rules("required|numeric|min:-1"),
        "daemon_base": ["sometimes", "required", "regex:/^([\\/][\\d\\w.\\-\\/]+)$/"],
        "daemon_sftp": rules("required|numeric|between:1,65535"),
        "daemon_listen": rules("required|numeric|between:1,65535"),
        "upload_size": rules("sometimes|integer|between:1,1024"),
        **more,
    }


def _sent(call: Call) -> dict[str, Any]:
    """What was sent of a node, as it is kept. A base that is left out is the usual one."""
    sent = call.input
    row: dict[str, Any] = {name: sent[name] for name in ("name", "fqdn", "scheme")}
    row |= {name: whole(sent[name]) for name in NUMBERS if name in sent}
    row |= {name: flag(sent[name]) for name in FLAGS if name in sent}
    if call.form("jexactyl") and "deploy_fee" in sent:
        row["deploy_fee"] = whole(sent["deploy_fee"])
    return {**row, "daemon_base": sent.get("daemon_base") or BASE}


def secrets() -> dict[str, str]:
    """A new key of the daemon."""
    return {"daemon_token_id": random_text(16), "daemon_token": random_text(64)}


def new(store: Store, row: dict[str, Any], now: float) -> Document:
    place = {"down": False, "listens": row["daemon_listen"]}
    value = {**DEFAULTS, "uuid": str(uuid4()), **secrets(), **place, **row}
    return store.add("node", value, now, parent=str(row["location_id"]))


def get_all(call: Call) -> Answer:
    return page(call, "node", call.store.all("node"), LISTING)


def get(call: Call) -> Answer:
    return Answer(thing(call, "node", call.things["node"]))


def create(call: Call) -> Answer:
    check(call.input, _rules(call))
    node = new(call.store, _sent(call), call.now)
    return created(thing(call, "node", node), f"{call.base}/api/application/nodes/{node.id}")


def update(call: Call) -> Answer:
    """What is changed stays changed, also when the daemon does not learn of it.

    The daemon is called at the port that it had before.
    """
    before, store = call.things["node"], call.store
    check(call.input, _rules(call))
    fresh = secrets() if call.input.get("reset_secret") is True else {}
    node = store.moved(store.change(before, {**_sent(call), **fresh}, call.now), str(call.input["location_id"]))
    if daemon.is_silent(call, before):
        words = (
            "The daemon configuration has been updated, however there was an error encountered while attempting to "
            "automatically update the configuration file on the Daemon. You will need to manually update the "
            "configuration file (config.yml) for the daemon to apply these changes."
        )
        return error(400, "ConfigurationNotPersistedException", words)
    shown = thing(call, "node", node)
    shown["attributes"]["mounts"] = []
    return Answer(shown)


def delete(call: Call) -> Answer:
    node, store = call.things["node"], call.store
    if store.all("server", node):
        words = "A node must have no servers linked to it in order to be deleted."
        raise display(words, "HasActiveServersException")
    remove(store, node)
    return nothing()


def remove(store: Store, node: Document) -> None:
    """The node is gone with its ports."""
    for allocation in store.all("allocation", node):
        store.drop(allocation)
    store.drop(node)


def configuration(call: Call) -> Answer:
    """What the daemon's file of settings says; without an envelope."""
    row = call.things["node"].value
    certificates = f"/etc/letsencrypt/live/{row['fqdn'].lower()}"
    return Answer(
        {
            "debug": False,
            "uuid": row["uuid"],
            "token_id": row["daemon_token_id"],
            "token": row["daemon_token"],
            "api": {
                "host": "0.0.0.0",
                "port": row["daemon_listen"],
                "ssl": {
                    "enabled": not row["behind_proxy"] and row["scheme"] == "https",
                    "cert": f"{certificates}/fullchain.pem",
                    "key": f"{certificates}/privkey.pem",
                },
                "upload_limit": row["upload_size"],
            },
            "system": {"data": row["daemon_base"], "sftp": {"bind_port": row["daemon_sftp"]}},
            "allowed_mounts": [],
            "remote": call.base,
        }
    )
