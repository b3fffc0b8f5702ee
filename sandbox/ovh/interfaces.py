# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What connects an instance to its networks: one interface for each of its networks, whose id follows from both."""

from __future__ import annotations

import hashlib
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from sandbox._core.answer import Answer
from sandbox._core.documents import Document
from sandbox._core.routes import Route

from . import networks
from .call import VOID, Call
from .errors import conflict, no_object
from .fields import Field, address, word
from .instances import INSTANCE, own

BASE = f"{INSTANCE}/interface"


def _all(instance: Document) -> list[dict[str, Any]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for each in instance.value["ipAddresses"]:
        found.setdefault(each["networkId"], []).append(each)
    return [_shown(instance, number, held) for number, held in found.items()]


def _shown(instance: Document, number: str, held: list[dict[str, Any]]) -> dict[str, Any]:
    key = str(uuid5(NAMESPACE_URL, f"{instance.id}/{number}"))
    digest = hashlib.sha256(key.encode()).hexdigest()
    return {
        "id": key,
        "macAddress": "fa:16:3e:" + ":".join(digest[at : at + 2] for at in (0, 2, 4)),
        "networkId": number,
        "type": held[0]["type"],
        "state": "ACTIVE",
        "fixedIps": [{"ip": it["ip"], "subnetId": str(uuid5(NAMESPACE_URL, number))} for it in held],
    }


def get_all(call: Call) -> Answer:
    return Answer(_all(own(call)))


def _own(call: Call) -> dict[str, Any]:
    for found in _all(own(call)):
        if found["id"] == call.parts["interface"]:
            return found
    raise no_object("interfaceId", call.parts["interface"])


def get(call: Call) -> Answer:
    return Answer(_own(call))


def post(call: Call) -> Answer:
    instance, project = own(call), call.service("project")
    sent = call.complete(Field("networkId", word, needed=True), Field("ip", address))
    if instance.ends is not None:
        raise conflict(f"Instance {instance.id} is {instance.value['status']}")
    given = networks.private_address(call, project, instance.value["region"], sent["networkId"], sent["ip"])
    if any(it["networkId"] == given["networkId"] for it in instance.value["ipAddresses"]):
        raise conflict(f"Instance {instance.id} is in this network already")
    held = [*instance.value["ipAddresses"], given]
    changed = call.change(instance, ipAddresses=held, _given=held)
    return Answer(_all(changed)[-1])


def delete(call: Call) -> Answer:
    instance, found = own(call), _own(call)
    left = [it for it in instance.value["ipAddresses"] if it["networkId"] != found["networkId"]]
    call.change(instance, ipAddresses=left, _given=left)
    return VOID


ROUTES = (
    Route("GET", BASE, get_all),
    Route("POST", BASE, post),
    Route("GET", f"{BASE}/{{interface}}", get),
    Route("DELETE", f"{BASE}/{{interface}}", delete),
)
