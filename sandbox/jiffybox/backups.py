# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The calls of the backups module. API reference: backups."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sandbox._core.answer import Answer

from . import rules, schedule
from .call import Call, Order
from .envelope import Refused, map_of, result
from .schedule import Backup, Schedule
from .state import Box, Step

DAYS = range(7)


def list_backups(call: Call) -> Answer:
    """``GET /backups``: map of box id to its backups, of every box; when they are made is not in it."""
    windows = call.form("windows_listed")
    return result(map_of({box.id: _shown(call, box, windows) for box in call.store.boxes(call.account)}))


def get_backups(call: Call) -> Answer:
    """``GET /backups/{boxid}``: the backups of one box, and when they are made."""
    return result(_shown(call, call.box(call.parts["id"]), windows=True))


def switch_on(call: Call) -> Answer:
    """``POST /backups/{boxid}``: automatic backups from now on; needs ``dayid`` and ``timeid``."""
    box = call.changeable_box(call.parts["id"])
    if call.store.schedule(box.id):
        raise Refused(f"Fuer die JiffyBox Nr. {box.id} sind automatische Backups bereits aktiviert.")
    day = rules.integer(rules.required(call.fields, "dayid"), "dayid", DAYS)
    time = rules.integer(rules.required(call.fields, "timeid"), "timeid", schedule.WINDOW_ENDS)
    return _scheduled(call, Schedule(box.id, day, time, call.now))


def change_schedule(call: Call) -> Answer:
    """``PUT /backups/{boxid}``: another ``dayid``, ``timeid`` or both; backups already made stay."""
    box = call.changeable_box(call.parts["id"])
    known = _own_schedule(call, box)
    _keep_made(call, box)
    day = rules.integer(call.fields.get("dayid", known.day), "dayid", DAYS)
    time = rules.integer(call.fields.get("timeid", known.time), "timeid", schedule.WINDOW_ENDS)
    return _scheduled(call, Schedule(box.id, day, time, call.now))


def switch_off(call: Call) -> Answer:
    """``DELETE /backups/{boxid}``: no more automatic backups, and those there are vanish; a manual one stays."""
    box = call.changeable_box(call.parts["id"])
    _own_schedule(call, box)
    manual = [backup for backup in call.store.backups(box.id) if backup.type == "manual"]
    call.store.drop_schedule(box.id)
    call.store.set_backups(box.id, manual)
    return result(True)


def make_manual(call: Call) -> Answer:
    """``POST /backups/{boxid}/manual``: make the manual backup; once finished it replaces the former one."""
    box = call.changeable_box(call.parts["id"])
    if box.frozen:
        raise Refused(f"Die JiffyBox Nr. {box.id} hat den Status FROZEN, benoetigt wird READY.")
    finished = _current(call, box).get("manual")
    kept = [backup for backup in call.store.backups(box.id) if backup.type != "manual" or backup == finished]
    new = Backup(box.id, "manual", schedule.backup_id(box.id, "manual", call.now), call.ends())
    call.store.set_backups(box.id, [*kept, new])
    return result(True)


def restore(call: Call) -> Answer:
    """``POST /backups/{boxid}/{type}/{backupid}``: the box gets the content of the backup."""
    box = call.changeable_box(call.parts["id"])
    wanted = _own_backup(call, box)
    call.store.save_box(call.begin(box, Step.RESTORE))
    call.order(box.id, Order(source=box.id, backup=wanted.id))
    return result(True)


def delete_backup(call: Call) -> Answer:
    """``DELETE /backups/{boxid}/{type}/{backupid}``: one backup less."""
    box = call.changeable_box(call.parts["id"])
    unwanted = _own_backup(call, box)
    _keep_made(call, box)
    call.store.set_backups(box.id, [backup for backup in call.store.backups(box.id) if backup != unwanted])
    return result(True)


def origin(call: Call, backup_id: Any) -> Box:
    """The account's box that has a finished backup with this id. Raises Refused."""
    for box in call.store.boxes(call.account):
        if any(backup.id == backup_id for backup in _current(call, box).values()):
            return box
    raise Refused(f"Das Backup {backup_id} existiert nicht.")


def _current(call: Call, box: Box) -> dict[str, Backup]:
    return schedule.current(call.store.backups(box.id), call.store.schedule(box.id), call.now)


def _shown(call: Call, box: Box, windows: bool) -> dict[str, Any]:
    current = _current(call, box)
    entry: dict[str, Any] = {
        kind: {"id": current[kind].id, "created": int(current[kind].created)}
        for kind in schedule.TYPES
        if kind in current
    }
    known = call.store.schedule(box.id)
    if known and windows:
        entry |= {"day": known.day, "time": known.time}
    return entry


def _scheduled(call: Call, new: Schedule) -> Answer:
    call.store.set_schedule(new)
    return result({"dayid": new.day, "timeid": new.time})


def _own_schedule(call: Call, box: Box) -> Schedule:
    known = call.store.schedule(box.id)
    if known is None:
        raise Refused(f"Fuer die JiffyBox Nr. {box.id} sind keine automatischen Backups aktiviert.")
    return known


def _own_backup(call: Call, box: Box) -> Backup:
    kind, number = call.parts["type"], call.parts["backup"]
    found = _current(call, box).get(kind)
    if found is None or found.id != number:
        raise Refused(f"Die JiffyBox Nr. {box.id} hat kein Backup {number} vom Typ {kind}.")
    return found


def _keep_made(call: Call, box: Box) -> None:
    """Store the backups that so far only follow from the schedule, and let it count from now on."""
    call.store.set_backups(box.id, _current(call, box).values())
    known = call.store.schedule(box.id)
    if known:
        call.store.set_schedule(replace(known, since=call.now))
