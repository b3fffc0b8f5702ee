# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Failover addresses of a project: they are ordered elsewhere, and moved from instance to instance."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from sandbox._core.answer import Answer
from sandbox._core.documents import Document
from sandbox._core.routes import Route

from . import stages
from .call import Call, shown
from .errors import bad, bad_value, conflict
from .fields import Field, word
from .projects import PROJECT
from .store import Store

BASE = f"{PROJECT}/ip/failover"
ADDRESS = f"{BASE}/{{item}}"
# A fault: refused as if the instance had no address yet.
UNADDRESSED = "unaddressed"


def plant(store: Store, project: Document, ip: str, routed_to: str | None) -> Document:
    """A new address, which the API cannot order."""
    value = {
        "id": str(uuid4()),
        "ip": ip,
        "block": f"{ip}/32",
        "routedTo": routed_to or "",
        "status": "ok",
        "progress": 0,
        "geoloc": "fr",
        "continentCode": "EU",
        "subType": "cloud",
    }
    made = Document("failover", str(value["id"]), value, account=project.account, parent=project.id)
    store.documents.put(made)
    return made


def _shown(call: Call, found: Document) -> dict[str, Any]:
    value = shown(found.value)
    return {**value, "routedTo": None} if not value["routedTo"] and call.form("unrouted_null") else value


def get_all(call: Call) -> Answer:
    return Answer([_shown(call, it) for it in call.listed("failover", call.service("project").id)])


def own(call: Call) -> Document:
    return call.item("failover", call.service("project"), field="failoverIpId")


def get(call: Call) -> Answer:
    return Answer(_shown(call, own(call)))


def attach(call: Call) -> Answer:
    """It is moved, and cannot be detached. The guest configures it itself."""
    found, project = own(call), call.service("project")
    wanted = call.body(Field("instanceId", word, needed=True))["instanceId"]
    instance = call.get("instance", wanted)
    if instance is None or instance.parent != project.id:
        raise bad_value("instanceId")
    if found.ends is not None:
        raise conflict("An operation on this address is pending")
    if call.core.take_fault({UNADDRESSED}) or not any(it["type"] == "public" for it in instance.value["ipAddresses"]):
        raise bad(f"Instance {instance.id} has no public address")
    moved = [
        [stages.merge("failover", found.id, progress=50)],
        [stages.merge("failover", found.id, status="ok", progress=0, routedTo=wanted)],
    ]
    stays = [stages.merge("failover", found.id, status="ok", progress=0)]
    begun = call.begin(found, *moved, failed=lambda failure: stays, status="operationPending")
    return Answer(_shown(call, begun))


ROUTES = (
    Route("GET", BASE, get_all),
    Route("GET", ADDRESS, get),
    Route("POST", f"{ADDRESS}/attach", attach),
)
