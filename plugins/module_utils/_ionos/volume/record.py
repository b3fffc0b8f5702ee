# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Volumes: a table, and the server that one is attached to."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import replace
from functools import partial
from typing import Any, Iterable, Iterator, Mapping

from ..._core.converge import Run
from ..._core.errors import InvalidInput, Missing
from ..._core.kind import Thing
from ..._core.options import option
from ..._core.record.table import Change, Field, Parent, Part, Record
from ..._core.record.task import record_spec
from .. import kinds, tables
from ..arriving import arriving
from ..client import Client
from ..images import image_id
from ..kinds import inside, properties
from ..labels import Labels, check_labels
from ..provider import IONOS

_PASSWORD = re.compile(r"[A-Za-z0-9]{8,50}")
# Old and new name of one thing.
_SSD = ("SSD", "SSD Premium")


def check_volume(desired: Any) -> None:
    """See that what counts at creation fits, before any call.

    :raises InvalidInput: it does not.
    """
    if desired.image_password is not None and not _PASSWORD.fullmatch(desired.image_password):
        raise InvalidInput("image_password", None, "must be 8 to 50 characters out of a-z, A-Z and 0-9")
    check_labels(getattr(desired, "labels", None))


def _as_base64(text: str) -> str:
    """User data as the API takes it; what is in base64 already stays."""
    try:
        if base64.b64encode(base64.b64decode(text, validate=True)).decode() == text and "\n" not in text:
            return text
    except (binascii.Error, ValueError):
        pass
    return base64.b64encode(text.encode()).decode()


def with_licence(values: dict[str, Any]) -> dict[str, Any]:
    """The values of a new volume: without an image the service wants a licence to be named."""
    return values if values.get("image") or values.get("licenceType") else {**values, "licenceType": "OTHER"}


def is_attached(volume: Thing) -> bool:
    """Whether a server has it."""
    there = properties(volume)
    return bool(there.get("bootServer") or there.get("deviceNumber") or there.get("pciSlot"))


def server_of(client: Client, datacenter: Thing, volume: Thing) -> str | None:
    """The id of the server that has a volume, which older answers do not name."""
    named: str | None = properties(volume).get("bootServer")
    if named or not is_attached(volume):
        return named
    servers = client.get_all("datacenters", datacenter["id"], "servers", depth=2)
    having = (one["id"] for one in servers if any(it["id"] == volume["id"] for it in inside(one, "volumes")))
    return next(having, None)


def _warn(resource: Any, volume: Thing | None) -> Iterator[str]:
    """That a server still has what is to go."""
    if volume is not None and resource.desired.state == "absent" and is_attached(volume):
        named = properties(volume).get("bootServer")
        had_by = f"server {named}" if named else "a server"
        yield f"Volume {resource.kind.describe(volume)} goes while {had_by} has it, with all that is on it."


class AttachedTo(Part):
    """The server that a volume is attached to, by name or id; an empty text for none."""

    name = "server"

    def options(self) -> Iterable[tuple[str, str, Any]]:
        """The server."""
        return (("server", "str | None", option()), ("allow_reboot", "bool", False))

    def look(self, resource: Any, thing: Thing) -> Thing:
        """The volume with its server."""
        return {**thing, "attached_to": server_of(resource.client, resource.parents[0], thing)}

    def view(self, resource: Any, thing: Thing) -> Any:
        """Its id."""
        return thing.get("attached_to")

    def changes(self, resource: Any, thing: Thing) -> Iterable[Change]:
        """Take it off the server that has it, and put it to the one that shall."""
        wanted, there = self._wanted(resource), thing.get("attached_to")
        if wanted == there:
            return
        name = resource.name
        if there:
            self._check_reboot(resource, thing, there)
            make = partial(self._detach, resource, there)
            yield Change("detach", f"detach volume {name} from server {there}", {"server": None}, make)
        if wanted:
            make = partial(self._attach, resource, wanted)
            yield Change("attach", f"attach volume {name} to server {wanted}", {"server": wanted}, make)

    def foreseen(self, resource: Any, thing: Thing) -> Thing:
        """The volume, attached as desired."""
        return {**thing, "attached_to": self._wanted(resource)}

    @staticmethod
    def _wanted(resource: Any) -> str | None:
        if not resource.desired.server:
            return None
        datacenter = resource.parents[0]
        return str(kinds.server(datacenter).find(resource.client, resource.desired.server, "server")["id"])

    @staticmethod
    def _check_reboot(resource: Any, thing: Thing, server_id: str) -> None:
        if properties(thing).get("discVirtioHotUnplug") or resource.desired.allow_reboot:
            return
        server = kinds.server(resource.parents[0]).by_id(resource.client, server_id)
        if server is not None and kinds.state_of(server) != "INACTIVE":
            had_by = f"server {kinds.server(resource.parents[0]).describe(server)}"
            raise InvalidInput(
                "server",
                resource.desired.server,
                f"means detaching volume {resource.name} from {had_by}, which is on and may reboot then",
                advice="Set allow_reboot: true, or stop the server first",
            )

    @staticmethod
    def _attach(resource: Any, server_id: str, thing: Thing, _run: Run) -> Thing:
        where = ("datacenters", resource.parents[0]["id"], "servers", server_id, "volumes")
        noted: Thing = resource.client.put_in(*where, other=thing["id"], thing=thing)
        return noted

    @staticmethod
    def _detach(resource: Any, server_id: str, thing: Thing, _run: Run) -> Thing:
        where = ("datacenters", resource.parents[0]["id"], "servers", server_id, "volumes", thing["id"])
        noted: Thing = resource.client.take_out(*where, thing=thing)
        return noted


VOLUME: Record[Client] = Record(
    key="volume",
    kind=kinds.volume,
    parents=(Parent("datacenter", lambda: kinds.DATACENTER),),
    fields=(
        Field("name"),
        Field("size", "int", needed=True, grows=True, more={"least": 1, "unit": "GB"}),
        Field(
            "type",
            fixed=True,
            same=lambda wanted, there: wanted == there or {wanted, there} <= set(_SSD),
            more={"choices": ("HDD", "SSD", "SSD Standard", "SSD Premium", "DAS")},
        ),
        Field(
            "bus",
            loose=True,
            more={"choices": ("VIRTIO", "IDE")},
            same=lambda wanted, there: there is None or wanted == there,
        ),
        Field("availability_zone", fixed=True, more={"choices": ("AUTO", "ZONE_1", "ZONE_2", "ZONE_3")}),
        Field("licence_type"),
        Field("image", hidden=True, found=image_id),
        Field("image_password", hidden=True, more={"no_log": True}),
        # public keys are no secrets
        Field("ssh_keys", "list[str]", hidden=True, more={"no_log": False}),
        Field("user_data", hidden=True, sent=_as_base64, more={"no_log": True}),
        Field("backup_unit_id", api="backupunitId", hidden=True),
        *(
            Field(name, "bool")
            for name in (
                *("cpu_hot_plug", "ram_hot_plug", "nic_hot_plug", "nic_hot_unplug"),
                *("disc_virtio_hot_plug", "disc_virtio_hot_unplug", "expose_serial", "require_legacy_bios"),
            )
        ),
        Field("boot_order", more={"choices": ("AUTO", "NONE", "PRIMARY")}),
    ),
    create=lambda client, dc, values: client.create(
        "datacenters", dc["id"], "volumes", properties=with_licence(values)
    ),
    change=lambda client, dc, it, values: client.change(
        "datacenters", dc["id"], "volumes", it["id"], properties=values
    ),
    delete=lambda client, dc, it, desired: client.delete("datacenters", dc["id"], "volumes", it["id"], thing=it),
    parts=(AttachedTo(), Labels(lambda dc, it: ("datacenters", dc["id"], "volumes", it["id"]))),
    unique=False,
    arrives=arriving(lambda dc: ("datacenters", dc["id"], "volumes")),
    values=kinds.properties,
    becomes=tables.becomes,
    check=check_volume,
    warn=_warn,
    more=lambda it: {"attached_to": it.get("attached_to"), **tables.more("image", "deviceNumber", "pciSlot")(it)},
)
VOLUME_TASK = record_spec(IONOS, VOLUME)


# In a data centre, and in a server

VOLUME_IN_DATACENTER: Record[Client] = replace(VOLUME, parts=(), more=tables.more("image", "deviceNumber", "pciSlot"))


def new_volume(values: dict[str, Any], _inside: Mapping[str, Any]) -> dict[str, Any]:
    """A volume that is sent along with its data centre."""
    return {"properties": with_licence(values)}


def _create_in(client: Client, dc: Thing, server: Thing, values: dict[str, Any]) -> Thing:
    """Attach the volume of this name that the data centre has, or make one."""
    where = ("datacenters", dc["id"], "servers", server["id"], "volumes")
    there = existing(client, dc, values["name"])
    if there is not None:
        return client.put_in(*where, other=there["id"], thing=there)
    return client.create(*where, properties=with_licence(values))


def existing(client: Client, dc: Thing, name: str) -> Thing | None:
    """The volume of a name that a data centre has already, attached to nothing.

    :raises InvalidInput: there are several, or it is attached to another server.
    """
    if not dc.get("id"):
        return None
    kind = kinds.volume(dc)
    there = kind.by_name(kind.all(client), name)
    if there is not None and is_attached(there):
        rule = f"is volume {kind.describe(there)}, which is attached to another server"
        raise InvalidInput("name", name, rule, advice="Detach it there first, or take another name")
    return there


def _refuse_in(resource: Any, volume: Thing | None) -> None:
    client, datacenter, desired = resource.client, resource.parents[0], resource.desired
    if volume is not None or existing(client, datacenter, desired.name) is not None:
        return
    # that of a Cube has the size that the template says
    if desired.size is None and desired.type != "DAS":
        kind = kinds.volume(datacenter)
        there = kind.all(client) if datacenter.get("id") else []
        rule = f"is no volume of {kind.owner}, and to create it the task needs size"
        raise Missing("name", desired.name, rule, kind.similar(there, desired.name), ("volume",))


VOLUME_IN_SERVER: Record[Client] = replace(
    VOLUME,
    kind=kinds.attached_volume,
    parents=(Parent("datacenter", lambda: kinds.DATACENTER), Parent("server", kinds.server)),
    create=_create_in,
    change=lambda client, dc, server, it, values: client.change(
        "datacenters", dc["id"], "volumes", it["id"], properties=values
    ),
    delete=lambda client, dc, server, it, desired: client.delete(
        "datacenters", dc["id"], "volumes", it["id"], thing=it
    ),
    # one that is there already is attached as it is
    fields=tuple(replace(one, needed=False) for one in VOLUME.fields),
    parts=(),
    refuse=_refuse_in,
    arrives=arriving(lambda dc, server: ("datacenters", dc["id"], "servers", server["id"], "volumes")),
    more=tables.more("image", "deviceNumber", "pciSlot"),
)
