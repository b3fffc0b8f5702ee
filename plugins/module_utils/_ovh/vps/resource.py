# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""VPS: whether they run, what they boot, what is installed, their one snapshot, and how they are called."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any, Iterator

from ..._core.errors import InvalidInput, Refused
from ..._core.kind import Kind, Thing, id_like
from ..._core.shape import Shape, flag, maybe, record, text, whole
from ..._core.suggest import did_you_mean
from ..client import GONE, Client
from ..dialect import NoSuchCall
from ..services import Change, ServiceResource, Values
from ..tasks import OF_VPS
from .desired import DesiredVps

START, STOP, REBOOT, REINSTALL = "startVm", "stopVm", "rebootVm", "reinstallVm"
SNAPSHOT, DELETE_SNAPSHOT, REVERT, NETBOOT = "createSnapshot", "deleteSnapshot", "revertSnapshot", "setNetboot"
VPS = record(
    {"name": text, "state": text}, {"displayName": text, "netbootMode": text, "keymap": text, "slaMonitoring": flag}
)
TAKEN = maybe(record({}, {"description": text}))
IMAGE = record({"id": text, "name": text})
TEMPLATE = record({"id": whole, "name": text})


@dataclass(frozen=True)
class Range:
    """How systems are installed on VPS of a range.

    :ivar action: its name in results.
    :ivar call: the path of the call.
    :ivar option: what of its body says which system.
    :ivar offered: the path of those that there are.
    :ivar installed: the path of the one that is installed.
    :ivar shape: what one looks like.
    """

    action: str
    call: str
    option: str
    offered: tuple[str, ...]
    installed: tuple[str, ...]
    shape: Shape[Thing]


RANGES = (
    Range("reinstall", "rebuild", "imageId", ("images", "available"), ("images", "current"), IMAGE),
    Range("reinstall_from_template", "reinstall", "templateId", ("templates",), ("distribution",), TEMPLATE),
)
# Fields that one call changes at once.
FIELDS = {"name": "displayName", "keymap": "keymap", "sla_monitoring": "slaMonitoring"}
_SETTLED = ("running", "stopped", "rescued", "maintenance")

KIND: Kind[Client] = Kind(
    "VPS",
    "VPS",
    get=lambda client, name: client.get("vps", name, shape=VPS),
    get_all=lambda client: client.get_details("vps", id_of="name", shape=VPS),
    id_of=lambda vps: vps["name"],
    name_of=lambda vps: str(vps.get("displayName") or vps["name"]),
    id_from=id_like(r"[\w-]+(\.[\w-]+)+"),
    age=lambda vps: vps["name"],
    unknown_codes=(404,),
)


class VpsResource(ServiceResource):
    """See Resource."""

    kind, option, words, path = KIND, "vps", OF_VPS, ("vps",)
    functions = (START, STOP, REBOOT, REINSTALL, SNAPSHOT, DELETE_SNAPSHOT, REVERT, NETBOOT)
    desired: DesiredVps
    _ranges: tuple[Range, ...] = RANGES

    def watches_tasks(self) -> bool:
        """Names and the like are changed without."""
        desired = self.desired
        return desired.state != "present" or any((desired.netboot, desired.snapshot, desired.image))

    def settled(self, values: Values) -> bool:
        """Whether it is in no transition."""
        return values["state"] in _SETTLED

    def read(self, thing: Thing) -> Values:
        """Its state and settings, and what else matters."""
        self.id = str(thing["name"])
        values: Values = {name: thing.get(key) for name, key in FIELDS.items()}
        values = {"state": thing["state"], "netboot": thing.get("netbootMode"), **values}
        if self.desired.snapshot is not None:
            taken = self._taken()
            values["snapshot"] = "absent" if taken is None else "present"
            values["snapshot_description"] = (taken or {}).get("description") or ""
        if self.desired.image is not None:
            values["image"] = self._installed()
        return values

    # The changes

    def changes(self, values: Values) -> Iterator[Change]:
        """First what is on the disk, then what it boots, at last whether it runs."""
        yield from self._settings(values)
        for part in (self._disk, self._snapshot, self._netboot):
            for change in part(values):
                values = {**values, **change.after}
                yield change
        yield from self._power(values)

    def _settings(self, values: Values) -> Iterator[Change]:
        given = {name: getattr(self.desired, name) for name in FIELDS}
        changed = {name: value for name, value in given.items() if value is not None and value != values[name]}
        if changed:
            sent = {FIELDS[name]: value for name, value in changed.items()}
            yield Change("update", "change", changed, partial(self.client.change, *self.where, values=sent))

    def _disk(self, values: Values) -> Iterator[Change]:
        wanted = self.desired.image
        if wanted in (None, values.get("image")) or (REINSTALL in self.done and self.asked(REINSTALL)):
            return
        how = self._ranges[0]
        offered = self.client.get_details(*self.where, *how.offered, id_of="id", shape=how.shape)
        found = [one for one in offered if wanted in (str(one["id"]), one["name"])]
        if not found:
            names = [str(one["name"]) for one in offered]
            rule = "is no system that can be installed on this VPS"
            raise InvalidInput("image", wanted, rule, advice=lambda: did_you_mean(wanted, names, has="There are"))
        if values["image"] == found[0]["name"]:
            return
        if not self.desired.reinstall:
            rule = f"is not what is installed: {values['image']}"
            advice = "With reinstall: true it is installed anew, and all that is on the VPS is lost"
            raise InvalidInput("image", wanted, rule, advice=advice)
        key = {"publicSshKey": self.desired.ssh_key} if self.desired.ssh_key else {}
        make = partial(self.client.act, *self.where, how.call, values={how.option: found[0]["id"], **key})
        after = {"image": found[0]["name"], "state": "running", "netboot": "local"}
        yield Change(how.action, f"install {found[0]['name']} on", after, make, REINSTALL)

    def _snapshot(self, values: Values) -> Iterator[Change]:
        wanted, where = self.desired.snapshot, (*self.where, "snapshot")
        if wanted is None:
            return
        there, words = values["snapshot"] == "present", self.desired.snapshot_description
        if wanted == "present" and not there:
            sent = {"description": words} if words else {}
            make = partial(self.client.act, *self.where, "createSnapshot", values=sent)
            after = {"snapshot": "present", "snapshot_description": words or ""}
            yield Change("snapshot", "take a snapshot of", after, make, SNAPSHOT)
        elif wanted == "present" and words is not None and words != values["snapshot_description"]:
            put = partial(self.client.change, *where, values={"description": words})
            after = {"snapshot_description": words}
            yield Change("describe_snapshot", "describe the snapshot of", after, put)
        elif wanted == "absent" and there:
            after = {"snapshot": "absent", "snapshot_description": ""}
            drop = partial(self.client.delete, *where)
            yield Change("delete_snapshot", "delete the snapshot of", after, drop, DELETE_SNAPSHOT)
        elif wanted == "reverted" and REVERT not in self.done:
            if not there:
                advice = "Take one first: snapshot: present"
                raise InvalidInput("snapshot", wanted, f"cannot be: {self.title} has no snapshot", advice=advice)
            back = partial(self.client.act, *where, "revert")
            yield Change("revert_snapshot", "bring back the snapshot of", {"state": "running"}, back, REVERT)

    def _netboot(self, values: Values) -> Iterator[Change]:
        wanted = self.desired.netboot
        if wanted is None or wanted == values["netboot"]:
            return
        put = partial(self.client.change, *self.where, values={"netbootMode": wanted})
        after = {"netboot": wanted, "state": "rescued" if wanted == "rescue" else "running"}
        yield Change("netboot", f"have {wanted} booted by", after, put, reached=lambda seen: seen["netboot"] == wanted)

    def _power(self, values: Values) -> Iterator[Change]:
        state, stopped = self.desired.state, values["state"] == "stopped"
        rescued = values["netboot"] == "rescue"
        if state in ("running", "rebooted") and stopped:
            # one that is off has nothing to end, so it starts
            make = partial(self.client.act, *self.where, "start")
            yield Change("start", "start", {"state": "rescued" if rescued else "running"}, make, START)
        elif state == "rebooted" and not {REBOOT, START} & self.done:
            yield Change("reboot", "reboot", {}, partial(self.client.act, *self.where, "reboot"), REBOOT)
        elif state == "stopped" and not stopped:
            yield Change("stop", "stop", {"state": "stopped"}, partial(self.client.act, *self.where, "stop"), STOP)

    # What only further calls show

    def _taken(self) -> Any:
        try:
            return self.client.get(*self.where, "snapshot", shape=TAKEN)
        except Refused as error:
            if error.status in GONE:
                return None
            raise

    def _installed(self) -> str:
        """The name of what is installed; which calls there are says of which range it is."""
        for how in self._ranges:
            try:
                found = self.client.get(*self.where, *how.installed, shape=how.shape)
            except NoSuchCall:
                if how is self._ranges[-1]:
                    raise
            else:
                self._ranges = (how,)
                return str(found["name"])
        return ""
