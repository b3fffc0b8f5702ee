# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The calls of the contactGroups module. API reference: contactGroups."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from sandbox._core.answer import Answer

from . import rules
from .call import Call
from .envelope import NameTaken, Refused, map_of, result
from .store import BUILT_IN_GROUP, Group


def list_groups(call: Call) -> Answer:
    """``GET /contactGroups``: map of id to group."""
    return result(map_of({group.id: _shown(group) for group in call.store.groups(call.account)}))


def get_group(call: Call) -> Answer:
    """``GET /contactGroups/{id}``: one group."""
    return result(_shown(own_group(call, call.parts["id"])))


def create_group(call: Call) -> Answer:
    """``POST /contactGroups``: a new group of ``name`` and ``contacts``."""
    name = _name(rules.required(call.fields, "name"))
    facts = {"name": name, "contacts": rules.contacts(rules.required(call.fields, "contacts"))}
    ends = call.ends()
    # one that a fault lets never be ready is told so, and that of the form for a while
    under_way = math.isinf(ends) or call.form("slow_groups")
    return _create(call, facts, *(("CREATING", ends) if under_way else (None, None)))


def copy_group(call: Call) -> Answer:
    """``POST /contactGroups/{id}``: a duplicate with another ``name``, other ``contacts``, or both."""
    source = own_group(call, call.parts["id"])
    facts = {**source.facts, **_changes(call)}
    if facts == source.facts:
        raise Refused("Es muss mindestens einer der Parameter name und contacts geaendert werden.")
    return _create(call, facts, "UPDATING", call.ends())


def change_group(call: Call) -> Answer:
    """``PUT /contactGroups/{id}``: another ``name``, other ``contacts``, or both."""
    group = _changeable_group(call)
    changes = _changes(call)
    if not changes:
        raise Refused("Es wurde weder der Parameter name noch der Parameter contacts uebergeben.")
    changed = replace(group, facts={**group.facts, **changes}, step="UPDATING", step_ends=call.ends())
    call.store.save_group(changed)
    return result(_shown(changed))


def delete_group(call: Call) -> Answer:
    """``DELETE /contactGroups/{id}``: one group less, unless a check still uses it."""
    group = _changeable_group(call)
    for check in call.store.checks(call.account):
        if group.id in check.facts["contactgroups"]:
            raise Refused(
                f"Die Kontaktgruppe Nr. {group.id} wird vom Monitoring-Check"
                f" {check.facts['name']}(M{check.id}) verwendet."
            )
    call.store.save_group(replace(group, step="DELETING", step_ends=call.ends()))
    return result(True)


def own_group(call: Call, value: Any) -> Group:
    """The account's group with this id. Raises Refused."""
    number = rules.as_integer(value)
    for group in call.store.groups(call.account):
        if group.id == number:
            return group
    raise Refused(f"Der Kunde Nr. {call.account} hat keine Kontaktgruppe Nr. {value}.")


def _changeable_group(call: Call) -> Group:
    group = own_group(call, call.parts["id"])
    if group.facts["name"] == BUILT_IN_GROUP:
        raise Refused(f"Die Kontaktgruppe {BUILT_IN_GROUP} kann nicht geaendert oder geloescht werden.")
    if group.step is not None:
        raise Refused(f"Die Kontaktgruppe Nr. {group.id} kann im Status {_status(group)} nicht geaendert werden.")
    return group


def _name(value: Any) -> str:
    name = rules.name(value)
    if name == BUILT_IN_GROUP:
        raise NameTaken
    return name


def _changes(call: Call) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    if call.fields.get("name") is not None:
        changes["name"] = _name(call.fields["name"])
    if call.fields.get("contacts") is not None:
        changes["contacts"] = rules.contacts(call.fields["contacts"])
    return changes


def _create(call: Call, facts: dict[str, Any], step: str | None, ends: float | None) -> Answer:
    number = call.store.new_ids("contact_groups")
    group = Group(number, call.account, facts, step, ends)
    call.store.add_group(group)
    return result(_shown(group))


def _status(group: Group) -> str:
    return f"STATUS_{group.step or 'READY'}"


def _shown(group: Group) -> dict[str, Any]:
    return {"id": group.id, **group.facts, "status": _status(group)}
