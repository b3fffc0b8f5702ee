# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""As much of the cloudscale.ch API as ``cloudscale_ch.cloud.server`` asks for: all servers, one server, creation."""

from __future__ import annotations

from typing import Any

from benchmarks.stubs.machines import Answer, Machine, Machines, Query


def answer(machines: Machines, verb: str, parts: list[str], query: Query, body: dict[str, Any]) -> Answer:
    """Answer one request; ``parts`` are those of the path below ``/v1``."""
    match verb, parts:
        case "GET", ["servers"]:
            return 200, [server(machine, machines.now()) for machine in machines.all()]
        case "GET", ["servers", number]:
            return 200, server(machines[int(number)], machines.now())
        case "POST", ["servers"]:
            return 201, server(machines.create(body["name"]), machines.now())
    return 404, {"detail": f"{verb} {'/'.join(parts)} is not in the stub"}


def server(machine: Machine, now: float) -> dict[str, Any]:
    """A server as the API shows it; it runs once it is ready."""
    address = f"198.18.{machine.number >> 8 & 255}.{machine.number & 255}"
    return {
        "href": f"https://api.example.com/v1/servers/{machine.number}",
        "uuid": str(machine.number),
        "name": machine.name,
        "status": "running" if machine.ready_at <= now else "changing",
        "created_at": "2024-01-01T00:00:00+00:00",
        "zone": {"slug": "lpg1"},
        "flavor": {"slug": "flex-4-2", "name": "Flex-4-2", "vcpu_count": 2, "memory_gb": 4},
        "image": {"slug": "debian-12", "name": "Debian 12", "operating_system": "Debian", "default_username": "debian"},
        "volumes": [{"type": "ssd", "device": "/dev/vda", "size_gb": 10, "uuid": f"volume-{machine.number}"}],
        "interfaces": [{"type": "public", "addresses": [{"version": 4, "address": address, "prefix_length": 24}]}],
        "ssh_fingerprints": [],
        "ssh_host_keys": [],
        "server_groups": [],
        "tags": {},
    }
