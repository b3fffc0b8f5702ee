# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""As much of the Hetzner Cloud API as ``hetzner.hcloud.server`` asks for: servers by name, creation, actions."""

from __future__ import annotations

from typing import Any

from benchmarks.inventory import hcloud_page, hcloud_server
from benchmarks.stubs.machines import Answer, Machine, Machines, Query

SERVER_TYPE = {"id": 22, "name": "cpx22", "architecture": "x86", "cores": 2, "memory": 4.0, "disk": 80, "prices": []}
IMAGE = {
    "id": 1,
    "name": "debian-12",
    "description": "Debian 12",
    "type": "system",
    "status": "available",
    "architecture": "x86",
    "os_flavor": "debian",
    "deprecated": None,
}


def answer(machines: Machines, verb: str, parts: list[str], query: Query, body: dict[str, Any]) -> Answer:
    """Answer one request; ``parts`` are those of the path below ``/v1``."""
    match verb, parts:
        case "GET", ["servers"]:
            found = [machine for machine in machines.all() if query.get("name") in (None, machine.name)]
            return page("servers", [server(machine, machines.now()) for machine in found])
        case "GET", ["servers", number]:
            return one("server", server(machines[int(number)], machines.now()))
        case "GET", ["server_types"]:
            return page("server_types", [SERVER_TYPE] * (query.get("name") == SERVER_TYPE["name"]))
        case "GET", ["images"]:
            return page("images", [IMAGE] * (query.get("name") == IMAGE["name"]))
        case "POST", ["servers"]:
            machine = machines.create(body["name"])
            created = server(machine, machines.now())
            started = {"server": created, "action": action(machine, machines.now()), "next_actions": []}
            return 201, {**started, "root_password": "not-secret"}
        case "GET", ["actions", number]:
            return one("action", action(machines[int(number)], machines.now()))
    return 404, {"error": {"code": "not_found", "message": f"{verb} {'/'.join(parts)} is not in the stub"}}


def page(what: str, entries: list[Any]) -> Answer:
    """The one page of a list that no contender asks more than one page of."""
    return 200, hcloud_page(what, entries, 1, 1)


def one(what: str, entry: Any) -> Answer:
    return 200, {what: entry}


def server(machine: Machine, now: float) -> dict[str, Any]:
    """A server as the API shows it; it runs once it is ready."""
    return {
        **hcloud_server(machine.number),
        "id": machine.number,
        "name": machine.name,
        "status": "running" if machine.ready_at <= now else "initializing",
        "server_type": SERVER_TYPE,
        "image": IMAGE,
        "rescue_enabled": False,
        "locked": False,
        "backup_window": None,
        "protection": {"delete": False, "rebuild": False},
        "placement_group": None,
        "iso": None,
    }


def action(machine: Machine, now: float) -> dict[str, Any]:
    """The creation of a server, which has the number of the server."""
    done = machine.ready_at <= now
    return {
        "id": machine.number,
        "command": "create_server",
        "status": "success" if done else "running",
        "progress": 100 if done else 0,
        "started": "2024-01-01T00:00:00+00:00",
        "finished": "2024-01-01T00:00:00+00:00" if done else None,
        "resources": [{"id": machine.number, "type": "server"}],
        "error": None,
    }
