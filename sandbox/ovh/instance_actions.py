# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is done to instances: power, rescue mode, other sizes, reinstalling, snapshots."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any, NamedTuple
from uuid import uuid4

from sandbox._core.answer import Answer
from sandbox._core.documents import Document
from sandbox._core.routes import Route

from . import catalogue, stages
from .call import VOID, Call, shown
from .dates import zulu
from .errors import bad, bad_value
from .fields import Field, flag, one_of, word
from .instances import INSTANCE, detailed, error, flavor_in, hardware, image_in, own
from .projects import PROJECT, check_quota

ACTIVE, SHUTOFF = "ACTIVE", "SHUTOFF"


class Action(NamedTuple):
    """What an action is possible from, what status it has on its way (None: the old one), and what then."""

    possible: tuple[str, ...]
    way: str | None
    then: tuple[str, ...]


ACTIONS = {
    "start": Action((SHUTOFF, "STOPPED"), None, (ACTIVE,)),
    "stop": Action((ACTIVE,), None, (SHUTOFF,)),
    "shelve": Action((ACTIVE, SHUTOFF), "SHELVING", ("SHELVED", "SHELVED_OFFLOADED")),
    "unshelve": Action(("SHELVED", "SHELVED_OFFLOADED"), "UNSHELVING", (ACTIVE,)),
    "resume": Action(("PAUSED", "SUSPENDED"), "RESUMING", (ACTIVE,)),
}
REBOOTS = {
    "soft": Action((ACTIVE,), "REBOOT", (ACTIVE,)),
    "hard": Action((ACTIVE, SHUTOFF, "ERROR"), "HARD_REBOOT", (ACTIVE,)),
}
RESCUE = Action((ACTIVE, SHUTOFF), "RESCUING", ("RESCUE",))
UNRESCUE = Action(("RESCUE", "RESCUED"), "UNRESCUING", (ACTIVE,))
REINSTALL = Action((ACTIVE, SHUTOFF, "ERROR"), "REBUILD", (ACTIVE,))
RESIZE = Action((ACTIVE, SHUTOFF), "RESIZE", ("VERIFY_RESIZE", ACTIVE))
SNAPSHOT = Action((ACTIVE, SHUTOFF, "SHELVED_OFFLOADED"), None, ())


def possible(call: Call, instance: Document, action: Action, name: str) -> bool:
    """Whether an action fits. Raises Refused if it does not, but where that changes nothing instead."""
    if instance.ends is None and instance.value["status"] in action.possible:
        return True
    if call.form("lenient_states"):
        return False
    state = "task_state" if instance.ends is not None else "vm_state"
    raise call.unfit(
        f"Cannot '{name}' instance {instance.id} while it is in {state} {instance.value['status'].lower()}"
    )


def begin(call: Call, instance: Document, action: Action, **last: Any) -> Document:
    """The instance, on its way; ``last`` are values that it has at the end of it."""
    key = instance.id
    happens = [[stages.merge("instance", key, status=status)] for status in action.then[:-1]]
    happens.append([stages.merge("instance", key, status=action.then[-1], **last)])
    way: dict[str, Any] = {}
    if action.way:
        hard = action is REBOOTS["hard"]
        way = {"status": action.way, "_boots": instance.value["_boots"] + 1, "_hard": hard}
    return call.begin(instance, *happens, failed=lambda failure: error(key), **way)


def acting(name: str) -> Callable[[Call], Answer]:
    def act(call: Call) -> Answer:
        instance = own(call)
        if possible(call, instance, ACTIONS[name], name):
            begin(call, instance, ACTIONS[name])
        return VOID

    return act


def reboot(call: Call) -> Answer:
    instance = own(call)
    action = REBOOTS[call.body(Field("type", one_of(*REBOOTS), needed=True))["type"]]
    if possible(call, instance, action, "reboot"):
        begin(call, instance, action)
    return VOID


def rescue(call: Call) -> Answer:
    instance = own(call)
    sent = call.complete(Field("rescue", flag, needed=True), Field("imageId", word))
    action, name = (RESCUE, "rescue") if sent["rescue"] else (UNRESCUE, "unrescue")
    if sent["imageId"]:
        image_in(call, call.service("project"), instance.value["region"], sent["imageId"])
    password = secrets.token_urlsafe(12) if sent["rescue"] else None
    if not possible(call, instance, action, name):
        return Answer({"adminPassword": None})
    begin(call, call.change(instance, _password=password), action)
    return Answer({"adminPassword": password})


def reinstall(call: Call) -> Answer:
    instance = own(call)
    wanted = call.body(Field("imageId", word, needed=True))["imageId"]
    image = image_in(call, call.service("project"), instance.value["region"], wanted)
    if possible(call, instance, REINSTALL, "rebuild"):
        new = hardware(call.store, instance.value["_keys"])
        instance = begin(call, call.change(instance, imageId=image["id"], **new), REINSTALL)
    return Answer(detailed(call, instance))


def resize(call: Call) -> Answer:
    instance, project = own(call), call.service("project")
    wanted = call.body(Field("flavorId", word, needed=True))["flavorId"]
    flavor = flavor_in(call, instance.value["region"], wanted)
    before = catalogue.FLAVORS[instance.value["flavorId"]]
    if flavor["disk"] < before["disk"] and not call.form("lenient_resize"):
        raise bad(f"The disk of flavor {flavor['name']} is smaller than that of {before['name']}")
    if flavor["id"] == before["id"]:
        raise bad_value("flavorId")
    check_quota(call, project, instance.value["region"], 0, max(0, flavor["vcpus"] - before["vcpus"]))
    if possible(call, instance, RESIZE, "resize"):
        plan = flavor["planCodes"]["monthly" if instance.value["monthlyBilling"] else "hourly"]
        instance = begin(call, instance, RESIZE, flavorId=flavor["id"], planCode=plan)
    return Answer(detailed(call, instance))


def monthly(call: Call) -> Answer:
    instance = own(call)
    flavor = catalogue.FLAVORS[instance.value["flavorId"]]
    if instance.value["monthlyBilling"] or not flavor["planCodes"]["monthly"]:
        raise bad(f"Monthly billing cannot be activated for instance {instance.id}")
    value = {"since": zulu(call.now), "status": "ok"}
    return Answer(detailed(call, call.change(instance, monthlyBilling=value, planCode=flavor["planCodes"]["monthly"])))


def console(call: Call) -> Answer:
    own(call)
    return Answer({"type": "novnc", "url": f"https://console.example/?token={secrets.token_hex(16)}"})


# Snapshots of instances are images


def snapshot(call: Call) -> Answer:
    instance, project = own(call), call.service("project")
    name = call.body(Field("snapshotName", word, needed=True))["snapshotName"]
    if not possible(call, instance, SNAPSHOT, "snapshot"):
        return VOID
    key, status = str(uuid4()), instance.value["status"]
    flavor = catalogue.FLAVORS[instance.value["flavorId"]]
    image = catalogue.IMAGES.get(instance.value["imageId"] or "")
    value = {
        "id": key,
        "name": name,
        "region": instance.value["region"],
        "status": "queued",
        "type": image["type"] if image else "linux",
        "user": image["user"] if image else "",
        "visibility": "private",
        "size": 2.0,
        "minDisk": flavor["disk"],
        "minRam": 0,
        "creationDate": zulu(call.now),
        "flavorType": None,
        "planCode": "snapshot.consumption",
        "tags": [],
    }
    made = call.new("snapshot", key, value, project.id)
    saving, active = (stages.merge("snapshot", key, status=status) for status in ("saving", "active"))
    if call.form("snapshotting"):
        active = [active, stages.merge("instance", instance.id, status=status)]
        call.change(instance, status="SNAPSHOTTING")
    else:
        active = [active]
    call.begin(made, [saving], active, failed=lambda failure: [stages.merge("snapshot", key, status="error")])
    return VOID if call.form("unnamed_snapshot") else Answer({"snapshotId": key})


def get_snapshots(call: Call) -> Answer:
    found = call.narrowed(call.listed("snapshot", call.service("project").id), "region")
    return Answer([shown(it.value) for it in found])


def _own_snapshot(call: Call) -> Document:
    return call.item("snapshot", call.service("project"), field="imageId")


def get_snapshot(call: Call) -> Answer:
    return Answer(shown(_own_snapshot(call).value))


def delete_snapshot(call: Call) -> Answer:
    found = _own_snapshot(call)
    call.removed(found)
    return Answer({**shown(found.value), "status": "deleted"})


ROUTES = (
    *(Route("POST", f"{INSTANCE}/{name}", acting(name)) for name in ACTIONS),
    Route("POST", f"{INSTANCE}/reboot", reboot),
    Route("POST", f"{INSTANCE}/rescueMode", rescue),
    Route("POST", f"{INSTANCE}/reinstall", reinstall),
    Route("POST", f"{INSTANCE}/resize", resize),
    Route("POST", f"{INSTANCE}/activeMonthlyBilling", monthly),
    Route("POST", f"{INSTANCE}/vnc", console),
    Route("POST", f"{INSTANCE}/snapshot", snapshot),
    Route("GET", f"{PROJECT}/snapshot", get_snapshots),
    Route("GET", f"{PROJECT}/snapshot/{{item}}", get_snapshot),
    Route("DELETE", f"{PROJECT}/snapshot/{{item}}", delete_snapshot),
)
