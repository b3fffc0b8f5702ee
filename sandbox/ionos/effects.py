# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What happens when a request is done. An effect that concerns what is gone does nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from typing import TYPE_CHECKING, Any

from sandbox._core.documents import Document

from . import addresses

if TYPE_CHECKING:
    from .store import Store

FIRST_SLOT = 5


def set_properties(store: Store, now: float, kind: str, key: str, values: Mapping[str, Any]) -> None:
    """The thing has other properties."""
    thing = store.documents.get(kind, key)
    if thing and values:
        store.documents.put(
            replace(thing, value={**thing.value, "properties": {**thing.value["properties"], **values}})
        )


def keep(store: Store, now: float, kind: str, key: str, values: Mapping[str, Any]) -> None:
    """The sandbox knows something else about the thing."""
    thing = store.documents.get(kind, key)
    if thing:
        store.documents.put(replace(thing, value={**thing.value, **values}))


def born(store: Store, now: float, kind: str, key: str) -> None:
    """The date of creation moves on to when it was provisioned."""
    thing = store.documents.get(kind, key)
    if thing:
        date = datetime.fromtimestamp(int(now), UTC).isoformat().replace("+00:00", "Z")
        value = {
            **thing.value,
            "made": [date, *thing.value["made"][1:]],
            "changed": [date, *thing.value["changed"][1:]],
        }
        store.documents.put(replace(thing, value=value))


def drop(store: Store, now: float, kind: str, key: str) -> None:
    """The thing is gone, and all that is part of it."""
    thing = store.documents.get(kind, key)
    if thing is None:
        return
    for part in PARTS.get(kind, ()):
        for inner in store.documents.listed(part, parent=key):
            drop(store, now, part, inner.id)
    if kind == "server":
        for volume in store.joined("volume", key):
            unplug(store, now, volume.id)
    elif kind == "volume":
        unplug(store, now, key)
    elif kind == "nic":
        _leave_failover(store, now, thing)
    store.documents.drop(kind, key)


def plug(store: Store, now: float, volume: str, server: str, with_server: bool) -> None:
    """A volume is in its server. One with an image that came with the server boots it, and so does the first one
    that is attached.
    """
    disk, machine = store.documents.get("volume", volume), store.documents.get("server", server)
    if disk is None or machine is None or disk.value.get("joined") != server:
        return
    others = [other for other in store.joined("volume", server) if other.id != volume]
    properties = disk.value["properties"]
    taken = {other.value["properties"]["deviceNumber"] for other in others}
    places = {"deviceNumber": _free(taken, 1), "pciSlot": _free(_slots(store, server), FIRST_SLOT)}
    set_properties(store, now, "volume", volume, {**places, "bus": properties["bus"] or disk.value.get("wants_bus")})
    booted = machine.value["properties"]["bootVolume"] or machine.value["properties"]["bootCdrom"]
    boots = properties["image"] if with_server else not others
    if properties["bootOrder"] == "PRIMARY" or (not booted and boots and properties["bootOrder"] != "NONE"):
        set_properties(store, now, "server", server, {"bootVolume": volume, "bootCdrom": None})


def unplug(store: Store, now: float, volume: str) -> None:
    """A volume is in no server any more."""
    disk = store.documents.get("volume", volume)
    server = store.documents.get("server", disk.value.get("joined") or "") if disk else None
    keep(store, now, "volume", volume, {"joined": None})
    set_properties(store, now, "volume", volume, {"deviceNumber": None, "pciSlot": None})
    if server and server.value["properties"]["bootVolume"] == volume:
        set_properties(store, now, "server", server.id, {"bootVolume": None})


def connect(store: Store, now: float, nic: str) -> None:
    """A NIC is in its server, with an address."""
    card = store.documents.get("nic", nic)
    if card is None or card.parent is None:
        return
    slot = _free(_slots(store, card.parent), FIRST_SLOT)
    values = {"mac": card.value["properties"]["mac"] or addresses.mac(store), "pciSlot": slot}
    set_properties(store, now, "nic", nic, values)
    address(store, now, nic)


def address(store: Store, now: float, nic: str) -> None:
    """A NIC without an address is given one, unless its server is off and it would be a public one."""
    card = store.documents.get("nic", nic)
    if card is None or card.value["properties"]["ips"]:
        return
    lan = store.documents.get("lan", card.value["joined"])
    server = store.documents.get("server", card.parent or "")
    if lan is None or server is None:
        return
    if not lan.value["properties"]["public"]:
        given = addresses.private(store, lan)
    else:
        given = None if server.value.get("off") else addresses.public(store)
    set_properties(store, now, "nic", nic, {"ips": [given] if given else []})
    keep(store, now, "nic", nic, {"given": True})


def readdress(store: Store, now: float, lan: str) -> None:
    """A LAN has become public or private: what the service gave its NICs, it gives anew."""
    for nic in store.joined("nic", lan):
        if nic.value.get("given"):
            set_properties(store, now, "nic", nic.id, {"ips": []})
            address(store, now, nic.id)


def stop(store: Store, now: float, server: str) -> None:
    """Off, and what it took is free again: its public addresses too, if they are not reserved."""
    _power(store, now, server, "SHUTOFF", off=True)
    for nic in store.documents.listed("nic", parent=server):
        lan = store.documents.get("lan", nic.value["joined"])
        if nic.value.get("given") and lan and lan.value["properties"]["public"]:
            set_properties(store, now, "nic", nic.id, {"ips": []})


def start(store: Store, now: float, server: str) -> None:
    """On, with new public addresses where the old ones were given back."""
    _power(store, now, server, "RUNNING", off=False)
    for nic in store.documents.listed("nic", parent=server):
        address(store, now, nic.id)


def reboot(store: Store, now: float, server: str) -> None:
    """Off and on again."""
    machine = store.documents.get("server", server)
    if machine:
        keep(store, now, "server", server, {"boots": machine.value.get("boots", 0) + 1})
    start(store, now, server)


def suspend(store: Store, now: float, server: str) -> None:
    _power(store, now, server, "SUSPENDED", off=False)


def shut_down(store: Store, now: float, server: str) -> None:
    """The guest has shut itself down: it is off, and still allocated."""
    _power(store, now, server, "SHUTOFF", off=False)


def _power(store: Store, now: float, server: str, vm_state: str, off: bool) -> None:
    set_properties(store, now, "server", server, {"vmState": vm_state})
    keep(store, now, "server", server, {"off": off})


def _slots(store: Store, server: str) -> set[int | None]:
    inside = [*store.joined("volume", server), *store.documents.listed("nic", parent=server)]
    return {thing.value["properties"]["pciSlot"] for thing in inside}


def _free(taken: Iterable[int | None], first: int) -> int:
    used = set(taken)
    return next(number for number in count(first) if number not in used)


def _leave_failover(store: Store, now: float, nic: Document) -> None:
    lan = store.documents.get("lan", nic.value["joined"])
    groups = (lan.value["properties"]["ipFailover"] or []) if lan else []
    left = [group for group in groups if group["nicUuid"] != nic.id]
    if lan and left != groups:
        set_properties(store, now, "lan", lan.id, {"ipFailover": left})


PARTS = {
    "datacenter": ("server", "volume", "loadbalancer", "lan", "label"),
    "server": ("nic", "label"),
    "volume": ("label",),
    "snapshot": ("label",),
    "ipblock": ("label",),
    "image": ("label",),
    "nic": ("firewall-rule",),
    "group": ("share",),
    "user": ("s3key",),
}
Effect = Callable[..., None]
EFFECTS: dict[str, Effect] = {
    "set": set_properties,
    "keep": keep,
    "born": born,
    "drop": drop,
    "plug": plug,
    "unplug": unplug,
    "connect": connect,
    "address": address,
    "readdress": readdress,
    "stop": stop,
    "start": start,
    "reboot": reboot,
    "suspend": suspend,
}
