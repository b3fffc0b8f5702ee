# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What everything that one orders has in common: an identity for IAM, tags, and facts about its contract."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from sandbox._core.answer import Answer
from sandbox._core.documents import Document
from sandbox._core.routes import Route

from . import lists
from .call import VOID, Call
from .dates import day
from .errors import bad_value, no_object
from .fields import Field, mapping
from .store import Store

FIRST = 100_001


def plant(
    store: Store, kind: str, resource: str, name: str, account: int, value: Mapping[str, Any], now: float
) -> Document:
    """A new service; ``resource`` is what IAM calls its kind."""
    number = store.new_ids("service", first=FIRST)
    facts = {
        "serviceId": number,
        "domain": name,
        "status": "ok",
        "creation": day(now),
        "engagedUpTo": None,
        "expiration": day(now, 365),
        "canDeleteAtExpiration": True,
        "contactAdmin": f"sb{10000 + account}-ovh",
        "contactBilling": f"sb{10000 + account}-ovh",
        "contactTech": f"sb{10000 + account}-ovh",
        "possibleRenewPeriod": [1, 3, 6, 12],
        "renewalType": "automaticV2016",
        "renew": {
            "automatic": True,
            "deleteAtExpiration": False,
            "forced": False,
            "manualPayment": False,
            "period": 1,
        },
    }
    document = Document(kind, name, {**value, "iam": identity(resource, name), "_facts": facts}, account=account)
    store.documents.put(document)
    return document


def identity(resource: str, name: str, shown: str | None = None) -> dict[str, Any]:
    """What IAM knows of a service; it is shown by its name, or by another one."""
    return {
        "id": str(uuid5(NAMESPACE_URL, f"{resource}/{name}")),
        "urn": f"urn:v1:eu:resource:{resource}:{name}",
        "displayName": name if shown is None else shown,
        "tags": {},
    }


# Lists that can be narrowed by tags


def tagged(call: Call, services: Iterable[Document]) -> list[Document]:
    """Those with the tags that the query wants. Raises Refused."""
    sent = call.query.get("iamTags")
    if not sent:
        return list(services)
    try:
        wanted = json.loads(sent)
    except ValueError:
        raise bad_value("iamTags") from None
    if not isinstance(wanted, dict):
        raise bad_value("iamTags")
    return [it for it in services if all(_holds(it, tag, conditions) for tag, conditions in wanted.items())]


def _holds(service: Document, tag: str, conditions: Any) -> bool:
    value = (service.value["iam"].get("tags") or {}).get(tag)
    if not isinstance(conditions, list):
        raise bad_value("iamTags")
    return all(isinstance(it, dict) and _fits(value, it.get("operator", "EQ"), it.get("value")) for it in conditions)


def _fits(value: str | None, operator: Any, wanted: Any) -> bool:
    match operator:
        case "EXISTS":
            return value is not None
        case "NEXISTS":
            return value is None
        case "EQ":
            return bool(value == wanted)
        case "NEQ":
            return bool(value != wanted)
        case "LIKE" | "ILIKE":
            flags = re.DOTALL | (re.IGNORECASE if operator == "ILIKE" else 0)
            pattern = ".*".join(map(re.escape, str(wanted).split("%")))
            return value is not None and re.fullmatch(pattern, value, flags) is not None
    raise bad_value("iamTags")


def like(value: str, wanted: str) -> bool:
    """Whether a value is like what is wanted, where ``%`` stands for anything and case does not count."""
    return re.fullmatch(".*".join(map(re.escape, wanted.split("%"))), value, re.IGNORECASE | re.DOTALL) is not None


# The contract of a service

RENEW = Field("renew", mapping, needed=True)


def facts_routes(kind: str, path: str) -> tuple[Route, ...]:
    """``/serviceInfos`` below the path of a service."""

    def get(call: Call) -> Answer:
        return Answer(call.service(kind).value["_facts"])

    def put(call: Call) -> Answer:
        service = call.service(kind)
        facts = service.value["_facts"]
        renew = {name: value for name, value in call.body(RENEW)["renew"].items() if name in facts["renew"]}
        call.change(service, _facts={**facts, "renew": {**facts["renew"], **renew}})
        return VOID

    return Route("GET", f"{path}/serviceInfos", get), Route("PUT", f"{path}/serviceInfos", put)


def of_number(call: Call) -> Document:
    """The service whose number the path names. Raises Refused."""
    for found in call.store.documents.select("json_extract(value, '$._facts.serviceId') = ?", _number(call)):
        if found.account == call.account:
            return found
    raise no_object("serviceId", call.parts["item"])


def _number(call: Call) -> int:
    sent = call.parts["item"]
    return int(sent) if sent.isdecimal() and len(sent) < 12 else -1


def get_service(call: Call) -> Answer:
    service = of_number(call)
    iam = service.value["iam"]
    resource = {"name": service.id, "displayName": iam["displayName"], "state": "active"}
    return Answer({"serviceId": service.value["_facts"]["serviceId"], "resource": resource})


def rename(call: Call) -> Answer:
    """The name that the manager shows."""
    service = of_number(call)
    name = call.body(Field("resource", mapping, needed=True))["resource"].get("displayName")
    if not isinstance(name, str):
        raise bad_value("resource")
    call.change(service, iam={**service.value["iam"], "displayName": name})
    return VOID


# As IAM sees them

KINDS = {"project": "publicCloudProject", "server": "dedicatedServer", "vps": "vps", "zone": "dnsZone", "ip": "ip"}


def _resource(service: Document) -> dict[str, Any]:
    iam = service.value["iam"]
    return {
        "id": iam["id"],
        "urn": iam["urn"],
        "name": service.id,
        "displayName": iam["displayName"],
        "owner": f"sb{10000 + (service.account or 0)}-ovh",
        "type": KINDS[service.kind],
        "tags": iam["tags"],
    }


def resources(call: Call) -> list[dict[str, Any]]:
    """What the query of a list of resources asks for."""
    found = [_resource(it) for kind in KINDS for it in call.listed(kind)]
    kinds = {value for name, value in call.core.request.query if name == "resourceType" and value}
    names = {value for name, value in call.core.request.query if name == "resourceName" and value}
    return [it for it in found if (not kinds or it["type"] in kinds) and (not names or it["name"] in names)]


def _by_urn(call: Call) -> Document:
    for kind in KINDS:
        for found in call.listed(kind):
            if found.value["iam"]["urn"] == call.parts["item"]:
                return found
    raise no_object("resourceURN", call.parts["item"])


def get_resources(call: Call) -> Answer:
    return lists.cursor_page(call.core.request, resources(call))


def get_resource(call: Call) -> Answer:
    return Answer(_resource(_by_urn(call)))


def _retagged(call: Call, service: Document, tags: Mapping[str, str]) -> None:
    call.put(replace(service, value={**service.value, "iam": {**service.value["iam"], "tags": dict(tags)}}))


def put_resource(call: Call) -> Answer:
    service = _by_urn(call)
    tags = call.body(Field("tags", mapping, needed=True))["tags"]
    if not all(isinstance(value, str) for value in tags.values()):
        raise bad_value("tags")
    _retagged(call, service, tags)
    return Answer(_resource(_by_urn(call)))


def post_tag(call: Call) -> Answer:
    service = _by_urn(call)
    sent = call.body(Field("key", needed=True), Field("value", needed=True))
    _retagged(call, service, {**service.value["iam"]["tags"], sent["key"]: sent["value"]})
    return VOID


def delete_tag(call: Call) -> Answer:
    service = _by_urn(call)
    tags = service.value["iam"]["tags"]
    if call.parts["key"] not in tags:
        raise no_object("key", call.parts["key"])
    _retagged(call, service, {name: value for name, value in tags.items() if name != call.parts["key"]})
    return VOID


def check_allowed(call: Call) -> Answer:
    """Everything is allowed here; what is not, a fault says when it is done."""
    sent = call.body(Field("resourceURNs", lambda value: value), Field("actions", lambda value: value))
    actions = sent.get("actions") if isinstance(sent.get("actions"), list) else []
    urns = sent.get("resourceURNs") if isinstance(sent.get("resourceURNs"), list) else []
    return Answer([{"resourceURN": urn, "authorizedActions": actions, "unauthorizedActions": []} for urn in urns or []])


RESOURCE = "/v2/iam/resource/{item}"
ROUTES = (
    Route("GET", "/service/{item}", get_service),
    Route("PUT", "/service/{item}", rename),
    Route("GET", "/v2/iam/resource", get_resources),
    Route("GET", RESOURCE, get_resource),
    Route("PUT", RESOURCE, put_resource),
    Route("POST", f"{RESOURCE}/tag", post_tag),
    Route("DELETE", f"{RESOURCE}/tag/{{key}}", delete_tag),
    Route("POST", "/v2/iam/authorization/check", check_allowed),
)
