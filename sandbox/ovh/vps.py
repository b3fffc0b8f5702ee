# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Virtual private servers: power, netboot, rebuilding, the one snapshot, and what else is known of them.

What a VPS keeps beside what the API shows: ``_addresses``, ``_image`` (the id of what is installed), ``_options``, and
``_range``: ``new`` ones are rebuilt from images, ``old`` ones reinstalled from templates.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from sandbox._core.answer import Answer
from sandbox._core.documents import Document
from sandbox._core.routes import Route

from . import addresses, ips, me, services, stages
from .call import CANCELLED, CUSTOMER_ERROR, FAILS, VOID, Call, shown
from .dates import date_time
from .errors import bad, bad_value, classed, conflict, no_object, no_route
from .fields import Field, flag, list_of, one_of, public_key, text, whole, word
from .store import Store
from .tasks import answered

BASE = "/vps"
VPS = f"{BASE}/{{service}}"
NEW, OLD = "new", "old"
IMAGES = {
    str(uuid5(NAMESPACE_URL, f"sandbox.ovh/vps/{name}")): name
    for name in ("Debian 11", "Debian 12", "Ubuntu 22.04", "Ubuntu 24.04", "AlmaLinux 9")
}
TEMPLATES = {154_001: "Debian 9", 154_002: "Debian 10", 154_003: "Ubuntu 18.04"}
IN_FLIGHT = ("todo", "doing", "paused", "blocked", "waitingAck")
ENDS = {FAILS: "error", CANCELLED: "cancelled", CUSTOMER_ERROR: "error"}
FIRST_TASK = 50_000_001
WRITABLE = (
    Field("displayName", text),
    Field("keymap", one_of("fr", "us")),
    Field("netbootMode", one_of("local", "rescue"), default="local"),
    Field("slaMonitoring", flag, default=False),
)


def plant(store: Store, account: int, now: float, which: str = NEW) -> Document:
    """A new VPS, which the API cannot order."""
    number = store.new_ids("vps", first=0x1A2B3C4D)
    name = f"vps-{number:08x}.vps.ovh.net"
    [four] = addresses.public(store)
    six = f"2001:db8:ff::{store.new_ids('vps6', first=1):x}"
    value = {
        "name": name,
        "displayName": name,
        "state": "running",
        "zone": "Region OpenStack: os-gra1",
        "zoneType": "region",
        "cluster": "",
        "offerType": "ssd",
        "model": {
            "name": "vps-essential-2-4-80",
            "offer": "VPS Essential",
            "version": "2019v1" if which == NEW else "2018v2",
            "vcore": 2,
            "memory": 4096,
            "disk": 80,
            "maximumAdditionnalIp": 16,
            "availableOptions": ["snapshot", "automatedBackup"],
            "datacenter": ["GRA"],
        },
        "memoryLimit": 4096,
        "vcore": 2,
        "netbootMode": "local",
        "keymap": None,
        "slaMonitoring": False,
        "monitoringIpBlocks": [],
        "lockStatus": {"locked": False},
        "_range": which,
        "_image": next(iter(IMAGES)) if which == NEW else str(next(iter(TEMPLATES))),
        "_options": ["snapshot"],
        "_addresses": [_address(name, four), _address(name, six)],
    }
    return services.plant(store, "vps", "vps", name, account, value, now)


def _address(name: str, ip: str) -> dict[str, Any]:
    six = ":" in ip
    return {
        "ipAddress": ip,
        "reverse": None if six else f"{name}.",
        "type": "primary",
        "version": "v6" if six else "v4",
        "gateway": None,
        "macAddress": None if six else "fa:16:3e:00:00:01",
        "geolocation": "fr",
    }


def own(call: Call) -> Document:
    return call.service("vps")


def get_all(call: Call) -> Answer:
    return Answer([it.id for it in services.tagged(call, call.listed("vps"))])


def get(call: Call) -> Answer:
    return Answer(shown(own(call).value))


def put(call: Call) -> Answer:
    """The netboot mode changes later, by a task that the answer does not name."""
    vps = own(call)
    changes = call.changes(*WRITABLE)
    if len(changes.get("displayName") or "") > 50:
        raise bad_value("displayName")
    mode = changes.pop("netbootMode", None) or vps.value["netbootMode"]
    vps = call.change(vps, **changes)
    if mode != vps.value["netbootMode"]:
        _idle(call, vps)
        state = "rescued" if mode == "rescue" else "running"
        _begun(call, vps, "setNetboot", [stages.merge("vps", vps.id, netbootMode=mode, state=state)], "rebooting")
    return VOID


# Tasks


def _pending(call: Call, vps: Document) -> bool:
    found = call.store.documents.listed("vps-task", parent=vps.id)
    return any(it.value["state"] in IN_FLIGHT for it in found)


def _idle(call: Call, vps: Document) -> None:
    """Raises Refused while another task runs."""
    if _pending(call, vps):
        raise conflict("Another task is running on this VPS")


def _begun(
    call: Call,
    vps: Document,
    function: str,
    effects: stages.Stage,
    state: str | None = None,
    failed: stages.Stage | None = None,
) -> Answer:
    """A new task; the VPS has this state meanwhile. ``failed`` happens when it fails."""
    number = call.store.new_ids("vps-task", first=FIRST_TASK)
    key = str(number)
    value = {"id": number, "type": function, "state": "todo", "progress": 0, "date": date_time(call.now)}
    task = call.new("vps-task", key, value, vps.id)
    before = vps.value["state"]
    if state:
        call.change(vps, state=state)
    doing = [stages.merge("vps-task", key, state="doing", progress=50)]
    done = [*effects, stages.merge("vps-task", key, state="done", progress=100)]
    back = stages.merge("vps", vps.id, state=before)
    begun = call.begin(
        task,
        doing,
        done,
        failed=lambda failure: [back, *(failed or []), stages.merge("vps-task", key, state=ENDS[failure])],
    )
    return Answer(answered(call, shown(begun.value), "id"))


def get_tasks(call: Call) -> Answer:
    found = call.narrowed(call.listed("vps-task", own(call).id), "state", "type")
    return Answer([it.value["id"] for it in found])


def get_task(call: Call) -> Answer:
    return Answer(shown(call.item("vps-task", own(call), field="taskId").value))


POWER = {
    "start": ("startVm", ("stopped",), None, "running"),
    "stop": ("stopVm", ("running", "rescued"), "stopping", "stopped"),
    "reboot": ("rebootVm", ("running", "rescued"), "rebooting", None),
}


def acting(name: str) -> Callable[[Call], Answer]:
    function, possible, way, then = POWER[name]

    def act(call: Call) -> Answer:
        vps = own(call)
        _idle(call, vps)
        if vps.value["state"] not in possible:
            raise bad(f"The VPS is {vps.value['state']}")
        return _begun(call, vps, function, [stages.merge("vps", vps.id, state=then or vps.value["state"])], way)

    return act


def set_password(call: Call) -> Answer:
    vps = own(call)
    _idle(call, vps)
    return _begun(call, vps, "changeRootPassword", [])


# What is installed


def _of_range(call: Call, which: str) -> Document:
    """The VPS, if it is of the range that has such calls: elsewhere there is no such path. Raises Refused."""
    vps = own(call)
    if vps.value["_range"] != which:
        raise no_route()
    return vps


def get_images(call: Call) -> Answer:
    _of_range(call, NEW)
    return Answer(list(IMAGES))


def get_image(call: Call) -> Answer:
    _of_range(call, NEW)
    if call.parts["item"] not in IMAGES:
        raise no_object("id", call.parts["item"])
    return Answer({"id": call.parts["item"], "name": IMAGES[call.parts["item"]]})


def get_current_image(call: Call) -> Answer:
    installed = _of_range(call, NEW).value["_image"]
    return Answer({"id": installed, "name": IMAGES[installed]})


def _template(number: int) -> dict[str, Any]:
    name = TEMPLATES[number]
    return {
        "id": number,
        "name": f"{name} (64bits)",
        "distribution": name.lower().replace(" ", ""),
        "bitFormat": 64,
        "locale": "en",
        "availableLanguage": ["en", "fr"],
    }


def get_templates(call: Call) -> Answer:
    _of_range(call, OLD)
    return Answer(list(TEMPLATES))


def get_template(call: Call) -> Answer:
    _of_range(call, OLD)
    sent = call.parts["item"]
    if not sent.isdecimal() or int(sent[:12]) not in TEMPLATES:
        raise no_object("id", sent)
    return Answer(_template(int(sent)))


def get_distribution(call: Call) -> Answer:
    return Answer(_template(int(_of_range(call, OLD).value["_image"])))


def _installed(call: Call, vps: Document, image: str, key: str | None, names: list[str]) -> Answer:
    for name in names:
        if me.ssh_key(call, name) is None:
            raise bad_value("sshKey")
    if key and names:
        raise bad("sshKey and publicSshKey exclude each other")
    _idle(call, vps)
    done = stages.merge("vps", vps.id, state="running", netbootMode="local", _image=image)
    return _begun(call, vps, "reinstallVm", [done], "installing")


def rebuild(call: Call) -> Answer:
    vps = _of_range(call, NEW)
    sent = call.complete(
        Field("imageId", word, needed=True),
        Field("publicSshKey", public_key),
        Field("sshKey", word),
        Field("doNotSendPassword", flag, default=False),
        Field("installRTM", flag, default=False),
    )
    if sent["imageId"] not in IMAGES:
        raise bad_value("imageId")
    return _installed(call, vps, sent["imageId"], sent["publicSshKey"], [sent["sshKey"]] if sent["sshKey"] else [])


def reinstall(call: Call) -> Answer:
    vps = _of_range(call, OLD)
    sent = call.complete(
        Field("templateId", whole(), needed=True),
        Field("language", text),
        Field("softwareId", list_of(whole())),
        Field("sshKey", list_of(word)),
        Field("publicSshKey", public_key),
        Field("doNotSendPassword", flag, default=False),
    )
    if sent["templateId"] not in TEMPLATES:
        raise bad_value("templateId")
    return _installed(call, vps, str(sent["templateId"]), sent["publicSshKey"], sent["sshKey"] or [])


# The snapshot


def _snapshot(call: Call, vps: Document) -> Document | None:
    return call.get("vps-snapshot", _snapshot_id(vps))


def _snapshot_id(vps: Document) -> str:
    return f"snapshot-{vps.id}"


def create_snapshot(call: Call) -> Answer:
    vps = own(call)
    sent = call.complete(Field("description", text))
    if "snapshot" not in vps.value["_options"]:
        raise classed(403, "The option snapshot is not active on this VPS")
    _idle(call, vps)
    if _snapshot(call, vps):
        raise conflict("This VPS has a snapshot already")
    key = _snapshot_id(vps)
    value = {
        "id": key,
        "description": sent["description"] or "",
        "creationDate": date_time(call.now),
        "region": "GRA",
    }
    # it can be seen when its task is done
    hidden = Document("vps-snapshot", key, {**value, "_from": 1e12}, account=call.account, parent=vps.id)
    call.put(hidden)
    made = [stages.merge("vps-snapshot", key, _from=0), stages.merge("vps", vps.id, state=vps.value["state"])]
    gone = [stages.drop("vps-snapshot", key)]
    return _begun(call, vps, "createSnapshot", made, "backuping", gone)


def _own_snapshot(call: Call) -> Document:
    found = _snapshot(call, own(call))
    if found is None:
        raise classed(404, "This VPS has no snapshot")
    return found


def get_snapshot(call: Call) -> Answer:
    if _snapshot(call, own(call)) is None and call.form("no_snapshot_null"):
        return VOID
    return Answer(shown(_own_snapshot(call).value))


def put_snapshot(call: Call) -> Answer:
    found = _own_snapshot(call)
    changes = call.changes(Field("description", text))
    call.change(found, **{name: value or "" for name, value in changes.items()})
    return VOID


def delete_snapshot(call: Call) -> Answer:
    found, vps = _own_snapshot(call), own(call)
    _idle(call, vps)
    return _begun(call, vps, "deleteSnapshot", [stages.drop("vps-snapshot", found.id)])


def revert(call: Call) -> Answer:
    _own_snapshot(call)
    vps = own(call)
    _idle(call, vps)
    return _begun(call, vps, "revertSnapshot", [stages.merge("vps", vps.id, state="running")], "installing")


def abort_snapshot(call: Call) -> Answer:
    """Nothing that runs can be aborted here."""
    own(call)
    raise bad("No snapshot is being made")


# Facts


def get_ips(call: Call) -> Answer:
    vps = own(call)
    routed = [it.id.partition("/")[0] for it in call.listed("ip") if ips.holder(it) == vps.id]
    return Answer([*(it["ipAddress"] for it in vps.value["_addresses"]), *routed])


def _ip(call: Call) -> tuple[Document, dict[str, Any]]:
    vps = own(call)
    for found in vps.value["_addresses"]:
        if found["ipAddress"] == call.parts["item"]:
            return vps, found
    raise no_object("ipAddress", call.parts["item"])


def get_ip(call: Call) -> Answer:
    return Answer(_ip(call)[1])


def put_ip(call: Call) -> Answer:
    vps, ip = _ip(call)
    changes = call.changes(Field("reverse", ips.HOST_NAME))
    if changes.get("reverse"):
        changes["reverse"] = f"{changes['reverse'].rstrip('.')}."
    call.change(vps, _addresses=[{**it, **changes} if it is ip else it for it in vps.value["_addresses"]])
    return VOID


def get_options(call: Call) -> Answer:
    return Answer(own(call).value["_options"])


def get_option(call: Call) -> Answer:
    if call.parts["item"] not in own(call).value["_options"]:
        raise no_object("option", call.parts["item"])
    return Answer({"option": call.parts["item"], "state": "subscribed"})


def get_disks(call: Call) -> Answer:
    return Answer([_disk_number(own(call))])


def _disk_number(vps: Document) -> int:
    return int(vps.id[4:12], 16) if vps.id[4:12].isalnum() else 1


def get_disk(call: Call) -> Answer:
    vps = own(call)
    number = _disk_number(vps)
    if call.parts["item"] != str(number):
        raise no_object("id", call.parts["item"])
    disk = {"type": "primary", "size": vps.value["model"]["disk"], "state": "connected", "bandwidthLimit": 0}
    return Answer({"id": number, **disk})


def get_status(call: Call) -> Answer:
    up = "up" if own(call).value["state"] in ("running", "rescued") else "down"
    ports = {"ssh": 22, "http": 80, "https": 443, "smtp": 25, "dns": 53}
    served = {name: {"port": port, "state": up if name == "ssh" else "down"} for name, port in ports.items()}
    return Answer({"ping": up, "tools": up, **served})


def get_datacenter(call: Call) -> Answer:
    own(call)
    return Answer({"name": "GRA", "longName": "Gravelines", "country": "fr"})


ROUTES = (
    Route("GET", BASE, get_all),
    Route("GET", VPS, get),
    Route("PUT", VPS, put),
    *(Route("POST", f"{VPS}/{name}", acting(name)) for name in POWER),
    Route("POST", f"{VPS}/setPassword", set_password),
    Route("POST", f"{VPS}/rebuild", rebuild),
    Route("POST", f"{VPS}/reinstall", reinstall),
    Route("GET", f"{VPS}/images/available", get_images),
    Route("GET", f"{VPS}/images/available/{{item}}", get_image),
    Route("GET", f"{VPS}/images/current", get_current_image),
    Route("GET", f"{VPS}/templates", get_templates),
    Route("GET", f"{VPS}/templates/{{item}}", get_template),
    Route("GET", f"{VPS}/distribution", get_distribution),
    Route("POST", f"{VPS}/createSnapshot", create_snapshot),
    Route("GET", f"{VPS}/snapshot", get_snapshot),
    Route("PUT", f"{VPS}/snapshot", put_snapshot),
    Route("DELETE", f"{VPS}/snapshot", delete_snapshot),
    Route("POST", f"{VPS}/snapshot/revert", revert),
    Route("POST", f"{VPS}/abortSnapshot", abort_snapshot),
    Route("GET", f"{VPS}/tasks", get_tasks),
    Route("GET", f"{VPS}/tasks/{{item}}", get_task),
    Route("GET", f"{VPS}/ips", get_ips),
    Route("GET", f"{VPS}/ips/{{item}}", get_ip),
    Route("PUT", f"{VPS}/ips/{{item}}", put_ip),
    Route("GET", f"{VPS}/option", get_options),
    Route("GET", f"{VPS}/option/{{item}}", get_option),
    Route("GET", f"{VPS}/disks", get_disks),
    Route("GET", f"{VPS}/disks/{{item}}", get_disk),
    Route("GET", f"{VPS}/status", get_status),
    Route("GET", f"{VPS}/datacenter", get_datacenter),
    *services.facts_routes("vps", VPS),
)
