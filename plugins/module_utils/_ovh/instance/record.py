# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Instances: a table, with what they are made of and their power."""

from __future__ import annotations

import ipaddress
from dataclasses import MISSING, dataclass
from typing import Any, Iterable

from ..._core.converge import Run
from ..._core.errors import InvalidInput
from ..._core.kind import Thing
from ..._core.moves import Move, shortest_way
from ..._core.options import check_options, option
from ..._core.record.namesakes import warns_of_namesakes
from ..._core.record.table import Change, Field, Parent, Record
from .. import kinds
from ..client import Client
from ..rules import NEEDS
from ..task import permitted, record_task
from .model import ERROR, PAUSED, RUNNING, STATUSES, STOPPED, addresses, instance, instance_shape, moves, place
from .parts import Flavor, Image, MonthlyBilling, act

_PUBLIC = "public"
_PATHS = {"rescue": "rescueMode", "unrescue": "rescueMode"}
_BODIES = {"rescue": {"rescue": True}, "unrescue": {"rescue": False}}
_UP = (RUNNING, STOPPED)


@dataclass(frozen=True)
class Network:
    """A network that a new instance is in."""

    network: str = option(MISSING)
    ip: str | None = None

    def __post_init__(self) -> None:
        check_options(self)
        if self.ip is not None:
            try:
                ipaddress.ip_address(self.ip)
            except ValueError:
                raise InvalidInput("ip", self.ip, "is no IP address") from None


def _networks(client: Client, parents: list[Thing], networks: Any) -> list[dict[str, Any]]:
    """As the API has them, with ids."""
    told = []
    for at, one in enumerate(networks):
        if one.network == _PUBLIC:
            public = client.known(*kinds.below(parents[0], "network", "public"))
            network_id = str(public[0].get("id")) if public else _PUBLIC
        else:
            kind = kinds.private_network(parents[0])
            network_id = kind.find(client, one.network, f"networks[{at}].network")["id"]
        told.append({"networkId": network_id, **({"ip": one.ip} if one.ip is not None else {})})
    return told


def _create(client: Client, project: Thing, values: dict[str, Any], **parts: Any) -> Thing:
    ids = {"flavor": "flavorId", "image": "imageId", "monthly_billing": "monthlyBilling"}
    body = {**values, **{ids[name]: value for name, value in parts.items()}}
    made = client.create(*kinds.below(project, "instance"), values=body, shape=instance_shape)
    return client.begin(made["id"], made, "create", None)


def _change(client: Client, project: Thing, there: Thing, values: dict[str, Any]) -> Thing:
    client.change(*kinds.below(project, "instance", there["id"]), values={"instanceName": values["name"]})
    return instance(project).by_id(client, there["id"]) or there


def _delete(client: Client, project: Thing, there: Thing, desired: Any) -> None:
    client.delete(*kinds.below(project, "instance", there["id"]))
    client.begin(there["id"], there, "delete", lambda seen: bool(seen["status"] != there["status"]))


def _refuse(resource: Any, there: Thing | None) -> None:
    desired = resource.desired
    if desired.state == "absent":
        return
    if there is None:
        missing = [name for name in ("flavor",) if getattr(desired, name) is None]
        if desired.image is None and desired.boot_volume is None:
            missing.append("image (or boot_volume)")
        if missing:
            raise resource.incomplete(missing)
        if desired.image is not None and desired.boot_volume is not None:
            raise InvalidInput("boot_volume", desired.boot_volume, "cannot be combined with image")
    elif place(there) == ERROR:
        rule = f"cannot be: instance {resource.kind.describe(there)} is {there['status']}"
        advice = "Delete it with state: absent, and create it anew"
        raise InvalidInput("state", desired.state, rule, advice=advice)


# Power


def _to(resource: Any, move: Move[str]) -> Change:
    def make(there: Thing, _run: Run) -> Thing:
        path = _PATHS.get(move.action, move.action)
        values = _BODIES.get(move.action)
        return act(resource, there, move.action, path, values=values, shows=lambda seen: place(seen) == move.to)

    what = f"{move.action} instance {resource.name}"
    return Change(move.action, what, {"power": move.to}, make, lambda seen: place(seen) == move.to)


def _way(resource: Any, at: str, goals: tuple[str, ...]) -> Iterable[Change]:
    # one that is broken or paused cannot be had so again
    if at in (PAUSED, *STATUSES) and set(goals) <= set(STATUSES):
        yield from (_to(resource, move) for move in shortest_way(at, lambda one: one in goals, moves))


def _first(resource: Any, there: Thing, values: dict[str, Any]) -> Iterable[Change]:
    """What can be done only with one that is on or off, gets it there."""
    pending = [part for part in resource.record.parts if part.asked(resource.desired)]
    if any(change.action != "activate_monthly_billing" for part in pending for change in part.changes(resource, there)):
        yield from _way(resource, place(there), _UP)


def _last(resource: Any, then: Thing, view: dict[str, Any]) -> Iterable[Change]:
    """To where it shall be; back to where it was, if nothing is said of that."""
    state = resource.desired.state
    goal = place(then) if state == "present" else state
    yield from _way(resource, str(view.get("power")), (goal,))


def _ends(desired: Any, then: Thing) -> Thing:
    return {**then, "status": STATUSES.get(desired.state, then["status"])}


def _becomes(there: Thing | None, values: dict[str, Any]) -> Thing:
    return {**(there or {"status": "ACTIVE"}), **values}


def _more(one: Thing) -> dict[str, Any]:
    return {
        "power": place(one),
        "status": one["status"],
        "ssh_key_id": one.get("sshKeyId"),
        "public_ipv4": addresses(one, "public", 4),
        "public_ipv6": addresses(one, "public", 6),
        "private_ipv4": addresses(one, "private", 4),
        "plan_code": one.get("planCode"),
        "created": one.get("created"),
    }


def _ssh_key(client: Client, parents: list[Thing], wanted: str) -> str:
    return str(kinds.ssh_key(parents[0]).find(client, wanted, "ssh_key")["id"])


def _group(client: Client, parents: list[Thing], wanted: str) -> str:
    return str(kinds.group(parents[0]).find(client, wanted, "group")["id"])


def _volume(client: Client, parents: list[Thing], wanted: str) -> str:
    return str(kinds.volume(parents[0]).find(client, wanted, "boot_volume")["id"])


INSTANCE: Record[Client] = permitted(
    Record(
        key="instance",
        kind=instance,
        parents=(Parent("project", lambda: kinds.PROJECT),),
        fields=(
            Field("name"),
            Field("region", needed=True, fixed=True),
            # a key's name or id is no secret
            Field("ssh_key", api="sshKeyId", hidden=True, found=_ssh_key, more={"no_log": False}),
            Field("user_data", hidden=True, more={"no_log": True}),
            Field("networks", "list[dict]", hidden=True, found=_networks, more={"of": Network}),
            Field("group", api="groupId", hidden=True, found=_group),
            Field("boot_volume", api="volumeId", hidden=True, found=_volume),
        ),
        create=_create,
        change=_change,
        delete=_delete,
        parts=(Flavor(), Image(), MonthlyBilling()),
        identity=("name", "region"),
        unique=False,
        created_once=True,
        states=("present", "running", "stopped", "shelved", "rescue", "absent"),
        first=_first,
        last=_last,
        ends=_ends,
        becomes=_becomes,
        broken=lambda one: place(one) == ERROR,
        refuse=_refuse,
        warn=warns_of_namesakes("region"),
        seen=lambda one: {"power": place(one)},
        more=_more,
    ),
    NEEDS["ovh_instance"],
)
INSTANCE_TASK = record_task(INSTANCE, NEEDS["ovh_instance"], timeout=1800)
