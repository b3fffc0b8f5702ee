# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Servers: a table, with their disks, NICs and CD-ROMs, and their power."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from typing import Any, Iterable, Iterator, Mapping

from ..._core.converge import Run
from ..._core.errors import BoxfleetError, InvalidInput
from ..._core.kind import Thing
from ..._core.options import option
from ..._core.record.children import Children
from ..._core.record.resource import RecordResource
from ..._core.record.table import Change, Field, Parent, Record
from ..._core.record.task import record_spec
from ..._core.seen import Seen
from .. import kinds, tables
from ..arriving import arriving
from ..client import Client
from ..kinds import inside, properties, state_of
from ..labels import Labels, check_labels, refuse_protected
from ..nic.record import NIC, new_nic
from ..provider import IONOS
from ..volume.record import VOLUME, VOLUME_IN_SERVER, existing, server_of, with_licence
from .boot import BootDevice, boots_from
from .cdroms import CdRoms, CdRomsAtLast

RUNNING, STOPPED, SUSPENDED = "running", "stopped", "suspended"
_HOSTNAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}", re.IGNORECASE)
_DELETE_VOLUME = "delete_volume"
_POWER = {"started": RUNNING, "restarted": RUNNING, "stopped": STOPPED}


def power(server: Thing) -> str | None:
    """How it is: stopped is what the service calls INACTIVE, since a guest that shut itself down still costs."""
    if state_of(server) == "INACTIVE":
        return STOPPED
    state = properties(server).get("vmState")
    return RUNNING if state in ("RUNNING", None) else str(state).lower()


def _check(desired: Any) -> None:
    if desired.hostname is not None and not _HOSTNAME.fullmatch(desired.hostname):
        raise InvalidInput("hostname", desired.hostname, "must be up to 63 letters, digits and -, not - at first")
    if desired.ram is not None and desired.ram % 256:
        raise InvalidInput("ram", desired.ram, "must be a multiple of 256 (MB)")
    if desired.type == "CUBE":
        for name in ("cores", "ram", "cpu_family"):
            if getattr(desired, name) is not None:
                raise InvalidInput(name, getattr(desired, name), "is not for servers of type CUBE; the template has it")


def _check_own(desired: Any) -> None:
    _check(desired)
    if desired.boot_volume and desired.boot_cdrom:
        raise InvalidInput("boot_cdrom", desired.boot_cdrom, "excludes boot_volume: leave one of them out")
    check_labels(desired.labels)


def _path(dc: Thing, *more: str) -> tuple[str, ...]:
    return ("datacenters", dc["id"], "servers", *more)


# Creation


def _create(client: Client, dc: Thing, values: dict[str, Any], **parts: Any) -> Thing:
    """A server with all that is in it, in one request."""
    volumes = [_volume(client, dc, volume) for volume in parts.pop("volumes", None) or []]
    return client.create(*_path(dc), **tables.new(values, {"volumes": volumes, **parts}))


def new_server(values: dict[str, Any], inside_it: Mapping[str, Any]) -> dict[str, Any]:
    """A server that is sent along with its data centre."""
    volumes = [{"properties": with_licence(volume["properties"])} for volume in inside_it.get("volumes") or []]
    return tables.new(values, {**inside_it, "volumes": volumes})


def _volume(client: Client, dc: Thing, volume: dict[str, Any]) -> dict[str, Any]:
    """A new volume, or the one that the data centre has by this name."""
    values = volume["properties"]
    there = existing(client, dc, values["name"])
    return {"id": there["id"]} if there else {"properties": with_licence(values)}


def _refuse(resource: Any, server: Thing | None) -> None:
    desired = resource.desired
    if server is None:
        if desired.state != "absent" and desired.template_uuid is None:
            missing = [name for name in ("cores", "ram") if getattr(desired, name) is None]
            if missing:
                raise resource.incomplete(missing)
    elif desired.state == "absent":
        kept = [volume["id"] for volume in kept_volumes(desired, server)]
        gone = [("volume", volume) for volume in inside(server, "volumes") if volume["id"] not in kept]
        refuse_protected(resource, server, gone)
    elif not desired.allow_reboot and power(server) == RUNNING and not _is_off_then(desired, server):
        reasons = list(_reboots(resource, server))
        if reasons and desired.state != "restarted":
            rule = f"means a reboot of server {resource.kind.describe(server)}, which is running"
            advice = "Set allow_reboot: true, or stop it first with state: stopped"
            raise InvalidInput(reasons[0], getattr(desired, reasons[0], None), rule, advice=advice)


def _is_off_then(desired: Any, server: Thing) -> bool:
    """Whether it is off or gone before it is changed."""
    return desired.state == "absent" or (desired.state == "stopped" and not _is_cube(server))


def _reboots(resource: Any, server: Thing) -> Iterator[str]:
    """The options for which a running server reboots."""
    boot = boots_from(server, "bootVolume")
    hot = next((properties(volume) for volume in inside(server, "volumes") if volume["id"] == boot), {})
    there = properties(server)
    for name, flag in (("cores", "cpuHotPlug"), ("ram", "ramHotPlug")):
        wanted = getattr(resource.desired, name)
        if wanted is not None and wanted != there.get(name) and (not hot.get(flag) or wanted < (there.get(name) or 0)):
            yield name
    for name, key in (("cpu_family", "cpuFamily"), ("nic_multi_queue", "nicMultiQueue")):
        if getattr(resource.desired, name) not in (None, there.get(key)):
            yield name
    for action, flag, name in (
        ("create_nic", "nicHotPlug", "nics"),
        ("delete_nic", "nicHotUnplug", "nics"),
        ("create_volume", "discVirtioHotPlug", "volumes"),
        ("detach_volume", "discVirtioHotUnplug", "volumes"),
        ("attach_cdrom", "", "cdroms"),
        ("detach_cdrom", "", "cdroms"),
        # whether the service restarts it then, nothing says
        ("set_boot_volume", "", "boot_volume"),
        ("set_boot_cdrom", "", "boot_cdrom"),
    ):
        if action in resource.planned and not hot.get(flag):
            yield name


# Power


def _is_cube(server: Thing) -> bool:
    """Whether it is one that is suspended and resumed, in place of being stopped and started."""
    return properties(server).get("type") == "CUBE"


def _is_off(server: Thing, now: Any) -> bool:
    """Whether it is off. Cores and memory are freed then, but for those of a Cube."""
    return bool(now != RUNNING if _is_cube(server) else now == STOPPED)


def _off(resource: Any, server: Thing) -> Change:
    return _act(resource, "suspend", SUSPENDED) if _is_cube(server) else _act(resource, "stop", STOPPED)


def _on(resource: Any, server: Thing, now: Any) -> Change:
    if not _is_cube(server):
        return _act(resource, "start", RUNNING)
    # only what was suspended can be resumed
    return _act(resource, "resume" if now == SUSPENDED else "reboot", RUNNING)


def _act(resource: Any, action: str, after: str) -> Change:
    def make(server: Thing, _run: Run) -> Thing:
        noted: Thing = resource.client.act(*_path(resource.parents[0], server["id"], action), thing=server)
        return noted

    return Change(
        action,
        f"{action} server {resource.name}",
        {"power": after},
        make,
        # a reboot leaves no trace but its request
        None if action == "reboot" else lambda server: power(server) == after,
    )


def _first(resource: Any, server: Thing, values: dict[str, Any]) -> Iterable[Change]:
    """A server that is to be stopped is stopped before it is changed: then nothing reboots. A Cube is resumed before:
    one that is suspended cannot be changed.
    """
    wanted, now = _POWER.get(resource.desired.state), power(server)
    if wanted == STOPPED and not _is_cube(server) and not _is_off(server, now):
        yield _off(resource, server)
    elif wanted == RUNNING and _is_cube(server) and now != RUNNING:
        yield _on(resource, server, now)


def _last(resource: Any, server: Thing, view: dict[str, Any]) -> Iterable[Change]:
    wanted, there = _POWER.get(resource.desired.state), view.get("power")
    if wanted == STOPPED and not _is_off(server, there):
        yield _off(resource, server)
    elif wanted == RUNNING and there != RUNNING:
        yield _on(resource, server, there)
    elif resource.desired.state == "restarted" and server.get("id") and not _fresh(resource):
        yield _act(resource, "reboot", RUNNING)


def _fresh(resource: Any) -> bool:
    """Whether the task itself has created, started or rebooted it."""
    return bool({"create", "start", "reboot"} & set(resource.made))


def _ends(desired: Any, server: Thing) -> Thing:
    if desired.state != "stopped":
        running = {"vmState": "RUNNING"} if desired.state in ("started", "restarted") else {}
        state = {"state": "AVAILABLE"} if running else {}
        return {
            **server,
            "properties": {**properties(server), **running},
            "metadata": {**server.get("metadata", {}), **state},
        }
    if _is_cube(server):
        off = {} if _is_off(server, power(server)) else {"vmState": "SUSPENDED"}
        return {**server, "properties": {**properties(server), **off}}
    metadata = {**server.get("metadata", {}), "state": "INACTIVE"}
    return {**server, "properties": {**properties(server), "vmState": "SHUTOFF"}, "metadata": metadata}


def _becomes(server: Thing | None, values: dict[str, Any]) -> Thing:
    then = tables.becomes(server, values)
    if server is None:
        # a new one starts by itself
        return {**then, "properties": {**then["properties"], "vmState": "RUNNING"}}
    return {**then, "metadata": server.get("metadata", {})}


# What is left


def kept_volumes(desired: Any, server: Thing) -> list[Thing]:
    """The volumes that stay, and cost, when a server is deleted."""
    boot = boots_from(server, "bootVolume")
    # that of a Cube goes with it
    volumes = [volume for volume in inside(server, "volumes") if not _is_built_in(volume)]
    which = _deleted_with_it(desired)
    if which == "all":
        return []
    if which == "boot":
        return [volume for volume in volumes if volume["id"] != boot]
    return volumes


def _deleted_with_it(desired: Any) -> str:
    """Which volumes go with a server; one in a data centre has no option for that."""
    return str(getattr(desired, "delete_volumes", "boot"))


def _is_built_in(volume: Thing) -> bool:
    """Whether it is the disk that belongs to a Cube."""
    return properties(volume).get("type") == "DAS"


def _delete(client: Client, dc: Thing, server: Thing, desired: Any) -> None:
    """Delete a server, and with it all its volumes if none is to stay."""
    which = _deleted_with_it(desired)
    # one that was attached since then only goes where all shall
    all_go = which == "all" or (which == "boot" and inside(server, "volumes") and not kept_volumes(desired, server))
    client.delete(*_path(dc, server["id"]), thing=server, **({"deleteVolumes": True} if all_go else {}))


def _after(resource: Any, server: Thing, gone: bool) -> Iterator[Change]:
    """The volumes that go while others stay: each for itself, and last, so that no server is without its disk."""
    kept = [volume["id"] for volume in kept_volumes(resource.desired, server)]
    if not kept or _DELETE_VOLUME in resource.made:
        return
    kind = kinds.volume(resource.parents[0])
    for volume in inside(server, "volumes"):
        if volume["id"] in kept or _is_built_in(volume) or (gone and not _is_left(resource, server, volume)):
            continue
        what = f"delete volume {kind.describe(volume)}"
        yield Change(_DELETE_VOLUME, what, {}, partial(_delete_volume, resource, server, volume))


def _is_left(resource: Any, server: Thing, volume: Thing) -> bool:
    """Whether a volume is still there when its server is gone, and no other server has it."""
    client, datacenter = resource.client, resource.parents[0]
    watch = kinds.volume(datacenter).watch(client, volume)
    there = watch.until(lambda seen: seen is None or kinds.settled(seen), resource.deadline)
    return there is not None and server_of(client, datacenter, there) in (None, server["id"])


def _delete_volume(resource: Any, server: Thing, volume: Thing, _none: Thing, run: Run) -> None:
    seen = Seen(None, (), parents=(resource.parents[0],))
    try:
        RecordResource(resource.client, VOLUME, resource.desired, seen, resource.deadline).delete(volume, run)
    except BoxfleetError as error:
        error.advice = (
            f"Server {resource.kind.describe(server)} is gone, so this task does not find the volume again. While it is"
            f" there it costs: delete it with ionos_volume, id: {volume['id']} and state: absent"
        )
        raise


def _besides(resource: Any, server: Thing | None) -> dict[str, Any]:
    """What goes on to cost when the server is gone."""
    if resource.desired.state != "absent":
        return {}
    kept = [] if server is None else kept_volumes(resource.desired, server)
    told = [{"id": one["id"], **{name: properties(one).get(name) for name in ("name", "size", "type")}} for one in kept]
    return {"left_volumes": told}


def _warn(resource: Any, server: Thing | None) -> Iterator[str]:
    desired = resource.desired
    if server is None:
        return
    who = f"Server {resource.kind.describe(server)}"
    if desired.state == "absent":
        kept = kept_volumes(desired, server)
        if kept:
            told = ", ".join(kinds.volume(resource.parents[0]).describe(volume) for volume in kept)
            yield f"{who} leaves volumes behind, which go on to cost: {told}. With delete_volumes: all they go too."
        return
    cdrom = _CDROMS.boots_nothing(resource, server)
    if cdrom is not None:
        told = f"CD-ROM {properties(cdrom).get('name') or ''} ({cdrom['id']})".replace("  ", " ")
        yield f"{who} boots from {told}, which is taken out: without boot_volume it has nothing to boot from."
    if _is_cube(server):
        if desired.state == "stopped" and power(server) == RUNNING:
            yield f"{who} is a Cube: it is suspended, and goes on to cost as if it were on."
    elif desired.state == "stopped" and power(server) != STOPPED:
        yield f"{who} loses its public addresses that are of no IP block, and gets others when it starts."
    elif power(server) not in (RUNNING, STOPPED):
        yield f"{who} was shut down from inside, and costs as if it were running until state: stopped stops it."


def _detach_volume(resource: Any, volume: Thing, server: Thing, run: Run) -> None:
    where = _path(resource.parents[0], server["id"], "volumes", volume["id"])
    resource.client.take_out(*where, thing=server)


_CDROMS = CdRoms()
_INSIDE = (
    Children(
        "volumes",
        VOLUME_IN_SERVER,
        *tables.children("volumes"),
        sent=tables.new,
        purge="purge_volumes",
        remove=_detach_volume,
        removal="detach",
    ),
    Children("nics", NIC, *tables.children("nics"), sent=new_nic, purge="purge_nics"),
    _CDROMS,
)
SERVER: Record[Client] = Record(
    key="server",
    kind=lambda dc: kinds.server(dc, depth=4),
    parents=(Parent("datacenter", lambda: kinds.DATACENTER),),
    fields=(
        Field("name"),
        Field("cores", "int", more={"least": 1}),
        Field("ram", "int", more={"least": 256, "unit": "MB"}),
        Field("cpu_family"),
        Field("availability_zone", fixed=True, more={"choices": ("AUTO", "ZONE_1", "ZONE_2")}),
        Field("type", fixed=True, more={"choices": ("ENTERPRISE", "VCPU", "CUBE")}),
        Field("template_uuid", fixed=True),
        Field("hostname"),
        Field("nic_multi_queue", "bool"),
    ),
    create=_create,
    change=lambda client, dc, it, values: client.change(*_path(dc, it["id"]), properties=values),
    delete=_delete,
    after=_after,
    parts=(
        *_INSIDE,
        BootDevice("boot_volume", "bootVolume", "volumes", "volume"),
        BootDevice("boot_cdrom", "bootCdrom", "cdroms", "CD-ROM"),
        CdRomsAtLast(),
        Labels(lambda dc, it: _path(dc, it["id"])),
    ),
    options=(
        ("allow_reboot", "bool", False),
        ("delete_volumes", "str", option("boot", choices=("boot", "all", "none"))),
    ),
    states=("present", "started", "stopped", "restarted", "absent"),
    first=_first,
    last=_last,
    ends=_ends,
    unique=False,
    arrives=arriving(_path),
    values=properties,
    becomes=_becomes,
    check=_check_own,
    refuse=_refuse,
    warn=_warn,
    besides=_besides,
    seen=lambda server: {"power": power(server)},
    more=lambda server: {"power": power(server), **tables.more("vmState")(server)},
)
SERVER_TASK = record_spec(IONOS, SERVER, timeout=1800)

# As an entry of a data centre, where one look shows everything but labels.
SERVER_IN_DATACENTER: Record[Client] = replace(
    SERVER, parts=_INSIDE, options=(("allow_reboot", "bool", False),), check=_check
)
