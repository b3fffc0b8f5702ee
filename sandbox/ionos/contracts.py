# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Contracts, with what they allow and what is taken."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sandbox._core.answer import Answer
from sandbox._core.documents import Document
from sandbox._core.routes import Route

from . import limits
from .call import Call
from .fields import Field
from .kind import Kind
from .view import View


def computed(view: View, contract: Document, depth: int) -> Mapping[str, Any]:
    number = int(contract.id)
    reserved = {ip for block in view.call.listed("ipblock") for ip in block.value["properties"]["ips"]}
    used = {ip for nic in view.call.listed("nic") for ip in nic.value["properties"]["ips"] or []}
    return {"resourceLimits": limits.shown(view.store, number, len(reserved & used))}


CONTRACT = Kind(
    "contract",
    "contracts",
    tuple(Field(name, own=True) for name in ("contractNumber", "owner", "status", "regDomain", "resourceLimits")),
    page=None,
    computed=computed,
    has_metadata=False,
)


def list_contracts(call: Call) -> Answer:
    """A collection in v6, one thing before. A contract has no id, and so it is always shown whole."""
    owners = [user for user in call.listed("user") if user.value.get("owner")]
    properties = {
        "contractNumber": call.contract,
        "owner": owners[0].value["properties"]["email"] if owners else call.person.email,
        "status": "BILLABLE",
        "regDomain": "ionos.de",
    }
    contract = Document("contract", str(call.contract), {"path": "/contracts", "properties": properties})
    view = View(call)
    shown = {"type": contract.kind, "properties": view.properties(contract)}
    return Answer(shown if call.version < 6 else {**view.bare("/contracts"), "items": [shown]})


ROUTES = (Route("GET", "/contracts", list_contracts),)
