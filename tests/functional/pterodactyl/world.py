# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A panel at its sandbox, as the suite needs it."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import quote

from running import Server, Wire

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.provider import HTTP_OPTIONS
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.watch import Tell, silent
from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.client import Client
from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.provider import PANEL
from tests.functional.conftest import SandboxClock

SECRET = "0123456789abcdef0123456789abcdef"
CLIENT_KEY, APPLICATION_KEY = f"ptlc_00000000001{SECRET}", f"ptla_00000000001{SECRET}"
# What is another with every try.
PASSING = ("id", "uuid", "identifier", "relationships", "related", "created_at", "updated_at", "last_used_at")
PASSING_TOO = ("allocation", "completed_at", "checksum", "public_key", "next_run_at", "last_run_at")


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
        """All things of the panel by kind and name. It is asked a dozen times a test, so plainly."""
        return _everything(partial(_listed, self.panel.wire))


Things = Callable[[str], list[dict[str, Any]]]


def _listed(wire: Wire, path: str) -> list[dict[str, Any]]:
    """The things of a list, or the one thing that is there."""
    status, text = wire.call("GET", f"/api/{path}", Authorization=f"Bearer {CLIENT_KEY}", Accept="application/json")
    assert status == 200, text
    return _data(json.loads(text))


def _data(told: dict[str, Any]) -> list[dict[str, Any]]:
    """The attributes, with what was included under "related"."""
    if told["object"] == "null_resource":
        return []
    things = [one["attributes"] for one in (told["data"] if told["object"] == "list" else [told])]
    related = ({name: _data(one) for name, one in thing.get("relationships", {}).items()} for thing in things)
    return [{**thing, "related": there} for thing, there in zip(things, related, strict=True)]


def _everything(listed: Things) -> dict[str, Any]:
    found: dict[str, Any] = {}
    users = listed("application/users?per_page=500")
    for user in users:
        found[_key(found, f"users {user['username']}")] = _lasting(user)
    for location in listed("application/locations?per_page=500"):
        found[_key(found, f"locations {location['short']}")] = _lasting(location)
    for node in listed("application/nodes?per_page=500&include=allocations"):
        where = _key(found, f"nodes {node['name']}")
        found[where] = _lasting({**node, "allocated_resources": None})
        for one in node["related"]["allocations"]:
            found[f"{where}/{one['ip']}:{one['port']}"] = _lasting({**one, "assigned": None, "notes": None})
    used = {server["identifier"]: server for server in listed("client?type=admin-all&per_page=100")}
    emails = {user["id"]: user["email"] for user in users}
    for server in listed("application/servers?per_page=500&include=allocations,databases,subusers"):
        _note(listed, found, server, used[server["identifier"]], emails)
    for what, name in (("api-keys", "description"), ("ssh-keys", "fingerprint")):
        for thing in listed(f"client/account/{what}"):
            found[_key(found, f"{what} {thing[name]}")] = _lasting(thing)
    return found


def _note(
    listed: Things, found: dict[str, Any], server: dict[str, Any], used: dict[str, Any], emails: dict[int, str]
) -> None:
    """A server, and all that is of it."""
    key = _key(found, f"servers {server['name']}")
    environment = {name: value for name, value in server["container"]["environment"].items() if name != "P_SERVER_UUID"}
    there = {**server, "container": {**server["container"], "environment": environment}}
    found[key] = {**_lasting(there), "ports": [one["port"] for one in server["related"]["allocations"]]}
    for database in server["related"]["databases"]:
        # whose name at the host is made up
        told = {name: value for name, value in database.items() if name != "username"}
        found[_key(found, f"{key}/databases {database['database']}")] = _lasting(told)
    for one in server["related"]["subusers"]:
        found[f"{key}/users {emails[one['user_id']]}"] = _lasting(one)
    for one in used["related"]["allocations"]:
        found[f"{key}/allocation {one['port']}"] = _lasting(one)
    if server["status"] not in (None, "reinstall_failed"):
        return
    where = f"client/servers/{server['identifier']}"
    found[key]["power"] = listed(f"{where}/resources")[0]["current_state"]
    for schedule in listed(f"{where}/schedules"):
        tasks = [_lasting(task) for task in schedule["related"]["tasks"]]
        found[_key(found, f"{key}/schedules {schedule['name']}")] = {**_lasting(schedule), "tasks": tasks}
    for backup in listed(f"{where}/backups?per_page=50"):
        found[_key(found, f"{key}/backups {backup['name']}")] = _lasting(backup)
    _note_files(listed, found, where, key, "/")


def _note_files(listed: Things, found: dict[str, Any], where: str, key: str, folder: str) -> None:
    for one in listed(f"{where}/files/list?directory={quote(folder)}"):
        path = f"{folder}{one['name']}"
        found[f"{key}/file {path}"] = {name: one[name] for name in ("mode_bits", "size", "is_file")}
        if not one["is_file"]:
            _note_files(listed, found, where, key, f"{path}/")


def _key(found: dict[str, Any], name: str) -> str:
    """Two of a name are told apart by their order."""
    return f"{name}#{sum(other.startswith(f'{name}#') and '/' not in other for other in found)}"


def _lasting(thing: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in thing.items() if name not in (*PASSING, *PASSING_TOO)}
