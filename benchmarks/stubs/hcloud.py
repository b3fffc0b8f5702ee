# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""As much of the Hetzner Cloud API as server, server_info and the inventory of hetzner.hcloud ask for."""

from __future__ import annotations

import json
from typing import Any

from benchmarks.stubs.machines import Answer, Machine, Machines, Query

# The most that the API shows in a page.
PAGE = 50
LOCATION = {"id": 1, "name": "fsn1", "city": "Falkenstein", "country": "DE", "network_zone": "eu-central"}
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
            number, size = int(query.get("page", 1)), min(int(query.get("per_page", PAGE)), PAGE)
            shown = [server(machine, machines.now()) for machine in found[(number - 1) * size : number * size]]
            return 200, page("servers", shown, number, size, len(found))
        case "GET", ["servers", number]:
            return one("server", server(machines[int(number)], machines.now()))
        case "GET", ["server_types"]:
            return one_page("server_types", [SERVER_TYPE] * (query.get("name") == SERVER_TYPE["name"]))
        case "GET", ["images"]:
            return one_page("images", [IMAGE] * (query.get("name") == IMAGE["name"]))
        case "POST", ["servers"]:
            machine = machines.create(body["name"])
            created = server(machine, machines.now())
            started = {"server": created, "action": action(machine, machines.now()), "next_actions": []}
            return 201, {**started, "root_password": "not-secret"}
        case "GET", ["actions", number]:
            return one("action", action(machines[int(number)], machines.now()))
    return 404, {"error": {"code": "not_found", "message": f"{verb} {'/'.join(parts)} is not in the stub"}}


def listing(count: int) -> dict[str, bytes]:
    """What the API answers to those who ask for all of so many running servers, by path and number of the page."""
    machines = [Machine(number, f"web{number}", 0) for number in range(1, count + 1)]
    answers = {"/v1/locations": json.dumps(one_page("locations", [LOCATION])[1]).encode()}
    for number in range(1, -(-count // PAGE) + 1):
        shown = [server(machine, 0) for machine in machines[(number - 1) * PAGE : number * PAGE]]
        answers[f"/v1/servers {number}"] = json.dumps(page("servers", shown, number, PAGE, count)).encode()
    return answers


def page(what: str, entries: list[Any], number: int, size: int, total: int) -> dict[str, Any]:
    """A page of a list that has ``total`` entries."""
    last = max(1, -(-total // size))
    pagination = {
        "page": number,
        "per_page": size,
        "previous_page": number - 1 or None,
        "next_page": number + 1 if number < last else None,
        "last_page": last,
        "total_entries": total,
    }
    return {what: entries, "meta": {"pagination": pagination}}


def one_page(what: str, entries: list[Any]) -> Answer:
    return 200, page(what, entries, 1, PAGE, len(entries))


def one(what: str, entry: Any) -> Answer:
    return 200, {what: entry}


def server(machine: Machine, now: float) -> dict[str, Any]:
    """A server as the API shows it; it runs once it is ready."""
    number = machine.number
    address = f"{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
    network = f"2001:db8:{number >> 8:x}:{number & 255:x}::/64"
    return {
        "id": number,
        "name": machine.name,
        "status": "running" if machine.ready_at <= now else "initializing",
        "created": "2024-01-01T00:00:00+00:00",
        "labels": {"role": "web", "env": "prod"},
        "location": LOCATION,
        "datacenter": {"id": 4, "name": "fsn1-dc14", "description": "Falkenstein 1", "location": LOCATION},
        "server_type": SERVER_TYPE,
        "image": IMAGE,
        "public_net": {
            "ipv4": {"id": number, "ip": f"198.{address}", "blocked": False, "dns_ptr": f"web{number}.example.com"},
            "ipv6": {"id": number, "ip": network, "blocked": False, "dns_ptr": []},
            "floating_ips": [],
            "firewalls": [],
        },
        "private_net": [],
        "volumes": [],
        "load_balancers": [],
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
