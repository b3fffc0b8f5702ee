# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The calls of the jiffyBoxes module. API reference: jiffyBoxes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from sandbox._core.answer import Answer

from . import addresses, backups, rules, state
from .addresses import Ranges
from .call import Call, Order
from .catalogue import DISTRIBUTIONS, PLANS, SWAP_MB, check_fits, distribution_key, plan_id
from .envelope import NameTaken, Refused, map_of, result
from .schedule import Schedule
from .state import Box, Step

ASKED = {step.value: step for step in (Step.START, Step.SHUTDOWN, Step.PULLPLUG, Step.FREEZE, Step.THAW, Step.PLAN)}
NEEDS_PLAN = {Step.THAW, Step.PLAN}
# Day and time of the backups of a box that has them from the start.
FIRST_WINDOW = (0, 1)
# The answers to these came without a profile.
WITHOUT_PROFILE = (Step.START, Step.PLAN, Step.FREEZE)
FIXED = ("name", "distribution", "backupid")


def list_boxes(call: Call) -> Answer:
    """``GET /jiffyBoxes``: map of id to box."""
    copied = call.store.being_copied()
    backed_up = call.store.being_backed_up(call.now)
    floating = call.store.floating(call.account)
    return result(
        map_of(
            {
                box.id: shown(call.store.ranges, box, copied, backed_up, floating.get(box.id, ()))
                for box in call.store.boxes(call.account)
            }
        )
    )


def get_box(call: Call) -> Answer:
    """``GET /jiffyBoxes/{id}``: one box."""
    return _answer(call, call.box(call.parts["id"]))


def create_box(call: Call) -> Answer:
    """``POST /jiffyBoxes``: a new box, CREATING, from a distribution or a backup."""
    name = _free_name(call)
    plan = plan_id(rules.required(call.fields, "planid"))
    distribution, order = _source(call)
    password, use_sshkey = call.fields.get("password"), call.fields.get("use_sshkey")
    if password is not None:
        order = replace(order, password=rules.text(password, "password"))
    if use_sshkey is not None:
        order = replace(order, use_sshkey=rules.flag(use_sshkey, "use_sshkey"))
    return _create(call, name, plan, distribution, order)


def copy_box(call: Call) -> Answer:
    """``POST /jiffyBoxes/{id}``: a duplicate of a box, CREATING; the box is ``isBeingCopied`` until it is there."""
    source = call.changeable_box(call.parts["id"])
    name = _free_name(call)
    plan = plan_id(rules.required(call.fields, "planid"))
    return _create(call, name, plan, source.distribution, Order(source=source.id), copy_of=source.id)


def change_box(call: Call) -> Answer:
    """``PUT /jiffyBoxes/{id}``: begin a change of state or plan, change metadata, or both."""
    box = call.changeable_box(call.parts["id"])
    asked, metadata = call.fields.get("status"), call.fields.get("metadata")
    for key in FIXED:
        if key in call.fields:
            raise Refused(f"Der Parameter {key} kann nicht geaendert werden.")
    if asked is None and metadata is None:
        raise Refused("Es wurde weder der Parameter status noch der Parameter metadata uebergeben.")
    if asked is None and call.form("status_needed"):
        raise Refused("Der Parameter status wurde nicht uebergeben.")
    if metadata is not None:
        box = replace(box, metadata=rules.merged_metadata(box.metadata, metadata))
    if asked is not None:
        box = _begun(call, box, asked)
    call.store.save_box(box)
    return _answer(call, box, profile=box.step not in WITHOUT_PROFILE)


def delete_box(call: Call) -> Answer:
    """``DELETE /jiffyBoxes/{id}``: accepted when the box is off; it is gone once the step has ended."""
    box = call.changeable_box(call.parts["id"])
    call.store.save_box(call.begin(box, Step.DELETE))
    return result(True)


def _free_name(call: Call) -> str:
    name = rules.name(rules.required(call.fields, "name"))
    if call.store.box_named(call.account, name) and not call.form("same_names"):
        raise NameTaken
    return name


def _source(call: Call) -> tuple[str, Order]:
    """The distribution that the new box will hold, and where it comes from."""
    distribution, backup = call.fields.get("distribution"), call.fields.get("backupid")
    if (distribution is None) == (backup is None):
        raise Refused("Es muss genau einer der Parameter distribution und backupid uebergeben werden.")
    if distribution is not None:
        return distribution_key(distribution), Order()
    source = backups.origin(call, backup)
    return source.distribution, Order(source=source.id, backup=backup)


def _create(call: Call, name: str, plan: int, distribution: str, order: Order, copy_of: int | None = None) -> Answer:
    check_fits(PLANS[plan], DISTRIBUTIONS[distribution])
    metadata = call.fields.get("metadata")
    new = fresh_box(
        number=call.store.new_ids("boxes"),
        account=call.account,
        name=name,
        created=int(call.now),
        slot=call.store.new_slots()[0],
        plan=plan,
        distribution=distribution,
        metadata=None if metadata is None else rules.merged_metadata(None, metadata),
    )
    new = replace(new, copy_of=copy_of, starts=call.form("born_running"))
    box = call.under_way(new, Step.CREATE)
    call.store.add_boxes([box])
    if call.form("born_backed_up"):
        call.store.set_schedule(Schedule(box.id, *FIRST_WINDOW, call.now))
    call.order(box.id, order)
    return _answer(call, box)


def fresh_box(
    *,
    number: int,
    account: int,
    name: str,
    created: int,
    slot: int,
    plan: int,
    distribution: str,
    metadata: dict[str, Any] | None,
) -> Box:
    """A settled box that is off, on a host that follows from its id."""
    host = f"vmhost-sandbox-{number % 8 + 1}-{number % 24 + 1}"
    return Box(number, account, name, created, host, slot, plan, distribution, created, metadata)


def _begun(call: Call, box: Box, asked: Any) -> Box:
    step = ASKED.get(asked) if isinstance(asked, str) else None
    if step is None:
        raise Refused(f"Der Status {asked} ist ungueltig, erlaubt sind {', '.join(ASKED)}.")
    if step not in NEEDS_PLAN:
        return call.begin(box, step)
    plan = plan_id(rules.required(call.fields, "planid"))
    check_fits(PLANS[plan], DISTRIBUTIONS[box.distribution])
    return call.begin(box, step, plan)


def _answer(call: Call, box: Box, profile: bool = True) -> Answer:
    copied = call.store.being_copied()
    backed_up = call.store.being_backed_up(call.now)
    entry = shown(call.store.ranges, box, copied, backed_up, call.store.floating_of(box.id))
    return result(entry if profile else {key: value for key, value in entry.items() if key != "activeProfile"})


def shown(
    ranges: Ranges, box: Box, copied: Collection[int], backed_up: Collection[int], floating: Sequence[int]
) -> dict[str, Any]:
    """The box in the recorded shape. ``floating`` are the slots of its additionally ordered addresses."""
    entry: dict[str, Any] = {
        "id": box.id,
        "name": box.name,
        "ips": _ips(ranges, box, floating),
        "status": state.status(box),
        "created": box.created,
        "recoverymodeActive": False,
        "manualBackupRunning": box.id in backed_up,
        "isBeingCopied": box.id in copied,
        "running": state.is_running(box),
        "host": box.host,
        "plan": PLANS[box.plan],
    }
    if box.metadata is not None:
        entry["metadata"] = map_of(box.metadata)
    if box.running_since is not None:
        entry["runningSince"] = box.running_since
    if box.step is not Step.CREATE:
        entry["activeProfile"] = _profile(box)
    return entry


def _ips(ranges: Ranges, box: Box, floating: Sequence[int]) -> dict[str, list[str]]:
    if not state.has_addresses(box):
        return {"public": [], "private": []}
    public = [ranges.public_ip(slot) for slot in (box.slot, *floating)]
    return {"public": public, "private": [addresses.private_ip(box.slot)]}


def _profile(box: Box) -> dict[str, Any]:
    distribution = DISTRIBUTIONS[box.distribution]
    root = {
        "name": distribution["name"],
        "filesystem": "ext4",
        "sizeInMB": PLANS[box.plan]["diskSizeInMB"] - SWAP_MB,
        "created": box.content_since,
        "status": "READY",
        "distribution": box.distribution,
    }
    swap = {
        "name": "Swap",
        "filesystem": "swap",
        "sizeInMB": SWAP_MB,
        "created": box.content_since,
        "status": "READY",
    }
    return {
        "name": "Standard",
        "created": box.content_since,
        "runlevel": "default",
        "kernel": distribution["defaultKernel"],
        "rootdisk": "/dev/xvda",
        "rootdiskMode": distribution["rootdiskMode"],
        "status": "READY",
        "disks": {"xvda": root, "xvdb": swap},
    }
