# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""As much of the Vultr API as ``vultr.cloud.instance`` asks for: systems, instances, their networks and user data."""

from __future__ import annotations

from typing import Any

from benchmarks.stubs.machines import Answer, Machine, Machines, Query

# How much the API shows in a page, and the most that it can be asked for.
PAGE, MOST = 100, 500
SYSTEMS = [{"id": 2136, "name": "Debian 12 x64 (bookworm)", "arch": "x64", "family": "debian"}]


def answer(machines: Machines, verb: str, parts: list[str], query: Query, body: dict[str, Any]) -> Answer:
    """Answer one request; ``parts`` are those of the path below ``/v2``."""
    match verb, parts:
        case "GET", ["os"]:
            return 200, {"os": SYSTEMS, "meta": meta(len(SYSTEMS))}
        case "GET", ["instances"]:
            start, size = int(query.get("cursor") or 0), min(int(query.get("per_page", PAGE)), MOST)
            total = len(machines.all())
            shown = [instance(machine, machines.now()) for machine in machines.all()[start : start + size]]
            rest = str(start + size) if start + size < total else ""
            return 200, {"instances": shown, "meta": meta(total, rest)}
        case "GET", ["instances", number]:
            return 200, {"instance": instance(machines[int(number)], machines.now())}
        case "GET", ["instances", str(), "vpcs"]:
            return 200, {"vpcs": [], "meta": meta(0)}
        case "GET", ["instances", str(), "user-data"]:
            return 200, {"user_data": {"data": ""}}
        case "POST", ["instances"]:
            return 202, {"instance": instance(machines.create(body["label"]), machines.now())}
    return 400, {"error": f"{verb} {'/'.join(parts)} is not in the stub", "status": 400}


def meta(total: int, rest: str = "") -> dict[str, Any]:
    """What comes with a list; ``rest`` is the cursor of the next page."""
    return {"total": total, "links": {"next": rest, "prev": ""}}


def instance(machine: Machine, now: float) -> dict[str, Any]:
    """An instance as the API shows it; it runs once it is ready."""
    ready = machine.ready_at <= now
    return {
        "id": str(machine.number),
        "label": machine.name,
        "hostname": machine.name,
        "region": "ams",
        "plan": "vc2-1c-2gb",
        "os": SYSTEMS[0]["name"],
        "os_id": SYSTEMS[0]["id"],
        "app_id": 0,
        "image_id": "",
        "firewall_group_id": "",
        "ram": 2048,
        "disk": 55,
        "vcpu_count": 1,
        "main_ip": f"198.18.{machine.number >> 8 & 255}.{machine.number & 255}",
        "v6_main_ip": "",
        "date_created": "2024-01-01T00:00:00+00:00",
        "status": "active" if ready else "pending",
        "power_status": "running",
        "server_status": "ok" if ready else "none",
        "features": [],
        "tags": [],
    }
