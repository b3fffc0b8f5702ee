# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The calls of the monitoring module. API reference: monitoring."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from html import escape
from typing import Any

from sandbox._core.answer import Answer

from . import ips, rules, state
from .call import Call
from .contact_groups import own_group
from .envelope import Refused, map_of, result
from .state import Box
from .store import Check

PORTS = range(1, 65536)
SECONDS = range(1, 86401)
COUNTS = range(1, 101)


@dataclass(frozen=True, slots=True)
class CheckType:
    """The parameters that a type of check takes on top of those that every check takes."""

    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()


LOGIN = ("username", "password")
TYPES = {
    "ping": CheckType(),
    "portTcp": CheckType(("port",)),
    "portUdp": CheckType(("port", "sendMsg", "expectMsg")),
    "http": CheckType(("port", "domainname", "path"), LOGIN),
    "https": CheckType(("port", "domainname", "path"), LOGIN),
    "smtp": CheckType(("port", *LOGIN)),
    "mysql": CheckType(("port", *LOGIN)),
    "pop3": CheckType(("port", *LOGIN, "ssl")),
    "imap": CheckType(("port", *LOGIN, "ssl")),
    "ftp": CheckType(("port",), LOGIN),
    "dns": CheckType(("port", "dnsType", "zone", "expectedAnswer")),
    "ssh": CheckType(("port",)),
}
OF_ONE_TYPE = sorted({key for kind in TYPES.values() for key in (*kind.required, *kind.optional)})
DEFAULTS = {"checkInterval": 300, "reminderInterval": 3600, "retryTolerance": 3, "timeout": 30, "active": True}
COMMON = ("name", "ip", "checkType", "contactgroups", *DEFAULTS)

# These are in every recorded check, those of the login only once it was created, and then empty if there is none.
ALWAYS_SHOWN = ("port", "path", "domainname")
# And these in none.
NEVER_SHOWN = ("timeout", "active")

# The recorded ones; what is sent is escaped for HTML.
RESPONSES = {
    ("ping", True): "OK - {ip}: rta 0.313ms, lost 0%",
    ("http", True): 'HTTP OK: Status line output matched "200" -3827 bytes in 0.003 second response time',
}

VALUE_RULES: dict[str, Callable[[Any, str], Any]] = {
    "port": lambda value, key: rules.integer(value, key, PORTS),
    "checkInterval": lambda value, key: rules.integer(value, key, SECONDS),
    "reminderInterval": lambda value, key: rules.integer(value, key, SECONDS),
    "timeout": lambda value, key: rules.integer(value, key, SECONDS),
    "retryTolerance": lambda value, key: rules.integer(value, key, COUNTS),
    "active": rules.flag,
    "ssl": rules.flag,
}


def list_checks(call: Call) -> Answer:
    """``GET /monitoring``: map of id to check."""
    full = call.form("full_checks")
    return result(map_of({check.id: _shown(call, check, full) for check in call.store.checks(call.account)}))


def get_check(call: Call) -> Answer:
    """``GET /monitoring/{id}``: one check."""
    return result(_shown(call, _own_check(call), call.form("full_checks")))


def create_check(call: Call) -> Answer:
    """``POST /monitoring``: a new check, STATUS_CREATING."""
    return _create(call, call.fields)


def copy_check(call: Call) -> Answer:
    """``POST /monitoring/{id}``: a duplicate with at least one parameter changed."""
    source = _own_check(call)
    kind = TYPES[_type_name(call.fields.get("checkType", source.facts["checkType"]))]
    inherited = {*COMMON, *kind.required, *kind.optional}
    known = {key: value for key, value in source.facts.items() if key in inherited}
    merged = {**known, **call.fields}
    if _facts(call, merged) == source.facts:
        raise Refused("Es muss mindestens ein Parameter geaendert werden.")
    return _create(call, merged)


def delete_check(call: Call) -> Answer:
    """``DELETE /monitoring/{id}``: accepted, with a message that says so."""
    check = _own_check(call)
    label = f"{check.facts['name']}(M{check.id})"
    if check.step == "DELETING":
        raise Refused(f"Der Monitoring-Check {label} wird bereits geloescht.")
    call.store.save_check_step(replace(check, step="DELETING", step_ends=call.ends()))
    return result(True, (("success", f"Der Monitoring-Check {label} wird geloescht"),))


def get_status(call: Call) -> Answer:
    """``GET /monitoring/{id or ip}/status``: map of check id to Nagios code (0 or 2) and response."""
    target = call.parts["id"]
    if rules.as_integer(target) is not None:
        checks = [_own_check(call)]
    else:
        _box_at(call, target)
        checks = [check for check in call.store.checks(call.account) if check.ip == target]
    return result(map_of({check.id: _outcome(call, check) for check in checks}))


def _own_check(call: Call) -> Check:
    number = rules.as_integer(call.parts["id"])
    for check in call.store.checks(call.account):
        if check.id == number:
            return check
    raise Refused(f"Der Kunde Nr. {call.account} hat keinen Monitoring-Check Nr. {call.parts['id']}.")


def _create(call: Call, fields: Mapping[str, Any]) -> Answer:
    facts = _facts(call, fields)
    box = _box_at(call, facts["ip"])
    number = call.store.new_ids("checks")
    check = Check(number, call.account, box.id, facts["ip"], facts, "CREATING", call.ends())
    call.store.add_check(check)
    if call.form("full_checks"):
        return result(_shown(call, check, full=True))
    entry = _shown(call, check, full=False)
    return result({key: value for key, value in entry.items() if key not in LOGIN or value != ""})


def _facts(call: Call, fields: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters of a check, complete and checked. Raises Refused."""
    name = rules.text(rules.required(fields, "name"), "name")
    ip = rules.text(rules.required(fields, "ip"), "ip")
    type_name = _type_name(rules.required(fields, "checkType"))
    groups = [] if fields.get("contactgroups") is None else rules.entries(fields["contactgroups"])
    own = _of_type(TYPES[type_name], type_name, fields)
    common = {key: DEFAULTS[key] if fields.get(key) is None else _value(key, fields[key]) for key in DEFAULTS}
    return {
        "name": name,
        "ip": ip,
        "checkType": type_name,
        "contactgroups": [_group_to_tell(call, group) for group in groups],
        **common,
        **own,
    }


def _type_name(value: Any) -> str:
    if not isinstance(value, str) or value not in TYPES:
        raise Refused(f"Der Check-Typ {value} ist ungueltig, erlaubt sind {', '.join(TYPES)}.")
    return value


def _group_to_tell(call: Call, value: Any) -> int:
    group = own_group(call, value)
    if group.step == "DELETING":
        raise Refused(f"Die Kontaktgruppe Nr. {group.id} wird gerade geloescht.")
    return group.id


def _of_type(kind: CheckType, type_name: str, sent_fields: Mapping[str, Any]) -> dict[str, Any]:
    # an empty login is how a check shows that it has none
    fields = {key: None if key in LOGIN and value == "" else value for key, value in sent_fields.items()}
    for key in OF_ONE_TYPE:
        if fields.get(key) is not None and key not in (*kind.required, *kind.optional):
            raise Refused(f"Der Parameter {key} ist beim Check-Typ {type_name} nicht erlaubt.")
    for key in kind.required:
        rules.required(fields, key)
    sent = [key for key in (*kind.required, *kind.optional) if fields.get(key) is not None]
    return {key: _value(key, fields[key]) for key in sent}


def _value(key: str, value: Any) -> Any:
    rule = VALUE_RULES.get(key)
    return rule(value, key) if rule else rules.text(value, key)


def _box_at(call: Call, ip: str) -> Box:
    """The account's box that uses an address, also one inside its network. Raises Refused."""
    ranges = call.store.ranges
    slot = ranges.slot_of(ip)
    box = None if slot is None else call.store.box_at_slot(call.account, slot)
    if box and any(ranges.covers(own, ip) for own in ips.of_box(ranges, box, call.store.floating_of(box.id))):
        return box
    raise Refused(f"Der Kunde Nr. {call.account} hat keine JiffyBox mit der IP-Adresse {ip}.")


def _outcome(call: Call, check: Check) -> dict[str, Any]:
    box = call.box(check.box)
    kind, running = check.facts["checkType"], state.is_running(box)
    response = RESPONSES.get((kind, running), f"{kind.upper()} {'OK' if running else 'CRITICAL'} - {{ip}}")
    return {"code": 0 if running else 2, "response": escape(response.format(ip=check.ip))}


def _shown(call: Call, check: Check, full: bool) -> dict[str, Any]:
    """The check in the recorded shape, or with all that is known of it."""
    names = {group.id: group.facts["name"] for group in call.store.groups(call.account)}
    shown = {
        "id": check.id,
        "jiffyBox": check.box,
        "status": check.status,
        **dict.fromkeys(ALWAYS_SHOWN),
        **dict.fromkeys(LOGIN, None if full else ""),
        **check.facts,
        "contactgroups": [{"id": group, "name": names[group]} for group in check.facts["contactgroups"]],
    }
    return shown if full else {key: value for key, value in shown.items() if key not in NEVER_SHOWN}
