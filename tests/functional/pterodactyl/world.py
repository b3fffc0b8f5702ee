# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A panel at its sandbox, as the suite needs it."""

from __future__ import annotations

from typing import Any

from running import Server

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.provider import HTTP_OPTIONS
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.watch import Tell, silent
from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.client import APPLICATION, CLIENT, Client
from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.provider import PANEL
from tests.functional.conftest import SandboxClock

SECRET = "0123456789abcdef0123456789abcdef"
CLIENT_KEY, APPLICATION_KEY = f"ptlc_00000000001{SECRET}", f"ptla_00000000001{SECRET}"
# What is another with every try.
PASSING = ("id", "uuid", "identifier", "internal_id", "related", "meta", "created_at", "updated_at", "last_used_at")
PASSING_TOO = ("allocation", "invocation", "completed_at", "checksum", "public_key", "next_run_at", "last_run_at")
INCLUDES = "allocations,user,egg,node"


def client_of(panel: Server, tell: Tell = silent, keys: dict[str, str | None] | None = None, **options: Any) -> Client:
    """A client whose clock is the sandbox's; keyword arguments are options, without api_."""
    usual = {name: spec.get("default") for name, spec in HTTP_OPTIONS.items()}
    own = {**dict.fromkeys(PANEL.options), **({"client_key": CLIENT_KEY} if keys is None else keys)}
    named = {f"api_{name}": value for name, value in {"timeout": 10.0, "retries": 3, **options}.items()}
    return Client(PANEL.account({**usual, **own, "api_url": panel.url, **named}), SandboxClock(panel), tell)


class PanelWorld:
    """See World."""

    def __init__(self, panel: Server) -> None:
        self.panel = panel
        self.secrets = (CLIENT_KEY, APPLICATION_KEY, SECRET)

    def reset(self) -> None:
        """Begin anew, with a server that is used, and another that no task is about."""
        self.panel.control("POST", "/reset")
        self.panel.control("POST", "/servers", prefix="other", external_id=True, backups=5, databases=5)

    def connect(self, tell: Tell = silent) -> Client:
        """A new client, whose clock is the sandbox's."""
        return client_of(self.panel, tell)

    def settle(self) -> None:
        """Let everything that is in flight come to its end."""
        self.panel.advance(3600)

    def fault(self, kind: str, after: int, **more: Any) -> None:
        """Make one request fail, after so many others."""
        self.panel.fault("*", "*", kind, after=after, **more)

    def heal(self) -> None:
        """Take away all faults."""
        self.panel.control("DELETE", "/faults")

    def changes(self) -> list[Any]:
        """The requests that could have changed something, since the last call."""
        changes = [(entry["verb"], entry["path"]) for entry in self.panel.log() if entry["verb"] != "GET"]
        self.panel.control("DELETE", "/requests")
        return changes

    def everything(self) -> dict[str, Any]:
        """All things of the panel by kind and name."""
        client = self.connect()
        found: dict[str, Any] = {}
        for what, name in (("users", "username"), ("locations", "short")):
            for thing in client.get_all(APPLICATION, what):
                found[_key(found, f"{what} {thing[name]}")] = _lasting(thing)
        for node in client.get_all(APPLICATION, "nodes"):
            where = _key(found, f"nodes {node['name']}")
            found[where] = _lasting({**node, "allocated_resources": None})
            allocations = client.get_all(APPLICATION, "nodes", node["id"], "allocations")
            for one in allocations:
                found[f"{where}/{one['ip']}:{one['port']}"] = _lasting({**one, "assigned": None, "notes": None})
        for server in client.get_all(APPLICATION, "servers", include=INCLUDES):
            self._note(client, found, server)
        for what, name in (("api-keys", "description"), ("ssh-keys", "fingerprint")):
            for thing in client.get_all(CLIENT, "account", what):
                found[_key(found, f"{what} {thing[name]}")] = _lasting(thing)
        return found

    def _note(self, client: Client, found: dict[str, Any], server: dict[str, Any]) -> None:
        key = _key(found, f"servers {server['name']}")
        environment = (server.get("container") or {}).get("environment", {})
        environment = {name: value for name, value in environment.items() if name != "P_SERVER_UUID"}
        there = {**server, "container": {**server["container"], "environment": environment}}
        ports = [one["port"] for one in (server.get("related") or {}).get("allocations", [])]
        found[key] = {**_lasting(there), "ports": ports}
        if server["status"] not in (None, "reinstall_failed"):
            return
        where = (CLIENT, "servers", server["identifier"])
        found[key]["power"] = client.get(*where, "resources")["current_state"]
        for what, name in (("databases", "name"), ("users", "email"), ("schedules", "name"), ("backups", "name")):
            for thing in client.get_all(*where, what):
                parts = [_lasting(task) for task in (thing.get("related") or {}).get("tasks", [])]
                told = {**_lasting(thing), **({"tasks": parts} if parts else {})}
                # of a database it is made up
                told.pop("username" if what == "databases" else "", None)
                found[_key(found, f"{key}/{what} {thing[name]}")] = told
        for one in client.get_all(*where, "network", "allocations"):
            found[f"{key}/allocation {one['port']}"] = _lasting(one)
        self._note_files(client, found, where, key, "/")

    def _note_files(self, client: Client, found: dict[str, Any], where: Any, key: str, folder: str) -> None:
        for one in client.get_all(*where, "files", "list", directory=folder):
            path = f"{folder}{one['name']}"
            found[f"{key}/file {path}"] = {name: one[name] for name in ("mode_bits", "size", "is_file")}
            if not one["is_file"]:
                self._note_files(client, found, where, key, f"{path}/")


def _key(found: dict[str, Any], name: str) -> str:
    """Two of a name are told apart by their order."""
    return f"{name}#{sum(other.startswith(f'{name}#') and '/' not in other for other in found)}"


def _lasting(thing: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in thing.items() if name not in (*PASSING, *PASSING_TOO)}
