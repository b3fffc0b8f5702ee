# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Dedicated servers: what they boot, what is watched, how they are called, and that they are rebooted."""

from __future__ import annotations

from functools import partial
from typing import Any, Iterable, Iterator

from ..._core.errors import InvalidInput
from ..._core.kind import Kind, Thing, id_like
from ..._core.naming import beginning
from ..._core.shape import flag, maybe, record, text, whole
from ..client import Client
from ..services import Change, ServiceResource, Values
from ..tasks import NUMBERED
from .desired import FIELDS, DesiredServer

REBOOT, REINSTALL = "hardReboot", "reinstallServer"
SERVER = record(
    {"name": text},
    {
        "bootId": whole,
        "monitoring": flag,
        "noIntervention": flag,
        "os": text,
        "iam": record({}, {"displayName": maybe(text)}),
        **dict.fromkeys(("rescueMail", "rescueSshKey", "rootDevice", "efiBootloaderPath"), text),
    },
)
BOOT = record({"bootId": whole}, {"bootType": text, "kernel": text, "description": text})
BURST = record({"status": text})
CONTRACT = record({"serviceId": whole})
# Of several boots of a type, the one that is meant.
_USUAL = {"harddisk": "hd", "rescue": "rescue-customer", "power": "poweroff"}


def display_name(server: Thing) -> str:
    """What its owner calls it."""
    return str((server.get("iam") or {}).get("displayName") or server["name"])


KIND: Kind[Client] = Kind(
    "dedicated server",
    "dedicated servers",
    get=lambda client, name: client.get("dedicated", "server", name, shape=SERVER),
    get_all=lambda client: client.get_details("dedicated", "server", id_of="name", shape=SERVER),
    id_of=lambda server: server["name"],
    name_of=display_name,
    id_from=id_like(r"[\w-]+(\.[\w-]+)+"),
    age=lambda server: server["name"],
    unknown_codes=(404,),
)


class ServerResource(ServiceResource):
    """See Resource."""

    kind, option, words, path = KIND, "server", NUMBERED, ("dedicated", "server")
    functions = (REBOOT, REINSTALL)
    desired: DesiredServer
    _boots: list[Thing] | None = None

    def watches_tasks(self) -> bool:
        """Only a reboot is made by a task."""
        return self.desired.state == "rebooted"

    def read(self, thing: Thing) -> Values:
        """Its settings, and the burst if that matters."""
        there = {name: thing.get(key) for name, key in FIELDS.items()}
        texts = {name: value if isinstance(value, bool) else value or "" for name, value in there.items()}
        values: Values = {"name": display_name(thing), "boot_id": thing.get("bootId"), **texts}
        if self.desired.burst is not None:
            self.id = str(thing["name"])
            values["burst"] = self.client.get(*self.where, "burst", shape=BURST)["status"]
        return values

    def changes(self, values: Values) -> Iterator[Change]:
        """First what is to be booted, at last the reboot."""
        desired = self.desired
        wanted: Values = {name: getattr(desired, name) for name in FIELDS}
        changed = {name: value for name, value in wanted.items() if value is not None and value != values[name]}
        sent: Values = {FIELDS[name]: value if value != "" else None for name, value in changed.items()}
        there = values["boot_id"]
        boot = there if desired.boot in (None, str(there)) else self._boot(str(desired.boot))
        if boot != there:
            changed, sent = {"boot_id": boot, **changed}, {"bootId": boot, **sent}
            # a reboot that was under way booted something else
            self.done.discard(REBOOT)
        if changed:
            yield Change("update", "change", changed, partial(self.client.change, *self.where, values=sent))
        if desired.name is not None and desired.name != values["name"]:
            yield Change("rename", "rename", {"name": desired.name}, partial(self._rename, desired.name))
        if desired.burst is not None and desired.burst != _plain(values["burst"]):
            yield self._burst(desired.burst, values["burst"])
        if desired.state == "rebooted" and REBOOT not in self.done:
            make = partial(self.client.act, *self.where, "reboot")
            yield Change("reboot", "reboot", {}, make, REBOOT)

    def _boot(self, wanted: str) -> int:
        """The id of what is to be booted.

        :raises InvalidInput: there is no such, or there are several.
        """
        if self._boots is None:
            self._boots = self.client.get_details(*self.where, "boot", id_of="bootId", shape=BOOT)
        boots = self._boots
        usual = _USUAL.get(wanted, wanted)
        found = [one for one in boots if wanted == str(one["bootId"])]
        found = found or [one for one in boots if one.get("kernel") == usual]
        found = found or [one for one in boots if one.get("bootType") == wanted]
        told = ", ".join(f"{one.get('kernel')} ({one['bootId']}, {one.get('bootType')})" for one in found or boots)
        if not found:
            raise InvalidInput("boot", wanted, "is nothing that the server can boot", advice=f"There are {told}")
        if len(found) > 1:
            raise InvalidInput("boot", wanted, f"can be one of several: {told}", advice="Say which by its id")
        return int(found[0]["bootId"])

    def _rename(self, name: str) -> Any:
        contract = self.client.get(*self.where, "serviceInfos", shape=CONTRACT)
        return self.client.change("service", contract["serviceId"], values={"resource": {"displayName": name}})

    def _burst(self, wanted: str, there: str) -> Change:
        if wanted == "active" and there != "inactive":
            advice = "Try again when the service has unlocked it"
            raise InvalidInput("burst", wanted, f"cannot be now: it is {there}, because it was used too much", advice)
        put = partial(self.client.change, *self.where, "burst", values={"status": wanted})
        return Change("burst", f"have burst {wanted} for", {"burst": wanted}, put)

    def warn(self, values: Values, changes: Iterable[Change]) -> Iterator[str]:
        """What is to be booted counts at the next start alone."""
        if self.desired.state != "rebooted" and any("boot_id" in change.after for change in changes):
            told = "what is to be booted counts at the next start; state: rebooted makes it start."
            yield f"{beginning(self.title)}: {told}"


def _plain(burst: str) -> str:
    """Locked is inactive, too."""
    return "active" if burst == "active" else "inactive"
