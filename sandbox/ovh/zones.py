# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""DNS zones: records that are stored, and those that are served since the last refresh.

What a zone keeps beside what the API shows: ``_served`` (the records that are answered to the world), ``_soa``,
``_dirty`` (something was changed since the last refresh began) and ``_refreshing`` (how many refreshes run).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from sandbox._core.answer import Answer
from sandbox._core.documents import Document
from sandbox._core.routes import Route

from . import services, stages
from .call import VOID, Call, shown
from .dates import date_time
from .errors import bad, bad_value, classed, conflict
from .fields import Field, flag, list_of, matching, one_of, record, text, whole, word
from .store import Store
from .tasks import answered

BASE = "/domain/zone"
ZONE = f"{BASE}/{{service}}"
RECORD = f"{ZONE}/record"
TYPES = (
    *("A", "AAAA", "CAA", "CNAME", "DKIM", "DMARC", "DNAME", "HTTPS", "LOC", "MX", "NAPTR", "NS", "PTR", "RP", "SPF"),
    *("SRV", "SSHFP", "SVCB", "TLSA", "TXT"),
)
QUOTED = ("TXT", "SPF")
# The service's own types, made of subfields, none of which can have a quote.
BARE = ("DKIM", "DMARC")
SOA = "SOA"
# Larger than 32 bits can hold.
FIRST = 5_386_578_528
FIRST_TASK = 700_001
SERVERS = ("dns100.ovh.net", "ns100.ovh.net")
WARNING = "The MX record of the zone leads to a host without addresses"
NAME = matching(r"[^\s]*")
TTL = whole(0, 2**31 - 1)
LEAST_TTL = 60


def plant(store: Store, account: int, now: float, name: str) -> Document:
    """A new zone with what every zone has, and a few addresses."""
    value: dict[str, Any] = {
        "name": name,
        "nameServers": list(SERVERS),
        "lastUpdate": date_time(now),
        "dnssecSupported": True,
        "hasDnsAnycast": False,
        "_soa": {
            "server": SERVERS[0],
            "email": "tech.ovh.net",
            "serial": 2_026_010_100,
            "refresh": 86400,
            "expire": 3_600_000,
            "nxDomainTtl": 60,
            "ttl": 3600,
        },
        "_dirty": False,
        "_refreshing": 0,
        "_served": [],
        "_errors": [],
    }
    zone = services.plant(store, "zone", "dnsZone", name, account, value, now)
    wanted = [("", SOA, soa_target(value["_soa"]))] + [("", "NS", f"{server}.") for server in SERVERS]
    wanted += [
        ("", "A", "198.51.100.1"),
        ("www", "A", "198.51.100.1"),
        ("", "MX", "1 mx1.mail.ovh.net."),
        ("", "TXT", '"v=spf1 include:mx.ovh.com -all"'),
    ]
    records = [_planted(store, zone, name, kind, target) for name, kind, target in wanted]
    zone = replace(zone, value={**zone.value, "_served": [plain(it) for it in records]})
    store.documents.put(zone)
    return zone


def soa_target(soa: Mapping[str, Any]) -> str:
    numbers = f"{soa['serial']} {soa['refresh']} 3600 {soa['expire']} {soa['nxDomainTtl']}"
    return f"{soa['server']}. {soa['email']}. {numbers}"


def _planted(store: Store, zone: Document, name: str, kind: str, target: str) -> Document:
    number = store.new_ids("record", first=FIRST)
    value = {"id": number, "zone": zone.id, "subDomain": name, "fieldType": kind, "target": target, "ttl": 0}
    made = Document("record", str(number), value, account=zone.account, parent=zone.id)
    store.documents.put(made)
    return made


def plain(found: Document) -> dict[str, Any]:
    """A record as it is served."""
    return {name: found.value[name] for name in ("subDomain", "fieldType", "target", "ttl")}


def own(call: Call) -> Document:
    return call.service("zone")


def get_all(call: Call) -> Answer:
    return Answer([it.id for it in services.tagged(call, call.listed("zone"))])


def get(call: Call) -> Answer:
    return Answer(shown(own(call).value))


# Records


def get_records(call: Call) -> Answer:
    found = call.listed("record", own(call).id)
    if not call.form("soa_listed"):
        found = [it for it in found if it.value["fieldType"] != SOA]
    kind, name = call.query.get("fieldType"), call.query.get("subDomain")
    if kind:
        found = [it for it in found if services.like(it.value["fieldType"], kind)]
    if name or (name is not None and call.form("apex_only")):
        found = [it for it in found if services.like(it.value["subDomain"], name)]
    return Answer([it.value["id"] for it in found])


def _shown(call: Call, found: Document) -> dict[str, Any]:
    value = shown(found.value)
    if not value["subDomain"] and call.form("null_apex"):
        value["subDomain"] = None
    return value


def _own_record(call: Call) -> Document:
    return call.item("record", own(call))


def get_record(call: Call) -> Answer:
    return Answer(_shown(call, _own_record(call)))


def _target(call: Call, kind: str, sent: str) -> str:
    """The data of a record as it is kept: of a TXT record, in quotes. Raises Refused."""
    if kind in QUOTED and not sent.startswith('"') and not call.form("bare_txt"):
        return '"' + sent.replace('"', '\\"') + '"'
    if kind in BARE and '"' in sent:
        wrong = next(it.strip() for it in sent.split(";") if '"' in it)
        raise bad(f"Invalid subfield found in {kind} : {wrong}")
    if (kind == "A" and not re.fullmatch(r"(\d{1,3}\.){3}\d{1,3}", sent)) or (kind == "AAAA" and ":" not in sent):
        raise bad_value("target")
    if kind == "MX" and not re.fullmatch(r"\d+\s+\S+", sent):
        raise bad_value("target")
    return sent


def _check(call: Call, zone: Document, value: Mapping[str, Any], besides: str = "") -> None:
    """Raises Refused if a record cannot be beside the others of its name, or is there already."""
    if value["ttl"] and value["ttl"] < LEAST_TTL:
        raise bad_value("ttl")
    others = [it.value for it in call.listed("record", zone.id) if it.id != besides]
    same = [it for it in others if it["subDomain"].lower() == value["subDomain"].lower()]
    alone = value["fieldType"] == "CNAME" and same
    if alone or any(it["fieldType"] == "CNAME" for it in same):
        raise bad(f"A CNAME record cannot stand beside other records of {value['subDomain'] or '@'}")
    twice = any((it["fieldType"], it["target"]) == (value["fieldType"], value["target"]) for it in same)
    if twice and not call.form("same_records"):
        raise conflict("This record already exists")


def _touched(call: Call, zone: Document) -> None:
    current = call.store.documents.get("zone", zone.id) or zone
    call.change(current, _dirty=True, lastUpdate=date_time(call.now))


def post_record(call: Call) -> Answer:
    zone = own(call)
    sent = call.complete(
        Field("fieldType", one_of(*TYPES), needed=True),
        Field("target", word, needed=True),
        Field("subDomain", NAME, default=""),
        Field("ttl", TTL, default=0),
    )
    value = {**sent, "target": _target(call, sent["fieldType"], sent["target"])}
    _check(call, zone, value)
    number = call.store.new_ids("record", first=FIRST)
    ordered = {"id": number, "zone": zone.id, "subDomain": value["subDomain"], "fieldType": value["fieldType"]}
    made = call.new("record", str(number), {**ordered, "target": value["target"], "ttl": value["ttl"]}, zone.id)
    _touched(call, zone)
    return Answer(answered(call, _shown(call, made), "id"))


def _protected(found: Document) -> None:
    """Raises Refused for what the service itself needs."""
    if found.value["fieldType"] in ("NS", SOA) and not found.value["subDomain"]:
        raise classed(403, "The SOA and the name servers of the zone are protected")


def put_record(call: Call) -> Answer:
    zone, found = own(call), _own_record(call)
    _protected(found)
    changes = call.changes(Field("subDomain", NAME, default=""), Field("target", word), Field("ttl", TTL, default=0))
    changes = {name: value for name, value in changes.items() if value is not None}
    if "target" in changes:
        changes["target"] = _target(call, found.value["fieldType"], changes["target"])
    value = {**found.value, **changes}
    _check(call, zone, value, found.id)
    if call.form("new_record_ids"):
        call.store.documents.drop("record", found.id)
        number = call.store.new_ids("record", first=FIRST)
        call.new("record", str(number), {**value, "id": number}, zone.id)
    else:
        call.change(found, **changes)
    _touched(call, zone)
    return VOID


def delete_record(call: Call) -> Answer:
    zone, found = own(call), _own_record(call)
    _protected(found)
    call.removed(found)
    _touched(call, zone)
    return VOID


# What is served


def _with_soa(call: Call, zone: Document, soa: Mapping[str, Any]) -> Document:
    """The zone with another SOA, which is one of its records too."""
    for it in call.listed("record", zone.id):
        if it.value["fieldType"] == SOA:
            call.change(it, target=soa_target(soa))
    return call.change(zone, _soa=dict(soa))


def refresh(call: Call) -> Answer:
    """What is stored now is served when it is done."""
    zone = own(call)
    running = [it for it in call.store.documents.listed("refresh", parent=zone.id) if it.ends is not None]
    if running and not call.form("queued_refresh"):
        raise conflict("A refresh of this zone is already running")
    zone = _with_soa(call, zone, {**zone.value["_soa"], "serial": zone.value["_soa"]["serial"] + 1})
    served = [plain(it) for it in call.listed("record", zone.id)]
    zone = call.change(zone, _dirty=False, _refreshing=zone.value["_refreshing"] + 1)
    key = str(call.store.new_ids("refresh"))
    begun = Document("refresh", key, {}, account=call.account, parent=zone.id)
    over = [stages.drop("refresh", key)]
    ends = max((it.ends or 0.0 for it in running), default=call.now)
    done = [stages.merge("zone", zone.id, _served=served, _refreshing=0, _errors=[]), *over]
    failed = [
        stages.merge("zone", zone.id, _refreshing=0, _dirty=True, _errors=["The zone could not be loaded"]),
        *over,
    ]
    made = call.begin(begun, done, failed=lambda failure: failed)
    if ends > call.now and made.ends:
        call.put(replace(made, ends=made.ends + ends - call.now))
    return VOID


def get_status(call: Call) -> Answer:
    zone = own(call)
    errors = zone.value["_errors"]
    warnings = [WARNING] if call.form("warned_zones") else []
    deployed = not zone.value["_dirty"] and not zone.value["_refreshing"] and not errors and not warnings
    return Answer({"isDeployed": deployed, "errors": errors, "warnings": warnings})


# The whole zone


def text_of(zone: Document, records: Iterable[Mapping[str, Any]]) -> str:
    """The zone as BIND has it."""
    soa = zone.value["_soa"]
    lines = [f"$TTL {soa['ttl']}", f"@\tIN {SOA} {soa_target(soa)}"]
    for it in records:
        if it["fieldType"] == SOA:
            continue
        ttl = f"{it['ttl']} " if it["ttl"] else ""
        lines.append(f"{it['subDomain'] or '@':<16}\t{ttl}IN {it['fieldType']:<8}{it['target']}")
    return "\n".join(lines) + "\n"


def export(call: Call) -> Answer:
    zone = own(call)
    return Answer(text_of(zone, (it.value for it in call.listed("record", zone.id))))


LINE = re.compile(r"(?P<name>\S+)\s+(?:(?P<ttl>\d+)\s+)?(?:IN\s+)?(?P<kind>[A-Z]+)\s+(?P<target>\S.*)")


def _parsed(zone: Document, sent: str) -> list[dict[str, Any]]:
    """The records of a zone file: one in a line, without SOA. Raises Refused."""
    found = []
    for line in sent.splitlines():
        line = line.strip()
        if not line or line.startswith((";", "$")) or re.search(r"\sSOA\s", line):
            continue
        parts = LINE.fullmatch(line)
        if parts is None or parts["kind"] not in TYPES:
            raise bad(f"Invalid line in the zone file: {line}")
        name = parts["name"].removesuffix(".").removesuffix(zone.id).removesuffix(".").removeprefix("@")
        kept = {"subDomain": name, "fieldType": parts["kind"], "target": parts["target"], "ttl": int(parts["ttl"] or 0)}
        found.append(kept)
    return found


def _replaced(call: Call, zone: Document, records: Iterable[Mapping[str, Any]]) -> None:
    for it in call.listed("record", zone.id):
        if it.value["fieldType"] != SOA:
            call.removed(it)
    for value in records:
        number = call.store.new_ids("record", first=FIRST)
        call.put(
            Document("record", str(number), {"id": number, "zone": zone.id, **value}, call.account, parent=zone.id)
        )
    _touched(call, zone)


def import_zone(call: Call) -> Answer:
    zone = own(call)
    _replaced(call, zone, _parsed(zone, call.body(Field("zoneFile", word, needed=True))["zoneFile"]))
    return _begun(call, zone, "ZoneImport")


def _begun(call: Call, zone: Document, function: str) -> Answer:
    number = call.store.new_ids("zone-task", first=FIRST_TASK)
    key = str(number)
    value = {
        "id": number,
        "function": function,
        "status": "todo",
        "comment": None,
        "creationDate": date_time(call.now),
        "lastUpdate": date_time(call.now),
        "doneDate": None,
        "todoDate": date_time(call.now),
        "canAccelerate": False,
        "canCancel": False,
        "canRelaunch": False,
    }
    task = call.new("zone-task", key, value, zone.id)
    doing, done, failed = (
        [stages.merge("zone-task", key, status=status, lastUpdate=stages.NOW)] for status in ("doing", "done", "error")
    )
    return Answer(shown(call.begin(task, doing, done, failed=lambda failure: failed).value))


def get_tasks(call: Call) -> Answer:
    found = call.narrowed(call.listed("zone-task", own(call).id), "status", "function")
    return Answer([it.value["id"] for it in found])


def get_task(call: Call) -> Answer:
    return Answer(shown(call.item("zone-task", own(call)).value))


def reset(call: Call) -> Answer:
    """Everything is gone but the name servers and what is asked for."""
    zone = own(call)
    one = record(Field("fieldType", one_of("A", "MX"), needed=True), Field("target", word, needed=True))
    sent = call.complete(Field("DnsRecords", list_of(one)), Field("minimized", flag, default=False))
    servers = [{"subDomain": "", "fieldType": "NS", "target": f"{it}.", "ttl": 0} for it in zone.value["nameServers"]]
    asked = [{"subDomain": "", **it, "ttl": 0} for it in sent["DnsRecords"] or []]
    _replaced(call, zone, [*servers, *asked])
    return VOID


def get_soa(call: Call) -> Answer:
    return Answer(own(call).value["_soa"])


SOA_FIELDS = (
    Field("server", text),
    Field("email", text),
    *(Field(name, whole(0, 2**31 - 1)) for name in ("serial", "refresh", "expire", "nxDomainTtl", "ttl")),
)


def put_soa(call: Call) -> Answer:
    zone = own(call)
    changes = {name: value for name, value in call.body(*SOA_FIELDS).items() if value is not None}
    _touched(call, _with_soa(call, zone, {**zone.value["_soa"], **changes}))
    return VOID


ROUTES = (
    Route("GET", BASE, get_all),
    Route("GET", ZONE, get),
    Route("GET", RECORD, get_records),
    Route("POST", RECORD, post_record),
    Route("GET", f"{RECORD}/{{item}}", get_record),
    Route("PUT", f"{RECORD}/{{item}}", put_record),
    Route("DELETE", f"{RECORD}/{{item}}", delete_record),
    Route("POST", f"{ZONE}/refresh", refresh),
    Route("GET", f"{ZONE}/status", get_status),
    Route("GET", f"{ZONE}/export", export),
    Route("POST", f"{ZONE}/import", import_zone),
    Route("POST", f"{ZONE}/reset", reset),
    Route("GET", f"{ZONE}/soa", get_soa),
    Route("PUT", f"{ZONE}/soa", put_soa),
    Route("GET", f"{ZONE}/task", get_tasks),
    Route("GET", f"{ZONE}/task/{{item}}", get_task),
    *services.facts_routes("zone", ZONE),
)
